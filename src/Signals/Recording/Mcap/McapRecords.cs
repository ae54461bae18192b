using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>The Header record.</summary>
/// <param name="Profile">Requirements on the whole file, e.g. <c>ros2</c>; may be empty.</param>
/// <param name="Library">Name and version of the writer; may be empty.</param>
public sealed record McapHeader(string Profile, string Library);

/// <summary>The Schema record: the definition of a message type.</summary>
/// <param name="Id">Unique in the file, never 0.</param>
/// <param name="Name">Name of the type, e.g. <c>sensor_msgs/msg/Range</c>.</param>
/// <param name="Encoding">Language of the definition, e.g. <c>ros2msg</c>; empty when there is none.</param>
/// <param name="Definition">The definition; a slice of what was read, see the reader for how long it is valid.</param>
public sealed record McapSchema(ushort Id, string Name, string Encoding, ReadOnlyMemory<byte> Definition);

/// <summary>The Channel record: a topic and how its messages are encoded.</summary>
/// <param name="Id">Unique in the file.</param>
/// <param name="SchemaId">The schema of its messages; 0 for none.</param>
/// <param name="Topic">The topic.</param>
/// <param name="MessageEncoding">The encoding of its messages, e.g. <c>cdr</c>.</param>
/// <param name="Metadata">Names and values; of a name that occurs twice, the last.</param>
public sealed record McapChannel(ushort Id, ushort SchemaId, string Topic, string MessageEncoding, IReadOnlyDictionary<string, string> Metadata);

/// <summary>The Message record. A value: reading one allocates nothing.</summary>
/// <param name="ChannelId">Its channel.</param>
/// <param name="Sequence">Its number at the writer; 0 where numbers mean nothing.</param>
/// <param name="LogTime">When it was recorded, in nanoseconds since the epoch of the file's writer.</param>
/// <param name="PublishTime">When it was published, in nanoseconds since the same epoch.</param>
/// <param name="Data">The payload; a slice of what was read, see the reader for how long it is valid.</param>
/// <param name="Offset">Where the record starts, in bytes from the start of the file.</param>
public readonly record struct McapMessage(ushort ChannelId, uint Sequence, ulong LogTime, ulong PublishTime, ReadOnlyMemory<byte> Data, long Offset);

/// <summary>The Chunk record: records that were written together.</summary>
/// <param name="StartTime">Earliest log time in it, in nanoseconds; 0 without messages.</param>
/// <param name="EndTime">Latest log time in it, in nanoseconds; 0 without messages.</param>
/// <param name="UncompressedSize">Size of its records before compression, in bytes.</param>
/// <param name="UncompressedCrc">CRC-32 of the records before compression; 0 for none.</param>
/// <param name="Compression">Name of the compression; empty for none.</param>
/// <param name="Records">The records as they are stored; a slice of what was read.</param>
public sealed record McapChunk(
    ulong StartTime, ulong EndTime, ulong UncompressedSize, uint UncompressedCrc, string Compression, ReadOnlyMemory<byte> Records);

/// <summary>The Message Index record: times and places of one channel's messages in the chunk before it.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="Entries">16 bytes per message: log time and offset in the chunk's records; a slice of what was read.</param>
public sealed record McapMessageIndex(ushort ChannelId, ReadOnlyMemory<byte> Entries)
{
    /// <summary>Bytes of one entry.</summary>
    public const int EntryBytes = 16;

    /// <summary>How many messages it lists.</summary>
    public int Count => Entries.Length / EntryBytes;

    /// <summary>Gives log time (nanoseconds) and offset (bytes from the start of the chunk's records) of an entry.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is out of range.</exception>
    public (ulong LogTime, ulong Offset) this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            ReadOnlySpan<byte> entry = Entries.Span.Slice(index * EntryBytes, EntryBytes);
            return (BinaryPrimitives.ReadUInt64LittleEndian(entry), BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]));
        }
    }
}

/// <summary>The Chunk Index record: place and time range of a chunk.</summary>
/// <param name="StartTime">Earliest log time in the chunk, in nanoseconds.</param>
/// <param name="EndTime">Latest log time in the chunk, in nanoseconds.</param>
/// <param name="ChunkOffset">Where the Chunk record starts, in bytes from the start of the file.</param>
/// <param name="ChunkLength">Length of the Chunk record with opcode and length, in bytes.</param>
/// <param name="MessageIndexOffsets">Where each channel's Message Index record starts; empty without message indexes.</param>
/// <param name="MessageIndexLength">Length of all message indexes of the chunk, in bytes.</param>
/// <param name="Compression">Name of the compression; empty for none.</param>
/// <param name="CompressedSize">Size of the chunk's records as stored, in bytes.</param>
/// <param name="UncompressedSize">Size of the chunk's records before compression, in bytes.</param>
public sealed record McapChunkIndex(
    ulong StartTime,
    ulong EndTime,
    ulong ChunkOffset,
    ulong ChunkLength,
    IReadOnlyDictionary<ushort, ulong> MessageIndexOffsets,
    ulong MessageIndexLength,
    string Compression,
    ulong CompressedSize,
    ulong UncompressedSize);

/// <summary>The Attachment record: an attached file.</summary>
/// <param name="LogTime">When it was recorded, in nanoseconds.</param>
/// <param name="CreateTime">When it was created, in nanoseconds; 0 if unknown.</param>
/// <param name="Name">Its name.</param>
/// <param name="MediaType">Its media type, e.g. <c>text/plain</c>.</param>
/// <param name="Content">Its bytes; a slice of what was read, see the reader for how long it is valid.</param>
public sealed record McapAttachment(ulong LogTime, ulong CreateTime, string Name, string MediaType, ReadOnlyMemory<byte> Content);

/// <summary>The Attachment Index record: place of an attachment.</summary>
/// <param name="Offset">Where the Attachment record starts, in bytes from the start of the file.</param>
/// <param name="Length">Length of that record with opcode and length, in bytes.</param>
/// <param name="LogTime">When it was recorded, in nanoseconds.</param>
/// <param name="CreateTime">When it was created, in nanoseconds; 0 if unknown.</param>
/// <param name="ContentSize">Size of the attached bytes.</param>
/// <param name="Name">Its name.</param>
/// <param name="MediaType">Its media type.</param>
public sealed record McapAttachmentIndex(
    ulong Offset, ulong Length, ulong LogTime, ulong CreateTime, ulong ContentSize, string Name, string MediaType);

/// <summary>The Metadata record.</summary>
/// <param name="Name">What the values are about.</param>
/// <param name="Values">Names and values; of a name that occurs twice, the last.</param>
public sealed record McapMetadata(string Name, IReadOnlyDictionary<string, string> Values);

/// <summary>The Metadata Index record: place of a metadata record.</summary>
/// <param name="Offset">Where the Metadata record starts, in bytes from the start of the file.</param>
/// <param name="Length">Length of that record with opcode and length, in bytes.</param>
/// <param name="Name">Its name.</param>
public sealed record McapMetadataIndex(ulong Offset, ulong Length, string Name);

/// <summary>The Statistics record.</summary>
/// <param name="MessageCount">Messages in the file.</param>
/// <param name="SchemaCount">Schemas in the file.</param>
/// <param name="ChannelCount">Channels in the file.</param>
/// <param name="AttachmentCount">Attachments in the file.</param>
/// <param name="MetadataCount">Metadata records in the file.</param>
/// <param name="ChunkCount">Chunks in the file.</param>
/// <param name="StartTime">Earliest log time, in nanoseconds; 0 without messages.</param>
/// <param name="EndTime">Latest log time, in nanoseconds; 0 without messages.</param>
/// <param name="ChannelMessageCounts">Messages of each channel; empty if not counted.</param>
public sealed record McapStatistics(
    ulong MessageCount,
    ushort SchemaCount,
    uint ChannelCount,
    uint AttachmentCount,
    uint MetadataCount,
    uint ChunkCount,
    ulong StartTime,
    ulong EndTime,
    IReadOnlyDictionary<ushort, ulong> ChannelMessageCounts);

/// <summary>The Summary Offset record: place of the summary records of one kind.</summary>
/// <param name="GroupOpcode">Their kind.</param>
/// <param name="GroupStart">Where the first starts, in bytes from the start of the file.</param>
/// <param name="GroupLength">Length of all of them, in bytes.</param>
public sealed record McapSummaryOffset(McapOpcode GroupOpcode, ulong GroupStart, ulong GroupLength);

/// <summary>The Data End record.</summary>
/// <param name="DataSectionCrc">CRC-32 of everything before this record; 0 for none.</param>
public sealed record McapDataEnd(uint DataSectionCrc);

/// <summary>The Footer record.</summary>
/// <param name="SummaryStart">Where the summary starts, in bytes from the start of the file; 0 without one.</param>
/// <param name="SummaryOffsetStart">Where the summary offsets start, in bytes from the start of the file; 0 without them.</param>
/// <param name="SummaryCrc">CRC-32 from the start of the summary up to this field; 0 for none.</param>
public sealed record McapFooter(ulong SummaryStart, ulong SummaryOffsetStart, uint SummaryCrc);

/// <summary>A record as <see cref="McapRecordReader"/> gives it. A value: for a message nothing is allocated.</summary>
/// <param name="Opcode">Its kind.</param>
/// <param name="Offset">Where it starts, in bytes from the start of the file.</param>
/// <param name="InChunk">Whether it lies in the chunk that was given before it.</param>
/// <param name="Content">Its content as stored; a slice of what was read.</param>
/// <param name="Message">The message; default unless <paramref name="Opcode"/> is <see cref="McapOpcode.Message"/>.</param>
/// <param name="Value">The decoded record of the type named like its kind, e.g. <see cref="McapSchema"/>; null for a message.</param>
public readonly record struct McapRecord(
    McapOpcode Opcode, long Offset, bool InChunk, ReadOnlyMemory<byte> Content, McapMessage Message, object? Value);
