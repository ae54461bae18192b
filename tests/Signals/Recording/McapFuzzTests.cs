using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Signals.Tests.Recording;

/// <summary>Seeded damage: neither reader throws, hangs, takes memory without bound or delivers more than the file can hold.</summary>
public sealed class McapFuzzTests
{
    private const int Cases = 10_000;

    /// <summary>A message takes at least a record head and its own head.</summary>
    private const int SmallestMessageBytes = 9 + 22;

    private static readonly byte[][] Bases =
    [
        McapSamples.Chunked(),
        McapSamples.Chunked(12, new McapWriterOptions { UseChunks = false, PadRecords = true }),
        McapSamples.Chunked(12, new McapWriterOptions { ChunkSizeBytes = 128, WriteDataChecksums = false, WriteMessageIndexes = false }),
    ];

    [Fact]
    public void RandomBytes_GiveAnErrorOrACut()
    {
        for (int seed = 0; seed < Cases; seed++)
        {
            Random random = new(seed);
            byte[] bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            if (random.Next(2) == 0)
                Bases[0].AsSpan(0, Math.Min(bytes.Length, random.Next(60))).CopyTo(bytes);
            ReadEverything(bytes, McapReaderOptions.Default, seed);
        }
    }

    [Fact]
    public void MutationsWithChecksumsChecked_AreReadOrRefused() => Mutate(McapReaderOptions.Default);

    [Fact]
    public void MutationsWithChecksumsIgnored_AreReadOrRefused() => Mutate(new McapReaderOptions { CheckChecksums = false });

    [Fact]
    public void AnySingleBitFlippedInAChunk_IsNoticed()
    {
        byte[] whole = McapSamples.Chunked(10);
        for (int bit = 8 * 8; bit < 8 * (whole.Length - 8); bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            McapRecordReader reader = new(new McapMemoryBytes(flipped));
            McapSamples.Sequences(reader);

            // The last record's length is the only field that is cut short rather than contradicted when it grows.
            Assert.True(reader.Error is not null || reader.Truncated, $"bit {bit}");
        }
    }

    private static void Mutate(McapReaderOptions options)
    {
        for (int seed = 0; seed < Cases; seed++)
        {
            Random random = new(seed);
            byte[] bytes = [.. Bases[random.Next(Bases.Length)]];
            for (int mutations = random.Next(1, 4); mutations > 0; mutations--)
                bytes = Mutated(bytes, random);
            ReadEverything(bytes, options, seed);
        }
    }

    private static byte[] Mutated(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                return bytes[..Math.Max(at, 1)];
            case 3:
                at = Math.Min(at, bytes.Length - Math.Min(bytes.Length, 8));
                ulong hostile = random.Next(4) switch { 0 => ulong.MaxValue, 1 => long.MaxValue, 2 => 1UL << 31, _ => (ulong)random.Next(1 << 12) };
                if (bytes.Length >= 8)
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), hostile);
                return bytes;
            case 4:
                int length = random.Next(1, 40);
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + length)..], 0];
            default:
                byte[] copied = bytes[at..Math.Min(bytes.Length, at + random.Next(1, 200))];
                int to = random.Next(bytes.Length);
                return [.. bytes[..to], .. copied, .. bytes[to..]];
        }
    }

    private static void ReadEverything(byte[] bytes, McapReaderOptions options, int seed)
    {
        try
        {
            int most = bytes.Length / SmallestMessageBytes;
            List<uint> fromBytes = Drain(new McapRecordReader(new McapMemoryBytes(bytes), options), most);
            List<uint> fromStream = Drain(new McapRecordReader(new TricklingStream(bytes, 50), options), most);
            Assert.Equal(fromBytes, fromStream);

            McapIndexedReader indexed = McapIndexedReader.Open(new McapMemoryBytes(bytes), options);
            McapMessageCursor cursor = indexed.ReadMessages();
            ulong last = 0;
            int count = 0;
            do
            {
                while (cursor.TryRead(out McapMessage message))
                {
                    Assert.True(message.LogTime >= last, "log times go back");
                    last = message.LogTime;
                    Assert.True(++count <= most, "more messages than fit the file");
                }
            }
            while (cursor.TryResume());
            foreach (McapAttachmentIndex place in indexed.Attachments)
                indexed.TryReadAttachment(place, out _, out _);
            foreach (McapMetadataIndex place in indexed.Metadata)
                indexed.TryReadMetadata(place, out _, out _);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"seed {seed}: {exception}");
        }
    }

    private static List<uint> Drain(McapRecordReader reader, int most)
    {
        List<uint> sequences = [];
        do
        {
            sequences.AddRange(McapSamples.Sequences(reader));
            Assert.True(sequences.Count <= most, "more messages than fit the file");
        }
        while (reader.TryResume());
        return sequences;
    }
}
