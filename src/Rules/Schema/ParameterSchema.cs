using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Schema;

/// <summary>The schema of one parameter, from its spec.</summary>
internal static class ParameterSchema
{
    private static readonly string[] Scalars = ["string", "number", "boolean"];

    /// <summary>A parameter with its description, shape, units and default.</summary>
    public static JsonObject Of(ParameterSpec spec)
    {
        JsonObject schema = new() { ["description"] = Describe(spec) };
        switch (spec.Kind)
        {
            case ParameterKind.Choice:
                schema["enum"] = Choices(spec.Choices);
                break;
            case ParameterKind.Quantity:
                Quantity(schema, spec.Dimensions);
                if (spec.Dimensions is [Dimension.Count])
                    Bounds(schema, spec);
                break;
            case ParameterKind.Ranges:
                Ranges(schema, spec);
                break;
            case ParameterKind.Points:
                JsonObject output = [];
                Quantity(output, spec.Dimensions);
                schema["type"] = "object";
                schema["patternProperties"] = new JsonObject { [Patterns.Quantity(spec.Dimensions)] = output };
                schema["additionalProperties"] = false;
                schema["minProperties"] = 2;
                schema["maxProperties"] = ParameterSpec.MostPoints;
                break;
            case ParameterKind.Quantities:
                JsonObject one = [], each = [];
                Quantity(one, spec.Dimensions);
                Quantity(each, spec.Dimensions);
                schema["anyOf"] = new JsonArray(one, new JsonObject { ["type"] = "array", ["items"] = each, ["minItems"] = 1, ["maxItems"] = ParameterSpec.MostQuantities });
                break;
            case ParameterKind.Texts:
                schema["type"] = "object";
                JsonObject texts = new() { ["anyOf"] = new JsonArray(Text(), new JsonObject { ["type"] = "array", ["items"] = Text(), ["minItems"] = 1 }) };
                schema["patternProperties"] = new JsonObject { [Patterns.Name] = texts };
                schema["additionalProperties"] = false;
                schema["minProperties"] = 1;
                schema["maxProperties"] = SymbolType.MostWords;
                break;
            case ParameterKind.CardFormats:
                schema["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["minItems"] = 1 });
                break;
            case ParameterKind.Secret:
                schema["type"] = "string";
                schema["pattern"] = SecretName.Pattern;
                break;
            default:
                schema["type"] = Types(Scalars);
                break;
        }

        if (spec.Default is string usual)
            schema["default"] = YamlJson.Plain(usual);
        return schema;
    }

    /// <summary>Anything that YAML's core schema makes of a word or a text: the language takes it as written.</summary>
    public static JsonObject Text() => new() { ["type"] = Types(Scalars) };

    /// <summary>Several types.</summary>
    public static JsonArray Types(params string[] types)
    {
        JsonArray array = [];
        foreach (string type in types)
            array.Add((JsonNode?)type);
        return array;
    }

    /// <summary>One of some words. Those that look like numbers may stand without quotes.</summary>
    public static JsonArray Choices(ImmutableArray<string> choices)
    {
        JsonArray array = Types([.. choices]);
        foreach (string choice in choices)
        {
            if (YamlJson.Plain(choice) is JsonValue other && other.ToString() == choice && other.GetValueKind() != System.Text.Json.JsonValueKind.String)
                array.Add((JsonNode?)other);
        }

        return array;
    }

    private static void Quantity(JsonObject schema, ImmutableArray<Dimension> dimensions)
    {
        // a number that is written without quotes has no unit: a count
        schema["type"] = dimensions.Contains(Dimension.Count) ? Types("string", "number") : "string";
        schema["pattern"] = Patterns.Quantity(dimensions);
    }

    private static void Bounds(JsonObject schema, ParameterSpec spec)
    {
        if (spec.Least is string least)
            schema["minimum"] = decimal.Parse(least, CultureInfo.InvariantCulture);
        if (spec.Most is string most)
            schema["maximum"] = decimal.Parse(most, CultureInfo.InvariantCulture);
    }

    private static void Ranges(JsonObject schema, ParameterSpec spec)
    {
        schema["type"] = "object";
        if (spec.Choices.Length == 0)
        {
            schema["patternProperties"] = new JsonObject { [Patterns.Reference] = Range(spec) };
        }
        else
        {
            JsonObject states = [];
            foreach (string state in spec.Choices)
                states[state] = Range(spec);
            schema["properties"] = states;
        }

        schema["additionalProperties"] = false;
    }

    private static JsonObject Range(ParameterSpec spec) => new()
    {
        ["description"] = "LOW..HIGH, LOW.. or ..HIGH: the lower end belongs to it, the upper does not.",
        ["type"] = "string",
        ["pattern"] = Patterns.Range(spec.Dimensions),
    };

    // "How long a new state must stand. Range: 0 s to 1 h. Units: ns, µs, ms, s, min, h or d. Default: 50 ms."
    private static string Describe(ParameterSpec spec)
    {
        string text = spec.Summary;
        if (spec.Range() is { Length: > 0 } range)
            text += $" Range: {range}.";
        if (spec.Dimensions.Length == Unit.Dimensions.Length)
            text += " Units: any or none.";
        else if (spec.Dimensions.Length > 0)
            text += $" Units: {(spec.Dimensions is [Dimension.Count] ? "none" : spec.Units())}.";
        return spec.Default is null ? text : $"{text} Default: {spec.Default}.";
    }
}
