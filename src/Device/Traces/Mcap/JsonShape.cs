using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json;

namespace Reactive.Device.Traces.Mcap;

/// <summary>Messages in JSON, laid out by a JSON schema or, where there is none, as the first message is.</summary>
internal sealed class JsonShape : MessageShape
{
    private const int MostReferences = 16;

    private readonly JsonElement? _schema;

    /// <summary>A shape from the text of a JSON schema; empty for none.</summary>
    /// <exception cref="FormatException">It is no JSON, as a sentence without its full stop.</exception>
    public JsonShape(ReadOnlyMemory<byte> schema)
    {
        if (schema.IsEmpty)
            return;
        try
        {
            using JsonDocument document = JsonDocument.Parse(schema);
            _schema = document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw new FormatException($"the JSON schema cannot be read: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    /// <inheritdoc/>
    public override void List(FieldList fields, byte[] sample)
    {
        JsonElement? example = null;
        if (sample.Length > 0)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(sample);
                example = document.RootElement.Clone();
            }
            catch (JsonException)
            {
                // a damaged message says nothing of the layout; whoever reads the topic is told of it
            }
        }

        try
        {
            List(fields, _schema, example);
        }
        catch (InvalidOperationException)
        {
            // a name that is no text cannot be chosen; what was listed before it can
        }
    }

    /// <inheritdoc/>
    public override FieldState Read(ImmutableArray<FieldStep> path, ReadOnlySpan<byte> message, out double value)
    {
        value = 0;
        var reader = new Utf8JsonReader(message);
        try
        {
            if (!reader.Read())
                return FieldState.Malformed;
            foreach (FieldStep step in path)
            {
                if ((step.Name.Length > 0 && !TryMember(ref reader, step.Name)) || (step.Element >= 0 && !TryElement(ref reader, step.Element)))
                    return FieldState.Absent;
            }

            if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            {
                value = reader.TokenType == JsonTokenType.True ? 1 : 0;
                return FieldState.Present;
            }

            return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out value) ? FieldState.Present : FieldState.Absent;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // the latter where a name is no text
            return FieldState.Malformed;
        }
    }

    private static bool TryMember(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }

        return false;
    }

    private static bool TryElement(ref Utf8JsonReader reader, int element)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (element-- == 0)
                return true;
            reader.Skip();
        }

        return false;
    }

    // Where the schema says nothing the example does; it also says how long arrays are.
    private void List(FieldList fields, JsonElement? schema, JsonElement? example)
    {
        JsonElement? node = Resolve(schema);
        switch (TypeOf(node) ?? TypeOfExample(example))
        {
            case "number" or "integer":
                fields.Add(isLogic: false);
                break;
            case "boolean":
                fields.Add(isLogic: true);
                break;
            case "object" when Member(node, "properties") is { ValueKind: JsonValueKind.Object } properties:
                foreach (JsonProperty property in properties.EnumerateObject())
                    ListMember(fields, new FieldStep(property.Name, 0), property.Value, Member(example, property.Name));
                break;
            case "object" when example is { ValueKind: JsonValueKind.Object } members:
                foreach (JsonProperty property in members.EnumerateObject())
                    ListMember(fields, new FieldStep(property.Name, 0), null, property.Value);
                break;
            case "array" when example is { ValueKind: JsonValueKind.Array } elements:
                int index = 0;
                JsonElement? items = Member(node, "items");
                foreach (JsonElement element in elements.EnumerateArray().Take(FieldList.MostElements))
                    ListMember(fields, new FieldStep("", 0, index++), items, element);
                break;
        }
    }

    private void ListMember(FieldList fields, FieldStep step, JsonElement? schema, JsonElement? example)
    {
        if ((step.Name.Length == 0 && step.Element < 0) || !fields.TryEnter(step))
            return;
        List(fields, schema, example);
        fields.Leave();
    }

    private JsonElement? Resolve(JsonElement? schema)
    {
        for (int i = 0; i < MostReferences && Member(schema, "$ref") is { ValueKind: JsonValueKind.String } reference; i++)
        {
            JsonElement? target = _schema;
            foreach (string part in reference.GetString()!.Split('/').Skip(1))
                target = Member(target, part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
            schema = target;
        }

        return schema;
    }

    private static string? TypeOf(JsonElement? schema)
    {
        JsonElement? type = Member(schema, "type");
        if (type is { ValueKind: JsonValueKind.Array } several)
            type = several.EnumerateArray().FirstOrDefault(t => t.ValueKind == JsonValueKind.String && t.GetString() != "null");
        return type is { ValueKind: JsonValueKind.String } one ? one.GetString() : Member(schema, "properties") is null ? null : "object";
    }

    private static string? TypeOfExample(JsonElement? example) => example?.ValueKind switch
    {
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        _ => null,
    };

    private static JsonElement? Member(JsonElement? node, string name) =>
        node is { ValueKind: JsonValueKind.Object } && node.Value.TryGetProperty(name, out JsonElement member) ? member : null;
}
