using System;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>
/// A message to a topic. Where the author gives no payload it is JSON: wall time, the instant and turn of the run, the rule, the serial number of the device where it
/// has one, and the value of a signal as it is shown to people.
/// </summary>
/// <param name="rule">The rule.</param>
/// <param name="run">What it is done in.</param>
/// <param name="index">Its place among the rule's actions.</param>
/// <param name="sink">The connection.</param>
/// <param name="message">The message, but for a payload that is made when it is sent.</param>
/// <param name="isGiven">Whether the payload was given.</param>
/// <param name="serial">The serial number, or empty.</param>
/// <param name="signal">The signal whose value is told, or null.</param>
internal sealed class PublishAction(RuleNode rule, RuleRun run, int index, string sink, Message message, bool isGiven, string serial, Leaf? signal) : RuleAction(rule, run, index)
{
    private static readonly JsonEncodedText TimeName = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText AtName = JsonEncodedText.Encode("at");
    private static readonly JsonEncodedText TurnName = JsonEncodedText.Encode("turn");
    private static readonly JsonEncodedText NumberName = JsonEncodedText.Encode("n");
    private static readonly JsonEncodedText RuleName = JsonEncodedText.Encode("rule");
    private static readonly JsonEncodedText SerialName = JsonEncodedText.Encode("serial");
    private static readonly JsonEncodedText SignalName = JsonEncodedText.Encode("signal");

    private readonly JsonText _text = new();
    private readonly JsonEncodedText _rule = Encoded(rule.Definition.Name);
    private readonly JsonEncodedText _serial = Encoded(serial);
    private readonly JsonEncodedText _signal = Encoded(signal?.Name ?? "");

    public override void Apply()
    {
        Message sent = isGiven ? message : message with { Payload = Made() };
        Rule.Graph.Engine.Issue(sink, Command.Publish, null, Cause, message: sent);
    }

    protected override void Take(SignalTime now) => Rule.Graph.AddEffect(this);

    private string Made()
    {
        TurnInfo turn = Rule.Graph.Engine.Turn;
        Utf8JsonWriter json = _text.Begin();
        json.WriteStartObject();
        if (Rule.Graph.WallNanoseconds(turn.At) is { } wall)
            json.WriteString(TimeName, DateTime.UnixEpoch.AddTicks(wall / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber(AtName, turn.At.Nanoseconds / 1e9m);
        json.WriteNumber(TurnName, turn.Number);
        // the number of the command: whoever gets a message twice knows it by that and the time
        json.WriteNumber(NumberName, Rule.Graph.Engine.CommandCount + 1);
        json.WriteString(RuleName, _rule);
        if (serial.Length > 0)
            json.WriteString(SerialName, _serial);
        if (signal is not null)
        {
            json.WriteString(SignalName, _signal);
            ValueJson.Write(json, signal.IsSensitive ? signal.Value.Veiled() : signal.Value);
        }

        json.WriteEndObject();
        return _text.End();
    }

    private static JsonEncodedText Encoded(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
}
