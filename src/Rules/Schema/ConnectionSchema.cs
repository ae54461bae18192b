using System.Text.Json.Nodes;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Schema;

/// <summary>The schema of the section of a connection, from its spec.</summary>
internal static class ConnectionSchema
{
    /// <summary>The section: its settings, its parts, what it listens to, and what it publishes.</summary>
    public static JsonObject Of(ConnectionSpec spec)
    {
        JsonObject section = ComponentSchema.Map(spec.Settings);
        JsonObject properties = section["properties"]!.AsObject();
        foreach (ConnectionPart part in spec.Parts)
        {
            JsonObject group = ComponentSchema.Map(part.Parameters);
            group.Insert(0, "description", part.Summary);
            properties[part.Name] = group;
        }

        foreach (ConnectionPart list in spec.Lists)
            properties[list.Name] = InAFile(Named(ComponentSchema.Map(list.Parameters), list.Summary, ConnectionReader.MostEntries));
        section.Insert(0, "description", spec.Summary);
        if (!spec.HasTopics)
            return section;
        properties[ConnectionReader.Subscribe] = Named(Subscription(spec), "The topics that are listened to, by the name of the signal that each becomes.");
        JsonObject publication = ComponentSchema.Map(spec.Publication);
        publication["type"] = ParameterSchema.Types("object", "null");
        properties[ConnectionReader.Publish] = Named(publication, "The signals each of whose changes is published, by name.", names: Patterns.Signal);
        return section;
    }

    private static JsonObject Subscription(ConnectionSpec spec)
    {
        JsonObject subscription = ComponentSchema.Map([.. spec.Subscription, SubscriptionDraft.UnitOf, SubscriptionDraft.IsSensitive, SubscriptionDraft.Says]);
        subscription["properties"]!.AsObject().Insert(0, Keys.Input.Is.Name, new JsonObject
        {
            ["description"] = "What a message is: a trigger or a text, which are events; a contact, a number or one of a list of words, which are states.",
            ["anyOf"] = new JsonArray(
                new JsonObject { ["enum"] = ParameterSchema.Types([.. SubscriptionDraft.Kinds]) },
                new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string", ["pattern"] = Patterns.Name }, ["minItems"] = 1, ["maxItems"] = SymbolType.MostWords }),
        });
        subscription["properties"]!.AsObject().Insert(1, Keys.Input.Initially.Name, new JsonObject { ["description"] = "Its value until a message comes; left out: it is not known until then.", ["type"] = "string" });
        if (subscription["required"] is JsonArray required)
            required.Insert(0, (JsonNode?)Keys.Input.Is.Name);
        return subscription;
    }

    // the list itself, or the name of a file with it
    private static JsonObject InAFile(JsonObject list)
    {
        JsonNode summary = list["description"]!;
        list.Remove("description");
        return new JsonObject { ["description"] = summary, ["anyOf"] = new JsonArray(list, new JsonObject { ["type"] = "string", ["pattern"] = "\\.json$" }) };
    }

    private static JsonObject Named(JsonObject value, string summary, int most = ConnectionReader.MostTopics, string names = Patterns.Reference) => new()
    {
        ["description"] = summary,
        ["type"] = "object",
        ["patternProperties"] = new JsonObject { [names] = value },
        ["additionalProperties"] = false,
        ["maxProperties"] = most,
    };
}
