using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Explaining;

/// <summary>What became of a rule in one turn, and what it read.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Outcome">What became of it; null where nothing did, and it is only looked at.</param>
/// <param name="Turn">The turn.</param>
/// <param name="At">The instant: of the turn, or a later one before the next turn at which it is looked at.</param>
/// <param name="Trigger">Its <c>when</c> event, or null.</param>
/// <param name="When">The conditions of its <c>when</c>, or null.</param>
/// <param name="If">Its <c>if</c>, or null.</param>
/// <param name="Unless">Its <c>unless</c>, or null.</param>
/// <param name="Enabled">Its <c>enabled</c>, or null.</param>
public sealed record RuleFinding(
    RuleDefinition Rule,
    RuleOutcome? Outcome,
    TurnInfo Turn,
    SignalTime At,
    EventFinding? Trigger,
    ConditionFinding? When,
    ConditionFinding? If,
    ConditionFinding? Unless,
    ConditionFinding? Enabled)
{
    /// <summary>The instant of the last activation that its cooldown counts from; null for none.</summary>
    public SignalTime? ActivatedAt { get; init; }

    /// <summary>The turn of its last activation, or of the start, where it goes on with what it did before a restart; 0 for none.</summary>
    public long ActivatedTurn { get; init; }

    /// <summary>What it is still busy with.</summary>
    public ImmutableArray<BusyFinding> Busy { get; init; } = [];

    /// <summary>How many activations wait until it is no longer busy.</summary>
    public int Waiting { get; init; }

    /// <summary>Whether it activated in this turn, even if what it does once was not done, or not yet.</summary>
    public bool IsActivation => Outcome is RuleOutcome.Activated or RuleOutcome.Queued or RuleOutcome.Ignored or RuleOutcome.Overflowed;

    /// <summary>All that it read, by keyword, in the order of a rule.</summary>
    public IEnumerable<(string Keyword, Finding Finding)> Read
    {
        get
        {
            if (Trigger is not null)
                yield return ("when", Trigger);
            if (When is not null)
                yield return (Trigger is null ? "when" : "and", When);
            if (If is not null)
                yield return ("if", If);
            if (Unless is not null)
                yield return ("unless", Unless);
            if (Enabled is not null)
                yield return ("enabled", Enabled);
        }
    }
}

/// <summary>Something of an earlier activation that has not come to its end.</summary>
/// <param name="ActivatedTurn">The turn of that activation.</param>
/// <param name="BeganAt">When it began to do what it does once.</param>
/// <param name="Action">The pulse that stands, or the pause that lasts.</param>
/// <param name="Ends">When that ends.</param>
public sealed record BusyFinding(long ActivatedTurn, SignalTime BeganAt, ActionDefinition Action, SignalTime Ends);
