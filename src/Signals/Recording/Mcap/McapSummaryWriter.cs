using System.Collections.Generic;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>Gathers what the summary says about the file while it is written. Indexes are kept as the bytes that they will be.</summary>
internal sealed class McapSummaryWriter(McapWriterOptions options)
{
    private const int IndexCapacityBytes = 64 * 1024;
    private const int SmallIndexCapacityBytes = 1024;

    private readonly McapBuffer _chunks = new(IndexCapacityBytes);
    private readonly McapBuffer _attachments = new(SmallIndexCapacityBytes);
    private readonly McapBuffer _metadata = new(SmallIndexCapacityBytes);
    private uint _chunkCount;
    private uint _attachmentCount;
    private uint _metadataCount;
    private ulong _startTime;
    private ulong _endTime;

    /// <summary>Messages in the file.</summary>
    public ulong MessageCount { get; private set; }

    /// <summary>Counts messages, whose log times lie between these, in nanoseconds.</summary>
    public void AddMessages(ulong count, ulong startTime, ulong endTime)
    {
        _startTime = MessageCount == 0 ? startTime : ulong.Min(_startTime, startTime);
        _endTime = ulong.Max(_endTime, endTime);
        MessageCount += count;
    }

    /// <summary>Counts a chunk; lengths and offsets are in bytes, offsets from the start of the file.</summary>
    public void AddChunk(
        long offset, long length, ulong startTime, ulong endTime, ulong recordsLength, ulong indexLength, IReadOnlyList<(ushort Channel, ulong Offset)> indexes)
    {
        _chunkCount++;
        if (!options.WriteChunkIndexes)
            return;
        int start = _chunks.BeginRecord(McapOpcode.ChunkIndex);
        _chunks.UInt64(startTime);
        _chunks.UInt64(endTime);
        _chunks.UInt64((ulong)offset);
        _chunks.UInt64((ulong)length);
        int map = _chunks.Length;
        _chunks.UInt32(0);
        for (int i = 0; i < indexes.Count; i++)
        {
            _chunks.UInt16(indexes[i].Channel);
            _chunks.UInt64(indexes[i].Offset);
        }

        _chunks.PatchLength32(map);
        _chunks.UInt64(indexLength);
        _chunks.String(string.Empty);
        _chunks.UInt64(recordsLength);
        _chunks.UInt64(recordsLength);
        _chunks.EndRecord(start, options.PadRecords);
    }

    /// <summary>Counts an attachment; offset and lengths are in bytes, times in nanoseconds.</summary>
    public void AddAttachment(long offset, int length, ulong logTime, ulong createTime, int contentSize, string name, string mediaType)
    {
        _attachmentCount++;
        if (!options.WriteAttachmentIndexes)
            return;
        int start = _attachments.BeginRecord(McapOpcode.AttachmentIndex);
        _attachments.UInt64((ulong)offset);
        _attachments.UInt64((ulong)length);
        _attachments.UInt64(logTime);
        _attachments.UInt64(createTime);
        _attachments.UInt64((ulong)contentSize);
        _attachments.String(name);
        _attachments.String(mediaType);
        _attachments.EndRecord(start, options.PadRecords);
    }

    /// <summary>Counts metadata; offset and length are in bytes.</summary>
    public void AddMetadata(long offset, int length, string name)
    {
        _metadataCount++;
        if (!options.WriteMetadataIndexes)
            return;
        int start = _metadata.BeginRecord(McapOpcode.MetadataIndex);
        _metadata.UInt64((ulong)offset);
        _metadata.UInt64((ulong)length);
        _metadata.String(name);
        _metadata.EndRecord(start, options.PadRecords);
    }

    /// <summary>Appends summary, summary offsets, footer and closing magic.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="position">Where the start of the buffer will be in the file.</param>
    /// <param name="schemas">All schemas; those that are not in the file are left out.</param>
    /// <param name="channels">All channels; those that are not in the file are left out.</param>
    public void Write(McapBuffer buffer, long position, List<McapDefinition> schemas, List<McapWriterChannel> channels)
    {
        int summaryStart = buffer.Length;
        List<(McapOpcode Opcode, int Start, int Length)> groups = [];
        int start = buffer.Length;
        if (options.RepeatSchemas)
        {
            foreach (McapDefinition schema in schemas)
                Repeat(buffer, schema);
        }

        EndGroup(McapOpcode.Schema);
        if (options.RepeatChannels)
        {
            foreach (McapWriterChannel channel in channels)
                Repeat(buffer, channel);
        }

        EndGroup(McapOpcode.Channel);
        if (options.WriteStatistics)
            WriteStatistics(buffer, schemas, channels);
        EndGroup(McapOpcode.Statistics);
        buffer.Bytes(_metadata.Written);
        EndGroup(McapOpcode.MetadataIndex);
        buffer.Bytes(_attachments.Written);
        EndGroup(McapOpcode.AttachmentIndex);
        buffer.Bytes(_chunks.Written);
        EndGroup(McapOpcode.ChunkIndex);

        bool hasSummary = groups.Count > 0;
        bool hasOffsets = hasSummary && options.WriteSummaryOffsets;
        int offsetsStart = buffer.Length;
        if (hasOffsets)
        {
            foreach ((McapOpcode opcode, int groupStart, int length) in groups)
                WriteOffset(buffer, opcode, position + groupStart, length);
        }

        int footer = buffer.BeginRecord(McapOpcode.Footer);
        buffer.UInt64(hasSummary ? (ulong)(position + summaryStart) : 0);
        buffer.UInt64(hasOffsets ? (ulong)(position + offsetsStart) : 0);

        // The length is part of what the CRC covers, so it is written before the CRC is.
        int crcAt = buffer.Length;
        buffer.UInt32(0);
        buffer.EndRecord(footer);
        uint crc = Crc32.Compute(buffer.Written[summaryStart..crcAt]);
        buffer.CutBack(crcAt);
        buffer.UInt32(crc);
        buffer.Bytes(McapDecoder.Magic);

        void EndGroup(McapOpcode opcode)
        {
            if (buffer.Length > start)
                groups.Add((opcode, start, buffer.Length - start));
            start = buffer.Length;
        }
    }

    private void Repeat(McapBuffer buffer, McapDefinition definition)
    {
        if (definition.Presence == McapPresence.InFile)
            definition.Write(buffer, options.PadRecords);
    }

    private void WriteOffset(McapBuffer buffer, McapOpcode opcode, long groupStart, int groupLength)
    {
        int start = buffer.BeginRecord(McapOpcode.SummaryOffset);
        buffer.Append(1)[0] = (byte)opcode;
        buffer.UInt64((ulong)groupStart);
        buffer.UInt64((ulong)groupLength);
        buffer.EndRecord(start, options.PadRecords);
    }

    private void WriteStatistics(McapBuffer buffer, List<McapDefinition> schemas, List<McapWriterChannel> channels)
    {
        int start = buffer.BeginRecord(McapOpcode.Statistics);
        buffer.UInt64(MessageCount);
        buffer.UInt16((ushort)CountInFile(schemas));
        buffer.UInt32((uint)CountInFile(channels));
        buffer.UInt32(_attachmentCount);
        buffer.UInt32(_metadataCount);
        buffer.UInt32(_chunkCount);
        buffer.UInt64(_startTime);
        buffer.UInt64(_endTime);
        int map = buffer.Length;
        buffer.UInt32(0);
        foreach (McapWriterChannel channel in channels)
        {
            if (channel.Written == 0)
                continue;
            buffer.UInt16(channel.Id);
            buffer.UInt64(channel.Written);
        }

        buffer.PatchLength32(map);
        buffer.EndRecord(start, options.PadRecords);
    }

    private static int CountInFile(IEnumerable<McapDefinition> definitions)
    {
        int count = 0;
        foreach (McapDefinition definition in definitions)
            count += definition.Presence == McapPresence.InFile ? 1 : 0;
        return count;
    }
}
