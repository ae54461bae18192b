using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Traces.Mcap;

/// <summary>What an MCAP file holds: its topics, and when its 0 s was.</summary>
internal sealed class McapContent
{
    /// <summary>Signals that are listed.</summary>
    public const int MostSignals = 10_000;

    // Log times of less than a year since 1970 count from the start of a device, or of anything else.
    private const ulong YearNanoseconds = 365UL * 24 * 3600 * 1_000_000_000;

    private readonly McapFile _file;
    private readonly List<McapTopic> _topics = [];
    private int _left = MostSignals;

    private McapContent(McapFile file) => _file = file;

    /// <summary>The wall-clock time of 0 s in nanoseconds since 1970; null where the file does not tell.</summary>
    public long? WallNanoseconds { get; private set; }

    /// <summary>Looks a file through: its summary, and the first message of each topic.</summary>
    public static McapContent Of(McapFile file)
    {
        var content = new McapContent(file);
        McapChannel[] channels = [.. file.Reader.Channels.Values.OrderBy(c => c.Id)];
        if (file.Reader.Header!.Profile == RecordingFormat.Profile)
        {
            content.AddRecorded(channels);
            return content;
        }

        ulong zero = file.Reader.Times?.Start ?? 0;
        content.WallNanoseconds = zero is >= YearNanoseconds and <= long.MaxValue ? (long)zero : null;
        content.AddForeign(channels, zero);
        return content;
    }

    /// <summary>All signals in the order of the file with their indexes, and what each is of its topic. Names that occur twice are told apart.</summary>
    public (ImmutableArray<TraceChannel> Channels, ImmutableArray<(McapTopic Topic, int Place)> Places) Number()
    {
        var channels = ImmutableArray.CreateBuilder<TraceChannel>();
        var places = ImmutableArray.CreateBuilder<(McapTopic, int)>();
        var all = _topics.SelectMany(t => t.Signals.Select((s, place) => (Topic: t, Signal: s, Place: place)));
        foreach ((McapTopic topic, McapSignal signal, int place) in all.OrderBy(s => s.Signal.Order).Take(MostSignals))
        {
            channels.Add(signal.Channel with { Index = channels.Count });
            places.Add((topic, place));
        }

        return (ChannelNames.Distinct(channels), places.ToImmutable());
    }

    private void AddForeign(IEnumerable<McapChannel> channels, ulong zero)
    {
        foreach (IGrouping<(string, ushort, string), McapChannel> topic in channels.GroupBy(c => (c.Topic, c.SchemaId, c.MessageEncoding)))
        {
            if (IsFull())
                return;
            var foreign = new ForeignTopic(_file, zero, [.. topic], _left);
            if (foreign.IsCut)
                _file.Warn($"{_file.Path}: not all fields of the messages on {topic.First().Topic} are listed: {MostSignals} signals of a file are, and of endless types the first.");
            Add(foreign);
        }
    }

    // A topic without signals counts as one: there may be as many of these as the file likes.
    private void Add(McapTopic topic)
    {
        _left -= Math.Max(1, topic.Signals.Length);
        _topics.Add(topic);
    }

    private bool IsFull()
    {
        if (_left <= 0)
            _file.Warn($"{_file.Path} has more than {MostSignals} signals; the first {MostSignals} are listed.");
        return _left <= 0;
    }

    private void AddRecorded(McapChannel[] channels)
    {
        var resolved = channels.Select(c => (Channel: c, Topic: RecordingTopic.Of(c, _file.Reader.Schemas.GetValueOrDefault(c.SchemaId)?.Name ?? ""))).ToList();
        HashSet<ushort> journal = [.. resolved.Where(c => c.Topic.Kind == RecordingTopicKind.Journal).Select(c => c.Channel.Id)];
        long shift = Shift();
        foreach ((McapChannel channel, RecordingTopic topic) in resolved)
        {
            if (IsFull())
                return;
            var recorded = new RecordedTopic(_file, topic, channel, journal, shift);
            McapTopic? signals = topic.Kind switch
            {
                RecordingTopicKind.Samples => new SamplesTopic(recorded),
                RecordingTopicKind.Values => new ValuesTopic(recorded),
                RecordingTopicKind.Commands => new CommandsTopic(recorded),
                _ => null,
            };
            if (signals is not null)
                Add(signals);
            else if (topic.Kind == RecordingTopicKind.Journal)
                WallNanoseconds ??= FirstAnchor(recorded);
        }

        AddForeign(resolved.Where(c => c.Topic.Kind == RecordingTopicKind.Foreign).Select(c => c.Channel), (ulong)shift);
    }

    private long Shift()
    {
        foreach (McapMetadataIndex place in _file.Reader.Metadata.Where(m => m.Name == RecordingFormat.TraceMetadataName))
        {
            if (_file.Reader.TryReadMetadata(place, out McapMetadata? metadata, out McapError? error))
                return long.TryParse(metadata!.Values.GetValueOrDefault(TraceRecorder.ShiftKey), NumberStyles.None, CultureInfo.InvariantCulture, out long shift) ? shift : 0;
            _file.Warn($"{_file.Path}: {error}; times may be shifted.");
        }

        return 0;
    }

    private static long? FirstAnchor(RecordedTopic journal)
    {
        using McapMessageCursor cursor = journal.Read(withJournal: true);
        while (journal.File.TryNext(cursor, out McapMessage message))
        {
            if (journal.TryDecodeJournal(message, out RecordedMessage decoded) && decoded is { Kind: RecordedMessageKind.Arrival, Arrival.Kind: ArrivalKind.Anchor })
                return decoded.Arrival.WallNanoseconds - journal.Unshifted(decoded.Arrival.Stamp).Nanoseconds;
        }

        return null;
    }
}
