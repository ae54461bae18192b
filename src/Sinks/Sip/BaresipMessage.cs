using System;
using System.Text;
using System.Text.Json;

namespace Reactive.Sinks.Sip;

/// <summary>What baresip says over its control connection: an event, or the answer to a command. What a message has not is empty.</summary>
/// <param name="Type">The type of an event, <c>CALL_RINGING</c>; empty for an answer.</param>
/// <param name="Account">The address of the account that an event is about.</param>
/// <param name="Id">The Call-ID of the call that it is about.</param>
/// <param name="Peer">The URI of the other end.</param>
/// <param name="Parameter">What more an event says: a reason, a digit.</param>
/// <param name="Token">Which command is answered.</param>
/// <param name="IsOk">Whether it was carried out.</param>
/// <param name="Text">What it printed.</param>
internal sealed record BaresipMessage(string Type, string Account, string Id, string Peer, string Parameter, string Token, bool IsOk, string Text)
{
    /// <summary>Reads a message; null where it is none. Text that is not UTF-8, as a caller may have put it into a name, is no reason not to.</summary>
    public static BaresipMessage? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(json));
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            return new BaresipMessage(
                Text("type"), Text("accountaor"), Text("id"), Text("peeruri"), Text("param"), Text("token"),
                root.TryGetProperty("ok", out JsonElement ok) && ok.ValueKind == JsonValueKind.True, Text("data"));

            string Text(string name) => root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
