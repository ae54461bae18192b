using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Rules;

namespace Reactive.Device.Output;

/// <summary>The reference of building blocks, from their heads and nothing else.</summary>
internal static class BlockReference
{
    /// <summary>Each block with what it takes.</summary>
    public static void List(IReadOnlyList<BlockDescription> blocks, TextWriter text)
    {
        foreach (BlockDescription block in blocks)
        {
            text.WriteLine($"{block.Name}  {block.Summary}");
            int name = block.Parameters.Select(p => p.Name.Length).Append(0).Max(), takes = block.Parameters.Select(p => Takes(p).Length).Append(0).Max();
            foreach (BlockParameterDescription parameter in block.Parameters)
                text.WriteLine($"  {parameter.Name.PadRight(name)}  {Takes(parameter).PadRight(takes)}  {parameter.Summary}".TrimEnd());
        }

        text.WriteLine();
        text.WriteLine("'reactive block NAME' prints one of them.");
    }

    /// <summary>The members of a block's JSON object.</summary>
    public static void Json(BlockDescription block, Utf8JsonWriter json)
    {
        json.WriteString("block", block.Name);
        json.WriteString("summary", block.Summary);
        json.WriteStartArray("parameters");
        foreach (BlockParameterDescription parameter in block.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteString("is", parameter.Is);
            json.WriteString("summary", parameter.Summary);
            json.WriteString("default", parameter.Default);
            if (parameter.Least is not null)
                json.WriteString("least", parameter.Least);
            if (parameter.Most is not null)
                json.WriteString("most", parameter.Most);
            if (parameter.Words.Length > 0)
            {
                json.WriteStartArray("of");
                foreach (string word in parameter.Words)
                    json.WriteStringValue(word);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // "duration 7 s (1 s to 1 h)", "condition, must be given"
    private static string Takes(BlockParameterDescription parameter)
    {
        string words = parameter.Words.Length == 0 ? "" : $" ({string.Join(", ", parameter.Words)})";
        string bounds = (parameter.Least, parameter.Most) switch
        {
            (null, null) => "",
            (not null, null) => $" (at least {parameter.Least})",
            (null, not null) => $" (at most {parameter.Most})",
            _ => $" ({parameter.Least} to {parameter.Most})",
        };
        return $"{parameter.Is}{(parameter.Default is null ? ", must be given" : " " + parameter.Default)}{words}{bounds}";
    }
}
