using System;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Logging.Abstractions;
using Reactive.Device.Files;
using Reactive.Device.Live;
using Reactive.Device.Messaging;
using Reactive.Device.Time;
using Reactive.Rules;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Bench.Messages;

/// <summary>The parts of a live run that messages go through, as a run puts them together: driver line, loop, rules, outbox, connection.</summary>
internal sealed class MqttDevice : RunObserver, ICommandTarget, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly Doorbell _bell = new();
    private readonly DeviceClock _clock = new();
    private readonly Connections _connections;
    private readonly AnswerLine _answers;
    private readonly PipelineGraph _graph;
    private readonly DriverLine[] _lines;
    private readonly Thread _loop;
    private readonly ManualResetEventSlim _connected = new();
    private long _answered;
    private long _done;

    /// <summary>A device that is connected to the broker.</summary>
    /// <param name="port">The broker's port.</param>
    /// <param name="sending">How messages are sent: <c>qos: 0</c>.</param>
    /// <param name="outbox">The file of its outbox, or null.</param>
    /// <param name="version">The version of MQTT.</param>
    public MqttDevice(int port, string sending, string? outbox = null, string version = "3.1.1")
    {
        PipelineDefinition definition = PipelineFile.Of("bench.yaml", $$"""
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
            """).Definition ?? throw new InvalidOperationException("The benchmark's pipeline has errors.");
        _connections = new Connections(definition, ".", SecretSet.None, outbox);
        _answers = new AnswerLine(_clock, _bell, _connections.Answers);
        _graph = PipelineGraph.Build(definition, this);
        _graph.Engine.Target = this;
        _lines = [.. _graph.Engine.Sources.Select(s => new DriverLine(s.Index, 4096, 0, _clock, _bell))];
        var loop = new LiveLoop(_graph.Engine, _clock, _bell, [.. _lines, _answers.Line]);
        loop.Anchor(DeviceClock.WallNanoseconds);
        _connections.Begin(_graph, _lines, _answers, sound: null, NullLogger.Instance);
        _loop = new Thread(() => loop.Run(SignalTime.Never, _stop.Token)) { Name = "loop", IsBackground = true };
        _loop.Start();
        if (!_connected.Wait(Patience))
            throw new InvalidOperationException("The broker has not answered for a minute.");
    }

    /// <summary>Messages that have an outcome, and those of them that the broker has.</summary>
    public (long All, long Done) Answered => (Volatile.Read(ref _answered), Volatile.Read(ref _done));

    /// <summary>Lets the event happen; false where the line of its driver is full.</summary>
    public bool Happen() => _lines[_graph.Source("event")!.Index].PostNow(Value.Pulse);

    /// <summary>Tells the subscriber that nothing more comes.</summary>
    public void End() => _lines[_graph.Source("last")!.Index].PostNow(Value.Pulse);

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

    public void Carry(in Command command)
    {
        bool place = _answers.Reserve();
        if (!place)
            _graph.Engine.Answer(command.Number, Outcome.Failed, Value.Of(command.Sink));
        _connections.TryCarry(command, answer: place);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _loop.Join();
        _connections.Dispose();
        _bell.Dispose();
        _stop.Dispose();
        _connected.Dispose();
    }

    // a spin would take the processor from those who are waited for
    private static bool Pause()
    {
        Thread.Sleep(1);
        return true;
    }
}
