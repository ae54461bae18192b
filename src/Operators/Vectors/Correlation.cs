using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reactive.Operators.Vectors;

/// <summary>Sums of products of samples and tables in 32 lanes by the place, folded in a fixed order.</summary>
internal static class Correlation
{
    /// <summary>Tables are as long as a multiple of this; so far samples are read.</summary>
    public const int Step = 32;

    /// <summary>How long a table for so many samples is.</summary>
    public static int Padded(int samples) => (samples + Step - 1) / Step * Step;

    /// <summary>The sums of the products with two tables.</summary>
    public static (float First, float Second) Both(ref float samples, ref float first, ref float second, int length)
    {
        Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a;
        for (nuint at = 0; at < (nuint)length; at += Step)
        {
            Vector512<float> low = Vector512.LoadUnsafe(ref samples, at), high = Vector512.LoadUnsafe(ref samples, at + 16);
            a += low * Vector512.LoadUnsafe(ref first, at);
            b += high * Vector512.LoadUnsafe(ref first, at + 16);
            c += low * Vector512.LoadUnsafe(ref second, at);
            d += high * Vector512.LoadUnsafe(ref second, at + 16);
        }

        return (Sum(a + b), Sum(c + d));
    }

    /// <summary>The weighted power of samples but what does not change in them. The weights sum up to 1.</summary>
    public static float Variance(ref float samples, ref float weights, int length)
    {
        Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a;
        for (nuint at = 0; at < (nuint)length; at += Step)
        {
            Vector512<float> low = Vector512.LoadUnsafe(ref samples, at), high = Vector512.LoadUnsafe(ref samples, at + 16);
            Vector512<float> lows = low * Vector512.LoadUnsafe(ref weights, at), highs = high * Vector512.LoadUnsafe(ref weights, at + 16);
            a += lows;
            b += highs;
            c += lows * low;
            d += highs * high;
        }

        float mean = Sum(a + b);
        return Sum(c + d) - (mean * mean);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector512<float> lanes)
    {
        Vector256<float> eight = lanes.GetLower() + lanes.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
