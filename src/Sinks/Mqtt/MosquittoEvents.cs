using System;
using System.Collections.Generic;

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// What the library called back during one call of it, told once that call is over: it calls back with locks held that whoever publishes needs as well. For
/// one thread at a time.
/// </summary>
internal sealed class MosquittoEvents
{
    // what a burst of messages needed is given back
    private const int KeptBytes = 1 << 20;

    private readonly List<Event> _events = [];
    private byte[] _bytes = new byte[4096];
    private int _used;

    private enum Kind : byte
    {
        Connected,
        Refused,
        Ended,
        Message,
        Over,
    }

    public bool IsEmpty => _events.Count == 0;

    public void Connected(MqttSession session) => _events.Add(new Event(Kind.Connected, Said: session));

    public void Refused(int code) => _events.Add(new Event(Kind.Refused, code));

    /// <summary>The connection is over.</summary>
    public void Ended(string reason) => _events.Add(new Event(Kind.Ended, Said: reason));

    /// <summary>A call has its outcome: nought, or the broker's code.</summary>
    public void Over(int token, int code) => _events.Add(new Event(Kind.Over, token, code));

    public void Message(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, int qos, bool retain)
    {
        int needed = _used + topic.Length + payload.Length;
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, 2 * _bytes.Length));
        topic.CopyTo(_bytes.AsSpan(_used));
        payload.CopyTo(_bytes.AsSpan(_used + topic.Length));
        _events.Add(new Event(Kind.Message, _used, topic.Length, payload.Length, qos, retain));
        _used = needed;
    }

    /// <summary>Tells them, in their order, and forgets them.</summary>
    /// <param name="events">Who is told.</param>
    /// <param name="isFirst">Asked before the end of the connection is told; false where it was told before.</param>
    public void Tell(IMqttClientEvents events, Func<bool> isFirst)
    {
        foreach (Event one in _events)
        {
            switch (one.Kind)
            {
                case Kind.Connected:
                    events.Connected((MqttSession)one.Said!);
                    break;
                case Kind.Refused when isFirst():
                    events.Refused(one.Number, MqttReasons.Text(one.Number));
                    break;
                case Kind.Ended when isFirst():
                    events.Lost((string)one.Said!);
                    break;
                case Kind.Message:
                    events.Message(_bytes.AsSpan(one.Number, one.Length), _bytes.AsSpan(one.Number + one.Length, one.PayloadLength), one.Qos, one.Retain, duplicate: false);
                    break;
                case Kind.Over when one.Length == 0:
                    events.Delivered(one.Number);
                    break;
                case Kind.Over:
                    events.NotDelivered(one.Number, one.Length, MqttReasons.Text(one.Length));
                    break;
            }
        }

        _events.Clear();
        _used = 0;
        if (_bytes.Length > KeptBytes)
            _bytes = new byte[4096];
    }

    /// <summary>One: its number is a token, a code or where its bytes begin; its length that of the topic, or a code.</summary>
    private readonly record struct Event(Kind Kind, int Number = 0, int Length = 0, int PayloadLength = 0, int Qos = 0, bool Retain = false, object? Said = null);
}
