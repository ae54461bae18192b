using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>
/// Writes an uncompressed MCAP file (specification, "File Structure"). A chunk and its message indexes reach the output in one call, so what
/// the output refuses is missing from the file as a whole, is in no index, and is counted. Schemas and channels are written in the chunk of
/// their first message, again if that chunk was refused.
/// </summary>
/// <remarks>
/// Per message nothing is allocated once buffers have grown to the size of a chunk; the lists of the summary grow with the number of chunks
/// (about 80 bytes plus 10 per channel of each). A message reaches the output when its chunk does. Not thread-safe; an exception of
/// the output passes through.
/// </remarks>
public sealed partial class McapWriter
{
    /// <summary>The longest payload, attachment and chunk size, in bytes: 512 MiB, so that every record stays within what the readers accept.</summary>
    public const int MaxContentBytes = 1 << 29;

    /// <summary>Bytes of a Chunk record before its records, without compression.</summary>
    private const int ChunkHeadBytes = McapDecoder.RecordHeadBytes + 8 + 8 + 8 + 4 + 4 + 8;

    private const int NoMessage = -1;
    private const ulong NanosecondsPerTick = 100;

    private readonly IMcapOutput _output;
    private readonly McapWriterOptions _options;
    private readonly McapSummaryWriter _summary;
    private readonly McapBuffer _chunk;
    private readonly McapBuffer _scratch = new(1024);
    private readonly List<McapDefinition> _schemas = [];
    private readonly List<McapWriterChannel> _channels = [];
    private readonly List<McapWriterChannel> _chunkChannels = [];
    private readonly List<(ushort Channel, ulong Offset)> _chunkIndexes = [];
    private readonly byte[] _head;
    private readonly int _recordsStart;
    private readonly ulong _chunkDuration;
    private uint _dataCrc;
    private bool _started;
    private bool _closed;
    private uint _chunkMessages;
    private ulong _chunkFirstTime;
    private ulong _chunkStartTime;
    private ulong _chunkEndTime;
    private int _messageStart = NoMessage;
    private McapWriterChannel? _messageChannel;
    private ulong _messageTime;
    private bool _refused;

    /// <summary>Prepares a file; its first bytes are written with the first chunk, attachment or metadata, or at <see cref="Close"/>.</summary>
    /// <param name="output">Where the file goes, from its first byte; owned by the caller.</param>
    /// <param name="options">Layout; the defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The chunk size is not 1 to <see cref="MaxContentBytes"/> or the chunk duration is negative.</exception>
    public McapWriter(IMcapOutput output, McapWriterOptions? options = null)
    {
        _output = output;
        _options = options ?? new McapWriterOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.ChunkSizeBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.ChunkSizeBytes, MaxContentBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.ChunkDuration, TimeSpan.Zero, nameof(options));
        _chunkDuration = (ulong)_options.ChunkDuration.Ticks * NanosecondsPerTick;
        _summary = new McapSummaryWriter(_options);
        _recordsStart = _options.UseChunks ? ChunkHeadBytes : 0;
        _chunk = new McapBuffer(Math.Min(_options.ChunkSizeBytes, 1 << 24) + ChunkHeadBytes);
        _chunk.Append(_recordsStart);
        _head = MakeHead();
    }

    /// <summary>Length of the file so far, in bytes that the output took.</summary>
    public long Position { get; private set; }

    /// <summary>Messages that the output took.</summary>
    public ulong WrittenMessages => _summary.MessageCount;

    /// <summary>Messages in the chunk that is being gathered.</summary>
    public long PendingMessages => _chunkMessages;

    /// <summary>Messages that the output refused.</summary>
    public long LostMessages { get; private set; }

    /// <summary>Chunks that the output refused; without chunks, messages.</summary>
    public long LostChunks { get; private set; }

    /// <summary>
    /// What the output refused last: how many messages, and their earliest and latest log time in nanoseconds; all 0 if it refused nothing.
    /// A recorder writes its gap from this.
    /// </summary>
    public (long Messages, ulong StartTime, ulong EndTime) LastLoss { get; private set; }

    /// <summary>Attachments and metadata records that the output refused.</summary>
    public long LostAttachmentsAndMetadata { get; private set; }

    /// <summary>Declares a schema; it is written with the first message that needs it.</summary>
    /// <param name="name">Name of the type, e.g. <c>sensor_msgs/msg/Range</c>.</param>
    /// <param name="encoding">Language of the definition (MCAP registry, "Schema encodings"), e.g. <c>ros2msg</c>; empty for none.</param>
    /// <param name="definition">The definition; copied.</param>
    /// <returns>Its id, from 1 up.</returns>
    /// <exception cref="InvalidOperationException">The file is closed or has 65,535 schemas.</exception>
    public ushort AddSchema(string name, string encoding, ReadOnlySpan<byte> definition)
    {
        ThrowIfBusy();
        ushort id = NextId(_schemas.Count);
        _scratch.CutBack(0);
        _scratch.UInt16(id);
        _scratch.String(name);
        _scratch.String(encoding);
        _scratch.UInt32((uint)definition.Length);
        _scratch.Bytes(definition);
        _schemas.Add(new McapDefinition(McapOpcode.Schema, _scratch.Written.ToArray()));
        return id;
    }

    /// <summary>Declares a channel; it is written with its first message.</summary>
    /// <param name="schemaId">Schema of its messages; 0 for none.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="messageEncoding">Encoding of its messages (MCAP registry, "Message encodings"), e.g. <c>cdr</c>.</param>
    /// <param name="metadata">Names and values, written in this order; names are unique. None if null.</param>
    /// <returns>Its id, from 1 up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such schema.</exception>
    /// <exception cref="InvalidOperationException">The file is closed or has 65,535 channels.</exception>
    public ushort AddChannel(
        ushort schemaId, string topic, string messageEncoding, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        ThrowIfBusy();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(schemaId, _schemas.Count);
        ushort id = NextId(_channels.Count);
        _scratch.CutBack(0);
        _scratch.UInt16(id);
        _scratch.UInt16(schemaId);
        _scratch.String(topic);
        _scratch.String(messageEncoding);
        _scratch.Strings(metadata ?? []);
        _channels.Add(new McapWriterChannel(id, schemaId == 0 ? null : _schemas[schemaId - 1], _scratch.Written.ToArray()));
        return id;
    }

    /// <summary>Writes a message; see <see cref="BeginMessage"/> and <see cref="EndMessage()"/>, which this is in one call.</summary>
    /// <param name="channelId">Its channel.</param>
    /// <param name="sequence">Its number; 0 where numbers mean nothing.</param>
    /// <param name="logTime">When it was recorded, in nanoseconds.</param>
    /// <param name="publishTime">When it was published, in nanoseconds; the log time if unknown.</param>
    /// <param name="payload">The payload; copied.</param>
    /// <returns>False if the output refused a chunk during this call.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel, or the payload is longer than <see cref="MaxContentBytes"/>.</exception>
    /// <exception cref="InvalidOperationException">The file is closed or a message is begun.</exception>
    public bool WriteMessage(ushort channelId, uint sequence, ulong logTime, ulong publishTime, ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(BeginMessage(channelId, sequence, logTime, publishTime, payload.Length));
        return EndMessage();
    }

    /// <summary>Begins a message whose payload the caller writes in place, so that it is copied once. Writes the chunk first if it is due.</summary>
    /// <param name="channelId">Its channel.</param>
    /// <param name="sequence">Its number; 0 where numbers mean nothing.</param>
    /// <param name="logTime">When it was recorded, in nanoseconds.</param>
    /// <param name="publishTime">When it was published, in nanoseconds; the log time if unknown.</param>
    /// <param name="length">Length of the payload in bytes, or the most it may become.</param>
    /// <returns>Where the payload goes; holds earlier bytes, and is valid until <see cref="EndMessage()"/>, before which nothing else may be called.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel, or the length is not 0 to <see cref="MaxContentBytes"/>.</exception>
    /// <exception cref="InvalidOperationException">The file is closed or a message is begun.</exception>
    public Span<byte> BeginMessage(ushort channelId, uint sequence, ulong logTime, ulong publishTime, int length)
    {
        ThrowIfBusy();
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxContentBytes);
        ArgumentOutOfRangeException.ThrowIfZero(channelId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channelId, _channels.Count);
        McapWriterChannel channel = _channels[channelId - 1];
        long recordLength = McapDecoder.RecordHeadBytes + McapDecoder.MessageHeadBytes + (long)length;
        bool isFull = _chunk.Length - _recordsStart + recordLength > _options.ChunkSizeBytes;
        bool isLate = _chunkDuration != 0 && logTime >= _chunkFirstTime && logTime - _chunkFirstTime >= _chunkDuration;
        _refused = _chunkMessages > 0 && (isFull || isLate) && !FlushChunk();

        AppendDefinition(channel.Schema);
        AppendDefinition(channel);
        _messageStart = _chunk.BeginRecord(McapOpcode.Message);
        _messageChannel = channel;
        _messageTime = logTime;
        Span<byte> content = _chunk.Append(McapDecoder.MessageHeadBytes + length);
        BinaryPrimitives.WriteUInt16LittleEndian(content, channelId);
        BinaryPrimitives.WriteUInt32LittleEndian(content[2..], sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(content[6..], logTime);
        BinaryPrimitives.WriteUInt64LittleEndian(content[14..], publishTime);
        return content[McapDecoder.MessageHeadBytes..];
    }

    /// <summary>Ends the message that was begun, with its whole length.</summary>
    /// <returns>False if the output refused a chunk since the message was begun; <see cref="LostMessages"/> says how much went with it.</returns>
    /// <exception cref="InvalidOperationException">No message is begun.</exception>
    public bool EndMessage()
    {
        if (_messageStart == NoMessage)
            throw new InvalidOperationException("No message is begun.");
        return EndMessage(_chunk.Length - PayloadStart);
    }

    /// <summary>Ends the message that was begun, with fewer bytes than were asked for.</summary>
    /// <param name="length">Length of the payload, in bytes; at most what was asked for.</param>
    /// <returns>False if the output refused a chunk since the message was begun; <see cref="LostMessages"/> says how much went with it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or more than was asked for.</exception>
    /// <exception cref="InvalidOperationException">No message is begun.</exception>
    public bool EndMessage(int length)
    {
        McapWriterChannel channel = _messageStart == NoMessage ? throw new InvalidOperationException("No message is begun.") : _messageChannel!;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(_chunk.Length - PayloadStart), nameof(length));
        _chunk.CutBack(PayloadStart + length);
        _chunk.EndRecord(_messageStart);
        if (channel.Pending++ == 0)
            _chunkChannels.Add(channel);
        if (_options.UseChunks && _options.WriteMessageIndexes)
        {
            channel.Entries.UInt64(_messageTime);
            channel.Entries.UInt64((ulong)(_messageStart - _recordsStart));
        }

        _chunkFirstTime = _chunkMessages == 0 ? _messageTime : _chunkFirstTime;
        _chunkStartTime = _chunkMessages == 0 ? _messageTime : ulong.Min(_chunkStartTime, _messageTime);
        _chunkEndTime = _chunkMessages == 0 ? _messageTime : ulong.Max(_chunkEndTime, _messageTime);
        _chunkMessages++;
        _messageStart = NoMessage;
        if (!_options.UseChunks || _chunk.Length - _recordsStart >= _options.ChunkSizeBytes)
            _refused |= !FlushChunk();
        return !_refused;
    }

    /// <summary>Writes an attachment at once, before the chunk that is being gathered.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mediaType">Its media type, e.g. <c>application/yaml</c>.</param>
    /// <param name="logTime">When it was recorded, in nanoseconds.</param>
    /// <param name="createTime">When it was created, in nanoseconds; 0 if unknown.</param>
    /// <param name="content">Its bytes; copied.</param>
    /// <returns>False if the output refused it; it is then counted and not in the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The content is longer than <see cref="MaxContentBytes"/>.</exception>
    /// <exception cref="InvalidOperationException">The file is closed or a message is begun.</exception>
    public bool AddAttachment(string name, string mediaType, ulong logTime, ulong createTime, ReadOnlySpan<byte> content)
    {
        ThrowIfBusy();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MaxContentBytes, nameof(content));
        _scratch.CutBack(0);
        int start = _scratch.BeginRecord(McapOpcode.Attachment);
        _scratch.UInt64(logTime);
        _scratch.UInt64(createTime);
        _scratch.String(name);
        _scratch.String(mediaType);
        _scratch.UInt64((ulong)content.Length);
        _scratch.Bytes(content);
        _scratch.UInt32(Crc32.Compute(_scratch.Written[McapDecoder.RecordHeadBytes..]));
        _scratch.EndRecord(start, _options.PadRecords);
        if (!TryWriteScratch(out long offset))
            return false;
        _summary.AddAttachment(offset, _scratch.Length, logTime, createTime, content.Length, name, mediaType);
        return true;
    }

    /// <summary>Writes a metadata record at once, before the chunk that is being gathered.</summary>
    /// <param name="name">What the values are about.</param>
    /// <param name="values">Names and values, written in this order; names are unique.</param>
    /// <returns>False if the output refused it; it is then counted and not in the file.</returns>
    /// <exception cref="InvalidOperationException">The file is closed or a message is begun.</exception>
    public bool AddMetadata(string name, IEnumerable<KeyValuePair<string, string>> values)
    {
        ThrowIfBusy();
        _scratch.CutBack(0);
        int start = _scratch.BeginRecord(McapOpcode.Metadata);
        _scratch.String(name);
        _scratch.Strings(values);
        _scratch.EndRecord(start, _options.PadRecords);
        if (!TryWriteScratch(out long offset))
            return false;
        _summary.AddMetadata(offset, _scratch.Length, name);
        return true;
    }

    /// <summary>Writes the chunk that is being gathered, with its message indexes, in one call to the output.</summary>
    /// <returns>False if the output refused it: its messages are lost and counted. True if there was nothing to write.</returns>
    /// <exception cref="InvalidOperationException">The file is closed or a message is begun.</exception>
    public bool FlushChunk()
    {
        ThrowIfBusy();
        if (_chunkMessages == 0)
            return true;
        bool started = TryStart();
        int chunkLength = _chunk.Length;
        if (started && _options.UseChunks)
            EndChunk();
        long offset = Position;
        bool taken = started && TryWrite(_chunk.Written);
        if (taken)
        {
            _summary.AddMessages(_chunkMessages, _chunkStartTime, _chunkEndTime);
            if (_options.UseChunks)
            {
                ulong indexLength = (ulong)(_chunk.Length - chunkLength);
                _summary.AddChunk(
                    offset, chunkLength, _chunkStartTime, _chunkEndTime, (ulong)(chunkLength - _recordsStart), indexLength, _chunkIndexes);
            }
        }
        else
        {
            LostChunks++;
            LostMessages += _chunkMessages;
            LastLoss = (_chunkMessages, _chunkStartTime, _chunkEndTime);
        }

        ForgetChunk(taken);
        return taken;
    }

    /// <summary>
    /// Writes the last chunk, the end of the data section, the summary and the footer. A file that is never closed is readable up to its last
    /// whole chunk.
    /// </summary>
    /// <returns>
    /// True if the output took all of it; the writer then takes nothing more. If it refused the last chunk, that is lost; if it refused the rest,
    /// the file is not closed, and closing may be tried again.
    /// </returns>
    /// <exception cref="InvalidOperationException">The file is closed or a message is begun.</exception>
    public bool Close()
    {
        bool flushed = FlushChunk();
        if (!TryStart())
            return false;
        _scratch.CutBack(0);
        int start = _scratch.BeginRecord(McapOpcode.DataEnd);
        _scratch.UInt32(_dataCrc);
        _scratch.EndRecord(start);
        _summary.Write(_scratch, Position, _schemas, _channels);
        _closed = TryWrite(_scratch.Written);
        return _closed && flushed;
    }
}
