using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Traces.Mcap;

/// <summary>
/// A dense port of a recording. Indexes count from the first sample in the file; where samples are missing they jump.
/// </summary>
internal sealed class SamplesTopic : McapTopic
{
    private readonly RecordedTopic _topic;
    private readonly long _firstIndex;

    /// <summary>A port; one without any block has no signals.</summary>
    public SamplesTopic(RecordedTopic topic)
    {
        _topic = topic;
        Signals = [];
        using McapMessageCursor cursor = topic.Read(withJournal: true);
        SampleClock clock = new(topic.Topic.Clock!.Rate, 0, topic.Unshifted(SignalTime.Zero));
        while (topic.File.TryNext(cursor, out McapMessage message))
        {
            if (message.ChannelId != topic.Channel.Id)
            {
                clock = Reanchored(message) ?? clock;
                continue;
            }

            SampleBlock block = topic.Decode(message).Arrival.Block;
            _firstIndex = block.FirstIndex;
            Channels = block.Channels;
            Signals = Describe(FromFirst(clock));
            return;
        }
    }

    /// <inheritdoc/>
    public override ImmutableArray<McapSignal> Signals { get; }

    private int Channels { get; }

    /// <inheritdoc/>
    public override SampleReader ReadSamples(ImmutableArray<int> places) => new Reader(this, places);

    /// <inheritdoc/>
    public override ValueReader ReadValues(int place) => new SampleValueReader(ReadSamples([place]), Signals[place].Channel.Unit);

    private ImmutableArray<McapSignal> Describe(SampleClock clock)
    {
        // a file that was cut short holds fewer than its channel says
        long? count = _topic.File.Reader.Truncated ? null : _topic.Number(TraceRecorder.CountKey);
        var samples = new TraceSamples(clock, _topic.Topic.Format, count);
        Unit unit = Unit.Find(_topic.Channel.Metadata.GetValueOrDefault("unit", "")) ?? Unit.Count;
        return
        [
            .. Enumerable.Range(1, Channels).Select(i => new McapSignal(
                new TraceChannel { Index = 0, Name = _topic.NameOf(i, Channels), Label = _topic.LabelOf(i, Channels), Party = _topic.PartyOf(i), FullScale = _topic.FullScale, Unit = Unit.BaseOf(unit.Dimension), IsLogic = _topic.IsLogic, Samples = samples },
                _topic.OrderOf(i))),
        ];
    }

    // The clock as the recording has it, with indexes that count from the first sample in the file.
    private SampleClock FromFirst(SampleClock clock) => new(clock.Rate, clock.AnchorIndex - _firstIndex, clock.AnchorTime);

    private SampleClock? Reanchored(in McapMessage message)
    {
        if (!_topic.TryDecodeJournal(message, out RecordedMessage decoded))
            return null;
        if (decoded.Kind == RecordedMessageKind.Lost)
            _topic.File.Warn($"{_topic.File.Path}: the recorder lost {Plural.Of(decoded.Lost, "message")} before {_topic.Unshifted(decoded.Arrival.Turn)} s; samples may be missing there.");
        return decoded is { Kind: RecordedMessageKind.Arrival, Arrival.Kind: ArrivalKind.Reanchor } && decoded.Source == _topic.Topic.Source
            ? new SampleClock(_topic.Topic.Clock!.Rate, decoded.Arrival.Index, _topic.Unshifted(decoded.Arrival.Stamp))
            : null;
    }

    /// <summary>
    /// A block has the clock that was in force when it was recorded, and <see cref="Clock"/> is that of the last one. Where a
    /// re-anchor comes midway, samples before it keep their times: time may jump there, forward or back, though indexes go on.
    /// </summary>
    private sealed class Reader : SampleReader
    {
        private readonly SamplesTopic _owner;
        private readonly ImmutableArray<int> _places;
        private readonly bool _isWhole;
        private readonly McapMessageCursor _cursor;
        private SampleClock _clock;
        private long _next;
        private byte[] _chosen = [];

        public Reader(SamplesTopic owner, ImmutableArray<int> places)
        {
            _owner = owner;
            _places = places;
            _isWhole = places.SequenceEqual(Enumerable.Range(0, owner.Channels));
            _cursor = owner._topic.Read(withJournal: true);
            _clock = owner.Signals[0].Channel.Samples!.Clock;
        }

        public override SampleClock Clock => _clock;

        public override bool TryRead(out SampleBlock block)
        {
            block = default;
            McapFile file = _owner._topic.File;
            while (file.TryNext(_cursor, out McapMessage message))
            {
                if (message.ChannelId != _owner._topic.Channel.Id)
                {
                    if (_owner.Reanchored(message) is { } clock)
                        _clock = _owner.FromFirst(clock);
                    continue;
                }

                SampleBlock stored = _owner._topic.Decode(message).Arrival.Block;
                long first = stored.FirstIndex - _owner._firstIndex;
                if (stored.Channels != _owner.Channels)
                    throw file.Failure($"a block of {_owner.Channels} channels was expected on {_owner._topic.Topic.Name}; this one has {stored.Channels}", message.Offset);
                if (first < _next)
                    throw file.Failure($"a block from sample {_next} on was expected on {_owner._topic.Topic.Name}; this one starts at {first}", message.Offset);
                block = new SampleBlock(Chosen(stored), stored.Format, first, _clock, _places.Length);
                _next = block.EndIndex;
                return true;
            }

            return false;
        }

        public override void Dispose()
        {
            _cursor.Dispose();
            base.Dispose();
        }

        private ReadOnlyMemory<byte> Chosen(in SampleBlock stored)
        {
            if (_isWhole)
                return stored.Bytes;
            int size = SampleBlock.SizeOf(stored.Format);
            int needed = stored.Count * _places.Length * size;
            if (_chosen.Length < needed)
                _chosen = new byte[needed];
            ReadOnlySpan<byte> from = stored.Bytes.Span;
            Span<byte> to = _chosen;
            int frame = size * stored.Channels;
            for (int at = 0; at < from.Length; at += frame)
            {
                foreach (int place in _places)
                {
                    from.Slice(at + (place * size), size).CopyTo(to);
                    to = to[size..];
                }
            }

            return _chosen.AsMemory(0, needed);
        }
    }
}
