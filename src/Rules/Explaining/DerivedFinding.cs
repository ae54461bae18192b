using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Explaining;

/// <summary>How a derived signal came to its value in one turn, and what it read.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Derivation">How it comes about.</param>
/// <param name="Value">Its value.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Read">
/// What brought it about, by keyword: the condition (<c>is</c>) or the event (<c>when</c>); of a latch and a counter those of its events that occurred;
/// of a state machine the event and the conditions of the way that it took. Nothing where it has this value from the start of the run on.
/// </param>
public sealed record DerivedFinding(string Signal, Derivation Derivation, Value Value, TurnInfo Turn, ImmutableArray<(string Keyword, Finding Finding)> Read)
{
    /// <summary>The way that a state machine took; null where it starts in its state, and for all else.</summary>
    public TransitionFinding? Transition { get; init; }

    /// <summary>What the clock on the wall shows, of a schedule: an instant of ISO 8601 with its offset; null where that is not known.</summary>
    public string? LocalTime { get; init; }

    /// <summary>Whether it has this value because the run starts, and for no other reason.</summary>
    public bool IsInitial => Read.IsEmpty && Transition is null && Derivation is not ScheduleDerivation;

    /// <summary>All signals and outputs under it.</summary>
    public IEnumerable<SignalFinding> Signals() => Read.SelectMany(r => r.Finding.Signals());
}

/// <summary>A way from one state to another that was taken.</summary>
/// <param name="Way">The way.</param>
/// <param name="From">The state that it led out of.</param>
/// <param name="To">The state that it led to; the same for one that is entered anew.</param>
/// <param name="AfterNanoseconds">How long after <paramref name="EnteredAt"/> it was taken, of a timeout; 0 for a way that an event took.</param>
/// <param name="EnteredTurn">The turn in which the state that it led out of was entered; 0 where that is not known.</param>
/// <param name="EnteredAt">The instant of that; before the start where it was entered before a restart.</param>
public sealed record TransitionFinding(MachineTransition Way, string From, string To, long AfterNanoseconds, long EnteredTurn, SignalTime EnteredAt);
