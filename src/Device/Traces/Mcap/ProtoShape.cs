using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Reactive.Device.Traces.Mcap;

/// <summary>Messages in protobuf. Maps and groups hold nothing that can be chosen.</summary>
internal sealed class ProtoShape(ProtoSchema schema, ProtoType root) : MessageShape
{
    /// <inheritdoc/>
    public override void List(FieldList fields, byte[] sample) => List(fields, root, sample, []);

    /// <inheritdoc/>
    public override FieldState Read(ImmutableArray<FieldStep> path, ReadOnlySpan<byte> message, out double value)
    {
        value = 0;
        ProtoType type = root;
        for (int i = 0; i < path.Length; i++)
        {
            ProtoField field = type.Fields[path[i].Member];
            if (i == path.Length - 1)
                return Number(message, field, path[i].Element, out value);
            FieldState state = Nested(message, field, path[i].Element, out message);
            if (state != FieldState.Present)
                return state;
            type = schema.Find(field.TypeName)!;
        }

        return FieldState.Malformed;
    }

    private void List(FieldList fields, ProtoType type, ReadOnlySpan<byte> sample, HashSet<string> open)
    {
        // a type that holds itself is listed once on the way down
        if (!open.Add(type.Name))
            return;
        Dictionary<int, List<Range>> elements = Elements(type, sample);
        foreach (ProtoField field in type.Fields.Values)
        {
            if (!fields.TryStep())
                break;
            ProtoType? nested = field.Kind == ProtoKind.Message ? schema.Find(field.TypeName) : null;
            if (!field.IsNumber && nested is null or { IsMapEntry: true })
                continue;
            List<Range>? places = elements.GetValueOrDefault(field.Number);
            if (!field.IsRepeated)
                ListOne(fields, field, -1, nested, places is null ? default : sample[places[^1]], open);
            for (int i = 0; field.IsRepeated && i < places?.Count; i++)
                ListOne(fields, field, i, nested, sample[places[i]], open);
        }

        open.Remove(type.Name);
    }

    private void ListOne(FieldList fields, ProtoField field, int element, ProtoType? nested, ReadOnlySpan<byte> sample, HashSet<string> open)
    {
        if (!fields.TryEnter(new FieldStep(field.Name, field.Number, element)))
            return;
        if (nested is null)
            fields.Add(field.Kind == ProtoKind.Bool);
        else
            List(fields, nested, sample, open);
        fields.Leave();
    }

    // The elements of all fields in one pass, as many of each as are listed: where nested messages lie; of numbers only how many counts.
    private static Dictionary<int, List<Range>> Elements(ProtoType type, ReadOnlySpan<byte> sample)
    {
        var elements = new Dictionary<int, List<Range>>();
        var reader = new ProtoReader(sample);
        while (!reader.AtEnd && reader.TryTag(out int number, out WireType wire))
        {
            if (!type.Fields.TryGetValue(number, out ProtoField? field) || (wire != field.Wire && wire != WireType.Bytes))
            {
                reader.Skip(wire);
                continue;
            }

            if (!elements.TryGetValue(number, out List<Range>? places))
                places = elements[number] = [];
            int length = wire == WireType.Bytes ? reader.Bytes().Length : 0;
            if (wire != WireType.Bytes)
                reader.Skip(wire);
            Range place = (reader.Position - length)..reader.Position;
            int count = wire == WireType.Bytes && field.IsNumber ? CountPacked(sample[place], field.Kind) : 1;
            if (!field.IsRepeated)
                places.Clear();
            for (int i = 0; i < count && places.Count < FieldList.MostElements; i++)
                places.Add(place);
        }

        return elements;
    }

    private static int CountPacked(ReadOnlySpan<byte> packed, ProtoKind kind)
    {
        int count = 0;
        var reader = new ProtoReader(packed);
        while (!reader.AtEnd && count < FieldList.MostElements)
        {
            One(ref reader, kind);
            count += reader.Failed ? 0 : 1;
        }

        return count;
    }

    // The last one counts, as protobuf says, where a field that holds one occurs several times.
    private static FieldState Nested(ReadOnlySpan<byte> message, ProtoField field, int element, out ReadOnlySpan<byte> inner)
    {
        inner = default;
        bool found = false;
        var reader = new ProtoReader(message);
        while (!reader.AtEnd && reader.TryTag(out int number, out WireType wire))
        {
            if (number != field.Number || wire != WireType.Bytes)
            {
                reader.Skip(wire);
                continue;
            }

            ReadOnlySpan<byte> bytes = reader.Bytes();
            if (element > 0)
            {
                element--;
                continue;
            }

            inner = bytes;
            found = true;
            if (element == 0)
                break;
        }

        return reader.Failed ? FieldState.Malformed : found ? FieldState.Present : FieldState.Absent;
    }

    private static FieldState Number(ReadOnlySpan<byte> message, ProtoField field, int element, out double value)
    {
        value = 0;
        bool found = false;
        int index = 0;
        var reader = new ProtoReader(message);
        while (!reader.AtEnd && !(found && element >= 0) && reader.TryTag(out int number, out WireType wire))
        {
            if (number == field.Number && wire == field.Wire)
            {
                double one = One(ref reader, field.Kind);
                if (element >= 0 && index++ != element)
                    continue;
                value = one;
                found = true;
            }
            else if (number == field.Number && wire == WireType.Bytes && field.IsRepeated)
            {
                // numbers may be packed whatever the schema says
                var packed = new ProtoReader(reader.Bytes());
                while (!packed.AtEnd && !found)
                {
                    value = One(ref packed, field.Kind);
                    found = index++ == element;
                }

                if (packed.Failed)
                    return FieldState.Malformed;
            }
            else
            {
                reader.Skip(wire);
            }
        }

        if (reader.Failed)
            return FieldState.Malformed;
        return found || (!field.IsRepeated && !field.HasPresence) ? FieldState.Present : FieldState.Absent;
    }

    private static double One(ref ProtoReader reader, ProtoKind kind) => kind switch
    {
        ProtoKind.Double => BitConverter.UInt64BitsToDouble(reader.Fixed64()),
        ProtoKind.Float => BitConverter.UInt32BitsToSingle(reader.Fixed32()),
        ProtoKind.Int64 => (long)reader.VarInt(),
        ProtoKind.UInt64 => reader.VarInt(),
        ProtoKind.Int32 or ProtoKind.Enum => (int)reader.VarInt(),
        ProtoKind.Fixed64 => reader.Fixed64(),
        ProtoKind.Fixed32 => reader.Fixed32(),
        ProtoKind.Bool => reader.VarInt() == 0 ? 0 : 1,
        ProtoKind.UInt32 => (uint)reader.VarInt(),
        ProtoKind.SFixed32 => (int)reader.Fixed32(),
        ProtoKind.SFixed64 => (long)reader.Fixed64(),
        ProtoKind.SInt32 => ZigZag((uint)reader.VarInt()),
        _ => ZigZag(reader.VarInt()),
    };

    private static long ZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
