using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Device.Bench;

/// <summary>The limit of dense work: a straightforward vectorised sum, which does little more than read the samples.</summary>
internal static class VectorSum
{
    // Kept, so that the work is not left out.
    private static short _kept;

    /// <summary>Adds up 16-bit samples, four registers at a time, as wide as the machine has them.</summary>
    public static void Of(ReadOnlySpan<byte> bytes)
    {
        ref short first = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, short>(bytes));
        int length = bytes.Length / sizeof(short);
        _kept = Vector512.IsHardwareAccelerated ? Wide(ref first, length) : Narrow(ref first, length);
    }

    private static short Wide(ref short first, int length)
    {
        Vector512<short> a = default, b = default, c = default, d = default;
        int width = Vector512<short>.Count;
        for (int i = 0; i + (4 * width) <= length; i += 4 * width)
        {
            a += Vector512.LoadUnsafe(ref first, (nuint)i);
            b += Vector512.LoadUnsafe(ref first, (nuint)(i + width));
            c += Vector512.LoadUnsafe(ref first, (nuint)(i + (2 * width)));
            d += Vector512.LoadUnsafe(ref first, (nuint)(i + (3 * width)));
        }

        return Vector512.Sum(a + b + c + d);
    }

    private static short Narrow(ref short first, int length)
    {
        Vector256<short> a = default, b = default, c = default, d = default;
        int width = Vector256<short>.Count;
        for (int i = 0; i + (4 * width) <= length; i += 4 * width)
        {
            a += Vector256.LoadUnsafe(ref first, (nuint)i);
            b += Vector256.LoadUnsafe(ref first, (nuint)(i + width));
            c += Vector256.LoadUnsafe(ref first, (nuint)(i + (2 * width)));
            d += Vector256.LoadUnsafe(ref first, (nuint)(i + (3 * width)));
        }

        return Vector256.Sum(a + b + c + d);
    }
}
