using System;
using System.Buffers.Binary;
using System.IO;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>Reads pcap files: of either order of bytes, with times in microseconds or nanoseconds.</summary>
internal sealed class PcapReader : CaptureReader
{
    /// <summary>The bytes of the header of the file.</summary>
    public const int HeaderBytes = 24;

    private const uint Microseconds = 0xa1b2c3d4;
    private const uint Nanoseconds = 0xa1b23c4d;
    private const int RecordBytes = 16;
    private const int LinkTypeMask = 0xffff;

    private readonly int _linkType;
    private readonly long _tickNanoseconds;

    private PcapReader(FileStream file, string path, ReadOnlySpan<byte> header, bool isBigEndian, bool isNano)
        : base(file, path, isBigEndian)
    {
        _linkType = (int)(UInt32(header[20..]) & LinkTypeMask);
        _tickNanoseconds = isNano ? 1 : 1000;
        file.Position = HeaderBytes;
    }

    /// <summary>Whether a file that starts with these bytes is pcap.</summary>
    public static bool Knows(ReadOnlySpan<byte> start, out bool isBigEndian, out bool isNano)
    {
        isBigEndian = isNano = false;
        if (start.Length < sizeof(uint))
            return false;
        uint little = BinaryPrimitives.ReadUInt32LittleEndian(start), big = BinaryPrimitives.ReadUInt32BigEndian(start);
        isBigEndian = big is Microseconds or Nanoseconds;
        isNano = little == Nanoseconds || big == Nanoseconds;
        return isBigEndian || isNano || little == Microseconds;
    }

    /// <summary>A reader of <paramref name="file"/>, which becomes its own; <paramref name="path"/> is how people named it.</summary>
    /// <exception cref="CommandException">The header is not whole.</exception>
    public static PcapReader Open(FileStream file, string path, ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes)
            throw CommandException.Failure($"{path} is no packet capture: it ends within its header, after {Plural.Of(header.Length, "byte")}.");
        Knows(header, out bool isBigEndian, out bool isNano);
        return new PcapReader(file, path, header, isBigEndian, isNano);
    }

    /// <inheritdoc/>
    protected override bool TryReadPacket(out CapturedPacket packet)
    {
        packet = default;
        long start = Offset;
        if (!TryTake(RecordBytes, start, out Memory<byte> record))
            return false;
        long seconds = UInt32(record.Span);
        long fraction = UInt32(record.Span[4..]) * _tickNanoseconds;
        uint length = UInt32(record.Span[8..]);
        if (length > MostPacketBytes || fraction >= 2 * SignalTime.NanosecondsPerSecond)
        {
            Damaged(start, length > MostPacketBytes ? $"a packet is said to have {length} bytes" : "a time has more than a second of fractions");
            return false;
        }

        if (!TryTake((int)length, start, out Memory<byte> bytes))
            return false;
        packet = new CapturedPacket((seconds * SignalTime.NanosecondsPerSecond) + fraction, _linkType, bytes);
        return true;
    }
}
