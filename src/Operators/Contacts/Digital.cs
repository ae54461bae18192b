using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>digital</c>.</summary>
public static class DigitalOperator
{
    private static readonly ImmutableArray<string> VoltageParameters = ["threshold", "hysteresis"];

    /// <summary>
    /// Whether a contact is active, for every sample, in blocks as they came: codes of <see cref="SymbolType.Contact"/>, NaN as
    /// a fault. Decides each sample at once; allocates nothing per block. Blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel, or of a bank of equal contacts.</param>
    /// <param name="input">What the samples are: volts, ADC counts with their front end, or logic levels (counts without).</param>
    /// <param name="options">The contact.</param>
    /// <exception cref="ArgumentException">The threshold is not above half the hysteresis.</exception>
    public static IObservable<StateBlock> Digital(this IObservable<SampleBlock> source, Flow input, DigitalOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.HysteresisVolts >= 0 && options.ThresholdVolts - (options.HysteresisVolts / 2) > 0 && double.IsFinite(options.ThresholdVolts)))
            throw new ArgumentException("The threshold must be finite and above half the hysteresis.", nameof(options));
        return source.Through(() => Create(options, input));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "digital",
        Summary = "Tells whether a contact is active: its circuit differs from its normal state.",
        Details = "Decides sample by sample. Above the threshold the circuit is open, and where it is closed it opens only half the hysteresis above, where it is open it closes only half below. "
            + "Logic levels (counts without a front end) are open at 1. NaN is the fault `not-a-number`. Carries volts and the distance to the threshold, none for logic levels.",
        Shorthand = "normally",
        Parameters =
        [
            ParameterSpec.Choice("normally", "The circuit's state at rest: open, or closed (grounded).", "open", "open", "closed"),
            ParameterSpec.Of("threshold", "Above it the circuit is open.", "1 V", "0 V", "100 V", false, Dimension.Voltage),
            ParameterSpec.Of("hysteresis", "The width of the zone around the threshold in which nothing changes.", "0.2 V", "0 V", "100 V", false, Dimension.Voltage),
        ],
        Examples =
        [
            new OperatorExample("digital: { normally: open }", "A push button to ground."),
            new OperatorExample("digital: { normally: closed, threshold: 2.5 V, hysteresis: 500 mV }", "A contact that is closed at rest, at other levels."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, StateBlock>
            {
                Takes = "samples in V, ADC counts or logic levels",
                Yields = "dense contact states with volts",
                Accepts = flow => flow.Kind == FlowKind.Samples && (flow.Unit?.Dimension ?? Dimension.Count) is Dimension.Count or Dimension.Voltage,
                Output = (flow, _) => new Flow(FlowKind.States, SymbolType.Contact, Samples: flow.Samples, Channels: flow.Channels),
                Kernel = (flow, values) => Create(Read(values), flow),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        FrontEnd? frontEnd = input.Samples?.FrontEnd;
        bool logic = (input.Unit?.Dimension ?? Dimension.Count) == Dimension.Count && frontEnd is null;
        foreach (string name in VoltageParameters.Where(n => logic && values.IsGiven(n)))
            yield return new ParameterProblem(name, $"'{name}' is in volts, but the input has logic levels only");
        double threshold = values.Number("threshold"), half = values.Number("hysteresis") / 2;
        if (!logic && frontEnd is not null && threshold + half >= Math.Min(frontEnd.SupplyVolts, frontEnd.RangeVolts))
            yield return new ParameterProblem("threshold", $"the input never rises above {values.Quantity("threshold")} and half the hysteresis: its front end gives at most {Math.Min(frontEnd.SupplyVolts, frontEnd.RangeVolts)} V");
        if (!logic && threshold - half <= 0)
            yield return new ParameterProblem("hysteresis", $"half of 'hysteresis' must be less than 'threshold' ({values.Quantity("threshold")}), or the circuit never closes again");
    }

    private static ClassifierKernel Create(DigitalOptions options, Flow input) => new(ContactBands.Of(options, input), 0, input.Channels);

    private static DigitalOptions Read(ParameterValues values) => new()
    {
        NormallyClosed = values.Text("normally") == "closed",
        ThresholdVolts = values.Number("threshold"),
        HysteresisVolts = values.Number("hysteresis"),
    };
}

/// <summary>What a digital input looks like.</summary>
public sealed record DigitalOptions
{
    /// <summary>Whether the circuit is closed (grounded) while the port is inactive. Default false: normally open.</summary>
    public bool NormallyClosed { get; init; }

    /// <summary>Above it the circuit is open, in volts. Default 1; ignored for logic levels.</summary>
    public double ThresholdVolts { get; init; } = 1;

    /// <summary>The width of the zone around the threshold, half of it on either side, in which nothing changes, in volts. Default 0.2; ignored for logic levels.</summary>
    public double HysteresisVolts { get; init; } = 0.2;
}

/// <summary>Two stretches of the input's domain that overlap by the hysteresis.</summary>
internal sealed class ContactBands : Bands
{
    private readonly double _thresholdVolts;
    private readonly FrontEnd? _frontEnd;
    private readonly bool _logic;

    private ContactBands(ReadOnlySpan<Region> regions, double thresholdVolts, FrontEnd? frontEnd, bool logic)
        : base(SymbolType.Contact, regions, SymbolType.FirstFault, SymbolType.FirstFault)
    {
        _thresholdVolts = thresholdVolts;
        _frontEnd = frontEnd;
        _logic = logic;
    }

    /// <summary>The bands of <paramref name="options"/> for <paramref name="input"/>.</summary>
    public static ContactBands Of(DigitalOptions options, Flow input)
    {
        bool counts = (input.Unit?.Dimension ?? Dimension.Count) == Dimension.Count;
        FrontEnd? frontEnd = counts ? input.Samples?.FrontEnd : null;
        bool logic = counts && frontEnd is null;

        // volts come in single precision, and so does a threshold in volts: 1.1 V is the sample 1.1
        double InDomain(double volts) => logic ? 0.5 : frontEnd is null ? (float)volts : frontEnd.CountOf(volts);

        double opensFrom = Math.BitIncrement(InDomain(options.ThresholdVolts + (options.HysteresisVolts / 2)));
        double closesBelow = InDomain(options.ThresholdVolts - (options.HysteresisVolts / 2));
        double openFrom = Math.BitIncrement(InDomain(options.ThresholdVolts));
        byte closed = options.NormallyClosed ? (byte)0 : (byte)1, open = options.NormallyClosed ? (byte)1 : (byte)0;
        Region[] regions =
        [
            new(closed, openFrom, new StayInterval(double.NegativeInfinity, opensFrom)),
            new(open, double.PositiveInfinity, new StayInterval(closesBelow, double.PositiveInfinity)),
        ];
        return new ContactBands(regions, options.ThresholdVolts, frontEnd, logic);
    }

    /// <summary>The volts of a sample, and its distance to the threshold; NaN for logic levels.</summary>
    public override (float Measurement, float Margin) Measure(byte zone, float sample)
    {
        double volts = _logic ? double.NaN : _frontEnd?.VoltsOfCount(sample) ?? sample;
        return ((float)volts, (float)Math.Abs(volts - _thresholdVolts));
    }
}
