using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Operators.Vectors;

/// <summary>Samples of any format in single precision.</summary>
internal static class Singles
{
    /// <summary>Converts samples, integers of 32 bits rounded to nearest.</summary>
    public static void Convert<T>(ReadOnlySpan<T> samples, Span<float> to)
        where T : unmanaged, INumber<T>
    {
        ref T first = ref MemoryMarshal.GetReference(samples);
        ref float singles = ref MemoryMarshal.GetReference(to);
        int at = 0;
        for (; at <= samples.Length - Vector512<float>.Count; at += Vector512<float>.Count)
            Load(ref first, (nuint)at).StoreUnsafe(ref singles, (nuint)at);
        for (; at < samples.Length; at++)
            to[at] = float.CreateTruncating(samples[at]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load<T>(ref T first, nuint offset)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float))
            return Vector512.LoadUnsafe(ref Unsafe.As<T, float>(ref first), offset);
        if (typeof(T) == typeof(int))
            return Vector512.ConvertToSingle(Vector512.LoadUnsafe(ref Unsafe.As<T, int>(ref first), offset));
        (Vector256<int> a, Vector256<int> b) = Vector256.Widen(Vector256.LoadUnsafe(ref Unsafe.As<T, short>(ref first), offset));
        return Vector512.ConvertToSingle(Vector512.Create(a, b));
    }
}
