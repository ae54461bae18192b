using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Device.Bench.Dtmf;

/// <summary>The arithmetic that the classic receiver cannot do without, and no decision: Goertzel's recurrence for eight frequencies, sixteen samples at a time as if of sixteen calls.</summary>
internal static class GoertzelLimit
{
    private const int Block = 102;

    private static readonly float[] Coefficients = [.. Array.ConvertAll<int, float>([697, 770, 852, 941, 1209, 1336, 1477, 1633], f => (float)(2 * Math.Cos(2 * Math.PI * f / DtmfSignal.Rate)))];

    // kept, so that the work is not left out
    private static float _kept;

    /// <summary>Runs over samples.</summary>
    public static void Of(ReadOnlySpan<float> samples)
    {
        ref float first = ref MemoryMarshal.GetReference(samples);
        int width = Vector512<float>.Count, rows = samples.Length / width;
        Vector512<float> sum = default;
        for (int row = 0; row + Block <= rows; row += Block)
        {
            for (int half = 0; half < 8; half += 4)
                sum += Four(ref first, row, half);
        }

        _kept = Vector512.Sum(sum);
    }

    private static Vector512<float> Four(ref float first, int row, int from)
    {
        Vector512<float> c0 = Vector512.Create(Coefficients[from]), c1 = Vector512.Create(Coefficients[from + 1]), c2 = Vector512.Create(Coefficients[from + 2]), c3 = Vector512.Create(Coefficients[from + 3]);
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (int i = row; i < row + Block; i++)
        {
            Vector512<float> x = Vector512.LoadUnsafe(ref first, (nuint)(i * Vector512<float>.Count));
            (a0, b0) = ((c0 * a0) - b0 + x, a0);
            (a1, b1) = ((c1 * a1) - b1 + x, a1);
            (a2, b2) = ((c2 * a2) - b2 + x, a2);
            (a3, b3) = ((c3 * a3) - b3 + x, a3);
        }

        return (a0 * a0) + (b0 * b0) - (c0 * a0 * b0) + (a1 * a1) + (b1 * b1) - (c1 * a1 * b1) + (a2 * a2) + (b2 * b2) - (c2 * a2 * b2) + (a3 * a3) + (b3 * b3) - (c3 * a3 * b3);
    }
}
