using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>
/// The arithmetic of supervised loops: from resistors, cable and tolerance, or from given ranges, to regions of the input's
/// own domain (counts, volts or ohms) that cover all of it. Doubles and + - * / sqrt only, so every machine has the same edges.
/// </summary>
internal sealed class LoopBands : Bands
{
    /// <summary>The states of a loop, as <see cref="SymbolType.LoopState"/> numbers them.</summary>
    public const byte Open = 0, Closed = 1, Short = 2, Cut = 3;

    /// <summary>The fault of a voltage that no loop gives.</summary>
    public const byte ForeignVoltage = SymbolType.FirstFault + 1;

    private const byte UndefinedFault = SymbolType.FirstFault, NotANumberFault = SymbolType.FirstFault + 2;

    // By region: its nominal ends in ohms, -infinity and +infinity where nothing lies beyond; NaN where it has no margin.
    private readonly (double Low, double High)[] _ohms;
    private readonly LoopAxis _axis;

    private LoopBands(ReadOnlySpan<Region> regions, (double Low, double High)[] ohms, LoopAxis axis)
        : base(SymbolType.LoopState, regions, UndefinedFault, NotANumberFault)
    {
        _ohms = ohms;
        _axis = axis;
    }

    /// <summary>
    /// The ohms that give a sample, and how far they lie inside their region's nominal ends: negative within the hysteresis. NaN where the input's
    /// electronics are not known, or the region has no ends.
    /// </summary>
    public override (float Measurement, float Margin) Measure(byte zone, float sample)
    {
        double ohms = _axis.OhmsOf(sample);
        if (zone >= _ohms.Length)
            return ((float)ohms, float.NaN);
        (double low, double high) = _ohms[zone];
        double below = double.IsNegativeInfinity(low) ? double.PositiveInfinity : ohms - low;
        double above = double.IsPositiveInfinity(high) ? double.PositiveInfinity : high - ohms;
        return ((float)ohms, (float)Math.Min(below, above));
    }

    /// <summary>The resistances of a state; null where the input's electronics are not known.</summary>
    public MeasuredBand? BandOf(string state)
    {
        int code = SymbolType.LoopState.IndexOf(state);
        for (int region = 0; region < _ohms.Length; region++)
        {
            if (Regions[region].Code == code && !double.IsNaN(_ohms[region].Low) && !double.IsNaN(_ohms[region].High))
                return new MeasuredBand(_ohms[region].Low, _ohms[region].High);
        }

        return null;
    }

    /// <summary>The regions of <paramref name="options"/> for <paramref name="input"/>; null, with all that is wrong in <paramref name="problems"/>, where there are none.</summary>
    public static LoopBands? Build(EndOfLineOptions options, Flow input, List<ParameterProblem> problems)
    {
        options.CheckNumbers(problems);
        if (problems.Count > 0)
            return null;
        if (Nominal(options, problems) is not { } nominal || LoopAxis.Of(options, nominal, input, problems) is not { } axis)
            return null;
        List<Band> bands = options.Bands is null
            ? FromResistances(options, nominal, axis, problems)
            : FromRanges(options.Bands, axis, options.HysteresisPercent / 100, problems);
        if (problems.Count > 0)
            return null;
        bands.Sort(static (a, b) => a.Low.CompareTo(b.Low));
        List<Band> all = [.. Cover(bands, axis)];
        foreach (Band band in bands)
        {
            Band? found = all.Find(b => b.Code == band.Code);
            if (found is null || found.High <= found.Low || (axis.Integers && !new StayInterval(found.Low, found.High).HasIntegers))
                problems.Add(new ParameterProblem("", $"the input cannot show '{Name(band.Code)}': its range holds no value that the front end can give"));
        }

        if (problems.Count > 0)
            return null;
        double hysteresis = options.HysteresisPercent / 100;
        var regions = new Region[all.Count];
        var ohms = new (double Low, double High)[all.Count];
        for (int i = 0; i < regions.Length; i++)
            (regions[i], ohms[i]) = (RegionOf(all[i], axis, hysteresis), OhmsOf(all[i], axis));
        return new LoopBands(regions, ohms, axis);
    }

    private static Region RegionOf(Band band, LoopAxis axis, double hysteresis)
    {
        double low = band.Low, high = band.High;
        // Gaps are left at their edges, and a foreign voltage is one from its limit on, whatever was before.
        if (band.Code != Gap && hysteresis > 0)
        {
            if (!double.IsInfinity(low) && low != axis.ForeignBelow)
                low = axis.Moved(low, -hysteresis);
            if (!double.IsInfinity(high) && high != axis.ForeignFrom)
                high = axis.Moved(high, hysteresis);
        }

        return new Region(band.Code, band.High, new StayInterval(low, high));
    }

    private static (double Low, double High) OhmsOf(Band band, LoopAxis axis)
    {
        if (band.Code is Gap or >= SymbolType.FirstFault)
            return (double.NaN, double.NaN);
        return (
            double.IsInfinity(band.Low) || band.Low <= 0 ? double.NegativeInfinity : axis.OhmsOf(band.Low),
            double.IsInfinity(band.High) ? double.PositiveInfinity : axis.OhmsOf(band.High));
    }

    private static IEnumerable<Band> Cover(List<Band> bands, LoopAxis axis)
    {
        double at = double.NegativeInfinity;
        if (!double.IsInfinity(axis.ForeignBelow))
        {
            yield return new Band(ForeignVoltage, at, axis.ForeignBelow);
            at = axis.ForeignBelow;
        }

        foreach (Band band in bands)
        {
            if (band.Low > at)
                yield return new Band(Gap, at, Math.Min(band.Low, axis.ForeignFrom));
            double low = Math.Max(band.Low, axis.ForeignBelow), high = Math.Min(band.High, axis.ForeignFrom);
            if (low < high)
            {
                yield return band with { Low = low, High = high };
                at = high;
            }
        }

        if (at < axis.ForeignFrom)
            yield return new Band(Gap, at, axis.ForeignFrom);
        if (!double.IsPositiveInfinity(axis.ForeignFrom))
            yield return new Band(ForeignVoltage, axis.ForeignFrom, double.PositiveInfinity);
    }

    /// <summary>Resistances of the closed and the open switch; zeros where ranges are given instead; null where something is missing.</summary>
    private static (double Closed, double Open)? Nominal(EndOfLineOptions options, List<ParameterProblem> problems)
    {
        bool direct = options.OpenOhms is not null || options.ClosedOhms is not null;
        int ways = (options.Wiring is null ? 0 : 1) + (direct ? 1 : 0) + (options.Bands is null ? 0 : 1);
        if (ways != 1)
        {
            problems.Add(new ParameterProblem("", ways == 0
                ? "the loop is not described: expected 'wiring', 'open' and 'closed', or 'bands'"
                : "the loop is described twice: expected only one of 'wiring', 'open' and 'closed', and 'bands'"));
            return null;
        }

        if (options.Bands is not null)
            return (0, 0);
        if (direct)
        {
            if (options.OpenOhms is { } open && options.ClosedOhms is { } closed)
                return (closed, open);
            problems.Add(new ParameterProblem(options.OpenOhms is null ? "closed" : "open", $"'{(options.OpenOhms is null ? "open" : "closed")}' is missing beside it"));
            return null;
        }

        if (options.Wiring == LoopWiring.ParallelFirst)
            return (options.ParallelOhms * options.SeriesOhms / (options.ParallelOhms + options.SeriesOhms), options.ParallelOhms);
        if (options.ResistorOhms is { } resistor)
            return (resistor, 2 * resistor);
        problems.Add(new ParameterProblem("wiring", "'resistor' is missing: serial-first has two equal resistors", "usual are 1, 2.2, 4.7 and 10 kΩ"));
        return null;
    }

    private static List<Band> FromResistances(EndOfLineOptions options, (double Closed, double Open) nominal, LoopAxis axis, List<ParameterProblem> problems)
    {
        double part = options.TolerancePercent / 100, cable = options.CableOhms;
        Extent closed = new(Closed, nominal.Closed * (1 - part), (nominal.Closed * (1 + part)) + cable);
        Extent open = new(Open, nominal.Open * (1 - part), (nominal.Open * (1 + part)) + cable);
        (Extent lower, Extent upper) = nominal.Closed <= nominal.Open ? (closed, open) : (open, closed);
        Extent[] states = [new(Short, 0, cable), lower, upper, new(Cut, double.PositiveInfinity, double.PositiveInfinity)];
        var bands = new List<Band>();
        double from = double.NegativeInfinity;
        for (int i = 0; i < states.Length; i++)
        {
            double to = double.PositiveInfinity;
            if (i + 1 < states.Length)
            {
                Extent a = states[i], b = states[i + 1];
                if (a.Most >= b.Least)
                {
                    problems.Add(new ParameterProblem("", string.Create(CultureInfo.InvariantCulture,
                        $"{Name(b.Code)} and {Name(a.Code)} cannot be told apart: with {options.TolerancePercent:0.##} % resistors and {Ohms(cable)} of cable, {Name(a.Code)} reaches {Ohms(a.Most)} and {Name(b.Code)} begins at {Ohms(b.Least)}")));
                    continue;
                }

                double below = axis.RatioOfOhms(a.Most), above = axis.RatioOfOhms(b.Least);
                to = axis.ValueOfRatio((below + above) / 2);
                if ((above - below) / 2 <= options.HysteresisPercent / 100)
                {
                    problems.Add(new ParameterProblem("hysteresis", string.Create(CultureInfo.InvariantCulture,
                        $"'hysteresis' must be less than {(above - below) * 50:0.##} %, half of what lies between {Name(a.Code)} and {Name(b.Code)}, not {options.HysteresisPercent:0.##} %")));
                }
            }

            bands.Add(new Band(states[i].Code, from, to));
            from = to;
        }

        return bands;
    }

    private static List<Band> FromRanges(ImmutableDictionary<string, QuantityRange> ranges, LoopAxis axis, double hysteresis, List<ParameterProblem> problems)
    {
        var bands = new List<Band>();
        foreach ((string state, QuantityRange range) in ranges.OrderBy(r => r.Value.Low).ThenBy(r => r.Key, StringComparer.Ordinal))
        {
            int code = SymbolType.LoopState.IndexOf(state);
            if (code < 0)
                problems.Add(new ParameterProblem("bands", $"'{state}' is no loop state: expected {ParameterSpec.Or(SymbolType.LoopState.Names)}", NearMiss.Hint(state, SymbolType.LoopState.Names)));
            else if (!(range.Low < range.High))
                problems.Add(new ParameterProblem("bands", $"the range of '{state}' is empty: its lower end must lie below its upper end"));
            else
                bands.Add(new Band((byte)code, axis.ValueOfEdge(range.Low, range.Dimension), axis.ValueOfEdge(range.High, range.Dimension)));
        }

        for (int i = 0; i + 1 < bands.Count; i++)
        {
            Band a = bands[i], b = bands[i + 1];
            if (a.High > b.Low)
                problems.Add(new ParameterProblem("bands", $"the ranges of '{Name(a.Code)}' and '{Name(b.Code)}' overlap"));
            else if (axis.Moved(a.High, hysteresis) is var leaves && (leaves >= b.High || leaves > axis.Top))
                problems.Add(new ParameterProblem("hysteresis", $"'hysteresis' is so wide that '{Name(b.Code)}' cannot be entered from '{Name(a.Code)}'"));
            else if (axis.Moved(b.Low, -hysteresis) <= Math.Max(a.Low, 0))
                problems.Add(new ParameterProblem("hysteresis", $"'hysteresis' is so wide that '{Name(a.Code)}' cannot be entered from '{Name(b.Code)}'"));
        }

        return bands;
    }

    private static string Name(byte code) => SymbolType.LoopState.Names[code];

    private static string Ohms(double ohms) => ohms >= 1000
        ? (ohms / 1000).ToString("0.###", CultureInfo.InvariantCulture) + " kΩ"
        : ohms.ToString("0.##", CultureInfo.InvariantCulture) + " Ω";

    private readonly record struct Extent(byte Code, double Least, double Most);

    private sealed record Band(byte Code, double Low, double High);
}
