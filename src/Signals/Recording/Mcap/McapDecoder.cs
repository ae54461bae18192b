using System;
using System.Buffers.Binary;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>From the content of a record to its value; fields that later versions append are passed over (specification, "Records").</summary>
internal static class McapDecoder
{
    /// <summary>Bytes before the payload of a message.</summary>
    public const int MessageHeadBytes = 2 + 4 + 8 + 8;

    /// <summary>Bytes of opcode and length before the content of every record.</summary>
    public const int RecordHeadBytes = 1 + 8;

    /// <summary>The longest schema or channel that is taken up: they are kept while the file is read, and a few bytes of a compressed chunk can unfold into a long one.</summary>
    public const int MaxDefinitionBytes = 1 << 24;

    /// <summary>Bytes of the content of a data end.</summary>
    public const int DataEndBytes = 4;
    /// <summary>Bytes of the content of a footer.</summary>
    public const int FooterBytes = 8 + 8 + 4;

    /// <summary>What a file begins and ends with.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'M', (byte)'C', (byte)'A', (byte)'P', (byte)'0', (byte)'\r', (byte)'\n'];

    /// <summary>A message of this content, which it goes on referring to; false where that is too short.</summary>
    public static bool TryMessage(ReadOnlyMemory<byte> content, long offset, out McapMessage message)
    {
        if (content.Length < MessageHeadBytes)
        {
            message = default;
            return false;
        }

        ReadOnlySpan<byte> head = content.Span;
        message = new McapMessage(
            BinaryPrimitives.ReadUInt16LittleEndian(head),
            BinaryPrimitives.ReadUInt32LittleEndian(head[2..]),
            BinaryPrimitives.ReadUInt64LittleEndian(head[6..]),
            BinaryPrimitives.ReadUInt64LittleEndian(head[14..]),
            content[MessageHeadBytes..],
            offset);
        return true;
    }

    /// <summary>Decodes any record but a message; false if its fields do not fit its content.</summary>
    public static bool TryValue(McapOpcode opcode, ReadOnlyMemory<byte> content, bool checkChecksums, out object? value, out McapFault fault)
    {
        McapFieldReader fields = new(content.Span);
        fault = McapFault.Content;
        switch (opcode)
        {
            case McapOpcode.Header:
                value = new McapHeader(fields.String(), fields.String());
                break;
            case McapOpcode.Footer:
                value = new McapFooter(fields.UInt64(), fields.UInt64(), fields.UInt32());
                return !fields.Failed && content.Length == FooterBytes;
            case McapOpcode.Schema:
                value = new McapSchema(fields.UInt16(), fields.String(), fields.String(), content[fields.Bytes(fields.UInt32())]);
                break;
            case McapOpcode.Channel:
                value = new McapChannel(fields.UInt16(), fields.UInt16(), fields.String(), fields.String(), fields.Strings());
                break;
            case McapOpcode.Chunk:
                value = new McapChunk(
                    fields.UInt64(), fields.UInt64(), fields.UInt64(), fields.UInt32(), fields.String(), content[fields.Bytes(fields.UInt64())]);
                break;
            case McapOpcode.MessageIndex:
                McapMessageIndex index = new(fields.UInt16(), content[fields.Bytes(fields.UInt32())]);
                value = index;
                return !fields.Failed && index.Entries.Length % McapMessageIndex.EntryBytes == 0;
            case McapOpcode.ChunkIndex:
                value = new McapChunkIndex(
                    fields.UInt64(),
                    fields.UInt64(),
                    fields.UInt64(),
                    fields.UInt64(),
                    fields.Numbers(),
                    fields.UInt64(),
                    fields.String(),
                    fields.UInt64(),
                    fields.UInt64());
                break;
            case McapOpcode.Attachment:
                value = Attachment(content, ref fields, checkChecksums, out bool intact);
                fault = intact || fields.Failed ? McapFault.Content : McapFault.Checksum;
                return !fields.Failed && intact;
            case McapOpcode.AttachmentIndex:
                value = new McapAttachmentIndex(
                    fields.UInt64(), fields.UInt64(), fields.UInt64(), fields.UInt64(), fields.UInt64(), fields.String(), fields.String());
                break;
            case McapOpcode.Statistics:
                value = new McapStatistics(
                    fields.UInt64(),
                    fields.UInt16(),
                    fields.UInt32(),
                    fields.UInt32(),
                    fields.UInt32(),
                    fields.UInt32(),
                    fields.UInt64(),
                    fields.UInt64(),
                    fields.Numbers());
                break;
            case McapOpcode.Metadata:
                value = new McapMetadata(fields.String(), fields.Strings());
                break;
            case McapOpcode.MetadataIndex:
                value = new McapMetadataIndex(fields.UInt64(), fields.UInt64(), fields.String());
                break;
            case McapOpcode.SummaryOffset:
                value = new McapSummaryOffset((McapOpcode)fields.UInt8(), fields.UInt64(), fields.UInt64());
                break;
            case McapOpcode.DataEnd:
                value = new McapDataEnd(fields.UInt32());
                return !fields.Failed && content.Length == DataEndBytes;
            default:
                value = null;
                return false;
        }

        return !fields.Failed;
    }

    /// <summary>Splits the next record off records in memory; a message if the rest cannot be a record.</summary>
    public static string? TryNext(ReadOnlySpan<byte> records, int position, out byte opcode, out int contentLength)
    {
        ReadOnlySpan<byte> rest = records[position..];
        contentLength = 0;
        opcode = 0;
        if (rest.Length < RecordHeadBytes)
            return $"A record head of {RecordHeadBytes} bytes was expected; {rest.Length} bytes are left";
        opcode = rest[0];
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(rest[1..]);
        if (length > (ulong)(rest.Length - RecordHeadBytes))
            return $"A record of at most {rest.Length - RecordHeadBytes} bytes was expected; its length says {length}";
        contentLength = (int)length;
        return null;
    }

    private static McapAttachment Attachment(ReadOnlyMemory<byte> content, ref McapFieldReader fields, bool checkChecksums, out bool intact)
    {
        McapAttachment attachment = new(
            fields.UInt64(), fields.UInt64(), fields.String(), fields.String(), content[fields.Bytes(fields.UInt64())]);
        int covered = fields.Position;
        uint crc = fields.UInt32();
        intact = !checkChecksums || crc == 0 || Crc32.Compute(content.Span[..covered]) == crc;
        return attachment;
    }
}
