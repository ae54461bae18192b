using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Reactive.Operators.Vectors;

/// <summary>Sound as 16-bit integers, whose sums of products are exact in any order.</summary>
internal static class Shorts
{
    /// <summary>The highest sample and one more.</summary>
    public const int FullScale = 1 << 15;

    /// <summary>
    /// One channel of interleaved frames. 32 bits are rounded to the upper 16, singles to the nearest; what lies outside becomes
    /// the nearest that can be, what is not a number 0.
    /// </summary>
    /// <param name="samples">Whole frames.</param>
    /// <param name="channel">The channel, from 0.</param>
    /// <param name="channels">Samples in a frame.</param>
    /// <param name="singleScale">What singles are multiplied by.</param>
    /// <param name="to">Room for a sample of each frame, all of which is filled.</param>
    public static void Take<T>(ReadOnlySpan<T> samples, int channel, int channels, float singleScale, Span<short> to)
        where T : unmanaged, INumber<T>
    {
        if (channels == 1 && typeof(T) == typeof(short))
        {
            MemoryMarshal.Cast<T, short>(samples[..to.Length]).CopyTo(to);
            return;
        }

        for (int i = 0, from = channel; i < to.Length; i++, from += channels)
            to[i] = Of(samples[from], singleScale);
    }

    /// <summary>Of each pair of samples the sum of its two products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> PairProducts(Vector512<short> a, Vector512<short> b)
    {
        if (Avx512BW.IsSupported)
            return Avx512BW.MultiplyAddAdjacent(a, b);
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.MultiplyAddAdjacent(a.GetLower(), b.GetLower()), Avx2.MultiplyAddAdjacent(a.GetUpper(), b.GetUpper()));
        Vector512<int> x = a.AsInt32(), y = b.AsInt32();
        return (((x << 16) >> 16) * ((y << 16) >> 16)) + ((x >> 16) * (y >> 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static short Of<T>(T sample, float singleScale)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(short))
            return (short)(object)sample;
        if (typeof(T) == typeof(int))
            return (short)Math.Min(((long)(int)(object)sample + (1 << 15)) >> 16, short.MaxValue);
        float scaled = MathF.Round((float)(object)sample * singleScale);
        return float.IsNaN(scaled) ? (short)0 : (short)Math.Clamp(scaled, short.MinValue, short.MaxValue);
    }
}
