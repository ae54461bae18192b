using System;
using System.Buffers.Binary;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>A queue of samples of fixed length: what goes in comes out so many bytes later. Until it is full nothing comes out.</summary>
internal sealed class DelayLine
{
    private readonly byte[] _ring;

    // where the next byte goes, and how many are under way
    private int _at;
    private int _filled;

    /// <summary>A line of <paramref name="bytes"/> bytes, at least one sample.</summary>
    public DelayLine(int bytes) => _ring = new byte[bytes];

    /// <summary>How many bytes come out when <paramref name="length"/> bytes go in.</summary>
    public int Passing(int length) => Math.Max(_filled + length - _ring.Length, 0);

    /// <summary>Puts a block in, and what comes out of the other end, <see cref="Passing"/> bytes, to <paramref name="passed"/>.</summary>
    public void Push(ReadOnlySpan<byte> block, Span<byte> passed)
    {
        int fromRing = Math.Min(Passing(block.Length), _filled), fromBlock = Passing(block.Length) - fromRing;
        CopyOldest(passed[..fromRing]);
        block[..fromBlock].CopyTo(passed[fromRing..]);
        ReadOnlySpan<byte> kept = block[fromBlock..];
        int first = Math.Min(kept.Length, _ring.Length - _at);
        kept[..first].CopyTo(_ring.AsSpan(_at));
        kept[first..].CopyTo(_ring);
        _at = (_at + kept.Length) % _ring.Length;
        _filled += kept.Length - fromRing;
    }

    /// <summary>Empties it.</summary>
    public void Clear() => _at = _filled = 0;

    /// <summary>Writes what is under way, oldest first.</summary>
    public void Save(StateWriter writer)
    {
        writer.Int64(_filled);
        Span<byte> word = stackalloc byte[8];
        for (int i = 0; i < _filled; i += word.Length)
        {
            word.Clear();
            for (int j = 0; j < Math.Min(word.Length, _filled - i); j++)
                word[j] = _ring[Place(i + j)];
            writer.Int64(BinaryPrimitives.ReadInt64LittleEndian(word));
        }
    }

    /// <summary>Takes what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The state.</param>
    /// <param name="frame">Bytes of a frame: only whole ones can be under way.</param>
    public void Load(StateReader reader, int frame)
    {
        Clear();
        int filled = reader.Count(_ring.Length);
        if (filled % frame != 0)
            throw new StateException($"{filled} bytes are no whole number of frames of {frame} bytes.");
        Span<byte> word = stackalloc byte[8];
        for (int i = 0; i < filled; i += word.Length)
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, reader.Int64());
            word[..Math.Min(word.Length, filled - i)].CopyTo(_ring.AsSpan(i));
        }

        (_filled, _at) = (filled, filled % _ring.Length);
    }

    private void CopyOldest(Span<byte> to)
    {
        int start = Place(0), first = Math.Min(to.Length, _ring.Length - start);
        _ring.AsSpan(start, first).CopyTo(to);
        _ring.AsSpan(0, to.Length - first).CopyTo(to[first..]);
    }

    private int Place(int fromOldest)
    {
        int place = _at - _filled + fromOldest;
        return place < 0 ? place + _ring.Length : place;
    }
}
