using System;
using Reactive.Operators.Vectors;

namespace Reactive.Operators;

/// <summary>Where the chirp of a series was heard.</summary>
/// <param name="Start">Where it begins, in samples of what was heard; between two samples too.</param>
/// <param name="Likeness">How alike what was heard there is to the chirp: 1 for the chirp alone at any level, 0 for nothing of it.</param>
/// <param name="IsInverted">Whether it was heard upside down.</param>
internal readonly record struct FoundMarker(double Start, double Likeness, bool IsInverted);

/// <summary>
/// Finds the chirp of a series in what was heard: where the cross-correlation with it, related to how loud it is there, is greatest. Between
/// samples it is found by a parabola through the three values around the greatest.
/// </summary>
internal sealed class MarkerFinder
{
    private readonly float[] _chirp;
    private readonly double _energy;
    private readonly Fourier _fourier;
    private readonly float[] _chirpReal;
    private readonly float[] _chirpImaginary;

    public MarkerFinder(float[] chirp)
    {
        _chirp = chirp;
        foreach (float sample in chirp)
            _energy += (double)sample * sample;
        _fourier = new Fourier(Fourier.LengthFor(4 * chirp.Length));
        _chirpReal = new float[_fourier.Length];
        _chirpImaginary = new float[_fourier.Length];
        for (int i = 0; i < chirp.Length; i++)
            _chirpReal[i] = chirp[i];
        _fourier.Transform(_chirpReal, _chirpImaginary);
    }

    /// <summary>Where the chirp is in <paramref name="heard"/>; null where that is shorter than the chirp, or silent.</summary>
    public FoundMarker? Find(ReadOnlySpan<float> heard)
    {
        int places = heard.Length - _chirp.Length + 1;
        if (places <= 0)
            return null;
        double[] products = Correlate(heard, places);
        int best = -1;
        double greatest = 0, energy = 0;
        for (int i = 0; i < _chirp.Length - 1; i++)
            energy += (double)heard[i] * heard[i];
        // what is nearly silent is as alike to a chirp as its rounding is
        double least = 1e-12 * _chirp.Length;
        for (int place = 0; place < places; place++)
        {
            float enters = heard[place + _chirp.Length - 1];
            energy += (double)enters * enters;
            double alike = energy > least ? products[place] * products[place] / energy : 0;
            if (alike > greatest)
                (greatest, best) = (alike, place);
            energy = Math.Max(0, energy - ((double)heard[place] * heard[place]));
        }

        if (best < 0)
            return null;
        double off = best > 0 && best < places - 1 ? Summit(Math.Abs(products[best - 1]), Math.Abs(products[best]), Math.Abs(products[best + 1])) : 0;
        return new FoundMarker(best + off, Math.Sqrt(Math.Min(1, greatest / _energy)), products[best] < 0);
    }

    // where a parabola through three values is highest, in samples from the middle one
    private static double Summit(double before, double at, double after)
    {
        double bend = before - (2 * at) + after;
        return bend < 0 ? Math.Clamp((before - after) / (2 * bend), -0.5, 0.5) : 0;
    }

    // Overlapping blocks: of each, the products that did not wrap round are kept.
    private double[] Correlate(ReadOnlySpan<float> heard, int places)
    {
        double[] products = new double[places];
        float[] real = new float[_fourier.Length], imaginary = new float[_fourier.Length];
        int kept = _fourier.Length - _chirp.Length + 1;
        for (int start = 0; start < places; start += kept)
        {
            int taken = Math.Min(_fourier.Length, heard.Length - start);
            for (int i = 0; i < _fourier.Length; i++)
                (real[i], imaginary[i]) = (i < taken ? heard[start + i] : 0, 0);
            _fourier.Transform(real, imaginary);
            for (int i = 0; i < _fourier.Length; i++)
            {
                (float a, float b, float c, float d) = (real[i], imaginary[i], _chirpReal[i], _chirpImaginary[i]);
                // times the conjugate, and changed round for the way back
                (imaginary[i], real[i]) = ((a * c) + (b * d), (b * c) - (a * d));
            }

            _fourier.Transform(real, imaginary);
            int count = Math.Min(kept, places - start);
            for (int i = 0; i < count; i++)
                products[start + i] = imaginary[i] / (double)_fourier.Length;
        }

        return products;
    }
}
