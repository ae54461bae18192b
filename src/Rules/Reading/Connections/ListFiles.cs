using System;
using System.Collections.Generic;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// The lists of a connection that stand in files of their own: <c>contacts: contacts.json</c>. Such a file is JSON, which the reader of YAML reads as it is, so that its mistakes have their places like all others.
/// </summary>
internal static class ListFiles
{
    private const string Ending = ".json";

    /// <summary>Whether a value names such a file.</summary>
    public static bool IsNamed(YamlScalar name) => name.Value.EndsWith(Ending, StringComparison.Ordinal);

    /// <summary>The section with what its files hold in the place of their names. One that cannot be read is reported, and is an empty list.</summary>
    public static YamlEntry Filled(ReadContext context, BlockLibrary library, ConnectionSpec spec, YamlEntry section)
    {
        if (section.Value is not YamlMap map)
            return section;
        List<YamlEntry> entries = map.Entries.ConvertAll(e => e.Value is YamlScalar name && IsNamed(name) && IsList(spec, e.Key.Value)
            ? e with { Value = library.Open(context, name, ReadContext.Join(spec.Name, e.Key.Value), $"'{e.Key.Value}'") ?? new YamlRefused(name.Start) }
            : e);
        return section with { Value = new YamlMap(map.Start, entries, map.IsWhole) { Doubled = map.Doubled, Hints = map.Hints, Meant = map.Meant } };
    }

    private static bool IsList(ConnectionSpec spec, string key)
    {
        foreach (ConnectionPart list in spec.Lists)
        {
            if (list.Name == key)
                return true;
        }

        return false;
    }
}
