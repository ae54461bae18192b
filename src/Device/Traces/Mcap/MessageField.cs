using System.Collections.Immutable;
using System.Text;

namespace Reactive.Device.Traces.Mcap;

/// <summary>One step from a message down to one of its fields.</summary>
/// <param name="Name">The member as it is called; empty for an element of what the step before gives.</param>
/// <param name="Member">What the format knows it by: its place among the members, or its number.</param>
/// <param name="Element">The element of the array that it is, from 0; -1 where it is none.</param>
internal readonly record struct FieldStep(string Name, int Member, int Element = -1);

/// <summary>A numeric or boolean field of the messages of a topic.</summary>
/// <param name="Path">The way to it; empty where the message is nothing but a number.</param>
/// <param name="IsLogic">Whether it is boolean.</param>
internal sealed record MessageField(ImmutableArray<FieldStep> Path, bool IsLogic)
{
    /// <summary>Its name behind the topic: <c>.imu.linear_acceleration.x</c>, <c>.ranges[3]</c>.</summary>
    public string Suffix
    {
        get
        {
            var name = new StringBuilder();
            foreach (FieldStep step in Path)
            {
                if (step.Name.Length > 0)
                    name.Append('.').Append(step.Name);
                if (step.Element >= 0)
                    name.Append('[').Append(step.Element).Append(']');
            }

            return name.ToString();
        }
    }
}

/// <summary>What a message says of a field.</summary>
internal enum FieldState
{
    /// <summary>Its value.</summary>
    Present,

    /// <summary>Nothing: the message lacks it, its array is shorter, it is null.</summary>
    Absent,

    /// <summary>The message cannot be decoded up to it.</summary>
    Malformed,
}

/// <summary>How the messages of a topic are laid out, from their schema: lists their fields and finds one in a message. Bad bytes are a value, never an exception.</summary>
internal abstract class MessageShape
{
    /// <summary>Lists the fields that hold numbers or booleans.</summary>
    /// <param name="fields">Where they go; once it is full the rest is left out.</param>
    /// <param name="sample">A message: arrays of no fixed length are listed as long as they are in it. Empty for none.</param>
    public abstract void List(FieldList fields, byte[] sample);

    /// <summary>Finds a field in a message. Allocates nothing where the message is well formed.</summary>
    /// <param name="path">A path that <see cref="List"/> gave.</param>
    /// <param name="message">The message.</param>
    /// <param name="value">The number; of a boolean 0 or 1.</param>
    public abstract FieldState Read(ImmutableArray<FieldStep> path, System.ReadOnlySpan<byte> message, out double value);
}
