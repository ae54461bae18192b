using System;
using System.Collections.Generic;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>Which messages to read.</summary>
/// <param name="StartTime">Earliest log time, in nanoseconds, inclusive.</param>
/// <param name="EndTime">Latest log time, in nanoseconds, inclusive.</param>
/// <param name="Channels">The channels; null for all. Not changed while it is in use.</param>
public readonly record struct McapReading(ulong StartTime, ulong EndTime, IReadOnlySet<ushort>? Channels)
{
    /// <summary>Every message.</summary>
    public static McapReading Everything { get; } = new(0, ulong.MaxValue, null);

    /// <summary>Whether a message of this channel and log time, in nanoseconds, was asked for.</summary>
    internal bool Includes(ushort channel, ulong time) =>
        time >= StartTime && time <= EndTime && (Channels is null || Channels.Contains(channel));

    /// <summary>Whether a segment may hold messages that were asked for.</summary>
    internal bool MayInclude(in McapSegment segment)
    {
        if (segment.EndTime < StartTime || segment.StartTime > EndTime)
            return false;
        if (Channels is null || segment.Chunk is null || segment.Chunk.MessageIndexOffsets.Count == 0)
            return true;
        foreach (ushort channel in segment.Chunk.MessageIndexOffsets.Keys)
        {
            if (Channels.Contains(channel))
                return true;
        }

        return false;
    }
}

/// <summary>
/// Gives messages in the order of log times; messages of one time in the order of the file. Chunks are read (and their CRC checked) when their
/// time comes, and only those that overlap in time are held at once. Per message nothing is allocated. A message from a compressed chunk is valid
/// until the next call.
/// </summary>
public sealed class McapMessageCursor : IDisposable
{
    private readonly McapBytes _bytes;
    private readonly List<McapSegment> _segments;
    private readonly McapReading _reading;
    private readonly McapReaderOptions _options;
    private readonly McapUnpackedChunks _chunks;
    private readonly PriorityQueue<McapLoadedSegment, (ulong LogTime, long Offset, int Position)> _waiting = new();
    private readonly Stack<McapLoadedSegment> _free = new();
    private McapLoadedSegment? _current;
    private McapLoadedSegment? _spent;
    private int _nextSegment;

    /// <summary>A cursor before the first message; segments are in the order of their start times.</summary>
    internal McapMessageCursor(McapBytes bytes, List<McapSegment> segments, in McapReading reading, McapReaderOptions options, McapUnpackedChunks chunks)
    {
        _chunks = chunks;
        _bytes = bytes;
        _segments = segments;
        _reading = reading;
        _options = options;
    }

    /// <summary>What is wrong with the chunk at which reading stopped; null if nothing is.</summary>
    public McapError? Error { get; private set; }

    /// <summary>Gives the next message.</summary>
    /// <param name="message">The message; its payload is a slice of the reader's bytes. Default if there is none.</param>
    /// <returns>False at the end and at damage (<see cref="Error"/>).</returns>
    public bool TryRead(out McapMessage message)
    {
        message = default;
        if (_spent is not null)
            Free(_spent);
        _spent = null;
        if (Error is not null || !TryLoadDue())
            return false;
        if (_current is null && !_waiting.TryDequeue(out _current, out _))
            return false;
        _current.TakeNext(out message);
        if (_current.IsEmpty)
        {
            // the message just taken may lie in it
            _spent = _current;
            _current = null;
        }
        else if (_waiting.TryPeek(out _, out (ulong, long, int) other) && other.CompareTo(_current.NextKey) < 0)
        {
            _current = _waiting.EnqueueDequeue(_current, _current.NextKey);
        }

        return true;
    }

    /// <summary>Leaves the damaged chunk out: <see cref="Error"/> becomes null, and the next read goes on with the others.</summary>
    /// <returns>False if there is no error.</returns>
    public bool TryResume()
    {
        bool wasDamaged = Error is not null;
        Error = null;
        return wasDamaged;
    }

    /// <summary>Gives back the chunks it holds; nothing can be read after that.</summary>
    public void Dispose()
    {
        _nextSegment = _segments.Count;
        if (_spent is not null)
            Free(_spent);
        if (_current is not null)
            Free(_current);
        while (_waiting.TryDequeue(out McapLoadedSegment? waiting, out _))
            Free(waiting);
        _spent = _current = null;
    }

    private void Free(McapLoadedSegment segment)
    {
        segment.Unload(_chunks);
        _free.Push(segment);
    }

    /// <summary>Loads every segment that may hold the next message.</summary>
    private bool TryLoadDue()
    {
        while (_nextSegment < _segments.Count)
        {
            McapSegment segment = _segments[_nextSegment];
            if (IsAhead(segment.StartTime))
                break;
            _nextSegment++;
            if (!_reading.MayInclude(segment))
                continue;
            McapLoadedSegment loaded = _free.TryPop(out McapLoadedSegment? reused) ? reused : new McapLoadedSegment();
            Error = loaded.Load(_bytes, segment, _reading, _options, _chunks);
            if (loaded.IsEmpty)
                Free(loaded);
            else
                Insert(loaded);
            if (Error is not null)
                return false;
        }

        return true;
    }

    private bool IsAhead(ulong startTime) => _current is not null
        ? startTime > _current.NextKey.LogTime
        : _waiting.TryPeek(out _, out (ulong LogTime, long, int) key) && startTime > key.LogTime;

    private void Insert(McapLoadedSegment loaded)
    {
        if (_current is null)
        {
            // Whatever waits may come before it.
            _current = _waiting.EnqueueDequeue(loaded, loaded.NextKey);
            return;
        }

        bool isFirst = loaded.NextKey.CompareTo(_current.NextKey) < 0;
        McapLoadedSegment later = isFirst ? _current : loaded;
        _current = isFirst ? loaded : _current;
        _waiting.Enqueue(later, later.NextKey);
    }
}
