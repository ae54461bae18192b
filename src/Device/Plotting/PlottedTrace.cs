using System.Collections.Immutable;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Logic;
using Reactive.Signals;

namespace Reactive.Device.Plotting;

/// <summary>A trace that a picture looks at while it is read.</summary>
internal sealed class PlottedTrace : Trace
{
    private readonly Trace _trace;
    private readonly TracePlot _plot;

    /// <summary>Shows <paramref name="plot"/> what is read of its channels. The trace stays the caller's.</summary>
    public PlottedTrace(Trace trace, TracePlot plot)
        : base(trace.Path)
    {
        _trace = trace;
        _plot = plot;
    }

    /// <inheritdoc/>
    public override string Format => _trace.Format;

    /// <inheritdoc/>
    public override ImmutableArray<TraceChannel> Channels => _trace.Channels;

    /// <inheritdoc/>
    public override long? WallNanoseconds => _trace.WallNanoseconds;

    /// <inheritdoc/>
    public override ImmutableArray<string> Warnings => _trace.Warnings;

    /// <inheritdoc/>
    public override bool Fits(TraceChannel channel, SampleRate rate) => _trace.Fits(channel, rate);

    /// <inheritdoc/>
    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels) => new Samples(_plot, _trace.ReadSamples(channels));

    /// <inheritdoc/>
    public override LevelReader ReadLevels(ImmutableArray<TraceChannel> channels) => _trace.ReadLevels(channels).Watched(Take);

    /// <inheritdoc/>
    public override ValueReader ReadValues(TraceChannel channel)
    {
        int place = _plot.AllChannels.IndexOf(channel);
        ValueReader reader = _trace.ReadValues(channel);
        return place >= 0 && place < _plot.Channels.Length ? new Values(_plot.Channels[place], reader) : reader;
    }

    private void Take(StateBlock block)
    {
        foreach (StateRun run in block.Runs.Span)
        {
            if (run.Channel < _plot.Channels.Length)
                _plot.Channels[run.Channel].Step(block.TimeOf(run.Start), run.Code);
        }
    }

    private sealed class Samples(TracePlot plot, SampleReader reader) : SampleReader
    {
        public override SampleClock Clock => reader.Clock;

        public override bool TryRead(out SampleBlock block)
        {
            bool more = reader.TryRead(out block);
            for (int channel = 0; more && channel < plot.Channels.Length; channel++)
                plot.Channels[channel].Take(block, channel);
            return more;
        }

        public override void Dispose()
        {
            reader.Dispose();
            base.Dispose();
        }
    }

    private sealed class Values(PlottedChannel channel, ValueReader reader) : ValueReader
    {
        public override bool TryRead(out Stamped<Value> value)
        {
            bool more = reader.TryRead(out value);
            if (more)
                channel.Take(value);
            return more;
        }

        public override void Dispose()
        {
            reader.Dispose();
            base.Dispose();
        }
    }
}
