using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Signals.Tests.Recording;

public sealed class McapReaderTests
{
    [Fact]
    public void TimeRangeAndChannels_SelectMessages()
    {
        McapIndexedReader reader = Open(McapSamples.Chunked(30));
        Assert.Equal([10u, 11u, 12u], McapSamples.Sequences(reader.ReadMessages(new McapReading(100, 120, null))));
        Assert.Equal([9u, 12u, 15u], McapSamples.Sequences(reader.ReadMessages(new McapReading(85, 150, new HashSet<ushort> { 2 }))));
        Assert.Empty(McapSamples.Sequences(reader.ReadMessages(new McapReading(291, ulong.MaxValue, null))));
        Assert.Empty(McapSamples.Sequences(reader.ReadMessages(new McapReading(0, ulong.MaxValue, new HashSet<ushort> { 9 }))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TimesInAnyOrderAcrossChunks_ComeSortedAndEqualTimesInFileOrder(bool useChunks)
    {
        Random random = new(3);
        RefusingOutput output = new();
        McapWriter writer = new(output, new McapWriterOptions { ChunkSizeBytes = 300, UseChunks = useChunks, ChunkDuration = TimeSpan.Zero });
        ushort channel = writer.AddChannel(0, "a", "x");
        ulong[] times = [.. Enumerable.Range(0, 500).Select(i => (ulong)((i / 2) + random.Next(60)))];
        for (uint i = 0; i < times.Length; i++)
            writer.WriteMessage(channel, i, times[i], 0, []);
        writer.Close();
        McapIndexedReader reader = Open(output.Taken);
        Assert.Equal(useChunks, reader.UsesSummary);
        IEnumerable<uint> expected = Enumerable.Range(0, times.Length).OrderBy(i => times[i]).Select(i => (uint)i);
        Assert.Equal(expected, McapSamples.Sequences(reader.ReadMessages()));
        Assert.Equal(expected.Where(i => times[i] is >= 50 and <= 70), McapSamples.Sequences(reader.ReadMessages(new McapReading(50, 70, null))));
    }

    [Fact]
    public void PayloadsAndOffsets_PointIntoTheFile()
    {
        byte[] file = McapSamples.Chunked(9);
        McapMessageCursor cursor = Open(file).ReadMessages();
        while (cursor.TryRead(out McapMessage message))
        {
            Assert.Equal((byte)McapOpcode.Message, file[message.Offset]);
            Assert.True(file.AsMemory((int)message.Offset + 31, message.Data.Length).Equals(message.Data));
        }
    }

    [Fact]
    public void OneDamagedChunk_LosesOnlyItself()
    {
        byte[] file = McapSamples.Chunked(30);
        List<uint> expected = [.. Enumerable.Range(0, 30).Select(i => (uint)i)];
        McapChunkIndex second = Open(file).Chunks[1];
        McapMessageCursor whole = Open(file).ReadMessages(new McapReading(second.StartTime, second.EndTime, null));
        foreach (uint sequence in McapSamples.Sequences(whole))
            expected.Remove(sequence);
        file[second.ChunkOffset + second.ChunkLength - 1] ^= 1;

        McapIndexedReader indexed = Open(file);
        Assert.True(indexed.UsesSummary);
        McapMessageCursor cursor = indexed.ReadMessages();
        List<uint> sequences = McapSamples.Sequences(cursor);
        Assert.Equal((McapFault.Checksum, (long)second.ChunkOffset), (cursor.Error!.Fault, cursor.Error.Offset));
        Assert.True(cursor.TryResume());
        sequences.AddRange(McapSamples.Sequences(cursor));
        Assert.Equal(expected, sequences);

        // Without the summary the same is found by reading the whole file.
        file[^9] ^= 1;
        McapIndexedReader scanned = Open(file);
        Assert.Equal(McapFault.Checksum, scanned.SummaryError!.Fault);
        Assert.Equal((long)second.ChunkOffset, scanned.Error!.Offset);
        Assert.Equal(expected, McapSamples.Sequences(scanned.ReadMessages()));
        Assert.Single(scanned.Attachments);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void SummaryWithoutStatistics_IsUsedOnlyIfItListsEverything(bool listsAttachments, bool isUsed)
    {
        McapIndexedReader reader = Open(McapSamples.Chunked(30, new McapWriterOptions { WriteStatistics = false, WriteAttachmentIndexes = listsAttachments }));
        Assert.Equal(isUsed, reader.UsesSummary);
        Assert.Single(reader.Attachments);
        Assert.Equal(30, McapSamples.Sequences(reader.ReadMessages()).Count);
    }

    [Theory]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public void CompressedChunk_IsAnErrorThatNamesTheCompression(string compression)
    {
        FileBuilder file = new FileBuilder().Chunk(compression, new byte[10]).Record(McapOpcode.Metadata, new byte[8]);
        McapRecordReader reader = new(new McapMemoryBytes(file.Bytes));
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.Equal(McapFault.Compression, reader.Error!.Fault);
        Assert.Contains($"'{compression}'", reader.Error.Message);
        Assert.Equal(file.HeaderEnd, reader.Error.Offset);
        Assert.True(reader.TryResume());
        Assert.True(reader.TryRead(out McapRecord record));
        Assert.Equal(McapOpcode.Metadata, record.Opcode);
    }

    [Theory]
    [InlineData(ulong.MaxValue, McapFault.Length)]
    [InlineData(1UL << 63, McapFault.Length)]
    [InlineData((1UL << 30) + 1, McapFault.Length)]
    public void LengthAboveTheLimit_IsAnErrorAndTakesNoMemory(ulong length, McapFault fault)
    {
        byte[] file = new FileBuilder().Head(0x09, length).Bytes;
        foreach (McapRecordReader reader in new[] { new McapRecordReader(new McapMemoryBytes(file)), new McapRecordReader(new MemoryStream(file)) })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(reader.TryRead(out _));
            Assert.False(reader.TryRead(out _));
            Assert.Equal(fault, reader.Error!.Fault);
            Assert.False(reader.TryResume());
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        }
    }

    [Fact]
    public void LengthBelowTheLimitButBeyondTheStream_TakesMemoryInProportionToTheStream()
    {
        byte[] file = [.. new FileBuilder().Head(0x09, 1 << 30).Bytes, .. new byte[200_000]];
        McapRecordReader reader = new(new MemoryStream(file));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.True(reader.Truncated);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3 * file.Length);
    }

    [Theory]
    [InlineData(0x10)]
    [InlineData(0x7F)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void UnknownOpcode_IsPassedOverInFileAndInChunk(int opcode)
    {
        FileBuilder inner = new FileBuilder(empty: true).Record((McapOpcode)opcode, [1, 2, 3]).Record(McapOpcode.Message, new byte[22]);
        byte[] file = new FileBuilder().Record((McapOpcode)opcode, new byte[5]).Chunk(string.Empty, inner.Bytes).Bytes;
        McapRecordReader reader = new(new McapMemoryBytes(file));
        List<McapOpcode> opcodes = [];
        while (reader.TryRead(out McapRecord record))
            opcodes.Add(record.Opcode);
        Assert.Equal([McapOpcode.Header, McapOpcode.Chunk, McapOpcode.Message], opcodes);
        Assert.Null(reader.Error);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x01)]
    [InlineData(0x08)]
    public void OpcodeWhereItMayNotBe_IsAnError(int opcode)
    {
        McapRecordReader reader = new(new McapMemoryBytes(new FileBuilder().Record((McapOpcode)opcode, new byte[8]).Bytes));
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.Equal(McapFault.Order, reader.Error!.Fault);
    }

    [Fact]
    public void SchemaWithIdZero_IsPassedOver()
    {
        McapRecordReader reader = new(new McapMemoryBytes(new FileBuilder().Record(McapOpcode.Schema, new byte[14]).Bytes));
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.Null(reader.Error);
    }

    [Fact]
    public void BrokenRecordInAChunkWithoutCrc_LosesOnlyThatChunk()
    {
        byte[] message = new FileBuilder(empty: true).Record(McapOpcode.Message, new byte[22]).Bytes;
        byte[] broken = [.. message, (byte)McapOpcode.Message, 99, 0, 0, 0, 0, 0, 0, 0];
        byte[] file = new FileBuilder().Chunk(string.Empty, message).Chunk(string.Empty, broken).Chunk(string.Empty, message).Bytes;
        McapIndexedReader reader = Open(file);
        Assert.Equal(McapFault.Length, reader.Error!.Fault);
        Assert.Equal(2, reader.Chunks.Count);
        Assert.Equal((2UL, 2UL), (reader.Statistics!.MessageCount, reader.Statistics.ChannelMessageCounts[0]));
        McapMessageCursor cursor = reader.ReadMessages();
        Assert.Equal(2, McapSamples.Sequences(cursor).Count);
        Assert.Null(cursor.Error);
    }

    [Fact]
    public void DamagedAttachment_IsAnErrorAndTheRestIsRead()
    {
        byte[] file = McapSamples.Chunked(30);
        McapAttachmentIndex place = Assert.Single(Open(file).Attachments);
        file[place.Offset + place.Length - 5] ^= 1;
        McapIndexedReader reader = Open(file);
        Assert.False(reader.TryReadAttachment(place, out McapAttachment? attachment, out McapError? error));
        Assert.Null(attachment);
        Assert.Equal((McapFault.Checksum, (long)place.Offset), (error!.Fault, error.Offset));
        McapRecordReader records = new(new McapMemoryBytes(file));
        List<uint> sequences = McapSamples.Sequences(records);
        Assert.Equal(error, records.Error);
        Assert.True(records.TryResume());
        sequences.AddRange(McapSamples.Sequences(records));
        Assert.Equal(30, sequences.Count);
    }

    [Fact]
    public void MessagesOutsideChunksBeyondOneSegment_ComeSorted()
    {
        RefusingOutput output = new();
        McapWriter writer = new(output, new McapWriterOptions { UseChunks = false });
        ushort channel = writer.AddChannel(0, "a", "x");
        for (uint i = 0; i < 40; i++)
            writer.WriteMessage(channel, i, 39 - i, 0, new byte[100_000]);
        writer.Close();
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (uint)(39 - i)), McapSamples.Sequences(Open(output.Taken).ReadMessages()));
    }

    [Fact]
    public void TextThatIsNotUtf8_IsAnError()
    {
        McapRecordReader reader = new(new McapMemoryBytes(new FileBuilder().Record(McapOpcode.Metadata, [1, 0, 0, 0, 0xFF, 0, 0, 0, 0]).Bytes));
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.Equal(McapFault.Content, reader.Error!.Fault);
    }

    [Fact]
    public void BytesBehindTheClosingMagic_AreAnError()
    {
        McapRecordReader reader = new(new MemoryStream([.. McapSamples.Chunked(3), 0]));
        Assert.Equal(3, McapSamples.Sequences(reader).Count);
        Assert.Equal(McapFault.Magic, reader.Error!.Fault);
    }

    [Fact]
    public void StreamThatFails_IsAnErrorNotACut()
    {
        using BrokenStream stream = new();
        McapRecordReader reader = new(stream);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(McapFault.Input, reader.Error!.Fault);
        Assert.False(reader.Truncated);
    }

    [Fact]
    public void NoMcapFile_HasNoMessagesAndAnError()
    {
        McapIndexedReader reader = Open("This is a text, and quite a long one, so that a footer would fit."u8.ToArray());
        Assert.Equal(McapFault.Magic, reader.Error!.Fault);
        Assert.False(reader.ReadMessages().TryRead(out _));
        Assert.Null(reader.Header);
    }

    [Fact]
    public void IndexThatListsOneChunkManyTimes_IsNotUsed()
    {
        byte[] file = McapSamples.Chunked(3, new McapWriterOptions { ChunkDuration = TimeSpan.Zero, WriteSummaryOffsets = false });
        int start = file.AsSpan().LastIndexOf(new byte[] { (byte)McapOpcode.ChunkIndex, 73 + 20 - 9, 0, 0, 0, 0, 0, 0, 0 });
        byte[] index = file[start..(start + 73 + 20)];
        byte[] hostile = [.. file[..start], .. Enumerable.Repeat(index, 1000).SelectMany(bytes => bytes), .. file[(start + index.Length)..]];
        hostile.AsSpan(hostile.Length - 12, 4).Clear();
        McapIndexedReader reader = Open(hostile);
        Assert.Equal(McapFault.Index, reader.SummaryError!.Fault);
        Assert.Contains("do not overlap", reader.SummaryError.Message);
        Assert.Equal(3, McapSamples.Sequences(reader.ReadMessages()).Count);
    }

    [Fact]
    public void ReadingManyMessages_AllocatesNothing()
    {
        RefusingOutput output = new();
        McapSamples.Write(output, 20_000, new McapWriterOptions { ChunkSizeBytes = 16 * 1024 });
        McapMessageCursor cursor = Open(output.Taken).ReadMessages();
        McapRecordReader records = new(new McapMemoryBytes(output.Taken));
        ReadSome(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int chunks = ReadSome(15_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // A chunk of the indexed reader, and a chunk with its two message indexes of the sequential one, are objects; messages are not.
        Assert.InRange(allocated, 0, chunks * 600);
        Assert.InRange(chunks, 10, 100);

        int ReadSome(int count)
        {
            int seen = 0;
            for (int i = 0; i < count; i++)
            {
                Assert.True(cursor.TryRead(out _));
                do
                {
                    Assert.True(records.TryRead(out McapRecord record));
                    seen += record.Opcode == McapOpcode.Chunk ? 1 : 0;
                    if (record.Opcode == McapOpcode.Message)
                        break;
                }
                while (true);
            }

            return seen;
        }
    }

    private static McapIndexedReader Open(byte[] bytes) => McapIndexedReader.Open(new McapMemoryBytes(bytes));

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("The device is gone.");
    }

    /// <summary>Files that the writer would not write.</summary>
    private sealed class FileBuilder
    {
        private readonly List<byte> _bytes = [];

        public FileBuilder(bool empty = false)
        {
            if (empty)
                return;
            _bytes.AddRange([0x89, (byte)'M', (byte)'C', (byte)'A', (byte)'P', (byte)'0', (byte)'\r', (byte)'\n']);
            Record(McapOpcode.Header, new byte[8]);
            HeaderEnd = _bytes.Count;
        }

        public byte[] Bytes => [.. _bytes];

        public long HeaderEnd { get; }

        public FileBuilder Head(byte opcode, ulong length)
        {
            byte[] head = new byte[9];
            head[0] = opcode;
            BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(1), length);
            _bytes.AddRange(head);
            return this;
        }

        public FileBuilder Record(McapOpcode opcode, byte[] content)
        {
            Head((byte)opcode, (ulong)content.Length);
            _bytes.AddRange(content);
            return this;
        }

        public FileBuilder Chunk(string compression, byte[] records)
        {
            byte[] content = new byte[28 + 4 + compression.Length + 8 + records.Length];
            BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(16), records.Length);
            BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(28), compression.Length);
            Encoding.ASCII.GetBytes(compression, content.AsSpan(32));
            BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(32 + compression.Length), records.Length);
            records.CopyTo(content, content.Length - records.Length);
            return Record(McapOpcode.Chunk, content);
        }
    }
}
