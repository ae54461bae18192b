using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>
/// Reads pcapng files: sections of either order of bytes, several interfaces each with its own link type and resolution of times. Blocks that hold no
/// packets are passed over. A simple packet has no time: it is given that of the packet before.
/// </summary>
/// <param name="file">The file, which becomes its own.</param>
/// <param name="path">How people named it.</param>
internal sealed class PcapngReader(FileStream file, string path) : CaptureReader(file, path, isBigEndian: false)
{
    private const uint SectionHeader = 0x0a0d0d0a;
    private const uint ByteOrder = 0x1a2b3c4d;
    private const uint InterfaceDescription = 1;
    private const uint OldPacket = 2;
    private const uint SimplePacket = 3;
    private const uint EnhancedPacket = 6;
    private const int HeadBytes = 8;
    private const int TailBytes = 4;
    private const int LeastBytes = HeadBytes + TailBytes;
    private const int MostBlockBytes = 16 << 20;
    private const int MostInterfaces = 1 << 16;
    private const int InterfaceBytes = 8;
    private const int PacketBytes = 20;
    private const ushort ResolutionOption = 9;
    private const ushort OffsetOption = 14;

    private readonly List<Interface> _interfaces = [];
    private readonly byte[] _head = new byte[HeadBytes];
    private long _last;

    /// <summary>Whether a file that starts with these bytes is pcapng.</summary>
    public static bool Knows(ReadOnlySpan<byte> start) =>
        start.Length >= LeastBytes && BinaryPrimitives.ReadUInt32LittleEndian(start) == SectionHeader
        && (BinaryPrimitives.ReadUInt32LittleEndian(start[HeadBytes..]) == ByteOrder || BinaryPrimitives.ReadUInt32BigEndian(start[HeadBytes..]) == ByteOrder);

    /// <inheritdoc/>
    protected override bool TryReadPacket(out CapturedPacket packet)
    {
        packet = default;
        while (TryReadBlock(out uint type, out ReadOnlyMemory<byte> body, out long start))
        {
            switch (type)
            {
                case InterfaceDescription when !TryAddInterface(body.Span):
                    Damaged(start, "an interface is not described whole");
                    return false;
                case EnhancedPacket or OldPacket or SimplePacket:
                    if (TryPacket(type, body, out packet))
                        return true;
                    Damaged(start, "a packet does not fit its block, or is of no interface");
                    return false;
            }
        }

        return false;
    }

    private bool TryReadBlock(out uint type, out ReadOnlyMemory<byte> body, out long start)
    {
        (type, body, start) = (0, default, Offset);
        if (!TryTake(HeadBytes, start, out Memory<byte> head))
            return false;
        head.Span.CopyTo(_head);
        // a section says itself in which order its numbers are, and is the same in either
        if (UInt32(_head) == SectionHeader)
            return TryReadSection(start, out type);
        type = UInt32(_head);
        uint length = UInt32(_head.AsSpan(4));
        if (length < LeastBytes || length % sizeof(uint) != 0 || length > MostBlockBytes)
        {
            Damaged(start, $"a block is said to have {length} bytes");
            return false;
        }

        if (!TryTake((int)length - HeadBytes, start, out Memory<byte> rest))
            return false;
        if (UInt32(rest.Span[^TailBytes..]) != length)
        {
            Damaged(start, "a block does not end with its length");
            return false;
        }

        body = rest[..^TailBytes];
        return true;
    }

    private bool TryReadSection(long start, out uint type)
    {
        type = SectionHeader;
        if (!TryTake(sizeof(uint), start, out Memory<byte> order))
            return false;
        bool isBigEndian = BinaryPrimitives.ReadUInt32BigEndian(order.Span) == ByteOrder;
        if (!isBigEndian && BinaryPrimitives.ReadUInt32LittleEndian(order.Span) != ByteOrder)
        {
            Damaged(start, "a section does not say the order of its bytes");
            return false;
        }

        IsBigEndian = isBigEndian;
        _interfaces.Clear();
        uint length = UInt32(_head.AsSpan(4));
        if (length is >= LeastBytes + sizeof(uint) and <= MostBlockBytes && length % sizeof(uint) == 0)
            return TryTake((int)length - HeadBytes - sizeof(uint), start, out _);
        Damaged(start, $"a section header is said to have {length} bytes");
        return false;
    }

    private bool TryAddInterface(ReadOnlySpan<byte> body)
    {
        if (body.Length < InterfaceBytes || _interfaces.Count >= MostInterfaces)
            return false;
        byte resolution = 6;
        long offset = 0;
        ReadOnlySpan<byte> options = body[InterfaceBytes..];
        while (options.Length >= 4)
        {
            int code = UInt16(options), length = UInt16(options[2..]);
            if (code == 0 || length > options.Length - 4)
                break;
            ReadOnlySpan<byte> value = options.Slice(4, length);
            if (code == ResolutionOption && length >= 1)
                resolution = value[0];
            else if (code == OffsetOption && length >= sizeof(long))
                offset = IsBigEndian ? BinaryPrimitives.ReadInt64BigEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value);
            options = options[Math.Min(options.Length, 4 + ((length + 3) & ~3))..];
        }

        _interfaces.Add(new Interface(UInt16(body), UInt32(body[4..]), resolution, offset));
        return true;
    }

    private bool TryPacket(uint type, ReadOnlyMemory<byte> body, out CapturedPacket packet)
    {
        packet = default;
        bool isSimple = type == SimplePacket;
        int head = isSimple ? sizeof(uint) : PacketBytes;
        if (body.Length < head)
            return false;
        ReadOnlySpan<byte> bytes = body.Span;
        uint number = isSimple ? 0 : type == OldPacket ? UInt16(bytes) : UInt32(bytes);
        if (number >= _interfaces.Count)
            return false;
        Interface from = _interfaces[(int)number];
        // a simple packet is as long as it was, or as much of it as the interface keeps
        uint original = isSimple ? UInt32(bytes) : 0;
        uint length = isSimple ? Math.Min(original, from.Kept == 0 ? uint.MaxValue : from.Kept) : UInt32(bytes[12..]);
        if (length > body.Length - head)
            return false;
        if (!isSimple)
            _last = from.Nanoseconds(((ulong)UInt32(bytes[4..]) << 32) | UInt32(bytes[8..]));
        packet = new CapturedPacket(_last, from.LinkType, body.Slice(head, (int)length));
        return true;
    }

    // Times count tenths to the power of the resolution, or halves where its high bit is set.
    private readonly record struct Interface(int LinkType, uint Kept, byte Resolution, long OffsetSeconds)
    {
        public long Nanoseconds(ulong ticks)
        {
            int power = Resolution & 0x7f;
            Int128 scaled = (Int128)ticks * SignalTime.NanosecondsPerSecond;
            if ((Resolution & 0x80) != 0)
                scaled >>= power;
            else
                scaled = power > 38 ? 0 : scaled / PowerOfTen(power);
            scaled += (Int128)OffsetSeconds * SignalTime.NanosecondsPerSecond;
            return (long)Int128.Clamp(scaled, 0, long.MaxValue);
        }

        private static Int128 PowerOfTen(int power)
        {
            Int128 result = 1;
            for (int i = 0; i < power; i++)
                result *= 10;
            return result;
        }
    }
}
