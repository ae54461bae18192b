using System;
using System.Collections.Generic;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>The messages of one segment that a reading asked for, in the order of log times. Reused, so that reading on allocates nothing.</summary>
internal sealed class McapLoadedSegment
{
    private const int InitialEntries = 64;

    private Entry[] _entries = new Entry[InitialEntries];
    private int _count;
    private int _next;
    private ReadOnlyMemory<byte> _records;
    private long _segmentOffset;
    private long _recordsOffset;
    private McapUnpackedChunk? _unpacked;

    /// <summary>Whether all messages were taken.</summary>
    public bool IsEmpty => _next == _count;

    /// <summary>Log time and place of the next message: messages of one time keep the order of the file.</summary>
    public (ulong LogTime, long Offset, int Position) NextKey => (_entries[_next].LogTime, _segmentOffset, _entries[_next].Position);

    /// <summary>Takes the next message, valid until the segment is loaded again; there is one.</summary>
    public void TakeNext(out McapMessage message)
    {
        Entry entry = _entries[_next++];
        int start = entry.Position + McapDecoder.RecordHeadBytes;
        McapDecoder.TryMessage(_records.Slice(start, entry.Length), PlaceOf(entry.Position), out message);
    }

    /// <summary>Gives back what was unpacked for it. Messages that were taken are no longer valid.</summary>
    public void Unload(McapUnpackedChunks chunks)
    {
        if (_unpacked is not null)
            chunks.Release(_unpacked);
        _unpacked = null;
        _records = default;
    }

    /// <summary>Reads a segment; on damage gives what is wrong and holds no messages.</summary>
    public McapError? Load(McapBytes bytes, in McapSegment segment, in McapReading reading, McapReaderOptions options, McapUnpackedChunks chunks)
    {
        _count = 0;
        _next = 0;
        _records = bytes.Read(segment.Offset, segment.Length);
        _segmentOffset = segment.Offset;
        _recordsOffset = segment.Offset;
        McapError? error = segment.Chunk is null ? null : OpenChunk(segment, options, chunks);
        error ??= Gather(segment, reading);
        if (error is not null)
            _count = 0;
        return error;
    }

    private McapError? OpenChunk(in McapSegment segment, McapReaderOptions options, McapUnpackedChunks chunks)
    {
        string? broken = McapDecoder.TryNext(_records.Span, 0, out byte code, out int length);
        if (broken is not null || code != (byte)McapOpcode.Chunk || length != segment.Length - McapDecoder.RecordHeadBytes)
        {
            return new McapError(
                segment.Offset, McapFault.Index, $"A Chunk record of {segment.Length} bytes was expected where the summary lists one");
        }

        McapError? error = McapChunkOpener.Decode(_records[McapDecoder.RecordHeadBytes..], segment.Offset, options, out McapChunk? chunk);
        if (error is not null)
            return error;
        _recordsOffset = McapChunkOpener.RecordsOffset(chunk!, segment.Offset);
        if (chunk!.Compression.Length == 0)
        {
            byte[] none = [];
            return McapChunkOpener.Open(chunk, segment.Offset, options, ref none, out _records);
        }

        error = chunks.Hold(chunk, segment.Offset, out McapUnpackedChunk? unpacked);
        if (error is not null)
            return error;
        _unpacked = unpacked;
        _records = unpacked!.Records;
        return null;
    }

    // In the file; the records of a compressed chunk have no place there but that of the chunk.
    private long PlaceOf(int position) => _unpacked is null ? _recordsOffset + position : _segmentOffset;

    private McapError? Gather(in McapSegment segment, in McapReading reading)
    {
        ReadOnlySpan<byte> records = _records.Span;
        bool sorted = true;
        int position = 0;
        while (position < records.Length)
        {
            string? broken = McapDecoder.TryNext(records, position, out byte code, out int length);
            if (broken is not null)
                return new McapError(PlaceOf(position), McapFault.Length, broken);
            if (code == (byte)McapOpcode.Message)
            {
                int start = position + McapDecoder.RecordHeadBytes;
                if (!McapDecoder.TryMessage(_records.Slice(start, length), 0, out McapMessage message))
                    return new McapError(PlaceOf(position), McapFault.Content, "A Message record whose fields fit its length was expected");
                ulong time = message.LogTime;
                if (time < segment.StartTime || time > segment.EndTime)
                {
                    return new McapError(
                        PlaceOf(position),
                        McapFault.Index,
                        $"A log time from {segment.StartTime} to {segment.EndTime} was expected, as the index says; this is {time}");
                }

                if (reading.Includes(message.ChannelId, time))
                {
                    sorted &= _count == 0 || _entries[_count - 1].LogTime <= time;
                    Add(new Entry(time, position, length));
                }
            }

            position += McapDecoder.RecordHeadBytes + length;
        }

        if (!sorted)
            _entries.AsSpan(0, _count).Sort(default(ByTime));
        return null;
    }

    private void Add(Entry entry)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, 2 * _count);
        _entries[_count++] = entry;
    }

    private readonly record struct Entry(ulong LogTime, int Position, int Length);

    private readonly struct ByTime : IComparer<Entry>
    {
        /// <inheritdoc/>
        public int Compare(Entry x, Entry y) =>
            x.LogTime != y.LogTime ? x.LogTime.CompareTo(y.LogTime) : x.Position.CompareTo(y.Position);
    }
}
