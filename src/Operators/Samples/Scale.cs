using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using Reactive.Operators.Vectors;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>scale</c>.</summary>
public static class ScaleOperator
{
    // the one unit without a symbol
    private const string Counts = "counts";

    /// <summary>
    /// Every sample times <paramref name="gain"/> plus <paramref name="offset"/>, as single-precision samples with the indexes and
    /// the clock of the input. Computed in double precision and rounded once. NaN stays NaN. Allocates nothing per block;
    /// blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="gain">The factor, finite.</param>
    /// <param name="offset">What is added, in the unit of the result; finite.</param>
    /// <param name="channels">How many channels the blocks have.</param>
    public static IObservable<SampleBlock> Scale(this IObservable<SampleBlock> source, double gain, double offset = 0, int channels = 1)
    {
        CheckFinite(gain, nameof(gain));
        CheckFinite(offset, nameof(offset));
        return source.Through(() => new ScaleKernel(gain, offset, channels));
    }

    /// <summary>Every number times <paramref name="gain"/> plus <paramref name="offset"/>. Unknown values and faults pass as they are.</summary>
    /// <param name="source">Numbers.</param>
    /// <param name="gain">The factor, finite.</param>
    /// <param name="offset">What is added, in <paramref name="unit"/>; finite.</param>
    /// <param name="unit">The unit of the result, a base unit.</param>
    public static IObservable<Stamped<Value>> Scale(this IObservable<Stamped<Value>> source, double gain, double offset, Unit unit)
    {
        CheckFinite(gain, nameof(gain));
        CheckFinite(offset, nameof(offset));
        ArgumentNullException.ThrowIfNull(unit);
        return source.Through(() => new SparseScaleKernel(gain, offset, unit));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "scale",
        Summary = "Multiplies every sample or number by a gain and adds an offset.",
        Details = "Decides each sample at once, in double precision, and rounds once to single. NaN stays NaN; sparse unknown values and faults pass as they are. "
            + "Plain arithmetic: counts are not taken through the front end of their port, and what comes out has none.",
        Shorthand = "gain",
        Parameters =
        [
            ParameterSpec.Of("gain", "The factor. Not 0.", "1", "-1000000000", "1000000000", false, Dimension.Count),
            new ParameterSpec
            {
                Name = "offset",
                Kind = ParameterKind.Quantity,
                Summary = "What is added, in the unit of the result.",
                Dimensions = Unit.Dimensions,
                Default = "0",
            },
            ParameterSpec.Choice("unit", "The unit of the result; that of the input where it is left out.", null, [.. Unit.Bases.Select(Named)]),
        ],
        Examples =
        [
            new OperatorExample("scale: 2", "Twice as much, in the same unit."),
            new OperatorExample("scale: { gain: 0.004, unit: V }", "Counts of 4 mV each as volts."),
            new OperatorExample("scale: { gain: 25, offset: -12.5 %, unit: \"%\" }", "A sensor that gives 0.5 V at 0 % and 4.5 V at 100 %."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = "samples",
                Yields = "samples in single precision, in the unit",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
                Output = (flow, values) => flow with { Unit = UnitOf(flow, values), Samples = new SampleFlow(flow.Samples!.Rate, SampleFormat.Float32) },
                Kernel = (flow, values) => new ScaleKernel(values.Number("gain"), values.Number("offset"), flow.Channels),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "numbers",
                Yields = "numbers in the unit",
                Accepts = flow => flow is { Kind: FlowKind.State, Symbols: null, Unit: not null },
                Output = (flow, values) => flow with { Unit = UnitOf(flow, values) },
                Kernel = (flow, values) => new SparseScaleKernel(values.Number("gain"), values.Number("offset"), UnitOf(flow, values)),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.Number("gain") == 0)
            yield return new ParameterProblem("gain", "'gain' is 0: every sample would be the same");
        Quantity offset = values.Quantity("offset");
        Unit result = UnitOf(input, values);
        if (offset.Value != 0 && offset.Dimension != result.Dimension)
            yield return new ParameterProblem("offset", $"'offset' is in {Named(offset.Unit)}, but the result is in {Named(result)}", values.Has("unit") ? "" : "give the unit of the result with 'unit' if it is another than that of the input");
    }

    private static Unit UnitOf(Flow input, ParameterValues values)
    {
        if (!values.Has("unit"))
            return input.Unit ?? Unit.Count;
        string symbol = values.Text("unit");
        return symbol == Counts ? Unit.Count : Unit.Find(symbol)!;
    }

    private static string Named(Unit unit) => unit.Symbol.Length == 0 ? Counts : unit.Symbol;

    private static void CheckFinite(double number, string name)
    {
        if (!double.IsFinite(number))
            throw new ArgumentOutOfRangeException(name, number, "It must be finite.");
    }
}

/// <summary>Samples times a factor plus an offset; remembers nothing.</summary>
internal sealed class ScaleKernel(double gain, double offset, int channels) : SampleKernel(channels)
{
    protected override void Step<T>(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        Apply(samples, Made.Room<float>(samples.Length));
        output.Emit(Made.Block(SampleFormat.Float32, input.Count, input.FirstIndex, input.Clock, Channels));
    }

    public override void Reset()
    {
    }

    public override void Save(StateWriter writer)
    {
    }

    public override void Load(StateReader reader)
    {
    }

    private void Apply<T>(ReadOnlySpan<T> samples, Span<float> scaled)
        where T : unmanaged, INumber<T>
    {
        ref T first = ref MemoryMarshal.GetReference(samples);
        ref float to = ref MemoryMarshal.GetReference(scaled);
        Sixteen gains = Sixteen.All(gain), offsets = Sixteen.All(offset);
        int at = 0;
        for (; at <= samples.Length - Sixteen.Count; at += Sixteen.Count)
            ((Sixteen.Load(ref first, (nuint)at) * gains) + offsets).Store(ref to, (nuint)at);
        for (; at < samples.Length; at++)
            scaled[at] = (float)((double.CreateTruncating(samples[at]) * gain) + offset);
    }
}

/// <summary>Numbers times a factor plus an offset; remembers nothing.</summary>
internal sealed class SparseScaleKernel(double gain, double offset, Unit unit) : StatelessKernel
{
    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output) =>
        output.Emit(input.Value.Kind == ValueKind.Number ? input with { Value = Value.Of((input.Value.Number * gain) + offset, unit) } : input);
}
