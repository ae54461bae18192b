using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Device.Traces.Capture;

/// <summary>Puts fragments of IP packets together, in whatever order they come. Memory is bounded: where too many packets are open, the one that was begun first is given up.</summary>
internal sealed class IpFragments
{
    private const int MostOpen = 64;
    private const int MostBytes = 1 << 16;
    private const int MostPieces = 256;

    private readonly Dictionary<(UInt128 Source, UInt128 Destination, uint Number, int Protocol), Open> _open = [];
    private long _begun;

    /// <summary>Packets that were never whole.</summary>
    public long Incomplete { get; private set; }

    /// <summary>Those, and what is still open at the end of the capture.</summary>
    public long IncompleteAtEnd => Incomplete + _open.Count;

    /// <summary>Takes a fragment; true with the whole packet where it was the last that was missing.</summary>
    public bool TryJoin(in IpPacket fragment, out IpPacket whole)
    {
        whole = default;
        IpFragment place = fragment.Fragment!.Value;
        var key = (fragment.Source, fragment.Destination, place.Number, fragment.Protocol);
        if (!_open.TryGetValue(key, out Open? open))
        {
            if (_open.Count == MostOpen)
            {
                _open.Remove(_open.MinBy(o => o.Value.Begun).Key);
                Incomplete++;
            }

            _open[key] = open = new Open(_begun++);
        }

        if (!fragment.IsWhole || !open.TryAdd(place, fragment.Payload.Span))
        {
            _open.Remove(key);
            Incomplete++;
            return false;
        }

        if (!open.IsWhole)
            return false;
        _open.Remove(key);
        whole = fragment with { Payload = open.Bytes, Fragment = null };
        return true;
    }

    private sealed class Open(long begun)
    {
        private readonly List<(int Start, int End)> _pieces = [];
        private byte[] _bytes = new byte[1 << 12];
        private int _end = -1;

        public long Begun => begun;

        public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _end);

        public bool IsWhole
        {
            get
            {
                int reached = 0;
                foreach ((int start, int end) in _pieces.Order())
                    reached = start <= reached ? Math.Max(reached, end) : reached;
                return _end >= 0 && reached >= _end;
            }
        }

        public bool TryAdd(IpFragment place, ReadOnlySpan<byte> payload)
        {
            int end = place.Offset + payload.Length;
            if (end > MostBytes || _pieces.Count == MostPieces || (_end >= 0 && end > _end))
                return false;
            if (!place.HasMore)
                _end = end;
            if (_bytes.Length < end)
                Array.Resize(ref _bytes, Math.Min(MostBytes, Math.Max(end, _bytes.Length * 2)));
            payload.CopyTo(_bytes.AsSpan(place.Offset));
            _pieces.Add((place.Offset, end));
            return true;
        }
    }
}
