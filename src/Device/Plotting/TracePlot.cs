using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Capture;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Plotting;

/// <summary>Channels that are drawn one under the other, and under them what came of them.</summary>
/// <param name="Name">What stands over it where no channel is drawn.</param>
/// <param name="Channels">What was read.</param>
/// <param name="Outputs">What came of it.</param>
internal sealed record PlottedGroup(string Name, ImmutableArray<PlottedChannel> Channels, ImmutableArray<PlottedOutput> Outputs);

/// <summary>A picture of a decoding in the making: what was read, and what came of it, gathered as it goes by. Memory depends on the size of the picture alone.</summary>
internal sealed class TracePlot
{
    /// <summary>How many channels are drawn; of more the first.</summary>
    public const int MostChannels = 8;

    /// <summary>How wide the traces are drawn, in pixels.</summary>
    public const int Columns = 900;

    private TracePlot(PlotSpan span, string operatorName, ImmutableArray<PlottedGroup> groups)
    {
        Span = span;
        Operator = operatorName;
        Groups = groups;
        Channels = [.. groups.SelectMany(g => g.Channels)];
        Outputs = [.. groups.SelectMany(g => g.Outputs)];
    }

    /// <summary>A picture of channels and of what a stage gives: of a bank each channel with what came of it, else all channels and then what came of them together.</summary>
    /// <param name="span">The part of the trace that is shown.</param>
    /// <param name="channels">What is decoded.</param>
    /// <param name="stage">By what.</param>
    /// <param name="withSpectrogram">Whether frequencies are shown too.</param>
    public static TracePlot Of(PlotSpan span, ImmutableArray<TraceChannel> channels, StageDefinition stage, bool withSpectrogram)
    {
        ImmutableArray<PlottedChannel> drawn = [.. channels.Take(MostChannels).Select(c => new PlottedChannel(span, c, withSpectrogram))];
        ImmutableArray<PlottedOutput> outputs = [.. Enumerable.Range(0, int.Min(stage.Output.Channels, MostChannels)).Select(_ => new PlottedOutput(span, stage.Output))];
        ImmutableArray<PlottedGroup> groups = drawn.Length == outputs.Length
            ? [.. drawn.Zip(outputs, (c, o) => new PlottedGroup(c.Name, [c], [o]))]
            : [new PlottedGroup(channels[0].Name, drawn, outputs)];
        return new TracePlot(span, stage.Spec.Name, groups) { Bands = [.. BandsOf(stage)], LeftOut = channels.Length > drawn.Length ? $"the first {drawn.Length} of {channels.Length} channels" : null };
    }

    /// <summary>A picture of who speaks in a capture, each with the keys that were pressed.</summary>
    /// <param name="span">The part of the capture that is shown.</param>
    /// <param name="operatorName">What finds the keys.</param>
    /// <param name="parties">Who is drawn.</param>
    /// <param name="of">How many could be.</param>
    /// <param name="withSpectrogram">Whether frequencies are shown too.</param>
    public static TracePlot OfParties(PlotSpan span, string operatorName, ImmutableArray<CaptureParty> parties, int of, bool withSpectrogram) =>
        new(span, operatorName, [.. parties.Select(p => new PlottedGroup(p.Name, [.. p.Sound.Select(c => new PlottedChannel(span, c, withSpectrogram))], [new PlottedOutput(span, new Flow(FlowKind.Event, Record: RecordType.Digit))]))])
        {
            LeftOut = of > parties.Length ? $"the first {parties.Length} of {of} streams" : null,
        };

    /// <summary>The part of the trace that is shown.</summary>
    public PlotSpan Span { get; }

    /// <summary>The name of the operator.</summary>
    public string Operator { get; }

    /// <summary>What is drawn, from top to bottom.</summary>
    public ImmutableArray<PlottedGroup> Groups { get; }

    /// <summary>What is drawn of what was read.</summary>
    public ImmutableArray<PlottedChannel> Channels { get; }

    /// <summary>What came of it, by channel.</summary>
    public ImmutableArray<PlottedOutput> Outputs { get; }

    /// <summary>What is not drawn, for people; null where all is.</summary>
    public string? LeftOut { get; private init; }

    /// <summary>The ranges that the operator tells apart, in the unit of its input; none where it has none, or they are in another unit.</summary>
    public ImmutableArray<(string Name, MeasuredBand Band)> Bands { get; private init; } = [];

    private static IEnumerable<(string Name, MeasuredBand Band)> BandsOf(StageDefinition stage)
    {
        ParameterSpec? ranges = stage.Spec.Parameters.FirstOrDefault(p => p.Kind == ParameterKind.Ranges && stage.Parameters.IsGiven(p.Name));
        if (ranges is not null)
        {
            foreach ((string name, QuantityRange range) in stage.Parameters.Ranges(ranges.Name).OrderBy(r => r.Value.Low))
            {
                if (range.Dimension == (stage.Input.Unit?.Dimension ?? Dimension.Count))
                    yield return (name, new MeasuredBand(range.Low, range.High));
            }
        }
        else if (stage.Spec.Band is { } band && stage.Output.Symbols is { Measurement: { } unit } type && unit == stage.Input.Unit)
        {
            foreach (string name in type.Names)
            {
                if (band(stage.Parameters, stage.Input, name) is { } measured)
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
