using System;
using System.Buffers.Binary;
using System.IO;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>
/// Reads an MCAP file record by record, front to back, without its summary. The records of a chunk follow the chunk's own record once its CRC
/// has been checked. Damage is a value (<see cref="Error"/>), never an exception; records of unknown kinds and schemas with id 0 are passed over.
/// </summary>
/// <remarks>
/// A file that was cut short gives everything up to its last whole record outside chunks and its last whole chunk, then <see cref="Truncated"/>.
/// Whether a message's channel was declared before it is left to the caller.
/// Slices point into the bytes below; from a stream, and in a compressed chunk, they are valid until a record outside their chunk is read.
/// Per message nothing is allocated. Records of a compressed chunk have the offset of the chunk.
/// </remarks>
public sealed class McapRecordReader
{
    private readonly McapSource _source;
    private readonly McapReaderOptions _options;
    private Section _section = Section.Magic;
    private uint _sectionCrc;
    private ReadOnlyMemory<byte> _chunk;
    private int _chunkPosition;
    private long _chunkOffset;
    private bool _isPacked;
    private byte[] _unpacked = [];
    private bool _canResume;

    /// <summary>Reads bytes that are all there.</summary>
    /// <param name="bytes">The file; the caller keeps it alive while slices of it are in use.</param>
    /// <param name="options">Checks and limit; <see cref="McapReaderOptions.Default"/> if null.</param>
    public McapRecordReader(McapBytes bytes, McapReaderOptions? options = null)
        : this(new McapBytesSource(bytes), options)
    {
    }

    /// <summary>Reads a stream forward.</summary>
    /// <param name="stream">
    /// The file from its first byte; the caller disposes it. An <see cref="IOException"/> of it becomes an error with <see cref="McapFault.Input"/>.
    /// </param>
    /// <param name="options">Checks and limit; <see cref="McapReaderOptions.Default"/> if null.</param>
    public McapRecordReader(Stream stream, McapReaderOptions? options = null)
        : this(new McapStreamSource(stream), options)
    {
    }

    private McapRecordReader(McapSource source, McapReaderOptions? options)
    {
        _source = source;
        _options = options ?? McapReaderOptions.Default;
    }

    private enum Section
    {
        Magic,
        Header,
        Data,
        Summary,
        Footer,
        End,
    }

    /// <summary>What is wrong with the file at the place where reading stopped; null if nothing is.</summary>
    public McapError? Error { get; private set; }

    /// <summary>Whether the file ends before its closing magic: it was cut short.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Up to where the file has been read, in bytes: after an error or a cut, the end of the last record that was whole.</summary>
    public long Position { get; private set; }

    /// <summary>Gives the next record.</summary>
    /// <param name="record">The record; default if there is none.</param>
    /// <returns>False at the end, at a cut (<see cref="Truncated"/>) and at damage (<see cref="Error"/>).</returns>
    public bool TryRead(out McapRecord record)
    {
        record = default;
        while (Error is null && !Truncated && _section != Section.End)
        {
            bool found = _chunkPosition < _chunk.Length ? TryReadInChunk(out record) : TryReadInFile(out record);
            if (found)
                return true;
        }

        record = default;
        return false;
    }

    /// <summary>
    /// Goes on behind a damaged record: <see cref="Error"/> becomes null, and the next read gives the record after it. A damaged chunk is
    /// left out from the damage on.
    /// </summary>
    /// <returns>False, and nothing changes, if there is no error or no way to tell where the next record starts.</returns>
    public bool TryResume()
    {
        if (Error is null || !_canResume)
            return false;
        Error = null;
        _chunk = default;
        _chunkPosition = 0;
        return true;
    }

    private bool TryReadInChunk(out McapRecord record)
    {
        record = default;
        // The records of a compressed chunk have no place in the file: what is wrong with them is told where the chunk starts.
        long offset = _isPacked ? _chunkOffset : _chunkOffset + _chunkPosition;
        string? broken = McapDecoder.TryNext(_chunk.Span, _chunkPosition, out byte code, out int length);
        if (broken is not null)
            return Fail(offset, McapFault.Length, broken, canResume: true);
        ReadOnlyMemory<byte> content = _chunk.Slice(_chunkPosition + McapDecoder.RecordHeadBytes, length);
        McapOpcode opcode = (McapOpcode)code;
        if (opcode is McapOpcode.None || (opcode <= McapOpcode.DataEnd && opcode is not (McapOpcode.Schema or McapOpcode.Channel or McapOpcode.Message)))
            return Fail(offset, McapFault.Order, $"A schema, channel or message was expected in a chunk; this is opcode 0x{code:X2}", canResume: true);
        _chunkPosition += McapDecoder.RecordHeadBytes + length;
        return opcode <= McapOpcode.DataEnd && TryDecode(opcode, offset, content, inChunk: true, out record);
    }

    private bool TryReadInFile(out McapRecord record)
    {
        record = default;
        Position = _source.Position;
        if (_section is Section.Magic or Section.Footer)
        {
            ReadMagic();
            return false;
        }

        long offset = _source.Position;
        if (!_source.TryTake(McapDecoder.RecordHeadBytes, out ReadOnlyMemory<byte> head))
            return Cut(offset);
        byte code = head.Span[0];
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(head.Span[1..]);
        McapOpcode opcode = (McapOpcode)code;
        if (!IsAllowed(opcode))
            return Fail(offset, McapFault.Order, $"A record of the {_section} section was expected; this is opcode 0x{code:X2}", canResume: false);
        if (length > (ulong)_options.MaxRecordBytes)
        {
            string message = $"A record of at most {_options.MaxRecordBytes} bytes was expected; its length says {length}";
            return Fail(offset, McapFault.Length, message, canResume: false);
        }

        uint crcBefore = _sectionCrc;
        if (_options.CheckChecksums)
            _sectionCrc = Crc32.Append(_sectionCrc, head.Span);
        if (!_source.TryTake((int)length, out ReadOnlyMemory<byte> content))
            return Cut(offset);
        if (_options.CheckChecksums)
            _sectionCrc = Crc32.Append(_sectionCrc, opcode == McapOpcode.Footer ? BeforeFooterCrc(content.Span) : content.Span);

        McapOpcode kind = opcode <= McapOpcode.DataEnd ? opcode : McapOpcode.None;
        return kind switch
        {
            McapOpcode.None => false,
            McapOpcode.MessageIndex when !_options.GiveMessageIndexes => false,
            McapOpcode.Chunk => TryOpenChunk(offset, content, out record),
            McapOpcode.DataEnd => EndData(offset, content, crcBefore, out record),
            McapOpcode.Footer => EndSummary(offset, content, out record),
            _ => TryDecode(kind, offset, content, inChunk: false, out record),
        };
    }

    private bool TryDecode(McapOpcode opcode, long offset, ReadOnlyMemory<byte> content, bool inChunk, out McapRecord record)
    {
        record = default;
        if (_section == Section.Header)
            _section = Section.Data;
        object? value = null;
        McapMessage message = default;
        McapFault fault = McapFault.Content;
        if (opcode is McapOpcode.Schema or McapOpcode.Channel && content.Length > McapDecoder.MaxDefinitionBytes)
            return Fail(offset, McapFault.Length, $"A {opcode} record of at most {McapDecoder.MaxDefinitionBytes} bytes was expected; this one has {content.Length}", canResume: true);
        bool decoded = opcode == McapOpcode.Message
            ? McapDecoder.TryMessage(content, offset, out message)
            : McapDecoder.TryValue(opcode, content, _options.CheckChecksums, out value, out fault);
        if (!decoded)
        {
            string expected = fault == McapFault.Checksum ? "with the CRC it states" : "whose fields fit its length";
            return Fail(offset, fault, $"A {opcode} record {expected} was expected", canResume: true);
        }

        record = new McapRecord(opcode, offset, inChunk, content, message, value);
        return value is not McapSchema { Id: 0 };
    }

    private bool TryOpenChunk(long offset, ReadOnlyMemory<byte> content, out McapRecord record)
    {
        record = default;
        ReadOnlyMemory<byte> records = default;
        McapError? error = McapChunkOpener.Decode(content, offset, _options, out McapChunk? chunk)
            ?? McapChunkOpener.Open(chunk!, offset, _options, ref _unpacked, out records);
        if (error is not null)
        {
            Error = error;
            _canResume = true;
            return false;
        }

        _chunk = records;
        _chunkPosition = 0;
        _isPacked = chunk!.Compression.Length != 0;
        _chunkOffset = McapChunkOpener.RecordsOffset(chunk, offset);
        record = new McapRecord(McapOpcode.Chunk, offset, false, content, default, chunk);
        return true;
    }

    private bool EndData(long offset, ReadOnlyMemory<byte> content, uint crc, out McapRecord record)
    {
        _sectionCrc = 0;
        _section = Section.Summary;
        return TryDecode(McapOpcode.DataEnd, offset, content, inChunk: false, out record)
            && IsIntact(offset, ((McapDataEnd)record.Value!).DataSectionCrc, crc, "data section");
    }

    private bool EndSummary(long offset, ReadOnlyMemory<byte> content, out McapRecord record)
    {
        bool hasDataEnd = _section == Section.Summary;
        _section = Section.Footer;
        return TryDecode(McapOpcode.Footer, offset, content, inChunk: false, out record)
            && (!hasDataEnd || IsIntact(offset, ((McapFooter)record.Value!).SummaryCrc, _sectionCrc, "summary"));
    }

    private bool IsIntact(long offset, uint stated, uint computed, string section)
    {
        if (!_options.CheckChecksums || stated == 0 || stated == computed)
            return true;
        return Fail(offset, McapFault.Checksum, $"A {section} with the CRC {stated:X8} was expected; its bytes have {computed:X8}", canResume: true);
    }

    private void ReadMagic()
    {
        long offset = _source.Position;
        if (!_source.TryTake(McapDecoder.Magic.Length, out ReadOnlyMemory<byte> magic))
        {
            Cut(offset);
            return;
        }

        if (!magic.Span.SequenceEqual(McapDecoder.Magic))
        {
            Fail(offset, McapFault.Magic, "The magic bytes of MCAP version 0 were expected", canResume: false);
            return;
        }

        _sectionCrc = Crc32.Compute(magic.Span);
        Position = _source.Position;
        if (_section == Section.Magic)
        {
            _section = Section.Header;
            return;
        }

        _section = Section.End;
        if (!_source.AtEnd())
            Fail(_source.Position, McapFault.Magic, "The end of the file was expected after the closing magic bytes", canResume: false);
    }

    private bool IsAllowed(McapOpcode opcode) => opcode switch
    {
        McapOpcode.None => false,
        McapOpcode.Header => _section == Section.Header,
        _ when _section == Section.Header => false,
        McapOpcode.Schema or McapOpcode.Channel or McapOpcode.Footer => true,
        McapOpcode.Message or McapOpcode.Chunk or McapOpcode.MessageIndex or McapOpcode.Attachment or McapOpcode.Metadata or McapOpcode.DataEnd =>
            _section == Section.Data,
        McapOpcode.ChunkIndex or McapOpcode.AttachmentIndex or McapOpcode.MetadataIndex or McapOpcode.Statistics or McapOpcode.SummaryOffset =>
            _section == Section.Summary,
        _ => true,
    };

    private static ReadOnlySpan<byte> BeforeFooterCrc(ReadOnlySpan<byte> footer) =>
        footer[..Math.Min(footer.Length, McapDecoder.FooterBytes - sizeof(uint))];

    private bool Cut(long offset)
    {
        if (_source.Failure is string failure)
            return Fail(offset, McapFault.Input, $"More bytes were expected; reading failed: {failure}", canResume: false);
        Truncated = true;
        return false;
    }

    private bool Fail(long offset, McapFault fault, string message, bool canResume)
    {
        Error = new McapError(offset, fault, message);
        _canResume = canResume;
        return false;
    }
}
