using System;

namespace Reactive.Operators;

/// <summary>How steep the low-pass before or after a change of rate is. Frequencies are parts of the lower of the two rates.</summary>
/// <param name="HalfLength">Half the length of the filter, in periods of the lower rate: its delay.</param>
/// <param name="Cutoff">Where it is down by half.</param>
/// <param name="Shape">The shape of the Kaiser window.</param>
internal sealed record LowPass(int HalfLength, double Cutoff, double Shape)
{
    /// <summary>Flat to 0.45, 76 dB down from 0.5 on.</summary>
    public static readonly LowPass Good = new(48, 0.475, 7.46);

    /// <summary>Flat to 0.38, 60 dB down from 0.5 on; a third of the work and of the delay.</summary>
    public static readonly LowPass Fast = new(16, 0.443, 5.65);

    /// <summary>Lanes in which the products of one output are summed up: filters are as long as a multiple of them.</summary>
    public const int Lanes = 32;

    /// <summary>The taps of each of the filters that change a rate by <paramref name="up"/> / <paramref name="down"/>.</summary>
    public long TapsOf(long up, long down)
    {
        long span = (2 * HalfLength * Math.Max(up, down)) + up;
        return ((span / up) + Lanes - 1 + (span % up > 0 ? 1 : 0)) / Lanes * Lanes;
    }

    /// <summary>
    /// The filters by phase, earliest sample first: a windowed sinc, each with a gain of 1 for what does not change. Computed
    /// with the four operations only, so that every machine has the same.
    /// </summary>
    public float[] Design(int up, int down)
    {
        int taps = (int)TapsOf(up, down), slower = Math.Max(up, down);
        var filters = new float[up * taps];
        var one = new double[taps];
        double window = BesselI0(Shape * Shape / 4);
        for (int phase = 0; phase < up; phase++)
        {
            double sum = 0;
            for (int tap = 0; tap < taps; tap++)
            {
                // how far the sample lies from the middle of the filter, in periods of the lower rate
                double at = (phase + ((long)tap * up) - ((long)HalfLength * slower)) / (double)slower;
                double part = at / HalfLength;
                double weight = Math.Abs(part) <= 1 ? Sinc(2 * Cutoff * at) * BesselI0(Shape * Shape * (1 - (part * part)) / 4) / window : 0;
                one[taps - 1 - tap] = weight;
                sum += weight;
            }

            for (int tap = 0; tap < taps; tap++)
                filters[(phase * taps) + tap] = (float)(one[tap] / sum);
        }

        return filters;
    }

    private static double Sinc(double x) => x == 0 ? 1 : ExactMath.SinPi(x) / (Math.PI * x);

    // The modified Bessel function of order 0 at twice the root of q: the sum of (q^k / k!^2).
    private static double BesselI0(double q)
    {
        double sum = 1, term = 1;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= q / ((double)k * k);
            sum += term;
        }

        return sum;
    }
}
