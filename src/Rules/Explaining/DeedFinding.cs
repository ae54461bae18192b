using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Explaining;

/// <summary>What gave a command: an action that was taken up or let go of.</summary>
/// <param name="Command">The command.</param>
/// <param name="Rule">The rule whose action it was. The cause of the command is another rule where that let go, and what shows now is what the other claims.</param>
/// <param name="Action">The action.</param>
/// <param name="ActivatedTurn">The turn of the activation that it stems from.</param>
/// <param name="Began">Whether it was taken up, else let go of.</param>
/// <param name="Step">Its place among what the rule does once, from 1; 0 where it lasts as long as the rule is active.</param>
/// <param name="Run">The run of those steps, or null where it lasts.</param>
/// <param name="Pulse">The pulse, or null where it is none.</param>
public sealed record DeedFinding(Command Command, RuleDefinition Rule, ActionDefinition Action, long ActivatedTurn, bool Began, int Step, RunFinding? Run, PulseFinding? Pulse)
{
    /// <summary>The event whose frame was sent, as it was then; null for what sends none.</summary>
    public SignalFinding? Sent { get; init; }
}

/// <summary>One run of what a rule does once.</summary>
/// <param name="BeganTurn">The turn in which it began: later than that of its activation where it had to wait.</param>
/// <param name="BeganAt">The instant of that turn.</param>
public sealed record RunFinding(long BeganTurn, SignalTime BeganAt);

/// <summary>A pulse.</summary>
/// <param name="Nanoseconds">How long it lasts.</param>
/// <param name="BeganTurn">The turn in which it began; where it was begun anew, the last.</param>
/// <param name="BeganAt">The instant of that turn.</param>
/// <param name="Due">When it ends, or was to end.</param>
/// <param name="Moved">Whether it stood already when it began.</param>
public sealed record PulseFinding(long Nanoseconds, long BeganTurn, SignalTime BeganAt, SignalTime Due, bool Moved);
