using System.Collections.Generic;

namespace Reactive.Device.Traces.Mcap;

/// <summary>What a field of a ROS message holds.</summary>
internal enum RosKind
{
    Logic,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float32,
    Float64,
    Text,
    Message,
}

/// <summary>A field of a ROS message.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it, or each of its elements, holds.</param>
/// <param name="Type">The type of a nested message, else null.</param>
/// <param name="Length">How many elements: -1 for no array, -2 where each message says.</param>
internal sealed record RosField(string Name, RosKind Kind, RosType? Type, int Length)
{
    /// <summary>The length of what is no array.</summary>
    public const int Single = -1;

    /// <summary>The length of an array whose elements each message counts.</summary>
    public const int Counted = -2;

    /// <summary>Bytes of a primitive.</summary>
    public int Size => Kind switch
    {
        RosKind.Int16 or RosKind.UInt16 => 2,
        RosKind.Int32 or RosKind.UInt32 or RosKind.Float32 => 4,
        RosKind.Int64 or RosKind.UInt64 or RosKind.Float64 => 8,
        _ => 1,
    };
}

/// <summary>A type of ROS messages.</summary>
/// <param name="Name">Package and name: <c>sensor_msgs/Imu</c>.</param>
internal sealed record RosType(string Name)
{
    // Enough to tell what no message can hold from what one can.
    private const long Enormous = 1L << 40;

    /// <summary>Its fields in the order of the message.</summary>
    public List<RosField> Fields { get; } = [];

    /// <summary>Its bytes without padding where every message has as many, else -1.</summary>
    public long PackedBytes { get; private set; }

    /// <summary>Computes <see cref="PackedBytes"/>, once its fields are there.</summary>
    public void Close()
    {
        long sum = 0;
        foreach (RosField field in Fields)
        {
            long one = field.Kind switch { RosKind.Text => -1, RosKind.Message => field.Type!.PackedBytes, _ => field.Size };
            if (one < 0 || field.Length == RosField.Counted)
            {
                PackedBytes = -1;
                return;
            }

            sum = System.Math.Min(Enormous, sum + (one * (field.Length == RosField.Single ? 1 : field.Length)));
        }

        PackedBytes = sum;
    }
}
