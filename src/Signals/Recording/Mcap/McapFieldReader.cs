using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using System.Text.Unicode;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>
/// Decodes the fields of one record (specification, "Serialization"). A read beyond the end or of bad content sets <see cref="Failed"/>,
/// after which every read gives zero or empty: records are decoded straight down and checked once.
/// </summary>
internal ref struct McapFieldReader(ReadOnlySpan<byte> content)
{
    private readonly ReadOnlySpan<byte> _content = content;
    private int _position;

    /// <summary>Whether a read went wrong; it stays so.</summary>
    public bool Failed { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>Reads 2 bytes, lowest first.</summary>
    public ushort UInt16() => Take(sizeof(ushort), out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadUInt16LittleEndian(field) : (ushort)0;

    /// <summary>Reads 4 bytes, lowest first.</summary>
    public uint UInt32() => Take(sizeof(uint), out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadUInt32LittleEndian(field) : 0;

    /// <summary>Reads 8 bytes, lowest first.</summary>
    public ulong UInt64() => Take(sizeof(ulong), out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadUInt64LittleEndian(field) : 0;

    /// <summary>Reads a byte.</summary>
    public byte UInt8() => Take(sizeof(byte), out ReadOnlySpan<byte> field) ? field[0] : (byte)0;

    /// <summary>Reads UTF-8 behind its length in bytes.</summary>
    public string String()
    {
        if (!Take(UInt32(), out ReadOnlySpan<byte> field))
            return string.Empty;
        if (Utf8.IsValid(field))
            return Encoding.UTF8.GetString(field);
        Failed = true;
        return string.Empty;
    }

    /// <summary>Passes over bytes and gives where they are.</summary>
    public Range Bytes(ulong length)
    {
        int start = _position;
        return Take(length, out _) ? start.._position : default;
    }

    /// <summary>Reads pairs of strings behind their length in bytes; of equal keys the last counts.</summary>
    public Dictionary<string, string> Strings()
    {
        Dictionary<string, string> map = [];
        int end = EndOfMap();
        while (!Failed && _position < end)
        {
            string key = String();
            string value = String();
            map[key] = value;
        }

        Failed |= _position != end;
        return map;
    }

    /// <summary>Reads pairs of 2 and 8 bytes behind their length in bytes; of equal keys the last counts.</summary>
    public Dictionary<ushort, ulong> Numbers()
    {
        Dictionary<ushort, ulong> map = [];
        int end = EndOfMap();
        while (!Failed && _position < end)
        {
            ushort key = UInt16();
            map[key] = UInt64();
        }

        Failed |= _position != end;
        return map;
    }

    private int EndOfMap()
    {
        uint length = UInt32();
        if (length <= (uint)(_content.Length - _position))
            return _position + (int)length;
        Failed = true;
        return _position;
    }

    private bool Take(ulong length, out ReadOnlySpan<byte> field)
    {
        if (Failed || length > (ulong)(_content.Length - _position))
        {
            Failed = true;
            field = default;
            return false;
        }

        field = _content.Slice(_position, (int)length);
        _position += (int)length;
        return true;
    }
}
