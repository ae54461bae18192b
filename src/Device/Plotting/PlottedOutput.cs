using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Plotting;

/// <summary>What a picture shows of what an operator gives for one channel: events as bars, states as a strip, numbers as a line.</summary>
internal sealed class PlottedOutput
{
    private const int MostLabel = 24;

    private readonly PlotSpan _span;
    private readonly StepLine? _steps;

    // the last digit that has begun, and is not known to be over
    private (char? Digit, SignalTime Since)? _begun;

    /// <summary>The output of an operator over a stretch of time.</summary>
    public PlottedOutput(PlotSpan span, Flow flow)
    {
        _span = span;
        bool isEvent = flow.Kind is FlowKind.Event or FlowKind.Several;
        bool areNumbers = !isEvent && flow.Symbols is null;
        Unit = flow.Unit;
        _steps = areNumbers ? new StepLine(span) : null;
        States = isEvent || areNumbers ? null : new StateStrip(span);
        Events = isEvent ? new Bars(span.Columns) : null;
    }

    /// <summary>The unit of its numbers.</summary>
    public Unit? Unit { get; }

    /// <summary>Its numbers; null where it gives none.</summary>
    public PixelColumns? Line => _steps?.Line;

    /// <summary>Its states; null where it gives none.</summary>
    public StateStrip? States { get; }

    /// <summary>Its events; null where it gives none.</summary>
    public Bars? Events { get; }

    /// <summary>How many events are shown.</summary>
    public long Count { get; private set; }

    /// <summary>Takes what the operator gave.</summary>
    public void Take(in Stamped<Value> value)
    {
        if (States is not null)
            States.Change(value.Since, value.Value);
        else if (_steps is not null)
            _steps.Step(value.Stamp, value.Value.Kind == ValueKind.Number ? value.Value.Number : double.NaN);
        else
            Event(value);
    }

    /// <summary>The trace has ended: what stood last stood until then.</summary>
    public void End(SignalTime end)
    {
        States?.End(end);
        _steps?.Step(end, double.NaN);
    }

    private void Event(in Stamped<Value> value)
    {
        if (value.Value.IsOver)
        {
            // its bar ends where it was over, not where that became sure
            if (_begun is { } begun && begun.Digit == value.Value.DigitCharacter && (value.Value.DigitNanoseconds ?? value.Value.ToneNanoseconds) is { } lasted)
                Events!.ExtendLast(_span.XOf(begun.Since.AddNanoseconds(lasted)));
            _begun = null;
            return;
        }

        _begun = null;
        if (!_span.Shows(value.Since, value.Stamp))
            return;
        Count++;
        string label = value.Value.ToString();
        Events!.Add(_span.XOf(value.Since), _span.XOf(value.Stamp), label.Length > MostLabel ? label[..(MostLabel - 1)] + "…" : label, Palette.Of(value.Value));
        if (value.Value.Kind is ValueKind.Digit or ValueKind.Tone)
            _begun = (value.Value.DigitCharacter, value.Since);
    }
}
