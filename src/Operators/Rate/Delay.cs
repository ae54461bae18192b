using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>delay</c>.</summary>
public static class DelayOperator
{
    /// <summary>How many values can be under way; the last place is kept for the fault <see cref="Overflow"/>.</summary>
    public const int Capacity = 1024;

    /// <summary>The fault that stands in place of values that were dropped because too many were under way.</summary>
    public const string Overflow = "overflow";

    /// <summary>
    /// Everything later: stamped with its own stamp and the delay, since unchanged. Unknown values and faults are delayed
    /// like others, so that the order stays. With <see cref="Capacity"/> values under way the newest are dropped and one
    /// fault <see cref="Overflow"/> leaves in their place. Allocates nothing once its queue has grown.
    /// </summary>
    /// <param name="source">A state or events.</param>
    /// <param name="time">How much later. 0 changes nothing.</param>
    /// <param name="context">Signal time, which wakes it when something is due; without it that leaves with the next value.</param>
    /// <param name="events">Whether they are events: a value of a state that equals the one before is not said again.</param>
    public static IObservable<Stamped<Value>> Delay(this IObservable<Stamped<Value>> source, TimeSpan time, OperatorContext? context, bool events = false) =>
        source.Through(() => new DelayKernel(time, events), context);

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "delay",
        Summary = "Lets everything through, but later.",
        Details = "Leaves the time after its stamp; `since` is kept. Unknown values and faults are delayed like others, so that the order stays. "
            + "At most 1,024 values are under way: beyond that the newest are dropped, and one fault `overflow` leaves in their place. "
            + "Samples leave at a later index, by the time rounded up to whole samples.",
        Shorthand = "time",
        Parameters = [ParameterSpec.Duration("time", "How much later.", most: "1 d", required: true)],
        Examples =
        [
            new OperatorExample("delay: 500 ms", "Half a second later."),
            new OperatorExample("delay: { time: 20 ms }", "To bring a fast signal in step with one that takes 20 ms to settle."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a state",
                Yields = "the state",
                Accepts = flow => flow.Kind == FlowKind.State,
                Output = (flow, _) => flow,
                Kernel = (flow, values) => new DelayKernel(values.Duration("time"), events: false, flow),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "events",
                Yields = "the events",
                Accepts = flow => flow.Kind == FlowKind.Event,
                Output = (flow, _) => flow,
                Kernel = (flow, values) => new DelayKernel(values.Duration("time"), events: true, flow),
            },
            DenseDelay.Form,
        ],
        Check = DenseDelay.Check,
    };
}

/// <summary>A queue of what is under way, stamped with when it leaves. Its first is the deadline.</summary>
internal sealed class DelayKernel(TimeSpan time, bool events, Flow? flow = null) : DeadlineKernel(SignalTime.Never)
{
    private static readonly Value Overflowed = Value.Fault(DelayOperator.Overflow);

    private readonly Queue<Stamped<Value>> _underWay = new();

    // what came in last: unknown (starting), as a state is, before the first
    private Value _last;

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (!events && input.Value == _last)
            return;
        if (time <= TimeSpan.Zero)
        {
            _last = input.Value;
            output.Emit(input);
            return;
        }

        Value entering = _underWay.Count < DelayOperator.Capacity - 1 ? input.Value : Overflowed;
        if (_underWay.Count == DelayOperator.Capacity || (entering == Overflowed && _last == Overflowed))
            return;
        _last = entering;
        _underWay.Enqueue(new Stamped<Value>(entering, Now + time, SignalTime.Min(input.Since, Now)));
        Due = _underWay.Peek().Stamp;
    }

    protected override void Run(IEmit<Stamped<Value>> output)
    {
        while (_underWay.TryPeek(out Stamped<Value> first) && first.Stamp <= Now)
            output.Emit(_underWay.Dequeue());
        Due = _underWay.TryPeek(out Stamped<Value> next) ? next.Stamp : SignalTime.Never;
    }

    protected override void Clear()
    {
        _underWay.Clear();
        _last = default;
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Value(_last);
        writer.Int64(_underWay.Count);
        foreach (Stamped<Value> value in _underWay)
            writer.Stamped(value);
    }

    protected override void LoadRest(StateReader reader)
    {
        _underWay.Clear();
        _last = reader.ValueOf(flow);
        int count = reader.Count(DelayOperator.Capacity);
        SignalTime before = Now;
        for (int i = 0; i < count; i++)
        {
            var value = new Stamped<Value>(reader.ValueOf(flow), reader.Time(), reader.Time());
            if (value.Stamp < before || value.Stamp == SignalTime.Never)
                throw new StateException("What is under way must leave in order.");
            before = value.Stamp;
            _underWay.Enqueue(value);
        }

        if (Due != (count == 0 ? SignalTime.Never : _underWay.Peek().Stamp))
            throw new StateException("The deadline must be that of the first under way.");
    }
}
