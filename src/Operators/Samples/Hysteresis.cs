using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>hysteresis</c>.</summary>
public static class HysteresisOperator
{
    /// <summary>
    /// A contact for every sample, in blocks as they came: active from the upper threshold on, inactive below the lower one,
    /// unchanged between them; NaN is a fault, after which what lies between is inactive. Decides each sample at once;
    /// allocates nothing per block. Blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel, or of a bank of equal inputs.</param>
    /// <param name="input">What the samples are: volts and counts with a front end measure volts, others nothing.</param>
    /// <param name="options">The thresholds.</param>
    /// <exception cref="ArgumentException">The thresholds are not finite or in the wrong order.</exception>
    public static IObservable<StateBlock> Hysteresis(this IObservable<SampleBlock> source, Flow input, HysteresisOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        Require(options);
        return source.Through(() => new ClassifierKernel(HysteresisBands.Of(options, input), 0, input.Channels));
    }

    /// <summary>
    /// The same of a number: the contact when it changes, with the number's stamp and since. Unknown values and faults pass
    /// at once, NaN as the fault <c>not-a-number</c>; after them what lies between is inactive. Allocates nothing.
    /// </summary>
    /// <param name="source">A number.</param>
    /// <param name="options">The thresholds.</param>
    /// <exception cref="ArgumentException">The thresholds are not finite or in the wrong order.</exception>
    public static IObservable<Stamped<Value>> Hysteresis(this IObservable<Stamped<Value>> source, HysteresisOptions options)
    {
        Require(options);
        return source.Through(() => new SparseHysteresisKernel(options));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "hysteresis",
        Summary = "Makes a contact of a level by two thresholds, between which nothing changes.",
        Details = "Active at or above `above`, inactive below `below`; with `active: low` active below `below`, inactive at or above `above`. Between them the last state holds; the first of all is inactive there. "
            + "Decides at once. NaN is the fault `not-a-number`, unknown values and faults of a number pass; after them it starts anew. Carries volts, where there are any, and how far they are from the threshold that would end the state.",
        Parameters =
        [
            ParameterSpec.Of("above", "The upper threshold, in the unit of the input; counts behind a front end also in volts.", null, null, null, true, Unit.Dimensions),
            ParameterSpec.Of("below", "The lower threshold, at most the upper one.", null, null, null, true, Unit.Dimensions),
            ParameterSpec.Choice("active", "On which side the contact is active.", "high", "high", "low"),
        ],
        Examples =
        [
            new OperatorExample("hysteresis: { above: 2.5 V, below: 0.8 V }", "A logic level; counts behind a front end are compared as volts."),
            new OperatorExample("hysteresis: { above: 11.8 V, below: 11 V, active: low }", "A battery that runs low."),
            new OperatorExample("hysteresis: { above: 3000, below: 1000 }", "In ADC counts."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, StateBlock>
            {
                Takes = "samples",
                Yields = "dense contact states with volts",
                Accepts = flow => flow.Kind == FlowKind.Samples,
                Output = (flow, _) => new Flow(FlowKind.States, SymbolType.Contact, Samples: flow.Samples, Channels: flow.Channels),
                Kernel = (flow, values) => new ClassifierKernel(HysteresisBands.Of(Read(values, flow), flow), 0, flow.Channels),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a number",
                Yields = "the contact",
                Accepts = flow => flow is { Kind: FlowKind.State, Unit: not null },
                Output = (flow, _) => new Flow(FlowKind.State, SymbolType.Contact, Channels: flow.Channels),
                Kernel = (flow, values) => new SparseHysteresisKernel(Read(values, flow)),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        ParameterProblem? above = InputUnits.Mismatch(values, "above", input), below = InputUnits.Mismatch(values, "below", input);
        if (above is not null)
            yield return above;
        if (below is not null)
            yield return below;
        if (above is null && below is null && InputUnits.Of(values, "above", input) < InputUnits.Of(values, "below", input))
            yield return new ParameterProblem("below", $"'below' must be at most 'above' ({values.Quantity("above")}), not {values.Quantity("below")}");
    }

    private static HysteresisOptions Read(ParameterValues values, Flow input) => new()
    {
        Above = InputUnits.Of(values, "above", input),
        Below = InputUnits.Of(values, "below", input),
        ActiveLow = values.Text("active") == "low",
    };

    private static void Require(HysteresisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!(double.IsFinite(options.Above) && double.IsFinite(options.Below) && options.Below <= options.Above))
            throw new ArgumentException("The thresholds must be finite, and the lower one at most the upper one.", nameof(options));
    }
}

/// <summary>Two thresholds in the unit of the input: counts, or the base unit.</summary>
public sealed record HysteresisOptions
{
    /// <summary>From it on the level is high.</summary>
    public required double Above { get; init; }

    /// <summary>Below it the level is low. At most <see cref="Above"/>.</summary>
    public required double Below { get; init; }

    /// <summary>Whether the contact is active while the level is low. Default: while it is high.</summary>
    public bool ActiveLow { get; init; }

    /// <summary>The contact's state at a level.</summary>
    internal byte CodeOf(bool high) => high != ActiveLow ? (byte)1 : (byte)0;

    /// <summary>From where on a level counts as high that no state came before: so that between the thresholds it is inactive.</summary>
    internal double FirstHigh => ActiveLow ? Below : Above;
}

/// <summary>Two stretches of the input's domain that overlap between the thresholds.</summary>
internal sealed class HysteresisBands : Bands
{
    private const byte Low = 0;
    private const byte High = 1;

    private readonly HysteresisOptions _options;
    private readonly FrontEnd? _frontEnd;
    private readonly bool _measuresVolts;

    private HysteresisBands(ReadOnlySpan<Region> regions, HysteresisOptions options, FrontEnd? frontEnd, bool measuresVolts)
        : base(SymbolType.Contact, regions, SymbolType.FirstFault, SymbolType.FirstFault)
    {
        _options = options;
        _frontEnd = frontEnd;
        _measuresVolts = measuresVolts;
    }

    /// <summary>The bands of <paramref name="options"/> for <paramref name="input"/>.</summary>
    public static HysteresisBands Of(HysteresisOptions options, Flow input)
    {
        Dimension dimension = InputUnits.UnitOf(input).Dimension;
        FrontEnd? frontEnd = dimension == Dimension.Count ? input.Samples?.FrontEnd : null;

        // what comes in single precision is compared in it: 1.1 V is the sample 1.1
        bool single = input.Samples?.Format == SampleFormat.Float32;
        double InDomain(double threshold) => single ? (float)threshold : threshold;

        Region[] regions =
        [
            new(options.CodeOf(high: false), InDomain(options.FirstHigh), new StayInterval(double.NegativeInfinity, InDomain(options.Above))),
            new(options.CodeOf(high: true), double.PositiveInfinity, new StayInterval(InDomain(options.Below), double.PositiveInfinity)),
        ];
        return new HysteresisBands(regions, options, frontEnd, frontEnd is not null || dimension == Dimension.Voltage);
    }

    /// <summary>The volts of a sample, and how far it is to the threshold that ends the state; NaN where there are no volts.</summary>
    public override (float Measurement, float Margin) Measure(byte zone, float sample)
    {
        if (!_measuresVolts)
            return (float.NaN, float.NaN);
        double margin = zone switch { Low => Volts(_options.Above) - Volts(sample), High => Volts(sample) - Volts(_options.Below), _ => double.NaN };
        return ((float)Volts(sample), (float)margin);
    }

    private double Volts(double level) => _frontEnd?.VoltsOfCount(level) ?? level;
}

/// <summary>Remembers the contact; unknown before the first and after what is no number.</summary>
internal sealed class SparseHysteresisKernel(HysteresisOptions options) : SparseKernel
{
    private Value _contact;

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        double level = input.Value.Number;
        Value contact = !input.Value.IsKnown ? input.Value
            : double.IsNaN(level) ? Value.Fault(DeadbandKernel.NotANumber)
            : Value.Symbol(SymbolType.Contact, options.CodeOf(IsHigh(level)));
        if (contact == _contact)
            return;
        _contact = contact;
        output.Emit(input with { Value = contact });
    }

    public override void Reset() => _contact = default;

    public override void Save(StateWriter writer) => writer.Value(_contact);

    public override void Load(StateReader reader)
    {
        Value contact = reader.Value();
        if (contact.IsKnown && !ReferenceEquals(contact.Type, SymbolType.Contact))
            throw new StateException($"'{contact}' is no contact.");
        _contact = contact;
    }

    private bool IsHigh(double level)
    {
        if (!_contact.IsKnown)
            return level >= options.FirstHigh;
        return _contact.Code == options.CodeOf(high: true) ? level >= options.Below : level >= options.Above;
    }
}
