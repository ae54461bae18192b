using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Mqtt;

/// <summary>The section <c>mqtt</c> of a pipeline: how the broker is reached, what is listened to and what is published.</summary>
public static class MqttSection
{
    private const string Yes = "yes";
    private const string No = "no";
    private const string Will = "will";
    private const string ConnectMessage = "connect-message";

    private static readonly ImmutableArray<string> Transports = ["tcp", "tls", "websocket", "secure-websocket"];

    private static readonly ImmutableArray<ParameterSpec> SettingSpecs =
    [
        Text("host", "The name or address of the broker. With TLS its certificate must be for this name.") with { Required = true },
        ParameterSpec.Of("port", "The port; left out: 1883 for tcp, 8883 for tls, 80 for websocket, 443 for secure-websocket.", null, "1", "65535", false, Dimension.Count),
        ParameterSpec.Choice("transport", "What carries the connection.", "tcp", Transports),
        ParameterSpec.Choice("version", "The version of the protocol.", "5", "3.1.1", "5"),
        Text("path", "The path that is asked for, with WebSocket only; left out: /mqtt."),
        Text("alpn", "The protocol that is offered in the TLS handshake."),
        Text("user", "The user name."),
        ParameterSpec.Secret("password", "The password, by the name of the secret."),
        Text("ca-file", "A PEM file with the certificates that are trusted; left out: those of the system."),
        Text("client-certificate", "A PEM file with the certificate of the device and the chain above it."),
        Text("client-key", "A PEM file with the key to that certificate; left out: it is in the same file."),
        ParameterSpec.Choice("check-certificate", "Whether the certificate of the broker must be valid and be for its name. Without it anybody may pose as the broker.", Yes, Yes, No),
        Text("client-id", "By which the broker knows the device; left out: it chooses one."),
        ParameterSpec.Choice("clean-session", "Whether each connection starts anew, or the broker keeps what comes while the device is away.", Yes, Yes, No),
        Text("proxy", "An HTTP proxy, as host:port."),
        ParameterSpec.Duration("keep-alive", "How long the connection may be quiet. A broker that is silent is given up within one and a half of it.", "60 s", "1 s", "65535 s"),
        ParameterSpec.Duration("connect-timeout", "How long connecting may take.", "60 s", "1 s", "10 min"),
        Text("prefix", "What stands before every topic, with a '/' behind it."),
        Text("serial", "The serial number of the device: it is told in every message that is JSON."),
        ParameterSpec.Of("queue", "Messages that may wait, those under way included.", "10000", "1", "60000", false, Dimension.Count),
        ParameterSpec.Choice("on-full", "What becomes of one more: it fails at once, or the oldest that waits fails and makes room.", "refuse", "refuse", "drop-oldest"),
        ParameterSpec.Of("attempts", "How often a message is sent before it fails; 0: until it expires.", "0", "0", "1000", false, Dimension.Count),
    ];

    private static readonly ImmutableArray<ParameterSpec> MessageSpecs =
    [
        Text("topic", "The topic, behind the prefix.") with { Required = true },
        Text("payload", "The payload as it is sent.") with { Required = true },
        ParameterSpec.Choice("qos", "The quality of service.", "1", "0", "1", "2"),
        ParameterSpec.Choice("retain", "Whether the broker keeps it for whoever subscribes later.", No, No, Yes),
    ];

    private static readonly ImmutableArray<ParameterSpec> DiscoverySpecs =
    [
        Text("name", "The name of the device there; left out: that of the pipeline."),
        Text("topic", "The topic under which Home Assistant looks for devices.") with { Default = "homeassistant" },
    ];

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static ConnectionSpec Spec { get; } = new()
    {
        Name = MqttSink.Name,
        Summary = "The broker that the pipeline is connected to (MQTT 3.1.1 or 5).",
        Settings = SettingSpecs,
        Parts =
        [
            new ConnectionPart(ConnectMessage, "A message that is sent after each connect, before anything else.", MessageSpecs),
            new ConnectionPart(Will, "What the broker publishes when the device is lost without a farewell.", MessageSpecs),
            new ConnectionPart(HomeAssistant, "Tells Home Assistant what is published and listened to.", DiscoverySpecs),
        ],
        Ports = static _ => [new ConnectionPort("queue", "how many messages wait to be sent", new Flow(FlowKind.State, Unit: Unit.Count), Value.Of(0, Unit.Count))],
        Subscription = MqttSubscription.Specs,
        Reader = static (flow, settings) => new MqttSubscription(flow, settings).Read,
        Publication = [Text("topic", "The topic, behind the prefix; left out: the name of the signal."), .. MqttSink.Sending.Select(static s => s.Name == "retain" ? s with { Default = null, Summary = "Whether the broker keeps it; left out: states are kept, events are not." } : s)],
        Check = static settings => Problems(settings),
        CheckSubscription = MqttSubscription.Check,
        CheckPublication = static values => values.Has("topic") && MqttTopic.NameProblem(values.Text("topic")) is { } problem ? [new ParameterProblem("topic", $"the topic {problem}")] : [],
    };

    /// <summary>The part by which Home Assistant is told of the device.</summary>
    public const string HomeAssistant = "home-assistant";

    /// <summary>How the broker is reached.</summary>
    /// <param name="section">The section, checked.</param>
    /// <param name="password">The password, where the section names one.</param>
    /// <param name="folder">The folder that files of certificates are relative to.</param>
    public static MqttSettings SettingsOf(ConnectionSettings section, ReadOnlyMemory<byte>? password = null, string folder = "")
    {
        ArgumentNullException.ThrowIfNull(section);
        ParameterValues values = section.Settings;
        return new MqttSettings
        {
            Host = values.Text("host"),
            Port = values.Has("port") ? (int)values.Number("port") : null,
            Transport = (MqttTransport)Transports.IndexOf(values.Text("transport")),
            Protocol = values.Text("version") == "5" ? MqttProtocol.V5 : MqttProtocol.V311,
            Path = Optional(values, "path") ?? MqttSettings.UsualPath,
            Alpn = Optional(values, "alpn") is { } alpn ? [alpn] : [],
            User = Optional(values, "user"),
            Password = password,
            CaFile = FileOf(values, "ca-file", folder),
            ClientCertificate = FileOf(values, "client-certificate", folder),
            ClientKey = FileOf(values, "client-key", folder),
            ChecksCertificate = values.Text("check-certificate") == Yes,
            ClientId = Optional(values, "client-id") ?? "",
            CleanSession = values.Text("clean-session") == Yes,
            Proxy = Optional(values, "proxy") is { } proxy ? ProxyOf(proxy) : null,
            KeepAlive = values.Duration("keep-alive"),
            ConnectTimeout = values.Duration("connect-timeout"),
            ConnectMessage = MessageOf(section, ConnectMessage),
            Will = MessageOf(section, Will),
        };
    }

    /// <summary>The limits of its outbox.</summary>
    public static OutboxOptions OutboxOf(ConnectionSettings section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return new OutboxOptions
        {
            Name = MqttSink.Name,
            Most = (int)section.Settings.Number("queue"),
            OnFull = section.Settings.Text("on-full") == "refuse" ? FullPolicy.Refuse : FullPolicy.DropOldest,
            MostAttempts = (int)section.Settings.Number("attempts"),
        };
    }

    /// <summary>A topic behind the prefix of the section.</summary>
    public static string TopicOf(ConnectionSettings section, string topic)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Optional(section.Settings, "prefix") is { } prefix ? $"{prefix}/{topic}" : topic;
    }

    private static IEnumerable<ConnectionProblem> Problems(ConnectionSettings section)
    {
        foreach (string whole in (string[])["port", "queue", "attempts"])
        {
            if (section.Settings.NotWhole(whole) is { } fraction)
                yield return new ConnectionProblem(whole, fraction.Message, fraction.Hint);
        }

        if (Optional(section.Settings, "prefix") is { } prefix && MqttTopic.NameProblem(prefix) is { } problem)
            yield return new ConnectionProblem("prefix", $"the prefix {problem}");
        else if (Optional(section.Settings, "prefix") is { } slashed && (slashed.StartsWith('/') || slashed.EndsWith('/')))
            yield return new ConnectionProblem("prefix", "a '/' is put behind the prefix, and none belongs before it", $"write '{slashed.Trim('/')}'");
        if (section.Part(HomeAssistant) is { } discovery && MqttTopic.NameProblem(discovery.Text("topic")) is { } wrongTopic)
            yield return new ConnectionProblem($"{HomeAssistant}.topic", $"the topic {wrongTopic}");
        // the secret itself is not known here: any will do to see whether it fits
        ReadOnlyMemory<byte>? password = section.Settings.Has("password") ? new byte[1] : default(ReadOnlyMemory<byte>?);
        foreach (MqttProblem wrong in SettingsOf(section, password).Problems())
        {
            string text = wrong.Text.TrimEnd('.');
            yield return new ConnectionProblem(wrong.Setting is Will or ConnectMessage ? wrong.Setting + ".topic" : wrong.Setting, char.IsLower(text[1]) || text[1] == ' ' ? char.ToLowerInvariant(text[0]) + text[1..] : text);
        }
    }

    private static MqttMessage? MessageOf(ConnectionSettings section, string part) => section.Part(part) is { } values
        ? new MqttMessage(TopicOf(section, values.Text("topic")), Encoding.UTF8.GetBytes(values.Text("payload")), values.Text("qos")[0] - '0', values.Text("retain") == Yes)
        : null;

    // what is no number is refused by the check of the settings, as the port 0
    private static MqttProxy ProxyOf(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), out int port) ? new MqttProxy(text[..colon], port) : new MqttProxy(text, 0);
    }

    private static string? Optional(ParameterValues values, string name) => values.Has(name) ? values.Text(name) : null;

    private static string? FileOf(ParameterValues values, string name, string folder) => Optional(values, name) is { } file ? System.IO.Path.Combine(folder, file) : null;

    private static ParameterSpec Text(string name, string summary) => new() { Name = name, Kind = ParameterKind.Text, Summary = summary };
}
