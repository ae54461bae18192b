using System;
using System.Collections.Immutable;
using Reactive.Signals;

namespace Reactive.Rules.Explaining;

/// <summary>By how much something was missed.</summary>
/// <param name="Amount">In the unit; infinite where a measurement is.</param>
/// <param name="Unit">A base unit; <see cref="Unit.Count"/> for how many.</param>
/// <param name="Nanoseconds">The amount of a duration; 0 for anything else.</param>
public readonly record struct Miss(double Amount, Unit Unit, long Nanoseconds = 0)
{
    /// <summary>A duration.</summary>
    public static Miss Time(long nanoseconds) => new((double)nanoseconds / SignalTime.NanosecondsPerSecond, Unit.Second, nanoseconds);

    /// <summary>How many.</summary>
    public static Miss Count(int number) => new(number, Unit.Count);
}

/// <summary>How far something was from being as a rule needed it.</summary>
public abstract record Shortfall
{
    /// <summary>By how much; null where that is no matter of more or less.</summary>
    public virtual Miss? Missed => null;
}

/// <summary>It cannot be said, because a signal is not known.</summary>
/// <param name="Signal">The signal: its value says why, its turn since when.</param>
public sealed record UnknownShortfall(SignalFinding Signal) : Shortfall;

/// <summary>A number that is not as compared.</summary>
/// <param name="Value">The number.</param>
/// <param name="Comparison">What it is compared with.</param>
/// <param name="Unit">The unit of both.</param>
public sealed record NumberShortfall(double Value, CompareCondition Comparison, Unit Unit) : Shortfall
{
    /// <inheritdoc/>
    public override Miss? Missed => new Miss(Math.Abs(Value - Comparison.Number), Unit);
}

/// <summary>A state that was decided by a measurement.</summary>
/// <param name="Measurement">The measurement.</param>
/// <param name="Distance">How far it was from what would have decided otherwise.</param>
/// <param name="Unit">The unit of both.</param>
public sealed record MeasuredShortfall(double Measurement, double Distance, Unit Unit) : Shortfall
{
    /// <inheritdoc/>
    public override Miss? Missed => new Miss(Distance, Unit);
}

/// <summary><c>X for D</c>: X has not been true for so long.</summary>
/// <param name="From">Since when X was true, the last time; null for never.</param>
/// <param name="Until">Until when; null where it still is.</param>
/// <param name="HeldNanoseconds">How long it was.</param>
/// <param name="OfNanoseconds">How long it had to be.</param>
public sealed record StretchShortfall(SignalTime? From, SignalTime? Until, long HeldNanoseconds, long OfNanoseconds) : Shortfall
{
    /// <inheritdoc/>
    public override Miss? Missed => From is not null && HeldNanoseconds < OfNanoseconds ? Miss.Time(OfNanoseconds - HeldNanoseconds) : null;
}

/// <summary><c>X was true within D</c>, <c>E within D</c>: too long ago.</summary>
/// <param name="Last">When X ceased to be true, or E occurred; null for never.</param>
/// <param name="AgoNanoseconds">How long that was ago.</param>
/// <param name="WithinNanoseconds">How long it might have been ago.</param>
public sealed record TooLateShortfall(SignalTime? Last, long AgoNanoseconds, long WithinNanoseconds) : Shortfall
{
    /// <inheritdoc/>
    public override Miss? Missed => Last is null ? null : Miss.Time(AgoNanoseconds - WithinNanoseconds);
}

/// <summary><c>X was true within D</c>, <c>E within D</c>, where that must not be: not long enough ago.</summary>
/// <param name="Last">When X ceased to be true, or E occurred.</param>
/// <param name="AgoNanoseconds">How long that was ago.</param>
/// <param name="WithinNanoseconds">How long it must have been ago at least.</param>
public sealed record TooEarlyShortfall(SignalTime Last, long AgoNanoseconds, long WithinNanoseconds) : Shortfall
{
    /// <inheritdoc/>
    public override Miss? Missed => Miss.Time(WithinNanoseconds - AgoNanoseconds);
}

/// <summary><c>count(E in D) >= n</c>: too few, or too many.</summary>
/// <param name="Count">How often it occurred.</param>
/// <param name="AtLeast">Whether it may have occurred more often.</param>
/// <param name="Condition">The condition.</param>
/// <param name="MissedBy">How many were missing, or too many at least.</param>
public sealed record CountShortfall(int Count, bool AtLeast, CountCondition Condition, int MissedBy) : Shortfall
{
    /// <inheritdoc/>
    public override Miss? Missed => Miss.Count(MissedBy);
}

/// <summary><c>time since E > D</c>: too short, or too long.</summary>
/// <param name="Last">When E occurred; null for never.</param>
/// <param name="ElapsedNanoseconds">How long ago that was.</param>
/// <param name="Condition">The condition.</param>
public sealed record ElapsedShortfall(SignalTime? Last, long ElapsedNanoseconds, SinceCondition Condition) : Shortfall
{
    /// <inheritdoc/>
    public override Miss? Missed => Last is null ? null : Miss.Time(Math.Abs(Condition.Nanoseconds - ElapsedNanoseconds));
}

/// <summary><c>A then B within D</c>: the series has not come to its end.</summary>
/// <param name="Reached">How many steps it has come, or had.</param>
/// <param name="Steps">How many there are.</param>
/// <param name="Began">When it began; null where none has since the last that was completed.</param>
/// <param name="LeftNanoseconds">How much time is left of what it may take; negative where it is over.</param>
public sealed record SeriesShortfall(int Reached, int Steps, SignalTime? Began, long LeftNanoseconds) : Shortfall
{
    /// <inheritdoc/>
    public override Miss? Missed => Began is not null && LeftNanoseconds <= 0 ? Miss.Time(-LeftNanoseconds) : Miss.Count(Steps - Reached);
}

/// <summary>A state that came from unknown, which is no becoming.</summary>
/// <param name="Signal">The signal; null where it is a condition that came to hold.</param>
public sealed record FromUnknownShortfall(SignalFinding? Signal) : Shortfall;

/// <summary>An event that occurred with another value than those that were named.</summary>
/// <param name="Signal">The event.</param>
public sealed record OtherValueShortfall(SignalFinding Signal) : Shortfall;

/// <summary>A timeout of a state had not come, or had come while its conditions did not hold.</summary>
/// <param name="Entered">When the state was entered.</param>
/// <param name="OfNanoseconds">How long after that it comes.</param>
/// <param name="PassedNanoseconds">How much of that had passed; not less than all of it where it had come.</param>
public sealed record TimeoutShortfall(SignalTime Entered, long OfNanoseconds, long PassedNanoseconds) : Shortfall
{
    /// <inheritdoc/>
    public override Miss? Missed => PassedNanoseconds < OfNanoseconds ? Miss.Time(OfNanoseconds - PassedNanoseconds) : null;
}

/// <summary>The cooldown of a rule was not over.</summary>
/// <param name="From">The activation that it counts from.</param>
/// <param name="OfNanoseconds">How long it is.</param>
/// <param name="PassedNanoseconds">How much of it had passed.</param>
public sealed record CooldownShortfall(SignalTime From, long OfNanoseconds, long PassedNanoseconds) : Shortfall
{
    /// <inheritdoc/>
    public override Miss? Missed => Miss.Time(OfNanoseconds - PassedNanoseconds);
}

/// <summary>A rule was still busy with an earlier activation.</summary>
/// <param name="With">With what, in the order in which it ends.</param>
/// <param name="Waiting">How many activations waited already.</param>
/// <param name="LeftNanoseconds">How long until the first activation ends, as far as that is known: after a pause more may follow.</param>
public sealed record BusyShortfall(ImmutableArray<BusyFinding> With, int Waiting, long LeftNanoseconds) : Shortfall
{
    /// <inheritdoc/>
    public override Miss? Missed => With.IsEmpty ? null : Miss.Time(LeftNanoseconds);
}
