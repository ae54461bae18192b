using System;
using System.Collections.Generic;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>A chunk that was unpacked, for as long as someone reads it.</summary>
internal sealed class McapUnpackedChunk
{
    private byte[] _buffer = [];

    /// <summary>Where the chunk is in the file, in bytes; -1 where it could not be unpacked, or nothing was yet.</summary>
    public long Offset { get; set; } = -1;

    /// <summary>How many read it.</summary>
    public int Users { get; set; }

    /// <summary>Bytes of its buffer.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>Its records, in a buffer that stays its own: valid until it is filled again.</summary>
    public ReadOnlyMemory<byte> Records { get; private set; }

    /// <summary>Unpacks the chunk at <paramref name="offset"/> in place of the one before; null where that went well.</summary>
    public McapError? Fill(McapChunk chunk, long offset, McapReaderOptions options)
    {
        McapError? error = McapChunkOpener.Open(chunk, offset, options, ref _buffer, out ReadOnlyMemory<byte> records);
        Records = records;
        Offset = error is null ? offset : -1;
        return error;
    }
}

/// <summary>
/// The unpacked chunks of one file. Cursors share them, so that many that move through the file together unpack each chunk once, and buffers are
/// used again. What all of them hold at once is limited: a small file may say that a thousand large chunks overlap in time.
/// </summary>
internal sealed class McapUnpackedChunks(McapReaderOptions options)
{
    /// <summary>
    /// Chunks that nobody reads are kept for whoever comes next, up to so many; from so many on, the one longest idle gives its buffer to another. Between
    /// the two lies what a cursor needs that holds two chunks where they meet.
    /// </summary>
    private const int MostIdle = 3;
    private const int FewestToReuse = 2;

    private readonly Dictionary<long, McapUnpackedChunk> _held = [];
    private readonly List<McapUnpackedChunk> _idle = [];
    private long _bytes;

    /// <summary>Gives the records of a compressed chunk; each success is paid back with <see cref="Release"/>.</summary>
    public McapError? Hold(McapChunk chunk, long offset, out McapUnpackedChunk? held)
    {
        if (!_held.TryGetValue(offset, out held))
        {
            if (_idle.Find(c => c.Offset == offset) is { } idle)
            {
                _idle.Remove(idle);
                held = idle;
            }
            else if (Unpack(chunk, offset, out held) is { } error)
            {
                return error;
            }

            _held.Add(offset, held!);
        }

        held!.Users++;
        return null;
    }

    /// <summary>Ends one use. A chunk without any is kept for a while, and its buffer then used again.</summary>
    public void Release(McapUnpackedChunk chunk)
    {
        if (--chunk.Users > 0)
            return;
        _held.Remove(chunk.Offset);
        _idle.Add(chunk);
        if (_idle.Count > MostIdle)
            Drop();
    }

    private McapError? Unpack(McapChunk chunk, long offset, out McapUnpackedChunk? unpacked)
    {
        unpacked = new McapUnpackedChunk();
        if (_idle.Count >= FewestToReuse)
        {
            unpacked = _idle[0];
            _idle.RemoveAt(0);
            _bytes -= unpacked.Capacity;
        }

        int size = Math.Max(unpacked.Capacity, McapChunkOpener.BufferBytes((int)chunk.UncompressedSize));
        while (_bytes + size > options.MaxHeldBytes && _idle.Count > 0)
            Drop();
        if (_bytes + size > options.MaxHeldBytes)
        {
            return new McapError(
                offset,
                McapFault.Compression,
                $"Chunks that follow each other in time were expected; to bring their messages into order, more than {options.MaxHeldBytes} bytes of unpacked chunks would have to be held");
        }

        McapError? error = unpacked.Fill(chunk, offset, options);
        _bytes += unpacked.Capacity;
        if (error is not null)
            _idle.Insert(0, unpacked);
        return error;
    }

    private void Drop()
    {
        _bytes -= _idle[0].Capacity;
        _idle.RemoveAt(0);
    }
}
