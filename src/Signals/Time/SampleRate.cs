using System;
using System.Globalization;

namespace Reactive.Signals;

/// <summary>
/// Samples per second as a fraction, so that 44.1 kHz, 1/3 Hz and 24 MHz are all exact.
/// </summary>
/// <param name="Numerator">Samples; 1 to 10^12.</param>
/// <param name="Denominator">Seconds in which they come; 1 to 10^9.</param>
public readonly record struct SampleRate(long Numerator, long Denominator = 1)
{
    /// <summary>The rate in hertz, for display and coefficient design (never for time: see <see cref="SampleClock"/>).</summary>
    public double Hertz => (double)Numerator / Denominator;

    /// <summary>Nanoseconds of <paramref name="samples"/> sample periods, rounded down; beyond 292 years it saturates.</summary>
    public long NanosecondsOf(long samples)
    {
        // seconds and what is left of one: exact in 64 bits for all but slow and odd rates
        if (samples >= 0 && Denominator == 1 && Numerator <= long.MaxValue / SignalTime.NanosecondsPerSecond)
        {
            long seconds = samples / Numerator;
            if (seconds < long.MaxValue / SignalTime.NanosecondsPerSecond)
                return (seconds * SignalTime.NanosecondsPerSecond) + ((samples - (seconds * Numerator)) * SignalTime.NanosecondsPerSecond / Numerator);
        }

        return Exactly(samples);
    }

    private long Exactly(long samples) =>
        (long)Int128.Clamp(FloorDivide((Int128)samples * Denominator * SignalTime.NanosecondsPerSecond, Numerator), long.MinValue, long.MaxValue);

    /// <summary>The fewest whole periods that last at least <paramref name="nanoseconds"/>.</summary>
    public long PeriodsIn(long nanoseconds)
    {
        // nearly always it fits into 64 bits
        long seconds = SignalTime.NanosecondsPerSecond * Denominator;
        if (Math.BigMul(nanoseconds, Numerator, out long low) == 0 && low >= 0 && low <= long.MaxValue - seconds)
            return (low + seconds - 1) / seconds;
        Int128 scaled = (Int128)nanoseconds * Numerator;
        Int128 unit = (Int128)SignalTime.NanosecondsPerSecond * Denominator;
        return (long)((scaled + unit - 1) / unit);
    }

    /// <summary>The rate nearest to <paramref name="hertz"/> that is a multiple of a microhertz.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not between 1 µHz and 1 THz.</exception>
    public static SampleRate FromHertz(double hertz)
    {
        if (!(hertz is >= 1e-6 and <= 1e12))
            throw new ArgumentOutOfRangeException(nameof(hertz), hertz, "A sample rate lies between 1 µHz and 1 THz.");
        if (hertz == Math.Floor(hertz))
            return new SampleRate((long)hertz);
        long micro = (long)Math.Round(hertz * 1e6);
        long divisor = GreatestCommonDivisor(micro, 1_000_000);
        return new SampleRate(micro / divisor, 1_000_000 / divisor);
    }

    /// <summary>The rate as people write it: <c>1 kHz</c>.</summary>
    public override string ToString() => Hertz switch
    {
        >= 1e6 => (Hertz / 1e6).ToString("0.######", CultureInfo.InvariantCulture) + " MHz",
        >= 1e3 => (Hertz / 1e3).ToString("0.######", CultureInfo.InvariantCulture) + " kHz",
        _ => Hertz.ToString("0.######", CultureInfo.InvariantCulture) + " Hz",
    };

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }

    internal static Int128 FloorDivide(Int128 a, Int128 b)
    {
        Int128 q = a / b;
        return a % b < 0 ? q - 1 : q;
    }
}
