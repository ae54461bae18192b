using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reactive.Operators.Vectors;

/// <summary>
/// A vector register of some width, as far as kernels need it: so that a loop is written once and runs at the width that
/// the machine has. What a loop decides must not depend on the width; tests run every width beside the scalar code.
/// </summary>
internal interface ILanes<TSelf, T>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged
{
    /// <summary>Samples in a register.</summary>
    static abstract int Count { get; }

    /// <summary>The samples from <paramref name="first"/> + <paramref name="offset"/> on, wherever they lie.</summary>
    static abstract TSelf Load(ref T first, nuint offset);

    /// <summary>The same sample in every lane.</summary>
    static abstract TSelf All(T sample);

    /// <summary>Whether all lanes of <paramref name="x"/> lie within their bounds, both inclusive. NaN lies within none.</summary>
    static abstract bool AllWithin(TSelf x, TSelf low, TSelf high);

    /// <summary>Whether all lanes of four registers lie within one pair of bounds.</summary>
    static abstract bool AllWithin(TSelf a, TSelf b, TSelf c, TSelf d, TSelf low, TSelf high);

    /// <summary>A bit for each lane, lowest first: set where it lies outside its bounds.</summary>
    static abstract ulong Outside(TSelf x, TSelf low, TSelf high);
}

/// <summary>512 bits: AVX-512.</summary>
internal readonly struct Lanes512<T>(Vector512<T> vector) : ILanes<Lanes512<T>, T>
    where T : unmanaged
{
    private readonly Vector512<T> _vector = vector;

    /// <inheritdoc/>
    public static int Count => Vector512<T>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(ref T first, nuint offset) => new(Vector512.LoadUnsafe(ref first, offset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> All(T sample) => new(Vector512.Create(sample));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllWithin(Lanes512<T> x, Lanes512<T> low, Lanes512<T> high) => All(Within(x, low, high));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllWithin(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c, Lanes512<T> d, Lanes512<T> low, Lanes512<T> high) =>
        All(Within(a, low, high) & Within(b, low, high) & Within(c, low, high) & Within(d, low, high));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Outside(Lanes512<T> x, Lanes512<T> low, Lanes512<T> high) => (~Within(x, low, high)).ExtractMostSignificantBits();

    // as integers: to floating point, all bits set are no number and equal nothing
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool All(Vector512<T> within) => within.AsUInt64() == Vector512<ulong>.AllBitsSet;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Within(Lanes512<T> x, Lanes512<T> low, Lanes512<T> high) =>
        Vector512.GreaterThanOrEqual(x._vector, low._vector) & Vector512.LessThanOrEqual(x._vector, high._vector);
}

/// <summary>256 bits: AVX2.</summary>
internal readonly struct Lanes256<T>(Vector256<T> vector) : ILanes<Lanes256<T>, T>
    where T : unmanaged
{
    private readonly Vector256<T> _vector = vector;

    /// <inheritdoc/>
    public static int Count => Vector256<T>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(ref T first, nuint offset) => new(Vector256.LoadUnsafe(ref first, offset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> All(T sample) => new(Vector256.Create(sample));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllWithin(Lanes256<T> x, Lanes256<T> low, Lanes256<T> high) => All(Within(x, low, high));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllWithin(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c, Lanes256<T> d, Lanes256<T> low, Lanes256<T> high) =>
        All(Within(a, low, high) & Within(b, low, high) & Within(c, low, high) & Within(d, low, high));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Outside(Lanes256<T> x, Lanes256<T> low, Lanes256<T> high) => (~Within(x, low, high)).ExtractMostSignificantBits();

    // as integers: to floating point, all bits set are no number and equal nothing
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool All(Vector256<T> within) => within.AsUInt64() == Vector256<ulong>.AllBitsSet;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Within(Lanes256<T> x, Lanes256<T> low, Lanes256<T> high) =>
        Vector256.GreaterThanOrEqual(x._vector, low._vector) & Vector256.LessThanOrEqual(x._vector, high._vector);
}

/// <summary>128 bits: SSE and NEON.</summary>
internal readonly struct Lanes128<T>(Vector128<T> vector) : ILanes<Lanes128<T>, T>
    where T : unmanaged
{
    private readonly Vector128<T> _vector = vector;

    /// <inheritdoc/>
    public static int Count => Vector128<T>.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(ref T first, nuint offset) => new(Vector128.LoadUnsafe(ref first, offset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> All(T sample) => new(Vector128.Create(sample));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllWithin(Lanes128<T> x, Lanes128<T> low, Lanes128<T> high) => All(Within(x, low, high));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllWithin(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c, Lanes128<T> d, Lanes128<T> low, Lanes128<T> high) =>
        All(Within(a, low, high) & Within(b, low, high) & Within(c, low, high) & Within(d, low, high));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Outside(Lanes128<T> x, Lanes128<T> low, Lanes128<T> high) => (~Within(x, low, high)).ExtractMostSignificantBits();

    // as integers: to floating point, all bits set are no number and equal nothing
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool All(Vector128<T> within) => within.AsUInt64() == Vector128<ulong>.AllBitsSet;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Within(Lanes128<T> x, Lanes128<T> low, Lanes128<T> high) =>
        Vector128.GreaterThanOrEqual(x._vector, low._vector) & Vector128.LessThanOrEqual(x._vector, high._vector);
}
