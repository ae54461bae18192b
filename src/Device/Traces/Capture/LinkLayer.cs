using System;
using System.Buffers.Binary;

namespace Reactive.Device.Traces.Capture;

/// <summary>Takes off what stands before an IP packet on the wire: Ethernet with VLAN tags and PPPoE, what Linux puts in its place, or nothing.</summary>
internal static class LinkLayer
{
    private const int Null = 0;
    private const int Ethernet = 1;
    private const int RawOld = 12;
    private const int RawOldest = 14;
    private const int Raw = 101;
    private const int Loop = 108;
    private const int LinuxCooked = 113;
    private const int IPv4 = 228;
    private const int IPv6 = 229;
    private const int LinuxCooked2 = 276;

    private const int EthernetBytes = 14;
    private const int CookedBytes = 16;
    private const int Cooked2Bytes = 20;
    private const int TagBytes = 4;
    private const int PppoeBytes = 8;
    private const int FamilyBytes = 4;
    private const int MostTags = 8;

    /// <summary>Whether packets of this link type are read.</summary>
    public static bool Knows(int linkType) =>
        linkType is Null or Ethernet or RawOld or RawOldest or Raw or Loop or LinuxCooked or LinuxCooked2 or IPv4 or IPv6;

    /// <summary>Gives the IP packet that a captured packet holds, with whatever pads it; empty where it holds none.</summary>
    /// <param name="linkType">One that <see cref="Knows"/>.</param>
    /// <param name="packet">The packet.</param>
    public static ReadOnlyMemory<byte> Network(int linkType, ReadOnlyMemory<byte> packet) => linkType switch
    {
        Ethernet => Typed(packet, EthernetBytes - sizeof(ushort), EthernetBytes),
        LinuxCooked => Typed(packet, CookedBytes - sizeof(ushort), CookedBytes),
        LinuxCooked2 => Typed(packet, 0, Cooked2Bytes),
        // which family it is the packet says itself, whoever numbered them
        Null or Loop => packet.Length > FamilyBytes ? packet[FamilyBytes..] : default,
        _ => packet,
    };

    private static ReadOnlyMemory<byte> Typed(ReadOnlyMemory<byte> packet, int typeAt, int start)
    {
        if (packet.Length < start)
            return default;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(packet.Span[typeAt..]);
        ReadOnlyMemory<byte> rest = packet[start..];
        for (int tags = 0; tags < MostTags && type is 0x8100 or 0x88a8 or 0x9100; tags++)
        {
            if (rest.Length < TagBytes)
                return default;
            type = BinaryPrimitives.ReadUInt16BigEndian(rest.Span[2..]);
            rest = rest[TagBytes..];
        }

        if (type == 0x8864 && rest.Length > PppoeBytes)
        {
            ushort protocol = BinaryPrimitives.ReadUInt16BigEndian(rest.Span[6..]);
            return protocol is 0x0021 or 0x0057 ? rest[PppoeBytes..] : default;
        }

        return type is 0x0800 or 0x86dd ? rest : default;
    }
}
