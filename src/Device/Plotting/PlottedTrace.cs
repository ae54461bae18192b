using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Logic;
using Reactive.Signals;

namespace Reactive.Device.Plotting;

/// <summary>A trace that a picture looks at while it is read.</summary>
internal sealed class PlottedTrace : Trace
{
    private readonly Trace _trace;
    private readonly ImmutableArray<PlottedChannel> _plotted;

    /// <summary>Shows <paramref name="plotted"/> what is read of theirs: samples and levels are of channels that begin with these. The trace stays the caller's.</summary>
    public PlottedTrace(Trace trace, ImmutableArray<PlottedChannel> plotted)
        : base(trace.Path)
    {
        _trace = trace;
        _plotted = plotted;
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
    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels) => new Samples(_plotted, _trace.ReadSamples(channels));

    /// <inheritdoc/>
    public override LevelReader ReadLevels(ImmutableArray<TraceChannel> channels) => _trace.ReadLevels(channels).Watched(Take);

    /// <inheritdoc/>
    public override ValueReader ReadValues(TraceChannel channel)
    {
        ValueReader reader = _trace.ReadValues(channel);
        return _plotted.FirstOrDefault(p => p.IsOf(channel)) is { } plotted ? new Values(plotted, reader) : reader;
    }

    private void Take(StateBlock block)
    {
        foreach (StateRun run in block.Runs.Span)
        {
            if (run.Channel < _plotted.Length)
                _plotted[run.Channel].Step(block.TimeOf(run.Start), run.Code);
        }
    }

    private sealed class Samples(ImmutableArray<PlottedChannel> plotted, SampleReader reader) : SampleReader
    {
        public override SampleClock Clock => reader.Clock;

        public override bool TryRead(out SampleBlock block)
        {
            bool more = reader.TryRead(out block);
            for (int channel = 0; more && channel < plotted.Length; channel++)
                plotted[channel].Take(block, channel);
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
