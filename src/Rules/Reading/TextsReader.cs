using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads texts by name: <c>{ gate-bell: "425 1000/4000" }</c>. What they mean is for whoever takes them to say.</summary>
internal static class TextsReader
{
    /// <summary>The texts, in their order; null where any is wrong, which is reported.</summary>
    public static object? Read(ReadContext context, ParameterSpec spec, YamlNode node, string path)
    {
        if (context.Map(node, path, $"{spec.Name}: {Samples.Of(spec)}") is not YamlMap map)
            return null;
        int errors = context.Report.Errors;
        if (map.Entries.Count > ParameterSpec.MostTexts)
        {
            context.Error(DiagnosticCodes.TooMany, map.Entries[ParameterSpec.MostTexts].Key.Start, path, $"'{spec.Name}' has at most {ParameterSpec.MostTexts} entries");
            return null;
        }

        List<KeyValuePair<string, string>> texts = [];
        foreach (YamlEntry entry in map.Entries)
        {
            string entryPath = ReadContext.Join(path, entry.Key.Value);
            if (context.Name(entry.Key, entryPath, $"one of '{spec.Name}'") && context.Scalar(entry.Value, entryPath, $"{entry.Key.Value}: \"text\"") is YamlScalar text)
                texts.Add(KeyValuePair.Create(entry.Key.Value, text.Value));
        }

        return context.Report.Errors == errors ? texts.ToImmutableArray() : null;
    }
}
