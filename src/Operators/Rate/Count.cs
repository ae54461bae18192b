using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>count</c>.</summary>
public static class CountOperator
{
    /// <summary>
    /// How often a contact has become active, from 0 at 0 s on: a number without a unit, each time it changes. Coming from
    /// unknown or a fault is no becoming, and the count stands meanwhile. Exact; allocates nothing.
    /// </summary>
    /// <param name="source">A contact; dense states through <c>Changed</c>.</param>
    /// <param name="options">When it starts again at 0.</param>
    /// <param name="context">Signal time, which wakes it at the end of a window; without it that is noticed with the next value.</param>
    public static IObservable<Stamped<Value>> CountActive(this IObservable<Stamped<Value>> source, CountOptions options, OperatorContext? context)
    {
        Require(options);
        return source.Through(() => new CountKernel(options, events: false), context);
    }

    /// <summary>How many events there have been, in the same way. Unknown values and faults are no events.</summary>
    /// <param name="source">Events.</param>
    /// <param name="options">When it starts again at 0.</param>
    /// <param name="context">Signal time, which wakes it at the end of a window; without it that is noticed with the next event.</param>
    public static IObservable<Stamped<Value>> CountEvents(this IObservable<Stamped<Value>> source, CountOptions options, OperatorContext? context)
    {
        Require(options);
        return source.Through(() => new CountKernel(options, events: true), context);
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "count",
        Summary = "Counts events, or how often a contact becomes active.",
        Details = "A number without a unit, 0 from 0 s on, that changes with the event. Coming from unknown or from a fault is no becoming active; the count stands while its input is unknown, and over a restart. "
            + "With `reset-every` it is 0 again at each whole multiple of that time since 0 s; an event at that instant is the first of the new window.",
        Parameters =
        [
            ParameterSpec.Duration("reset-every", "The length of the windows in which is counted, from 0 s on. It counts for ever where this is left out.", least: "1 ms"),
            ParameterSpec.Of("modulo", "The count goes back to 0 where it would reach this.", null, "2", "1000000000000", false, Dimension.Count),
        ],
        Examples =
        [
            new OperatorExample("count: {}", "How often."),
            new OperatorExample("count: { reset-every: 1 s }", "How often in this second."),
            new OperatorExample("count: { modulo: 3 }", "0, 1, 2, 0 and so on: to act on each third."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a contact",
                Yields = "how often it became active",
                Accepts = flow => flow.Kind == FlowKind.State && ReferenceEquals(flow.Symbols, SymbolType.Contact),
                Output = (flow, _) => new Flow(FlowKind.State, Unit: Unit.Count, Channels: flow.Channels),
                Kernel = (_, values) => new CountKernel(Read(values), events: false),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "events",
                Yields = "how many there were",
                Accepts = flow => flow.Kind == FlowKind.Event,
                Output = (flow, _) => new Flow(FlowKind.State, Unit: Unit.Count, Channels: flow.Channels),
                Kernel = (_, values) => new CountKernel(Read(values), events: true),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.NotWhole("modulo") is { } fraction)
            yield return fraction;
    }

    private static CountOptions Read(ParameterValues values) => new()
    {
        ResetEvery = values.Has("reset-every") ? values.Duration("reset-every") : null,
        Modulo = values.Has("modulo") ? (long)values.Quantity("modulo").Value : null,
    };

    private static void Require(CountOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ResetEvery <= TimeSpan.Zero || options.Modulo < 2)
            throw new ArgumentException("A window lasts more than 0 s, and a modulus is at least 2.", nameof(options));
    }
}

/// <summary>When a count starts again at 0. Default: never.</summary>
public sealed record CountOptions
{
    /// <summary>The length of windows that begin at 0 s, above 0 s; null for none.</summary>
    public TimeSpan? ResetEvery { get; init; }

    /// <summary>Where the count would reach it, it is 0 again; at least 2, null for never.</summary>
    public long? Modulo { get; init; }
}

/// <summary>The deadline is 0 s before it has said anything; then the end of the window in which it counted last.</summary>
internal sealed class CountKernel(CountOptions options, bool events) : DeadlineKernel(SignalTime.Zero)
{
    private Value _last;
    private long _count;

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        Value before = _last;
        _last = events ? default : input.Value;
        bool counts = events ? input.Value.IsKnown : before.IsKnown && before.Code == 0 && input.Value.IsKnown && input.Value.Code == 1;
        if (!counts)
            return;
        _count = _count + 1 == options.Modulo ? 0 : _count + 1;
        if (options.ResetEvery is { } window)
            Due = EndOfWindow(window.Ticks * 100);
        Say(SignalTime.Min(input.Since, Now), output);
    }

    protected override void Run(IEmit<Stamped<Value>> output)
    {
        // at 0 s nothing was counted yet, and that is said too
        if (_count == 0 && Now != SignalTime.Zero)
            return;
        _count = 0;
        Say(Now, output);
    }

    protected override void Clear()
    {
        _last = default;
        _count = 0;
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Value(_last);
        writer.Int64(_count);
    }

    protected override void LoadRest(StateReader reader)
    {
        _last = reader.ValueOf(SymbolType.Contact);
        _count = reader.Int64();
        if (_count < 0 || _count >= options.Modulo)
            throw new StateException($"{_count} is no count.");
    }

    private SignalTime EndOfWindow(long window)
    {
        long into = Now.Nanoseconds % window;
        return Now.AddNanoseconds(into < 0 ? -into : window - into);
    }

    private void Say(SignalTime since, IEmit<Stamped<Value>> output) =>
        output.Emit(new Stamped<Value>(Value.Of(_count, Unit.Count), Now, since));
}
