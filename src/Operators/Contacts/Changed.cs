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

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "changed",
        Summary = "Lets a dense state through when it differs from the one before.",
        Details = "Leaves at the first sample that differs, the first state of all included, with what that sample measured. Faults leave like states. A chain that ends dense is given it.",
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
