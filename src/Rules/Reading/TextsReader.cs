using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads texts by name: <c>{ open: "5", page: ["9#", "0"] }</c>. What they mean is for whoever takes them to say.</summary>
internal static class TextsReader
{
    /// <summary>The texts, in their order; null where any is wrong, which is reported.</summary>
    public static object? Read(ReadContext context, ParameterSpec spec, YamlNode node, string path)
    {
        int errors = context.Report.Errors;
        if (context.Map(node, path, $"{spec.Name}: {spec.Example}") is not YamlMap map)
            return null;
        if (map.Entries.Count == 0)
            context.Error(DiagnosticCodes.OutOfRange, map.Start, path, $"'{spec.Name}' takes at least one name", $"such as {spec.Example}");
        if (map.Entries.Count > SymbolType.MostWords)
            context.Error(DiagnosticCodes.TooMany, map.Entries[SymbolType.MostWords].Key.Start, path, $"'{spec.Name}' has at most {SymbolType.MostWords} names, not {map.Entries.Count}", "one name may have a list of several texts");
        List<NamedText> texts = [];
        foreach (YamlEntry entry in map.Entries)
        {
            string name = entry.Key.Value, at = ReadContext.Join(path, name);
            if (!context.Name(entry.Key, at, $"a text of '{spec.Name}'"))
                continue;
            if (entry.Value is YamlList { Items.Count: 0 })
            {
                context.Error(DiagnosticCodes.OutOfRange, entry.Value.Start, at, $"'{name}' has no text", $"write {name}: \"text\"");
                continue;
            }

            foreach (YamlNode item in entry.Value is YamlList { Items.Count: > 0 } several ? several.Items : [entry.Value])
            {
                if (context.Text(item, at, $"{name}: \"text\"") is not YamlScalar text)
                    continue;
                if (texts.Count == ParameterSpec.MostTexts)
                {
                    context.Error(DiagnosticCodes.TooMany, text.Start, at, $"'{spec.Name}' has at most {ParameterSpec.MostTexts} texts");
                    return null;
                }

                texts.Add(new NamedText(name, text.Value));
            }
        }

        return context.Report.Errors == errors && map.IsWhole ? texts.ToImmutableArray() : null;
    }
}
