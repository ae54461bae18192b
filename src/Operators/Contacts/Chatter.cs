using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>chatter</c>.</summary>
public static class ChatterOperator
{
    /// <summary>
    /// A contact that is active while states change too often: from the sample whose change is one too many, until no change
    /// has been one too many for <see cref="ChatterOptions.CalmFor"/>. Inactive from the first sample on. Faults are states
    /// like others, and going to or from one a change. Costs are per run; memory is a time for each change that is
    /// allowed, and one more. Allocates nothing.
    /// </summary>
    /// <param name="source">Dense states.</param>
    /// <param name="options">What is too often; durations are rounded up to whole samples.</param>
    /// <param name="channels">How many channels the blocks have; what leaves names its own.</param>
    public static IObservable<Stamped<Value>> Chatter(this IObservable<StateBlock> source, ChatterOptions options, int channels = 1)
    {
        Require(options);
        return source.Through(() => new DenseChatterKernel(options, channels));
    }

    /// <summary>
    /// The same of a state, inactive from the first known value on; or of events, each of which counts as a change, inactive
    /// from 0 s on. Unknown values and faults of a state pass at once and forget all changes; among events they are none.
    /// </summary>
    /// <param name="source">A state or events.</param>
    /// <param name="options">What is too often.</param>
    /// <param name="context">Signal time, which wakes it when it has been calm for long enough; without it that is noticed with the next value.</param>
    /// <param name="events">Whether they are events.</param>
    public static IObservable<Stamped<Value>> Chatter(this IObservable<Stamped<Value>> source, ChatterOptions options, OperatorContext? context, bool events = false)
    {
        Require(options);
        return source.Through(() => new SparseChatterKernel(options, events), context);
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "chatter",
        Summary = "Tells when something changes too often.",
        Details = "Active from the change that is more than `more-than` within `within` (the last of them included, one exactly as long ago not), at that change. "
            + "Inactive once `calm-for` has passed since the last change that was one too many; dense: in samples. The first value is no change; of events, each counts. "
            + "Inactive from the first value on, of events from 0 s on. Dense faults are states like others; sparse unknown values and faults of a state pass at once and forget all changes, among events they are none.",
        Parameters =
        [
            ParameterSpec.Of("more-than", "How many changes are allowed.", null, "1", "1000", true, Dimension.Count),
            ParameterSpec.Duration("within", "The time within which they are counted; it slides.", least: "1 ms", required: true),
            ParameterSpec.Duration("calm-for", "How long no change may be one too many until it is inactive again; within where it is left out.", least: "1 ms"),
        ],
        Examples =
        [
            new OperatorExample("chatter: { more-than: 10, within: 1 s }", "A contact that rattles: more than 10 changes in a second."),
            new OperatorExample("chatter: { more-than: 2, within: 100 ms, calm-for: 500 ms }", "Quick to notice and slower to believe that it is over."),
        ],
        Forms =
        [
            new OperatorForm<StateBlock, Stamped<Value>>
            {
                Takes = "dense states",
                Yields = "a contact",
                Accepts = flow => flow is { Kind: FlowKind.States, Symbols: not null },
                Output = (flow, _) => new Flow(FlowKind.State, SymbolType.Contact, Channels: flow.Channels),
                Kernel = (flow, values) => new DenseChatterKernel(Read(values), flow.Channels),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a state",
                Yields = "a contact",
                Accepts = flow => flow.Kind == FlowKind.State,
                Output = (flow, _) => new Flow(FlowKind.State, SymbolType.Contact, Channels: flow.Channels),
                Kernel = (flow, values) => new SparseChatterKernel(Read(values), events: false, flow),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "events",
                Yields = "a contact",
                Accepts = flow => flow.Kind == FlowKind.Event,
                Output = (flow, _) => new Flow(FlowKind.State, SymbolType.Contact, Channels: flow.Channels),
                Kernel = (flow, values) => new SparseChatterKernel(Read(values), events: true, flow),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.NotWhole("more-than") is { } fraction)
            yield return fraction;
    }

    private static ChatterOptions Read(ParameterValues values) => new()
    {
        MoreThan = (int)values.Number("more-than"),
        Within = values.Duration("within"),
        CalmFor = values.Has("calm-for") ? values.Duration("calm-for") : null,
    };

    private static void Require(ChatterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MoreThan is < 1 or > 1000 || options.Within <= TimeSpan.Zero || options.CalmFor <= TimeSpan.Zero)
            throw new ArgumentException("Allowed are 1 to 1000 changes within more than 0 s, and a calm of more than 0 s.", nameof(options));
    }
}

/// <summary>What is too often.</summary>
public sealed record ChatterOptions
{
    /// <summary>How many changes are allowed, 1 to 1000.</summary>
    public required int MoreThan { get; init; }

    /// <summary>The time within which they are counted, above 0 s.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>How long no change may be one too many until it is over, above 0 s. Default: <see cref="Within"/>.</summary>
    public TimeSpan? CalmFor { get; init; }

    /// <summary><see cref="Within"/> in nanoseconds.</summary>
    internal long WithinNanoseconds => Within.Ticks * 100;

    /// <summary>How long it must be calm, in nanoseconds.</summary>
    internal long CalmNanoseconds => (CalmFor ?? Within).Ticks * 100;
}
