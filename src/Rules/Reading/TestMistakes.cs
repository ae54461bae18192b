using System.Collections.Generic;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Tells which mistakes of a pipeline are only in its tests. A section, a rule or a setting that is indented too far stands in the last
/// test: it would be lost without a refusal. So what is wrong with the shape of the text, and every key that no test knows, is no mistake of the tests.
/// </summary>
internal sealed class TestMistakes
{
    private readonly SourcePosition? _start;
    private readonly SourcePosition? _end;
    // the keys that say more than a value does
    private readonly HashSet<SourcePosition> _parts = [];

    public TestMistakes(SourceText source, YamlMap? root)
    {
        int at = root?.Entries.FindIndex(static e => e.Key.Value == Keys.Pipeline.Tests.Name) ?? -1;
        // where a key was left out nobody knows what stood behind it
        if (at < 0 || !root!.IsWhole)
            return;
        _start = source.PositionOf(root.Entries[at].Key.Start);
        _end = at + 1 < root.Entries.Count ? source.PositionOf(root.Entries[at + 1].Key.Start) : null;
        AddParts(source, root.Entries[at].Value);
    }

    /// <summary>Whether it is a mistake of the tests and of nothing else.</summary>
    public bool Has(Diagnostic diagnostic)
    {
        SourcePosition position = diagnostic.Position;
        return _start is SourcePosition start && position.File == start.File && IsBehind(position, start) && !(_end is SourcePosition end && !IsBehind(end, position))
            && !IsOfShape(diagnostic.Code) && !_parts.Contains(position);
    }

    private static bool IsOfShape(string code) =>
        string.CompareOrdinal(code, DiagnosticCodes.WrongShape) <= 0 || code is DiagnosticCodes.UnknownKey or DiagnosticCodes.NotYet;

    private static bool IsBehind(SourcePosition a, SourcePosition b) => a.Line > b.Line || (a.Line == b.Line && a.Column > b.Column);

    private void AddParts(SourceText source, YamlNode node)
    {
        if (node is YamlList list)
        {
            foreach (YamlNode item in list.Items)
                AddParts(source, item);
        }
        else if (node is YamlMap map)
        {
            foreach (YamlEntry entry in map.Entries)
            {
                if (entry.Value is YamlMap || Keys.Pipeline.All.Has(entry.Key.Value))
                    _parts.Add(source.PositionOf(entry.Key.Start));
                AddParts(source, entry.Value);
            }
        }
    }
}
