using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;

namespace Reactive.Device.Tests.Traces.Capture;

/// <summary>Makes capture files, packet by packet.</summary>
internal sealed class CaptureBuilder
{
    /// <summary>2020-09-13T12:26:40Z, when the first packet is captured.</summary>
    public const long Start = 1_600_000_000;

    public const string Phone = "192.0.2.1:4000";
    public const string Door = "192.0.2.2:5004";

    private readonly List<(long Nanoseconds, byte[] Bytes)> _packets = [];

    /// <summary>Adds a packet as it lies on the wire.</summary>
    public CaptureBuilder Raw(double milliseconds, byte[] bytes)
    {
        _packets.Add(((Start * 1_000_000_000) + (long)(milliseconds * 1e6), bytes));
        return this;
    }

    /// <summary>Adds a datagram.</summary>
    public CaptureBuilder Udp(double milliseconds, string from, string to, byte[] payload) => Raw(milliseconds, Ethernet(Ip(from, to, 17, Udp(from, to, payload))));

    /// <summary>Adds a datagram of text.</summary>
    public CaptureBuilder Udp(double milliseconds, string from, string to, string payload) => Udp(milliseconds, from, to, Encoding.ASCII.GetBytes(payload));

    /// <summary>Adds the message that names what <see cref="Phone"/> sends: G.711, events as 101 and redundant payloads as 102, as far as they are among the types.</summary>
    public CaptureBuilder Call(string types)
    {
        string sdp = $"v=0\r\nc=IN IP4 192.0.2.2\r\nm=audio 5004 RTP/AVP {types}\r\na=rtpmap:101 telephone-event/8000\r\na=rtpmap:102 red/8000\r\n";
        return Udp(0, "192.0.2.2:5060", "192.0.2.1:5060", $"INVITE sip:phone SIP/2.0\r\nCall-ID: a\r\nFrom: <sip:d>;tag=d\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\n{sdp}");
    }

    /// <summary>Adds a piece of a TCP stream.</summary>
    public CaptureBuilder Tcp(double milliseconds, string from, string to, uint sequence, string payload, bool syn = false)
    {
        byte[] segment = new byte[20 + payload.Length];
        Ports(segment, from, to);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(4), sequence);
        segment[12] = 0x50;
        segment[13] = (byte)(syn ? 2 : 0x10);
        Encoding.ASCII.GetBytes(payload).CopyTo(segment, 20);
        return Raw(milliseconds, Ethernet(Ip(from, to, 6, segment)));
    }

    /// <summary>A datagram.</summary>
    public static byte[] Udp(string from, string to, byte[] payload)
    {
        byte[] datagram = new byte[8 + payload.Length];
        Ports(datagram, from, to);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        payload.CopyTo(datagram, 8);
        return datagram;
    }

    /// <summary>An IP packet, version 4 or 6 as the addresses are.</summary>
    public static byte[] Ip(string from, string to, byte protocol, byte[] payload, ushort fragment = 0, ushort id = 7)
    {
        byte[] source = IPEndPoint.Parse(from).Address.GetAddressBytes(), destination = IPEndPoint.Parse(to).Address.GetAddressBytes();
        byte[] header = source.Length == 4 ? new byte[20] : new byte[40];
        if (source.Length == 4)
        {
            header[0] = 0x45;
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(20 + payload.Length));
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), id);
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), fragment);
            header[9] = protocol;
        }
        else
        {
            header[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)payload.Length);
            header[6] = protocol;
        }

        source.CopyTo(header, header.Length - (2 * source.Length));
        destination.CopyTo(header, header.Length - source.Length);
        return [.. header, .. payload];
    }

    /// <summary>An Ethernet frame around an IP packet, with tags of VLANs before it.</summary>
    public static byte[] Ethernet(byte[] ip, params ushort[] tags)
    {
        byte[] type = ip[0] >> 4 == 4 ? [0x08, 0x00] : [0x86, 0xdd];
        return [.. new byte[12], .. tags.SelectMany(t => new byte[] { (byte)(t >> 8), (byte)t, 0, 5 }), .. type, .. ip];
    }

    /// <summary>The file as pcap.</summary>
    public byte[] ToPcap(int linkType = 1, bool bigEndian = false, bool nano = false)
    {
        var file = new MemoryStream();
        void Write(params uint[] numbers)
        {
            foreach (uint number in numbers)
                file.Write(Number(number, bigEndian));
        }

        Write(nano ? 0xa1b23c4d : 0xa1b2c3d4, bigEndian ? 0x00020004u : 0x00040002u, 0, 0, 65535, (uint)linkType);
        foreach ((long at, byte[] bytes) in _packets)
        {
            Write((uint)(at / 1_000_000_000), (uint)(at % 1_000_000_000 / (nano ? 1 : 1000)), (uint)bytes.Length, (uint)bytes.Length);
            file.Write(bytes);
        }

        return file.ToArray();
    }

    /// <summary>The file as pcapng: a first interface that captures nothing, and one with the resolution of times that <paramref name="resolution"/> codes.</summary>
    public byte[] ToPcapng(int linkType = 1, bool bigEndian = false, byte resolution = 9)
    {
        var file = new MemoryStream();
        void Block(uint type, params byte[][] parts)
        {
            byte[] body = [.. parts.SelectMany(p => p)];
            byte[] padded = [.. body, .. new byte[(4 - (body.Length % 4)) % 4]];
            byte[] length = Number((uint)(12 + padded.Length), bigEndian);
            file.Write([.. Number(type, bigEndian), .. length, .. padded, .. length]);
        }

        byte[] Short(int number) => bigEndian ? [(byte)(number >> 8), (byte)number] : [(byte)number, (byte)(number >> 8)];
        Block(0x0a0d0d0a, Number(0x1a2b3c4d, bigEndian), Short(1), Short(0), [.. Enumerable.Repeat((byte)0xff, 8)]);
        Block(1, Short(147), Short(0), Number(0, bigEndian));
        Block(1, Short(linkType), Short(0), Number(0, bigEndian), Short(9), Short(1), [resolution, 0, 0, 0], Short(0), Short(0));
        Block(0x0000_0bad, [1, 2, 3, 4]);
        foreach ((long at, byte[] bytes) in _packets)
        {
            UInt128 scaled = (resolution & 0x80) != 0 ? (UInt128)at << (resolution & 0x7f) : (UInt128)at * (UInt128)Math.Pow(10, resolution);
            ulong ticks = (ulong)((scaled + 999_999_999) / 1_000_000_000);
            Block(6, Number(1, bigEndian), Number((uint)(ticks >> 32), bigEndian), Number((uint)ticks, bigEndian), Number((uint)bytes.Length, bigEndian), Number((uint)bytes.Length, bigEndian), bytes);
        }

        return file.ToArray();
    }

    private static byte[] Number(uint number, bool bigEndian)
    {
        byte[] bytes = new byte[4];
        if (bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static void Ports(byte[] bytes, string from, string to)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)IPEndPoint.Parse(from).Port);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)IPEndPoint.Parse(to).Port);
    }
}
