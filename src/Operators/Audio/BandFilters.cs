using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// The power of a signal in several bands at once: band-passes of third order after Butterworth, designed by the bilinear transform so that
/// the edges of each are 3 dB down where they should be. Each is three sections of second order; eight bands are computed beside each other.
/// </summary>
internal sealed class BandFilters
{
    private const int Sections = 3;
    private const int Lanes = 8;

    // what is smaller has died away: numbers near the smallest there are slow
    private const double Nothing = 1e-30;

    private readonly int _groups;

    // by group of bands, then by section: what the difference of a sample and the one two before it is multiplied by, and the two outputs before
    private readonly Vector512<double>[] _gains;
    private readonly Vector512<double>[] _firsts;
    private readonly Vector512<double>[] _seconds;
    private readonly Vector512<double>[] _kept;
    private readonly Vector512<double>[] _sums;

    /// <summary>Filters for bands by their edges in hertz, at a rate.</summary>
    public BandFilters(ReadOnlySpan<(double Low, double High)> edges, double rate)
    {
        _groups = (edges.Length + Lanes - 1) / Lanes;
        int all = _groups * Sections;
        (_gains, _firsts, _seconds) = (new Vector512<double>[all], new Vector512<double>[all], new Vector512<double>[all]);
        _kept = new Vector512<double>[all * 2];
        _sums = new Vector512<double>[_groups];
        for (int band = 0; band < edges.Length; band++)
            Design(band, edges[band].Low / rate, edges[band].High / rate);
    }

    /// <summary>Takes samples.</summary>
    public void Add(ReadOnlySpan<float> samples)
    {
        for (int group = 0; group < _groups; group++)
        {
            int at = group * Sections;
            Vector512<double> g0 = _gains[at], g1 = _gains[at + 1], g2 = _gains[at + 2], a0 = _firsts[at], a1 = _firsts[at + 1], a2 = _firsts[at + 2];
            Vector512<double> b0 = _seconds[at], b1 = _seconds[at + 1], b2 = _seconds[at + 2], sum = _sums[group];
            Vector512<double> p0 = _kept[2 * at], q0 = _kept[(2 * at) + 1], p1 = _kept[(2 * at) + 2], q1 = _kept[(2 * at) + 3], p2 = _kept[(2 * at) + 4], q2 = _kept[(2 * at) + 5];
            foreach (float sample in samples)
            {
                Vector512<double> x = Vector512.Create((double)sample) * g0, y = x + p0;
                p0 = q0 - (y * a0);
                q0 = -x - (y * b0);
                x = y * g1;
                y = x + p1;
                p1 = q1 - (y * a1);
                q1 = -x - (y * b1);
                x = y * g2;
                y = x + p2;
                p2 = q2 - (y * a2);
                q2 = -x - (y * b2);
                sum += y * y;
            }

            (_kept[2 * at], _kept[(2 * at) + 1], _kept[(2 * at) + 2], _kept[(2 * at) + 3], _kept[(2 * at) + 4], _kept[(2 * at) + 5]) = (p0, q0, p1, q1, p2, q2);
            _sums[group] = sum;
        }
    }

    /// <summary>The sums of the squares in each band since the last call.</summary>
    public void TakeSums(Span<double> sums)
    {
        for (int band = 0; band < sums.Length; band++)
            sums[band] = _sums[band / Lanes][band % Lanes];
        _sums.AsSpan().Clear();
        Vector512<double> least = Vector512.Create(Nothing);
        foreach (ref Vector512<double> kept in _kept.AsSpan())
            kept = Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(kept), least), Vector512<double>.Zero, kept);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _kept.AsSpan().Clear();
        _sums.AsSpan().Clear();
    }

    /// <summary>Writes what it knows.</summary>
    public void Save(StateWriter writer)
    {
        foreach (double number in MemoryMarshal.Cast<Vector512<double>, double>(_kept.AsSpan()))
            writer.Double(number);
        foreach (double number in MemoryMarshal.Cast<Vector512<double>, double>(_sums.AsSpan()))
            writer.Double(number);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        foreach (ref double number in MemoryMarshal.Cast<Vector512<double>, double>(_kept.AsSpan()))
            number = reader.Double();
        foreach (ref double number in MemoryMarshal.Cast<Vector512<double>, double>(_sums.AsSpan()))
            number = reader.Double();
    }

    // Poles of the low-pass of third order, -1 and the pair at a sixth of a turn from it, become those of a band-pass: each p gives the roots of
    // s² - p B s + w², of which those of the pair are complex conjugates in turn.
    private void Design(int band, double low, double high)
    {
        double from = Tangent(low), to = Tangent(high), width = to - from, square = from * to;
        Section(band, 0, width, width, square);
        var pole = new Complex(-0.5 * width, Math.Sqrt(0.75) * width);
        Complex root = Root((pole * pole) - (4 * square));
        Complex first = (pole + root) / 2, second = (pole - root) / 2;
        Section(band, 1, width, -2 * first.Real, (first.Real * first.Real) + (first.Imaginary * first.Imaginary));
        Section(band, 2, width, -2 * second.Real, (second.Real * second.Real) + (second.Imaginary * second.Imaginary));
    }

    // B s / (s² + d s + w²), with s = (1 - z) / (1 + z)
    private void Section(int band, int section, double width, double damping, double square)
    {
        double whole = 1 + damping + square;
        int at = (band / Lanes * Sections) + section, lane = band % Lanes;
        _gains[at] = _gains[at].WithElement(lane, width / whole);
        _firsts[at] = _firsts[at].WithElement(lane, 2 * (square - 1) / whole);
        _seconds[at] = _seconds[at].WithElement(lane, (1 - damping + square) / whole);
    }

    private static double Tangent(double part) => ExactMath.SinPi(part) / ExactMath.CosPi(part);

    // by roots of real numbers, which are rounded correctly everywhere
    private static Complex Root(Complex of)
    {
        double size = Math.Sqrt((of.Real * of.Real) + (of.Imaginary * of.Imaginary));
        double real = Math.Sqrt(Math.Max(0, (size + of.Real) / 2)), imaginary = Math.Sqrt(Math.Max(0, (size - of.Real) / 2));
        return new Complex(real, of.Imaginary < 0 ? -imaginary : imaginary);
    }
}
