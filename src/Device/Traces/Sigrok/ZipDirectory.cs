using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Text;

namespace Reactive.Device.Traces.Sigrok;

/// <summary>Reads what a zip archive says of its entries (PKWARE APPNOTE 4.3 and 4.4, with the 64-bit extensions of 4.5.3).</summary>
internal static class ZipDirectory
{
    /// <summary>The most entries of an archive. A capture has one for each few MiB of samples.</summary>
    public const int MostEntries = 200_000;

    /// <summary>The longest name of an entry, in bytes. Those of a session are a few letters.</summary>
    public const int LongestName = 4096;

    // deflate turns at most 258 bytes into two bits, with a little around it: what claims to hold more lies
    private const int MostExpansion = 1032;
    private const int ExpansionOverhead = 4096;

    private const uint LocalSignature = 0x04034B50;
    private const uint DirectorySignature = 0x02014B50;
    private const uint EndSignature = 0x06054B50;
    private const uint End64Signature = 0x06064B50;
    private const uint End64LocatorSignature = 0x07064B50;
    private const int LocalBytes = 30;
    private const int DirectoryBytes = 46;
    private const int EndBytes = 22;
    private const int End64Bytes = 56;
    private const int End64LocatorBytes = 20;
    private const uint In64 = 0xFFFFFFFF;

    /// <summary>The entries, and whether the directory was missing because the file was cut short.</summary>
    public static (ImmutableArray<ZipEntry> Entries, bool IsCut) Read(ZipArchiveFile file)
    {
        Span<byte> start = stackalloc byte[4];
        if (file.Read(start, 0) < 4 || BinaryPrimitives.ReadUInt32LittleEndian(start) is not (LocalSignature or EndSignature))
            throw file.Failure(0, "this is no zip archive, which a sigrok session is");
        long end = FindEnd(file);
        ImmutableArray<ZipEntry> entries = end < 0 ? FromHeaders(file) : FromDirectory(file, end);
        Check(file, entries);
        return (entries, end < 0);
    }

    /// <summary>Where the bytes of <paramref name="entry"/> begin: after its local header.</summary>
    public static long StartOf(ZipArchiveFile file, ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[LocalBytes];
        file.ReadWhole(header, entry.HeaderOffset, $"the header of entry '{entry.Name}'");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature)
            throw file.Failure(entry, "has no header where the directory says");
        long start = entry.HeaderOffset + LocalBytes + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        if (!entry.IsCut && start > file.Length - entry.CompressedBytes)
            throw file.Failure(entry, "goes beyond the end of the file");
        return start;
    }

    private static long FindEnd(ZipArchiveFile file)
    {
        // a comment of up to 64 KiB may follow
        byte[] tail = new byte[Math.Min(file.Length, EndBytes + ushort.MaxValue)];
        long first = file.Length - tail.Length;
        file.ReadWhole(tail, first, "its end");
        for (int at = tail.Length - EndBytes; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) == EndSignature && at + EndBytes + BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 20)) <= tail.Length)
                return first + at;
        }

        return -1;
    }

    private static ImmutableArray<ZipEntry> FromDirectory(ZipArchiveFile file, long end)
    {
        Span<byte> record = stackalloc byte[End64Bytes];
        file.ReadWhole(record[..EndBytes], end, "the end of the directory");
        long count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (end >= End64LocatorBytes)
        {
            Span<byte> locator = stackalloc byte[End64LocatorBytes];
            file.ReadWhole(locator, end - End64LocatorBytes, "the end of the directory");
            if (BinaryPrimitives.ReadUInt32LittleEndian(locator) == End64LocatorSignature)
            {
                long at = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
                file.ReadWhole(record, at, "the 64-bit end of the directory");
                if (BinaryPrimitives.ReadUInt32LittleEndian(record) != End64Signature)
                    throw file.Failure(at, "there is no 64-bit end of the directory, where one should be");
                count = BinaryPrimitives.ReadInt64LittleEndian(record[32..]);
                offset = BinaryPrimitives.ReadInt64LittleEndian(record[48..]);
            }
        }

        if (count is < 0 or > MostEntries)
            throw file.Failure(end, $"the archive has {count} entries; at most {MostEntries} are read");
        var entries = ImmutableArray.CreateBuilder<ZipEntry>();
        for (long i = 0; i < count; i++)
            entries.Add(DirectoryEntry(file, ref offset));
        return entries.ToImmutable();
    }

    private static ZipEntry DirectoryEntry(ZipArchiveFile file, ref long offset)
    {
        Span<byte> record = stackalloc byte[DirectoryBytes];
        file.ReadWhole(record, offset, "the directory");
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != DirectorySignature)
            throw file.Failure(offset, "there is no entry of the directory, where one should be");
        int nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(record[28..]), extraBytes = BinaryPrimitives.ReadUInt16LittleEndian(record[30..]);
        long compressed = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]), bytes = BinaryPrimitives.ReadUInt32LittleEndian(record[24..]), header = BinaryPrimitives.ReadUInt32LittleEndian(record[42..]);
        string name = Name(file, offset + DirectoryBytes, nameBytes);
        if (compressed == In64 || bytes == In64 || header == In64)
            Extend(file, offset + DirectoryBytes + nameBytes, extraBytes, ref bytes, ref compressed, ref header);
        var entry = new ZipEntry(name, header, BinaryPrimitives.ReadUInt16LittleEndian(record[10..]), compressed, bytes, BinaryPrimitives.ReadUInt32LittleEndian(record[16..]));
        offset += DirectoryBytes + nameBytes + extraBytes + BinaryPrimitives.ReadUInt16LittleEndian(record[32..]);
        return (record[8] & 1) == 0 ? entry : throw file.Failure(entry, "is encrypted");
    }

    /// <summary>Takes 64-bit sizes from the extra field 1, which holds those that did not fit, in this order.</summary>
    private static void Extend(ZipArchiveFile file, long at, int extraBytes, ref long bytes, ref long compressed, ref long header)
    {
        byte[] extra = new byte[extraBytes];
        file.ReadWhole(extra, at, "the directory");
        for (int field = 0; field + 4 <= extraBytes;)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra.AsSpan(field)), length = BinaryPrimitives.ReadUInt16LittleEndian(extra.AsSpan(field + 2));
            ReadOnlySpan<byte> values = extra.AsSpan(field + 4, Math.Min(length, extraBytes - field - 4));
            if (id == 1)
            {
                Take(ref values, ref bytes);
                Take(ref values, ref compressed);
                Take(ref values, ref header);
                return;
            }

            field += 4 + length;
        }

        static void Take(ref ReadOnlySpan<byte> values, ref long value)
        {
            if (value != In64 || values.Length < 8)
                return;
            value = BinaryPrimitives.ReadInt64LittleEndian(values);
            values = values[8..];
        }
    }

    /// <summary>Goes from local header to local header until one is cut, as far as they tell how long their entries are.</summary>
    private static ImmutableArray<ZipEntry> FromHeaders(ZipArchiveFile file)
    {
        var entries = ImmutableArray.CreateBuilder<ZipEntry>();
        Span<byte> header = stackalloc byte[LocalBytes];
        for (long offset = 0; offset <= file.Length - LocalBytes && entries.Count < MostEntries;)
        {
            file.ReadWhole(header, offset, "the header of an entry");
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature)
                break;
            int nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
            long start = offset + LocalBytes + nameBytes + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            long compressed = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]), bytes = BinaryPrimitives.ReadUInt32LittleEndian(header[22..]);
            if (start > file.Length)
                break;
            var entry = new ZipEntry(Name(file, offset + LocalBytes, nameBytes), offset, BinaryPrimitives.ReadUInt16LittleEndian(header[8..]), compressed, bytes, BinaryPrimitives.ReadUInt32LittleEndian(header[14..]));
            if ((header[6] & 8) != 0 || compressed == In64 || bytes == In64)
                throw file.Failure(entry, "does not tell its length, and the directory, which would, is missing: the file was cut short");
            entries.Add(entry with { IsCut = start > file.Length - compressed });
            offset = start + compressed;
        }

        return entries.ToImmutable();
    }

    private static string Name(ZipArchiveFile file, long at, int bytes)
    {
        if (bytes > LongestName)
            throw file.Failure(at, $"the name of an entry has {bytes} bytes; at most {LongestName} are read");
        byte[] name = new byte[bytes];
        file.ReadWhole(name, at, "the name of an entry");
        return Encoding.UTF8.GetString(name);
    }

    private static void Check(ZipArchiveFile file, ImmutableArray<ZipEntry> entries)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        long compressed = 0;
        foreach (ZipEntry entry in entries)
        {
            if (!names.Add(entry.Name))
                throw file.Failure(entry, "stands in the archive twice");
            if (entry.CompressedBytes < 0 || entry.Bytes < 0 || entry.HeaderOffset < 0 || (!entry.IsCut && entry.CompressedBytes > file.Length))
                throw file.Failure(entry, $"cannot have {entry.CompressedBytes} bytes in a file of {file.Length}");
            if (entry.Bytes / MostExpansion > entry.CompressedBytes + ExpansionOverhead)
                throw file.Failure(entry, $"claims to hold {entry.Bytes} bytes in {entry.CompressedBytes}; deflate packs at most {MostExpansion} times");
            compressed += entry.CompressedBytes;
            // entries that share bytes could unpack to any size
            if (!entry.IsCut && compressed > file.Length)
                throw file.Failure(entry, "overlaps others: together they are larger than the file");
        }
    }
}
