using System;
using System.Buffers;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reactive.Signals.Loop;

/// <summary>Somebody who is called.</summary>
/// <param name="Name">The contact.</param>
/// <param name="Address">Its SIP or SIPS URI.</param>
/// <param name="Account">The account that calls.</param>
public sealed record CallRecipient(string Name, string Address, string Account);

/// <summary>
/// Whom a command calls: the recipients of the first group at once; where none of them answers in time, those of the next group. Who was available was decided
/// in the turn of the command, so nothing outside it has a say in who is called.
/// </summary>
/// <param name="Groups">The groups, in their order; none where nobody is available.</param>
/// <param name="RingNanoseconds">How long each group may ring.</param>
/// <param name="MostNanoseconds">How long the call may last once it is answered; 0 for no limit.</param>
public sealed record CallPlan(ImmutableArray<ImmutableArray<CallRecipient>> Groups, long RingNanoseconds, long MostNanoseconds)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a command.</summary>
    public string ToText()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            Write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes its members into the object that is open.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartArray("to");
        foreach (ImmutableArray<CallRecipient> group in Groups)
        {
            json.WriteStartArray();
            foreach (CallRecipient recipient in group)
            {
                json.WriteStartObject();
                json.WriteString("contact", recipient.Name);
                json.WriteString("address", recipient.Address);
                json.WriteString("account", recipient.Account);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteNumber("ring", RingNanoseconds / 1e9m);
        if (MostNanoseconds > 0)
            json.WriteNumber("at-most", MostNanoseconds / 1e9m);
    }

    /// <summary>Reads what <see cref="ToText"/> wrote; null where it is nothing of the kind.</summary>
    public static CallPlan? Parse(string? text)
    {
        if (text is not { Length: > 0 } || text[0] != '{')
            return null;
        try
        {
            using JsonDocument read = JsonDocument.Parse(text);
            JsonElement json = read.RootElement;
            return new CallPlan(
                [.. json.GetProperty("to").EnumerateArray().Select(static group => group.EnumerateArray().Select(Recipient).ToImmutableArray())],
                Nanoseconds(json.GetProperty("ring")),
                json.TryGetProperty("at-most", out JsonElement most) ? Nanoseconds(most) : 0);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or System.Collections.Generic.KeyNotFoundException or FormatException or OverflowException)
        {
            // texts of other commands are no calls
            return null;
        }
    }

    /// <summary>For people: <c>reception, flat-1; then guard</c>.</summary>
    public override string ToString() => Groups.IsEmpty ? "nobody" : string.Join("; then ", Groups.Select(static g => string.Join(", ", g.Select(static r => r.Name))));

    private static CallRecipient Recipient(JsonElement one) =>
        new(one.GetProperty("contact").GetString() ?? "", one.GetProperty("address").GetString() ?? "", one.GetProperty("account").GetString() ?? "");

    private static long Nanoseconds(JsonElement seconds) => (long)(seconds.GetDecimal() * SignalTime.NanosecondsPerSecond);
}
