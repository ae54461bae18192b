using Reactive.Signals;

namespace Reactive.Rules.Explaining;

/// <summary>A way out of a state of a machine, looked at at an instant.</summary>
/// <param name="Way">The way.</param>
/// <param name="From">The state that it leads out of.</param>
/// <param name="To">The state that it leads to.</param>
/// <param name="When">The event that takes it, or null for a timeout.</param>
/// <param name="If">What must hold then, or null.</param>
/// <param name="Unless">What must be known not to, or null.</param>
public sealed record WayFinding(MachineTransition Way, string From, string To, EventFinding? When, ConditionFinding? If, ConditionFinding? Unless)
{
    /// <summary>When the state that it leads out of was entered; null where the machine is in another.</summary>
    public SignalTime? Entered { get; init; }
}
