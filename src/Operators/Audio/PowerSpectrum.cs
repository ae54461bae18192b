using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Operators;

/// <summary>
/// How the power of a window of samples lies over frequency: a raised cosine, zeros up to a power of two, and a fast Fourier transform of radix two of
/// half that length, of the even samples as real and the odd ones as imaginary parts. Each number is made in one way, whatever the registers hold.
/// </summary>
internal sealed class PowerSpectrum
{
    private readonly int _samples;
    private readonly int _half;
    private readonly float[] _window;
    private readonly int[] _reversed;
    private readonly float _scale;

    // Twiddle factors: those of each stage one behind the other, from its half length on; then those by which the halves are taken apart.
    private readonly float[] _cosines;
    private readonly float[] _sines;
    private readonly float[] _splitCosines;
    private readonly float[] _splitSines;

    private readonly float[] _real;
    private readonly float[] _imaginary;
    private readonly float[] _power;

    /// <summary>A spectrum of windows of so many samples at a rate.</summary>
    public PowerSpectrum(int samples, double hertz)
    {
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
        (_cosines, _sines) = (new float[_half], new float[_half]);
        for (int stage = 1; stage < _half; stage *= 2)
        {
            for (int i = 0; i < stage; i++)
                (_cosines[stage + i], _sines[stage + i]) = ((float)ExactMath.CosPi(i / (double)stage), -(float)ExactMath.SinPi(i / (double)stage));
        }

        (_splitCosines, _splitSines) = (new float[_half + 1], new float[_half + 1]);
        for (int i = 0; i <= _half; i++)
            (_splitCosines[i], _splitSines[i]) = ((float)ExactMath.CosPi(i / (double)_half), -(float)ExactMath.SinPi(i / (double)_half));
        _reversed = new int[_half];
        int bits = BitOperations.Log2((uint)_half);
        for (int i = 0; i < _half; i++)
        {
            for (int bit = 0; bit < bits; bit++)
                _reversed[i] |= ((i >> bit) & 1) << (bits - 1 - bit);
        }
    }

    /// <summary>What lies between one number and the next, in hertz.</summary>
    public double BinHertz { get; }

    /// <summary>How many numbers there are.</summary>
    public int Bins => _half + 1;

    /// <summary>
    /// The power around each frequency, from 0 Hz on, valid until the next call. All together are the mean square of the samples, those
    /// in the middle of the window counting most.
    /// </summary>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> samples)
    {
        for (int i = 0; i < _half; i++)
        {
            int at = _reversed[i];
            int from = 2 * at;
            _real[i] = from < _samples ? samples[from] * _window[from] : 0;
            _imaginary[i] = from + 1 < _samples ? samples[from + 1] * _window[from + 1] : 0;
        }

        for (int stage = 1; stage < _half; stage *= 2)
        {
            for (int from = 0; from < _half; from += 2 * stage)
                Butterflies(from, stage);
        }

        Split();
        return _power;
    }

    private void Butterflies(int from, int stage)
    {
        ref float real = ref MemoryMarshal.GetArrayDataReference(_real), imaginary = ref MemoryMarshal.GetArrayDataReference(_imaginary);
        ref float cosines = ref MemoryMarshal.GetArrayDataReference(_cosines), sines = ref MemoryMarshal.GetArrayDataReference(_sines);
        int i = 0;
        for (; i <= stage - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            nuint low = (nuint)(from + i), high = (nuint)(from + i + stage), at = (nuint)(stage + i);
            Vector512<float> cosine = Vector512.LoadUnsafe(ref cosines, at), sine = Vector512.LoadUnsafe(ref sines, at);
            Vector512<float> x = Vector512.LoadUnsafe(ref real, high), y = Vector512.LoadUnsafe(ref imaginary, high);
            Vector512<float> turnedX = (x * cosine) - (y * sine), turnedY = (x * sine) + (y * cosine);
            Vector512<float> a = Vector512.LoadUnsafe(ref real, low), b = Vector512.LoadUnsafe(ref imaginary, low);
            (a + turnedX).StoreUnsafe(ref real, low);
            (b + turnedY).StoreUnsafe(ref imaginary, low);
            (a - turnedX).StoreUnsafe(ref real, high);
            (b - turnedY).StoreUnsafe(ref imaginary, high);
        }

        for (; i < stage; i++)
        {
            int low = from + i, high = low + stage;
            float cosine = _cosines[stage + i], sine = _sines[stage + i], x = _real[high], y = _imaginary[high];
            float turnedX = (x * cosine) - (y * sine), turnedY = (x * sine) + (y * cosine), a = _real[low], b = _imaginary[low];
            (_real[low], _imaginary[low], _real[high], _imaginary[high]) = (a + turnedX, b + turnedY, a - turnedX, b - turnedY);
        }
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
