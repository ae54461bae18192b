using System;

namespace Reactive.Sinks.Mqtt;

/// <summary>An attempt at a connection: passes on what its client tells, so that an old attempt is known as one and has nothing to say any more.</summary>
internal sealed class MqttAttempt(MqttConnection connection) : IMqttClientEvents
{
    public IMqttClient Client { get; set; } = null!;

    public void Connected(MqttSession session) => connection.Connected(this, session);

    public void Refused(int code, string text) => connection.Refused(this, code, text);

    public void Lost(string reason) => connection.Ended(this, reason);

    public void Delivered(int token) => connection.Arrived(this, token, new Notice(NoticeKind.Delivered));

    public void NotDelivered(int token, int code, string text) =>
        connection.Arrived(this, token, new Notice(NoticeKind.NotDelivered, Code: code, Text: text, Failure: code > 0 ? MqttFailure.Refused : MqttFailure.Lost));

    public void Message(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, int qos, bool retain, bool duplicate) =>
        connection.Came(this, topic, payload, qos, retain, duplicate);
}
