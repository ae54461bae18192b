using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>
/// A packet capture as a trace: each stream of RTP is a channel of sound, its telephone events are a channel of digits, and so are the SIP INFO
/// messages of each end of a call. 0 s is the first packet of the file.
/// </summary>
internal sealed class CaptureTrace : Trace
{
    private readonly CaptureContent _content;
    private readonly ImmutableArray<Entry> _entries;

    private CaptureTrace(string path, CaptureContent content)
        : base(path)
    {
        _content = content;
        var warnings = new List<string>(content.Warnings);
        var listing = new CaptureListing(content, warning => warnings.Add($"{path}: {warning}"));
        (Channels, _entries) = (listing.Channels, listing.Entries);
        Warnings = [.. warnings];
    }

    /// <summary>The extensions of captures, with their dot.</summary>
    public static ImmutableArray<string> Extensions { get; } = [".pcap", ".pcapng", ".cap"];

    /// <inheritdoc/>
    public override string Format => "packet capture";

    /// <inheritdoc/>
    public override ImmutableArray<TraceChannel> Channels { get; }

    /// <inheritdoc/>
    public override long? WallNanoseconds => _content.WallNanoseconds;

    /// <inheritdoc/>
    public override ImmutableArray<string> Warnings { get; }

    /// <summary>Whether a file that starts with these bytes is a capture.</summary>
    public static bool Knows(ReadOnlyMemory<byte> start) => CaptureFile.Knows(start.Span);

    /// <summary>Opens a capture and gathers its sound. Of <paramref name="options"/> none concerns it.</summary>
    /// <exception cref="CommandException">It is none, or cannot be read.</exception>
    public static Trace Open(string path, TraceOptions options) => new CaptureTrace(path, CaptureContent.Read(path));

    /// <inheritdoc/>
    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels)
    {
        StreamSound sound = SoundOf(channels[0]);
        if (channels.FirstOrDefault(c => _entries[c.Index].Sound != sound) is { } other)
            throw CommandException.Usage($"{Path}: {channels[0].Name} and {other.Name} are of different streams, each with a clock of its own: read them one by one.");
        return new StreamSoundReader(sound, _content.Pool, [.. channels.Select(c => _entries[c.Index].Track)]);
    }

    /// <inheritdoc/>
    public override ValueReader ReadValues(TraceChannel channel) =>
        _entries[channel.Index].Digits is { } digits ? new DigitReader(digits) : new SampleValueReader(ReadSamples([channel]), channel.Unit);

    private StreamSound SoundOf(TraceChannel channel) =>
        _entries[channel.Index].Sound ?? throw CommandException.Usage($"{Path}: {channel.Name} cannot be read: {channel.Refusal ?? "it holds digits, no samples"}.");

    /// <summary>What a channel is read from.</summary>
    /// <param name="Sound">The sound of a stream, or null.</param>
    /// <param name="Track">Which of its tracks, from 0.</param>
    /// <param name="Digits">Digits, or null.</param>
    internal readonly record struct Entry(StreamSound? Sound, int Track, List<Stamped<Value>>? Digits);

    private sealed class DigitReader(List<Stamped<Value>> digits) : ValueReader
    {
        private int _next;

        public override bool TryRead(out Stamped<Value> value)
        {
            bool more = _next < digits.Count;
            value = more ? digits[_next++] : default;
            return more;
        }
    }
}
