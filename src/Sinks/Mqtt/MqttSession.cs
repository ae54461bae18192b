using System;
using System.Text;

namespace Reactive.Sinks.Mqtt;

/// <summary>What the broker said when it accepted a connection. With MQTT 3.1.1 it says nothing but the first.</summary>
/// <param name="Present">Whether it still has the session of this client id.</param>
/// <param name="ReceiveMaximum">How many messages of QoS 1 and 2 it takes before it has acknowledged one, 1 to 65,535.</param>
/// <param name="MaximumQos">The highest QoS that it takes.</param>
/// <param name="RetainAvailable">Whether it keeps messages for later subscribers.</param>
/// <param name="MaximumPacketBytes">The longest packet that it takes; null for no limit.</param>
/// <param name="KeepAlive">The keep alive that it wants instead of the client's; null for the client's.</param>
public sealed record MqttSession(
    bool Present, int ReceiveMaximum = 65_535, int MaximumQos = 2, bool RetainAvailable = true, long? MaximumPacketBytes = null, TimeSpan? KeepAlive = null)
{
    // everything in a PUBLISH but its topic and its payload (MQTT 5.0, 3.3): header, lengths, packet identifier, expiry
    private const int AroundTopicAndPayload = 16;

    /// <summary>Why a message cannot be sent on this connection, as a part of a sentence; null where it can. A broker would end the connection over it, again and again.</summary>
    internal string? Problem(MqttSettings settings, string topic, int bytes, int qos, bool retain)
    {
        if (MqttTopic.NameProblem(topic) is { } problem)
            return $"the topic {problem}";
        if (bytes > settings.LargestPayload)
            return $"{bytes} bytes are more than the {settings.LargestPayload} that may be sent";
        if (qos > MaximumQos)
            return $"the broker takes QoS {MaximumQos} at most";
        if (retain && !RetainAvailable)
            return "the broker keeps no messages";
        return bytes + Encoding.UTF8.GetByteCount(topic) + AroundTopicAndPayload > MaximumPacketBytes ? $"the broker takes packets of {MaximumPacketBytes} bytes at most" : null;
    }
}
