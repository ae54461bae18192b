using System;
using System.Text.Json;
using Reactive.Signals.Loop;

namespace Reactive.Rules;

/// <summary>What an expected message must be; null for what does not matter.</summary>
/// <param name="Topic">The whole topic, its prefix included.</param>
/// <param name="Payload">The payload as it is sent.</param>
/// <param name="Value">The member <c>value</c> of a payload that is JSON, as a text.</param>
/// <param name="Qos">The quality of service, 0 to 2.</param>
/// <param name="Retain">Whether the broker keeps it.</param>
public sealed record MessageExpectation(string Topic, string? Payload, string? Value, int? Qos, bool? Retain)
{
    /// <summary>Whether a message is the one that is expected.</summary>
    public bool IsMetBy(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Topic == Topic
            && (Payload is null || message.Payload == Payload)
            && (Value is null || ValueOf(message.Payload) == Value)
            && (Qos is null || message.Qos == Qos)
            && (Retain is null || message.Retain == Retain);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Topic}{(Payload is null ? "" : $" \"{Payload}\"")}{(Value is null ? "" : $" with value {Value}")}{(Qos is null ? "" : $", qos {Qos}")}{(Retain is null ? "" : Retain.Value ? ", retained" : ", not retained")}";

    private static string? ValueOf(string payload)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(payload);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("value", out JsonElement value) ? value.ToString() : null;
        }
        catch (JsonException)
        {
            // a payload that is no JSON has no value
            return null;
        }
    }
}
