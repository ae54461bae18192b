using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
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
    /// <param name="source">Samples of one channel.</param>
    /// <param name="input">What the samples are: volts, ADC counts with their front end, or logic levels (counts without).</param>
    /// <param name="options">The contact.</param>
    /// <exception cref="ArgumentException">The threshold is not above half the hysteresis.</exception>
    public static IObservable<StateBlock> Digital(this IObservable<SampleBlock> source, Flow input, DigitalOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.HysteresisVolts >= 0 && options.ThresholdVolts - (options.HysteresisVolts / 2) > 0 && double.IsFinite(options.ThresholdVolts)))
            throw new ArgumentException("The threshold must be finite and above half the hysteresis.", nameof(options));
        return source.Through(() => new DigitalKernel(options, input));
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
                Output = (flow, _) => new Flow(FlowKind.States, SymbolType.Contact, Samples: flow.Samples),
                Kernel = (flow, values) => new DigitalKernel(Read(values), flow),
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
internal sealed class DigitalKernel : Kernel<SampleBlock, StateBlock>
{
    private const byte NotANumber = SymbolType.FirstFault;
    private const byte None = 0xFF;

    private readonly double _thresholdVolts;
    private readonly FrontEnd? _frontEnd;
    private readonly bool _logic;
    private readonly double _openFrom;
    private readonly byte _closedCode;
    private readonly byte _openCode;
    private readonly StayInterval _stayClosed;
    private readonly StayInterval _stayOpen;
    private readonly RunWriter _runs = new();

    private byte _state = None;

    public DigitalKernel(DigitalOptions options, Flow input)
    {
        bool counts = (input.Unit?.Dimension ?? Dimension.Count) == Dimension.Count;
        _frontEnd = counts ? input.Samples?.FrontEnd : null;
        _logic = counts && _frontEnd is null;
        _thresholdVolts = options.ThresholdVolts;
        double threshold = InDomain(options.ThresholdVolts, 0.5);
        double opensFrom = Math.BitIncrement(InDomain(options.ThresholdVolts + (options.HysteresisVolts / 2), 0.5));
        double closesBelow = InDomain(options.ThresholdVolts - (options.HysteresisVolts / 2), 0.5);
        _openFrom = Math.BitIncrement(threshold);
        _stayClosed = new StayInterval(double.NegativeInfinity, opensFrom);
        _stayOpen = new StayInterval(closesBelow, double.PositiveInfinity);
        _closedCode = options.NormallyClosed ? (byte)0 : (byte)1;
        _openCode = options.NormallyClosed ? (byte)1 : (byte)0;
    }

    public override void Step(in SampleBlock input, IEmit<StateBlock> output)
    {
        if (input.Channels != 1)
            throw new ArgumentException($"A contact has one channel, not {input.Channels}.", nameof(input));
        _runs.Clear();
        switch (input.Format)
        {
            case SampleFormat.Int16:
                Walk(input.Int16);
                break;
            case SampleFormat.Int32:
                Walk(input.Int32);
                break;
            default:
                Walk(input.Float32);
                break;
        }

        output.Emit(new StateBlock(_runs.Runs, input.Count, input.FirstIndex, input.Clock, SymbolType.Contact));
    }

    public override void Reset() => _state = None;

    public override void Save(StateWriter writer) => writer.Byte(_state);

    public override void Load(StateReader reader)
    {
        byte state = reader.Byte();
        _state = state is 0 or 1 or NotANumber or None ? state : throw new StateException($"{state} is no state of a contact.");
    }

    // volts come in single precision, and so does a threshold in volts: 1.1 V is the sample 1.1
    private double InDomain(double volts, double logic) => _logic ? logic : _frontEnd is null ? (float)volts : _frontEnd.CountOf(volts);

    private void Walk<T>(ReadOnlySpan<T> samples)
        where T : unmanaged, INumber<T>
    {
        int end = Stay(samples);
        if (end > 0)
            Run(0, double.CreateTruncating(samples[0]));
        while (end < samples.Length)
        {
            int at = end;
            double value = double.CreateTruncating(samples[at]);
            _state = double.IsNaN(value) ? NotANumber : value >= _openFrom ? _openCode : _closedCode;
            Run(at, value);
            end = at + 1 + Stay(samples[(at + 1)..]);
        }
    }

    /// <summary>How many samples from the first on leave the state as it is.</summary>
    private int Stay<T>(ReadOnlySpan<T> samples)
        where T : unmanaged
    {
        if (_state == _closedCode)
            return _stayClosed.FirstOutside(samples);
        return _state == _openCode ? _stayOpen.FirstOutside(samples) : 0;
    }

    private void Run(int at, double value)
    {
        double volts = _logic ? double.NaN : _frontEnd?.VoltsOfCount(value) ?? value;
        _runs.Add(at, _state, (float)volts, (float)Math.Abs(volts - _thresholdVolts));
    }
}
