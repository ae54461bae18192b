using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Reactive.Sinks.Mqtt;

namespace Reactive.Device.Messaging;

/// <summary>
/// What Home Assistant reads to know the device (MQTT discovery): a retained message for each signal that is published and each topic that is listened
/// to, under <c>homeassistant/COMPONENT/NODE/SIGNAL/config</c>.
/// </summary>
internal static class HomeAssistant
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The messages, by topic; none where the section does not ask for them.</summary>
    public static IReadOnlyList<(string Topic, string Payload)> Announcements(PipelineDefinition pipeline, ConnectionDefinition connection)
    {
        if (connection.Settings.Part(MqttSection.HomeAssistant) is not { } part)
            return [];
        var all = new List<(string, string)>();
        string serial = connection.Settings.Settings.Has("serial") ? connection.Settings.Settings.Text("serial") : pipeline.Name;
        string name = part.Has("name") ? part.Text("name") : pipeline.Name;
        foreach (PublicationDefinition publication in connection.Publications)
            Add(ComponentOf(publication.Flow), publication.Signal, json => Published(json, connection, publication));
        foreach (SubscriptionDefinition subscription in connection.Subscriptions)
            Add(ComponentOf(subscription), subscription.Port.Name, json => Listened(json, connection, subscription));
        return all;

        void Add(string component, string signal, Action<Utf8JsonWriter> write)
        {
            // an object id has no dots
            string id = signal.Replace('.', '-');
            var buffer = new ArrayBufferWriter<byte>(256);
            using (var json = new Utf8JsonWriter(buffer, Relaxed))
            {
                json.WriteStartObject();
                json.WriteString("name", signal);
                json.WriteString("unique_id", $"{serial}-{id}");
                write(json);
                Availability(json, connection);
                json.WriteStartObject("device");
                json.WriteStartArray("identifiers");
                json.WriteStringValue(serial);
                json.WriteEndArray();
                json.WriteString("name", name);
                json.WriteString("model", pipeline.Device.Name);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            all.Add(($"{part.Text("topic")}/{component}/{Node(serial)}/{id}/config", Encoding.UTF8.GetString(buffer.WrittenSpan)));
        }
    }

    private static string ComponentOf(Flow flow) => ReferenceEquals(flow.Symbols, SymbolType.Contact) && flow.Kind == FlowKind.State ? "binary_sensor" : "sensor";

    private static string ComponentOf(SubscriptionDefinition subscription) => subscription.Port.Flow switch
    {
        { Kind: FlowKind.Event, IsText: false } => "button",
        { IsText: true } => "text",
        { Symbols: { } symbols } => ReferenceEquals(symbols, SymbolType.Contact) ? "switch" : "select",
        _ => "number",
    };

    private static void Published(Utf8JsonWriter json, ConnectionDefinition connection, PublicationDefinition publication)
    {
        json.WriteString("state_topic", connection.TopicOf(publication.Topic, publication.Settings));
        json.WriteString("value_template", publication.Flow.Record is null ? "{{ value_json.value }}" : "{{ value_json.value | to_json }}");
        if (ComponentOf(publication.Flow) == "binary_sensor")
        {
            json.WriteString("payload_on", "active");
            json.WriteString("payload_off", "inactive");
        }
        else if (publication.Flow is { Symbols: null, Unit: { } unit } && unit.Symbol.Length > 0)
        {
            json.WriteString("unit_of_measurement", unit.Symbol);
        }
        else if (publication.Flow is { Kind: FlowKind.State, Symbols: { } symbols })
        {
            json.WriteString("device_class", "enum");
            Words(json, symbols);
        }
    }

    private static void Listened(Utf8JsonWriter json, ConnectionDefinition connection, SubscriptionDefinition subscription)
    {
        ParameterValues values = subscription.Settings;
        json.WriteString("command_topic", connection.TopicOf(values.Text("topic"), values));
        string component = ComponentOf(subscription);
        // what is read from JSON is sent as JSON, with the time where that counts
        if (values.Has("max-age") || (values.Has("field") && component != "button"))
            json.WriteString("command_template", Template(subscription));
        switch (component)
        {
            case "button" when !values.Has("max-age"):
                json.WriteString("payload_press", values.Has("payload") ? values.Text("payload") : "PRESS");
                break;
            case "switch":
                json.WriteString("payload_on", values.Text("active"));
                json.WriteString("payload_off", values.Text("inactive"));
                break;
            case "select":
                Words(json, subscription.Port.Flow.Symbols!);
                break;
        }
    }

    // The payload of a JSON subscription with the value that Home Assistant has in 'value'. Numbers stand bare; a text is written as JSON there.
    private static string Template(SubscriptionDefinition subscription)
    {
        ParameterValues values = subscription.Settings;
        var members = new SortedDictionary<string, object>(StringComparer.Ordinal);
        if (values.Has("field"))
            Place(members, values.Text("field"), subscription.Port.Flow switch
            {
                { Kind: FlowKind.Event, IsText: false } => Quoted(values.Has("payload") ? values.Text("payload") : "PRESS"),
                { Symbols: null, IsText: false } => "{{ value }}",
                _ => "{{ value | to_json }}",
            });
        if (values.Has("max-age"))
            Place(members, values.Text("time-field"), "\"{{ now().isoformat() }}\"");
        return Object(members);

        static void Place(SortedDictionary<string, object> members, string path, string value)
        {
            string[] names = path.Split('.');
            foreach (string name in names[..^1])
            {
                if (!members.TryGetValue(name, out object? inner) || inner is not SortedDictionary<string, object>)
                    members[name] = inner = new SortedDictionary<string, object>(StringComparer.Ordinal);
                members = (SortedDictionary<string, object>)inner;
            }

            members[names[^1]] = value;
        }

        static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

        // a blank between braces, which would else be taken for the template's own
        static string Object(SortedDictionary<string, object> members) =>
            $"{{ {string.Join(", ", members.Select(static m => $"{Quoted(m.Key)}: {(m.Value is SortedDictionary<string, object> inner ? Object(inner) : m.Value)}"))} }}";
    }

    // where the will and the connect message are about one topic, they say whether the device is there
    private static void Availability(Utf8JsonWriter json, ConnectionDefinition connection)
    {
        if (connection.Settings.Part("will") is not { } will || connection.Settings.Part("connect-message") is not { } greeting || will.Text("topic") != greeting.Text("topic"))
            return;
        json.WriteString("availability_topic", MqttSection.TopicOf(connection.Settings, will.Text("topic")));
        json.WriteString("payload_available", greeting.Text("payload"));
        json.WriteString("payload_not_available", will.Text("payload"));
    }

    private static void Words(Utf8JsonWriter json, SymbolType symbols)
    {
        json.WriteStartArray("options");
        foreach (string word in symbols.Names)
            json.WriteStringValue(word);
        json.WriteEndArray();
    }

    // what may stand in a topic of discovery
    private static string Node(string serial)
    {
        var node = new StringBuilder(serial.Length);
        foreach (char c in serial)
            node.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-');
        return node.ToString();
    }
}
