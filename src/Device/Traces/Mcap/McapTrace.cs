using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals.Recording;

namespace Reactive.Device.Traces.Mcap;

/// <summary>
/// An MCAP file as a trace: the ports and outputs of a recording of ours, else the numeric and boolean fields of whatever
/// topics others wrote. 0 s of a recording is its own; of other files it is their earliest log time.
/// </summary>
internal sealed class McapTrace : Trace
{
    private readonly McapFile _file;
    private readonly ImmutableArray<(McapTopic Topic, int Place)> _places;

    private McapTrace(McapFile file, McapContent content)
        : base(file.Path)
    {
        _file = file;
        (Channels, _places) = content.Number();
        WallNanoseconds = content.WallNanoseconds;
    }

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'M', (byte)'C', (byte)'A', (byte)'P'];

    /// <inheritdoc/>
    public override string Format => _file.Reader.Header!.Profile switch
    {
        "" => "MCAP",
        RecordingFormat.Profile => _file.Reader.Metadata.Any(m => m.Name == RecordingFormat.TraceMetadataName) ? "MCAP (trace)" : "MCAP (recording)",
        string profile => $"MCAP ({profile})",
    };

    /// <inheritdoc/>
    public override ImmutableArray<TraceChannel> Channels { get; }

    /// <inheritdoc/>
    public override long? WallNanoseconds { get; }

    /// <inheritdoc/>
    public override ImmutableArray<string> Warnings => _file.Warnings;

    /// <summary>Whether a file starts as MCAP files do.</summary>
    public static bool Knows(ReadOnlyMemory<byte> start) => start.Length >= Magic.Length && start.Span[..Magic.Length].SequenceEqual(Magic);

    /// <summary>Opens a file. Of <paramref name="options"/> only the key concerns it.</summary>
    public static Trace Open(string path, TraceOptions options)
    {
        McapFile file = McapFile.Open(path, options.Key);
        try
        {
            return new McapTrace(file, McapContent.Of(file));
        }
        catch (CommandException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels)
    {
        McapTopic topic = _places[channels[0].Index].Topic;
        if (channels.FirstOrDefault(c => _places[c.Index].Topic != topic) is { } other)
            throw CommandException.Usage($"{Path}: {channels[0].Name} and {other.Name} are of different topics, each with blocks and a clock of its own: read them one by one.");
        return topic.ReadSamples([.. channels.Select(c => _places[c.Index].Place)]);
    }

    /// <inheritdoc/>
    public override ValueReader ReadValues(TraceChannel channel)
    {
        if (channel.Refusal is { } refusal)
            throw CommandException.Usage($"{Path}: {channel.Name} cannot be read: {refusal}.");
        (McapTopic topic, int place) = _places[channel.Index];
        return topic.ReadValues(place);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _file.Dispose();
        base.Dispose();
    }
}
