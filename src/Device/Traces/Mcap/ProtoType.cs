using System.Collections.Generic;

namespace Reactive.Device.Traces.Mcap;

/// <summary>What a protobuf field holds, by the numbers of descriptor.proto.</summary>
internal enum ProtoKind
{
    Double = 1,
    Float = 2,
    Int64 = 3,
    UInt64 = 4,
    Int32 = 5,
    Fixed64 = 6,
    Fixed32 = 7,
    Bool = 8,
    Text = 9,
    Group = 10,
    Message = 11,
    Bytes = 12,
    UInt32 = 13,
    Enum = 14,
    SFixed32 = 15,
    SFixed64 = 16,
    SInt32 = 17,
    SInt64 = 18,
}

/// <summary>A field of a protobuf message.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Number">Its number.</param>
/// <param name="Kind">What it, or each of its elements, holds.</param>
/// <param name="TypeName">The full name of a nested message with a dot before it, else empty.</param>
/// <param name="IsRepeated">Whether it holds any number of elements.</param>
/// <param name="HasPresence">Whether a message that lacks it says nothing; else it says 0.</param>
internal sealed record ProtoField(string Name, int Number, ProtoKind Kind, string TypeName, bool IsRepeated, bool HasPresence)
{
    /// <summary>Whether it holds a number or a boolean.</summary>
    public bool IsNumber => Kind is not (ProtoKind.Text or ProtoKind.Bytes or ProtoKind.Group or ProtoKind.Message);

    /// <summary>How its value lies in a message where it is not packed.</summary>
    public WireType Wire => Kind switch
    {
        ProtoKind.Double or ProtoKind.Fixed64 or ProtoKind.SFixed64 => WireType.Fixed64,
        ProtoKind.Float or ProtoKind.Fixed32 or ProtoKind.SFixed32 => WireType.Fixed32,
        ProtoKind.Text or ProtoKind.Bytes or ProtoKind.Message => WireType.Bytes,
        ProtoKind.Group => WireType.GroupStart,
        _ => WireType.VarInt,
    };
}

/// <summary>A type of protobuf messages.</summary>
/// <param name="Name">Its full name with a dot before it.</param>
/// <param name="IsMapEntry">Whether it stands for an entry of a map.</param>
/// <param name="Fields">Its fields, by their numbers.</param>
internal sealed record ProtoType(string Name, bool IsMapEntry, SortedDictionary<int, ProtoField> Fields);
