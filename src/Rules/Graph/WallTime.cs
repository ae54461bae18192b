using System;
using System.Globalization;
using Reactive.Signals;

namespace Reactive.Rules.Graph;

/// <summary>How signal time stands to wall time.</summary>
/// <param name="At">An instant of signal time.</param>
/// <param name="Nanoseconds">Wall time then, in nanoseconds since 1970.</param>
internal readonly record struct WallTime(SignalTime At, long Nanoseconds)
{
    /// <summary>An instant as it is kept.</summary>
    public string Of(SignalTime time) => (Nanoseconds + (time - At)).ToString(CultureInfo.InvariantCulture);

    /// <summary>The instant that was kept, on this run's axis: before 0 s where it lies before the start. False where it is none.</summary>
    public bool TryRead(string text, out SignalTime time)
    {
        bool good = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long nanoseconds)
            && Math.Abs((decimal)nanoseconds - Nanoseconds) < Farthest;
        time = good ? At.AddNanoseconds(nanoseconds - Nanoseconds) : SignalTime.Zero;
        return good;
    }

    /// <summary>
    /// An instant at which something began: never after the present one, whatever the clock of a device says that has just started
    /// without a battery. False where it is none.
    /// </summary>
    public bool TryReadPast(string text, out SignalTime time)
    {
        bool good = TryRead(text, out time);
        time = SignalTime.Min(time, At);
        return good;
    }

    // a hundred years either way fit the axis
    private const decimal Farthest = 3_155_760_000_000_000_000m;
}
