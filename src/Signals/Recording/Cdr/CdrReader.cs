using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Reactive.Signals.Recording.Cdr;

/// <summary>
/// Reads a message of ROS 2: plain CDR, version 1, with the encapsulation header 00 00 (big endian) or 00 01 (little endian) and two bytes of
/// options, which are passed over. Never throws on bad bytes and allocates nothing but strings.
/// </summary>
/// <remarks>
/// The first read that does not fit sets <see cref="Failed"/>; from then on every read gives false and zero, so that a message may be read
/// straight down and checked once at the end.
/// </remarks>
public ref struct CdrReader
{
    private readonly ReadOnlySpan<byte> _message;
    private readonly bool _isReversed;
    private readonly bool _isPacked;
    private int _position;

    /// <summary>Starts reading a message.</summary>
    /// <param name="message">The message with its header; a message without a header that is known here gives <see cref="Failed"/>.</param>
    public CdrReader(ReadOnlySpan<byte> message)
    {
        _message = message;
        if (!Take(CdrPrimitive.HeaderBytes, out ReadOnlySpan<byte> header))
            return;
        IsLittleEndian = header[1] == 1;
        Failed = header[0] != 0 || header[1] > 1;
        _isReversed = IsLittleEndian != BitConverter.IsLittleEndian;
    }

    private CdrReader(ReadOnlySpan<byte> message, bool isPacked)
    {
        _message = message;
        _isPacked = isPacked;
        IsLittleEndian = true;
        _isReversed = !BitConverter.IsLittleEndian;
    }

    /// <summary>
    /// Reads a message of ROS 1, which holds the same fields without header and padding, little endian. Its strings have no closing NUL: take
    /// them as sequences of bytes.
    /// </summary>
    /// <param name="message">The message.</param>
    public static CdrReader Packed(ReadOnlySpan<byte> message) => new(message, isPacked: true);

    /// <summary>Whether the message is little endian.</summary>
    public bool IsLittleEndian { get; }

    /// <summary>Whether a read did not fit the message or its header is not known.</summary>
    public bool Failed { get; private set; }

    /// <summary>Where the next read starts looking, in bytes from the start of the message with its header.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes that have not been read.</summary>
    public readonly int Remaining => _message.Length - _position;

    /// <summary>Reads a <c>bool</c>; a byte other than 0 and 1 fails.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(out bool value)
    {
        bool read = TryRead(out byte stored);
        Failed |= stored > 1;
        value = stored == 1;
        return read && !Failed;
    }

    /// <summary>Reads a <c>byte</c> or <c>uint8</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(out byte value) => TryReadPrimitive(out value);

    /// <summary>Reads an <c>int8</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(out sbyte value) => TryReadPrimitive(out value);

    /// <summary>Reads a <c>uint16</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(out ushort value) => TryReadPrimitive(out value);

    /// <summary>Reads an <c>int16</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(out short value) => TryReadPrimitive(out value);

    /// <summary>Reads a <c>uint32</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(out uint value) => TryReadPrimitive(out value);

    /// <summary>Reads an <c>int32</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(out int value) => TryReadPrimitive(out value);

    /// <summary>Reads a <c>uint64</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(out ulong value) => TryReadPrimitive(out value);

    /// <summary>Reads an <c>int64</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(out long value) => TryReadPrimitive(out value);

    /// <summary>Reads a <c>float32</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(out float value) => TryReadPrimitive(out value);

    /// <summary>Reads a <c>float64</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead(out double value) => TryReadPrimitive(out value);

    /// <summary>Reads a <c>string</c>, which allocates it. Length 0, which some writers give for an empty string, is accepted.</summary>
    /// <param name="text">The text without the closing NUL; empty if it could not be read.</param>
    /// <returns>False if it does not fit, does not end in NUL or is not UTF-8.</returns>
    public bool TryRead(out string text)
    {
        text = string.Empty;
        if (!TryRead(out uint length) || !Take(length, out ReadOnlySpan<byte> field))
            return false;
        if (field.IsEmpty)
            return true;
        ReadOnlySpan<byte> characters = field[..^1];
        Failed = field[^1] != 0 || !Utf8.IsValid(characters);
        text = Failed ? string.Empty : Encoding.UTF8.GetString(characters);
        return !Failed;
    }

    /// <summary>Reads how many elements of a sequence follow, for elements that are read one by one.</summary>
    /// <param name="minElementBytes">
    /// Fewest bytes that an element takes, at least 1: a count that the rest cannot hold fails, before anyone allocates for it.
    /// </param>
    /// <param name="count">How many.</param>
    /// <returns>Whether it could be read.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minElementBytes"/> is not positive.</exception>
    public bool TryReadCount(int minElementBytes, out int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minElementBytes);
        count = 0;
        if (!TryRead(out uint stated))
            return false;
        Failed = stated > (uint)(Remaining / minElementBytes);
        count = Failed ? 0 : (int)stated;
        return !Failed;
    }

    /// <summary>Passes over a sequence of primitives and says where its elements are, so that the caller can slice the memory of the message.</summary>
    /// <typeparam name="T">An integer of 8 to 64 bits, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="offset">
    /// Where the elements start, in bytes from the start of the message with its header. They have its byte order
    /// (<see cref="IsLittleEndian"/>) and need not be aligned in memory.
    /// </param>
    /// <param name="byteLength">Bytes of all elements.</param>
    /// <returns>Whether it could be read.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public bool TryReadSequenceRange<T>(out int offset, out int byteLength)
        where T : unmanaged
    {
        offset = 0;
        byteLength = 0;
        int size = CdrPrimitive.SizeOf<T>();
        if (!TryReadCount(size, out int count))
            return false;
        return TryReadArrayRange<T>(count, out offset, out byteLength);
    }

    /// <summary>Passes over an array of fixed length; see <see cref="TryReadSequenceRange{T}"/>.</summary>
    /// <typeparam name="T">An integer of 8 to 64 bits, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="count">How many elements.</param>
    /// <param name="offset">Where they start, in bytes from the start of the message with its header.</param>
    /// <param name="byteLength">Bytes of all elements.</param>
    /// <returns>Whether it could be read.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public bool TryReadArrayRange<T>(int count, out int offset, out int byteLength)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int size = CdrPrimitive.SizeOf<T>();
        if (count > 0 && !_isPacked)
            Take((uint)CdrPrimitive.Padding(_position - CdrPrimitive.HeaderBytes, size), out _);
        offset = _position;
        bool read = Take((ulong)count * (ulong)size, out ReadOnlySpan<byte> field);
        byteLength = field.Length;
        return read;
    }

    /// <summary>Copies a sequence of primitives in the byte order of this machine.</summary>
    /// <typeparam name="T">An integer of 8 to 64 bits, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="destination">Where the elements go; a sequence that is longer fails.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>Whether it could be read.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public bool TryReadSequence<T>(scoped Span<T> destination, out int count)
        where T : unmanaged
    {
        count = 0;
        if (!TryReadSequenceRange<T>(out int offset, out int byteLength))
            return false;
        Span<byte> bytes = MemoryMarshal.AsBytes(destination);
        Failed = byteLength > bytes.Length;
        if (Failed)
            return false;
        count = byteLength / Unsafe.SizeOf<T>();
        _message.Slice(offset, byteLength).CopyTo(bytes);
        if (_isReversed)
            CdrPrimitive.ReverseElements(bytes[..byteLength], Unsafe.SizeOf<T>());
        return true;
    }

    private bool TryReadPrimitive<T>(out T value)
        where T : unmanaged
    {
        value = default;
        if (!TryReadArrayRange<T>(1, out int offset, out int byteLength))
            return false;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<T>(ref value));
        _message.Slice(offset, byteLength).CopyTo(bytes);
        if (_isReversed)
            CdrPrimitive.ReverseElements(bytes, byteLength);
        return true;
    }

    private bool Take(ulong length, out ReadOnlySpan<byte> field)
    {
        Failed |= length > (ulong)Remaining;
        if (Failed)
        {
            field = default;
            return false;
        }

        field = _message.Slice(_position, (int)length);
        _position += (int)length;
        return true;
    }
}
