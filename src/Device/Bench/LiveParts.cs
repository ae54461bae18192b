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

namespace Reactive.Device.Bench;

/// <summary>The parts of a live run that connections go through, as a run puts them together: driver lines, loop, rules, connections. Outputs do what they are told at once.</summary>
internal abstract class LiveParts : RunObserver, ICommandTarget, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Doorbell _bell = new();
    private readonly DeviceClock _clock = new();
    private readonly Connections _connections;
    private readonly AnswerLine _answers;
    private readonly PipelineGraph _graph;
    private readonly DriverLine[] _lines;
    private readonly Thread _loop;

    /// <summary>The parts, which do nothing yet.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="outbox">The file of its outbox, or null.</param>
    protected LiveParts(string pipeline, string? outbox = null)
    {
        PipelineDefinition definition = PipelineFile.Of("bench.yaml", pipeline).Definition ?? throw new InvalidOperationException("The benchmark's pipeline has errors.");
        _connections = new Connections(definition, ".", SecretSet.None, outbox);
        _answers = new AnswerLine(_clock, _bell, _connections.Answers);
        _graph = PipelineGraph.Build(definition, this);
        _graph.Engine.Target = this;
        _lines = [.. _graph.Engine.Sources.Select(s => new DriverLine(s.Index, 4096, 0, _clock, _bell))];
        var loop = new LiveLoop(_graph.Engine, _clock, _bell, [.. _lines, _answers.Line]);
        loop.Anchor(DeviceClock.WallNanoseconds);
        _loop = new Thread(() => loop.Run(SignalTime.Never, _stop.Token)) { Name = "loop", IsBackground = true };
    }

    /// <inheritdoc/>
    public virtual void Carry(in Command command)
    {
        bool place = _answers.Reserve();
        if (!place)
            _graph.Engine.Answer(command.Number, Outcome.Failed, Value.Of(command.Sink));
        if (!_connections.TryCarry(command, answer: place) && place)
            _answers.Post(command.Number, Outcome.Done, CommandModel.ReadbackOf(command));
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        _stop.Cancel();
        _loop.Join();
        _connections.Dispose();
        _bell.Dispose();
        _stop.Dispose();
    }

    /// <summary>Begins to connect, and starts the loop.</summary>
    protected void Begin()
    {
        _connections.Begin(_graph, _lines, _answers, sound: null, NullLogger.Instance);
        _loop.Start();
    }

    /// <summary>Lets a trigger happen; false where the line of its driver is full.</summary>
    protected bool Happen(string trigger) => _lines[_graph.Source(trigger)!.Index].PostNow(Value.Pulse);
}
