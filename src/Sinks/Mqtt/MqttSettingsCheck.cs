using System;
using System.Collections.Immutable;

namespace Reactive.Sinks.Mqtt;

/// <summary>What does not fit together in settings.</summary>
internal static class MqttSettingsCheck
{
    // the length of a password and of the payload of a will has two bytes (MQTT 5.0, 3.1.3)
    private const int LongestBinary = 65_535;

    // the longest remaining length (MQTT 5.0, 1.5.5)
    private const int LongestPacket = 268_435_455;

    // one byte says how long each is (RFC 7301, 3.1)
    private const int LongestAlpn = 255;

    private static readonly TimeSpan ShortestConnect = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestConnect = TimeSpan.FromMinutes(10);

    public static ImmutableArray<MqttProblem> Problems(MqttSettings settings)
    {
        var problems = ImmutableArray.CreateBuilder<MqttProblem>();
        void Say(bool wrong, string setting, string text)
        {
            if (wrong)
                problems.Add(new MqttProblem(setting, text));
        }

        Say(!IsHost(settings.Host), "host", "The host must be a name or an address, without a scheme, a port or spaces.");
        Say(settings.Port is <= 0 or > 65_535, "port", $"The port is {settings.Port}, and must be 1 to 65535.");
        Say(!settings.IsWebSocket && settings.Path != MqttSettings.UsualPath, "path", "A path is for WebSocket only.");
        Say(settings.IsWebSocket && !IsPath(settings.Path), "path", "The path must begin with / and have no spaces, colons or characters beyond ASCII.");
        Say(settings.Proxy is { } proxy && (!IsHost(proxy.Host) || proxy.Port is <= 0 or > 65_535), "proxy", "The proxy must have a host and a port from 1 to 65535.");
        Say(settings.Proxy is { User: null, Password: not null }, "proxy", "The proxy has a password and no user.");
        Say(settings.Proxy?.User?.Contains(':', StringComparison.Ordinal) == true, "proxy", "A colon cannot be in the user name for a proxy (RFC 7617).");
        Say(settings.LargestPayload is <= 0 or > LongestPacket, "largest-payload", $"The largest payload must be 1 to {LongestPacket} bytes.");
        Secure(settings, Say);
        Who(settings, Say);
        Times(settings, Say);
        Message(settings.ConnectMessage, "connect-message", "connect message", settings.LargestPayload, Say);
        Message(settings.Will, "will", "last will", LongestBinary, Say);
        Say(
            settings is { Will: { Retain: true } will, ConnectMessage: { Retain: false } connect } && will.Topic == connect.Topic,
            "connect-message",
            "The last will is retained and the connect message on the same topic is not: who subscribes later would read of a loss that is long over. Retain both or neither.");
        return problems.ToImmutable();
    }

    private static void Secure(MqttSettings settings, Action<bool, string, string> say)
    {
        say(!settings.IsSecure && settings.ClientCertificate is not null, "client-certificate", "A client certificate is for TLS only.");
        say(!settings.IsSecure && settings.CaFile is not null, "ca-file", "Trusted certificates are for TLS only.");
        say(!settings.IsSecure && !settings.Alpn.IsDefaultOrEmpty, "alpn", "ALPN is for TLS only.");
        say(!settings.ChecksCertificate && settings.CaFile is not null, "ca-file", "Trusted certificates are given, and the broker's certificate is not checked.");
        say(settings.ClientKey is not null && settings.ClientCertificate is null, "client-key", "There is a key and no certificate.");
        if (settings.Alpn.IsDefault)
            return;
        foreach (string protocol in settings.Alpn)
            say(protocol.Length is 0 or > LongestAlpn || !IsPlain(protocol), "alpn", $"\"{protocol}\" is no protocol for ALPN: 1 to {LongestAlpn} characters of ASCII were expected.");
    }

    private static void Who(MqttSettings settings, Action<bool, string, string> say)
    {
        string? user = settings.User is { } name ? MqttTopic.StringProblem(name) : null;
        say(user is not null, "user", $"The user name {user}.");
        string? id = MqttTopic.StringProblem(settings.ClientId, mayBeEmpty: true);
        say(id is not null, "client-id", $"The client id {id}.");
        say(settings.Password?.Length > LongestBinary, "password", $"The password is longer than {LongestBinary} bytes.");
        say(settings is { Protocol: MqttProtocol.V311, User: null, Password: not null }, "password", "MQTT 3.1.1 allows a password only with a user name.");
        say(!settings.CleanSession && settings.ClientId.Length == 0, "client-id", "A session that is kept needs a client id by which the broker knows it again.");
    }

    private static void Times(MqttSettings settings, Action<bool, string, string> say)
    {
        TimeSpan alive = settings.KeepAlive;
        say(alive < TimeSpan.Zero || alive.TotalSeconds > 65_535 || alive.Ticks % TimeSpan.TicksPerSecond != 0, "keep-alive", "The keep alive must be 0 to 65535 whole seconds.");
        say(settings.ConnectTimeout < ShortestConnect || settings.ConnectTimeout > LongestConnect, "connect-timeout", "The connect timeout must be 1 s to 10 min.");
        say(settings.SessionExpiry < TimeSpan.Zero || settings.SessionExpiry.TotalSeconds > uint.MaxValue, "session-expiry", "A session can be kept for 0 to 4294967295 s.");
    }

    private static void Message(MqttMessage? message, string setting, string name, int longest, Action<bool, string, string> say)
    {
        if (message is null)
            return;
        string? topic = MqttTopic.NameProblem(message.Topic);
        say(topic is not null, setting, $"The topic of the {name} {topic}.");
        say(message.Qos is < 0 or > 2, setting, $"The QoS of the {name} is {message.Qos}, and must be 0, 1 or 2.");
        say(message.Payload.Length > longest, setting, $"The payload of the {name} is longer than {longest} bytes.");
    }

    private static bool IsHost(string host) => host.Length is > 0 and <= 255 && host.AsSpan().IndexOfAny("/ @\t") < 0 && (!host.Contains(':', StringComparison.Ordinal) || System.Net.IPAddress.TryParse(host, out _)) && IsPlain(host);

    private static bool IsPath(string path) => path.Length > 0 && path[0] == '/' && path.AsSpan().IndexOfAny(" :") < 0 && IsPlain(path);

    private static bool IsPlain(string text)
    {
        foreach (char c in text)
        {
            if (c is < ' ' or > '~')
                return false;
        }

        return true;
    }
}
