using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// The clock of samples that are made of others at another rate: sample m lies at the index m * down / up + offset of the
/// input. Made when the input's clock changes, from that clock alone, so that it is the same after a restart. Times are
/// those of the input, or up to a nanosecond before them where periods are no whole nanoseconds.
/// </summary>
internal sealed class DerivedClock(long up, long down, long offset)
{
    private SampleClock? _input;
    private SampleClock? _output;

    /// <summary>The clock for samples made of those of <paramref name="input"/>.</summary>
    public SampleClock Of(SampleClock input)
    {
        if (!ReferenceEquals(input, _input))
        {
            if (!TryRate(input.Rate, up, down, out SampleRate rate))
                throw new ArgumentException($"A rate of {input.Rate} cannot be changed to {up}/{down} of it.", nameof(input));
            // the first sample of the input at or after its anchor that lies on a sample of the output, and so needs no rounding
            long steps = -FloorDivide(offset - input.AnchorIndex, down);
            _output = new SampleClock(rate, steps * up, input.TimeOf((steps * down) + offset));
            _input = input;
        }

        return _output!;
    }

    /// <summary>The rate <paramref name="up"/> / <paramref name="down"/> of <paramref name="input"/>; false where no rate is as fine as that.</summary>
    public static bool TryRate(SampleRate input, long up, long down, out SampleRate rate)
    {
        Int128 numerator = (Int128)input.Numerator * up, denominator = (Int128)input.Denominator * down, divisor = numerator;
        for (Int128 rest = denominator; rest != 0;)
            (divisor, rest) = (rest, divisor % rest);
        numerator /= divisor;
        denominator /= divisor;
        bool fits = numerator <= 1_000_000_000_000 && denominator <= 1_000_000_000;
        rate = fits ? new SampleRate((long)numerator, (long)denominator) : default;
        return fits;
    }

    /// <summary>The quotient, rounded down.</summary>
    public static long FloorDivide(long a, long b) => (a / b) - (a % b < 0 ? 1 : 0);
}
