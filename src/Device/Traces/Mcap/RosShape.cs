using System;
using System.Collections.Immutable;
using Reactive.Signals.Recording.Cdr;

namespace Reactive.Device.Traces.Mcap;

/// <summary>Messages of ROS: of ROS 2 in CDR, of ROS 1 packed.</summary>
internal sealed class RosShape(RosType root, bool isRos1) : MessageShape
{
    /// <inheritdoc/>
    public override void List(FieldList fields, byte[] sample)
    {
        CdrReader message = Start(sample);
        List(fields, root, ref message);
    }

    /// <inheritdoc/>
    public override FieldState Read(ImmutableArray<FieldStep> path, ReadOnlySpan<byte> message, out double value)
    {
        value = 0;
        CdrReader reader = Start(message);
        RosType type = root;
        foreach (FieldStep step in path)
        {
            for (int i = 0; i < step.Member && !reader.Failed; i++)
                Skip(ref reader, type.Fields[i]);
            RosField field = type.Fields[step.Member];
            if (field.Length != RosField.Single)
            {
                int count = Count(ref reader, field);
                if (step.Element >= count)
                    return reader.Failed ? FieldState.Malformed : FieldState.Absent;
                SkipElements(ref reader, field, step.Element);
            }

            if (field.Type is null)
                value = Number(ref reader, field.Kind);
            else
                type = field.Type;
        }

        return reader.Failed ? FieldState.Malformed : FieldState.Present;
    }

    private CdrReader Start(ReadOnlySpan<byte> message) => isRos1 ? CdrReader.Packed(message) : new CdrReader(message);

    private void List(FieldList fields, RosType type, ref CdrReader message)
    {
        for (int i = 0; i < type.Fields.Count && fields.TryStep(); i++)
        {
            RosField field = type.Fields[i];
            if (field.Length == RosField.Single)
            {
                ListOne(fields, field, new FieldStep(field.Name, i), ref message);
                continue;
            }

            int count = Count(ref message, field);
            int listed = field.Kind == RosKind.Text ? 0 : FieldList.Listed(count);
            for (int element = 0; element < listed && !fields.IsFull; element++)
                ListOne(fields, field, new FieldStep(field.Name, i, element), ref message);
            SkipElements(ref message, field, count - listed);
        }
    }

    private void ListOne(FieldList fields, RosField field, FieldStep step, ref CdrReader message)
    {
        if (field.Type is { } nested)
        {
            if (fields.TryEnter(step))
            {
                List(fields, nested, ref message);
                fields.Leave();
            }

            return;
        }

        SkipElements(ref message, field, 1);
        if (field.Kind != RosKind.Text)
            fields.Add(step, field.Kind == RosKind.Logic);
    }

    private void Skip(ref CdrReader reader, RosField field) =>
        SkipElements(ref reader, field, field.Length == RosField.Single ? 1 : Count(ref reader, field));

    // Of messages without any byte there may be more than there are bytes; they take no time.
    private static int Count(ref CdrReader reader, RosField field)
    {
        if (field.Length != RosField.Counted)
            return field.Length;
        if (field.Type is { PackedBytes: 0 })
            return reader.TryRead(out uint stated) ? (int)Math.Min(stated, int.MaxValue) : 0;
        return reader.TryReadCount(field.Type is null ? field.Size : 1, out int count) ? count : 0;
    }

    private void SkipElements(ref CdrReader reader, RosField field, int count)
    {
        switch (field.Kind)
        {
            case RosKind.Text:
                for (int i = 0; i < count && !reader.Failed; i++)
                    reader.TryReadSequenceRange<byte>(out _, out _);
                break;
            case RosKind.Message when field.Type!.PackedBytes == 0 || (isRos1 && field.Type.PackedBytes > 0):
                SkipBytes(ref reader, field.Type.PackedBytes * count);
                break;
            case RosKind.Message:
                for (int i = 0; i < count && !reader.Failed; i++)
                    SkipMessage(ref reader, field.Type!);
                break;
            default:
                SkipPrimitives(ref reader, field.Size, count);
                break;
        }
    }

    private void SkipMessage(ref CdrReader reader, RosType type)
    {
        foreach (RosField field in type.Fields)
        {
            if (reader.Failed)
                return;
            Skip(ref reader, field);
        }
    }

    private static void SkipBytes(ref CdrReader reader, long count) => reader.TryReadArrayRange<byte>((int)Math.Min(count, int.MaxValue), out _, out _);

    private static void SkipPrimitives(ref CdrReader reader, int size, int count)
    {
        switch (size)
        {
            case 1:
                reader.TryReadArrayRange<byte>(count, out _, out _);
                break;
            case 2:
                reader.TryReadArrayRange<short>(count, out _, out _);
                break;
            case 4:
                reader.TryReadArrayRange<int>(count, out _, out _);
                break;
            default:
                reader.TryReadArrayRange<long>(count, out _, out _);
                break;
        }
    }

    private static double Number(ref CdrReader reader, RosKind kind)
    {
        switch (kind)
        {
            case RosKind.Logic:
                reader.TryRead(out byte logic);
                return logic == 0 ? 0 : 1;
            case RosKind.Int8:
                reader.TryRead(out sbyte int8);
                return int8;
            case RosKind.UInt8:
                reader.TryRead(out byte uint8);
                return uint8;
            case RosKind.Int16:
                reader.TryRead(out short int16);
                return int16;
            case RosKind.UInt16:
                reader.TryRead(out ushort uint16);
                return uint16;
            case RosKind.Int32:
                reader.TryRead(out int int32);
                return int32;
            case RosKind.UInt32:
                reader.TryRead(out uint uint32);
                return uint32;
            case RosKind.Int64:
                reader.TryRead(out long int64);
                return int64;
            case RosKind.UInt64:
                reader.TryRead(out ulong uint64);
                return uint64;
            case RosKind.Float32:
                reader.TryRead(out float float32);
                return float32;
            default:
                reader.TryRead(out double float64);
                return float64;
        }
    }
}
