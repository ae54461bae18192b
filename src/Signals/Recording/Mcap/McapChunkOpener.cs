using System;
using System.Numerics;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>From a Chunk record to its records, as they were before compression. Sizes are checked before anything is allocated.</summary>
internal static class McapChunkOpener
{
    // Up to here buffers are powers of two, so that chunks of nearly one size share one buffer.
    private const int LargestRounded = 1 << 24;
    private const int SmallestBuffer = 1 << 16;

    // Start, end, size, CRC, the compression's name and the length of the records come before the records.
    private const int HeadBytes = McapDecoder.RecordHeadBytes + (8 * 3) + 4 + 4 + 8;

    /// <summary>Decodes a chunk and checks what can be said of it without its records.</summary>
    /// <param name="content">Content of the Chunk record.</param>
    /// <param name="offset">Where the record starts in the file.</param>
    /// <param name="options">The limit.</param>
    /// <param name="chunk">The chunk, its records as they are stored.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    public static McapError? Decode(ReadOnlyMemory<byte> content, long offset, McapReaderOptions options, out McapChunk? chunk)
    {
        bool decoded = McapDecoder.TryValue(McapOpcode.Chunk, content, options.CheckChecksums, out object? value, out _);
        chunk = (McapChunk?)value;
        if (!decoded || chunk is null)
            return new McapError(offset, McapFault.Content, "A Chunk record whose fields fit its length was expected");
        if (chunk.Compression.Length == 0)
        {
            return chunk.UncompressedSize == (ulong)chunk.Records.Length ? null : new McapError(
                offset, McapFault.Length, $"An uncompressed chunk of {chunk.UncompressedSize} bytes was expected; it holds {chunk.Records.Length}");
        }

        if (options.Decompressor is null)
        {
            return new McapError(
                offset,
                McapFault.Compression,
                $"An uncompressed chunk was expected; this one has the compression '{chunk.Compression}', which is not supported");
        }

        if (chunk.UncompressedSize > (ulong)options.MaxChunkBytes)
        {
            return new McapError(
                offset, McapFault.Compression, $"A chunk that unpacks to at most {options.MaxChunkBytes} bytes was expected; this one says {chunk.UncompressedSize}");
        }

        long most = options.Decompressor.MostUnpacked(chunk.Compression, chunk.Records.Length);
        return (long)chunk.UncompressedSize <= most ? null : new McapError(
            offset, McapFault.Content, $"At most {most} bytes in a chunk of {chunk.Records.Length} packed bytes were expected; this one says {chunk.UncompressedSize}");
    }

    /// <summary>The start of the records of an uncompressed chunk in the file; of a compressed one, whose records have no place in the file, its own.</summary>
    public static long RecordsOffset(McapChunk chunk, long offset) => chunk.Compression.Length == 0 ? offset + HeadBytes : offset;

    /// <summary>Gives the records of a decoded chunk, checked against its CRC: as they lie in the file, else unpacked.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="offset">Where it starts in the file.</param>
    /// <param name="options">The decompressor, and whether the CRC is compared.</param>
    /// <param name="buffer">Where a compressed chunk is unpacked to; replaced by a larger one if it is too small.</param>
    /// <param name="records">The records; of a compressed chunk in <paramref name="buffer"/>.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    public static McapError? Open(McapChunk chunk, long offset, McapReaderOptions options, ref byte[] buffer, out ReadOnlyMemory<byte> records)
    {
        records = chunk.Records;
        if (chunk.Compression.Length != 0)
        {
            int size = (int)chunk.UncompressedSize;
            if (buffer.Length < size)
                buffer = GC.AllocateUninitializedArray<byte>(BufferBytes(size));
            if (options.Decompressor!.Decompress(chunk.Compression, chunk.Records.Span, buffer.AsSpan(0, size), offset) is { } error)
                return error;
            records = buffer.AsMemory(0, size);
        }

        uint crc = chunk.UncompressedCrc;
        return !options.CheckChecksums || crc == 0 || Crc32.Compute(records.Span) == crc
            ? null
            : new McapError(offset, McapFault.Checksum, $"A chunk with the CRC {crc:X8} was expected; its bytes have another");
    }

    /// <summary>The size of the buffer that is allocated for <paramref name="size"/> bytes.</summary>
    public static int BufferBytes(int size) => size > LargestRounded ? size : (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(size, SmallestBuffer));
}
