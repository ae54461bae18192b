using System;

namespace Reactive.Device.Plotting;

/// <summary>The powers of a window of samples by frequency: a raised cosine, then a transform of radix 2. For pictures: nothing is decided by it.</summary>
internal sealed class Fourier
{
    private readonly int _size;
    private readonly double[] _window;
    private readonly double[] _cosines;
    private readonly double[] _sines;
    private readonly int[] _reversed;
    private readonly double[] _real;
    private readonly double[] _imaginary;

    /// <summary>Transforms windows of <paramref name="size"/> samples, a power of two.</summary>
    public Fourier(int size)
    {
        _size = size;
        _window = new double[size];
        _cosines = new double[size / 2];
        _sines = new double[size / 2];
        _reversed = new int[size];
        _real = new double[size];
        _imaginary = new double[size];
        for (int i = 0; i < size; i++)
        {
            _window[i] = 0.5 - (0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / size));
            _reversed[i] = i == 0 ? 0 : (_reversed[i >> 1] >> 1) | ((i & 1) * (size >> 1));
        }

        for (int i = 0; i < size / 2; i++)
            (_sines[i], _cosines[i]) = Math.SinCos(-2 * Math.PI * i / size);
    }

    /// <summary>Adds the power at each multiple of rate / size below half the rate to <paramref name="powers"/>, of size / 2 numbers. What is not finite counts as 0.</summary>
    public void AddPowers(ReadOnlySpan<float> samples, Span<float> powers)
    {
        for (int i = 0; i < _size; i++)
        {
            _real[_reversed[i]] = float.IsFinite(samples[i]) ? samples[i] * _window[i] : 0;
            _imaginary[_reversed[i]] = 0;
        }

        for (int half = 1; half < _size; half *= 2)
        {
            int step = _size / (2 * half);
            for (int start = 0; start < _size; start += 2 * half)
            {
                for (int i = 0; i < half; i++)
                    Butterfly(start + i, start + i + half, i * step);
            }
        }

        for (int i = 0; i < powers.Length; i++)
            powers[i] += (float)((_real[i] * _real[i]) + (_imaginary[i] * _imaginary[i]));
    }

    private void Butterfly(int upper, int lower, int turn)
    {
        double real = (_real[lower] * _cosines[turn]) - (_imaginary[lower] * _sines[turn]), imaginary = (_real[lower] * _sines[turn]) + (_imaginary[lower] * _cosines[turn]);
        (_real[lower], _imaginary[lower]) = (_real[upper] - real, _imaginary[upper] - imaginary);
        _real[upper] += real;
        _imaginary[upper] += imaginary;
    }
}
