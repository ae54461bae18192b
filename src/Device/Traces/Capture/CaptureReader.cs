using System;
using System.Buffers.Binary;
using System.IO;
using Reactive.Device.Output;

namespace Reactive.Device.Traces.Capture;

/// <summary>A packet as it was captured, valid until the next is read.</summary>
/// <param name="Nanoseconds">When, in nanoseconds since 1970.</param>
/// <param name="LinkType">What it starts with: the number that pcap files have for it.</param>
/// <param name="Bytes">As much of it as was kept.</param>
internal readonly record struct CapturedPacket(long Nanoseconds, int LinkType, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Reads the packets of a capture file, one by one, from the start. Where the file is damaged or cut the reading ends, and
/// <see cref="Damage"/> says where. Memory does not depend on the file.
/// </summary>
internal abstract class CaptureReader : IDisposable
{
    /// <summary>The most bytes of a packet: as many as capturing software keeps at most.</summary>
    public const int MostPacketBytes = 1 << 18;

    private readonly FileStream _file;
    private readonly string _path;
    private byte[] _bytes = new byte[1 << 11];

    private protected CaptureReader(FileStream file, string path, bool isBigEndian)
    {
        _file = file;
        _path = path;
        IsBigEndian = isBigEndian;
    }

    /// <summary>What ended the reading before the end of the file, a sentence that names the file and the byte; or null.</summary>
    public string? Damage { get; private set; }

    /// <summary>Whether numbers have their high byte first.</summary>
    protected bool IsBigEndian { get; set; }

    /// <summary>The place in the file.</summary>
    protected long Offset => _file.Position;

    /// <summary>Reads the next packet; false at the end, and where the file is damaged.</summary>
    /// <exception cref="CommandException">The file cannot be read any more.</exception>
    public bool TryRead(out CapturedPacket packet)
    {
        packet = default;
        try
        {
            return Damage is null && TryReadPacket(out packet);
        }
        catch (IOException failure)
        {
            throw CaptureFile.Unreadable(_path, failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Reads the next packet; false at the end, and where <see cref="Damaged"/> was told.</summary>
    protected abstract bool TryReadPacket(out CapturedPacket packet);

    /// <summary>Reads so many bytes, valid until the next call; false at the end of the file, which is damage where some of them are there.</summary>
    protected bool TryTake(int count, long start, out Memory<byte> taken)
    {
        if (_bytes.Length < count)
            _bytes = new byte[Math.Max(count, _bytes.Length * 2)];
        int read = _file.ReadAtLeast(_bytes.AsSpan(0, count), count, throwOnEndOfStream: false);
        taken = _bytes.AsMemory(0, read);
        if (read == count)
            return true;
        if (read > 0 || Offset > start)
            Damaged(start, "the file is cut within a packet");
        return false;
    }

    /// <summary>Ends the reading: what is wrong, a clause, and where.</summary>
    protected void Damaged(long offset, string what) => Damage ??= $"{_path}: {what} (at byte {offset}); it is read up to there.";

    /// <summary>A number of 32 bits.</summary>
    protected uint UInt32(ReadOnlySpan<byte> bytes) => IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>A number of 16 bits.</summary>
    protected ushort UInt16(ReadOnlySpan<byte> bytes) => IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
