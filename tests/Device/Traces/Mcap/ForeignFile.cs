using System;
using System.Collections.Generic;
using System.Text;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Tests.Traces.Mcap;

/// <summary>An MCAP file as other software writes it. Messages come a millisecond after each other.</summary>
internal sealed class ForeignFile : IMcapOutput
{
    /// <summary>2026-01-01T00:00:00Z.</summary>
    public const ulong Start = 1_767_225_600_000_000_000;

    private readonly List<byte> _taken = [];
    private readonly McapWriter _writer;
    private ulong _time;

    public ForeignFile(ulong start = Start, McapWriterOptions? options = null)
    {
        _time = start;
        _writer = new McapWriter(this, options ?? new McapWriterOptions { ChunkSizeBytes = 512, Library = "others" });
    }

    public ushort Topic(string topic, string encoding, string schemaName = "", string schemaEncoding = "", byte[]? definition = null) =>
        _writer.AddChannel(definition is null ? (ushort)0 : _writer.AddSchema(schemaName, schemaEncoding, definition), topic, encoding);

    public ushort Json(string topic, string? schema = null) =>
        Topic(topic, "json", "any", "jsonschema", schema is null ? null : Encoding.UTF8.GetBytes(schema));

    public ushort Ros2(string topic, string type, string definition) => Topic(topic, "cdr", type, "ros2msg", Encoding.UTF8.GetBytes(definition));

    public ushort Ros1(string topic, string type, string definition) => Topic(topic, "ros1", type, "ros1msg", Encoding.UTF8.GetBytes(definition));

    public ForeignFile Write(ushort channel, string text) => Write(channel, Encoding.UTF8.GetBytes(text));

    public ForeignFile Write(ushort channel, byte[] message)
    {
        _writer.WriteMessage(channel, 0, _time, _time, message);
        _time += 1_000_000;
        return this;
    }

    bool IMcapOutput.TryWrite(ReadOnlySpan<byte> bytes)
    {
        _taken.AddRange(bytes);
        return true;
    }

    public byte[] Close()
    {
        _writer.Close();
        return [.. _taken];
    }
}

/// <summary>Writes CDR as the specification says, one field after the other, aligned or (ROS 1) packed.</summary>
internal sealed class RosMessage
{
    private readonly List<byte> _bytes = [];
    private readonly bool _isPacked;
    private readonly bool _isBigEndian;

    public RosMessage(bool isPacked = false, bool isBigEndian = false)
    {
        _isPacked = isPacked;
        _isBigEndian = isBigEndian;
        if (!isPacked)
            _bytes.AddRange([0, (byte)(isBigEndian ? 0 : 1), 0, 0]);
    }

    public byte[] Bytes => [.. _bytes];

    public RosMessage Put(params ReadOnlySpan<double> numbers) => PutAll(BitConverter.GetBytes, numbers);

    public RosMessage Put32(params ReadOnlySpan<float> numbers) => PutAll(BitConverter.GetBytes, numbers);

    public RosMessage Int32(params ReadOnlySpan<int> numbers) => PutAll(BitConverter.GetBytes, numbers);

    public RosMessage Int16(params ReadOnlySpan<short> numbers) => PutAll(BitConverter.GetBytes, numbers);

    public RosMessage Int64(params ReadOnlySpan<long> numbers) => PutAll(BitConverter.GetBytes, numbers);

    public RosMessage Byte(params ReadOnlySpan<byte> numbers)
    {
        _bytes.AddRange(numbers);
        return this;
    }

    public RosMessage Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Int32(bytes.Length + (_isPacked ? 0 : 1));
        _bytes.AddRange(bytes);
        return _isPacked ? this : Byte(0);
    }

    private RosMessage PutAll<T>(Func<T, byte[]> bytesOf, ReadOnlySpan<T> numbers)
    {
        foreach (T number in numbers)
        {
            byte[] bytes = bytesOf(number);
            while (!_isPacked && (_bytes.Count - 4) % bytes.Length != 0)
                _bytes.Add(0);
            if (_isBigEndian)
                Array.Reverse(bytes);
            _bytes.AddRange(bytes);
        }

        return this;
    }
}
