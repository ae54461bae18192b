using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Signals.Tests.Recording;

public sealed class McapWriterTests
{
    [Fact]
    public void WrittenAndReadAgain_GivesEveryFieldBack()
    {
        McapIndexedReader reader = Open(McapSamples.Chunked(30));
        Assert.True(reader.UsesSummary, reader.SummaryError?.ToString());
        Assert.Equal(new McapHeader(string.Empty, "samples"), reader.Header);
        Assert.Equal("reactive/Sample", reader.Schemas[1].Name);
        Assert.Equal("uint8 value"u8.ToArray(), reader.Schemas[1].Definition.ToArray());
        Assert.Equal("none", reader.Channels[1].Metadata["unit"]);
        Assert.Equal((ushort)0, reader.Channels[2].SchemaId);
        Assert.Equal(30UL, reader.Statistics!.MessageCount);
        Assert.Equal(10UL, reader.Statistics.ChannelMessageCounts[2]);
        Assert.Equal(290UL, reader.Statistics.EndTime);
        Assert.True(reader.TryReadAttachment(Assert.Single(reader.Attachments), out McapAttachment? attachment, out _));
        Assert.Equal("steps: []"u8.ToArray(), attachment!.Content.ToArray());
        Assert.True(reader.TryReadMetadata(Assert.Single(reader.Metadata), out McapMetadata? metadata, out _));
        Assert.Equal("42", metadata!.Values["serial"]);
        McapMessageCursor cursor = reader.ReadMessages();
        for (int i = 0; i < 30; i++)
        {
            Assert.True(cursor.TryRead(out McapMessage message));
            Assert.Equal((i % 3 == 0 ? 2 : 1, (uint)i, 10UL * (ulong)i, 9UL * (ulong)i), (message.ChannelId, message.Sequence, message.LogTime, message.PublishTime));
            Assert.Equal(McapSamples.Payload(i), message.Data.ToArray());
        }

        Assert.False(cursor.TryRead(out _));
    }

    [Fact]
    public void SameCallsTwice_GiveTheSameBytes() => Assert.Equal(McapSamples.Chunked(), McapSamples.Chunked());

    [Fact]
    public void MessageLargerThanAChunk_IsAChunkOfItsOwn()
    {
        RefusingOutput output = new();
        McapWriter writer = new(output, new McapWriterOptions { ChunkSizeBytes = 100 });
        ushort channel = writer.AddChannel(0, "a", "x");
        writer.WriteMessage(channel, 0, 0, 0, [1]);
        writer.WriteMessage(channel, 1, 1, 1, new byte[1000]);
        Assert.Equal(0, writer.PendingMessages);
        writer.WriteMessage(channel, 2, 2, 2, [2]);
        Assert.True(writer.Close());
        McapIndexedReader reader = Open(output.Taken);
        Assert.Equal(3, reader.Chunks.Count);
        Assert.Equal([0u, 1u, 2u], McapSamples.Sequences(reader.ReadMessages()));
    }

    [Fact]
    public void ChunkExactlyFull_IsWrittenAtOnce()
    {
        McapWriter writer = new(new CountingOutput(), new McapWriterOptions { ChunkSizeBytes = 40 + 31 });
        ushort channel = writer.AddChannel(0, "abcd", "12345");
        writer.WriteMessage(channel, 0, 0, 0, new byte[10]);
        Assert.Equal(0, writer.PendingMessages);
        writer.WriteMessage(channel, 0, 0, 0, new byte[39]);
        Assert.Equal(1, writer.PendingMessages);
        writer.WriteMessage(channel, 0, 0, 0, []);
        Assert.Equal(1UL + 1UL, writer.WrittenMessages);
    }

    [Fact]
    public void MessageOneChunkDurationLater_StartsTheNextChunk()
    {
        McapWriter writer = new(new CountingOutput(), new McapWriterOptions { ChunkDuration = TimeSpan.FromMilliseconds(1) });
        ushort channel = writer.AddChannel(0, "a", "x");
        writer.WriteMessage(channel, 0, 5, 0, []);
        writer.WriteMessage(channel, 1, 1_000_004, 0, []);
        Assert.Equal(2, writer.PendingMessages);
        writer.WriteMessage(channel, 2, 3, 0, []);
        Assert.Equal(3, writer.PendingMessages);
        writer.WriteMessage(channel, 3, 1_000_005, 0, []);
        Assert.Equal(1, writer.PendingMessages);
    }

    [Fact]
    public void PayloadWrittenInPlaceAndShortened_IsWhatWasEnded()
    {
        RefusingOutput output = new();
        McapWriter writer = new(output);
        ushort channel = writer.AddChannel(0, "a", "x");
        Span<byte> payload = writer.BeginMessage(channel, 1, 2, 3, 100);
        Assert.Equal(100, payload.Length);
        "hello"u8.CopyTo(payload);
        Assert.Throws<InvalidOperationException>(() => writer.FlushChunk());
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.EndMessage(101));
        Assert.True(writer.EndMessage(5));
        Assert.Throws<InvalidOperationException>(() => writer.EndMessage());
        Assert.True(writer.Close());
        McapMessageCursor cursor = Open(output.Taken).ReadMessages();
        Assert.True(cursor.TryRead(out McapMessage message));
        Assert.Equal("hello"u8.ToArray(), message.Data.ToArray());
        Assert.Throws<InvalidOperationException>(() => writer.FlushChunk());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnyOneRefusedWrite_LeavesAWholeFileWithoutIt(bool useChunks)
    {
        McapWriterOptions options = new() { ChunkSizeBytes = 200, UseChunks = useChunks };
        RefusingOutput complete = new();
        McapSamples.Write(complete, 20, options);
        for (int refused = 0; refused < 40; refused++)
        {
            RefusingOutput output = new(refused);
            McapWriter writer = McapSamples.Write(output, 20, options);
            McapRecordReader records = new(new McapMemoryBytes(output.Taken));
            List<uint> sequences = McapSamples.Sequences(records);
            Assert.Null(records.Error);
            Assert.Equal(writer.WrittenMessages, (ulong)sequences.Count);
            Assert.Equal(20L, sequences.Count + writer.LostMessages);
            McapIndexedReader reader = Open(output.Taken);
            Assert.Equal(sequences, McapSamples.Sequences(reader.ReadMessages()));
            Assert.All(sequences, sequence => Assert.Contains(sequence % 3 == 0 ? (ushort)2 : (ushort)1, reader.Channels.Keys));
            Assert.Equal(2 - writer.LostAttachmentsAndMetadata, reader.Attachments.Count + reader.Metadata.Count);
            if (!reader.Truncated)
                Assert.Equal(useChunks, reader.UsesSummary);
        }
    }

    [Fact]
    public void RefusedChunk_IsToldOnceAndCounted()
    {
        RefusingOutput output = new(1);
        McapWriter writer = new(output, new McapWriterOptions { ChunkSizeBytes = 100 });
        ushort channel = writer.AddChannel(writer.AddSchema("s", "ros2msg", []), "a", "x");
        Assert.True(writer.WriteMessage(channel, 0, 0, 0, new byte[5]));
        Assert.False(writer.WriteMessage(channel, 1, 0, 0, new byte[60]));
        Assert.Equal((1L, 1L, 1UL), (writer.LostMessages, writer.LostChunks, writer.WrittenMessages));
        Assert.Equal((1L, 0UL, 0UL), writer.LastLoss);
        Assert.True(writer.WriteMessage(channel, 2, 0, 0, new byte[60]));
        Assert.True(writer.Close());
        McapIndexedReader reader = Open(output.Taken);
        Assert.Equal([1u, 2u], McapSamples.Sequences(reader.ReadMessages()));
        Assert.Equal("s", reader.Schemas[reader.Channels[channel].SchemaId].Name);
    }

    [Fact]
    public void RefusedClose_MayBeTriedAgain()
    {
        RefusingOutput output = new(2, 3);
        McapWriter writer = new(output);
        writer.WriteMessage(writer.AddChannel(0, "a", "x"), 0, 0, 0, []);
        Assert.False(writer.Close());
        Assert.False(writer.Close());
        Assert.True(writer.Close());
        Assert.True(Open(output.Taken).UsesSummary);
    }

    [Fact]
    public void StreamThatFails_IsCutBackAndTheFileStaysWhole()
    {
        using FailingStream stream = new(failAfterBytes: 300);
        McapWriter writer = McapSamples.Write(new StreamMcapOutput(stream), 20, new McapWriterOptions { ChunkSizeBytes = 200 });
        Assert.True(writer.LostMessages > 0);
        McapRecordReader reader = new(new McapMemoryBytes(stream.ToArray()));
        Assert.Equal(writer.WrittenMessages, (ulong)McapSamples.Sequences(reader).Count);
        Assert.Null(reader.Error);
        Assert.True(reader.Truncated);
        Assert.Equal(writer.Position, stream.Length);
    }

    [Fact]
    public void UnknownChannelOrSchema_IsRefusedAtOnce()
    {
        McapWriter writer = new(new CountingOutput());
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.AddChannel(1, "a", "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteMessage(0, 0, 0, 0, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteMessage(1, 0, 0, 0, []));
        ushort channel = writer.AddChannel(0, "a", "x");
        Assert.Throws<ArgumentOutOfRangeException>(() => Begin(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Begin(int.MaxValue));
        Assert.True(writer.WriteMessage(channel, 0, 0, 0, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new McapWriter(new CountingOutput(), new McapWriterOptions { ChunkSizeBytes = 0 }));

        void Begin(int length) => writer.BeginMessage(channel, 0, 0, 0, length);
    }

    [Fact]
    public void AnyLayout_GivesTheSameMessages()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            McapWriterOptions options = new()
            {
                ChunkSizeBytes = random.Next(1, 2000),
                ChunkDuration = TimeSpan.FromTicks(random.Next(20)),
                UseChunks = random.Next(4) != 0,
                WriteMessageIndexes = random.Next(2) == 0,
                WriteChunkIndexes = random.Next(2) == 0,
                RepeatSchemas = random.Next(2) == 0,
                RepeatChannels = random.Next(2) == 0,
                WriteStatistics = random.Next(2) == 0,
                WriteAttachmentIndexes = random.Next(2) == 0,
                WriteMetadataIndexes = random.Next(2) == 0,
                WriteSummaryOffsets = random.Next(2) == 0,
                WriteDataChecksums = random.Next(2) == 0,
                PadRecords = random.Next(2) == 0,
            };
            int messages = random.Next(60);
            byte[] file = McapSamples.Chunked(messages, options);
            IEnumerable<uint> expected = Enumerable.Range(0, messages).Select(i => (uint)i);
            McapRecordReader records = new(new McapMemoryBytes(file));
            Assert.Equal(expected, McapSamples.Sequences(records));
            Assert.True(records.Error is null && !records.Truncated, $"seed {seed}: {records.Error}");
            McapIndexedReader reader = Open(file);
            Assert.True(reader.Error is null, $"seed {seed}: {reader.Error}");
            Assert.Equal(expected, McapSamples.Sequences(reader.ReadMessages()));
            Assert.Equal(expected.Where(i => i % 3 == 0), McapSamples.Sequences(reader.ReadMessages(new McapReading(0, 1000, new HashSet<ushort> { 2 }))));
        }
    }

    [Fact]
    public void OneHundredThousandMessages_AllocateNothing()
    {
        CountingOutput output = new();
        McapWriter writer = new(output, new McapWriterOptions { ChunkSizeBytes = 64 * 1024 });
        ushort[] channels = [.. Enumerable.Range(0, 4).Select(i => writer.AddChannel(0, $"topic {i}", "cdr"))];
        byte[] payload = new byte[50];
        WriteMany(10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        WriteMany(100_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(output.Length > 5_000_000);

        void WriteMany(int count)
        {
            for (int i = 0; i < count; i++)
                writer.WriteMessage(channels[i & 3], (uint)i, (ulong)i, (ulong)i, payload);
        }
    }

    private static McapIndexedReader Open(byte[] bytes) => McapIndexedReader.Open(new McapMemoryBytes(bytes));

    /// <summary>Writes half of what crosses its limit, then fails.</summary>
    private sealed class FailingStream(int failAfterBytes) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            bool fails = Position + buffer.Length > failAfterBytes;
            base.Write(fails ? buffer[..(buffer.Length / 2)] : buffer);
            if (fails)
                throw new IOException("No space is left.");
        }
    }
}
