using System;
using System.Collections.Generic;
using System.IO;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Signals.Tests.Recording;

/// <summary>Small files with known content, and all that the readers give of a file.</summary>
internal static class McapSamples
{
    /// <summary>Several small chunks on two channels, an attachment between them and metadata; message i has log time 10·i and payload i, i, ...</summary>
    public static byte[] Chunked(int messages = 30, McapWriterOptions? options = null)
    {
        using MemoryStream stream = new();
        Write(new StreamMcapOutput(stream), messages, options ?? new McapWriterOptions { ChunkSizeBytes = 256, Library = "samples" });
        return stream.ToArray();
    }

    public static McapWriter Write(IMcapOutput output, int messages, McapWriterOptions options)
    {
        McapWriter writer = new(output, options);
        ushort schema = writer.AddSchema("reactive/Sample", "ros2msg", "uint8 value"u8);
        ushort first = writer.AddChannel(schema, "door", "cdr", [new("unit", "none")]);
        ushort second = writer.AddChannel(0, "log", "json");
        writer.AddMetadata("device", [new("name", "bench"), new("serial", "42")]);
        for (int i = 0; i < messages; i++)
        {
            if (i == messages / 2)
                writer.AddAttachment("pipeline.yaml", "application/yaml", 7, 5, "steps: []"u8);
            writer.WriteMessage(i % 3 == 0 ? second : first, (uint)i, 10UL * (ulong)i, 9UL * (ulong)i, Payload(i));
        }

        writer.Close();
        return writer;
    }

    public static byte[] Payload(int i)
    {
        byte[] payload = new byte[i % 7];
        Array.Fill(payload, (byte)i);
        return payload;
    }

    /// <summary>Sequence numbers of all messages in the order of the file, up to the first damage.</summary>
    public static List<uint> Sequences(McapRecordReader reader)
    {
        List<uint> sequences = [];
        while (reader.TryRead(out McapRecord record))
        {
            if (record.Opcode == McapOpcode.Message)
                sequences.Add(record.Message.Sequence);
        }

        return sequences;
    }

    /// <summary>Sequence numbers of all messages in the order of log times, up to the first damage.</summary>
    public static List<uint> Sequences(McapMessageCursor cursor)
    {
        List<uint> sequences = [];
        while (cursor.TryRead(out McapMessage message))
            sequences.Add(message.Sequence);
        return sequences;
    }
}
