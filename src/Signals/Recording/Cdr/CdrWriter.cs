using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Reactive.Signals.Recording.Cdr;

/// <summary>
/// Writes a message of ROS 2 as plain CDR, version 1, little endian: the encapsulation header 00 01 00 00, then the fields, each aligned to its
/// own size counted from the end of the header. Nothing is allocated.
/// </summary>
/// <remarks>
/// The size of a message is had by writing it twice with the same code: once with <see cref="Measuring"/>, whose <see cref="Length"/> then says
/// how many bytes are needed, and once into that many. A buffer that is too small sets <see cref="Failed"/>; nothing more is written then.
/// </remarks>
public ref struct CdrWriter
{
    private readonly Span<byte> _buffer;
    private readonly bool _isMeasuring;
    private long _length;

    /// <summary>Starts a message in a buffer and writes the encapsulation header.</summary>
    /// <param name="buffer">Where the message goes; owned by the caller.</param>
    public CdrWriter(Span<byte> buffer)
        : this(buffer, isMeasuring: false)
    {
    }

    private CdrWriter(Span<byte> buffer, bool isMeasuring)
    {
        _buffer = buffer;
        _isMeasuring = isMeasuring;
        if (Take(CdrPrimitive.HeaderBytes, out Span<byte> header))
        {
            header.Clear();
            header[1] = 1;
        }
    }

    /// <summary>Bytes written so far with the header, or counted while measuring.</summary>
    public readonly int Length => checked((int)_length);

    /// <summary>Whether the buffer was too small, or a measured message is longer than 2^31 - 1 bytes; what it holds is then of no use.</summary>
    public bool Failed { get; private set; }

    /// <summary>Makes a writer that writes nothing and counts.</summary>
    public static CdrWriter Measuring() => new(default, isMeasuring: true);

    /// <summary>Writes a <c>bool</c> as one byte, 0 or 1.</summary>
    /// <param name="value">The value.</param>
    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    /// <summary>Writes a <c>byte</c> or <c>uint8</c>.</summary>
    /// <param name="value">The value.</param>
    public void Write(byte value) => WritePrimitive(value);

    /// <summary>Writes an <c>int8</c>.</summary>
    /// <param name="value">The value.</param>
    public void Write(sbyte value) => WritePrimitive(value);

    /// <summary>Writes a <c>uint16</c>.</summary>
    /// <param name="value">The value.</param>
    public void Write(ushort value) => WritePrimitive(value);

    /// <summary>Writes an <c>int16</c>.</summary>
    /// <param name="value">The value.</param>
    public void Write(short value) => WritePrimitive(value);

    /// <summary>Writes a <c>uint32</c>.</summary>
    /// <param name="value">The value.</param>
    public void Write(uint value) => WritePrimitive(value);

    /// <summary>Writes an <c>int32</c>.</summary>
    /// <param name="value">The value.</param>
    public void Write(int value) => WritePrimitive(value);

    /// <summary>Writes a <c>uint64</c>.</summary>
    /// <param name="value">The value.</param>
    public void Write(ulong value) => WritePrimitive(value);

    /// <summary>Writes an <c>int64</c>.</summary>
    /// <param name="value">The value.</param>
    public void Write(long value) => WritePrimitive(value);

    /// <summary>Writes a <c>float32</c>.</summary>
    /// <param name="value">The value.</param>
    public void Write(float value) => WritePrimitive(value);

    /// <summary>Writes a <c>float64</c>.</summary>
    /// <param name="value">The value.</param>
    public void Write(double value) => WritePrimitive(value);

    /// <summary>Writes a <c>string</c>: its length in bytes of UTF-8 with the closing NUL as <c>uint32</c>, the bytes, the NUL.</summary>
    /// <param name="text">The text; without NUL characters, which readers would take for its end.</param>
    public void Write(scoped ReadOnlySpan<char> text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Write((uint)length + 1);
        if (!Take((long)length + 1, out Span<byte> field))
            return;
        Encoding.UTF8.GetBytes(text, field);
        field[length] = 0;
    }

    /// <summary>Writes how many elements of an unbounded or bounded sequence follow, for elements that are written one by one.</summary>
    /// <param name="count">How many; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public void WriteCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Write((uint)count);
    }

    /// <summary>Writes a sequence of primitives in one copy: their count as <c>uint32</c>, then the elements. An empty one is its count only.</summary>
    /// <typeparam name="T">An integer of 8 to 64 bits, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="elements">The elements.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public void WriteSequence<T>(scoped ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        Write((uint)elements.Length);
        WriteArray(elements);
    }

    /// <summary>Writes an array of fixed length in one copy: the elements, no count.</summary>
    /// <typeparam name="T">An integer of 8 to 64 bits, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="elements">The elements.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public void WriteArray<T>(scoped ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        int size = CdrPrimitive.SizeOf<T>();
        if (elements.IsEmpty)
            return;
        Align(size);
        if (!Take((long)elements.Length * size, out Span<byte> field))
            return;
        MemoryMarshal.AsBytes(elements).CopyTo(field);
        if (!BitConverter.IsLittleEndian)
            CdrPrimitive.ReverseElements(field, size);
    }

    private void WritePrimitive<T>(T value)
        where T : unmanaged =>
        WriteArray(new ReadOnlySpan<T>(in value));

    private void Align(int alignment)
    {
        if (Take(CdrPrimitive.Padding(_length - CdrPrimitive.HeaderBytes, alignment), out Span<byte> padding))
            padding.Clear();
    }

    private bool Take(long length, out Span<byte> field)
    {
        field = default;
        long limit = _isMeasuring ? int.MaxValue : _buffer.Length;
        Failed |= length > limit - _length;
        if (Failed)
            return false;
        if (!_isMeasuring)
            field = _buffer.Slice((int)_length, (int)length);
        _length += length;
        return !_isMeasuring;
    }
}
