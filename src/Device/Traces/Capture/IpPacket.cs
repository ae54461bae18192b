using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Reactive.Device.Traces.Capture;

/// <summary>The address of one end of a packet: IPv4 ones as IPv6 has them.</summary>
/// <param name="Address">128 bits.</param>
/// <param name="Port">The port.</param>
internal readonly record struct Endpoint(UInt128 Address, int Port)
{
    private static readonly UInt128 Mapped = (UInt128)0xffff << 32;

    /// <summary>The 128 bits of four or sixteen bytes.</summary>
    public static UInt128 AddressOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length == sizeof(uint) ? Mapped | BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);

    /// <summary>An end that a session description names.</summary>
    public static Endpoint Of(IPAddress address, int port) => new(AddressOf(address.GetAddressBytes()), port);

    /// <inheritdoc/>
    public override string ToString()
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        var address = new IPAddress(bytes);
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, Port).ToString();
    }
}

/// <summary>What an IP packet carries.</summary>
/// <param name="Source">Who sent it.</param>
/// <param name="Destination">Whom it goes to.</param>
/// <param name="Protocol">What is in it.</param>
/// <param name="Payload">What follows the header, as far as it was captured.</param>
/// <param name="IsWhole">Whether all of it was captured.</param>
/// <param name="Fragment">Which fragment of a larger one it is; null where it is none.</param>
internal readonly record struct IpPacket(UInt128 Source, UInt128 Destination, int Protocol, ReadOnlyMemory<byte> Payload, bool IsWhole, IpFragment? Fragment)
{
    /// <summary>UDP's number.</summary>
    public const int Udp = (int)ProtocolType.Udp;

    /// <summary>TCP's number.</summary>
    public const int Tcp = (int)ProtocolType.Tcp;

    private const int LeastBytes4 = 20;
    private const int HeaderBytes6 = 40;
    private const int MostExtensions = 16;
    private const int FragmentHeader = 44;
    private const int Authentication = 51;

    /// <summary>Reads a packet of IP version 4 or 6; false where it is neither, or damaged.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> packet, out IpPacket read)
    {
        read = default;
        return packet.Length > 0 && (packet.Span[0] >> 4) switch
        {
            4 => TryRead4(packet, out read),
            6 => TryRead6(packet, out read),
            _ => false,
        };
    }

    private static bool TryRead4(ReadOnlyMemory<byte> packet, out IpPacket read)
    {
        read = default;
        ReadOnlySpan<byte> bytes = packet.Span;
        int header = (bytes[0] & 0x0f) * sizeof(uint);
        if (header < LeastBytes4 || bytes.Length < header)
            return false;
        // where the network card cuts packets up, those that are captured before it say 0
        int total = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) is var said and > 0 ? said : bytes.Length;
        if (total < header)
            return false;
        ushort flags = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        int offset = (flags & 0x1fff) * 8;
        bool hasMore = (flags & 0x2000) != 0;
        IpFragment? fragment = offset > 0 || hasMore ? new IpFragment(BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]), offset, hasMore) : null;
        read = new IpPacket(Endpoint.AddressOf(bytes[12..16]), Endpoint.AddressOf(bytes[16..20]), bytes[9], packet[header..Math.Min(total, packet.Length)], total <= packet.Length, fragment);
        return true;
    }

    private static bool TryRead6(ReadOnlyMemory<byte> packet, out IpPacket read)
    {
        read = default;
        ReadOnlySpan<byte> bytes = packet.Span;
        if (bytes.Length < HeaderBytes6)
            return false;
        int total = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) is var said and > 0 ? HeaderBytes6 + said : bytes.Length;
        int next = bytes[6], at = HeaderBytes6;
        IpFragment? fragment = null;
        for (int i = 0; i < MostExtensions && next is 0 or 43 or 60 or FragmentHeader or Authentication; i++)
        {
            if (bytes.Length < at + 8)
                return false;
            if (next == FragmentHeader)
            {
                ushort flags = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
                fragment = new IpFragment(BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 4)..]), flags & 0xfff8, (flags & 1) != 0);
            }

            int length = next switch { FragmentHeader => 8, Authentication => (bytes[at + 1] + 2) * 4, _ => (bytes[at + 1] + 1) * 8 };
            next = bytes[at];
            at += length;
        }

        int end = Math.Min(total, packet.Length);
        if (at > end)
            return false;
        read = new IpPacket(Endpoint.AddressOf(bytes[8..24]), Endpoint.AddressOf(bytes[24..40]), next, packet[at..end], total <= packet.Length, fragment);
        return true;
    }
}

/// <summary>A place in a larger packet.</summary>
/// <param name="Number">Which packet.</param>
/// <param name="Offset">The place, in bytes.</param>
/// <param name="HasMore">Whether others come behind it.</param>
internal readonly record struct IpFragment(uint Number, int Offset, bool HasMore);
