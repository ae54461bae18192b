using System;
using System.Text;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>A listener that notes what it is told, and lets a test wait for it.</summary>
internal sealed class WaitingListener : WaitingNotes, IMqttListener
{
    public void State(MqttState state, string reason) => Note(reason.Length > 0 ? $"{state}: {reason}" : $"{state}");

    public void Ready() => Note("Ready");

    public void Delivered(long token) => Note($"Delivered {token}");

    public void NotDelivered(long token, MqttFailure failure, int code, string text) => Note($"NotDelivered {token} {failure} {code}: {text}");

    public void Message(in MqttReceived message) =>
        Note($"Message {message.Topic} {Encoding.UTF8.GetString(message.Payload.Span)} qos {message.Qos}{(message.Retain ? " retained" : "")}");

    public void Dropped(long count) => Note($"Dropped {count}");

    public void Trouble(string text) => Note($"Trouble: {text}");
}

/// <summary>A connection and who listens to it.</summary>
internal sealed class Line : IDisposable
{
    public Line(MqttSettings settings, MqttLimits? limits = null, TimeProvider? time = null)
    {
        Connection = new MqttConnection(settings, limits ?? Fast, Listener, time: time);
        Connection.Start();
    }

    /// <summary>Limits with pauses that a test can wait for.</summary>
    public static MqttLimits Fast { get; } = new() { FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromMilliseconds(200) };

    public MqttConnection Connection { get; }

    public WaitingListener Listener { get; } = new();

    public static Line Connected(MqttSettings settings, MqttLimits? limits = null, TimeProvider? time = null)
    {
        var line = new Line(settings, limits, time);
        try
        {
            line.Wait("Connected");
            return line;
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }

    public string Wait(string beginning) => Listener.Wait(beginning);

    public void Publish(long token, string topic, string payload, int qos = 0, bool retain = false) =>
        Assert.True(Connection.TryPublish(token, topic, Encoding.UTF8.GetBytes(payload), qos, retain));

    /// <summary>Subscribes and waits until it holds: until what it publishes itself comes back.</summary>
    public void Subscribe(string filter, int qos)
    {
        Connection.Subscribe(filter, qos);
        Settle();
    }

    /// <summary>Waits until the broker has done all that this connection has asked of it.</summary>
    public void Settle()
    {
        Connection.Subscribe("settle", 0);
        Publish(-1, "settle", "", 1);
        Wait("Delivered -1");
    }

    public void Dispose() => Connection.Dispose();
}
