using System;
using System.Buffers.Binary;
using System.Linq;

namespace Reactive.Device.Tests.Telephony;

/// <summary>Makes RTP packets.</summary>
internal static class Rtp
{
    public const uint Ssrc = 0x1234_5678;

    /// <summary>A packet.</summary>
    public static byte[] Packet(int type, int sequence, uint timestamp, byte[] payload, bool marked = false, uint ssrc = Ssrc)
    {
        byte[] packet = new byte[12 + payload.Length];
        packet[0] = 0x80;
        packet[1] = (byte)(type | (marked ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        payload.CopyTo(packet, 12);
        return packet;
    }

    /// <summary>The payload of a telephone event.</summary>
    public static byte[] Event(int code, int duration, bool isEnd = false) => [(byte)code, (byte)(isEnd ? 0x8a : 0x0a), (byte)(duration >> 8), (byte)duration];

    /// <summary>A payload of mu-law that says nothing but how loud it is.</summary>
    public static byte[] Sound(int count, byte code = 0xff) => [.. Enumerable.Repeat(code, count)];
}
