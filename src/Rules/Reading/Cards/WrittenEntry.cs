using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What an entry list says, as tests write it: its outcome alone (<c>granted</c>), or a map of its parts. An expectation asks for the parts that are written, and no others.</summary>
internal sealed class WrittenEntry(ReadContext context, string code)
{
    private const string Example = "{ outcome: denied, reason: expired }";

    /// <summary>What an expected entry must be; null where that is wrong, which is reported.</summary>
    public ImmutableArray<PartTest>? Tests(YamlNode node, string path) =>
        Read(node, path) is { } parts ? [.. parts.Select(static p => new PartIs(p.Field, [p.Value]))] : null;

    /// <summary>An entry that is fed; null where it is none, which is reported.</summary>
    public Value? Of(YamlNode node, string path)
    {
        if (Read(node, path) is not { } parts)
            return null;
        if (Text(parts, "outcome") is not { Length: > 0 } outcome)
        {
            context.Error(code, node.Start, path, "an entry needs its outcome", $"write {Example}");
            return null;
        }

        return Value.Of(new Entry
        {
            Outcome = outcome,
            Reason = Text(parts, "reason"),
            Holder = Text(parts, "holder"),
            HolderId = Number(parts, "id") ?? 0,
            Conditions = Text(parts, "condition"),
            Remaining = Number(parts, "remaining"),
            IsCheck = Text(parts, "check") == "yes",
        });
    }

    private static string Text(List<(RecordField Field, Value Value)> parts, string name) => parts.Find(p => p.Field.Name == name).Value.Text ?? "";

    private static int? Number(List<(RecordField Field, Value Value)> parts, string name) =>
        parts.Find(p => p.Field.Name == name).Value is { Kind: ValueKind.Number } number ? (int)number.Number : null;

    private List<(RecordField Field, Value Value)>? Read(YamlNode node, string path)
    {
        int errors = context.Report.Errors;
        List<(RecordField, Value)> parts = [];
        if (node is YamlMap map)
        {
            context.OnlyKeys(map, path, Keys.WrittenEntry.All);
            foreach (KeySpec key in Keys.WrittenEntry.All.Keys)
            {
                if (map.Find(key) is YamlEntry entry && Part(map, key, entry, path) is Value part)
                    parts.Add((RecordType.Entry.Field(key.Name)!, part));
            }
        }
        else if (context.Scalar(node, path, Example) is YamlScalar scalar)
        {
            RecordField main = RecordType.Entry.Field(RecordType.Entry.Main!)!;
            if (Word(main, scalar, path) is Value outcome)
                parts.Add((main, outcome));
        }

        return context.Report.Errors == errors ? parts : null;
    }

    private Value? Part(YamlMap map, KeySpec key, YamlEntry entry, string path)
    {
        if (key.Parameter is not null)
            return context.Whole(map, key, path) is long number ? Value.Of(number, Unit.Count) : null;
        string keyPath = ReadContext.Join(path, key.Name);
        return context.Scalar(entry.Value, keyPath, Example) is YamlScalar scalar ? Word(RecordType.Entry.Field(key.Name)!, scalar, keyPath) : null;
    }

    private Value? Word(RecordField field, YamlScalar scalar, string path)
    {
        if (field.Words.IsEmpty || field.Words.Contains(scalar.Value))
            return Value.Of(scalar.Value);
        context.Error(code, scalar.Start, path, $"the {field.Name} of an entry is never {scalar.Describe()}: it is {ParameterSpec.Or(field.Words)}", context.Near(scalar.Value, field.Words));
        return null;
    }
}
