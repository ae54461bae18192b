using System;
using System.Collections.Generic;
using System.Text;

namespace Reactive.Device.Traces.Mcap;

/// <summary>Reads a FileDescriptorSet (descriptor.proto of protobuf), which MCAP files carry as the schema of protobuf messages.</summary>
internal sealed class ProtoSchema
{
    private const int Deepest = 32;
    private const int Repeated = 3;

    private readonly Dictionary<string, ProtoType> _types = new(StringComparer.Ordinal);

    private ProtoSchema()
    {
    }

    /// <summary>Reads all types.</summary>
    /// <exception cref="FormatException">What is wrong with it, as a sentence without its full stop.</exception>
    public static ProtoSchema Parse(ReadOnlySpan<byte> set)
    {
        var schema = new ProtoSchema();
        var reader = new ProtoReader(set);
        while (!reader.AtEnd && reader.TryTag(out int number, out WireType wire))
        {
            if ((number, wire) == (1, WireType.Bytes))
                schema.AddFile(reader.Bytes());
            else
                reader.Skip(wire);
        }

        return reader.Failed ? throw Broken() : schema;
    }

    /// <summary>The type of that full name, with or without a dot before it; null where it is missing.</summary>
    public ProtoType? Find(string name) => _types.GetValueOrDefault(name.StartsWith('.') ? name : "." + name);

    private void AddFile(ReadOnlySpan<byte> file)
    {
        string package = "", syntax = "";
        var reader = new ProtoReader(file);
        while (!reader.AtEnd && reader.TryTag(out int number, out WireType wire))
        {
            if ((number, wire) == (2, WireType.Bytes))
                package = Text(reader.Bytes());
            else if ((number, wire) == (12, WireType.Bytes))
                syntax = Text(reader.Bytes());
            else
                reader.Skip(wire);
        }

        if (reader.Failed)
            throw Broken();
        reader = new ProtoReader(file);
        while (!reader.AtEnd && reader.TryTag(out int number, out WireType wire))
        {
            if ((number, wire) == (4, WireType.Bytes))
                AddType(reader.Bytes(), package.Length == 0 ? "" : "." + package, syntax == "proto3", 0);
            else
                reader.Skip(wire);
        }
    }

    private void AddType(ReadOnlySpan<byte> descriptor, string parent, bool isProto3, int depth)
    {
        if (depth == Deepest)
            throw new FormatException($"its types lie deeper than {Deepest} in each other");
        string name = parent + "." + NameOf(descriptor);
        bool isMapEntry = false;
        var fields = new SortedDictionary<int, ProtoField>();
        var reader = new ProtoReader(descriptor);
        while (!reader.AtEnd && reader.TryTag(out int number, out WireType wire))
        {
            switch ((number, wire))
            {
                case (2, WireType.Bytes):
                    ProtoField field = FieldOf(reader.Bytes(), isProto3);
                    fields.TryAdd(field.Number, field);
                    break;
                case (3, WireType.Bytes):
                    AddType(reader.Bytes(), name, isProto3, depth + 1);
                    break;
                case (7, WireType.Bytes):
                    isMapEntry = IsMapEntry(reader.Bytes());
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }

        if (reader.Failed)
            throw Broken();
        _types.TryAdd(name, new ProtoType(name, isMapEntry, fields));
    }

    private static ProtoField FieldOf(ReadOnlySpan<byte> descriptor, bool isProto3)
    {
        string name = "", typeName = "";
        int label = 0, kind = 0, own = 0;
        bool isOptional = false, isOneOf = false;
        var reader = new ProtoReader(descriptor);
        while (!reader.AtEnd && reader.TryTag(out int number, out WireType wire))
        {
            switch ((number, wire))
            {
                case (1, WireType.Bytes):
                    name = Text(reader.Bytes());
                    break;
                case (3, WireType.VarInt):
                    own = (int)reader.VarInt();
                    break;
                case (4, WireType.VarInt):
                    label = (int)reader.VarInt();
                    break;
                case (5, WireType.VarInt):
                    kind = (int)reader.VarInt();
                    break;
                case (6, WireType.Bytes):
                    typeName = Text(reader.Bytes());
                    break;
                case (9, WireType.VarInt):
                    isOneOf = true;
                    reader.VarInt();
                    break;
                case (17, WireType.VarInt):
                    isOptional = reader.VarInt() != 0;
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }

        if (reader.Failed || kind is < (int)ProtoKind.Double or > (int)ProtoKind.SInt64 || name.Length == 0)
            throw Broken();
        return new ProtoField(name, own, (ProtoKind)kind, typeName, label == Repeated, !isProto3 || isOptional || isOneOf);
    }

    private static string NameOf(ReadOnlySpan<byte> descriptor)
    {
        var reader = new ProtoReader(descriptor);
        while (!reader.AtEnd && reader.TryTag(out int number, out WireType wire))
        {
            if ((number, wire) == (1, WireType.Bytes))
                return Text(reader.Bytes());
            reader.Skip(wire);
        }

        throw Broken();
    }

    private static bool IsMapEntry(ReadOnlySpan<byte> options)
    {
        var reader = new ProtoReader(options);
        while (!reader.AtEnd && reader.TryTag(out int number, out WireType wire))
        {
            if ((number, wire) == (7, WireType.VarInt))
                return reader.VarInt() != 0;
            reader.Skip(wire);
        }

        return false;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static FormatException Broken() => new("the FileDescriptorSet cannot be decoded");
}
