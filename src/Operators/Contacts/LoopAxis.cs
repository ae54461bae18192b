using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>
/// How the domain of a supervised input (counts, volts or ohms) relates to resistance and to the divider ratio
/// R / (R + pull-up), in which states are compared. Where an input comes in ohms there is no divider: one is assumed whose
/// pull-up is the geometric mean of the resistances to be told apart, which spreads them best.
/// </summary>
internal sealed class LoopAxis
{
    private const double ForeignPart = 0.02;

    private readonly bool _ohms;
    private readonly double _full;
    private readonly double _pullUp;
    private readonly FrontEnd? _frontEnd;

    private LoopAxis(bool ohms, double full, double pullUp, FrontEnd? frontEnd, bool integers)
    {
        _ohms = ohms;
        _full = full;
        _pullUp = pullUp;
        _frontEnd = frontEnd;
        Integers = integers;
    }

    /// <summary>Whether the input has whole numbers only.</summary>
    public bool Integers { get; }

    /// <summary>Values below are no loop's; -infinity where nothing is known of that.</summary>
    public double ForeignBelow { get; private init; } = double.NegativeInfinity;

    /// <summary>Values from here on are no loop's; +infinity where nothing is known of that.</summary>
    public double ForeignFrom { get; private init; } = double.PositiveInfinity;

    /// <summary>What a cut loop gives; +infinity where nothing is known of that.</summary>
    public double Top => _ohms || double.IsPositiveInfinity(ForeignFrom) || ForeignFrom > float.MaxValue ? double.PositiveInfinity : Math.Min(_full, ForeignFrom);

    /// <summary>The axis of <paramref name="input"/>; null, with the reasons, where the options do not fit it.</summary>
    public static LoopAxis? Of(EndOfLineOptions options, (double Closed, double Open) nominal, Flow input, List<ParameterProblem> problems)
    {
        Dimension dimension = input.Unit?.Dimension ?? Dimension.Count;
        double[] edges = options.Bands is null
            ? []
            : [.. options.Bands.Values.SelectMany(r => new[] { r.Low, r.High }).Where(e => e > 0 && double.IsFinite(e))];
        Dimension? bands = options.Bands is null ? null : options.Bands.Values.Select(r => (Dimension?)r.Dimension).FirstOrDefault();
        if (options.Bands is not null && (edges.Length == 0 || options.Bands.Values.Any(r => r.Dimension != bands)))
        {
            problems.Add(new ParameterProblem("bands", edges.Length == 0 ? "'bands' has no edge above zero" : "'bands' mixes units: give all ranges in ohms, all in volts or all in counts"));
            return null;
        }

        if ((bands == Dimension.Count && dimension != Dimension.Count) || (bands == Dimension.Voltage && dimension == Dimension.Resistance))
        {
            problems.Add(new ParameterProblem("bands", $"'bands' is given in {(bands == Dimension.Count ? "counts" : "volts")}, but the input is {input}"));
            return null;
        }

        bool electrical = options.SupplyVolts is not null || options.PullUpOhms is not null;
        if (electrical && dimension != Dimension.Voltage)
        {
            problems.Add(new ParameterProblem(options.SupplyVolts is not null ? "supply" : "pull-up", "'supply' and 'pull-up' are only for inputs in volts: " + (dimension == Dimension.Count ? "the front end of the port has its own" : "the input is already in ohms")));
            return null;
        }

        return dimension switch
        {
            Dimension.Resistance => OfOhms(nominal, edges),
            Dimension.Voltage => OfVolts(options, bands, edges, problems),
            _ => OfCounts(input.Samples?.FrontEnd, bands, edges, problems),
        };
    }

    /// <summary>The resistance that gives <paramref name="value"/>; NaN where that is not known.</summary>
    public double OhmsOf(double value)
    {
        if (_ohms)
            return value;
        double ratio = value / _full;
        if (double.IsNaN(_pullUp) || ratio <= 0)
            return double.IsNaN(_pullUp) ? double.NaN : 0;
        return ratio >= 1 ? double.PositiveInfinity : _pullUp * ratio / (1 - ratio);
    }

    /// <summary>The divider ratio of a resistance; 1 for infinity.</summary>
    public double RatioOfOhms(double ohms) => double.IsPositiveInfinity(ohms) ? 1 : ohms / (ohms + _pullUp);

    /// <summary>The value that a divider ratio gives.</summary>
    public double ValueOfRatio(double ratio)
    {
        if (!_ohms)
            return ratio * _full;
        return ratio >= 1 ? double.PositiveInfinity : _pullUp * ratio / (1 - ratio);
    }

    /// <summary>
    /// The value at the end of a given range. A range from 0 also takes what noise puts below ground. Where samples are single
    /// precision the edge is too, so that 1.8 V is the sample 1.8 and not a hair above it.
    /// </summary>
    public double ValueOfEdge(double edge, Dimension dimension)
    {
        if (edge <= 0)
            return double.NegativeInfinity;
        if (double.IsInfinity(edge))
            return edge;
        return dimension switch
        {
            Dimension.Resistance => _ohms ? (float)edge : ValueOfRatio(RatioOfOhms(edge)),
            Dimension.Voltage when _frontEnd is not null => _frontEnd.CountOf(edge),
            _ => (float)edge,
        };
    }

    /// <summary>An edge moved by a part of the span in which states are compared.</summary>
    public double Moved(double edge, double part) => _ohms ? ValueOfRatio(RatioOfOhms(edge) + part) : edge + (part * _full);

    private static LoopAxis OfOhms((double Closed, double Open) nominal, double[] edges)
    {
        double lower = edges.Length > 0 ? edges.Min() : nominal.Closed, upper = edges.Length > 0 ? edges.Max() : nominal.Open;
        return new LoopAxis(true, double.NaN, Math.Sqrt(lower * upper), null, false) { ForeignBelow = -ForeignPart * lower };
    }

    private static LoopAxis? OfVolts(EndOfLineOptions options, Dimension? bands, double[] edges, List<ParameterProblem> problems)
    {
        if (options.SupplyVolts is { } supply && (options.PullUpOhms is not null || bands == Dimension.Voltage))
            return new LoopAxis(false, supply, options.PullUpOhms ?? double.NaN, null, false) { ForeignBelow = -ForeignPart * supply, ForeignFrom = Above(supply * (1 + ForeignPart)) };
        // Without a supply nothing says which voltages a loop can give, but none gives an infinite one.
        if (bands == Dimension.Voltage && options.PullUpOhms is null)
            return new LoopAxis(false, edges.Max(), double.NaN, null, false) { ForeignBelow = -float.MaxValue, ForeignFrom = Above(float.MaxValue) };
        string missing = options.SupplyVolts is null ? "supply" : "pull-up";
        problems.Add(new ParameterProblem("", $"'{missing}' is missing: an input in volts says nothing about ohms without its 'supply' and 'pull-up'", "or give 'bands' in volts"));
        return null;
    }

    private static LoopAxis? OfCounts(FrontEnd? frontEnd, Dimension? bands, double[] edges, List<ParameterProblem> problems)
    {
        if (frontEnd is not null)
        {
            double full = frontEnd.CountOf(frontEnd.SupplyVolts);
            return new LoopAxis(false, full, frontEnd.PullUpOhms, frontEnd, true)
            {
                ForeignBelow = -ForeignPart * full,
                ForeignFrom = Above(Math.Min(full * (1 + ForeignPart), frontEnd.FullScale)),
            };
        }

        if (bands == Dimension.Count)
            return new LoopAxis(false, edges.Max(), double.NaN, null, true);
        problems.Add(new ParameterProblem("", "the input has no front end, so its counts say nothing about ohms or volts", "give 'bands' in counts, or declare the port's front end"));
        return null;
    }

    private static double Above(double limit) => Math.BitIncrement(limit);
}
