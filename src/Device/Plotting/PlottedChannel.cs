using Reactive.Device.Traces;
using Reactive.Signals;

namespace Reactive.Device.Plotting;

/// <summary>What a picture shows of one channel of a trace: its samples as a line, its words as a strip, and on demand its frequencies.</summary>
internal sealed class PlottedChannel
{
    private readonly PlotSpan _span;
    private readonly TraceChannel _channel;
    private readonly double _scale;
    private readonly StepLine _steps;
    private long _next = long.MinValue;

    /// <summary>A channel over a stretch of time.</summary>
    public PlottedChannel(PlotSpan span, TraceChannel channel, bool withSpectrogram)
    {
        _span = span;
        _channel = channel;
        _scale = channel.FullScale is { } full ? 1 / full : 1;
        _steps = new StepLine(span);
        States = channel.Words is null ? null : new StateStrip(span);
        Spectrogram = withSpectrogram && channel.Samples is { } samples ? new Spectrogram(span, samples.Clock.Rate) : null;
    }

    /// <summary>Whether it shows this channel.</summary>
    public bool IsOf(TraceChannel channel) => _channel == channel;

    /// <summary>The rate of its samples; null where its values have times of their own.</summary>
    public SampleRate? Rate => _channel.Samples?.Clock.Rate;

    /// <summary>Its name.</summary>
    public string Name => _channel.Name;

    /// <summary>Its unit; null for sound, whose line is in parts of full scale.</summary>
    public Unit? Unit => _channel.Unit;

    /// <summary>Whether it is sound, around 0.</summary>
    public bool IsSound => _channel.FullScale is not null;

    /// <summary>Whether its values stand until the next, rather than being samples of something in between.</summary>
    public bool IsSteps => _channel.Samples is null || _channel.IsLogic;

    /// <summary>Its line.</summary>
    public PixelColumns Line => _steps.Line;

    /// <summary>Its words; null where it has numbers.</summary>
    public StateStrip? States { get; }

    /// <summary>Its frequencies; null where nobody wants them, or it has no samples.</summary>
    public Spectrogram? Spectrogram { get; }

    /// <summary>Takes its samples out of a block.</summary>
    public void Take(in SampleBlock block, int channel)
    {
        SignalTime first = block.Clock.TimeOf(block.FirstIndex);
        Spectrogram?.Take(block, channel);
        // what is missing breaks the line
        if (_next != long.MinValue && block.FirstIndex != _next)
            Line.Add(_span.XOf(first), double.NaN);
        _next = block.EndIndex;
        if (!_span.Shows(first.AddNanoseconds(-2 * block.Clock.Rate.NanosecondsOf(1)), block.Stamp))
            return;
        for (int i = 0; i < block.Count; i++)
            Line.Add(_span.XOf(block.Clock.TimeOf(block.FirstIndex + i)), block.At(i, channel) * _scale);
    }

    /// <summary>Takes a value that stands until the next.</summary>
    public void Take(in Stamped<Value> value)
    {
        if (States is not null)
            States.Change(value.Stamp, value.Value);
        else
            _steps.Step(value.Stamp, value.Value.Kind == ValueKind.Number ? value.Value.Number * _scale : value.Value.Kind == ValueKind.Symbol ? value.Value.Code : double.NaN);
    }

    /// <summary>From now on it is this number.</summary>
    public void Step(SignalTime at, double number) => _steps.Step(at, number);

    /// <summary>The trace has ended: what stood last stood until then.</summary>
    public void End(SignalTime end)
    {
        States?.End(end);
        if (IsSteps && _next == long.MinValue)
            Step(end, double.NaN);
    }
}
