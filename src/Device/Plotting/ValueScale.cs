using System;
using System.Collections.Generic;
using Reactive.Signals;

namespace Reactive.Device.Plotting;

/// <summary>The vertical axis of a panel: which values it shows, and how they are written.</summary>
/// <param name="Low">The value at the bottom.</param>
/// <param name="High">The value at the top, above <paramref name="Low"/>.</param>
/// <param name="Unit">The unit behind the prefix; empty for none.</param>
/// <param name="Factor">What a label is divided by: 1000 for <c>k</c>.</param>
/// <param name="HasInfinite">Whether room is left above <paramref name="High"/> for what is infinite.</param>
internal sealed record ValueScale(double Low, double High, string Unit, double Factor, bool HasInfinite = false)
{
    // how much of the height is there for what is finite, where something is not
    private const double FinitePart = 0.86;

    // what is beyond is as good as infinite, and must not overflow
    private const double Huge = 1e300;

    private static readonly (double Factor, string Prefix)[] Prefixes = [(1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n")];

    /// <summary>An axis that shows all values from <paramref name="low"/> to <paramref name="high"/>, with some room; where there are none, 0 to 1.</summary>
    /// <param name="low">The least value; above <paramref name="high"/> where there are none.</param>
    /// <param name="high">The greatest value.</param>
    /// <param name="unit">The unit of the values.</param>
    /// <param name="isSymmetric">Whether 0 is in the middle.</param>
    /// <param name="hasInfinite">Whether something infinite is shown too.</param>
    public static ValueScale Of(double low, double high, Unit? unit, bool isSymmetric = false, bool hasInfinite = false)
    {
        if (!(low <= high))
            (low, high) = (0, 1);
        (low, high) = (Math.Clamp(low, -Huge, Huge), Math.Clamp(high, -Huge, Huge));
        if (isSymmetric)
            (low, high) = (-Math.Max(Math.Abs(low), Math.Abs(high)), Math.Max(Math.Abs(low), Math.Abs(high)));
        double room = high > low ? (high - low) * 0.06 : high == 0 ? 1 : Math.Abs(high) * 0.1;
        double least = low >= 0 && low - room < 0 && !isSymmetric ? Math.Min(0, low) : low - room;
        string symbol = unit?.Symbol ?? "";
        double greatest = Math.Max(Math.Abs(least), Math.Abs(high + room)), factor = 1;
        if (symbol.Length > 0 && unit!.Dimension is not (Dimension.Percent or Dimension.Level))
        {
            (factor, string prefix) = Array.Find(Prefixes, p => greatest >= p.Factor);
            (factor, symbol) = factor > 0 ? (factor, prefix + symbol) : (1, symbol);
        }

        return new ValueScale(least, high + room, symbol, factor, hasInfinite);
    }

    /// <summary>How far a value lies above the bottom, from 0 to 1; what is not shown is moved to the nearer edge.</summary>
    public double PartOf(double value) => double.IsPositiveInfinity(value) ? 1 : Math.Clamp((value - Low) / (High - Low), 0, 1) * (HasInfinite ? FinitePart : 1);

    /// <summary>The marks of the axis.</summary>
    public List<Tick> Ticks(int count)
    {
        List<Tick> ticks = RoundTicks.Of(Low, High, count, Factor);
        if (HasInfinite)
            ticks.Add(new Tick(double.PositiveInfinity, "∞"));
        return ticks;
    }
}
