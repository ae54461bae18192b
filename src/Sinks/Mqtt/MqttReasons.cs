namespace Reactive.Sinks.Mqtt;

/// <summary>The broker's reasons in words.</summary>
internal static class MqttReasons
{
    /// <summary>The reason of a refused connection, or of a refused message, in words and with its code.</summary>
    /// <param name="code">A return code of MQTT 3.1.1 (3.2.2.3, 3.9.3) or a reason code of MQTT 5 (2.4).</param>
    public static string Text(int code) => Words(code) is { } words ? $"{words} (code {code})" : $"code {code}";

    /// <summary>Whether a refused connection is about user name and password.</summary>
    public static bool IsAboutLogIn(int code) => code is 4 or 5 or 0x86 or 0x87;

    private static string? Words(int code) => code switch
    {
        1 or 0x84 => "it does not speak this version of the protocol",
        2 or 0x85 => "it does not accept the client id",
        3 or 0x88 => "it is not available",
        4 or 0x86 => "user name or password are wrong",
        5 or 0x87 => "not authorised",
        0x80 => "it gives no reason",
        0x81 => "malformed packet",
        0x82 => "protocol error",
        0x83 => "a reason of its own",
        0x89 => "it is busy",
        0x8A => "this client is banned",
        0x8B => "it is shutting down",
        0x8C => "bad authentication method",
        0x8D => "it has heard nothing for longer than the keep alive",
        0x8E => "another client has taken over the client id",
        0x8F => "it does not accept the filter",
        0x90 => "it does not accept the topic",
        0x91 => "the packet identifier is in use",
        0x93 => "it was sent more at once than it takes",
        0x95 => "the packet is too large for it",
        0x96 => "messages come too fast for it",
        0x97 => "a quota is used up",
        0x98 => "an administrator has ended it",
        0x99 => "the payload is not what it says it is",
        0x9A => "it does not keep messages",
        0x9B => "it does not take this QoS",
        0x9C or 0x9D => "it refers to another server",
        0x9E => "it has no shared subscriptions",
        0x9F => "connections come too fast for it",
        0xA0 => "the connection has lasted as long as it may",
        0xA1 => "it has no subscription identifiers",
        0xA2 => "it has no subscriptions with wildcards",
        _ => null,
    };
}
