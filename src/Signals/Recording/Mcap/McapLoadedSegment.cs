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
    private long _recordsOffset;

    public bool IsEmpty => _next == _count;

    /// <summary>Log time and place of the next message: messages of one time keep the order of the file.</summary>
    public (ulong LogTime, long Offset) NextKey => (_entries[_next].LogTime, _recordsOffset + _entries[_next].Position);

    public void TakeNext(out McapMessage message)
    {
        Entry entry = _entries[_next++];
        int start = entry.Position + McapDecoder.RecordHeadBytes;
        McapDecoder.TryMessage(_records.Slice(start, entry.Length), _recordsOffset + entry.Position, out message);
    }

    /// <summary>Reads a segment; on damage gives what is wrong and holds no messages.</summary>
    public McapError? Load(McapBytes bytes, in McapSegment segment, in McapReading reading, McapReaderOptions options)
    {
        _count = 0;
        _next = 0;
        _records = bytes.Read(segment.Offset, segment.Length);
        _recordsOffset = segment.Offset;
        McapError? error = segment.Chunk is null ? null : OpenChunk(segment, options);
        error ??= Gather(segment, reading);
        if (error is not null)
            _count = 0;
        return error;
    }

    private McapError? OpenChunk(in McapSegment segment, McapReaderOptions options)
    {
        string? broken = McapDecoder.TryNext(_records.Span, 0, out byte code, out int length);
        if (broken is not null || code != (byte)McapOpcode.Chunk || length != segment.Length - McapDecoder.RecordHeadBytes)
        {
            return new McapError(
                segment.Offset, McapFault.Index, $"A Chunk record of {segment.Length} bytes was expected where the summary lists one");
        }

        McapError? error = McapDecoder.OpenChunk(_records[McapDecoder.RecordHeadBytes..], segment.Offset, options, out McapChunk? chunk, out _recordsOffset);
        if (error is null)
            _records = chunk!.Records;
        return error;
    }

    private McapError? Gather(in McapSegment segment, in McapReading reading)
    {
        ReadOnlySpan<byte> records = _records.Span;
        bool sorted = true;
        int position = 0;
        while (position < records.Length)
        {
            string? broken = McapDecoder.TryNext(records, position, out byte code, out int length);
            if (broken is not null)
                return new McapError(_recordsOffset + position, McapFault.Length, broken);
            if (code == (byte)McapOpcode.Message)
            {
                int start = position + McapDecoder.RecordHeadBytes;
                if (!McapDecoder.TryMessage(_records.Slice(start, length), 0, out McapMessage message))
                    return new McapError(_recordsOffset + position, McapFault.Content, "A Message record whose fields fit its length was expected");
                ulong time = message.LogTime;
                if (time < segment.StartTime || time > segment.EndTime)
                {
                    return new McapError(
                        _recordsOffset + position,
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
        public int Compare(Entry x, Entry y) =>
            x.LogTime != y.LogTime ? x.LogTime.CompareTo(y.LogTime) : x.Position.CompareTo(y.Position);
    }
}
