using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>end-of-line</c>.</summary>
public static class EndOfLineOperator
{
    private const string Reproduces =
        "Given as `bands` it reproduces the published edges of the Mercury/IMRON table (short, inactive, active, cut; the rest of its rows are gaps), "
        + "Honeywell MAXPRO MPIP (pairs of resistors), Axis A9210 (12-bit counts, both directions) and Axis A9161/A9188 (mV, with gaps); "
        + "given as resistances the nominal values of DSC Neo, Tecom, Rosslare, Linear eMerge, Inim and Mercury 1 kΩ + 1 kΩ.";

    /// <summary>
    /// The state of a supervised loop for every sample, in blocks as they came: codes of <see cref="SymbolType.LoopState"/>,
    /// faults for voltages that no loop gives. Decides each sample at once; allocates nothing per block. Blocks that come
    /// out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel, or of a bank of equal loops.</param>
    /// <param name="input">What the samples are: ADC counts with their front end, volts or ohms.</param>
    /// <param name="options">The loop.</param>
    /// <exception cref="ArgumentException">The options are incomplete, contradict each other, or describe states that cannot be told apart; all reasons are given.</exception>
    public static IObservable<StateBlock> EndOfLine(this IObservable<SampleBlock> source, Flow input, EndOfLineOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        Create(options, input);
        return source.Through(() => Create(options, input));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "end-of-line",
        Summary = "Tells the state of a supervised loop by its resistance: open, closed, short or cut.",
        Details = "Decides sample by sample; edges lie in the middle, as divider ratios, between what tolerance and cable allow neighbouring states. "
            + "To leave a state a sample must pass its edge by the hysteresis. Faults: `undefined` (between the bands for longer than undefined-after), `foreign-voltage` "
            + "(2 % above the supply, 2 % of it below ground, or beyond the ADC), `not-a-number`. Carries ohms and the margin in ohms to the nearest edge. " + Reproduces,
        Shorthand = "wiring",
        Parameters =
        [
            ParameterSpec.Choice("wiring", "serial-first: a resistor in series, then an equal one across the switch. parallel-first: one across the line, then one in series with the switch.", null, "serial-first", "parallel-first"),
            Resistance("resistor", "Both resistors of serial-first: closed R, open 2R.", null),
            Resistance("parallel", "The resistor across the line of parallel-first.", "22 kΩ"),
            Resistance("series", "The resistor in series with the switch of parallel-first.", "4.7 kΩ"),
            Resistance("open", "The nominal resistance with the switch open, in place of a wiring.", null),
            Resistance("closed", "The nominal resistance with the switch closed, in place of a wiring.", null),
            new ParameterSpec
            {
                Name = "bands",
                Kind = ParameterKind.Ranges,
                Summary = "Half-open ranges by state in ohms, volts or ADC counts, in any order, in place of a wiring. Gaps are allowed.",
                Choices = SymbolType.LoopState.Names,
                Dimensions = [Dimension.Resistance, Dimension.Voltage, Dimension.Count],
            },
            ParameterSpec.Of("tolerance", "How far each resistor may be off.", "1 %", "0 %", "20 %", false, Dimension.Percent),
            ParameterSpec.Of("cable", "The length of the cable; needs its gauge. The loop is two conductors.", null, "0 m", "5000 m", false, Dimension.Length),
            ParameterSpec.Choice("gauge", "The cable's gauge, AWG: 20.9, 33.2, 52.9, 84.2 or 133.9 Ω/km for each conductor.", null, "18", "20", "22", "24", "26"),
            ParameterSpec.Of("cable-resistance", "The resistance of the whole cable loop, in place of its length.", null, "0 Ω", "10 kΩ", false, Dimension.Resistance),
            ParameterSpec.Of("hysteresis", "How far a sample must pass an edge to leave a state, of the span in which states are compared.", "1 %", "0 %", "20 %", false, Dimension.Percent),
            ParameterSpec.Duration("undefined-after", "How long samples must lie between the bands until the state is the fault undefined; until then it holds.", "1 s", most: "1 h"),
            ParameterSpec.Of("supply", "The supply of the pull-up, for inputs in volts.", null, "0.1 V", "100 V", false, Dimension.Voltage),
            Resistance("pull-up", "The pull-up, for inputs in volts.", null),
        ],
        Examples =
        [
            new OperatorExample("end-of-line: parallel-first", "22 kΩ across the line and 4.7 kΩ in series with the switch."),
            new OperatorExample("end-of-line: { wiring: serial-first, resistor: 1 kΩ, cable: 200 m, gauge: 24 }", "Two resistors of 1 kΩ behind 200 m of AWG 24."),
            new OperatorExample("end-of-line: { closed: 2.2 kΩ, open: 10.4 kΩ, hysteresis: 0.5 % }", "Any other network, by its two resistances."),
            new OperatorExample("end-of-line: { bands: { short: ..100 Ω, closed: 800..1500 Ω, open: 1500..12000 Ω, cut: 12 kΩ.. }, undefined-after: 200 ms }", "Edges given in ohms, with a gap between short and closed."),
            new OperatorExample("end-of-line: { wiring: serial-first, resistor: 4.7 kΩ, supply: 12 V, pull-up: 6.8 kΩ }", "An input that comes in volts."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, StateBlock>
            {
                Takes = "samples in ADC counts, V or Ω",
                Yields = "dense loop states with ohms and margin",
                Accepts = flow => flow.Kind == FlowKind.Samples && (flow.Unit?.Dimension ?? Dimension.Count) is Dimension.Count or Dimension.Voltage or Dimension.Resistance,
                Output = (flow, _) => new Flow(FlowKind.States, SymbolType.LoopState, Samples: flow.Samples, Channels: flow.Channels),
                Kernel = (flow, values) => Create(Read(values), flow),
            },
        ],
        Check = Check,
        Band = (values, input, state) => LoopBands.Build(Read(values), input, [])?.BandOf(state),
    };

    private static ParameterSpec Resistance(string name, string summary, string? @default) =>
        ParameterSpec.Of(name, summary, @default, "1 Ω", "10 MΩ", false, Dimension.Resistance);

    private static List<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        var problems = new List<ParameterProblem>();
        if (values.Has("cable-resistance") && (values.Has("cable") || values.Has("gauge")))
            problems.Add(new ParameterProblem("cable-resistance", "the cable is given twice: expected 'cable' with 'gauge', or 'cable-resistance'"));
        if (values.Has("cable") != values.Has("gauge"))
            problems.Add(new ParameterProblem(values.Has("cable") ? "cable" : "gauge", values.Has("cable") ? "'gauge' is missing beside 'cable'" : "'cable' is missing beside 'gauge'"));
        string wiring = values.Has("wiring") ? values.Text("wiring") : "";
        foreach ((string name, string of) in new[] { ("resistor", "serial-first"), ("parallel", "parallel-first"), ("series", "parallel-first") })
        {
            if (values.IsGiven(name) && wiring != of)
                problems.Add(new ParameterProblem(name, $"'{name}' belongs to 'wiring: {of}'"));
        }

        if (problems.Count == 0)
            LoopBands.Build(Read(values), input, problems);
        return problems;
    }

    private static EndOfLineOptions Read(ParameterValues values) => new()
    {
        Wiring = !values.Has("wiring") ? null : values.Text("wiring") == "serial-first" ? LoopWiring.SerialFirst : LoopWiring.ParallelFirst,
        ResistorOhms = Number(values, "resistor"),
        ParallelOhms = values.Number("parallel"),
        SeriesOhms = values.Number("series"),
        OpenOhms = Number(values, "open"),
        ClosedOhms = Number(values, "closed"),
        Bands = values.Has("bands") ? values.Ranges("bands") : null,
        TolerancePercent = values.Number("tolerance"),
        CableOhms = values.Has("cable")
            ? EndOfLineOptions.LoopOhms(values.Number("cable"), int.Parse(values.Text("gauge"), System.Globalization.CultureInfo.InvariantCulture))
            : Number(values, "cable-resistance") ?? 0,
        HysteresisPercent = values.Number("hysteresis"),
        UndefinedAfter = values.Duration("undefined-after"),
        SupplyVolts = Number(values, "supply"),
        PullUpOhms = Number(values, "pull-up"),
    };

    private static double? Number(ParameterValues values, string name) => values.Has(name) ? values.Number(name) : null;

    private static ClassifierKernel Create(EndOfLineOptions options, Flow input)
    {
        var problems = new List<ParameterProblem>();
        LoopBands? bands = LoopBands.Build(options, input, problems);
        return bands is not null
            ? new ClassifierKernel(bands, options.UndefinedAfter.Ticks * 100, input.Channels)
            : throw new ArgumentException("The loop cannot be supervised: " + string.Join("; ", problems.Select(p => p.Message)) + ".", nameof(options));
    }
}

/// <summary>How the resistors of a supervised loop are wired, seen from the input.</summary>
public enum LoopWiring
{
    /// <summary>A resistor in series, then an equal one across the switch: closed R, open 2R.</summary>
    SerialFirst,
    /// <summary>A resistor across the line, then one in series with the switch: closed parallel ∥ series, open parallel.</summary>
    ParallelFirst,
}

/// <summary>
/// What a supervised loop looks like. Describe it in exactly one of three ways: <see cref="Wiring"/>;
/// <see cref="OpenOhms"/> and <see cref="ClosedOhms"/>; or <see cref="Bands"/>.
/// </summary>
public sealed record EndOfLineOptions
{
    /// <summary>How the resistors are wired; null where the loop is described otherwise.</summary>
    public LoopWiring? Wiring { get; init; }

    /// <summary>Both resistors of serial-first, in ohms. No default; ignored otherwise.</summary>
    public double? ResistorOhms { get; init; }

    /// <summary>The resistor across the line of parallel-first, in ohms. Default 22 kΩ; ignored otherwise.</summary>
    public double ParallelOhms { get; init; } = 22_000;

    /// <summary>The resistor beside the switch of parallel-first, in ohms. Default 4.7 kΩ; ignored otherwise.</summary>
    public double SeriesOhms { get; init; } = 4_700;

    /// <summary>The nominal resistance with the switch open, in ohms.</summary>
    public double? OpenOhms { get; init; }

    /// <summary>The nominal resistance with the switch closed, in ohms.</summary>
    public double? ClosedOhms { get; init; }

    /// <summary>Half-open ranges by state, all in ohms, volts or ADC counts, in any order, with gaps if wished. A range from 0 also takes what noise puts below ground.</summary>
    public ImmutableDictionary<string, QuantityRange>? Bands { get; init; }

    /// <summary>How far each resistor may be off, in percent. Default 1; ignored with <see cref="Bands"/>.</summary>
    public double TolerancePercent { get; init; } = 1;

    /// <summary>The resistance of the whole cable loop at most, in ohms. Default 0; ignored with <see cref="Bands"/>.</summary>
    public double CableOhms { get; init; }

    /// <summary>
    /// How far a sample must lie beyond an edge to leave a state, in percent of the span in which states are compared: the
    /// supply, or the largest edge of <see cref="Bands"/> where no supply is known. Default 1.
    /// </summary>
    public double HysteresisPercent { get; init; } = 1;

    /// <summary>How long samples must lie between the bands until the state is the fault <c>undefined</c>; until then it holds. Default 1 s, rounded up to whole samples.</summary>
    public TimeSpan UndefinedAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The supply of the pull-up of an input in volts, in volts. Inputs in counts have it from their front end.</summary>
    public double? SupplyVolts { get; init; }

    /// <summary>The pull-up of an input in volts, in ohms.</summary>
    public double? PullUpOhms { get; init; }

    /// <summary>
    /// The loop (two conductors) of <paramref name="metres"/> of copper cable at 20 °C, in ohms, for AWG 18, 20, 22, 24 or 26.
    /// </summary>
    public static double LoopOhms(double metres, int gauge) => 2 * metres / 1000 * gauge switch
    {
        18 => 20.9,
        20 => 33.2,
        22 => 52.9,
        24 => 84.2,
        26 => 133.9,
        _ => throw new ArgumentOutOfRangeException(nameof(gauge), gauge, "Known gauges are AWG 18, 20, 22, 24 and 26."),
    };

    /// <summary>Numbers that no loop has; definitions are checked against their spec before.</summary>
    internal void CheckNumbers(List<ParameterProblem> problems)
    {
        CheckPositive("resistor", ResistorOhms, problems);
        CheckPositive("parallel", ParallelOhms, problems);
        CheckPositive("series", SeriesOhms, problems);
        CheckPositive("open", OpenOhms, problems);
        CheckPositive("closed", ClosedOhms, problems);
        CheckPositive("supply", SupplyVolts, problems);
        CheckPositive("pull-up", PullUpOhms, problems);
        if (!(TolerancePercent is >= 0 and < 100))
            problems.Add(new ParameterProblem("tolerance", "'tolerance' must be at least 0 % and below 100 %"));
        if (!(HysteresisPercent is >= 0 and < 100))
            problems.Add(new ParameterProblem("hysteresis", "'hysteresis' must be at least 0 % and below 100 %"));
        if (!(CableOhms >= 0 && double.IsFinite(CableOhms)))
            problems.Add(new ParameterProblem("cable-resistance", "'cable-resistance' must be at least 0 Ω and finite"));
        if (UndefinedAfter < TimeSpan.Zero)
            problems.Add(new ParameterProblem("undefined-after", "'undefined-after' must be at least 0 s"));
    }

    private static void CheckPositive(string name, double? value, List<ParameterProblem> problems)
    {
        if (value is { } number && !(number > 0 && double.IsFinite(number)))
            problems.Add(new ParameterProblem(name, $"'{name}' must be above 0 and finite"));
    }
}
