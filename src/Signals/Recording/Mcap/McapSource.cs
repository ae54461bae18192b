using System;
using System.IO;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>Where the sequential reader takes its bytes from, front to back.</summary>
internal abstract class McapSource
{
    /// <summary>Bytes taken so far.</summary>
    public long Position { get; protected set; }

    /// <summary>Why bytes could not be had, other than that there are no more.</summary>
    public string? Failure { get; protected set; }

    /// <summary>Takes exactly so many bytes; false if there are fewer. They are valid until the next call.</summary>
    public abstract bool TryTake(int length, out ReadOnlyMemory<byte> bytes);

    /// <summary>Whether every byte was taken.</summary>
    public abstract bool AtEnd();
}

/// <summary>Slices of bytes that are all there; valid as long as those.</summary>
internal sealed class McapBytesSource(McapBytes bytes) : McapSource
{
    public override bool TryTake(int length, out ReadOnlyMemory<byte> taken)
    {
        if (length > bytes.Length - Position)
        {
            taken = default;
            return false;
        }

        taken = bytes.Read(Position, length);
        Position += length;
        return true;
    }

    public override bool AtEnd() => Position >= bytes.Length;
}

/// <summary>
/// A stream that is only read forward. The buffer doubles while bytes arrive, so that a length in a damaged file takes no more memory than
/// twice what the stream really holds.
/// </summary>
internal sealed class McapStreamSource(Stream stream) : McapSource
{
    private byte[] _buffer = new byte[64 * 1024];
    private bool _peeked;
    private byte _peekedByte;

    public override bool TryTake(int length, out ReadOnlyMemory<byte> taken)
    {
        taken = default;
        int filled = 0;
        if (_peeked && length > 0)
        {
            _buffer[filled++] = _peekedByte;
            _peeked = false;
        }

        while (filled < length)
        {
            if (filled == _buffer.Length)
                Array.Resize(ref _buffer, (int)Math.Min(Math.Max(length, 1L), 2L * _buffer.Length));
            int read = Read(_buffer.AsSpan(filled, Math.Min(length, _buffer.Length) - filled));
            if (read == 0)
                return false;
            filled += read;
        }

        taken = _buffer.AsMemory(0, length);
        Position += length;
        return true;
    }

    public override bool AtEnd()
    {
        if (!_peeked)
        {
            Span<byte> one = stackalloc byte[1];
            _peeked = Read(one) == 1;
            _peekedByte = one[0];
        }

        return !_peeked;
    }

    private int Read(Span<byte> destination)
    {
        try
        {
            return stream.Read(destination);
        }
        catch (IOException exception)
        {
            Failure = exception.Message;
            return 0;
        }
    }
}
