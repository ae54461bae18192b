using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>hold</c>.</summary>
public static class HoldOperator
{
    /// <summary>
    /// A contact that stays active for longer than its input: until the later of <see cref="HoldTimes.Minimum"/> after it
    /// became active itself and <see cref="HoldTimes.After"/> after the input became inactive. Becoming active is never
    /// held back. The input's since is kept. Unknown values and faults pass at once and end it. Allocates nothing.
    /// </summary>
    /// <param name="source">A contact.</param>
    /// <param name="times">How long it stays active.</param>
    /// <param name="context">Signal time, which wakes it at the end; without it that is noticed with the next value.</param>
    public static IObservable<Stamped<Value>> Hold(this IObservable<Stamped<Value>> source, HoldTimes times, OperatorContext? context) =>
        source.Through(() => new HoldKernel(times), context);

    /// <summary>
    /// A contact that is active from an event until <paramref name="time"/> after the last one, and inactive from 0 s on until
    /// the first. Unknown values and faults are no events. Allocates nothing.
    /// </summary>
    /// <param name="source">Events.</param>
    /// <param name="time">How long after the last event.</param>
    /// <param name="context">Signal time, which wakes it at the end; without it that is noticed with the next event.</param>
    public static IObservable<Stamped<Value>> HoldEvents(this IObservable<Stamped<Value>> source, TimeSpan time, OperatorContext? context) =>
        source.Through(() => new EventHoldKernel(time), context);

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "hold",
        Summary = "Keeps a contact active for a while, or makes an active contact of events.",
        Details = "Becoming active passes at once. `after` counts from the instant at which the input became inactive, anew each time; `minimum` from the one at which the held contact became active; "
            + "with both, the later end counts. `since` stays that of the input: when it became inactive, not when that was said. Unknown values and faults pass at once and end the hold. "
            + "Of events: active from an event until `after` past the last one, inactive from 0 s on before the first; an event at the very end comes after it: inactive, then active again; unknown values and faults are no events.",
        Shorthand = "after",
        Parameters =
        [
            ParameterSpec.Duration("after", "How long it stays active after the input became inactive, or after the last event."),
            ParameterSpec.Duration("minimum", "How long it stays active at least, from when it became active. Not for events."),
        ],
        Examples =
        [
            new OperatorExample("hold: 10 s", "A motion detector, or an event: active until 10 s after the last."),
            new OperatorExample("hold: { minimum: 500 ms }", "A short press lasts half a second, a long one as long as it is."),
            new OperatorExample("hold: { minimum: 5 s, after: 1 s }", "At least 5 s, and 1 s beyond the input."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a contact",
                Yields = "the contact, held",
                Accepts = flow => flow.Kind == FlowKind.State && ReferenceEquals(flow.Symbols, SymbolType.Contact),
                Output = (flow, _) => flow,
                Kernel = (_, values) => new HoldKernel(new HoldTimes(Time(values, "minimum"), Time(values, "after"))),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "events",
                Yields = "a contact that is active after an event",
                Accepts = flow => flow.Kind == FlowKind.Event,
                Output = (flow, _) => new Flow(FlowKind.State, SymbolType.Contact, Channels: flow.Channels),
                Kernel = (_, values) => new EventHoldKernel(values.Duration("after")),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (input.Kind == FlowKind.Event && values.Has("minimum"))
            yield return new ParameterProblem("minimum", "an event has no length: 'minimum' is for contacts", "give 'after'");
        else if (!values.Has("after") && !values.Has("minimum"))
            yield return new ParameterProblem("after", input.Kind == FlowKind.Event ? "'after' is missing" : "'after' is missing, or 'minimum', or both");
    }

    private static TimeSpan Time(ParameterValues values, string name) => values.Has(name) ? values.Duration(name) : TimeSpan.Zero;
}

/// <summary>How long a contact stays active. 0 (or less) holds nothing.</summary>
/// <param name="Minimum">From when the held contact became active.</param>
/// <param name="After">From when the input became inactive.</param>
public readonly record struct HoldTimes(TimeSpan Minimum, TimeSpan After);

/// <summary>While the deadline stands, the input is inactive and the output still active.</summary>
internal sealed class HoldKernel(HoldTimes times) : DeadlineKernel(SignalTime.Never)
{
    private static readonly Value Active = Value.Contact(true);

    // The input, unknown before the first; what passed lags behind it only while the deadline stands.
    private Value _input;
    private SignalTime _since;
    private SignalTime _activeFrom;

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (input.Value.IsKnown && input.Value == _input)
            return;
        bool wasActive = _input == Active || Due != SignalTime.Never;
        _input = input.Value;
        _since = SignalTime.Min(input.Since, Now);
        Due = SignalTime.Never;
        if (!input.Value.IsKnown)
        {
            Clear();
            output.Emit(input);
        }
        else if (input.Value == Active)
        {
            if (wasActive)
                return;
            _activeFrom = Now;
            output.Emit(new Stamped<Value>(input.Value, Now, _since));
        }
        else
        {
            SignalTime end = wasActive ? SignalTime.Max(_activeFrom + times.Minimum, Now + times.After) : Now;
            if (end > Now)
                Due = end;
            else
                output.Emit(new Stamped<Value>(input.Value, Now, _since));
        }
    }

    protected override void Run(IEmit<Stamped<Value>> output) => output.Emit(new Stamped<Value>(_input, Now, _since));

    protected override void Clear()
    {
        _input = default;
        _since = _activeFrom = default;
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Value(_input);
        writer.Time(_since);
        writer.Time(_activeFrom);
    }

    protected override void LoadRest(StateReader reader)
    {
        _input = reader.ValueOf(SymbolType.Contact);
        _since = reader.Time();
        _activeFrom = reader.Time();
        if ((Due != SignalTime.Never && _input != Value.Contact(false)) || (_input.IsKnown && (_since > Now || _activeFrom > SignalTime.Max(Now, default))))
            throw new StateException("The state of the hold is impossible.");
    }
}

/// <summary>The deadline is 0 s before it has said anything; later it stands while the contact is active.</summary>
internal sealed class EventHoldKernel(TimeSpan time) : DeadlineKernel(SignalTime.Zero)
{
    private bool _isActive;

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (!input.Value.IsKnown || time <= TimeSpan.Zero)
            return;
        Due = Now + time;
        if (_isActive)
            return;
        _isActive = true;
        output.Emit(new Stamped<Value>(Value.Contact(true), Now, SignalTime.Min(input.Since, Now)));
    }

    protected override void Run(IEmit<Stamped<Value>> output)
    {
        _isActive = false;
        output.Emit(new Stamped<Value>(Value.Contact(false), Now, Now));
    }

    protected override void Clear() => _isActive = false;

    protected override void SaveRest(StateWriter writer) => writer.Bool(_isActive);

    protected override void LoadRest(StateReader reader)
    {
        _isActive = reader.Bool();
        if (_isActive && Due == SignalTime.Never)
            throw new StateException("An active contact must have its end.");
    }
}
