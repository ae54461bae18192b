using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>edge</c>.</summary>
public static class EdgeOperator
{
    private const string Any = "any";

    // the states that chains make and that last
    private static readonly ImmutableArray<string> StateNames = [.. new[] { SymbolType.Contact, SymbolType.LoopState, SymbolType.Connection }.SelectMany(t => t.Names).Distinct()];

    /// <summary>
    /// An event each time the state goes from a known other value to <paramref name="to"/>, with the stamp and since of the
    /// change. Unknown values and faults make no event and forget what was before. Allocates nothing.
    /// </summary>
    /// <param name="source">A state.</param>
    /// <param name="to">The value that must be entered; null for any.</param>
    public static IObservable<Stamped<Value>> Edge(this IObservable<Stamped<Value>> source, Value? to = null) =>
        source.Through(() => new EdgeKernel(to));

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "edge",
        Summary = "Makes events of a state's changes.",
        Details = "Happens when the state goes from a known other value to the one named; coming from unknown or from a fault is no edge. The event carries the new state and since when it has been so.",
        Shorthand = "to",
        Parameters = [ParameterSpec.Choice("to", "The state that must be entered, or any.", Any, [Any, .. StateNames])],
        Examples =
        [
            new OperatorExample("edge: active", "Each time the contact becomes active."),
            new OperatorExample("edge: open", "Each time the loop opens."),
            new OperatorExample("edge: {}", "Each change."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a state with named values",
                Yields = "events that carry the state entered",
                Accepts = flow => flow is { Kind: FlowKind.State, Symbols: not null },
                Output = (flow, _) => new Flow(FlowKind.Event, flow.Symbols),
                Kernel = (flow, values) => new EdgeKernel(values.Text("to") == Any ? null : Value.Symbol(flow.Symbols!, values.Text("to")), flow.Symbols),
            },
        ],
        Check = (values, flow) => values.Text("to") == Any || flow.Symbols is null || flow.Symbols.IndexOf(values.Text("to")) >= 0
            ? []
            : [new ParameterProblem("to", $"a {flow.Symbols} is never '{values.Text("to")}': expected {ParameterSpec.Or([.. flow.Symbols.Names, Any])}", NearMiss.Hint(values.Text("to"), flow.Symbols.Names))],
    };
}

/// <summary>Remembers the last known value.</summary>
internal sealed class EdgeKernel(Value? to, SymbolType? type = null) : SparseKernel
{
    private Value _last;

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        Value before = _last;
        _last = input.Value;
        if (before.IsKnown && input.Value.IsKnown && before != input.Value && (to is not { } entered || entered == input.Value))
            output.Emit(input);
    }

    public override void Reset() => _last = default;

    public override void Save(StateWriter writer) => writer.Value(_last);

    public override void Load(StateReader reader) => _last = reader.ValueOf(type);
}
