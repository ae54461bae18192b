using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Telephony;

namespace Reactive.Device.Traces.Capture;

/// <summary>
/// One direction of a TCP connection, put in order: what came before its turn waits, what came again is passed over. Where too much waits the
/// piece that is missing is given up, and reading goes on behind it.
/// </summary>
internal sealed class TcpText
{
    private const int MostWaiting = 64;
    private const int MostWaitingBytes = 1 << 18;

    // a whole message fits
    private const int MostBytes = SipMessage.MostHeadBytes + SipMessage.MostBodyBytes + (1 << 16);

    private readonly SortedList<long, byte[]> _waiting = [];
    private byte[] _bytes = [];
    private int _length;
    private int _waitingBytes;
    private long _next = -1;
    private uint _last;

    /// <summary>When it was last heard of, in packets of the capture.</summary>
    public long LastSeen { get; set; }

    /// <summary>The bytes that are in order and not yet taken.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Adds a piece.</summary>
    public void Add(TcpPlace place, ReadOnlySpan<byte> payload)
    {
        if (place.IsFirst)
            (_next, _length) = (place.Sequence + 1L, 0);
        else if (_next < 0)
            _next = place.Sequence;
        if (place.IsFirst)
        {
            _waiting.Clear();
            _waitingBytes = 0;
        }

        _last = (uint)_next;
        if (payload.IsEmpty)
            return;
        // numbers wrap: what is meant is near to what comes next
        long at = _next + (int)(place.Sequence + (place.IsFirst ? 1u : 0) - _last);
        if (at + payload.Length <= _next || _waiting.ContainsKey(at))
            return;
        _waiting.Add(at, payload.ToArray());
        _waitingBytes += payload.Length;
        if (_waiting.Count > MostWaiting || _waitingBytes > MostWaitingBytes)
            (_next, _length) = (_waiting.GetKeyAtIndex(0), 0);
        while (_waiting.Count > 0 && _waiting.GetKeyAtIndex(0) <= _next)
        {
            (long start, byte[] bytes) = _waiting.First();
            _waiting.RemoveAt(0);
            _waitingBytes -= bytes.Length;
            if (start + bytes.Length > _next)
                Append(bytes.AsSpan((int)(_next - start)));
        }
    }

    /// <summary>Takes bytes off the front.</summary>
    public void Take(int count)
    {
        _bytes.AsSpan(count, _length - count).CopyTo(_bytes);
        _length -= count;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _next += bytes.Length;
        if (_length + bytes.Length > MostBytes)
            _length = 0;
        if (_bytes.Length < _length + bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_length + bytes.Length, _bytes.Length * 2));
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}
