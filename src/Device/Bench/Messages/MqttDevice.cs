using System;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Bench.Messages;

/// <summary>A device that sends messages: from its events through rules and outbox to the broker.</summary>
internal sealed class MqttDevice : LiveParts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim _connected = new();
    private long _answered;
    private long _done;

    /// <summary>A device that is connected to the broker.</summary>
    /// <param name="port">The broker's port.</param>
    /// <param name="sending">How messages are sent: <c>qos: 0</c>.</param>
    /// <param name="outbox">The file of its outbox, or null.</param>
    /// <param name="version">The version of MQTT.</param>
    public MqttDevice(int port, string sending, string? outbox = null, string version = "3.1.1")
        : base(
            $$"""
            pipeline: bench
            device: door-controller
            mqtt:
              host: 127.0.0.1
              port: {{port}}
              version: {{version}}
              subscribe: { ping: { topic: ping, is: trigger, qos: 0 } }
            inputs: { event: { is: trigger }, last: { is: trigger } }
            rules:
              say: { when: event, do: { publish: out, {{sending}} } }
              answer: { when: ping, do: { publish: pong, {{sending}} } }
              end: { when: last, do: { publish: end, qos: 1 } }
            """,
            outbox)
    {
        Begin();
        if (!_connected.Wait(Patience))
            throw new InvalidOperationException("The broker has not answered for a minute.");
    }

    /// <summary>Messages that have an outcome, and those of them that the broker has.</summary>
    public (long All, long Done) Answered => (Volatile.Read(ref _answered), Volatile.Read(ref _done));

    /// <summary>Lets the event happen; false where the line of its driver is full.</summary>
    public bool Happen() => Happen("event");

    /// <summary>Tells the subscriber that nothing more comes.</summary>
    public void End() => Happen("last");

    /// <summary>Waits until so many messages have their outcome.</summary>
    public void Await(long answered)
    {
        if (!SpinWait.SpinUntil(() => Pause() && Volatile.Read(ref _answered) >= answered, Patience))
            throw new InvalidOperationException($"Only {_answered} of {answered} messages have an outcome.");
    }

    public override void OnArrival(long number, in Arrival arrival)
    {
        if (arrival.Kind != ArrivalKind.Feedback)
            return;
        if (arrival.Value == Outcome.Done)
            Volatile.Write(ref _done, _done + 1);
        Volatile.Write(ref _answered, _answered + 1);
    }

    public override void OnSignal(in SignalChange change)
    {
        if (change.Signal == "mqtt" && change.Value.ToString() == "connected")
            _connected.Set();
    }

    public override void Dispose()
    {
        base.Dispose();
        _connected.Dispose();
    }

    // a spin would take the processor from those who are waited for
    private static bool Pause()
    {
        Thread.Sleep(1);
        return true;
    }
}
