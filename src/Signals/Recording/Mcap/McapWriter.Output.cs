using System;
using System.Buffers.Binary;

namespace Reactive.Signals.Recording.Mcap;

/// <content>How records reach the output, and what becomes of those that it refuses.</content>
public sealed partial class McapWriter
{
    private int PayloadStart => _messageStart + McapDecoder.RecordHeadBytes + McapDecoder.MessageHeadBytes;

    private static ushort NextId(int count) => count < ushort.MaxValue
        ? (ushort)(count + 1)
        : throw new InvalidOperationException($"An MCAP file holds at most {ushort.MaxValue} schemas and as many channels.");

    private void ThrowIfBusy()
    {
        if (_closed)
            throw new InvalidOperationException("The file is closed.");
        if (_messageStart != NoMessage)
            throw new InvalidOperationException("A message is begun; end it first.");
    }

    private byte[] MakeHead()
    {
        _scratch.Bytes(McapDecoder.Magic);
        int start = _scratch.BeginRecord(McapOpcode.Header);
        _scratch.String(_options.Profile);
        _scratch.String(_options.Library);
        _scratch.EndRecord(start, _options.PadRecords);
        return _scratch.Written.ToArray();
    }

    private void AppendDefinition(McapDefinition? definition)
    {
        if (definition is null || definition.Presence != McapPresence.Absent)
            return;
        definition.Write(_chunk, _options.PadRecords && !_options.UseChunks);
        definition.Presence = McapPresence.InChunk;
    }

    /// <summary>Fills in the head that was left free before the records, and appends the message indexes.</summary>
    private void EndChunk()
    {
        ReadOnlySpan<byte> records = _chunk.Written[_recordsStart..];
        Span<byte> head = _chunk.Written[.._recordsStart];
        head[0] = (byte)McapOpcode.Chunk;
        BinaryPrimitives.WriteUInt64LittleEndian(head[1..], (ulong)(_chunk.Length - McapDecoder.RecordHeadBytes));
        head = head[McapDecoder.RecordHeadBytes..];
        BinaryPrimitives.WriteUInt64LittleEndian(head, _chunkStartTime);
        BinaryPrimitives.WriteUInt64LittleEndian(head[8..], _chunkEndTime);
        BinaryPrimitives.WriteUInt64LittleEndian(head[16..], (ulong)records.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[24..], _options.WriteDataChecksums ? Crc32.Compute(records) : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(head[28..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(head[32..], (ulong)records.Length);
        if (!_options.WriteMessageIndexes)
            return;
        foreach (McapWriterChannel channel in _chunkChannels)
        {
            _chunkIndexes.Add((channel.Id, (ulong)(Position + _chunk.Length)));
            int start = _chunk.BeginRecord(McapOpcode.MessageIndex);
            _chunk.UInt16(channel.Id);
            _chunk.UInt32((uint)channel.Entries.Length);
            _chunk.Bytes(channel.Entries.Written);
            _chunk.EndRecord(start, _options.PadRecords);
        }
    }

    private void ForgetChunk(bool taken)
    {
        McapPresence presence = taken ? McapPresence.InFile : McapPresence.Absent;
        foreach (McapWriterChannel channel in _chunkChannels)
        {
            channel.Written += taken ? channel.Pending : 0;
            channel.Pending = 0;
            channel.Entries.CutBack(0);
            Settle(channel);
            Settle(channel.Schema);
        }

        _chunkChannels.Clear();
        _chunkIndexes.Clear();
        _chunk.CutBack(_recordsStart);
        _chunkMessages = 0;

        void Settle(McapDefinition? definition)
        {
            if (definition is { Presence: McapPresence.InChunk })
                definition.Presence = presence;
        }
    }

    private bool TryStart()
    {
        _started = _started || TryWrite(_head);
        return _started;
    }

    private bool TryWriteScratch(out long offset)
    {
        bool taken = TryStart();
        offset = Position;
        taken = taken && TryWrite(_scratch.Written);
        LostAttachmentsAndMetadata += taken ? 0 : 1;
        return taken;
    }

    private bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (!_output.TryWrite(bytes))
            return false;
        if (_options.WriteDataChecksums)
            _dataCrc = Crc32.Append(_dataCrc, bytes);
        Position += bytes.Length;
        return true;
    }
}
