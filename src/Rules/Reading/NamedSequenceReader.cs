using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads named sequences: <c>{ open: "5", page: ["9#", "0"] }</c>. Whether the input can give their symbols says the operator.</summary>
internal static class NamedSequenceReader
{
    /// <summary>The sequences, in their order; null where any is wrong, which is reported.</summary>
    public static object? Read(ReadContext context, ParameterSpec spec, YamlNode node, string path)
    {
        int errors = context.Report.Errors;
        if (context.Map(node, path, $"{spec.Name}: {ParameterSpec.SequencesExample}") is not YamlMap map)
            return null;
        if (map.Entries.Count == 0)
            context.Error(DiagnosticCodes.OutOfRange, map.Start, path, $"'{spec.Name}' takes at least one sequence", $"such as {ParameterSpec.SequencesExample}");
        if (map.Entries.Count > SymbolType.MostWords)
            context.Error(DiagnosticCodes.TooMany, map.Entries[SymbolType.MostWords].Key.Start, path, $"'{spec.Name}' has at most {SymbolType.MostWords} names, not {map.Entries.Count}", "one name may have a list of several sequences");
        List<NamedSequence> sequences = [];
        foreach (YamlEntry entry in map.Entries)
        {
            string name = entry.Key.Value, at = ReadContext.Join(path, name);
            if (!context.Name(entry.Key, at, "a sequence"))
                continue;
            if (entry.Value is YamlList { Items.Count: 0 })
            {
                context.Error(DiagnosticCodes.OutOfRange, entry.Value.Start, at, $"'{name}' has no sequence", $"write {name}: \"5\"");
                continue;
            }

            foreach (YamlNode item in entry.Value is YamlList { Items.Count: > 0 } several ? several.Items : [entry.Value])
            {
                if (context.Text(item, at, $"{name}: \"5\"") is not YamlScalar text)
                    continue;
                if (sequences.Count == ParameterSpec.MostSequences)
                {
                    context.Error(DiagnosticCodes.TooMany, text.Start, at, $"'{spec.Name}' has at most {ParameterSpec.MostSequences} sequences");
                    return null;
                }

                sequences.Add(new NamedSequence(name, text.Value));
            }
        }

        return context.Report.Errors == errors && map.IsWhole ? sequences.ToImmutableArray() : null;
    }
}
