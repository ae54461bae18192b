using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Operators;

/// <summary>Samples times factors, in their own format: integers rounded to the nearest (halves to the even one) and kept in their range.</summary>
internal static class Louder
{
    /// <summary>All samples times one factor.</summary>
    public static void Make<T>(ReadOnlySpan<T> samples, double factor, Span<T> to)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(short))
            Make(MemoryMarshal.Cast<T, short>(samples), (float)factor, MemoryMarshal.Cast<T, short>(to));
        else if (typeof(T) == typeof(float))
            Make(MemoryMarshal.Cast<T, float>(samples), (float)factor, MemoryMarshal.Cast<T, float>(to));
        else
        {
            for (int i = 0; i < samples.Length; i++)
                to[i] = One(samples[i], factor);
        }
    }

    /// <summary>One sample times a factor.</summary>
    public static T One<T>(T sample, double factor)
        where T : unmanaged, INumber<T>
    {
        double product = double.CreateTruncating(sample) * factor;
        return typeof(T) == typeof(float) ? T.CreateTruncating(product) : T.CreateSaturating(Math.Round(product));
    }

    private static void Make(ReadOnlySpan<short> samples, float factor, Span<short> to)
    {
        ref short from = ref MemoryMarshal.GetReference(samples);
        ref short first = ref MemoryMarshal.GetReference(to);
        int at = 0;
        for (; at <= samples.Length - Vector512<short>.Count; at += Vector512<short>.Count)
        {
            (Vector512<int> low, Vector512<int> high) = Vector512.Widen(Vector512.LoadUnsafe(ref from, (nuint)at));
            Vector512.Narrow(Rounded(low, factor), Rounded(high, factor)).StoreUnsafe(ref first, (nuint)at);
        }

        for (; at < samples.Length; at++)
            to[at] = (short)Math.Clamp(MathF.Round(samples[at] * factor), short.MinValue, short.MaxValue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Rounded(Vector512<int> samples, float factor)
    {
        Vector512<float> product = Vector512.Round(Vector512.ConvertToSingle(samples) * factor);
        return Vector512.ConvertToInt32(Vector512.Min(Vector512.Max(product, Vector512.Create((float)short.MinValue)), Vector512.Create((float)short.MaxValue)));
    }

    private static void Make(ReadOnlySpan<float> samples, float factor, Span<float> to)
    {
        ref float from = ref MemoryMarshal.GetReference(samples);
        ref float first = ref MemoryMarshal.GetReference(to);
        int at = 0;
        for (; at <= samples.Length - Vector512<float>.Count; at += Vector512<float>.Count)
            (Vector512.LoadUnsafe(ref from, (nuint)at) * factor).StoreUnsafe(ref first, (nuint)at);
        for (; at < samples.Length; at++)
            to[at] = samples[at] * factor;
    }
}
