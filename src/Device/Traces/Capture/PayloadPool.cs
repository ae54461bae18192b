using System;
using System.Collections.Generic;

namespace Reactive.Device.Traces.Capture;

/// <summary>Where payloads are kept: one behind the other in pieces of memory that are never moved.</summary>
internal sealed class PayloadPool
{
    /// <summary>The most bytes of payloads that are kept of a capture.</summary>
    public const long MostBytes = 1L << 30;

    private const int PieceBytes = 1 << 18;

    private readonly List<byte[]> _pieces = [];
    private int _used = PieceBytes;

    /// <summary>Keeps a payload; false where there are too many already.</summary>
    public bool TryAdd(ReadOnlySpan<byte> payload, out PooledPayload kept)
    {
        kept = default;
        if (payload.Length > PieceBytes || _pieces.Count > MostBytes / PieceBytes)
            return false;
        if (payload.Length > PieceBytes - _used)
        {
            _pieces.Add(new byte[PieceBytes]);
            _used = 0;
        }

        payload.CopyTo(_pieces[^1].AsSpan(_used));
        kept = new PooledPayload(_pieces.Count - 1, _used, payload.Length);
        _used += payload.Length;
        return true;
    }

    /// <summary>A payload that was kept.</summary>
    public ReadOnlySpan<byte> this[PooledPayload payload] => payload.Length == 0 ? default : _pieces[payload.Piece].AsSpan(payload.Start, payload.Length);
}

/// <summary>Where a payload lies in a <see cref="PayloadPool"/>.</summary>
internal readonly record struct PooledPayload(int Piece, int Start, int Length);
