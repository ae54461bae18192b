using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Traces.Logic;
using Reactive.Signals;

namespace Reactive.Device.Traces;

/// <summary>A trace whose reading is watched: how far it is, for people who wait, and where it ended.</summary>
internal sealed class WatchedTrace : Trace
{
    private readonly Trace _trace;
    private readonly Progress _progress;
    private readonly double _frames;
    private long _read;

    /// <summary>Watches the reading of <paramref name="channels"/>. The trace and the progress stay the caller's.</summary>
    public WatchedTrace(Trace trace, ImmutableArray<TraceChannel> channels, Progress progress)
        : base(trace.Path)
    {
        _trace = trace;
        _progress = progress;
        // where only reading tells how long it is, nothing can be said of how far it is
        _frames = channels.All(c => c.Samples?.Count is not null) ? channels.Sum(c => (double)c.Samples!.Count!) : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public override string Format => _trace.Format;

    /// <inheritdoc/>
    public override ImmutableArray<TraceChannel> Channels => _trace.Channels;

    /// <inheritdoc/>
    public override long? WallNanoseconds => _trace.WallNanoseconds;

    /// <inheritdoc/>
    public override ImmutableArray<string> Warnings => _trace.Warnings;

    /// <summary>The end of the last sample, or the time of the last value, that was read.</summary>
    public SignalTime End { get; private set; } = SignalTime.Zero;

    /// <summary>Whether nothing was read: no sample, no value.</summary>
    public bool IsEmpty => _read == 0;

    /// <inheritdoc/>
    public override bool Fits(TraceChannel channel, SampleRate rate) => _trace.Fits(channel, rate);

    /// <inheritdoc/>
    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels) => new Samples(this, _trace.ReadSamples(channels));

    /// <inheritdoc/>
    public override LevelReader ReadLevels(ImmutableArray<TraceChannel> channels) => _trace.ReadLevels(channels).Watched(block => Saw(block.TimeOf(block.Count), block.Count * block.Channels));

    /// <inheritdoc/>
    public override ValueReader ReadValues(TraceChannel channel) => new Values(this, _trace.ReadValues(channel), channel.Samples?.Clock.Rate);

    private void Saw(SignalTime end, int count)
    {
        End = SignalTime.Max(End, end);
        _read += count;
        if (double.IsFinite(_frames))
            _progress.Step(() => _read / _frames, count);
    }

    private sealed class Samples(WatchedTrace watch, SampleReader reader) : SampleReader
    {
        public override SampleClock Clock => reader.Clock;

        public override bool TryRead(out SampleBlock block)
        {
            bool more = reader.TryRead(out block);
            if (more)
                watch.Saw(block.Clock.TimeOf(block.EndIndex), block.Count * block.Channels);
            return more;
        }

        public override void Dispose()
        {
            reader.Dispose();
            base.Dispose();
        }
    }

    private sealed class Values(WatchedTrace watch, ValueReader reader, SampleRate? rate) : ValueReader
    {
        private readonly long _period = rate?.NanosecondsOf(1) ?? 0;

        public override bool TryRead(out Stamped<Value> value)
        {
            bool more = reader.TryRead(out value);
            if (more)
                watch.Saw(value.Stamp.AddNanoseconds(_period), 1);
            return more;
        }

        public override void Dispose()
        {
            reader.Dispose();
            base.Dispose();
        }
    }
}
