using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reactive.Operators.Vectors;

/// <summary>
/// Sixteen samples as doubles, whatever the registers of the machine hold: what is computed lane by lane, or gathered lane
/// by lane and then folded in a fixed order, is the same on every processor. Nothing here is fused.
/// </summary>
internal readonly struct Sixteen(Vector512<double> low, Vector512<double> high)
{
    /// <summary>Lanes.</summary>
    public const int Count = 16;

    private readonly Vector512<double> _low = low;
    private readonly Vector512<double> _high = high;

    /// <summary>The same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen All(double number) => new(Vector512.Create(number), Vector512.Create(number));

    /// <summary>The samples from <paramref name="first"/> + <paramref name="offset"/> on, widened exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen Load<T>(ref T first, nuint offset)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(short))
        {
            (Vector256<int> a, Vector256<int> b) = Vector256.Widen(Vector256.LoadUnsafe(ref Unsafe.As<T, short>(ref first), offset));
            return Of(Vector512.ConvertToSingle(Vector512.Create(a, b)));
        }

        if (typeof(T) == typeof(int))
        {
            (Vector512<long> a, Vector512<long> b) = Vector512.Widen(Vector512.LoadUnsafe(ref Unsafe.As<T, int>(ref first), offset));
            return new Sixteen(Vector512.ConvertToDouble(a), Vector512.ConvertToDouble(b));
        }

        return Of(Vector512.LoadUnsafe(ref Unsafe.As<T, float>(ref first), offset));
    }

    /// <summary>The numbers from <paramref name="first"/> + <paramref name="offset"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen LoadDoubles(ref double first, nuint offset) =>
        new(Vector512.LoadUnsafe(ref first, offset), Vector512.LoadUnsafe(ref first, offset + 8));

    /// <summary>Stores the lanes in single precision, rounded to nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float first, nuint offset) => Vector512.Narrow(_low, _high).StoreUnsafe(ref first, offset);

    /// <summary>Stores the lanes as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreDoubles(ref double first, nuint offset)
    {
        _low.StoreUnsafe(ref first, offset);
        _high.StoreUnsafe(ref first, offset + 8);
    }

    /// <summary>The smaller of each pair; NaN where either is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen Min(Sixteen a, Sixteen b) => new(Vector512.Min(a._low, b._low), Vector512.Min(a._high, b._high));

    /// <summary>The larger of each pair; NaN where either is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen Max(Sixteen a, Sixteen b) => new(Vector512.Max(a._low, b._low), Vector512.Max(a._high, b._high));

    /// <summary>Lane by lane <paramref name="yes"/> where <paramref name="x"/> is at least <paramref name="least"/>, else <paramref name="no"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen WhereAtLeast(Sixteen x, Sixteen least, Sixteen yes, Sixteen no) => new(
        Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x._low, least._low), yes._low, no._low),
        Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x._high, least._high), yes._high, no._high));

    /// <summary>The sums, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen operator +(Sixteen a, Sixteen b) => new(a._low + b._low, a._high + b._high);

    /// <summary>The differences, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen operator -(Sixteen a, Sixteen b) => new(a._low - b._low, a._high - b._high);

    /// <summary>The products, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen operator *(Sixteen a, Sixteen b) => new(a._low * b._low, a._high * b._high);

    /// <summary>The quotients, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen operator /(Sixteen a, Sixteen b) => new(a._low / b._low, a._high / b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Sixteen Of(Vector512<float> samples)
    {
        (Vector512<double> low, Vector512<double> high) = Vector512.Widen(samples);
        return new Sixteen(low, high);
    }
}
