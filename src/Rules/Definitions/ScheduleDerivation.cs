using System;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// An entry of <c>schedules</c>, or one that is built in: a contact that is active during its times and inactive outside them, or an event that
/// happens at its instants. Both are unknown, or do not happen, before wall time is known.
/// </summary>
public sealed record ScheduleDerivation : Derivation
{
    internal ScheduleDerivation(SourcePosition position, Schedule schedule)
        : base(position)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        Schedule = schedule;
    }

    /// <summary>Whether it is an event.</summary>
    public bool IsEvent => Schedule.IsEvent;

    internal Schedule Schedule { get; }
}

/// <summary>The schedule that an output follows: it is claimed active during its times.</summary>
/// <param name="Output">The output.</param>
/// <param name="Schedule">The signal of the schedule.</param>
/// <param name="Fallback">The signal of the schedule that rules while the connection is not known to be there, or null.</param>
/// <param name="Connection">The signal of the connection, a state that is <c>connected</c>, or a contact that is active; null where there is no fallback.</param>
/// <param name="Position">Where the schedule is named.</param>
/// <param name="FallbackPosition">Where the fallback is named.</param>
/// <param name="ConnectionPosition">Where the connection is named.</param>
public sealed record OutputSchedule(
    string Output,
    string Schedule,
    string? Fallback,
    string? Connection,
    SourcePosition Position,
    SourcePosition FallbackPosition,
    SourcePosition ConnectionPosition);
