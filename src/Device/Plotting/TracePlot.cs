using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Traces;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Plotting;

/// <summary>A picture of a decoding in the making: what was read, and what came of it, gathered as it goes by. Memory depends on the size of the picture alone.</summary>
internal sealed class TracePlot
{
    /// <summary>How many channels are drawn; of more the first.</summary>
    public const int MostChannels = 8;

    /// <summary>How wide the traces are drawn, in pixels.</summary>
    public const int Columns = 900;

    private readonly StageDefinition _stage;

    /// <summary>A picture of channels and of what a stage gives.</summary>
    /// <param name="span">The part of the trace that is shown.</param>
    /// <param name="channels">What is decoded.</param>
    /// <param name="stage">By what.</param>
    /// <param name="withSpectrogram">Whether frequencies are shown too.</param>
    public TracePlot(PlotSpan span, ImmutableArray<TraceChannel> channels, StageDefinition stage, bool withSpectrogram)
    {
        Span = span;
        _stage = stage;
        AllChannels = channels;
        Channels = [.. channels.Take(MostChannels).Select(c => new PlottedChannel(span, c, withSpectrogram))];
        Outputs = [.. Enumerable.Range(0, int.Min(stage.Output.Channels, MostChannels)).Select(_ => new PlottedOutput(span, stage.Output))];
    }

    /// <summary>The part of the trace that is shown.</summary>
    public PlotSpan Span { get; }

    /// <summary>The name of the operator.</summary>
    public string Operator => _stage.Spec.Name;

    /// <summary>Everything that was decoded.</summary>
    public ImmutableArray<TraceChannel> AllChannels { get; }

    /// <summary>What is drawn of it.</summary>
    public ImmutableArray<PlottedChannel> Channels { get; }

    /// <summary>What came of it, by channel.</summary>
    public ImmutableArray<PlottedOutput> Outputs { get; }

    /// <summary>The ranges that the operator tells apart, in the unit of its input; none where it has none, or they are in another unit.</summary>
    public IEnumerable<(string Name, MeasuredBand Band)> Bands()
    {
        ParameterSpec? ranges = _stage.Spec.Parameters.FirstOrDefault(p => p.Kind == ParameterKind.Ranges && _stage.Parameters.IsGiven(p.Name));
        if (ranges is not null)
        {
            foreach ((string name, QuantityRange range) in _stage.Parameters.Ranges(ranges.Name).OrderBy(r => r.Value.Low))
            {
                if (range.Dimension == (_stage.Input.Unit?.Dimension ?? Dimension.Count))
                    yield return (name, new MeasuredBand(range.Low, range.High));
            }
        }
        else if (_stage.Spec.Band is { } band && _stage.Output.Symbols is { Measurement: { } unit } type && unit == _stage.Input.Unit)
        {
            foreach (string name in type.Names)
            {
                if (band(_stage.Parameters, _stage.Input, name) is { } measured)
                    yield return (name, measured);
            }
        }
    }

    /// <summary>Takes what the operator gave.</summary>
    public void Take(in Stamped<Value> value)
    {
        if (value.Channel < Outputs.Length)
            Outputs[value.Channel].Take(value);
    }

    /// <summary>The trace has ended.</summary>
    public void End()
    {
        foreach (PlottedChannel channel in Channels)
            channel.End(Span.To);
        foreach (PlottedOutput output in Outputs)
            output.End(Span.To);
    }
}
