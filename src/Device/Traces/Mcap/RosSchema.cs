using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Reactive.Device.Traces.Mcap;

/// <summary>
/// Reads the message definitions of ROS as MCAP files carry them (MCAP registry, "ros1msg" and "ros2msg"): the text of the message, then that
/// of every type it uses, each after a line of equals signs and a line <c>MSG: package/Type</c>.
/// </summary>
internal sealed class RosSchema
{
    private const int Deepest = 32;
    private const int ShortestRule = 3;

    private readonly bool _isRos1;
    private readonly Dictionary<string, string[]> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RosType> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    private RosSchema(bool isRos1)
    {
        _isRos1 = isRos1;
        // Types that are built in, or that writers leave out because everyone has them.
        if (isRos1)
        {
            _texts["time"] = ["uint32 secs", "uint32 nsecs"];
            _texts["duration"] = ["int32 secs", "int32 nsecs"];
        }
        else
        {
            _texts["builtin_interfaces/Time"] = ["int32 sec", "uint32 nanosec"];
            _texts["builtin_interfaces/Duration"] = ["int32 sec", "uint32 nanosec"];
        }
    }

    /// <summary>Reads a definition.</summary>
    /// <param name="name">The name of the message type.</param>
    /// <param name="definition">The text.</param>
    /// <param name="isRos1">Whether it is of ROS 1, else of ROS 2.</param>
    /// <exception cref="FormatException">What is wrong with it, as a sentence without its full stop.</exception>
    public static RosType Parse(string name, ReadOnlySpan<byte> definition, bool isRos1)
    {
        var schema = new RosSchema(isRos1);
        string root = Short(name);
        var lines = new List<string>();
        string current = root;
        bool isNamed = true;
        foreach (string raw in Encoding.UTF8.GetString(definition).Split('\n'))
        {
            string line = raw.Trim();
            if (line.Length >= ShortestRule && line.AsSpan().Trim('=').IsEmpty)
            {
                schema._texts[current] = [.. lines];
                lines.Clear();
                isNamed = false;
            }
            else if (!isNamed && line.StartsWith("MSG:", StringComparison.Ordinal))
            {
                current = Short(line[4..].Trim());
                isNamed = true;
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                lines.Add(line);
            }
        }

        schema._texts[current] = [.. lines];
        return schema.TypeOf(root, 0);
    }

    private RosType TypeOf(string name, int depth)
    {
        if (_types.TryGetValue(name, out RosType? known))
            return known;
        if (!_texts.TryGetValue(name, out string[]? lines))
            throw new FormatException($"the definition of {name} is missing");
        if (!_open.Add(name) || depth == Deepest)
            throw new FormatException($"{name} holds itself, or types lie deeper than {Deepest} in each other");
        var type = new RosType(name);
        string package = name.Contains('/', StringComparison.Ordinal) ? name[..name.IndexOf('/', StringComparison.Ordinal)] : "";
        foreach (string line in lines)
            AddField(type, line, package, depth);
        // IDL knows no empty types: ROS 2 puts a byte in
        if (type.Fields.Count == 0 && !_isRos1)
            type.Fields.Add(new RosField("structure_needs_at_least_one_member", RosKind.UInt8, null, RosField.Single));
        type.Close();
        _open.Remove(name);
        _types.Add(name, type);
        return type;
    }

    private void AddField(RosType type, string line, string package, int depth)
    {
        int gap = line.AsSpan().IndexOfAny(' ', '\t');
        ReadOnlySpan<char> rest = gap < 0 ? default : line.AsSpan(gap).TrimStart();
        int end = rest.IndexOfAny(" \t=#");
        ReadOnlySpan<char> fieldName = end < 0 ? rest : rest[..end];
        if (fieldName.IsEmpty)
            throw new FormatException($"'{Shown(line)}' in {type.Name} is no field");
        // a constant takes no bytes
        if (end >= 0 && rest[end..].TrimStart() is ['=', ..])
            return;
        string typeName = line[..gap];
        int length = RosField.Single;
        if (typeName.EndsWith(']'))
        {
            int bracket = typeName.LastIndexOf('[');
            if (bracket < 0)
                throw new FormatException($"'{Shown(line)}' in {type.Name} is no field");
            length = LengthOf(typeName.AsSpan(bracket + 1)[..^1], line, type);
            typeName = typeName[..bracket];
        }

        int bound = typeName.IndexOf("<=", StringComparison.Ordinal);
        if (bound > 0)
            typeName = typeName[..bound];
        RosKind kind = KindOf(typeName);
        RosType? nested = kind == RosKind.Message ? TypeOf(Resolve(typeName, package), depth + 1) : null;
        type.Fields.Add(new RosField(fieldName.ToString(), kind, nested, length));
    }

    private static int LengthOf(ReadOnlySpan<char> text, string line, RosType type)
    {
        if (text.IsEmpty || text.StartsWith("<="))
            return RosField.Counted;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            ? length
            : throw new FormatException($"'{Shown(line)}' in {type.Name} has no length that can be read");
    }

    private RosKind KindOf(string name) => name switch
    {
        "bool" => RosKind.Logic,
        "int8" => RosKind.Int8,
        "byte" => _isRos1 ? RosKind.Int8 : RosKind.UInt8,
        "uint8" or "char" => RosKind.UInt8,
        "int16" => RosKind.Int16,
        "uint16" => RosKind.UInt16,
        "int32" => RosKind.Int32,
        "uint32" => RosKind.UInt32,
        "int64" => RosKind.Int64,
        "uint64" => RosKind.UInt64,
        "float32" => RosKind.Float32,
        "float64" => RosKind.Float64,
        "string" => RosKind.Text,
        // its layout differs between implementations, so what follows it cannot be found
        "wstring" => throw new FormatException("it holds a wstring, which is not read"),
        _ => RosKind.Message,
    };

    private string Resolve(string name, string package)
    {
        if (name.Contains('/', StringComparison.Ordinal) || _texts.ContainsKey(name))
            return Short(name);
        string own = package + "/" + name;
        return name == "Header" && !_texts.ContainsKey(own) ? "std_msgs/Header" : own;
    }

    // ROS 2 says package/msg/Type where ROS 1 says package/Type.
    private static string Short(string name)
    {
        int first = name.IndexOf('/', StringComparison.Ordinal), last = name.LastIndexOf('/');
        return first < last ? name[..first] + name[last..] : name;
    }

    private static string Shown(string line) => line.Length > 60 ? line[..60] + "..." : line;
}
