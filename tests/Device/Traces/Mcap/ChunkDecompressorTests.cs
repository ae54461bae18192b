using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Device.Traces.Mcap;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Device.Tests.Traces.Mcap;

/// <summary>Chunks compressed by the libraries' own writers, through both readers.</summary>
public sealed class ChunkDecompressorTests
{
    private const int ChunkBytes = 4096;
    private const int Messages = 1000;

    [Theory]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public void CompressedChunks_GiveTheSameMessagesInBothReaders(string compression)
    {
        byte[] packed = Compressed.Of(File(), compression);
        using var decompressor = new ChunkDecompressor();
        var options = new McapReaderOptions { Decompressor = decompressor };

        McapIndexedReader indexed = McapIndexedReader.Open(new McapMemoryBytes(packed), options);
        Assert.Null(indexed.SummaryError);
        Assert.All(indexed.Chunks, c => Assert.Equal(compression, c.Compression));
        Assert.Equal(Payloads(), Drain(indexed.ReadMessages()));
        Assert.Equal(Payloads(), Drain(new McapRecordReader(new McapMemoryBytes(packed), options)));
        Assert.Equal(Payloads(), Drain(new McapRecordReader(new MemoryStream(packed), options)));
    }

    [Theory]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public void CompressedFileCutShort_IsReadUpToItsLastWholeChunk(string compression)
    {
        byte[] packed = Compressed.Of(File(), compression);
        using var decompressor = new ChunkDecompressor();
        var options = new McapReaderOptions { Decompressor = decompressor };
        McapIndexedReader whole = McapIndexedReader.Open(new McapMemoryBytes(packed), options);
        McapChunkIndex third = whole.Chunks[2];

        McapIndexedReader cut = McapIndexedReader.Open(new McapMemoryBytes(packed.AsMemory(0, (int)(third.ChunkOffset + third.ChunkLength) - 1)), options);
        Assert.True(cut.Truncated);
        Assert.Null(cut.Error);
        int messages = (int)cut.Statistics!.MessageCount;
        Assert.InRange(messages, 1, Messages - 1);
        Assert.Equal(Payloads().Take(messages), Drain(cut.ReadMessages()));
        Assert.All(cut.Chunks, c => Assert.Equal(compression, c.Compression));
    }

    [Theory]
    [InlineData("lz4", -1, "declares")]
    [InlineData("lz4", 1, "declares")]
    [InlineData("zstd", -1, "libzstd says")]
    [InlineData("zstd", 1, "declares")]
    public void ChunkThatUnpacksToAnotherSize_IsRefusedWithItsOffset(string compression, int more, string expected)
    {
        byte[] packed = Compressed.Of(File(), compression);
        int chunk = (int)First(packed).ChunkOffset;
        Span<byte> size = packed.AsSpan(chunk + 9 + 16);
        BinaryPrimitives.WriteUInt64LittleEndian(size, BinaryPrimitives.ReadUInt64LittleEndian(size) + (ulong)more);

        McapError error = FirstError(packed);
        Assert.Equal(McapFault.Content, error.Fault);
        Assert.Equal(chunk, error.Offset);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChunkThatDeclaresMoreThanTheLimit_IsRefusedBeforeAnythingIsAllocated()
    {
        byte[] packed = Compressed.Of(File(), "zstd");
        int chunk = (int)First(packed).ChunkOffset;
        BinaryPrimitives.WriteUInt64LittleEndian(packed.AsSpan(chunk + 9 + 16), 1UL << 40);
        using var decompressor = new ChunkDecompressor();
        var options = new McapReaderOptions { Decompressor = decompressor };
        var reader = new McapRecordReader(new McapMemoryBytes(packed), options);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (reader.TryRead(out _))
        {
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal(McapFault.Compression, reader.Error!.Fault);
        Assert.Equal($"A chunk that unpacks to at most 268435456 bytes was expected; this one says 1099511627776 (at byte {chunk})", reader.Error.ToString());
    }

    [Theory]
    [InlineData("lz4", 255)]
    [InlineData("zstd", 32768)]
    public void ChunkThatDeclaresMoreThanItsBytesCanHold_IsRefusedBeforeAnythingIsAllocated(string compression, int ratio)
    {
        byte[] packed = Compressed.Of(File(), compression, _ => new byte[100]);
        int chunk = (int)First(packed).ChunkOffset;
        BinaryPrimitives.WriteUInt64LittleEndian(packed.AsSpan(chunk + 9 + 16), 1 << 27);
        long before = GC.GetAllocatedBytesForCurrentThread();
        McapError error = FirstError(packed);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Equal($"At most {100 * ratio} bytes in a chunk of 100 packed bytes were expected; this one says 134217728 (at byte {chunk})", error.ToString());
    }

    [Theory]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public void SilenceThatIsCompressedAsFarAsItGoes_IsRead(string compression)
    {
        using var stream = new MemoryStream();
        var writer = new McapWriter(new StreamMcapOutput(stream), new McapWriterOptions { ChunkSizeBytes = 32 << 20 });
        ushort channel = writer.AddChannel(0, "a", "json");
        writer.WriteMessage(channel, 0, 0, 0, new byte[32 << 20]);
        writer.Close();
        using var decompressor = new ChunkDecompressor();
        using McapMessageCursor cursor = McapIndexedReader.Open(new McapMemoryBytes(Compressed.Of(stream.ToArray(), compression)), new McapReaderOptions { Decompressor = decompressor }).ReadMessages();
        Assert.True(cursor.TryRead(out McapMessage message));
        Assert.Equal(32 << 20, message.Data.Length);
    }

    [Fact]
    public void ChunkThatDeclaresLittleAndUnpacksToMuch_IsRefused()
    {
        byte[] packed = Compressed.Of(File(), "zstd", _ => Compressed.Zstd(new byte[64 << 20]));
        Assert.Contains("libzstd says", FirstError(packed).Message, StringComparison.Ordinal);
        packed = Compressed.Of(File(), "lz4", _ => Compressed.Lz4(new byte[64 << 20]));
        Assert.Contains("more than the", FirstError(packed).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public void ChecksumOfTheUnpackedBytesWrong_IsAnError(string compression)
    {
        byte[] packed = Compressed.Of(File(), compression);
        int chunk = (int)First(packed).ChunkOffset;
        packed[chunk + 9 + 24] ^= 1;
        McapError error = FirstError(packed);
        Assert.Equal(McapFault.Checksum, error.Fault);
        Assert.Equal(chunk, error.Offset);
    }

    [Fact]
    public void UnknownCompression_IsNamed()
    {
        McapError error = FirstError(Compressed.Of(File(), "brotli", bytes => bytes));
        Assert.Equal(McapFault.Compression, error.Fault);
        Assert.Contains("'brotli'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyChunksThatOverlapInTime_AreRefusedByALimit()
    {
        // every chunk holds one message at 0 and many at its own time, so all of them must be held to bring them into order
        using var stream = new MemoryStream();
        var writer = new McapWriter(new StreamMcapOutput(stream), new McapWriterOptions { ChunkSizeBytes = ChunkBytes, ChunkDuration = TimeSpan.Zero });
        ushort channel = writer.AddChannel(0, "a", "json");
        for (int i = 0; i < 2000; i++)
            writer.WriteMessage(channel, 0, i % 2 == 0 ? 0 : 1000 + (ulong)i, 0, new byte[1000]);
        writer.Close();
        byte[] packed = Compressed.Of(stream.ToArray(), "zstd");
        using var decompressor = new ChunkDecompressor();
        var options = new McapReaderOptions { Decompressor = decompressor, MaxChunkBytes = 1 << 17 };
        using McapMessageCursor cursor = McapIndexedReader.Open(new McapMemoryBytes(packed), options).ReadMessages();
        while (cursor.TryRead(out _))
        {
        }

        Assert.Equal(McapFault.Compression, cursor.Error!.Fault);
        Assert.Contains("more than 524288 bytes", cursor.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CursorsSideBySide_UnpackEachChunkOnce()
    {
        using var decompressor = new ChunkDecompressor();
        var counting = new Counting(decompressor);
        McapIndexedReader reader = McapIndexedReader.Open(new McapMemoryBytes(Compressed.Of(File(), "zstd")), new McapReaderOptions { Decompressor = counting });
        McapMessageCursor[] cursors = [reader.ReadMessages(), reader.ReadMessages(), reader.ReadMessages()];
        for (int i = 0; i < Messages; i++)
        {
            foreach (McapMessageCursor cursor in cursors)
            {
                Assert.True(cursor.TryRead(out McapMessage message));
                Assert.Equal(i, BitConverter.ToInt32(message.Data.Span));
            }
        }

        Assert.Equal(reader.Chunks.Count, counting.Chunks);
    }

    [Fact]
    public void ReadingOn_AllocatesNoBuffers()
    {
        using var decompressor = new ChunkDecompressor();
        McapIndexedReader reader = McapIndexedReader.Open(new McapMemoryBytes(Compressed.Of(File(), "lz4")), new McapReaderOptions { Decompressor = decompressor });
        Drain(reader.ReadMessages());
        using McapMessageCursor cursor = reader.ReadMessages();
        for (int i = 0; i < Messages / 2; i++)
            cursor.TryRead(out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int read = 0;
        while (cursor.TryRead(out _))
            read++;

        // a chunk costs its record and its name, not its 4 KiB
        Assert.Equal(Messages / 2, read);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (reader.Chunks.Count / 2), 0, 400);
    }

    private static byte[] File()
    {
        using var stream = new MemoryStream();
        var writer = new McapWriter(new StreamMcapOutput(stream), new McapWriterOptions { ChunkSizeBytes = ChunkBytes });
        ushort channel = writer.AddChannel(writer.AddSchema("a/A", "ros2msg", "int32 n"u8), "/a", "cdr");
        for (int i = 0; i < Messages; i++)
            writer.WriteMessage(channel, (uint)i, 10UL * (ulong)i, 0, Payload(i));
        writer.Close();
        return stream.ToArray();
    }

    private static byte[] Payload(int i) => [.. BitConverter.GetBytes(i), .. new byte[i % 50]];

    private static List<string> Payloads() => [.. Enumerable.Range(0, Messages).Select(i => Convert.ToHexString(Payload(i)))];

    private static McapChunkIndex First(byte[] file) => McapIndexedReader.Open(new McapMemoryBytes(file)).Chunks[0];

    private static McapError FirstError(byte[] file)
    {
        using var decompressor = new ChunkDecompressor();
        var options = new McapReaderOptions { Decompressor = decompressor };
        var reader = new McapRecordReader(new McapMemoryBytes(file), options);
        while (reader.TryRead(out _))
        {
        }

        using McapMessageCursor cursor = McapIndexedReader.Open(new McapMemoryBytes(file), options).ReadMessages();
        while (cursor.TryRead(out _))
        {
        }

        Assert.NotNull(reader.Error);
        Assert.Equal(reader.Error, cursor.Error);
        return reader.Error;
    }

    private static List<string> Drain(McapMessageCursor cursor)
    {
        List<string> payloads = [];
        using (cursor)
        {
            while (cursor.TryRead(out McapMessage message))
                payloads.Add(Convert.ToHexString(message.Data.Span));
        }

        Assert.Null(cursor.Error);
        return payloads;
    }

    private static List<string> Drain(McapRecordReader reader)
    {
        List<string> payloads = [];
        while (reader.TryRead(out McapRecord record))
        {
            if (record.Opcode == McapOpcode.Message)
                payloads.Add(Convert.ToHexString(record.Message.Data.Span));
        }

        Assert.Null(reader.Error);
        return payloads;
    }

    private sealed class Counting(IChunkDecompressor inner) : IChunkDecompressor
    {
        public int Chunks { get; private set; }

        public long MostUnpacked(string compression, long packedBytes) => inner.MostUnpacked(compression, packedBytes);

        public McapError? Decompress(string compression, ReadOnlySpan<byte> packed, Span<byte> records, long offset)
        {
            Chunks++;
            return inner.Decompress(compression, packed, records, offset);
        }
    }
}
