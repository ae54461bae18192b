using System;
using System.Buffers;
using System.IO;
using System.IO.MemoryMappedFiles;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Recording;

/// <summary>
/// A file mapped into memory: what the reader takes of it is never copied. Windows of 1 GiB and a little more keep files
/// of any length within what a span can address.
/// </summary>
public sealed unsafe class MappedBytes : McapBytes, IDisposable
{
    private const long Window = 1L << 30;

    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;
    private Slice? _slice;

    /// <summary>Maps <paramref name="path"/>.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public MappedBytes(string path)
    {
        Length = new FileInfo(path).Length;
        if (Length == 0)
            return;
        _map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _start = pointer + _view.PointerOffset;
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <summary>How far into the file the last reading went, 0 to 1.</summary>
    public double Fraction { get; private set; }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Read(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Length);
        if (length == 0)
            return default;
        Fraction = (double)(offset + length) / Length;
        if (_slice is null || offset < _slice.Offset || offset + length > _slice.Offset + _slice.Length)
        {
            long start = offset / Window * Window;
            _slice = new Slice(this, start, (int)Math.Min(Length - start, Math.Min(int.MaxValue, Math.Max(2 * Window - 1, offset - start + length))));
        }

        return _slice.Memory.Slice((int)(offset - _slice.Offset), length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }

        _map?.Dispose();
    }

    private sealed class Slice(MappedBytes bytes, long offset, int length) : MemoryManager<byte>
    {
        public long Offset => offset;

        public int Length => length;

        public override Span<byte> GetSpan() => new(bytes._start + offset, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(bytes._start + offset + elementIndex);

        public override void Unpin()
        {
            // mapped memory does not move
        }

        protected override void Dispose(bool disposing)
        {
            // the map outlives its slices
        }
    }
}
