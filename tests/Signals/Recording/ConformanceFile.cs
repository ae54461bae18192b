using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Signals.Tests.Recording;

/// <summary>A file of the MCAP conformance corpus with its content as JSON, and records of ours in the same notation.</summary>
internal sealed class ConformanceFile
{
    private ConformanceFile(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        Bytes = File.ReadAllBytes(path);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(path, ".json")));
        Records = [.. document.RootElement.GetProperty("records").EnumerateArray().Select(record => record.Clone())];
        Features = [.. document.RootElement.GetProperty("meta").GetProperty("variant").GetProperty("features").EnumerateArray().Select(f => f.GetString()!)];
    }

    public string Name { get; }

    public byte[] Bytes { get; }

    public List<JsonElement> Records { get; }

    public HashSet<string> Features { get; }

    /// <summary>The records as lines, the way <see cref="Line(in McapRecord)"/> gives ours.</summary>
    public List<string> Lines => [.. Records.Select(Line)];

    public static List<ConformanceFile> All(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.mcap", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => new ConformanceFile(path))];

    public static string Type(JsonElement record) => record.GetProperty("type").GetString()!;

    public static JsonElement Field(JsonElement record, string name) =>
        record.GetProperty("fields").EnumerateArray().First(field => field[0].GetString() == name)[1];

    public static string Text(JsonElement record, string name) => Field(record, name).GetString()!;

    public static ulong Number(JsonElement record, string name) => ulong.Parse(Text(record, name));

    public static byte[] Content(JsonElement record, string name) =>
        [.. Field(record, name).EnumerateArray().Select(value => byte.Parse(value.GetString()!))];

    public static List<KeyValuePair<string, string>> Map(JsonElement record, string name) =>
        [.. Field(record, name).EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.GetString()!))];

    public static string Line(in McapMessage m) =>
        $"Message channel_id={m.ChannelId} data={Join(m.Data)} log_time={m.LogTime} publish_time={m.PublishTime} sequence={m.Sequence}";

    /// <summary>The record as a line; null for the kinds that the corpus leaves out.</summary>
    public static string? Line(in McapRecord record) => record.Value switch
    {
        null => Line(record.Message),
        McapHeader r => $"Header library={r.Library} profile={r.Profile}",
        McapSchema r => $"Schema data={Join(r.Definition)} encoding={r.Encoding} id={r.Id} name={r.Name}",
        McapChannel r => $"Channel id={r.Id} message_encoding={r.MessageEncoding} metadata={Join(r.Metadata)} schema_id={r.SchemaId} topic={r.Topic}",
        McapAttachment r => $"Attachment create_time={r.CreateTime} data={Join(r.Content)} log_time={r.LogTime} media_type={r.MediaType} name={r.Name}",
        McapMetadata r => $"Metadata metadata={Join(r.Values)} name={r.Name}",
        McapDataEnd r => $"DataEnd data_section_crc={r.DataSectionCrc}",
        McapStatistics r => $"Statistics attachment_count={r.AttachmentCount} channel_count={r.ChannelCount} "
            + $"channel_message_counts={Join(r.ChannelMessageCounts)} chunk_count={r.ChunkCount} message_count={r.MessageCount} "
            + $"message_end_time={r.EndTime} message_start_time={r.StartTime} metadata_count={r.MetadataCount} schema_count={r.SchemaCount}",
        McapChunkIndex r => $"ChunkIndex chunk_length={r.ChunkLength} chunk_start_offset={r.ChunkOffset} compressed_size={r.CompressedSize} "
            + $"compression={r.Compression} message_end_time={r.EndTime} message_index_length={r.MessageIndexLength} "
            + $"message_index_offsets={Join(r.MessageIndexOffsets)} message_start_time={r.StartTime} uncompressed_size={r.UncompressedSize}",
        McapAttachmentIndex r => $"AttachmentIndex create_time={r.CreateTime} data_size={r.ContentSize} length={r.Length} log_time={r.LogTime} "
            + $"media_type={r.MediaType} name={r.Name} offset={r.Offset}",
        McapMetadataIndex r => $"MetadataIndex length={r.Length} name={r.Name} offset={r.Offset}",
        McapSummaryOffset r => $"SummaryOffset group_length={r.GroupLength} group_opcode={(int)r.GroupOpcode} group_start={r.GroupStart}",
        McapFooter r => $"Footer summary_crc={r.SummaryCrc} summary_offset_start={r.SummaryOffsetStart} summary_start={r.SummaryStart}",
        _ => null,
    };

    private static string Line(JsonElement record) =>
        Type(record) + string.Concat(record.GetProperty("fields").EnumerateArray().Select(field => $" {field[0].GetString()}={Value(field[1])}"));

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(item => item.GetString())),
        JsonValueKind.Object => string.Join(',', value.EnumerateObject().Select(entry => $"{entry.Name}:{entry.Value.GetString()}")),
        _ => value.GetString()!,
    };

    private static string Join(ReadOnlyMemory<byte> bytes) => string.Join(',', bytes.ToArray());

    private static string Join<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> map) =>
        string.Join(',', map.Select(entry => $"{entry.Key}:{entry.Value}"));
}
