using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// What the last 20 ms of one channel hold of each of the eight frequencies, anew every hop. A piece is correlated once and
/// then takes part, with another weight, in each of the four windows in which it lies.
/// </summary>
internal sealed class DtmfWindow(DtmfTables tables)
{
    /// <summary>Windows that are remembered, the newest among them: a power of two.</summary>
    public const int Remembered = 16;

    private const double TangentOfEighthTurn = 1;

    // the windows of the last hops, lanes as in the tables, in a ring
    private readonly float[] _windows = new float[Remembered * DtmfTables.Lanes];
    private int _newest;

    // what the next three windows have of the samples so far, the next one first
    private Vector512<float> _next;
    private Vector512<float> _second;
    private Vector512<float> _third;

    /// <summary>The squares of the tones' magnitudes in the newest window.</summary>
    public Vector256<float> Squares { get; private set; }

    /// <summary>Takes the next hop. The sample after it is read and counts for nothing.</summary>
    public void Take(ref short hop)
    {
        ref short row = ref MemoryMarshal.GetArrayDataReference(tables.Oscillators);
        ref float weight = ref MemoryMarshal.GetArrayDataReference(tables.Weights);
        int pairs = tables.PairsInPiece;
        Vector512<float> now = Turned(_next), next = Turned(_second), second = Turned(_third), third = Vector512<float>.Zero;
        for (nuint piece = 0; piece < DtmfTables.PiecesInHop; piece++)
        {
            ref int pair = ref Unsafe.As<short, int>(ref hop);
            Vector512<int> whole = Vector512<int>.Zero;
            for (int i = 0; i < pairs; i++)
            {
                whole += Shorts.PairProducts(Vector512.LoadUnsafe(ref row), Vector512.Create(Unsafe.Add(ref pair, i)).AsInt16());
                row = ref Unsafe.Add(ref row, 2 * DtmfTables.Lanes);
            }

            hop = ref Unsafe.Add(ref hop, tables.PieceSamples);
            Vector512<float> sum = Vector512.ConvertToSingle(whole);
            now += sum * Vector512.Create(Unsafe.Add(ref weight, 12 + piece));
            next += sum * Vector512.Create(Unsafe.Add(ref weight, 8 + piece));
            second += sum * Vector512.Create(Unsafe.Add(ref weight, 4 + piece));
            third += sum * Vector512.Create(Unsafe.Add(ref weight, piece));
        }

        (_next, _second, _third) = (next, second, third);
        _newest = (_newest + 1) & (Remembered - 1);
        now.StoreUnsafe(ref _windows[_newest * DtmfTables.Lanes]);
        Vector256<float> real = now.GetLower(), imaginary = now.GetUpper();
        Squares = (real * real) + (imaginary * imaginary);
    }

    /// <summary>
    /// By how many turns a tone runs ahead of its frequency over the last <paramref name="hops"/> (at most 15); NaN where one of
    /// them turned otherwise than all together by more than an eighth of a turn.
    /// </summary>
    public double Ahead(int tone, int hops)
    {
        Span<double> steps = stackalloc double[2 * Remembered];
        double real = 0, imaginary = 0;
        (double a, double b) = At(tone, 0);
        for (int ago = 1; ago <= hops; ago++)
        {
            (double c, double d) = At(tone, ago);
            // the product of the later one with the conjugate of the earlier
            double x = (a * c) + (b * d), y = (b * c) - (a * d);
            (steps[2 * ago], steps[(2 * ago) + 1]) = (x, y);
            real += x;
            imaginary += y;
            (a, b) = (c, d);
        }

        for (int ago = 1; ago <= hops; ago++)
        {
            double x = steps[2 * ago], y = steps[(2 * ago) + 1], along = (x * real) + (y * imaginary), beside = (y * real) - (x * imaginary);
            if (!(Math.Abs(beside) <= TangentOfEighthTurn * along))
                return double.NaN;
        }

        double mean = ExactMath.Turns(real, imaginary) - tables.TurnsIn(tone, 1);
        mean -= Math.Round(mean);
        // first and last together are more exact, but do not say how many whole turns there were
        (double e, double f) = At(tone, 0);
        double all = ExactMath.Turns((e * a) + (f * b), (f * a) - (e * b)) - tables.TurnsIn(tone, hops);
        return all + Math.Round((mean * hops) - all);
    }

    /// <summary>Forgets what it was given.</summary>
    public void Reset()
    {
        _next = _second = _third = Vector512<float>.Zero;
        Squares = Vector256<float>.Zero;
        _windows.AsSpan().Clear();
        _newest = 0;
    }

    /// <summary>Writes what it has of the samples.</summary>
    public void Save(StateWriter writer)
    {
        foreach (Vector512<float> part in (ReadOnlySpan<Vector512<float>>)[_next, _second, _third])
        {
            for (int lane = 0; lane < DtmfTables.Lanes; lane++)
                writer.Single(part[lane]);
        }

        for (int i = 1; i <= Remembered; i++)
        {
            foreach (float lane in Window(_newest + i))
                writer.Single(lane);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        (_next, _second, _third) = (Part(reader), Part(reader), Part(reader));
        _newest = Remembered - 1;
        foreach (ref float lane in _windows.AsSpan())
            lane = reader.Single();
    }

    private static Vector512<float> Part(StateReader reader)
    {
        Span<float> lanes = stackalloc float[DtmfTables.Lanes];
        foreach (ref float lane in lanes)
            lane = reader.Single();
        return Vector512.Create<float>(lanes);
    }

    private Span<float> Window(int place) => _windows.AsSpan((place & (Remembered - 1)) * DtmfTables.Lanes, DtmfTables.Lanes);

    private (double Real, double Imaginary) At(int tone, int ago)
    {
        int at = (((_newest - ago) & (Remembered - 1)) * DtmfTables.Lanes) + tone;
        return (_windows[at], _windows[at + DtmfTables.Tones]);
    }

    // an earlier hop lies further back in the window that is moved on
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<float> Turned(Vector512<float> lanes)
    {
        Vector256<float> real = lanes.GetLower(), imaginary = lanes.GetUpper();
        return Vector512.Create((real * tables.HopCosines) - (imaginary * tables.HopSines), (real * tables.HopSines) + (imaginary * tables.HopCosines));
    }
}
