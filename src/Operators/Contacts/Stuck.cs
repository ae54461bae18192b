using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>stuck</c>.</summary>
public static class StuckOperator
{
    /// <summary>
    /// Whether a signal has stood still, for every sample, in blocks as they came: active from the sample on with which it
    /// has not moved for <paramref name="time"/>, inactive from the sample on that moves; NaN is the fault not-a-number.
    /// Costs little where nothing moves and, with no tolerance, little where all moves. Allocates nothing per block; blocks
    /// that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="time">How long it must stand still, rounded up to whole samples; above 0.</param>
    /// <param name="within">How far samples may lie from the one with which it came to a stand, in the unit of the samples; at least 0.</param>
    /// <param name="channels">How many channels the blocks have.</param>
    public static IObservable<StateBlock> Stuck(this IObservable<SampleBlock> source, TimeSpan time, double within = 0, int channels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        if (!(within >= 0 && double.IsFinite(within)))
            throw new ArgumentOutOfRangeException(nameof(within), within, "It must be at least 0 and finite.");
        return source.Through(() => new StuckKernel(time.Ticks * 100, within, channels));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "stuck",
        Summary = "Tells whether a signal has stood still for too long: a dead sensor, a cut or muted line.",
        Details = "Decides sample by sample. Samples are compared with the one with which the signal came to a stand: active with the sample that lies the time after it, inactive at once with the first that lies "
            + "further off than within, which is the next to be compared with. So a slow drift counts as movement. NaN is the fault `not-a-number`, and afterwards it starts anew. A gap counts as no samples.",
        Shorthand = "for",
        Parameters =
        [
            ParameterSpec.Duration("for", "How long it must stand still, rounded up to whole samples.", "1 s", "1 ns"),
            new ParameterSpec
            {
                Name = "within",
                Kind = ParameterKind.Quantity,
                Summary = "How far samples may lie off and still count as standing still, in the unit of the input. Exactly still where it is left out.",
                Dimensions = Unit.Dimensions,
                Default = "0",
            },
        ],
        Examples =
        [
            new OperatorExample("stuck: 500 ms", "Half a second of exactly equal samples."),
            new OperatorExample("stuck: { for: 40 ms, within: 2 }", "A live input has more noise than two counts."),
            new OperatorExample("stuck: { for: 100 ms, within: 5 mV }", "The same in volts."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, StateBlock>
            {
                Takes = "samples",
                Yields = "dense contact states: active while it stands still",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
                Output = (flow, _) => new Flow(FlowKind.States, SymbolType.Contact, Samples: flow.Samples, Channels: flow.Channels),
                Kernel = (flow, values) => new StuckKernel(values.Quantity("for").Nanoseconds, values.Number("within"), flow.Channels),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        Quantity within = values.Quantity("within");
        if (within.Value < 0)
            yield return new ParameterProblem("within", $"'within' must be at least 0, not {within}");
        Unit unit = input.Unit ?? Unit.Count;
        if (within.Value != 0 && within.Dimension != unit.Dimension)
            yield return new ParameterProblem("within", $"'within' is given as {within}, but the input is {input}", $"give it in {(unit.Dimension == Dimension.Count ? "counts, without a unit" : Unit.Choices(unit.Dimension))}");
    }
}
