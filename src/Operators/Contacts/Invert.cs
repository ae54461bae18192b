using System;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>invert</c>.</summary>
public static class InvertOperator
{
    /// <summary>
    /// The opposite of a contact, sample by sample, in blocks as they came, with what was measured. Faults stay. Allocates
    /// nothing per block; blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Dense contact states of one channel or of many.</param>
    public static IObservable<StateBlock> Invert(this IObservable<StateBlock> source) => source.Through(() => new DenseInvertKernel());

    /// <summary>
    /// The opposite of a contact, at once, with what was measured. Unknown values and faults stay; a value that equals the
    /// one before is not said again. Allocates nothing.
    /// </summary>
    /// <param name="source">A contact.</param>
    public static IObservable<Stamped<Value>> Invert(this IObservable<Stamped<Value>> source) => source.Through(() => new SparseInvertKernel());

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "invert",
        Summary = "Makes a contact its opposite: active where it is inactive and the other way round.",
        Details = "Decides at once and keeps `since` and what was measured. Unknown values and faults stay as they are. Where a port has `normally`, prefer that: it says what the wiring is.",
        Examples = [new OperatorExample("invert: {}", "A sensor that is active while all is well.")],
        Forms =
        [
            new OperatorForm<StateBlock, StateBlock>
            {
                Takes = "dense contact states",
                Yields = "dense contact states",
                Accepts = flow => flow.Kind == FlowKind.States && ReferenceEquals(flow.Symbols, SymbolType.Contact),
                Output = (flow, _) => flow,
                Kernel = (_, _) => new DenseInvertKernel(),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a contact",
                Yields = "the opposite contact",
                Accepts = flow => flow.Kind == FlowKind.State && ReferenceEquals(flow.Symbols, SymbolType.Contact),
                Output = (flow, _) => flow,
                Kernel = (_, _) => new SparseInvertKernel(),
            },
        ],
    };
}

/// <summary>Remembers nothing: runs are changes, and so are their opposites.</summary>
internal sealed class DenseInvertKernel : Kernel<StateBlock, StateBlock>
{
    private readonly RunWriter _runs = new();

    public override void Step(in StateBlock input, IEmit<StateBlock> output)
    {
        _runs.Clear();
        foreach (ref readonly StateRun run in input.Runs.Span)
            _runs.Add(run.Start, run.Channel, run.Code < SymbolType.FirstFault ? (byte)(run.Code ^ 1) : run.Code, run.Zone, run.Sample);
        output.Emit(new StateBlock(_runs.Runs, input.Count, input.FirstIndex, input.Clock, input.Type, input.Scale, input.Channels));
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
internal sealed class SparseInvertKernel : SparseKernel
{
    private Value _last;

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        Value value = input.Value;
        if (value == _last)
            return;
        _last = value;
        output.Emit(value.Type is { } type ? input with { Value = Value.Symbol(type, (byte)(value.Code ^ 1), value.Measurement, value.Margin) } : input);
    }

    public override void Reset() => _last = default;

    public override void Save(StateWriter writer) => writer.Value(_last);

    public override void Load(StateReader reader) => _last = reader.ValueOf(SymbolType.Contact);
}
