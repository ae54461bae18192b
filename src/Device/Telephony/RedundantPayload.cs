using System;
using System.Buffers.Binary;

namespace Reactive.Device.Telephony;

/// <summary>One of the payloads that are packed together as RFC 2198 has it.</summary>
/// <param name="PayloadType">What it is.</param>
/// <param name="Timestamp">Its own timestamp.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="IsPrimary">Whether it is the last one: what would have been sent alone.</param>
internal readonly record struct RedundantBlock(int PayloadType, uint Timestamp, int Start, int Length, bool IsPrimary);

/// <summary>Goes through the payloads of a redundant one, oldest first.</summary>
/// <param name="payload">The payload.</param>
/// <param name="timestamp">The timestamp of its packet.</param>
internal ref struct RedundantPayload(ReadOnlySpan<byte> payload, uint timestamp)
{
    private const int HeaderBytes = 4;

    private readonly ReadOnlySpan<byte> _payload = payload;
    private int _header;
    private int _start = FirstOf(payload);
    private bool _ended;

    /// <summary>The next payload; false after the last one, and where lengths do not fit.</summary>
    public bool TryNext(out RedundantBlock block)
    {
        block = default;
        if (_ended || _start < 0 || _header >= _payload.Length)
            return false;
        if ((_payload[_header] & 0x80) == 0)
        {
            _ended = true;
            block = new RedundantBlock(_payload[_header] & 0x7f, timestamp, _start, _payload.Length - _start, true);
            return true;
        }

        uint bits = BinaryPrimitives.ReadUInt32BigEndian(_payload[_header..]);
        int length = (int)(bits & 0x3ff);
        if (length > _payload.Length - _start)
        {
            _ended = true;
            return false;
        }

        block = new RedundantBlock((int)((bits >> 24) & 0x7f), timestamp - ((bits >> 10) & 0x3fff), _start, length, false);
        _header += HeaderBytes;
        _start += length;
        return true;
    }

    // Where the headers end; -1 where they do not.
    private static int FirstOf(ReadOnlySpan<byte> payload)
    {
        int at = 0;
        while (at < payload.Length && (payload[at] & 0x80) != 0)
            at += HeaderBytes;
        return at < payload.Length ? at + 1 : -1;
    }
}
