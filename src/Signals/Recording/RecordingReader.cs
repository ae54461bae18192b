using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Signals.Recording;

/// <summary>What a recorded message is.</summary>
public enum RecordedMessageKind
{
    /// <summary>An arrival.</summary>
    Arrival,
    /// <summary>A command.</summary>
    Command,
    /// <summary>The recorder lost messages here; a replay must not go on.</summary>
    Lost,
    /// <summary>A fault of the run, told for readers: it follows from the arrivals and is no part of them. Its text stands in place of the source.</summary>
    Fault,
}

/// <summary>One message of a recording.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Its number as recorded.</param>
/// <param name="Source">The name of an arrival's source, or empty.</param>
/// <param name="Arrival">The arrival; its <see cref="Arrival.Source"/> is not resolved. A block is a slice of the file's bytes.</param>
/// <param name="Command">The command.</param>
/// <param name="Lost">How many messages were lost.</param>
public readonly record struct RecordedMessage(RecordedMessageKind Kind, long Number, string Source, Arrival Arrival, Command Command, long Lost);

/// <summary>
/// Reads a recording from front to back. Damage is a value (<see cref="Error"/>), never an exception; a file cut short
/// gives everything up to its last whole chunk.
/// </summary>
public sealed class RecordingReader
{
    private readonly McapRecordReader _reader;
    private readonly Dictionary<ushort, McapSchema> _schemas = [];
    private readonly Dictionary<ushort, RecordingTopic> _topics = [];
    private readonly Dictionary<string, string> _files = [];
    private readonly McapRecord _first;
    private SignalTime _last = SignalTime.Zero;
    private ulong _counter;
    private bool _hasFirst;

    /// <summary>Opens a recording and reads what stands before its first message.</summary>
    public RecordingReader(McapBytes bytes)
    {
        _reader = new McapRecordReader(bytes, new McapReaderOptions { GiveIndexes = false });
        while (_reader.TryRead(out McapRecord record))
        {
            if (record.Opcode == McapOpcode.Message)
            {
                _first = record;
                _hasFirst = true;
                break;
            }

            Note(record);
        }

        if (Error is null && Metadata is null)
            Problem = IsTrace ? "it holds a trace, not a run" : "this is no recording of a run: it lacks the metadata 'reactive'";
        else if (Error is null && Metadata!.GetValueOrDefault("format") != RecordingFormat.Version)
            Problem = $"the recording has format {Metadata!.GetValueOrDefault("format", "?")}; this version reads format {RecordingFormat.Version}";
    }

    /// <summary>What is wrong, or null.</summary>
    public string? Error => Problem ?? _reader.Error?.ToString();

    /// <summary>Whether it holds a trace (see <see cref="TraceRecorder"/>) and no run; nothing can be read here then.</summary>
    public bool IsTrace { get; private set; }

    /// <summary>Whether the file was cut short.</summary>
    public bool Truncated => _reader.Truncated;

    /// <summary>The name of the attached pipeline; empty where none is.</summary>
    public string PipelineName => Metadata?.GetValueOrDefault("pipeline") ?? "";

    /// <summary>The text of the attached pipeline, or null.</summary>
    public string? Pipeline { get; private set; }

    /// <summary>The text of the attached device profile, or null.</summary>
    public string? Profile { get; private set; }

    /// <summary>The version of the time zone database by which the recorded schedules went, or null where there was none.</summary>
    public string? TimeZones => Metadata?.GetValueOrDefault(RecordingFormat.TimeZonesKey);

    /// <summary>The texts of the attached files that the pipeline is made of beside its own, by the name that it gives them.</summary>
    public IReadOnlyDictionary<string, string> Files => _files;

    /// <summary>To whom the recording is sealed, as its sealer said; null where nothing in it is sealed.</summary>
    public IReadOnlyDictionary<string, string>? Seal { get; private set; }

    /// <summary>The names of the ports whose messages are sealed.</summary>
    public IReadOnlySet<string> SealedPorts =>
        Seal?.GetValueOrDefault(RecordingFormat.SealedPortsKey) is { } ports ? ports.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal) : FrozenSet<string>.Empty;

    /// <summary>The secrets of the run, sealed (<see cref="SealedSecrets"/>); null where none are there.</summary>
    public ReadOnlyMemory<byte>? Secrets { get; private set; }

    /// <summary>Opens what is sealed. Set before the first message of a sealed port is read; without it, that is an error.</summary>
    public RecordingOpener? Opener { get; set; }

    private IReadOnlyDictionary<string, string>? Metadata { get; set; }

    private string? Problem { get; set; }

    /// <summary>The next message; false at the end, at a cut and at damage.</summary>
    public bool TryRead(out RecordedMessage message)
    {
        message = default;
        while (Problem is null)
        {
            McapRecord record = _first;
            if (!_hasFirst && !_reader.TryRead(out record))
                return false;
            _hasFirst = false;
            if (record.Opcode != McapOpcode.Message)
            {
                Note(record);
                continue;
            }

            if (!_topics.TryGetValue(record.Message.ChannelId, out RecordingTopic? topic))
            {
                Problem = $"a message of channel {record.Message.ChannelId}, which was not declared (at byte {record.Offset})";
                return false;
            }

            if (topic.Kind == RecordingTopicKind.Foreign)
                continue;
            McapMessage read = record.Message;
            if (topic.IsSealed && (Opener is null || !SealedPayload.TryOpen(Opener, topic.Name, record.Message, ref _counter, out read)))
            {
                Problem = $"a message on {topic.Name} {(Opener is null ? "is sealed" : "does not open: it is not as it was sealed")} (at byte {record.Offset})";
                return false;
            }

            if (!RecordedMessageDecoder.TryDecode(topic, read, out message))
            {
                Problem = $"a message on {topic.Name} cannot be decoded (at byte {record.Offset})";
                return false;
            }

            SignalTime at = message.Kind == RecordedMessageKind.Command ? message.Command.At : message.Arrival.Turn;
            if (at >= _last)
            {
                _last = at;
                return true;
            }

            Problem = $"time runs backwards on {topic.Name}, from {_last} s to {at} s (at byte {record.Offset})";
            message = default;
        }

        return false;
    }

    private void Note(in McapRecord record)
    {
        switch (record.Value)
        {
            case McapSchema schema:
                _schemas[schema.Id] = schema;
                break;
            case McapChannel channel:
                _topics[channel.Id] = RecordingTopic.Of(channel, _schemas.GetValueOrDefault(channel.SchemaId)?.Name ?? "");
                break;
            case McapMetadata { Name: RecordingFormat.MetadataName } metadata:
                Metadata ??= metadata.Values;
                break;
            case McapMetadata { Name: RecordingFormat.SealMetadataName } seal:
                Seal ??= seal.Values;
                break;
            case McapAttachment { Name: RecordingFormat.SecretsAttachment } secrets:
                Secrets ??= secrets.Content;
                break;
            case McapMetadata { Name: RecordingFormat.TraceMetadataName }:
                IsTrace = true;
                break;
            case McapAttachment { Name: RecordingFormat.ProfileAttachment } attachment:
                Profile ??= Encoding.UTF8.GetString(attachment.Content.Span);
                break;
            case McapAttachment file when file.Name.StartsWith(RecordingFormat.FilePrefix, StringComparison.Ordinal):
                _files.TryAdd(file.Name[RecordingFormat.FilePrefix.Length..], Encoding.UTF8.GetString(file.Content.Span));
                break;
            case McapAttachment attachment when attachment.Name == PipelineName:
                Pipeline ??= Encoding.UTF8.GetString(attachment.Content.Span);
                break;
        }
    }
}
