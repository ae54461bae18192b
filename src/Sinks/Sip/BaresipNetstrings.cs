using System;
using System.Buffers;
using System.Buffers.Text;

namespace Reactive.Sinks.Sip;

/// <summary>Takes netstrings (<c>LENGTH:BYTES,</c>) out of what comes over a connection, in pieces of any size.</summary>
internal sealed class BaresipNetstrings
{
    /// <summary>The longest that is taken. A status of a call with all its media has some thousand bytes.</summary>
    public const int Longest = 256 * 1024;

    private const int Digits = 6;

    private byte[] _bytes = new byte[16 * 1024];
    private int _first;
    private int _end;

    /// <summary>What is wrong with what came, as a part of a sentence; null for nothing. After that nothing more is taken.</summary>
    public string? Problem { get; private set; }

    /// <summary>Puts bytes in.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_end + bytes.Length > _bytes.Length)
        {
            int kept = _end - _first;
            byte[] room = kept + bytes.Length > _bytes.Length ? new byte[Math.Max(kept + bytes.Length, 2 * _bytes.Length)] : _bytes;
            _bytes.AsSpan(_first, kept).CopyTo(room);
            (_bytes, _first, _end) = (room, 0, kept);
        }

        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Takes the next out; false where there is none yet.</summary>
    /// <param name="content">Its bytes, until the next call of anything here.</param>
    public bool TryTake(out ReadOnlySpan<byte> content)
    {
        content = default;
        if (Problem is not null)
            return false;
        ReadOnlySpan<byte> left = _bytes.AsSpan(_first, _end - _first);
        int colon = left[..Math.Min(left.Length, Digits + 1)].IndexOf((byte)':');
        if (colon < 0)
        {
            if (left.Length > Digits || left.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
                Problem = "what came is no netstring";
            return false;
        }

        if (!Utf8Parser.TryParse(left[..colon], out uint length, out int read) || read != colon)
            Problem = "what came is no netstring";
        else if (length > Longest)
            Problem = $"a netstring of {length} bytes came";
        if (Problem is not null || left.Length < colon + 1 + length + 1)
            return false;
        if (left[colon + 1 + (int)length] != ',')
        {
            Problem = "a netstring does not end where it should";
            return false;
        }

        content = left.Slice(colon + 1, (int)length);
        _first += colon + 1 + (int)length + 1;
        return true;
    }

    /// <summary>Writes one.</summary>
    public static void Write(IBufferWriter<byte> writer, ReadOnlySpan<byte> content)
    {
        Span<byte> room = writer.GetSpan(content.Length + 16);
        bool fits = Utf8Formatter.TryFormat(content.Length, room, out int length);
        System.Diagnostics.Debug.Assert(fits, "the length of a span has at most ten digits");
        room[length] = (byte)':';
        content.CopyTo(room[(length + 1)..]);
        room[length + 1 + content.Length] = (byte)',';
        writer.Advance(length + content.Length + 2);
    }
}
