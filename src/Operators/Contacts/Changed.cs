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
    /// <param name="source">Dense states.</param>
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
                Output = (flow, _) => new Flow(FlowKind.State, flow.Symbols),
                Kernel = (flow, _) => new ChangedKernel(flow.Symbols),
            },
        ],
    };
}

/// <summary>Remembers the last code.</summary>
internal sealed class ChangedKernel(SymbolType? type = null) : Kernel<StateBlock, Stamped<Value>>
{
    private const byte None = 0xFF;

    private byte _last = None;

    public override void Step(in StateBlock input, IEmit<Stamped<Value>> output)
    {
        foreach (ref readonly StateRun run in input.Runs.Span)
        {
            if (run.Code == _last)
                continue;
            _last = run.Code;
            output.Emit(new Stamped<Value>(input.Type.ToValue(run.Code, run.Measurement, run.Margin), input.Clock.TimeOf(input.FirstIndex + run.Start)));
        }
    }

    public override void Reset() => _last = None;

    public override void Save(StateWriter writer) => writer.Byte(_last);

    public override void Load(StateReader reader)
    {
        byte last = reader.Byte();
        if (last != None && type?.HasCode(last) == false)
            throw new StateException($"{last} is no code of a {type}.");
        _last = last;
    }
}
