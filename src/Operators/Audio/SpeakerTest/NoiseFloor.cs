using System;
using Reactive.Operators.Vectors;

namespace Reactive.Operators;

/// <summary>How loud it is in a band while no tone sounds: the mean of overlapping spectra, each under a raised cosine.</summary>
internal sealed class NoiseFloor
{
    // fine enough for the narrowest band, that around 300 Hz
    private const double SpectrumSeconds = 0.1;

    // a sixth of an octave, from the middle of a band to its edge
    private const double HalfBand = 1.122462048309373;

    private readonly double[] _powers;
    private readonly double _binHertz;

    /// <summary>The floor of <paramref name="silence"/>, at a rate in hertz. One that is shorter than a spectrum tells nothing.</summary>
    public NoiseFloor(ReadOnlySpan<float> silence, int rateHertz)
    {
        int length = Fourier.LengthFor((int)(rateHertz * SpectrumSeconds));
        _powers = new double[length / 2];
        _binHertz = rateHertz / (double)length;
        IsKnown = silence.Length >= length;
        if (IsKnown)
            Add(silence, length, new PowerSpectrum(length, rateHertz));
    }

    /// <summary>Whether there was enough silence to tell.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>All of it, as the mean of squares.</summary>
    public double Power { get; private set; }

    /// <summary>Takes over what <paramref name="other"/>, of the same rate, has more of.</summary>
    public void Raise(NoiseFloor other)
    {
        IsKnown |= other.IsKnown;
        Power = Math.Max(Power, other.Power);
        for (int bin = 0; bin < _powers.Length; bin++)
            _powers[bin] = Math.Max(_powers[bin], other._powers[bin]);
    }

    /// <summary>What is in a third of an octave around <paramref name="hertz"/>, as the mean of squares.</summary>
    public double In(double hertz)
    {
        double power = 0;
        int first = (int)Math.Ceiling(hertz / HalfBand / _binHertz), last = Math.Min((int)Math.Floor(hertz * HalfBand / _binHertz), _powers.Length - 1);
        for (int bin = first; bin <= last; bin++)
            power += _powers[bin];
        return power;
    }

    private void Add(ReadOnlySpan<float> silence, int length, PowerSpectrum spectrum)
    {
        int spectra = 0;
        for (int start = 0; start + length <= silence.Length; start += length / 2, spectra++)
        {
            ReadOnlySpan<float> powers = spectrum.Of(silence.Slice(start, length));
            for (int bin = 1; bin < _powers.Length; bin++)
                _powers[bin] += powers[bin];
        }

        for (int bin = 1; bin < _powers.Length; bin++)
        {
            _powers[bin] /= spectra;
            Power += _powers[bin];
        }
    }
}
