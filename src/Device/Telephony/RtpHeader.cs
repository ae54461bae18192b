using System;
using System.Buffers.Binary;

namespace Reactive.Device.Telephony;

/// <summary>The header of an RTP packet (RFC 3550, section 5.1), and where its payload lies.</summary>
/// <param name="PayloadType">What the payload is, 0 to 127.</param>
/// <param name="IsMarked">The marker bit: the first packet of a talkspurt or of a telephone event.</param>
/// <param name="Sequence">Goes up by one a packet, and wraps.</param>
/// <param name="Timestamp">The time of the payload's first sample on the clock of the payload, which wraps.</param>
/// <param name="Ssrc">Who sends.</param>
/// <param name="Start">The first byte of the payload.</param>
/// <param name="Length">The bytes of the payload, without padding; 0 for none.</param>
internal readonly record struct RtpHeader(int PayloadType, bool IsMarked, ushort Sequence, uint Timestamp, uint Ssrc, int Start, int Length)
{
    /// <summary>The bytes of the shortest header.</summary>
    public const int LeastBytes = 12;

    private const int Version = 2;
    private const int ExtensionBytes = 4;

    // where RTCP shares a port, these types of its packets are payload types that RTP leaves alone (RFC 5761, section 4)
    private const int FirstControl = 192;
    private const int LastControl = 223;

    /// <summary>Reads the header of a packet; false where it is none of RTP, or where contributors, extension or padding do not fit into it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out RtpHeader header)
    {
        header = default;
        if (packet.Length < LeastBytes || packet[0] >> 6 != Version || IsControl(packet))
            return false;
        int start = LeastBytes + ((packet[0] & 0x0f) * sizeof(uint));
        if ((packet[0] & 0x10) != 0)
        {
            if (packet.Length < start + ExtensionBytes)
                return false;
            start += ExtensionBytes + (BinaryPrimitives.ReadUInt16BigEndian(packet[(start + 2)..]) * sizeof(uint));
        }

        int length = packet.Length - start;
        if (length < 0)
            return false;
        if ((packet[0] & 0x20) != 0)
        {
            // the last byte says how many there are, itself among them
            int padding = length == 0 ? 0 : packet[^1];
            if (padding == 0 || padding > length)
                return false;
            length -= padding;
        }

        header = new RtpHeader(
            packet[1] & 0x7f,
            (packet[1] & 0x80) != 0,
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[8..]),
            start,
            length);
        return true;
    }

    /// <summary>Whether a packet is one of RTCP: reports beside the sound.</summary>
    public static bool IsControl(ReadOnlySpan<byte> packet) =>
        packet.Length >= 2 && packet[0] >> 6 == Version && packet[1] is >= FirstControl and <= LastControl;
}
