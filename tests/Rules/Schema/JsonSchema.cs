using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Reactive.Rules.Tests.Schema;

/// <summary>
/// Validates by exactly the keywords of JSON Schema that our schemas use, as the specification of draft 2020-12 words them. A keyword that
/// it does not know is an exception, wherever it stands: what is not checked must not look checked.
/// </summary>
internal sealed class JsonSchema
{
    private static readonly string[] Annotations = ["$schema", "$id", "title", "description", "default", "examples"];

    private readonly JsonObject _root;

    public JsonSchema(JsonObject root)
    {
        _root = root;
        Schemas(root, "#").ForEach(s => Known(s.Schema, s.Path));
    }

    /// <summary>Every schema within this one, itself first, and where it stands.</summary>
    public List<(JsonObject Schema, string Path)> All => Schemas(_root, "#");

    /// <summary>What is wrong with a value; nothing where it fits.</summary>
    public List<string> Problems(JsonNode? value, JsonObject? schema = null)
    {
        List<string> problems = [];
        Check(schema ?? _root, value, "", problems);
        return problems;
    }

    private static List<(JsonObject Schema, string Path)> Schemas(JsonObject schema, string path)
    {
        List<(JsonObject, string)> all = [(schema, path)];
        foreach (string keyword in new[] { "properties", "patternProperties", "$defs" })
        {
            foreach ((string name, JsonNode? inner) in schema[keyword] as JsonObject ?? [])
                all.AddRange(Schemas(inner!.AsObject(), $"{path}/{keyword}/{name}"));
        }

        if (schema["items"] is JsonObject items)
            all.AddRange(Schemas(items, path + "/items"));
        foreach (JsonNode? choice in schema["anyOf"] as JsonArray ?? [])
            all.AddRange(Schemas(choice!.AsObject(), $"{path}/anyOf"));
        return all;
    }

    private static void Known(JsonObject schema, string path)
    {
        foreach ((string keyword, JsonNode? argument) in schema)
        {
            bool known = keyword is "type" or "enum" or "pattern" or "required" or "properties" or "patternProperties" or "items" or "anyOf" or "$ref" or "$defs"
                or "minItems" or "maxItems" or "minProperties" or "maxProperties" or "minimum" or "maximum" or "maxLength" || Annotations.Contains(keyword)
                || (keyword == "additionalProperties" && argument!.GetValueKind() == JsonValueKind.False);
            if (!known)
                throw new NotSupportedException($"'{keyword}' at {path} is not a keyword that is checked.");
        }
    }

    private static string TypeOf(JsonNode? value) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };

    private static int Length(JsonNode? count) => count is null ? -1 : count.GetValue<int>();

    private void Check(JsonObject schema, JsonNode? value, string path, List<string> problems)
    {
        if (schema["$ref"] is JsonNode reference)
            Check(Resolve(reference.GetValue<string>()), value, path, problems);
        if (schema["anyOf"] is JsonArray choices && !choices.Any(c => Problems(value, c!.AsObject()).Count == 0))
            problems.Add($"{path}: none of {choices.Count} forms fits");
        string type = TypeOf(value);
        if (schema["type"] is JsonNode types && !(types is JsonArray several ? several.Any(t => t!.GetValue<string>() == type) : types.GetValue<string>() == type))
            problems.Add($"{path}: {type} is not {types.ToJsonString()}");
        if (schema["enum"] is JsonArray words && !words.Any(w => JsonNode.DeepEquals(w, value)))
            problems.Add($"{path}: {value?.ToJsonString()} is not among {words.ToJsonString()}");
        switch (value)
        {
            case JsonObject map:
                Object(schema, map, path, problems);
                break;
            case JsonArray list:
                Limits(schema, "Items", list.Count, path, problems);
                for (int i = 0; schema["items"] is JsonObject items && i < list.Count; i++)
                    Check(items, list[i], $"{path}/{i}", problems);
                break;
            case JsonValue text when type == "string":
                if (schema["pattern"] is JsonNode pattern && !Matches(pattern.GetValue<string>(), text.GetValue<string>()))
                    problems.Add($"{path}: '{text}' does not match {pattern}");
                if (schema["maxLength"] is JsonNode longest && text.GetValue<string>().Length > longest.GetValue<int>())
                    problems.Add($"{path}: longer than {longest}");
                break;
            case JsonValue number when type == "number":
                double amount = Number(number);
                if ((schema["minimum"] is JsonNode least && amount < Number(least)) || (schema["maximum"] is JsonNode most && amount > Number(most)))
                    problems.Add($"{path}: {amount} is beyond its limits");
                break;
        }
    }

    private static double Number(JsonNode number) => JsonDocument.Parse(number.ToJsonString()).RootElement.GetDouble();

    private static bool Matches(string pattern, string text) => Regex.IsMatch(text, pattern, RegexOptions.ECMAScript);

    private static void Limits(JsonObject schema, string what, int count, string path, List<string> problems)
    {
        int most = Length(schema["max" + what]);
        if (count < Length(schema["min" + what]) || (most >= 0 && count > most))
            problems.Add($"{path}: {count} {what}");
    }

    private void Object(JsonObject schema, JsonObject map, string path, List<string> problems)
    {
        foreach (JsonNode? name in schema["required"] as JsonArray ?? [])
        {
            if (!map.ContainsKey(name!.GetValue<string>()))
                problems.Add($"{path}: '{name}' is missing");
        }

        Limits(schema, "Properties", map.Count, path, problems);
        JsonObject properties = schema["properties"] as JsonObject ?? [], patterns = schema["patternProperties"] as JsonObject ?? [];
        foreach ((string name, JsonNode? value) in map)
        {
            bool known = false;
            if (properties[name] is JsonObject property)
            {
                Check(property, value, $"{path}/{name}", problems);
                known = true;
            }

            foreach ((string pattern, JsonNode? inner) in patterns)
            {
                if (!Matches(pattern, name))
                    continue;
                Check(inner!.AsObject(), value, $"{path}/{name}", problems);
                known = true;
            }

            if (!known && schema.ContainsKey("additionalProperties"))
                problems.Add($"{path}: '{name}' is unknown");
        }
    }

    private JsonObject Resolve(string reference)
    {
        const string Definitions = "#/$defs/";
        return reference.StartsWith(Definitions, StringComparison.Ordinal) && _root["$defs"]?[reference[Definitions.Length..]] is JsonObject definition
            ? definition
            : throw new NotSupportedException($"'{reference}' leads nowhere.");
    }
}
