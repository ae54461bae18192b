using System;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Traces.Mcap;

/// <summary>The encodings of messages that are known (MCAP registry, "Message encodings" and "Schema encodings").</summary>
internal static class MessageShapes
{
    /// <summary>How messages are laid out, or why that cannot be said.</summary>
    public static (MessageShape? Shape, string? Refusal) Of(string encoding, McapSchema? schema)
    {
        try
        {
            switch (encoding, schema?.Encoding ?? "")
            {
                case ("json", "jsonschema"):
                    return (new JsonShape(schema!.Definition), null);
                case ("json", ""):
                    return (new JsonShape(default), null);
                case ("cdr", "ros2msg"):
                    return (new RosShape(RosSchema.Parse(schema!.Name, schema.Definition.Span, isRos1: false), isRos1: false), null);
                case ("ros1", "ros1msg"):
                    return (new RosShape(RosSchema.Parse(schema!.Name, schema.Definition.Span, isRos1: true), isRos1: true), null);
                case ("protobuf", "protobuf"):
                    ProtoSchema types = ProtoSchema.Parse(schema!.Definition.Span);
                    return types.Find(schema.Name) is { } type
                        ? (new ProtoShape(types, type), null)
                        : throw new FormatException($"the FileDescriptorSet lacks {schema.Name}");
            }

            string with = schema is null ? "without a schema" : $"with a schema in '{schema.Encoding}'";
            return (null, $"its messages are in '{encoding}' {with}; json, cdr with ros2msg, ros1 with ros1msg and protobuf can be read");
        }
        catch (FormatException wrong)
        {
            return (null, $"the schema of its messages ({schema!.Name}) cannot be read: {wrong.Message}");
        }
    }
}
