using System;

namespace Reactive.Operators;

/// <summary>
/// The discrete Fourier transform of a power of two of complex samples, in place. Radix 2, one order of operations and tables of our own, so
/// that every machine has the same numbers.
/// </summary>
internal sealed class Fourier
{
    private readonly double[] _cosines;
    private readonly double[] _sines;

    /// <summary>A transform of <paramref name="length"/> samples: a power of two, 2 at least.</summary>
    public Fourier(int length)
    {
        Length = length;
        _cosines = new double[length / 2];
        _sines = new double[length / 2];
        for (int i = 0; i < length / 2; i++)
            (_cosines[i], _sines[i]) = (ExactMath.CosPi(2.0 * i / length), -ExactMath.SinPi(2.0 * i / length));
    }

    /// <summary>Samples of a transform.</summary>
    public int Length { get; }

    /// <summary>The least power of two that is at least <paramref name="samples"/>.</summary>
    public static int LengthFor(int samples)
    {
        int length = 2;
        while (length < samples)
            length *= 2;
        return length;
    }

    /// <summary>Transforms in place. The inverse is the transform with real and imaginary parts changed round, divided by the length.</summary>
    /// <param name="real">Real parts; <see cref="Length"/> of them.</param>
    /// <param name="imaginary">Imaginary parts; as many.</param>
    public void Transform(Span<double> real, Span<double> imaginary)
    {
        Reorder(real, imaginary);
        for (int half = 1; half < Length; half *= 2)
        {
            int step = Length / (2 * half);
            for (int start = 0; start < Length; start += 2 * half)
            {
                for (int i = 0; i < half; i++)
                {
                    int low = start + i, high = low + half;
                    double cosine = _cosines[i * step], sine = _sines[i * step];
                    double turnedReal = (real[high] * cosine) - (imaginary[high] * sine), turnedImaginary = (real[high] * sine) + (imaginary[high] * cosine);
                    (real[high], imaginary[high]) = (real[low] - turnedReal, imaginary[low] - turnedImaginary);
                    (real[low], imaginary[low]) = (real[low] + turnedReal, imaginary[low] + turnedImaginary);
                }
            }
        }
    }

    private void Reorder(Span<double> real, Span<double> imaginary)
    {
        for (int i = 1, reversed = 0; i < Length; i++)
        {
            int bit = Length / 2;
            for (; (reversed & bit) != 0; bit /= 2)
                reversed ^= bit;
            reversed ^= bit;
            if (i >= reversed)
                continue;
            (real[i], real[reversed]) = (real[reversed], real[i]);
            (imaginary[i], imaginary[reversed]) = (imaginary[reversed], imaginary[i]);
        }
    }
}
