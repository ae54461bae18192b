using System;
using System.Text.Json;

namespace Reactive.Signals.Loop;

/// <summary>What a command <c>publish</c> sends. The text of such a command is this as a JSON object, so that recordings say all of it.</summary>
/// <param name="Topic">The whole topic, its prefix included.</param>
/// <param name="Payload">The payload, in UTF-8 when it goes out.</param>
public sealed record Message(string Topic, string Payload)
{
    /// <summary>How long a message of quality 0 is worth sending where nothing else is said: 10 s.</summary>
    public const long UsualNanosecondsOnce = 10 * SignalTime.NanosecondsPerSecond;

    /// <summary>How long a message of quality 1 or 2 is worth sending where nothing else is said: a day.</summary>
    public const long UsualNanosecondsKept = 86_400 * SignalTime.NanosecondsPerSecond;

    private static readonly JsonEncodedText TopicName = JsonEncodedText.Encode("topic");
    private static readonly JsonEncodedText PayloadName = JsonEncodedText.Encode("payload");
    private static readonly JsonEncodedText QosName = JsonEncodedText.Encode("qos");
    private static readonly JsonEncodedText RetainName = JsonEncodedText.Encode("retain");
    private static readonly JsonEncodedText ExpiresName = JsonEncodedText.Encode("expires");

    [ThreadStatic]
    private static JsonText? t_text;

    /// <summary>The quality of service of MQTT: 0 at most once, 1 at least once, 2 exactly once on the wire.</summary>
    public int Qos { get; init; }

    /// <summary>Whether the broker keeps it for who subscribes later.</summary>
    public bool Retain { get; init; }

    /// <summary>How long after its turn it is still sent, in nanoseconds; 0 for no limit.</summary>
    public long ExpiresNanoseconds { get; init; }

    /// <summary>The text of a command.</summary>
    public string ToText()
    {
        JsonText text = t_text ??= new JsonText();
        Utf8JsonWriter json = text.Begin();
        json.WriteStartObject();
        json.WriteString(TopicName, Topic);
        json.WriteString(PayloadName, Payload);
        json.WriteNumber(QosName, Qos);
        json.WriteBoolean(RetainName, Retain);
        if (ExpiresNanoseconds > 0)
            json.WriteNumber(ExpiresName, ExpiresNanoseconds / 1e9m);
        json.WriteEndObject();
        return text.End();
    }

    /// <summary>Reads what <see cref="ToText"/> wrote; null where it is nothing of the kind.</summary>
    public static Message? Parse(string? text)
    {
        if (text is not { Length: > 0 } || text[0] != '{')
            return null;
        try
        {
            using JsonDocument read = JsonDocument.Parse(text);
            JsonElement json = read.RootElement;
            if (!json.TryGetProperty("topic", out JsonElement topic) || !json.TryGetProperty("payload", out JsonElement payload))
                return null;
            return new Message(topic.GetString() ?? "", payload.GetString() ?? "")
            {
                Qos = json.TryGetProperty("qos", out JsonElement qos) && qos.TryGetInt32(out int level) ? level : 0,
                Retain = json.TryGetProperty("retain", out JsonElement retain) && retain.ValueKind == JsonValueKind.True,
                ExpiresNanoseconds = json.TryGetProperty("expires", out JsonElement expires) && expires.TryGetDecimal(out decimal seconds) && seconds is > 0 and < 9_000_000_000m ? (long)(seconds * 1_000_000_000m) : 0,
            };
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // texts of other commands are no messages
            return null;
        }
    }
}
