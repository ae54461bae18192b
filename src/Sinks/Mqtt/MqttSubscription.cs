using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// How the messages of one topic become values: a trigger, a text, a contact, a number or a word, of the whole payload or of a member of JSON. What cannot be
/// read is a fault in place of the value (<c>not-utf-8</c>, <c>no-json</c>, <c>no-field</c>, <c>no-number</c>, <c>no-word</c>, <c>no-time</c>, <c>expired</c>,
/// <c>early</c>, <c>too-long</c>), never the end of anything.
/// </summary>
public sealed class MqttSubscription
{
    /// <summary>The longest text that becomes a value, in characters.</summary>
    public const int MostCharacters = 4096;

    private const string Yes = "yes";
    private const string No = "no";

    // clocks that are set by the network differ by less
    private static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(5);
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly Flow _flow;
    private readonly ImmutableArray<string> _field;
    private readonly ImmutableArray<string> _timeField;
    private readonly TimeSpan? _maxAge;
    private readonly string _active;
    private readonly string _inactive;
    private readonly string? _payload;
    private readonly bool _takesRetained;
    private readonly double _factor;

    /// <summary>The settings of a subscription.</summary>
    public static ImmutableArray<ParameterSpec> Specs { get; } =
    [
        Text("topic", "The topic, behind the prefix; '+' and '#' stand for any.") with { Required = true },
        ParameterSpec.Choice("qos", "The highest quality of service with which messages come.", "1", "0", "1", "2"),
        ParameterSpec.Choice("prefix", "Whether the prefix of the section stands before the topic.", Yes, Yes, No),
        Text("field", "The member of a payload that is JSON, such as main.temp; left out: the whole payload."),
        Text("payload", "Of a trigger: the payload that it must have; others are passed over."),
        Text("active", "Of a contact: what is said while it is active.") with { Default = "ON" },
        Text("inactive", "Of a contact: what is said while it is not.") with { Default = "OFF" },
        ParameterSpec.Choice("retained", "Whether a message counts that the broker had kept; left out: for states it does, for events it does not.", null, Yes, No),
        ParameterSpec.Duration("max-age", "How old a message may be by the time that it says; an older one has expired, and is a fault in place of the event.", least: "1 s", most: "1 d"),
        Text("time-field", "The member of JSON that says when it was sent: an instant such as 2026-03-27T06:00:00Z, or seconds since 1970.") with { Default = "time" },
    ];

    /// <summary>A subscription to what flows like <paramref name="flow"/>.</summary>
    /// <param name="flow">What it becomes.</param>
    /// <param name="settings">Its settings, with <c>unit</c> where it is a number.</param>
    public MqttSubscription(Flow flow, ParameterValues settings)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(settings);
        _flow = flow;
        _field = settings.Has("field") ? [.. settings.Text("field").Split('.')] : [];
        _timeField = [.. settings.Text("time-field").Split('.')];
        _maxAge = settings.Has("max-age") ? settings.Duration("max-age") : null;
        _active = settings.Text("active");
        _inactive = settings.Text("inactive");
        _payload = settings.Has("payload") ? settings.Text("payload") : null;
        _takesRetained = settings.Has("retained") ? settings.Text("retained") == Yes : flow.Kind == FlowKind.State;
        _factor = settings.Has("unit") && Unit.Find(settings.Text("unit")) is { } unit ? (double)unit.Factor : 1;
        Qos = settings.Text("qos")[0] - '0';
        Topic = settings.Text("topic");
        HasPrefix = settings.Text("prefix") == Yes;
    }

    /// <summary>The filter, without the prefix.</summary>
    public string Topic { get; }

    /// <summary>Whether the prefix of the section stands before it.</summary>
    public bool HasPrefix { get; }

    /// <summary>The highest quality of service with which messages come.</summary>
    public int Qos { get; }

    /// <summary>What a message becomes; null where it does not count.</summary>
    /// <param name="payload">Its bytes.</param>
    /// <param name="isRetained">Whether the broker had kept it.</param>
    /// <param name="now">Wall time.</param>
    public Value? Read(ReadOnlySpan<byte> payload, bool isRetained, DateTimeOffset now)
    {
        if (isRetained && !_takesRetained)
            return null;
        // an empty message is how a topic is cleared
        if (payload.IsEmpty && _flow.Kind == FlowKind.State)
            return Value.Unknown(UnknownReason.Stale);
        if (payload.IsEmpty && (!_field.IsEmpty || _maxAge is not null))
            return null;
        string text;
        try
        {
            text = Utf8.GetString(payload);
        }
        catch (DecoderFallbackException)
        {
            return Value.Fault("not-utf-8");
        }

        if (_field.IsEmpty && _maxAge is null)
            return ValueOf(text);
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (_maxAge is { } most && Aged(json.RootElement, most, now) is { } fault)
                return Value.Fault(fault);
            if (_field.IsEmpty)
                return ValueOf(text);
            return Member(json.RootElement, _field) is { } member ? ValueOf(member.ValueKind == JsonValueKind.String ? member.GetString()! : member.GetRawText()) : Value.Fault("no-field");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // half of a surrogate pair is written as JSON, and is no text
            return Value.Fault("no-json");
        }
    }

    /// <summary>What is wrong with the settings of a subscription to what flows like this.</summary>
    public static IEnumerable<ParameterProblem> Check(ParameterValues settings, Flow flow)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(flow);
        if (MqttTopic.FilterProblem(settings.Text("topic")) is { } problem)
            yield return new ParameterProblem("topic", $"the topic {problem}");
        foreach (string path in (string[])["field", "time-field"])
        {
            if (settings.Has(path) && Array.Exists(settings.Text(path).Split('.'), static name => name.Length == 0))
                yield return new ParameterProblem(path, $"'{settings.Text(path)}' names no member of JSON", "write the names with a '.' between them, such as main.temp");
        }

        bool isContact = ReferenceEquals(flow.Symbols, SymbolType.Contact);
        foreach (string word in (string[])["active", "inactive"])
        {
            if (!isContact && settings.IsGiven(word))
                yield return new ParameterProblem(word, $"only a contact has '{word}'", "remove it, or write 'is: contact'");
        }

        if (isContact && settings.Text("active") == settings.Text("inactive"))
            yield return new ParameterProblem("inactive", $"'active' and 'inactive' cannot both be '{settings.Text("active")}'");
        if (settings.Has("payload") && (flow.Kind != FlowKind.Event || flow.IsText))
            yield return new ParameterProblem("payload", "only a trigger has 'payload'", "remove it, or write 'is: trigger'");
        if (settings.Has("max-age") && !settings.Has("field") && (flow.Kind == FlowKind.State || settings.Has("payload")))
            yield return new ParameterProblem("max-age", "with 'max-age' the payload is JSON: 'field' must name the member that is the value", "add field: value");
        if (settings.IsGiven("time-field") && !settings.Has("max-age"))
            yield return new ParameterProblem("time-field", "'time-field' says nothing without 'max-age'", "add max-age: 10 s");
    }

    private Value? ValueOf(string text)
    {
        if (text.Length > MostCharacters)
            return Value.Fault("too-long");
        if (_flow.Kind == FlowKind.Event)
            return _flow.IsText ? Value.Of(text) : _payload is null || _payload == text ? Value.Pulse : null;
        if (ReferenceEquals(_flow.Symbols, SymbolType.Contact))
            return text == _active ? Value.Contact(active: true) : text == _inactive ? Value.Contact(active: false) : Value.Fault("no-word");
        if (_flow.Symbols is { } words)
            return words.IndexOf(text) is var code and >= 0 ? Value.Symbol(words, (byte)code) : Value.Fault("no-word");
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? Value.Of(number * _factor, _flow.Unit!) : Value.Fault("no-number");
    }

    private string? Aged(JsonElement json, TimeSpan most, DateTimeOffset now)
    {
        DateTimeOffset? sent = Member(json, _timeField) switch
        {
            { ValueKind: JsonValueKind.String } text when DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant) => instant,
            { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out double seconds) && seconds is >= 0 and < 1e11 => DateTimeOffset.UnixEpoch.AddSeconds(seconds),
            _ => null,
        };
        if (sent is not { } at)
            return "no-time";
        return now - at > most ? "expired" : at - now > MostAhead ? "early" : null;
    }

    private static JsonElement? Member(JsonElement json, ImmutableArray<string> path)
    {
        foreach (string name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
                return null;
        }

        return json;
    }

    private static ParameterSpec Text(string name, string summary) => new() { Name = name, Kind = ParameterKind.Text, Summary = summary };
}
