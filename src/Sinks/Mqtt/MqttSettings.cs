using System;
using System.Collections.Immutable;

namespace Reactive.Sinks.Mqtt;

/// <summary>What carries the connection.</summary>
public enum MqttTransport
{
    /// <summary>TCP, port 1883 unless told otherwise.</summary>
    Tcp,

    /// <summary>TLS over TCP, port 8883 unless told otherwise.</summary>
    Tls,

    /// <summary>WebSocket, port 80 unless told otherwise.</summary>
    WebSocket,

    /// <summary>WebSocket over TLS, port 443 unless told otherwise.</summary>
    SecureWebSocket,
}

/// <summary>The version of the protocol.</summary>
public enum MqttProtocol
{
    /// <summary>MQTT 3.1.1. It has no expiry of messages, no reasons, and the broker says no limits.</summary>
    V311,

    /// <summary>MQTT 5.0.</summary>
    V5,
}

/// <summary>A message that is always the same: the one after each connect, or the last will.</summary>
/// <param name="Topic">Where it goes: a topic name, no wildcards.</param>
/// <param name="Payload">Its bytes; may be empty.</param>
/// <param name="Qos">0 (at most once), 1 (at least once) or 2 (exactly once within one connection).</param>
/// <param name="Retain">Whether the broker keeps it for who subscribes later.</param>
public sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, int Qos = 0, bool Retain = false);

/// <summary>An HTTP proxy that is asked to CONNECT to the broker.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port, 1 to 65535.</param>
/// <param name="User">User name for basic authentication; null for none. No colon.</param>
/// <param name="Password">The password to it. A secret: it is told to nobody but the proxy.</param>
public sealed record MqttProxy(string Host, int Port, string? User = null, string? Password = null)
{
    /// <summary>Host and port, and nothing that is secret.</summary>
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>How a broker is reached, and as whom. Immutable; <see cref="Problems"/> says what does not fit together.</summary>
public sealed record MqttSettings
{
    /// <summary>The name or address of the broker. With TLS its certificate must be for this name.</summary>
    public required string Host { get; init; }

    /// <summary>The port, 1 to 65535; null, the default, for the usual one of the transport.</summary>
    public int? Port { get; init; }

    /// <summary>What carries the connection. Default: TCP.</summary>
    public MqttTransport Transport { get; init; }

    /// <summary>The path that is asked for, with WebSocket only. Default: <c>/mqtt</c>.</summary>
    public string Path { get; init; } = UsualPath;

    /// <summary>The protocols offered in the TLS handshake (ALPN), e.g. <c>mqtt</c>; 1 to 255 bytes of ASCII each. Default: none. With TLS only.</summary>
    public ImmutableArray<string> Alpn { get; init; } = [];

    /// <summary>The user name; null, the default, for none.</summary>
    public string? User { get; init; }

    /// <summary>The password, 65,535 bytes at most; null, the default, for none. A secret: it goes to the broker and nowhere else.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>A PEM file with the certificate of this client and the chain above it; null, the default, for none. With TLS only.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>A PEM file with the key to the certificate; null, the default, where it is in the same file.</summary>
    public string? ClientKey { get; init; }

    /// <summary>A PEM file with the certificates that are trusted; null, the default, for those of the system. With TLS only.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whether the broker's certificate must be valid and be for <see cref="Host"/>. Default: yes. Without it anybody may pose as the broker.</summary>
    public bool ChecksCertificate { get; init; } = true;

    /// <summary>The client id; empty, the default, lets the broker choose one.</summary>
    public string ClientId { get; init; } = string.Empty;

    /// <summary>Whether each connection starts anew (default), or the broker keeps subscriptions, and what comes for them, while the client is away.</summary>
    public bool CleanSession { get; init; } = true;

    /// <summary>How long the broker keeps the session of a client that is away: with MQTT 5 and without <see cref="CleanSession"/> only. Default: one day.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// The HTTP proxy; null, the default, for none. Without one, the library in use also takes what the environment variables http_proxy and
    /// https_proxy (with TLS) name.
    /// </summary>
    public MqttProxy? Proxy { get; init; }

    /// <summary>
    /// How long the connection may be quiet, 0 to 65,535 whole seconds; default: 60 s. A broker that is silent is given up within one and a half of it.
    /// Zero: nobody looks; only an acknowledgement that does not come, or the operating system, ends the connection.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long connecting may take until the broker has answered, 1 s to 10 min. Default: 60 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest payload that is taken in or sent, 1 to 268,435,455 bytes; default: 1 MiB. With MQTT 5 the broker is told and sends nothing longer;
    /// with 3.1.1 a longer one is received and dropped.
    /// </summary>
    public int LargestPayload { get; init; } = 1 << 20;

    /// <summary>The version of the protocol. Default: 3.1.1.</summary>
    public MqttProtocol Protocol { get; init; }

    /// <summary>What is published after each connect, before anything else; null, the default, for nothing.</summary>
    public MqttMessage? ConnectMessage { get; init; }

    /// <summary>What the broker publishes when this client is lost without a farewell; null, the default, for nothing.</summary>
    public MqttMessage? Will { get; init; }

    /// <summary>The port in use.</summary>
    public int EffectivePort => Port ?? Transport switch
    {
        MqttTransport.Tcp => 1883,
        MqttTransport.Tls => 8883,
        MqttTransport.WebSocket => 80,
        _ => 443,
    };

    /// <summary>Whether the transport has TLS.</summary>
    public bool IsSecure => Transport is MqttTransport.Tls or MqttTransport.SecureWebSocket;

    /// <summary>Whether the transport is WebSocket.</summary>
    public bool IsWebSocket => Transport is MqttTransport.WebSocket or MqttTransport.SecureWebSocket;

    /// <summary>What is not there of a log-in, as a part of a sentence behind another; empty where it is whole.</summary>
    internal string MissingOfLogIn => this switch
    {
        { User: null } => "; 'user' and 'password' are not set",
        { Password: null } => "; 'user' is set and 'password' is not",
        _ => string.Empty,
    };

    /// <summary>The path where none is told.</summary>
    internal const string UsualPath = "/mqtt";

    /// <summary>Says all that is wrong, by the name of the setting; empty where nothing is. Reads no file.</summary>
    public ImmutableArray<MqttProblem> Problems() => MqttSettingsCheck.Problems(this);

    /// <summary>Host, port and transport, and nothing that is secret.</summary>
    public override string ToString() => $"{Host}:{EffectivePort} ({Transport}, {Protocol})";
}

/// <summary>Something wrong with a setting.</summary>
/// <param name="Setting">Its name as a pipeline would spell it, e.g. <c>client-key</c>.</param>
/// <param name="Text">A sentence that says what was expected.</param>
public readonly record struct MqttProblem(string Setting, string Text);
