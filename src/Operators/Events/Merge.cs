using System;
using System.Collections.Generic;
using System.Reactive.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>merge</c>.</summary>
public static class MergeOperator
{
    /// <summary>The events of all sources as one stream, each as it comes. Decides at once; allocates nothing.</summary>
    /// <param name="sources">Streams of one kind of events.</param>
    public static IObservable<Stamped<Value>> MergeEvents(this IEnumerable<IObservable<Stamped<Value>>> sources) =>
        sources.Merge().Through(() => new MergeKernel());

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "merge",
        Summary = "Makes one stream of the events of several signals.",
        Details = "The signal names its inputs as a list (`from: [front, rear]`), all of one kind of events. Each passes at its instant with what it carries; events of one turn pass one after the other. "
            + "States are not merged, for what stands would be a matter of chance: make events of them (`edge`), or combine them in a rule (`front is open or rear is open`).",
        Joins = true,
        Examples = [new OperatorExample("merge: {}", "As the first operator of a signal with several inputs.")],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "events of several signals",
                Yields = "the events of all of them",
                Accepts = flow => flow.Kind == FlowKind.Event,
                Output = (flow, _) => flow with { Channels = 1 },
                Kernel = (_, _) => new MergeKernel(),
            },
        ],
    };
}

/// <summary>Forgets where an event came from.</summary>
internal sealed class MergeKernel : StatelessKernel
{
    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output) => output.Emit(input with { Channel = 0 });
}
