using Reactive.Signals;

namespace Reactive.Device.Plotting;

/// <summary>A line of numbers each of which stands until the next.</summary>
internal sealed class StepLine(PlotSpan span)
{
    private SignalTime _since;
    private double _last = double.NaN;

    /// <summary>The line.</summary>
    public PixelColumns Line { get; } = new(span.Columns);

    /// <summary>From then on it is this number; NaN for none.</summary>
    public void Step(SignalTime at, double number)
    {
        if (span.Shows(_since, at))
            Line.AddStay(span.XOf(_since), span.XOf(at), _last);
        (_since, _last) = (at, number);
    }
}
