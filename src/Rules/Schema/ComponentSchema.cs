using System.Collections.Generic;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Schema;

/// <summary>The schemas of operators and actions, from their specs.</summary>
internal static class ComponentSchema
{
    /// <summary>One entry of <c>through</c>: a bare name where nothing must be given, or a map with one operator.</summary>
    public static JsonObject Operator(ImmutableArray<OperatorSpec> operators)
    {
        List<string> bare = [];
        JsonObject named = [];
        foreach (OperatorSpec spec in operators)
        {
            if (!NeedsMore(spec, null))
                bare.Add(spec.Name);
            named[spec.Name] = Operator(spec);
        }

        JsonObject map = new() { ["type"] = "object", ["properties"] = named, ["additionalProperties"] = false, ["minProperties"] = 1, ["maxProperties"] = 1 };
        return new JsonObject
        {
            ["description"] = "An operator: its name, or its name with its parameters.",
            ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = ParameterSchema.Types([.. bare]) }, map),
        };
    }

    /// <summary>One action of those that may stand in a place.</summary>
    public static JsonObject Action(ImmutableArray<SinkSpec> sinks, bool lasting)
    {
        JsonArray actions = [];
        foreach (SinkSpec sink in sinks)
        {
            foreach (ActionSpec action in sink.Actions)
            {
                if (lasting ? action.Lasting : action.Once)
                    actions.Add((JsonNode?)Action(action));
            }
        }

        return new JsonObject { ["anyOf"] = actions };
    }

    /// <summary>A map of parameters.</summary>
    public static JsonObject Map(ImmutableArray<ParameterSpec> specs)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach (ParameterSpec spec in specs)
        {
            properties[spec.Name] = ParameterSchema.Of(spec);
            if (spec.Required)
                required.Add((JsonNode?)spec.Name);
        }

        JsonObject schema = new() { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0)
            schema["required"] = required;
        return schema;
    }

    private static JsonObject Operator(OperatorSpec spec)
    {
        JsonArray forms = [Map(spec.Parameters)];
        foreach (ParameterSpec parameter in spec.Parameters)
        {
            if (parameter.Name == spec.Shorthand && !NeedsMore(spec, spec.Shorthand))
                forms.Add((JsonNode?)ParameterSchema.Of(parameter));
        }

        if (!NeedsMore(spec, null))
            forms.Add((JsonNode?)new JsonObject { ["type"] = "null" });
        JsonObject schema = forms.Count == 1 ? Map(spec.Parameters) : new JsonObject { ["anyOf"] = forms };
        schema.Insert(0, "description", $"{spec.Summary} {spec.Details}".TrimEnd());
        JsonArray examples = [];
        foreach (OperatorExample example in spec.Examples)
        {
            if (Parse(example.Yaml) is YamlMap { Entries: [YamlEntry entry] })
                examples.Add(YamlJson.Of(entry.Value));
        }

        if (examples.Count > 0)
            schema["examples"] = examples;
        return schema;
    }

    private static JsonObject Action(ActionSpec spec)
    {
        JsonObject target = ParameterSchema.Text();
        target["maxLength"] = ActionReader.MostTextCharacters;
        if (spec.Target is ActionTarget.Output or ActionTarget.Frames)
            target = new JsonObject { ["type"] = "string", ["pattern"] = Patterns.Reference };
        if (spec.Target == ActionTarget.Contacts)
            target = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string", ["pattern"] = Patterns.Reference }, new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string", ["pattern"] = Patterns.Reference }, ["minItems"] = 1, ["maxItems"] = CallReader.MostRecipients }) };
        if (spec.Target == ActionTarget.Duration)
            target = ParameterSchema.Of(RuleSteps.Pause);
        target["description"] = spec.Summary + spec.Target switch
        {
            ActionTarget.Output => " Names an output.",
            ActionTarget.Text => " Takes the text.",
            ActionTarget.Frames => " Names an event that brings frames.",
            ActionTarget.Topic => " Takes the topic.",
            ActionTarget.Contacts => " Names a contact, or a list of several.",
            ActionTarget.Clip => " Names a file of sound beside the pipeline.",
            _ => " Takes a time.",
        };
        JsonObject schema = Map(spec.Parameters);
        schema["properties"]!.AsObject().Insert(0, spec.Name, target);
        if (schema["required"] is JsonArray required)
            required.Insert(0, (JsonNode?)spec.Name);
        else
            schema["required"] = ParameterSchema.Types(spec.Name);
        schema.Insert(0, "description", spec.Summary);
        if (Parse(spec.Example) is YamlNode example)
            schema["examples"] = new JsonArray(YamlJson.Of(example));
        return schema;
    }

    // whether something must be given beside a parameter
    private static bool NeedsMore(OperatorSpec spec, string? given)
    {
        foreach (ParameterSpec parameter in spec.Parameters)
        {
            if (parameter.Required && parameter.Name != given)
                return true;
        }

        return false;
    }

    private static YamlNode? Parse(string yaml) => YamlReader.Read(new Report(new SourceText("", yaml)));
}
