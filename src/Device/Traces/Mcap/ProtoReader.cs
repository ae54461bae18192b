using System;
using System.Buffers.Binary;

namespace Reactive.Device.Traces.Mcap;

/// <summary>How a value lies in a protobuf message (protobuf documentation, "Encoding").</summary>
internal enum WireType
{
    VarInt = 0,
    Fixed64 = 1,
    Bytes = 2,
    GroupStart = 3,
    GroupEnd = 4,
    Fixed32 = 5,
}

/// <summary>Reads the fields of a protobuf message one after the other. A read that does not fit sets <see cref="Failed"/>, and all that follow give nothing.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int LongestVarInt = 10;
    private const int DeepestGroup = 64;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _position;

    /// <summary>Whether a read did not fit the message.</summary>
    public bool Failed { get; private set; }

    /// <summary>Where the next read starts.</summary>
    public readonly int Position => _position;

    /// <summary>Whether nothing is left, or a read failed.</summary>
    public readonly bool AtEnd => Failed || _position == _message.Length;

    /// <summary>Reads which field follows and how it lies there.</summary>
    public bool TryTag(out int number, out WireType type)
    {
        ulong tag = VarInt();
        number = (int)(tag >> 3);
        type = (WireType)(tag & 7);
        Failed |= tag >> 3 is 0 or > (1 << 29) - 1 || type > WireType.Fixed32;
        return !Failed;
    }

    /// <summary>Reads an integer of variable length.</summary>
    public ulong VarInt()
    {
        ulong value = 0;
        for (int i = 0; i < LongestVarInt && _position < _message.Length; i++)
        {
            byte next = _message[_position++];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
                return value;
        }

        Failed = true;
        return 0;
    }

    /// <summary>Reads 32 bits.</summary>
    public uint Fixed32() => Take(sizeof(uint)) is { Length: sizeof(uint) } bytes ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;

    /// <summary>Reads 64 bits.</summary>
    public ulong Fixed64() => Take(sizeof(ulong)) is { Length: sizeof(ulong) } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;

    /// <summary>Reads bytes with their length before them: a text, a nested message, packed numbers.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(VarInt());

    /// <summary>Passes over the value of a field.</summary>
    public void Skip(WireType type)
    {
        int depth = 0;
        do
        {
            switch (type)
            {
                case WireType.VarInt:
                    VarInt();
                    break;
                case WireType.Fixed64:
                    Take(sizeof(ulong));
                    break;
                case WireType.Bytes:
                    Bytes();
                    break;
                case WireType.Fixed32:
                    Take(sizeof(uint));
                    break;
                case WireType.GroupStart:
                    Failed |= ++depth > DeepestGroup;
                    break;
                default:
                    Failed |= --depth < 0;
                    break;
            }
        }
        while (depth > 0 && !Failed && TryTag(out _, out type));
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        Failed |= length > (ulong)(_message.Length - _position);
        if (Failed)
            return default;
        ReadOnlySpan<byte> taken = _message.Slice(_position, (int)length);
        _position += (int)length;
        return taken;
    }
}
