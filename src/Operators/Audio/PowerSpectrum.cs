using System;
using System.Numerics;
using Reactive.Operators.Vectors;

namespace Reactive.Operators;

/// <summary>
/// How the power of a window of samples lies over frequency: a raised cosine, zeros up to a power of two, and a Fourier transform of half that
/// length, of the even samples as real and the odd ones as imaginary parts.
/// </summary>
public sealed class PowerSpectrum
{
    private const int MostSamples = 1 << 24;

    private readonly int _samples;
    private readonly int _half;
    private readonly float[] _window;
    private readonly Fourier _fourier;
    private readonly float _scale;

    // the factors by which the halves are taken apart
    private readonly float[] _splitCosines;
    private readonly float[] _splitSines;

    private readonly float[] _real;
    private readonly float[] _imaginary;
    private readonly float[] _power;

    /// <summary>A spectrum of windows of so many samples at a rate.</summary>
    /// <param name="samples">How many samples a window has: 1 to 16,777,216.</param>
    /// <param name="hertz">Their rate, in samples a second.</param>
    public PowerSpectrum(int samples, double hertz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples, MostSamples);
        _samples = samples;
        int length = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(samples, 8));
        _half = length / 2;
        BinHertz = hertz / length;
        _window = new float[samples];
        double squares = 0;
        for (int i = 0; i < samples; i++)
        {
            _window[i] = (float)(0.5 - (0.5 * ExactMath.CosPi((2 * i + 1.0) / samples)));
            squares += (double)_window[i] * _window[i];
        }

        // either side of the spectrum has half of the power
        _scale = (float)(2 / (length * squares));
        (_real, _imaginary, _power) = (new float[_half], new float[_half], new float[_half + 1]);
        _fourier = new Fourier(_half);
        (_splitCosines, _splitSines) = (new float[_half + 1], new float[_half + 1]);
        for (int i = 0; i <= _half; i++)
            (_splitCosines[i], _splitSines[i]) = ((float)ExactMath.CosPi(i / (double)_half), -(float)ExactMath.SinPi(i / (double)_half));
    }

    /// <summary>What lies between one number and the next, in hertz.</summary>
    public double BinHertz { get; }

    /// <summary>How many numbers there are.</summary>
    public int Bins => _half + 1;

    /// <summary>
    /// The power around each frequency, from 0 Hz on, valid until the next call. All together are the mean square of the samples, those
    /// in the middle of the window counting most. Allocates nothing.
    /// </summary>
    /// <param name="samples">As many as a window has, every one a number.</param>
    /// <returns><see cref="Bins"/> numbers, in the square of the unit of the samples; the spectrum owns them.</returns>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> samples)
    {
        ReadOnlySpan<int> order = _fourier.Order;
        for (int i = 0; i < _half; i++)
        {
            int from = 2 * order[i];
            _real[i] = from < _samples ? samples[from] * _window[from] : 0;
            _imaginary[i] = from + 1 < _samples ? samples[from + 1] * _window[from + 1] : 0;
        }

        _fourier.TransformOrdered(_real, _imaginary);
        Split();
        return _power;
    }

    // the spectrum of real samples, of that of the even and the odd ones together
    private void Split()
    {
        for (int i = 0; i <= _half; i++)
        {
            int at = i & (_half - 1), mirror = (_half - i) & (_half - 1);
            float evenX = (_real[at] + _real[mirror]) * 0.5f, evenY = (_imaginary[at] - _imaginary[mirror]) * 0.5f;
            float oddX = (_imaginary[at] + _imaginary[mirror]) * 0.5f, oddY = (_real[mirror] - _real[at]) * 0.5f;
            float x = evenX + ((oddX * _splitCosines[i]) - (oddY * _splitSines[i])), y = evenY + ((oddX * _splitSines[i]) + (oddY * _splitCosines[i]));
            _power[i] = ((x * x) + (y * y)) * _scale;
        }
    }
}
