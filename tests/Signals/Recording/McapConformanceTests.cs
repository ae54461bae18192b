using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Signals.Recording.Mcap;
using Reactive.Testing;
using Xunit;

namespace Reactive.Signals.Tests.Recording;

/// <summary>The MCAP conformance corpus: every file read to its JSON, and written again byte for byte.</summary>
public sealed class McapConformanceTests
{
    private const int FilesInCorpus = 204;

    [Fact]
    public void EveryFileReadFromBytes_HasTheContentOfItsJson() => ReadEveryFile(file => new McapRecordReader(new McapMemoryBytes(file.Bytes)));

    [Fact]
    public void EveryFileReadFromAStream_HasTheContentOfItsJson() => ReadEveryFile(file => new McapRecordReader(new TricklingStream(file.Bytes, 3)));

    [Fact]
    public void EveryFileReadThroughItsIndex_GivesTheMessagesInTheOrderOfTimes()
    {
        int summaries = 0;
        foreach (ConformanceFile file in Files())
        {
            McapIndexedReader reader = McapIndexedReader.Open(new McapMemoryBytes(file.Bytes));
            Assert.True(reader.Error is null && !reader.Truncated, file.Name);
            List<string> expected = [.. file.Records
                .Where(record => ConformanceFile.Type(record) == "Message")
                .OrderBy(record => ConformanceFile.Number(record, "log_time"))
                .Select(record => $"{ConformanceFile.Number(record, "log_time")}/{ConformanceFile.Number(record, "sequence")}")];
            List<string> actual = [];
            McapMessageCursor cursor = reader.ReadMessages();
            while (cursor.TryRead(out McapMessage message))
                actual.Add($"{message.LogTime}/{message.Sequence}");
            Assert.Null(cursor.Error);
            Assert.Equal(expected, actual);
            Assert.Equal(Count(file, "Attachment"), reader.Attachments.Count);
            Assert.Equal(Count(file, "Metadata"), reader.Metadata.Count);
            Assert.Equal(Count(file, "Message") > 0 ? 1 : 0, reader.Channels.Count);
            Assert.All(reader.Attachments, place => Assert.True(reader.TryReadAttachment(place, out _, out _)));
            Assert.All(reader.Metadata, place => Assert.True(reader.TryReadMetadata(place, out _, out _)));
            bool indexed = file.Features.IsSupersetOf(["ch", "chx", "rch"]) && (file.Features.Contains("rsh") || file.Name.StartsWith("OneSchemaless"));
            if (indexed)
                Assert.True(reader.UsesSummary, $"{file.Name}: {reader.SummaryError}");
            summaries += reader.UsesSummary ? 1 : 0;
        }

        Assert.InRange(summaries, 1, FilesInCorpus - 1);
    }

    [Fact]
    public void EveryFileWrittenFromItsJson_IsTheSameByteForByte()
    {
        foreach (ConformanceFile file in Files())
            Assert.True(file.Bytes.AsSpan().SequenceEqual(Write(file)), file.Name);
    }

    private static int Count(ConformanceFile file, string type) => file.Records.Count(record => ConformanceFile.Type(record) == type);

    private static List<ConformanceFile> Files()
    {
        List<ConformanceFile> files = ConformanceFile.All(Corpus.Require("mcap"));
        Assert.Equal(FilesInCorpus, files.Count);
        return files;
    }

    private static void ReadEveryFile(Func<ConformanceFile, McapRecordReader> open)
    {
        foreach (ConformanceFile file in Files())
        {
            McapRecordReader reader = open(file);
            List<string> lines = [];
            while (reader.TryRead(out McapRecord record))
            {
                if (ConformanceFile.Line(record) is string line)
                    lines.Add(line);
            }

            Assert.True(reader.Error is null && !reader.Truncated, $"{file.Name}: {reader.Error}");
            Assert.Equal(file.Bytes.Length, reader.Position);
            Assert.Equal(file.Lines, lines);
        }
    }

    private static byte[] Write(ConformanceFile file)
    {
        using MemoryStream stream = new();
        McapWriter writer = new(new StreamMcapOutput(stream), new McapWriterOptions
        {
            UseChunks = file.Features.Contains("ch"),
            WriteMessageIndexes = file.Features.Contains("mx"),
            WriteStatistics = file.Features.Contains("st"),
            RepeatSchemas = file.Features.Contains("rsh"),
            RepeatChannels = file.Features.Contains("rch"),
            WriteAttachmentIndexes = file.Features.Contains("ax"),
            WriteMetadataIndexes = file.Features.Contains("mdx"),
            WriteChunkIndexes = file.Features.Contains("chx"),
            WriteSummaryOffsets = file.Features.Contains("sum"),
            PadRecords = file.Features.Contains("pad"),
        });
        foreach (JsonElement record in file.Records.TakeWhile(record => ConformanceFile.Type(record) != "DataEnd"))
            Write(writer, record);
        Assert.True(writer.Close());
        return stream.ToArray();
    }

    private static void Write(McapWriter writer, JsonElement record)
    {
        switch (ConformanceFile.Type(record))
        {
            case "Schema":
                ushort schema = writer.AddSchema(
                    ConformanceFile.Text(record, "name"), ConformanceFile.Text(record, "encoding"), ConformanceFile.Content(record, "data"));
                Assert.Equal(ConformanceFile.Number(record, "id"), schema);
                break;
            case "Channel":
                ushort channel = writer.AddChannel(
                    (ushort)ConformanceFile.Number(record, "schema_id"),
                    ConformanceFile.Text(record, "topic"),
                    ConformanceFile.Text(record, "message_encoding"),
                    ConformanceFile.Map(record, "metadata"));
                Assert.Equal(ConformanceFile.Number(record, "id"), channel);
                break;
            case "Message":
                Assert.True(writer.WriteMessage(
                    (ushort)ConformanceFile.Number(record, "channel_id"),
                    (uint)ConformanceFile.Number(record, "sequence"),
                    ConformanceFile.Number(record, "log_time"),
                    ConformanceFile.Number(record, "publish_time"),
                    ConformanceFile.Content(record, "data")));
                break;
            case "Attachment":
                Assert.True(writer.AddAttachment(
                    ConformanceFile.Text(record, "name"),
                    ConformanceFile.Text(record, "media_type"),
                    ConformanceFile.Number(record, "log_time"),
                    ConformanceFile.Number(record, "create_time"),
                    ConformanceFile.Content(record, "data")));
                break;
            case "Metadata":
                Assert.True(writer.AddMetadata(ConformanceFile.Text(record, "name"), ConformanceFile.Map(record, "metadata")));
                break;
        }
    }
}
