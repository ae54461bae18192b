using System;
using System.Collections.Generic;
using System.IO;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Signals.Tests.Recording;

/// <summary>A stream that gives few bytes at a time and cannot seek.</summary>
internal sealed class TricklingStream(byte[] bytes, int atOnce) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(Math.Min(atOnce, buffer.Length), bytes.Length - _position);
        bytes.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Takes everything but the calls whose number (from 0) is listed.</summary>
internal sealed class RefusingOutput(params int[] refusedCalls) : IMcapOutput
{
    private readonly HashSet<int> _refusedCalls = [.. refusedCalls];
    private readonly List<byte> _taken = [];
    private int _call;

    public byte[] Taken => [.. _taken];

    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (_refusedCalls.Contains(_call++))
            return false;
        _taken.AddRange(bytes);
        return true;
    }
}

/// <summary>Takes everything and keeps its length only.</summary>
internal sealed class CountingOutput : IMcapOutput
{
    public long Length { get; private set; }

    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        return true;
    }
}
