using System;
using System.Collections.Generic;
using System.Text;
using Reactive.Rules.Yaml;
using Reactive.Signals;

namespace Reactive.Rules;

/// <summary>Reads <c>message.remote: '{ "value": "ON" }'</c>: a message as it comes from a broker, which becomes what the subscription makes of it. One that does not count is passed over.</summary>
internal sealed class MessageFeed(ReadContext context, NameScope scope)
{
    public const string Prefix = "message.";

    private const string Yes = "yes";

    /// <summary>Reads one; <paramref name="wall"/> is wall time at its instant.</summary>
    public void Read(YamlEntry entry, SignalTime at, DateTimeOffset wall, string path, List<FeedDefinition> feeds)
    {
        string name = entry.Key.Value[Prefix.Length..];
        if (!scope.Table.Subscriptions.TryGetValue(name, out SubscriptionDefinition? subscription))
        {
            List<string> known = [.. scope.Table.Subscriptions.Keys];
            string hint = context.NearOrNames(name, known, "there is");
            context.Error(DiagnosticCodes.UnknownFeed, entry.Key.Start, path, $"there is no subscription '{name}'", hint.Length > 0 ? hint : "messages come by 'subscribe' of the section 'mqtt'");
        }
        else if (Message(entry.Value, path) is var (payload, isRetained) && subscription?.Reader(Encoding.UTF8.GetBytes(payload), isRetained, wall) is Value value)
        {
            feeds.Add(new FeedDefinition(at, null, subscription.Port.Name, value, context.At(entry.Key.Start)));
        }
    }

    private (string Payload, bool IsRetained)? Message(YamlNode node, string path)
    {
        if (node is not YamlMap map)
            return Payload(node, path) is string text ? (text, false) : null;
        int errors = context.Report.Errors;
        context.OnlyKeys(map, path, Keys.WrittenMessage.All, static _ => "a payload that is JSON stands in quotes: '{ \"value\": 1 }'");
        YamlEntry? payload = context.Required(map, Keys.WrittenMessage.Payload, path, map.Start, "payload: ON");
        string? said = payload is null ? null : Payload(payload.Value, ReadContext.Join(path, payload.Key.Value));
        object? retained = map.Find(Keys.WrittenMessage.Retained) is YamlEntry kept ? ParameterReader.ReadOne(context, Keys.WrittenMessage.Retained.Parameter!, kept.Value, ReadContext.Join(path, kept.Key.Value)) : null;
        return said is null || context.Report.Errors != errors ? null : (said, retained is Yes);
    }

    // one in quotes may be empty: so a topic is cleared
    private string? Payload(YamlNode node, string path) => node is YamlScalar { IsEmpty: false } text ? text.Value : context.Scalar(node, path, "a payload, such as 'ON'")?.Value;
}
