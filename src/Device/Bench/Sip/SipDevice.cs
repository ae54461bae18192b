using System;
using System.Collections.Generic;
using System.Diagnostics;
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

namespace Reactive.Device.Bench.Sip;

/// <summary>The parts of a live run that calls go through, as a run puts them together: driver line, loop, rules, telephone, user agent.</summary>
internal sealed class SipDevice : RunObserver, ICommandTarget, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Doorbell _bell = new();
    private readonly DeviceClock _clock = new();
    private readonly Connections _connections;
    private readonly AnswerLine _answers;
    private readonly PipelineGraph _graph;
    private readonly DriverLine[] _lines;
    private readonly Thread _loop;
    private readonly Queue<(string What, long Timestamp)> _seen = new();

    /// <summary>A device whose telephone is ready.</summary>
    /// <param name="address">Whom it calls.</param>
    public SipDevice(string address)
    {
        int port = SipLine.FreePort();
        PipelineDefinition definition = PipelineFile.Of("bench.yaml", $$"""
            pipeline: bench
            device: i8307
            sip:
              address: 127.0.0.1
              port: {{port}}
              media-port: {{20_000 + (port % 400 * 100)}}
              accounts: { door: { user: door, domain: 127.0.0.1 } }
              contacts: { flat: { address: "{{address}}" } }
            inputs: { event: { is: trigger } }
            rules:
              ring: { when: event, do: { call: flat } }
              lost: { when: sip becomes lost, do: { log: lost } }
              over: { when: sip.outcome is failed, do: { log: over } }
              open: { when: sip.digit, if: sip.call is answered, do: { pulse: relay-1, for: 10 ms } }
            """).Definition ?? throw new InvalidOperationException("The benchmark's pipeline has errors.");
        _connections = new Connections(definition, ".", SecretSet.None, null);
        _answers = new AnswerLine(_clock, _bell, _connections.Answers);
        _graph = PipelineGraph.Build(definition, this);
        _graph.Engine.Target = this;
        _lines = [.. _graph.Engine.Sources.Select(s => new DriverLine(s.Index, 4096, 0, _clock, _bell))];
        var loop = new LiveLoop(_graph.Engine, _clock, _bell, [.. _lines, _answers.Line]);
        loop.Anchor(DeviceClock.WallNanoseconds);
        _connections.Begin(_graph, _lines, _answers, sound: null, NullLogger.Instance);
        _loop = new Thread(() => loop.Run(SignalTime.Never, _stop.Token)) { Name = "loop", IsBackground = true };
        _loop.Start();
        Wait("sip connected");
    }

    /// <summary>Lets the event happen on which it calls.</summary>
    /// <returns>When it did, as <see cref="Stopwatch"/> counts.</returns>
    public long Happen()
    {
        long now = Stopwatch.GetTimestamp();
        _lines[_graph.Source("event")!.Index].PostNow(Value.Pulse);
        return now;
    }

    /// <summary>Waits for a change of a signal, <c>sip.call answered</c>, or a command to an output, <c>relay-1 activate</c>.</summary>
    /// <returns>When it came, as <see cref="Stopwatch"/> counts.</returns>
    public long Wait(string what)
    {
        long begun = Stopwatch.GetTimestamp();
        lock (_seen)
        {
            while (true)
            {
                while (_seen.TryDequeue(out (string What, long Timestamp) one))
                {
                    if (one.What == what)
                        return one.Timestamp;
                }

                TimeSpan left = Patience - Stopwatch.GetElapsedTime(begun);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_seen, left))
                    throw new InvalidOperationException($"The device did not say: {what}.");
            }
        }
    }

    public override void OnSignal(in SignalChange change) => See($"{change.Signal} {change.Value}");

    public void Carry(in Command command)
    {
        See($"{command.Sink} {command.Verb}");
        bool place = _answers.Reserve();
        if (!place)
            _graph.Engine.Answer(command.Number, Outcome.Failed, Value.Of(command.Sink));
        if (!_connections.TryCarry(command, answer: place) && place)
            _answers.Post(command.Number, Outcome.Done, CommandModel.ReadbackOf(command));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _loop.Join();
        _connections.Dispose();
        _bell.Dispose();
        _stop.Dispose();
    }

    private void See(string what)
    {
        long now = Stopwatch.GetTimestamp();
        lock (_seen)
        {
            _seen.Enqueue((what, now));
            Monitor.PulseAll(_seen);
        }
    }
}
