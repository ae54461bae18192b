using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>Reads what a capture holds of UDP and TCP, fragments put together, and counts what cannot be read.</summary>
/// <param name="path">The file.</param>
internal sealed class DatagramReader(string path) : IDisposable
{
    private const int UdpBytes = 8;
    private const int LeastTcpBytes = 20;
    private const byte Syn = 0x02;

    // link types that are named
    private const int MostForeign = 8;

    private readonly CaptureReader _reader = CaptureFile.Open(path);
    private readonly IpFragments _fragments = new();
    private readonly SortedDictionary<int, long> _foreign = [];
    private long _cut;
    private SignalTime _last;

    /// <summary>When the first packet was captured, in nanoseconds since 1970; null before it.</summary>
    public long? WallNanoseconds { get; private set; }

    /// <summary>How many packets were read that can be.</summary>
    public long Packets { get; private set; }

    /// <summary>What was wrong with the file, a sentence each; complete at its end.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            foreach ((int linkType, long packets) in _foreign.Take(MostForeign))
                yield return $"{path}: {Plural.Of(packets, "packet")} of link type {linkType} cannot be read.";
            if (_foreign.Count > MostForeign)
                yield return $"{path}: {Plural.Of(_foreign.Skip(MostForeign).Sum(f => f.Value), "packet")} of {_foreign.Count - MostForeign} more link types cannot be read.";
            if (_fragments.IncompleteAtEnd > 0)
                yield return $"{path}: {Plural.Of(_fragments.IncompleteAtEnd, "packet")} came in fragments of which some are missing.";
            if (_cut > 0)
                yield return $"{path}: of {Plural.Of(_cut, "packet")} only the start was captured.";
            if (_reader.Damage is { } damage)
                yield return damage;
        }
    }

    /// <summary>Reads the next one; false at the end of the file, and where it is damaged.</summary>
    /// <exception cref="CommandException">The file cannot be read any more.</exception>
    public bool TryRead(out Datagram datagram)
    {
        while (_reader.TryRead(out CapturedPacket packet))
        {
            long wall = WallNanoseconds ??= packet.Nanoseconds;
            _last = SignalTime.Max(_last, new SignalTime(packet.Nanoseconds - wall));
            if (!LinkLayer.Knows(packet.LinkType))
            {
                _foreign[packet.LinkType] = _foreign.GetValueOrDefault(packet.LinkType) + 1;
                continue;
            }

            Packets++;
            if (!IpPacket.TryRead(LinkLayer.Network(packet.LinkType, packet.Bytes), out IpPacket ip) || ip.Protocol is not (IpPacket.Udp or IpPacket.Tcp))
                continue;
            IpPacket part = ip;
            if (part.Fragment is not null && !_fragments.TryJoin(part, out ip))
                continue;
            if (ip.Protocol == IpPacket.Udp ? TryUdp(ip, out datagram) : TryTcp(ip, out datagram))
            {
                _cut += datagram.IsWhole ? 0 : 1;
                return true;
            }
        }

        datagram = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private bool TryUdp(in IpPacket ip, out Datagram datagram)
    {
        datagram = default;
        ReadOnlySpan<byte> bytes = ip.Payload.Span;
        if (bytes.Length < UdpBytes)
            return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (length < UdpBytes)
            return false;
        datagram = new Datagram(_last, At(ip.Source, bytes), At(ip.Destination, bytes[2..]), ip.Payload[UdpBytes..Math.Min(length, bytes.Length)], length <= bytes.Length, null);
        return true;
    }

    private bool TryTcp(in IpPacket ip, out Datagram datagram)
    {
        datagram = default;
        ReadOnlySpan<byte> bytes = ip.Payload.Span;
        if (bytes.Length < LeastTcpBytes)
            return false;
        int header = (bytes[12] >> 4) * sizeof(uint);
        if (header < LeastTcpBytes || header > bytes.Length)
            return false;
        var place = new TcpPlace(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), (bytes[13] & Syn) != 0);
        datagram = new Datagram(_last, At(ip.Source, bytes), At(ip.Destination, bytes[2..]), ip.Payload[header..], ip.IsWhole, place);
        return true;
    }

    private static Endpoint At(UInt128 address, ReadOnlySpan<byte> port) => new(address, BinaryPrimitives.ReadUInt16BigEndian(port));
}
