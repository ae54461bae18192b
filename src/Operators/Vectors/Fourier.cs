using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Operators.Vectors;

/// <summary>
/// The fast Fourier transform of complex samples in single precision, in place: of radix two, with tables of our own and one order of operations, so
/// that every machine has the same numbers, whatever its registers hold.
/// </summary>
internal sealed class Fourier
{
    private readonly int[] _order;

    // Twiddle factors: those of each stage one behind the other, from its half length on.
    private readonly float[] _cosines;
    private readonly float[] _sines;

    /// <summary>A transform of <paramref name="length"/> samples: a power of two, 2 at least.</summary>
    public Fourier(int length)
    {
        Length = length;
        (_cosines, _sines) = (new float[length], new float[length]);
        for (int stage = 1; stage < length; stage *= 2)
        {
            for (int i = 0; i < stage; i++)
                (_cosines[stage + i], _sines[stage + i]) = ((float)ExactMath.CosPi(i / (double)stage), -(float)ExactMath.SinPi(i / (double)stage));
        }

        _order = new int[length];
        int bits = BitOperations.Log2((uint)length);
        for (int i = 0; i < length; i++)
        {
            for (int bit = 0; bit < bits; bit++)
                _order[i] |= ((i >> bit) & 1) << (bits - 1 - bit);
        }
    }

    /// <summary>Samples of a transform.</summary>
    public int Length { get; }

    /// <summary>Which sample comes at each place for <see cref="TransformOrdered"/>.</summary>
    public ReadOnlySpan<int> Order => _order;

    /// <summary>The least power of two that is at least <paramref name="samples"/>, and 2.</summary>
    public static int LengthFor(int samples) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(samples, 2));

    /// <summary>Transforms in place. The inverse is the transform with real and imaginary parts changed round, divided by the length.</summary>
    /// <param name="real">Real parts; <see cref="Length"/> of them.</param>
    /// <param name="imaginary">Imaginary parts; as many.</param>
    public void Transform(Span<float> real, Span<float> imaginary)
    {
        for (int i = 0; i < Length; i++)
        {
            int other = _order[i];
            if (i >= other)
                continue;
            (real[i], real[other]) = (real[other], real[i]);
            (imaginary[i], imaginary[other]) = (imaginary[other], imaginary[i]);
        }

        TransformOrdered(real, imaginary);
    }

    /// <summary>Transforms in place what lies by <see cref="Order"/> already.</summary>
    /// <param name="real">Real parts; <see cref="Length"/> of them.</param>
    /// <param name="imaginary">Imaginary parts; as many.</param>
    public void TransformOrdered(Span<float> real, Span<float> imaginary)
    {
        real = real[..Length];
        imaginary = imaginary[..Length];
        for (int stage = 1; stage < Length; stage *= 2)
        {
            for (int from = 0; from < Length; from += 2 * stage)
                Butterflies(real, imaginary, from, stage);
        }
    }

    private void Butterflies(Span<float> reals, Span<float> imaginaries, int from, int stage)
    {
        ref float real = ref MemoryMarshal.GetReference(reals), imaginary = ref MemoryMarshal.GetReference(imaginaries);
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
            float cosine = _cosines[stage + i], sine = _sines[stage + i], x = reals[high], y = imaginaries[high];
            float turnedX = (x * cosine) - (y * sine), turnedY = (x * sine) + (y * cosine), a = reals[low], b = imaginaries[low];
            (reals[low], imaginaries[low], reals[high], imaginaries[high]) = (a + turnedX, b + turnedY, a - turnedX, b - turnedY);
        }
    }
}
