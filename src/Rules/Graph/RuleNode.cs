using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>What became of a rule in a turn, for explanation.</summary>
public enum RuleOutcome
{
    /// <summary>It activated.</summary>
    Activated,
    /// <summary>It would have activated but for its cooldown.</summary>
    Suppressed,
    /// <summary>Its trigger occurred while its conditions did not hold.</summary>
    HeldBack,
    /// <summary>It is active no longer.</summary>
    Released,
}

/// <summary>A rule: decides activation and release from one snapshot, and lets its actions take or drop their claims.</summary>
internal sealed class RuleNode(
    RuleGraph graph, int rank, int index, RuleDefinition definition,
    EventNode? trigger, ConditionNode? when, ConditionNode? condition, ConditionNode? unless)
    : Node(graph, rank)
{
    private bool _held;
    private SignalTime _activatedAt = new(long.MinValue);

    public RuleDefinition Definition => definition;

    /// <summary>Its place in the order of names.</summary>
    public int Index => index;

    public EventNode? Trigger => trigger;

    public ConditionNode? When => when;

    public ConditionNode? If => condition;

    public ConditionNode? Unless => unless;

    public ImmutableArray<RuleAction> Do { get; set; } = [];

    public ImmutableArray<RuleAction> While { get; set; } = [];

    public bool Active { get; private set; }

    /// <summary>The turn of the last activation.</summary>
    public long ActivatedTurn { get; private set; }

    /// <summary>Activations that its cooldown suppressed.</summary>
    public long Suppressed { get; private set; }

    public CommandCause Cause => new(definition.Name, definition.Position.Line, ActivatedTurn);

    private bool Holds =>
        (when is null || when.Value == Truth.True)
        && (condition is null || condition.Value == Truth.True)
        && (unless is null || unless.Value == Truth.False);

    public override void Evaluate(in TurnInfo turn)
    {
        bool holds = Holds;
        bool starts = trigger is null ? holds && !_held : trigger.OccursIn(turn.Number) && holds;
        bool wasActive = Active;
        if (Active && !holds)
        {
            Active = false;
            foreach (RuleAction action in While)
                action.End();
            Tell(RuleOutcome.Released, Shown.Released, turn);
        }

        if (starts && Cools(turn.At))
        {
            Suppressed++;
            Tell(RuleOutcome.Suppressed, Shown.Suppressed, turn);
        }
        else if (starts)
        {
            Activate(turn, wasActive);
        }
        else if (trigger is not null && trigger.OccursIn(turn.Number))
        {
            Tell(RuleOutcome.HeldBack, Shown.HeldBack, turn);
        }

        _held = holds;
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Bool(_held);
        writer.Bool(Active);
        writer.Time(_activatedAt);
        writer.Int64(ActivatedTurn);
        writer.Int64(Suppressed);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        _held = reader.Bool();
        Active = reader.Bool();
        _activatedAt = reader.Time();
        ActivatedTurn = reader.Int64();
        Suppressed = reader.Int64();
    }

    private void Tell(RuleOutcome outcome, Shown shown, in TurnInfo turn)
    {
        Shown |= shown;
        Graph.Traced(this, outcome, turn);
    }

    private bool Cools(SignalTime now) =>
        ActivatedTurn > 0 && now < _activatedAt.AddNanoseconds(definition.CooldownNanoseconds);

    private void Activate(in TurnInfo turn, bool wasActive)
    {
        ActivatedTurn = turn.Number;
        _activatedAt = turn.At;
        Active = true;
        Changed(turn);
        Tell(RuleOutcome.Activated, Shown.Activated, turn);
        foreach (RuleAction action in Do)
            action.Begin(turn.At);
        if (wasActive)
            return;
        foreach (RuleAction action in While)
            action.Begin(turn.At);
    }
}
