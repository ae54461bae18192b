using System;

namespace Reactive.Sinks.Mqtt;

/// <summary>Whether there is a connection.</summary>
public enum MqttState
{
    /// <summary>One is being made.</summary>
    Connecting,

    /// <summary>There is one.</summary>
    Connected,

    /// <summary>There is none; the next attempt comes by itself.</summary>
    Lost,

    /// <summary>There is none and will be none.</summary>
    Stopped,
}

/// <summary>Why a message was not delivered.</summary>
public enum MqttFailure
{
    /// <summary>The connection ended before the outcome was known: the broker may have the message or not. It can be sent again.</summary>
    Lost,

    /// <summary>The broker refused it. Sent again, it may be refused again.</summary>
    Refused,

    /// <summary>It cannot be sent: its topic is none, or it goes beyond what the broker takes. Sending it again is of no use until the next connection.</summary>
    Unacceptable,

    /// <summary>The connection was stopped before the outcome was known.</summary>
    Stopped,
}

/// <summary>A message that has come.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its bytes, the receiver's own.</param>
/// <param name="Qos">With which QoS it came.</param>
/// <param name="Retain">Whether it is one that the broker had kept.</param>
/// <param name="Duplicate">Whether the broker may have sent it before.</param>
public readonly record struct MqttReceived(string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retain, bool Duplicate);

/// <summary>
/// Who is told what happens on a connection. Called on one thread of the connection's own, one call at a time, in the order in which things happened,
/// and may call the connection. Whoever takes long holds up no connection, only what he is told: messages are dropped then (and counted), and no more are accepted for
/// publishing. What he throws is passed to <see cref="Trouble"/>, once.
/// </summary>
public interface IMqttListener
{
    /// <summary>Whether there is a connection has changed.</summary>
    /// <param name="state">How it is now.</param>
    /// <param name="reason">Why, as a part of a sentence; empty where there is nothing to say.</param>
    void State(MqttState state, string reason);

    /// <summary>There is room again, after <c>TryPublish</c> had said that there was none.</summary>
    void Ready();

    /// <summary>A message was delivered: with QoS 0 written to the connection, with QoS 1 and 2 acknowledged by the broker.</summary>
    void Delivered(long token);

    /// <summary>A message was not delivered, or nobody knows.</summary>
    /// <param name="token">The caller's.</param>
    /// <param name="failure">Why.</param>
    /// <param name="code">The broker's reason code where it refused, else 0.</param>
    /// <param name="text">The reason in words, as a part of a sentence.</param>
    void NotDelivered(long token, MqttFailure failure, int code, string text);

    /// <summary>A message has come.</summary>
    void Message(in MqttReceived message);

    /// <summary>Messages have come and were dropped, since too many waited or since they were too long. They were acknowledged; the broker does not send them again.</summary>
    /// <param name="count">How many since the last call.</param>
    void Dropped(long count);

    /// <summary>Something else is wrong that somebody should know, e.g. a subscription that the broker refuses.</summary>
    /// <param name="text">A sentence.</param>
    void Trouble(string text);
}
