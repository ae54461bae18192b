using System;

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// One attempt at a connection, and the connection that comes of it: what a library for MQTT must do. Made anew for every attempt, so that nothing of
/// an old one can get into a new one. All calls return at once; what becomes of them comes as events (<see cref="IMqttClientEvents"/>), on threads of
/// the library. It neither connects again by itself nor sends anything twice.
/// </summary>
public interface IMqttClient : IDisposable
{
    /// <summary>Whether <see cref="Publish"/> writes a message of QoS 0 itself, without a lock that anybody holds while he waits: a thread that must not wait may call it.</summary>
    bool WritesAtOnce { get; }

    /// <summary>Begins to connect; called once, first. Ends in <see cref="IMqttClientEvents.Connected"/>, <see cref="IMqttClientEvents.Refused"/> or <see cref="IMqttClientEvents.Lost"/>.</summary>
    void Connect();

    /// <summary>Publishes. Ends in <see cref="IMqttClientEvents.Delivered"/> or <see cref="IMqttClientEvents.NotDelivered"/>, if the connection lasts until then.</summary>
    /// <param name="token">Whatever the caller calls it.</param>
    /// <param name="topic">A valid topic name.</param>
    /// <param name="payload">The bytes. They must not change until the token has ended.</param>
    /// <param name="qos">0, 1 or 2.</param>
    /// <param name="retain">Whether the broker keeps it.</param>
    /// <param name="expiry">After how long the broker may forget it, in whole seconds (MQTT 5 only; left out with 3.1.1); null for never.</param>
    void Publish(int token, string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, TimeSpan? expiry);

    /// <summary>Subscribes. Ends as <see cref="Publish"/> does.</summary>
    void Subscribe(int token, string filter, int qos);

    /// <summary>Ends a subscription, also one that there is not. Ends as <see cref="Publish"/> does.</summary>
    void Unsubscribe(int token, string filter);

    /// <summary>Takes leave of the broker once all that was handed over is sent; then comes <see cref="IMqttClientEvents.Lost"/>.</summary>
    void Disconnect();
}

/// <summary>What comes of a client. Called on threads of the library, one call at a time or several; whoever is called must return at once.</summary>
public interface IMqttClientEvents
{
    /// <summary>The broker has accepted the connection.</summary>
    void Connected(MqttSession session);

    /// <summary>The broker has answered, and refuses the connection. Nothing more comes.</summary>
    /// <param name="code">Its reason: a return code of MQTT 3.1.1 (section 3.2.2.3) or a reason code of MQTT 5 (section 2.4).</param>
    /// <param name="text">The reason in words.</param>
    void Refused(int code, string text);

    /// <summary>There is no connection, or none any more. What has no outcome yet gets none.</summary>
    /// <param name="reason">Why, as a part of a sentence.</param>
    void Lost(string reason);

    /// <summary>QoS 0: written to the connection. QoS 1 and 2: the broker has it. A subscription: it holds.</summary>
    void Delivered(int token);

    /// <summary>It was refused.</summary>
    /// <param name="token">The caller's.</param>
    /// <param name="code">The broker's reason code, 128 or more; less than 0 where the library did not send it or the connection is gone.</param>
    /// <param name="text">The reason in words.</param>
    void NotDelivered(int token, int code, string text);

    /// <summary>A message has come. Its bytes belong to the library and are gone after the call.</summary>
    /// <param name="topic">The topic, in UTF-8.</param>
    /// <param name="payload">Its bytes.</param>
    /// <param name="qos">With which QoS it came.</param>
    /// <param name="retain">Whether it is one that the broker had kept.</param>
    /// <param name="duplicate">Whether the broker may have sent it before.</param>
    void Message(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, int qos, bool retain, bool duplicate);
}
