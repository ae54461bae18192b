using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>Names the channels of a capture, and tells what is wrong with its streams.</summary>
internal sealed class CaptureListing
{
    private readonly List<TraceChannel> _channels = [];
    private readonly List<CaptureTrace.Entry> _entries = [];
    private readonly Dictionary<int, int> _endsOfCalls = [];
    private readonly Action<string> _warn;
    private readonly CaptureContent _content;
    private int _streams;

    /// <summary>Lists what <paramref name="content"/> holds; sentences without their end go to <paramref name="warn"/>.</summary>
    public CaptureListing(CaptureContent content, Action<string> warn)
    {
        _content = content;
        _warn = warn;
        (RtpStream Stream, string Party)[] parties = [.. content.Streams.SelectMany(s => Streams(s).Select(party => (s, party)))];
        foreach (CallEnd end in content.Calls.Ends.Where(e => e.Digits.Count > 0))
            Add(end, parties);
        Channels = ChannelNames.Distinct(_channels);
    }

    /// <summary>The channels.</summary>
    public ImmutableArray<TraceChannel> Channels { get; }

    /// <summary>What each is read from.</summary>
    public ImmutableArray<CaptureTrace.Entry> Entries => [.. _entries];

    // A stream is as many parties as it has rates, and each of them as many channels as it has tracks.
    private List<string> Streams(RtpStream stream)
    {
        var parties = new List<string>();
        PayloadFormat[] sounds = [.. stream.Types.Select(t => t.Format).OfType<PayloadFormat>().Where(f => f.IsSound).DistinctBy(f => (f.Rate, f.Channels))];
        foreach (PayloadFormat format in sounds)
            parties.Add(Sound(stream, format));
        (int Type, PayloadFormat? Format, long Packets)[] foreign = [.. stream.Types.Where(t => t.Format is null or { Kind: PayloadKind.Other })];
        if (sounds.Length == 0)
            parties.Add(NextName());
        string name = parties[0];
        foreach ((int type, PayloadFormat? format, long packets) in foreign)
            _warn($"{name}: {Plural.Of(packets, "packet")} of {Called(type, format)} {(packets == 1 ? "is" : "are")} not decoded.");
        if (sounds.Length == 0 && foreign.Length > 0)
        {
            (int type, PayloadFormat? format, _) = foreign.MaxBy(f => f.Packets);
            Add(new TraceChannel { Index = _channels.Count, Name = name, Party = name, Label = Label(name, stream, Called(type, format)), Refusal = $"{Called(type, format)} is not decoded" }, default);
        }

        if (stream.HasEvents)
            Add(name + "-events", name, Label(name + "-events", stream, "telephone events"), stream.Digits);
        Tell(name, stream);
        return parties;
    }

    private string Sound(RtpStream stream, PayloadFormat format)
    {
        string name = NextName();
        StreamSound sound = StreamSound.Of(stream, format);
        string codes = string.Join(", ", stream.Types.Where(t => t.Format is { IsSound: true } f && f.Rate == format.Rate && f.Channels == format.Channels).Select(t => t.Format));
        for (int track = 0; track < format.Channels; track++)
        {
            string called = format.Channels == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}.{track + 1}");
            var channel = new TraceChannel
            {
                Index = _channels.Count,
                Name = called,
                Party = name,
                Label = Label(called, stream, codes),
                FullScale = SampleBlock.FullScaleOf(SampleFormat.Int16),
                Samples = sound.Samples,
            };
            Add(channel, new CaptureTrace.Entry(sound, track, null));
        }

        Tell(name, sound);
        return name;
    }

    // Messages are of the stream that comes from where their end says that it listens; of the only one, where it says nothing.
    private void Add(CallEnd end, (RtpStream Stream, string Party)[] parties)
    {
        int number = _endsOfCalls[end.Call] = _endsOfCalls.GetValueOrDefault(end.Call) + 1;
        string name = string.Create(CultureInfo.InvariantCulture, $"call-{end.Call}-info{(number == 1 ? "" : $"#{number}")}");
        string? party = parties.FirstOrDefault(p => end.Media.Contains(p.Stream.Key.Source)).Party
            ?? parties.FirstOrDefault(p => end.Media.Any(m => m.Address == p.Stream.Key.Source.Address)).Party;
        if (party is null && parties.Length == 1 && end.Media.Count == 0)
            party = parties[0].Party;
        Add(name, party ?? name, name, end.Digits);
    }

    private void Add(string name, string party, string label, List<Stamped<Value>> digits) =>
        Add(new TraceChannel { Index = _channels.Count, Name = name, Party = party, Label = label, Record = RecordType.Digit }, new CaptureTrace.Entry(null, 0, digits));

    private void Add(TraceChannel channel, CaptureTrace.Entry entry)
    {
        _channels.Add(channel);
        _entries.Add(entry);
    }

    private string NextName() => string.Create(CultureInfo.InvariantCulture, $"stream-{++_streams}");

    private static string Label(string name, RtpStream stream, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} {stream.Key.Source} to {stream.Key.Destination}, SSRC 0x{stream.Key.Ssrc:x8}, {what}");

    private static string Called(int type, PayloadFormat? format) =>
        format is null ? string.Create(CultureInfo.InvariantCulture, $"payload type {type}, which no session description names,") : format.ToString();

    private void Tell(string name, StreamSound sound)
    {
        RtpStream stream = sound.Stream;
        string told = string.Join(
            ", ",
            new[]
            {
                Counted(sound.Plan.Lost, "packet", "lost and concealed"),
                stream.Repeated > 0 ? $"{stream.Repeated} came twice" : null,
                stream.Misordered > 0 ? $"{stream.Misordered} out of order" : null,
                stream.Strays > 0 ? $"{stream.Strays} with numbers that fit nothing" : null,
                Counted(stream.Unkept, "packet", "not captured whole"),
                Counted(sound.Plan.Jumps, "jump", "of its timestamps"),
                Counted(sound.Plan.Gaps, "pause", $"of more than {SoundPlan.LongestSilence.TotalSeconds} s, left out"),
            }.Where(t => t is not null));
        if (told.Length > 0)
            _warn($"{name}: {told}.");
    }

    private void Tell(string name, RtpStream stream)
    {
        if (stream.OtherEvents > 0)
            _warn($"{name}: {Plural.Of(stream.OtherEvents, "telephone event")} {(stream.OtherEvents == 1 ? "is no digit" : "are no digits")}.");
        if (stream.MalformedEvents > 0)
            _warn($"{name}: {Plural.Of(stream.MalformedEvents, "telephone event")} {(stream.MalformedEvents == 1 ? "is" : "are")} malformed.");
    }

    private static string? Counted(long count, string noun, string what) => count == 0 ? null : $"{Plural.Of(count, noun)} {what}";
}
