using System;
using System.Globalization;

namespace Reactive.Signals;

/// <summary>
/// An instant on the signal axis: whole nanoseconds since the start of the recording, on a monotonic axis that never
/// follows wall-clock corrections. Spans about 292 years either way; arithmetic saturates at <see cref="Never"/>.
/// </summary>
/// <param name="Nanoseconds">Nanoseconds since the start; negative before it.</param>
public readonly record struct SignalTime(long Nanoseconds) : IComparable<SignalTime>
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The start of the recording, 0 s.</summary>
    public static readonly SignalTime Zero = new(0);

    /// <summary>The last instant before the start: what a run has reached when nothing has happened yet.</summary>
    public static readonly SignalTime BeforeStart = new(-1);

    /// <summary>Later than everything: the deadline of what has none.</summary>
    public static readonly SignalTime Never = new(long.MaxValue);

    /// <summary>The instant <paramref name="seconds"/> after the start, exact to the nanosecond.</summary>
    public static SignalTime FromSeconds(decimal seconds) => new((long)(seconds * NanosecondsPerSecond));

    /// <summary>The instant <paramref name="milliseconds"/> after the start.</summary>
    public static SignalTime FromMilliseconds(long milliseconds) => new(milliseconds * 1_000_000);

    /// <summary>The later of two instants.</summary>
    public static SignalTime Max(SignalTime a, SignalTime b) => a.Nanoseconds >= b.Nanoseconds ? a : b;

    /// <summary>The earlier of two instants.</summary>
    public static SignalTime Min(SignalTime a, SignalTime b) => a.Nanoseconds <= b.Nanoseconds ? a : b;

    /// <summary>The instant one nanosecond earlier.</summary>
    public SignalTime Previous => new(Nanoseconds - 1);

    /// <summary>This instant moved by a duration in nanoseconds; <see cref="Never"/> stays and overflow saturates.</summary>
    public SignalTime AddNanoseconds(long nanoseconds)
    {
        if (Nanoseconds == long.MaxValue)
            return Never;
        long sum = unchecked(Nanoseconds + nanoseconds);
        if (nanoseconds > 0 && sum < Nanoseconds)
            return Never;
        return nanoseconds < 0 && sum > Nanoseconds ? new SignalTime(long.MinValue) : new SignalTime(sum);
    }

    /// <inheritdoc/>
    public int CompareTo(SignalTime other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>The nanoseconds from <paramref name="b"/> to <paramref name="a"/>.</summary>
    public static long operator -(SignalTime a, SignalTime b) => a.Nanoseconds - b.Nanoseconds;

    /// <summary>This instant and a duration (100 ns resolution) after it; overflow saturates.</summary>
    public static SignalTime operator +(SignalTime a, TimeSpan duration) =>
        a.AddNanoseconds(Math.Clamp(duration.Ticks, long.MinValue / 100, long.MaxValue / 100) * 100);

    /// <summary>Whether <paramref name="a"/> is before <paramref name="b"/>.</summary>
    public static bool operator <(SignalTime a, SignalTime b) => a.Nanoseconds < b.Nanoseconds;

    /// <summary>Whether <paramref name="a"/> is after <paramref name="b"/>.</summary>
    public static bool operator >(SignalTime a, SignalTime b) => a.Nanoseconds > b.Nanoseconds;

    /// <summary>Whether <paramref name="a"/> is not after <paramref name="b"/>.</summary>
    public static bool operator <=(SignalTime a, SignalTime b) => a.Nanoseconds <= b.Nanoseconds;

    /// <summary>Whether <paramref name="a"/> is not before <paramref name="b"/>.</summary>
    public static bool operator >=(SignalTime a, SignalTime b) => a.Nanoseconds >= b.Nanoseconds;

    /// <summary>Seconds with as many decimals as are needed (at most nine): <c>1.049</c>. The form of every output.</summary>
    public override string ToString()
    {
        if (this == Never)
            return "never";
        Span<char> text = stackalloc char[32];
        TryFormat(text, out int written);
        return new string(text[..written]);
    }

    /// <summary>Writes <see cref="ToString"/> into <paramref name="text"/> (32 characters always suffice) without allocating.</summary>
    public bool TryFormat(Span<char> text, out int written)
    {
        // Decimal text keeps every nanosecond; a double would not beyond 104 days.
        UInt128 magnitude = (UInt128)Int128.Abs(Nanoseconds);
        ulong whole = (ulong)(magnitude / NanosecondsPerSecond);
        uint fraction = (uint)(magnitude % NanosecondsPerSecond);
        written = 0;
        int at = 0;
        if (Nanoseconds < 0)
            text[at++] = '-';
        if (!whole.TryFormat(text[at..], out int digits, default, CultureInfo.InvariantCulture))
            return false;
        at += digits;
        if (fraction != 0)
        {
            text[at++] = '.';
            for (uint unit = (uint)NanosecondsPerSecond / 10; fraction != 0; unit /= 10)
            {
                text[at++] = (char)('0' + (fraction / unit));
                fraction %= unit;
            }
        }

        written = at;
        return true;
    }
}
