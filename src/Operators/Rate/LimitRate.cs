using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>limit-rate</c>.</summary>
public static class LimitRateOperator
{
    /// <summary>
    /// A state at most once in each stretch of <paramref name="per"/>: the first change passes at once; at the end of the
    /// stretch the state that stands does, if it is another, and begins a stretch of its own. Unknown values and faults pass
    /// at once and end the stretch. Allocates nothing.
    /// </summary>
    /// <param name="source">A state.</param>
    /// <param name="per">The least time between two values. 0 passes everything.</param>
    /// <param name="context">Signal time, which wakes it at the end of a stretch; without it that is noticed with the next value.</param>
    public static IObservable<Stamped<Value>> LimitRate(this IObservable<Stamped<Value>> source, TimeSpan per, OperatorContext? context) =>
        source.Through(() => new LockoutKernel(per), context);

    /// <summary>
    /// At most one event in each stretch of <paramref name="per"/>: the first passes at once, those that follow within it
    /// are dropped, or the last of them passes at its end and begins a stretch of its own. Unknown values and faults are no
    /// events: they pass at once and change nothing. Allocates nothing.
    /// </summary>
    /// <param name="source">Events.</param>
    /// <param name="per">The least time between two events. 0 passes everything.</param>
    /// <param name="keepLast">Whether the last event within a stretch passes at its end.</param>
    /// <param name="context">Signal time, which wakes it at the end of a stretch; without it that is noticed with the next event.</param>
    public static IObservable<Stamped<Value>> LimitEventRate(this IObservable<Stamped<Value>> source, TimeSpan per, bool keepLast, OperatorContext? context) =>
        source.Through(() => new EventRateKernel(per, keepLast), context);

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "limit-rate",
        Summary = "Lets through at most one value or event in a stretch of time.",
        Details = "The first passes at once and begins a stretch. Of a state, the last value of the stretch passes at its end if it differs from the one that passed (for contacts that is `settle`); "
            + "events within the stretch are dropped, or with `keep: last` the last of them passes at its end. What passes at the end begins a stretch of its own; its `since` is kept. "
            + "An event exactly at the end passes. Unknown values and faults of a state pass at once and end the stretch; among events they are no events, pass and change nothing.",
        Shorthand = "per",
        Parameters =
        [
            ParameterSpec.Duration("per", "The least time between two that pass. 0 s passes everything.", required: true),
            ParameterSpec.Choice("keep", "Which events of a stretch pass: the first only, or also the last, at its end.", "first", "first", "last"),
        ],
        Examples =
        [
            new OperatorExample("limit-rate: 1 min", "At most once a minute."),
            new OperatorExample("limit-rate: { per: 200 ms, keep: last }", "The first at once, and the last of those that crowd behind it."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a state",
                Yields = "the state",
                Accepts = flow => flow.Kind == FlowKind.State,
                Output = (flow, _) => flow,
                Kernel = (flow, values) => new LockoutKernel(values.Duration("per"), flow),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "events",
                Yields = "the events",
                Accepts = flow => flow.Kind == FlowKind.Event,
                Output = (flow, _) => flow,
                Kernel = (flow, values) => new EventRateKernel(values.Duration("per"), values.Text("keep") == "last", flow),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (input.Kind == FlowKind.State && values.IsGiven("keep"))
            yield return new ParameterProblem("keep", $"'keep' is for events, but the input is {input}: of a state the last value always passes", "leave 'keep' out");
    }
}

/// <summary>The end of a stretch is the deadline, whether or not something waits for it.</summary>
internal sealed class EventRateKernel(TimeSpan per, bool keepLast, Flow? flow = null) : DeadlineKernel(SignalTime.Never)
{
    // unknown: none
    private Value _waiting;
    private SignalTime _since;

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (!input.Value.IsKnown || per <= TimeSpan.Zero)
        {
            output.Emit(input);
        }
        else if (Due == SignalTime.Never)
        {
            Due = Now + per;
            output.Emit(input);
        }
        else if (keepLast)
        {
            _waiting = input.Value;
            _since = SignalTime.Min(input.Since, Now);
        }
    }

    protected override void Run(IEmit<Stamped<Value>> output)
    {
        if (!_waiting.IsKnown)
            return;
        var last = new Stamped<Value>(_waiting, Now, _since);
        Clear();
        Due = Now + per;
        output.Emit(last);
    }

    protected override void Clear()
    {
        _waiting = default;
        _since = default;
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Value(_waiting);
        writer.Time(_since);
    }

    protected override void LoadRest(StateReader reader)
    {
        _waiting = reader.ValueOf(flow);
        _since = reader.Time();
        if (_waiting.IsKnown && (Due == SignalTime.Never || !keepLast || per <= TimeSpan.Zero || _since > Now))
            throw new StateException("Nothing can wait for the end of a stretch that has none.");
    }
}
