using System;
using System.IO;
using System.IO.Compression;
using Reactive.Device.Output;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Traces.Sigrok;

/// <summary>Unpacks one entry as it is read, and compares its length and CRC with what the directory says.</summary>
internal sealed class ZipEntryReader : IDisposable
{
    private const int Stored = 0;
    private const int Deflated = 8;

    private readonly ZipArchiveFile _file;
    private readonly ZipEntry _entry;
    private readonly Stream _unpacked;
    private long _left;
    private uint _crc;

    /// <summary>A reader of <paramref name="entry"/> from its start.</summary>
    public ZipEntryReader(ZipArchiveFile file, ZipEntry entry)
    {
        _file = file;
        _entry = entry;
        _left = entry.Bytes;
        var packed = new FileRange(file, ZipDirectory.StartOf(file, entry), entry.CompressedBytes);
        _unpacked = entry.Method switch
        {
            Stored => packed,
            Deflated => new DeflateStream(packed, CompressionMode.Decompress),
            _ => throw file.Failure(entry, $"is packed by method {entry.Method}; sessions are stored (0) or deflated (8)"),
        };
    }

    /// <summary>Reads up to as many bytes as fit; 0 at the end, which for an entry that is cut comes early.</summary>
    /// <exception cref="CommandException">What is unpacked is not what the directory says.</exception>
    public int Read(Span<byte> bytes)
    {
        if (_left == 0 || bytes.IsEmpty)
            return 0;
        int read;
        try
        {
            read = _unpacked.Read(bytes[..(int)Math.Min(bytes.Length, _left)]);
        }
        catch (InvalidDataException failure)
        {
            if (_entry.IsCut)
                return End();
            throw CommandException.Failure($"{_file.Path}: at byte {_entry.HeaderOffset}: entry '{_entry.Name}' is damaged {_entry.Bytes - _left} bytes after its start.", failure);
        }

        if (read == 0)
            return _entry.IsCut ? End() : throw _file.Failure(_entry, $"ends after {_entry.Bytes - _left} of {_entry.Bytes} bytes");
        _crc = Crc32.Append(_crc, bytes[..read]);
        _left -= read;
        if (_left == 0 && _crc != _entry.Crc)
            throw _file.Failure(_entry, $"is damaged: its CRC is {_crc:x8}, but {_entry.Crc:x8} is written");
        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => _unpacked.Dispose();

    private int End()
    {
        _left = 0;
        return 0;
    }

    /// <summary>The packed bytes of an entry as a stream that only goes forward.</summary>
    private sealed class FileRange(ZipArchiveFile file, long start, long length) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _at;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int read = file.Read(buffer[..(int)Math.Min(buffer.Length, length - _at)], start + _at);
            _at += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
