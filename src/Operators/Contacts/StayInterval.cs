using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Operators;

/// <summary>
/// The samples that change nothing: a range of the input's own domain, prepared for each sample format, and the search
/// for the first sample outside it. Quiet signals are all search, so this is where a dense classifier spends its time.
/// Both ends are inclusive once prepared, so that infinity can belong to a range; NaN belongs to none.
/// </summary>
internal readonly struct StayInterval
{
    private readonly float _lowSingle;
    private readonly float _highSingle;
    private readonly int _low32;
    private readonly int _high32;
    private readonly short _low16;
    private readonly short _high16;

    /// <summary>The half-open range from <paramref name="low"/> to <paramref name="high"/>; an infinite end includes infinity.</summary>
    public StayInterval(double low, double high)
    {
        _lowSingle = LeastSingleFrom(low);
        _highSingle = double.IsPositiveInfinity(high) ? float.PositiveInfinity : float.BitDecrement(LeastSingleFrom(high));
        double first = Math.Ceiling(low);
        double last = double.IsPositiveInfinity(high) ? double.PositiveInfinity : Math.Ceiling(high) - 1;
        (_low32, _high32) = first <= last && first <= int.MaxValue && last >= int.MinValue
            ? ((int)Math.Max(first, int.MinValue), (int)Math.Min(last, int.MaxValue))
            : (1, 0);
        (_low16, _high16) = _low32 <= _high32 && _low32 <= short.MaxValue && _high32 >= short.MinValue
            ? ((short)Math.Max(_low32, short.MinValue), (short)Math.Min(_high32, short.MaxValue))
            : ((short)1, (short)0);
    }

    /// <summary>The range that nothing belongs to.</summary>
    public static StayInterval Nothing => new(1, 0);

    /// <summary>Whether a 32-bit integer belongs to it at all.</summary>
    public bool HasIntegers => _low32 <= _high32;

    /// <summary>The offset of the first sample outside the range; the length where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FirstOutside<T>(ReadOnlySpan<T> samples)
        where T : unmanaged
    {
        if (typeof(T) == typeof(short))
            return _low16 > _high16 ? 0 : OrLength(MemoryMarshal.Cast<T, short>(samples).IndexOfAnyExceptInRange(_low16, _high16), samples.Length);
        if (typeof(T) == typeof(int))
            return _low32 > _high32 ? 0 : OrLength(MemoryMarshal.Cast<T, int>(samples).IndexOfAnyExceptInRange(_low32, _high32), samples.Length);
        if (typeof(T) == typeof(float))
            return FirstOutside(MemoryMarshal.Cast<T, float>(samples), _lowSingle, _highSingle);
        throw new NotSupportedException($"There are no samples of {typeof(T).Name}.");
    }

    /// <summary>What <see cref="FirstOutside{T}"/> finds, one sample at a time: the meaning, against which it is tested.</summary>
    public int FirstOutsideScalar<T>(ReadOnlySpan<T> samples)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < samples.Length; i++)
        {
            bool inside = typeof(T) == typeof(float)
                ? float.CreateTruncating(samples[i]) >= _lowSingle && float.CreateTruncating(samples[i]) <= _highSingle
                : typeof(T) == typeof(short)
                    ? short.CreateTruncating(samples[i]) >= _low16 && short.CreateTruncating(samples[i]) <= _high16
                    : int.CreateTruncating(samples[i]) >= _low32 && int.CreateTruncating(samples[i]) <= _high32;
            if (!inside)
                return i;
        }

        return samples.Length;
    }

    private static int FirstOutside(ReadOnlySpan<float> samples, float low, float high)
    {
        ref float first = ref MemoryMarshal.GetReference(samples);
        int at = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> lows = Vector512.Create(low), highs = Vector512.Create(high);
            for (; at <= samples.Length - Vector512<float>.Count; at += Vector512<float>.Count)
            {
                Vector512<float> x = Vector512.LoadUnsafe(ref first, (nuint)at);
                ulong outside = ~(Vector512.GreaterThanOrEqual(x, lows) & Vector512.LessThanOrEqual(x, highs)).ExtractMostSignificantBits() & 0xFFFF;
                if (outside != 0)
                    return at + BitOperations.TrailingZeroCount(outside);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Vector128<float> lows = Vector128.Create(low), highs = Vector128.Create(high);
            for (; at <= samples.Length - Vector128<float>.Count; at += Vector128<float>.Count)
            {
                Vector128<float> x = Vector128.LoadUnsafe(ref first, (nuint)at);
                uint outside = ~(Vector128.GreaterThanOrEqual(x, lows) & Vector128.LessThanOrEqual(x, highs)).ExtractMostSignificantBits() & 0xF;
                if (outside != 0)
                    return at + BitOperations.TrailingZeroCount(outside);
            }
        }

        for (; at < samples.Length; at++)
        {
            // written so that NaN is outside
            if (!(samples[at] >= low && samples[at] <= high))
                return at;
        }

        return samples.Length;
    }

    private static int OrLength(int index, int length) => index < 0 ? length : index;

    private static float LeastSingleFrom(double edge)
    {
        float nearest = (float)edge;
        return nearest < edge ? float.BitIncrement(nearest) : nearest;
    }
}
