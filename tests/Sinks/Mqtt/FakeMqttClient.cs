using System;
using System.Collections.Generic;
using System.Text;
using Reactive.Sinks.Mqtt;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>A client that does what a test says. It notes what it was asked to do, as one line each.</summary>
internal sealed class FakeMqttClient(IMqttClientEvents events) : IMqttClient
{
    public IMqttClientEvents Events => events;

    public List<string> Calls { get; } = [];

    /// <summary>What waits for an outcome, by its number.</summary>
    public List<int> Open { get; } = [];

    public bool IsDisposed { get; private set; }

    public bool WritesAtOnce { get; set; }

    /// <summary>Called as a message is published.</summary>
    public Action<int>? OnPublish { get; set; }

    public void Connect() => Calls.Add("connect");

    public void Publish(int token, string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, TimeSpan? expiry)
    {
        Note(token, $"publish {topic} {Encoding.UTF8.GetString(payload.Span)} qos {qos}{(retain ? " retain" : "")}{(expiry is { } e ? $" expires {e.TotalSeconds}" : "")}");
        OnPublish?.Invoke(token);
    }

    public void Subscribe(int token, string filter, int qos) => Note(token, $"subscribe {filter} qos {qos}");

    public void Unsubscribe(int token, string filter) => Note(token, $"unsubscribe {filter}");

    public void Disconnect()
    {
        Calls.Add("disconnect");
        events.Lost("left");
    }

    public void Dispose() => IsDisposed = true;

    /// <summary>The broker has what was handed over first and has no outcome yet.</summary>
    public void DeliverFirst() => Deliver(Open[0]);

    public void Deliver(int token)
    {
        Open.Remove(token);
        events.Delivered(token);
    }

    public void DeliverAll()
    {
        foreach (int token in Open.ToArray())
            Deliver(token);
    }

    public void Send(string topic, string payload) => events.Message(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), 0, false, false);

    private void Note(int token, string call)
    {
        Calls.Add(call);
        Open.Add(token);
    }
}

/// <summary>A listener that notes what it is told, as one line each.</summary>
internal sealed class NotingListener : IMqttListener
{
    public List<string> Told { get; } = [];

    public Action<string>? Also { get; set; }

    public void State(MqttState state, string reason) => Note(reason.Length > 0 ? $"{state}: {reason}" : $"{state}");

    public void Ready() => Note("Ready");

    public void Delivered(long token) => Note($"Delivered {token}");

    public void NotDelivered(long token, MqttFailure failure, int code, string text) => Note($"NotDelivered {token} {failure}{(code > 0 ? $" {code}" : "")}: {text}");

    public void Message(in MqttReceived message) => Note($"Message {message.Topic} {Encoding.UTF8.GetString(message.Payload.Span)}");

    public void Dropped(long count) => Note($"Dropped {count}");

    public void Trouble(string text) => Note($"Trouble: {text}");

    private void Note(string line)
    {
        Told.Add(line);
        Also?.Invoke(line);
    }
}

/// <summary>A connection over fake clients, on time that a test lets pass, whose listener is told when the test says so.</summary>
internal sealed class FakeConnection : IDisposable
{
    public FakeConnection(MqttSettings? settings = null, MqttLimits? limits = null, double chance = 0)
    {
        Connection = new MqttConnection(
            settings ?? new MqttSettings { Host = "broker" },
            (limits ?? new MqttLimits()) with { Farewell = TimeSpan.Zero },
            Listener,
            (_, events) =>
            {
                Clients.Add(new FakeMqttClient(events));
                return Clients[^1];
            },
            Time,
            () => chance);
        Connection.StartByHand();
    }

    public ManualTime Time { get; } = new();

    public NotingListener Listener { get; } = new();

    public List<FakeMqttClient> Clients { get; } = [];

    public MqttConnection Connection { get; }

    public FakeMqttClient Client => Clients[^1];

    /// <summary>The broker accepts the attempt at hand.</summary>
    public FakeConnection Accept(MqttSession? session = null)
    {
        Client.Events.Connected(session ?? new MqttSession(false));
        return this;
    }

    /// <summary>What the listener has been told since the last call.</summary>
    public string[] Told()
    {
        Connection.Handover.Pump();
        string[] told = [.. Listener.Told];
        Listener.Told.Clear();
        return told;
    }

    public bool TryPublish(long token, int qos = 1, string topic = "t", string payload = "p") => Connection.TryPublish(token, topic, Encoding.UTF8.GetBytes(payload), qos, false);

    public void Pass(double seconds) => Time.Pass(TimeSpan.FromSeconds(seconds));

    public void Dispose() => Connection.Dispose();
}
