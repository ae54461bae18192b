using System;
using System.Globalization;
using System.Text.Json.Nodes;
using Reactive.Rules.Yaml;

namespace Reactive.Rules.Schema;

/// <summary>
/// YAML as the JSON that an editor's validator sees. The language has no implicit types but YAML's core schema has: there a plain 7 is a
/// number, and nothing is null.
/// </summary>
internal static class YamlJson
{
    /// <summary>A part of a file.</summary>
    public static JsonNode? Of(YamlNode node)
    {
        switch (node)
        {
            case YamlMap map:
                JsonObject members = [];
                foreach (YamlEntry entry in map.Entries)
                    members[entry.Key.Value] = Of(entry.Value);
                return members;
            case YamlList list:
                JsonArray items = [];
                foreach (YamlNode item in list.Items)
                    items.Add(Of(item));
                return items;
            case YamlScalar { Style: YamlStyle.Plain } plain:
                return Plain(plain.Value);
            case YamlScalar quoted:
                return quoted.Value;
            default:
                return null;
        }
    }

    /// <summary>A plain scalar.</summary>
    public static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => true,
        "false" => false,
        _ when IsNumber(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => text,
    };

    // "NaN" and "Infinity" are numbers for .NET only
    private static bool IsNumber(string text) => char.IsAsciiDigit(text[^1]) && (char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.') && !text.Contains(' ', StringComparison.Ordinal);
}
