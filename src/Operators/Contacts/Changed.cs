using System;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>changed</c>.</summary>
public static class ChangedOperator
{
    /// <summary>
    /// The state whenever it differs from the one before, stamped with the first sample that differs; the first state comes
    /// at once. A fault is a state like others here. Decides each sample at once; allocates nothing.
    /// </summary>
    /// <param name="source">Dense states, of one channel or of many: what leaves names its channel.</param>
    public static IObservable<Stamped<Value>> Changed(this IObservable<StateBlock> source) =>
        source.Through(() => new ChangedKernel());

    /// <summary>
    /// A value whenever it differs from the one before, measurements apart; the first comes at once. Unknown values and faults
    /// are values like others here. Allocates nothing.
    /// </summary>
    /// <param name="source">A state of any kind.</param>
    public static IObservable<Stamped<Value>> Changed(this IObservable<Stamped<Value>> source) =>
        source.Through(() => new SparseChangedKernel());

    /// <summary>
    /// Each sample that differs from the one before it in its channel, the first included, as a number. A first NaN is the
    /// fault <c>not-a-number</c>, further ones are nothing. Equal samples cost a vector search; allocates nothing per block.
    /// </summary>
    /// <param name="source">Samples of one channel, or of a bank: what leaves names its channel.</param>
    /// <param name="input">What the samples are: their unit and channels.</param>
    public static IObservable<Stamped<Value>> Changed(this IObservable<SampleBlock> source, Flow input) => source.Deadband(input, default);

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "changed",
        Summary = "Lets a value through when it differs from the one before.",
        Details = "Leaves at the first sample or value that differs, the first of all included, with what that sample measured. Faults and unknown values leave like others; NaN samples are the fault `not-a-number`, said once. "
            + "A chain that ends in dense states is given it. For samples with noise, see `deadband`.",
        Examples = [new OperatorExample("changed: {}", "Every change, bounces included.")],
        Forms =
        [
            new OperatorForm<StateBlock, Stamped<Value>>
            {
                Takes = "dense states",
                Yields = "the state, sparse",
                Accepts = flow => flow is { Kind: FlowKind.States, Symbols: not null },
                Output = (flow, _) => new Flow(FlowKind.State, flow.Symbols, Channels: flow.Channels),
                Kernel = (_, _) => new ChangedKernel(),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a state",
                Yields = "the state, each value said once",
                Accepts = flow => flow.Kind == FlowKind.State,
                Output = (flow, _) => flow,
                Kernel = (flow, _) => new SparseChangedKernel(flow),
            },
            new OperatorForm<SampleBlock, Stamped<Value>>
            {
                Takes = "samples",
                Yields = "the number, sparse",
                Accepts = flow => flow.Kind == FlowKind.Samples,
                Output = (flow, _) => new Flow(FlowKind.State, Unit: InputUnits.UnitOf(flow), Channels: flow.Channels),
                Kernel = (flow, _) => new DeadbandKernel(default, InputUnits.UnitOf(flow), flow.Channels),
            },
        ],
    };
}

/// <summary>Dense states say their changes already: this gives each of them its time and what it measured, and remembers nothing.</summary>
internal sealed class ChangedKernel : Kernel<StateBlock, Stamped<Value>>
{
    public override void Step(in StateBlock input, IEmit<Stamped<Value>> output)
    {
        foreach (ref readonly StateRun run in input.Runs.Span)
        {
            SignalTime stamp = input.TimeOf(run.Start);
            output.Emit(new Stamped<Value>(input.ValueOf(run), stamp, stamp, run.Channel));
        }
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
}

/// <summary>Remembers the last value, to say each only once.</summary>
internal sealed class SparseChangedKernel(Flow? flow = null) : SparseKernel
{
    private Value _last;

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (input.Value == _last)
            return;
        _last = input.Value;
        output.Emit(input);
    }

    public override void Reset() => _last = default;

    public override void Save(StateWriter writer) => writer.Value(_last);

    public override void Load(StateReader reader) => _last = reader.ValueOf(flow);
}
