using System;
using System.Buffers.Binary;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>
/// Reads the summary section. It is used only if it is whole: intact, within the file, without overlapping chunks, and complete: it lists as much as
/// its statistics count or, without those, everything between header and data end.
/// </summary>
internal static class McapSummaryLoader
{
    /// <summary>The index from the summary; null where there is none that is whole, with what is wrong with it.</summary>
    public static McapIndex? TryLoad(McapBytes bytes, McapReaderOptions options, out McapError? problem)
    {
        McapIndex index = new();
        problem = TryFill(index, bytes, options);
        if (problem is not null)
            return null;
        index.SortSegments();
        return index;
    }

    private static McapError? TryFill(McapIndex index, McapBytes bytes, McapReaderOptions options)
    {
        int footerLength = McapDecoder.RecordHeadBytes + McapDecoder.FooterBytes;
        long footerOffset = bytes.Length - McapDecoder.Magic.Length - footerLength;
        if (footerOffset < McapDecoder.Magic.Length)
            return new McapError(0, McapFault.Length, "A file with header and footer was expected");
        ReadOnlyMemory<byte> end = bytes.Read(footerOffset, footerLength + McapDecoder.Magic.Length);
        if (!end.Span[footerLength..].SequenceEqual(McapDecoder.Magic))
            return new McapError(bytes.Length - McapDecoder.Magic.Length, McapFault.Magic, "The closing magic bytes were expected");
        string? broken = McapDecoder.TryNext(end.Span[..footerLength], 0, out byte code, out int contentLength);
        if (broken is not null || code != (byte)McapOpcode.Footer || contentLength != McapDecoder.FooterBytes)
            return new McapError(footerOffset, McapFault.Order, "A Footer record was expected before the closing magic bytes");
        ulong summaryStart = BinaryPrimitives.ReadUInt64LittleEndian(end.Span[McapDecoder.RecordHeadBytes..]);
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(end.Span[(footerLength - 4)..]);
        if (summaryStart == 0)
            return new McapError(footerOffset, McapFault.Index, "A summary was expected; the footer says that there is none");
        bool isInside = summaryStart >= (ulong)McapDecoder.Magic.Length && summaryStart <= (ulong)footerOffset;
        if (!isInside || (ulong)footerOffset - summaryStart > (ulong)options.MaxRecordBytes)
            return new McapError(footerOffset, McapFault.Length, $"A summary inside the file was expected; the footer says that it starts at {summaryStart}");
        ReadOnlyMemory<byte> summary = bytes.Read((long)summaryStart, (int)(footerOffset - (long)summaryStart));
        if (options.CheckChecksums && crc != 0 && Crc32.Append(Crc32.Compute(summary.Span), end.Span[..(footerLength - 4)]) != crc)
            return new McapError((long)summaryStart, McapFault.Checksum, $"A summary with the CRC {crc:X8} was expected; its bytes have another");

        return ReadHeader(index, bytes, options)
            ?? ReadRecords(index, summary, (long)summaryStart, options)
            ?? AddSegments(index, (long)summaryStart, options)
            ?? CheckComplete(index, (long)summaryStart);
    }

    private static McapError? ReadHeader(McapIndex index, McapBytes bytes, McapReaderOptions options)
    {
        McapRecordReader reader = new(bytes, options);
        if (reader.TryRead(out McapRecord record))
        {
            index.Header = (McapHeader?)record.Value;
            index.HeaderEnd = record.Offset + McapDecoder.RecordHeadBytes + record.Content.Length;
        }

        return index.Header is null ? reader.Error ?? new McapError(0, McapFault.Order, "A Header record was expected") : null;
    }

    private static McapError? ReadRecords(McapIndex index, ReadOnlyMemory<byte> summary, long summaryStart, McapReaderOptions options)
    {
        int position = 0;
        while (position < summary.Length)
        {
            long offset = summaryStart + position;
            string? broken = McapDecoder.TryNext(summary.Span, position, out byte code, out int length);
            if (broken is not null)
                return new McapError(offset, McapFault.Length, broken);
            McapOpcode opcode = (McapOpcode)code;
            position += McapDecoder.RecordHeadBytes;
            ReadOnlyMemory<byte> content = summary.Slice(position, length);
            position += length;
            if (opcode > McapOpcode.DataEnd)
                continue;
            if (!McapDecoder.TryValue(opcode, content, options.CheckChecksums, out object? value, out McapFault fault))
                return new McapError(offset, fault, $"A {opcode} record whose fields fit its length was expected");
            switch (value)
            {
                case McapSchema schema when schema.Id != 0:
                    index.Schemas.TryAdd(schema.Id, schema);
                    break;
                case McapChannel channel:
                    index.Channels.TryAdd(channel.Id, channel);
                    break;
                case McapStatistics statistics:
                    index.Statistics = statistics;
                    break;
                case McapChunkIndex chunk:
                    index.Chunks.Add(chunk);
                    break;
                case McapAttachmentIndex attachment:
                    index.Attachments.Add(attachment);
                    break;
                case McapMetadataIndex metadata:
                    index.Metadata.Add(metadata);
                    break;
                case McapSchema or McapSummaryOffset:
                    break;
                default:
                    return new McapError(offset, McapFault.Order, $"A record of the summary was expected; this is a {opcode} record");
            }
        }

        return null;
    }

    /// <summary>Chunks that overlap would let a small file unfold into endless messages.</summary>
    private static McapError? AddSegments(McapIndex index, long dataEnd, McapReaderOptions options)
    {
        index.Chunks.Sort(static (a, b) => a.ChunkOffset.CompareTo(b.ChunkOffset));
        ulong free = (ulong)McapDecoder.Magic.Length;
        foreach (McapChunkIndex chunk in index.Chunks)
        {
            bool fits = chunk.ChunkOffset >= free
                && chunk.ChunkOffset <= (ulong)dataEnd
                && chunk.ChunkLength <= (ulong)dataEnd - chunk.ChunkOffset
                && chunk.ChunkLength is >= McapDecoder.RecordHeadBytes
                && chunk.ChunkLength - McapDecoder.RecordHeadBytes <= (ulong)options.MaxRecordBytes
                && chunk.StartTime <= chunk.EndTime;
            if (!fits)
            {
                return new McapError(
                    dataEnd,
                    McapFault.Index,
                    $"Chunks in the data section that do not overlap were expected; one is listed at {chunk.ChunkOffset} with {chunk.ChunkLength} bytes");
            }

            free = chunk.ChunkOffset + chunk.ChunkLength;
            index.Segments.Add(new McapSegment(chunk.StartTime, chunk.EndTime, (long)chunk.ChunkOffset, (int)chunk.ChunkLength, chunk));
        }

        return null;
    }

    private static McapError? CheckComplete(McapIndex index, long summaryStart)
    {
        bool complete = index.Statistics is McapStatistics statistics ? ListsWhatIsCounted(index, statistics) : ListsEveryByte(index, summaryStart);
        foreach (McapChunkIndex chunk in index.Chunks)
        {
            foreach (ushort channel in chunk.MessageIndexOffsets.Keys)
                complete &= index.Channels.ContainsKey(channel);
        }

        foreach (McapChannel channel in index.Channels.Values)
            complete &= channel.SchemaId == 0 || index.Schemas.ContainsKey(channel.SchemaId);
        return complete ? null : new McapError(summaryStart, McapFault.Index, "A summary that lists everything in the file was expected");
    }

    private static bool ListsWhatIsCounted(McapIndex index, McapStatistics statistics) =>
        statistics.ChunkCount == (uint)index.Chunks.Count
        && (statistics.MessageCount == 0 || statistics.ChunkCount > 0)
        && statistics.SchemaCount == index.Schemas.Count
        && statistics.ChannelCount == (uint)index.Channels.Count
        && statistics.AttachmentCount == (uint)index.Attachments.Count
        && statistics.MetadataCount == (uint)index.Metadata.Count;

    /// <summary>Without counts, an attachment or message that no list names shows as bytes that no list covers.</summary>
    private static bool ListsEveryByte(McapIndex index, long summaryStart)
    {
        ulong listed = 0;
        foreach (McapChunkIndex chunk in index.Chunks)
            listed += chunk.ChunkLength + chunk.MessageIndexLength;
        foreach (McapAttachmentIndex attachment in index.Attachments)
            listed += attachment.Length;
        foreach (McapMetadataIndex metadata in index.Metadata)
            listed += metadata.Length;
        long dataEnd = summaryStart - McapDecoder.RecordHeadBytes - McapDecoder.DataEndBytes;
        return (index.Chunks.Count == 0 || index.Channels.Count > 0) && listed == (ulong)(dataEnd - index.HeaderEnd);
    }
}
