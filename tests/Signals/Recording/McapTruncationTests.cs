using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Signals.Tests.Recording;

/// <summary>A file cut at every byte: what is whole before the cut is delivered, nothing else, and the cut is told.</summary>
public sealed class McapTruncationTests
{
    private static readonly byte[] Whole = McapSamples.Chunked();

    [Fact]
    public void CutAnywhere_FromBytes_GivesEveryWholeChunkAndSaysTruncated() =>
        CutEverywhere(cut => new McapRecordReader(new McapMemoryBytes(cut)));

    [Fact]
    public void CutAnywhere_FromAStream_GivesEveryWholeChunkAndSaysTruncated() =>
        CutEverywhere(cut => new McapRecordReader(new TricklingStream(cut, 7)));

    [Fact]
    public void CutAnywhere_ThroughTheIndex_GivesEveryWholeChunkAndSaysTruncated()
    {
        List<(long End, int Messages)> chunks = Chunks();
        for (int length = 0; length < Whole.Length; length++)
        {
            McapIndexedReader reader = McapIndexedReader.Open(new McapMemoryBytes(Whole.AsMemory(0, length)));
            int expected = chunks.Where(chunk => chunk.End <= length).Sum(chunk => chunk.Messages);
            Assert.True(reader.Truncated && reader.Error is null && !reader.UsesSummary, $"cut at {length}: {reader.Error}");
            McapMessageCursor cursor = reader.ReadMessages();
            Assert.Equal(Enumerable.Range(0, expected).Select(i => (uint)i), McapSamples.Sequences(cursor));
            Assert.Null(cursor.Error);
            Assert.Equal((ulong)expected, reader.Statistics!.MessageCount);
        }
    }

    [Fact]
    public void CutAnywhere_WithoutChunks_GivesEveryWholeMessage()
    {
        byte[] whole = McapSamples.Chunked(20, new McapWriterOptions { UseChunks = false });
        McapRecordReader all = new(new McapMemoryBytes(whole));
        List<long> ends = [];
        while (all.TryRead(out McapRecord record))
        {
            if (record.Opcode == McapOpcode.Message)
                ends.Add(record.Offset + 9 + record.Content.Length);
        }

        for (int length = 0; length < whole.Length; length++)
        {
            McapRecordReader reader = new(new McapMemoryBytes(whole.AsMemory(0, length)));
            List<uint> sequences = McapSamples.Sequences(reader);
            Assert.True(reader.Truncated && reader.Error is null, $"cut at {length}: {reader.Error}");
            Assert.Equal(Enumerable.Range(0, ends.Count(end => end <= length)).Select(i => (uint)i), sequences);
            McapMessageCursor cursor = McapIndexedReader.Open(new McapMemoryBytes(whole.AsMemory(0, length))).ReadMessages();
            Assert.Equal(sequences, McapSamples.Sequences(cursor));
        }
    }

    [Fact]
    public void NotCut_IsNotTruncated()
    {
        McapRecordReader reader = new(new McapMemoryBytes(Whole));
        Assert.Equal(30, McapSamples.Sequences(reader).Count);
        Assert.False(reader.Truncated);
        Assert.Null(reader.Error);
    }

    private static void CutEverywhere(Func<byte[], McapRecordReader> open)
    {
        List<(long End, int Messages)> chunks = Chunks();
        Assert.True(chunks.Count > 3);
        for (int length = 0; length < Whole.Length; length++)
        {
            McapRecordReader reader = open(Whole[..length]);
            List<uint> sequences = McapSamples.Sequences(reader);
            int expected = chunks.Where(chunk => chunk.End <= length).Sum(chunk => chunk.Messages);
            Assert.Equal(Enumerable.Range(0, expected).Select(i => (uint)i), sequences);
            Assert.True(reader.Truncated && reader.Error is null && reader.Position <= length, $"cut at {length}: {reader.Error}");
            Assert.False(reader.TryRead(out _));
        }
    }

    /// <summary>Where each chunk ends, from a reading of the whole file, and how many messages it holds.</summary>
    private static List<(long End, int Messages)> Chunks()
    {
        List<(long End, int Messages)> chunks = [];
        McapRecordReader reader = new(new McapMemoryBytes(Whole));
        while (reader.TryRead(out McapRecord record))
        {
            if (record.Opcode == McapOpcode.Chunk)
                chunks.Add((record.Offset + 9 + record.Content.Length, 0));
            else if (record.Opcode == McapOpcode.Message)
                chunks[^1] = (chunks[^1].End, chunks[^1].Messages + 1);
        }

        return chunks;
    }
}
