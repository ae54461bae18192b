using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Device.Tests.Traces.Mcap;

/// <summary>Compresses the chunks of an MCAP file, as other writers do: everything else in it stays.</summary>
internal static partial class Compressed
{
    private const int HeadBytes = 9;

    /// <summary>The file with every chunk compressed, or the test skipped where the library is not installed.</summary>
    public static byte[] Of(byte[] file, string compression, Func<byte[], byte[]>? pack = null)
    {
        pack ??= compression == "lz4" ? Lz4 : Zstd;
        using var output = new MemoryStream();
        var places = new Dictionary<ulong, (ulong Offset, ulong Length, ulong Packed)>();
        output.Write(file, 0, 8);
        long summary = 0;
        for (int at = 8; at < file.Length - 8;)
        {
            var opcode = (McapOpcode)file[at];
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at + 1));
            byte[] content = file[(at + HeadBytes)..(at + HeadBytes + length)];
            switch (opcode)
            {
                case McapOpcode.Chunk:
                    byte[] packed = pack(content[(28 + 4 + 8)..]);
                    places[(ulong)at] = ((ulong)output.Position, (ulong)(HeadBytes + 28 + 4 + compression.Length + 8 + packed.Length), (ulong)packed.Length);
                    content = [.. content[..28], .. Text(compression), .. UInt64((ulong)packed.Length), .. packed];
                    break;
                case McapOpcode.ChunkIndex:
                    (ulong offset, ulong stored, ulong size) = places[BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(16))];
                    int map = 4 + (int)BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(32));
                    byte[] indexes = content[32..(32 + map)];
                    content = [.. content[..16], .. UInt64(offset), .. UInt64(stored), .. indexes, .. content[(32 + map)..(32 + map + 8)], .. Text(compression), .. UInt64(size), .. content[^8..]];
                    break;
                case McapOpcode.DataEnd:
                    content = new byte[4];
                    break;
                case McapOpcode.Footer:
                    content = [.. UInt64((ulong)summary), .. new byte[12]];
                    break;
            }

            if (opcode != McapOpcode.SummaryOffset)
            {
                output.WriteByte((byte)opcode);
                output.Write(UInt64((ulong)content.Length));
                output.Write(content);
            }

            if (opcode == McapOpcode.DataEnd)
                summary = output.Position;
            at += HeadBytes + length;
        }

        output.Write(file, 0, 8);
        return output.ToArray();
    }

    public static byte[] Zstd(byte[] bytes)
    {
        byte[] packed = new byte[(int)Call("libzstd1", () => ZstdBound((nuint)bytes.Length))];
        return packed[..(int)ZstdCompress(packed, (nuint)packed.Length, bytes, (nuint)bytes.Length, 3)];
    }

    public static byte[] Lz4(byte[] bytes)
    {
        byte[] packed = new byte[(int)Call("liblz4-1", () => Lz4Bound((nuint)bytes.Length, 0))];
        return packed[..(int)Lz4Compress(packed, (nuint)packed.Length, bytes, (nuint)bytes.Length, 0)];
    }

    private static nuint Call(string package, Func<nuint> call)
    {
        try
        {
            return call();
        }
        catch (DllNotFoundException)
        {
            Assert.Skip($"compressed chunks take a library of the system: apt install {package}");
            throw;
        }
    }

    private static byte[] Text(string text) => [.. BitConverter.GetBytes((uint)text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] UInt64(ulong number) => BitConverter.GetBytes(number);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_compressBound")]
    private static partial nuint ZstdBound(nuint size);

    [LibraryImport("libzstd.so.1", EntryPoint = "ZSTD_compress")]
    private static partial nuint ZstdCompress(byte[] packed, nuint capacity, byte[] bytes, nuint size, int level);

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4F_compressFrameBound")]
    private static partial nuint Lz4Bound(nuint size, nint preferences);

    [LibraryImport("liblz4.so.1", EntryPoint = "LZ4F_compressFrame")]
    private static partial nuint Lz4Compress(byte[] packed, nuint capacity, byte[] bytes, nuint size, nint preferences);
}
