using System;
using System.Collections.Generic;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>
/// Random access to an MCAP file whose bytes are all there. Uses the summary if it is intact and complete; else reads the whole file once to
/// find out what it would have said, which also serves files that were cut short or damaged. Damage is a value, never an exception.
/// </summary>
/// <remarks>
/// With the summary, only the CRC of the summary and of the chunks and attachments that are read are checked, not that of the data section.
/// Everything it gives but messages of compressed chunks points into the bytes below and is valid as long as they are. Reader and cursors belong to
/// one thread.
/// </remarks>
public sealed class McapIndexedReader
{
    private readonly McapBytes _bytes;
    private readonly McapReaderOptions _options;
    private readonly McapIndex _index;
    private readonly McapUnpackedChunks _chunks;

    private McapIndexedReader(McapBytes bytes, McapReaderOptions options, McapIndex index, McapError? summaryError)
    {
        _bytes = bytes;
        _options = options;
        _chunks = new McapUnpackedChunks(options);
        _index = index;
        SummaryError = summaryError;
    }

    /// <summary>The header; null if the file is damaged before its end.</summary>
    public McapHeader? Header => _index.Header;

    /// <summary>Schemas by id.</summary>
    public IReadOnlyDictionary<ushort, McapSchema> Schemas => _index.Schemas;

    /// <summary>Channels by id.</summary>
    public IReadOnlyDictionary<ushort, McapChannel> Channels => _index.Channels;

    /// <summary>Statistics; counted here if the summary was not used, null if the summary has none.</summary>
    public McapStatistics? Statistics => _index.Statistics;

    /// <summary>The earliest and latest log time of its messages, in nanoseconds; null without messages.</summary>
    public (ulong Start, ulong End)? Times
    {
        get
        {
            (ulong Start, ulong End)? times = null;
            foreach (McapSegment segment in _index.Segments)
            {
                // a chunk without messages says 0 and lists none
                if (segment.EndTime > 0 || segment.Chunk is null or { MessageIndexOffsets.Count: > 0 } || _index.Statistics is { StartTime: 0, MessageCount: > 0 })
                    times = times is var (start, end) ? (ulong.Min(start, segment.StartTime), ulong.Max(end, segment.EndTime)) : (segment.StartTime, segment.EndTime);
            }

            return times;
        }
    }

    /// <summary>The chunks in the order of the file.</summary>
    public IReadOnlyList<McapChunkIndex> Chunks => _index.Chunks;

    /// <summary>The attachments in the order of the file.</summary>
    public IReadOnlyList<McapAttachmentIndex> Attachments => _index.Attachments;

    /// <summary>The metadata records in the order of the file.</summary>
    public IReadOnlyList<McapMetadataIndex> Metadata => _index.Metadata;

    /// <summary>Whether the summary was used. If not, <see cref="SummaryError"/> says why.</summary>
    public bool UsesSummary => SummaryError is null;

    /// <summary>Why the summary was not used; null if it was. A file without a summary is not damaged.</summary>
    public McapError? SummaryError { get; }

    /// <summary>The first damage found while the whole file was read; null if there is none or the summary was used.</summary>
    public McapError? Error => _index.Error;

    /// <summary>Whether the file was cut short; what is whole before the cut can be read.</summary>
    public bool Truncated => _index.Truncated;

    /// <summary>Opens a file: reads its summary, or all of it.</summary>
    /// <param name="bytes">The file; the caller keeps it alive while the reader and what it gave are in use.</param>
    /// <param name="options">Checks and limit; <see cref="McapReaderOptions.Default"/> if null.</param>
    /// <returns>A reader of whatever is intact; of something that is no MCAP file, one without messages and with an <see cref="Error"/>.</returns>
    public static McapIndexedReader Open(McapBytes bytes, McapReaderOptions? options = null)
    {
        options ??= McapReaderOptions.Default;
        McapIndex index = McapSummaryLoader.TryLoad(bytes, options, out McapError? problem) ?? McapScanner.Scan(bytes, options);
        return new McapIndexedReader(bytes, options, index, problem);
    }

    /// <summary>Starts reading every message in the order of log times.</summary>
    public McapMessageCursor ReadMessages() => ReadMessages(McapReading.Everything);

    /// <summary>Starts reading messages in the order of log times. Cursors do not disturb each other.</summary>
    /// <param name="reading">Which messages; chunks that hold none of them are not touched.</param>
    public McapMessageCursor ReadMessages(in McapReading reading) => new(_bytes, _index.Segments, reading, _options, _chunks);

    /// <summary>Reads an attachment.</summary>
    /// <param name="place">One of <see cref="Attachments"/>.</param>
    /// <param name="attachment">The attachment; null if it is damaged.</param>
    /// <param name="error">What is wrong; null if nothing is.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryReadAttachment(McapAttachmentIndex place, out McapAttachment? attachment, out McapError? error)
    {
        error = Read(McapOpcode.Attachment, place.Offset, place.Length, out object? value);
        attachment = error is null ? (McapAttachment?)value : null;
        return error is null;
    }

    /// <summary>Reads a metadata record.</summary>
    /// <param name="place">One of <see cref="Metadata"/>.</param>
    /// <param name="metadata">The names and values; null if the record is damaged.</param>
    /// <param name="error">What is wrong; null if nothing is.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryReadMetadata(McapMetadataIndex place, out McapMetadata? metadata, out McapError? error)
    {
        error = Read(McapOpcode.Metadata, place.Offset, place.Length, out object? value);
        metadata = error is null ? (McapMetadata?)value : null;
        return error is null;
    }

    private McapError? Read(McapOpcode opcode, ulong offset, ulong length, out object? value)
    {
        value = null;
        bool isInside = offset <= (ulong)_bytes.Length && length <= (ulong)_bytes.Length - offset;
        if (!isInside || length < McapDecoder.RecordHeadBytes || length - McapDecoder.RecordHeadBytes > (ulong)_options.MaxRecordBytes)
        {
            return new McapError(
                (long)ulong.Min(offset, long.MaxValue), McapFault.Index, $"A {opcode} record inside the file was expected; the index says {length} bytes");
        }

        ReadOnlyMemory<byte> record = _bytes.Read((long)offset, (int)length);
        string? broken = McapDecoder.TryNext(record.Span, 0, out byte code, out int contentLength);
        if (broken is not null || code != (byte)opcode || contentLength != record.Length - McapDecoder.RecordHeadBytes)
            return new McapError((long)offset, McapFault.Index, $"A {opcode} record of {length} bytes was expected where the index lists one");
        if (McapDecoder.TryValue(opcode, record[McapDecoder.RecordHeadBytes..], _options.CheckChecksums, out value, out McapFault fault))
            return null;
        string expected = fault == McapFault.Checksum ? "with the CRC it states" : "whose fields fit its length";
        return new McapError((long)offset, fault, $"A {opcode} record {expected} was expected");
    }
}
