using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// The frequency weighting A as a filter for one channel, designed for the rate: 0 dB at 1 kHz, within 0.7 dB of the curve up to 0.45 of any rate
/// from 8 kHz on. Six sections of first order: four high-passes by the bilinear transform, whose frequencies are so low that it bends them
/// little, and two low-passes with the pole where it belongs and the zero so that they are right at 0 Hz and at 0.4 of the rate,
/// for the bilinear transform would have them fall off far too early.
/// </summary>
internal sealed class AWeighting
{
    private const int HighPasses = 4;
    private const int Sections = 6;

    // where the low-passes are right, as a part of the rate: the error below and above is then about equal
    private const double Matched = 0.4;
    private const double Reference = 1000;

    // the poles of the curve in hertz, the lowest and the highest of them double
    private static readonly double[] Poles = [20.598997, 20.598997, 107.65265, 737.86223, 12194.217, 12194.217];

    // by section: what a sample, the one before it, and the output before it are multiplied by
    private readonly double[] _now = new double[Sections];
    private readonly double[] _before = new double[Sections];
    private readonly double[] _back = new double[Sections];
    private readonly double[] _kept = new double[Sections];
    private readonly double _gain;

    /// <summary>A filter for a rate above twice 1 kHz.</summary>
    public AWeighting(SampleRate rate)
    {
        double hertz = rate.Hertz, gain = 1;
        for (int i = 0; i < Sections; i++)
        {
            (_now[i], _before[i], _back[i]) = i < HighPasses ? HighPass(Poles[i], hertz) : LowPass(Poles[i], hertz);
            gain *= Response(i, Reference / hertz);
        }

        _gain = 1 / gain;
    }

    /// <summary>The next sample, weighted.</summary>
    public double Next(double sample)
    {
        double through = sample * _gain;
        for (int i = 0; i < Sections; i++)
        {
            double made = (through * _now[i]) + _kept[i];
            _kept[i] = (through * _before[i]) + (made * _back[i]);
            through = made;
        }

        return through;
    }

    /// <summary>Forgets what has died away: numbers near the smallest there are slow.</summary>
    public void Settle(double least)
    {
        foreach (ref double kept in _kept.AsSpan())
            kept = Math.Abs(kept) < least ? 0 : kept;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _kept.AsSpan().Clear();

    /// <summary>Writes what it knows.</summary>
    public void Save(StateWriter writer)
    {
        foreach (double kept in _kept)
            writer.Double(kept);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        foreach (ref double kept in _kept.AsSpan())
            kept = reader.Double();
    }

    private static (double Now, double Before, double Back) HighPass(double pole, double hertz)
    {
        double turn = Math.PI * pole / hertz;
        return (1 / (1 + turn), -1 / (1 + turn), (1 - turn) / (1 + turn));
    }

    private static (double Now, double Before, double Back) LowPass(double pole, double hertz)
    {
        double back = ExactMath.Exp(-2 * Math.PI * pole / hertz), sum = 1 - back, ratio = Matched * hertz / pole;
        double chord = 1 - ExactMath.CosPi(2 * Matched), wanted = ((sum * sum) + (2 * back * chord)) / (1 + (ratio * ratio));
        // both coefficients have this sum, by the gain at 0 Hz, and this product, by that at the frequency matched
        double product = ((sum * sum) - wanted) / (2 * chord), now = (sum + Math.Sqrt(Math.Max(0, (sum * sum) - (4 * product)))) / 2;
        return (now, sum - now, back);
    }

    private double Response(int section, double part)
    {
        double cosine = ExactMath.CosPi(2 * part), now = _now[section], before = _before[section], back = _back[section];
        return Math.Sqrt(((now * now) + (before * before) + (2 * now * before * cosine)) / (1 + (back * back) - (2 * back * cosine)));
    }
}
