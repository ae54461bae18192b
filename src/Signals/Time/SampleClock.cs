using System;

namespace Reactive.Signals;

/// <summary>
/// Turns the index of a sample into its time: an anchor (an index whose time is known) and a rate. The time of sample
/// <c>i</c> is always computed from <c>i</c>, rounding down; periods are never added up, so nothing drifts.
/// A re-anchor arrival replaces the clock of a stream; the object itself never changes.
/// </summary>
public sealed class SampleClock
{
    /// <summary>A clock of <paramref name="rate"/> on which sample <paramref name="anchorIndex"/> lies at <paramref name="anchorTime"/>.</summary>
    public SampleClock(SampleRate rate, long anchorIndex = 0, SignalTime anchorTime = default)
    {
        if (rate.Numerator <= 0 || rate.Denominator <= 0)
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A sample rate is positive.");
        Rate = rate;
        AnchorIndex = anchorIndex;
        AnchorTime = anchorTime;
    }

    /// <summary>Samples per second.</summary>
    public SampleRate Rate { get; }

    /// <summary>The index whose time is given.</summary>
    public long AnchorIndex { get; }

    /// <summary>The time of the sample at <see cref="AnchorIndex"/>.</summary>
    public SignalTime AnchorTime { get; }

    /// <summary>The time of the sample at <paramref name="index"/>, rounded down to a nanosecond.</summary>
    public SignalTime TimeOf(long index) => AnchorTime.AddNanoseconds(Rate.NanosecondsOf(index - AnchorIndex));

    /// <summary>The first sample at or after <paramref name="time"/>.</summary>
    public long FirstIndexAtOrAfter(SignalTime time)
    {
        Int128 scaled = (Int128)(time - AnchorTime) * Rate.Numerator;
        Int128 unit = (Int128)SignalTime.NanosecondsPerSecond * Rate.Denominator;
        long index = AnchorIndex + (long)SampleRate.FloorDivide(scaled, unit);
        while (TimeOf(index) < time)
            index++;
        while (TimeOf(index - 1) >= time)
            index--;
        return index;
    }
}
