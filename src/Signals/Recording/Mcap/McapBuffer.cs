using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>Bytes that grow, and the fields of MCAP in them (specification, "Serialization"). Keeps its capacity when it is cut back.</summary>
internal sealed class McapBuffer(int capacity)
{
    private static ReadOnlySpan<byte> Padding => [0x01, 0xFF, 0xFF];

    private byte[] _bytes = new byte[capacity];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written, valid until more are.</summary>
    public Span<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets all bytes from <paramref name="length"/> on.</summary>
    public void CutBack(int length) => Length = length;

    /// <summary>Room for that many bytes behind the others, which the caller fills; valid until more are appended.</summary>
    public Span<byte> Append(int length)
    {
        int needed = checked(Length + length);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(2L * _bytes.Length, needed), Array.MaxLength));
        Span<byte> appended = _bytes.AsSpan(Length, length);
        Length = needed;
        return appended;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Append(bytes.Length));

    /// <summary>Writes 2 bytes, lowest first.</summary>
    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Append(sizeof(ushort)), value);

    /// <summary>Writes 4 bytes, lowest first.</summary>
    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Append(sizeof(uint)), value);

    /// <summary>Writes 8 bytes, lowest first.</summary>
    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Append(sizeof(ulong)), value);

    /// <summary>Writes UTF-8 behind its length in bytes.</summary>
    public void String(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        UInt32((uint)length);
        Encoding.UTF8.GetBytes(text, Append(length));
    }

    /// <summary>Writes pairs of strings behind their length in bytes.</summary>
    public void Strings(IEnumerable<KeyValuePair<string, string>> map)
    {
        int start = Length;
        UInt32(0);
        foreach ((string key, string value) in map)
        {
            String(key);
            String(value);
        }

        PatchLength32(start);
    }

    /// <summary>Writes how many bytes follow a 32-bit length at <paramref name="start"/>.</summary>
    public void PatchLength32(int start) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(start), (uint)(Length - start - sizeof(uint)));

    /// <summary>Starts a record and gives where; its length is written by <see cref="EndRecord"/>.</summary>
    public int BeginRecord(McapOpcode opcode)
    {
        int start = Length;
        Append(1)[0] = (byte)opcode;
        UInt64(0);
        return start;
    }

    /// <summary>Writes the length of the record that began at <paramref name="start"/>; padded, it has bytes that no version gives a meaning.</summary>
    public void EndRecord(int start, bool pad = false)
    {
        if (pad)
            Bytes(Padding);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(start + 1), (ulong)(Length - start - McapDecoder.RecordHeadBytes));
    }

    /// <summary>Writes a whole record.</summary>
    public void Record(McapOpcode opcode, ReadOnlySpan<byte> content, bool pad)
    {
        int start = BeginRecord(opcode);
        Bytes(content);
        EndRecord(start, pad);
    }
}
