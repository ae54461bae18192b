using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Reactive.Operators;

/// <summary>
/// The samples that change nothing: a range of the input's own domain, prepared for each sample format. Both ends are
/// inclusive once prepared, so that infinity can belong to a range; NaN belongs to none.
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

    /// <summary>Its ends for samples of <typeparamref name="T"/>, both inclusive; the lower one above the upper one where nothing belongs to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (T Low, T High) Ends<T>()
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(short))
            return (T.CreateTruncating(_low16), T.CreateTruncating(_high16));
        if (typeof(T) == typeof(int))
            return (T.CreateTruncating(_low32), T.CreateTruncating(_high32));
        return (T.CreateTruncating(_lowSingle), T.CreateTruncating(_highSingle));
    }

    /// <summary>Whether <paramref name="sample"/> belongs to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains<T>(T sample)
        where T : unmanaged, INumber<T>
    {
        (T low, T high) = Ends<T>();
        return sample >= low && sample <= high;
    }

    private static float LeastSingleFrom(double edge)
    {
        float nearest = (float)edge;
        return nearest < edge ? float.BitIncrement(nearest) : nearest;
    }
}
