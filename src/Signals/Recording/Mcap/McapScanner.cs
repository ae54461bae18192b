using System.Collections.Generic;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>Finds what a summary would have said by reading the whole file; of a damaged file, what is intact.</summary>
internal sealed class McapScanner
{
    /// <summary>Records outside chunks are gathered into segments of about this size, which bounds what is sorted at once.</summary>
    private const int LooseSegmentBytes = 1 << 20;

    private const long MostDefinitionBytes = 1L << 28;

    private readonly McapIndex _index = new();
    private readonly Dictionary<ushort, ulong> _counts = [];
    private readonly Dictionary<ushort, ulong> _segmentCounts = [];
    private readonly McapRecordReader _reader;
    private McapRecord _chunk;
    private McapSegment _segment;
    private ulong _segmentMessages;
    private long _definitionBytes;
    private ulong _messages;
    private ulong _startTime = ulong.MaxValue;
    private ulong _endTime;

    private McapScanner(McapBytes bytes, McapReaderOptions options) => _reader = new McapRecordReader(bytes, options);

    /// <summary>Reads the whole file; what is wrong with it is in the index.</summary>
    public static McapIndex Scan(McapBytes bytes, McapReaderOptions options)
    {
        McapScanner scanner = new(bytes, options);
        scanner.Run();
        return scanner._index;
    }

    private void Run()
    {
        do
        {
            while (_reader.TryRead(out McapRecord record))
                Add(in record);
            bool isInChunk = _reader.Error is McapError error && _chunk.Opcode == McapOpcode.Chunk && error.Offset < _segment.Offset + _segment.Length;
            if (isInChunk)
                ForgetSegment();
            else
                EndSegment();
            _index.Error ??= _reader.Error;
        }
        while (_reader.TryResume());

        _index.Truncated = _reader.Truncated;
        _index.SortSegments();
        bool isEmpty = _messages == 0;
        _index.Statistics = new McapStatistics(
            _messages,
            (ushort)_index.Schemas.Count,
            (uint)_index.Channels.Count,
            (uint)_index.Attachments.Count,
            (uint)_index.Metadata.Count,
            (uint)_index.Chunks.Count,
            isEmpty ? 0 : _startTime,
            _endTime,
            _counts);
    }

    private void Add(in McapRecord record)
    {
        if (!record.InChunk && (_chunk.Opcode == McapOpcode.Chunk || record.Opcode is McapOpcode.Chunk or McapOpcode.DataEnd))
            EndSegment();
        ulong length = (ulong)(record.Content.Length + McapDecoder.RecordHeadBytes);
        switch (record.Value)
        {
            case null:
                AddMessage(in record);
                break;
            case McapHeader header:
                _index.Header ??= header;
                break;
            case McapSchema schema:
                if (!_index.Schemas.ContainsKey(schema.Id) && Keeps(record))
                    _index.Schemas.Add(schema.Id, record.InChunk ? schema with { Definition = schema.Definition.ToArray() } : schema);
                break;
            case McapChannel channel:
                if (!_index.Channels.ContainsKey(channel.Id) && Keeps(record))
                    _index.Channels.Add(channel.Id, channel);
                break;
            case McapChunk:
                _chunk = record;
                _segment = new McapSegment(0, 0, record.Offset, (int)length, null);
                break;
            case McapAttachment attachment:
                _index.Attachments.Add(new McapAttachmentIndex(
                    (ulong)record.Offset,
                    length,
                    attachment.LogTime,
                    attachment.CreateTime,
                    (ulong)attachment.Content.Length,
                    attachment.Name,
                    attachment.MediaType));
                break;
            case McapMetadata metadata:
                _index.Metadata.Add(new McapMetadataIndex((ulong)record.Offset, length, metadata.Name));
                break;
        }
    }

    // What is kept of chunks is bounded: compressed ones can hold more definitions than there is memory.
    private bool Keeps(in McapRecord record)
    {
        _definitionBytes += record.Content.Length;
        if (_definitionBytes <= MostDefinitionBytes)
            return true;
        _index.Error ??= new McapError(
            record.Offset, McapFault.Length, $"Schemas and channels of at most {MostDefinitionBytes} bytes together were expected; those from here on are left out");
        return false;
    }

    private void AddMessage(in McapRecord record)
    {
        ulong time = record.Message.LogTime;
        long end = record.Offset + McapDecoder.RecordHeadBytes + record.Content.Length;
        if (!record.InChunk && _segmentMessages > 0 && end - _segment.Offset > LooseSegmentBytes)
            EndSegment();
        _segment = _segmentMessages == 0
            ? new McapSegment(time, time, record.InChunk ? _segment.Offset : record.Offset, record.InChunk ? _segment.Length : 0, null)
            : _segment with { StartTime = ulong.Min(_segment.StartTime, time), EndTime = ulong.Max(_segment.EndTime, time) };
        if (!record.InChunk)
            _segment = _segment with { Length = (int)(end - _segment.Offset) };
        _segmentMessages++;
        ushort channel = record.Message.ChannelId;
        _segmentCounts[channel] = _segmentCounts.GetValueOrDefault(channel) + 1;
    }

    private void EndSegment()
    {
        McapChunkIndex? chunk = null;
        if (_chunk.Opcode == McapOpcode.Chunk)
        {
            var stored = (McapChunk)_chunk.Value!;
            chunk = new McapChunkIndex(
                _segment.StartTime,
                _segment.EndTime,
                (ulong)_segment.Offset,
                (ulong)_segment.Length,
                new Dictionary<ushort, ulong>(),
                0,
                stored.Compression,
                (ulong)stored.Records.Length,
                stored.UncompressedSize);
            _index.Chunks.Add(chunk);
        }

        if (_segmentMessages > 0)
        {
            _index.Segments.Add(_segment with { Chunk = chunk });
            _messages += _segmentMessages;
            _startTime = ulong.Min(_startTime, _segment.StartTime);
            _endTime = ulong.Max(_endTime, _segment.EndTime);
            foreach ((ushort channel, ulong count) in _segmentCounts)
                _counts[channel] = _counts.GetValueOrDefault(channel) + count;
        }

        ForgetSegment();
    }

    private void ForgetSegment()
    {
        _chunk = default;
        _segmentMessages = 0;
        _segmentCounts.Clear();
    }
}
