using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Reactive.Device.Traces.Feeds;
using Reactive.Device.Output;
using Reactive.Device.Recording;
using Reactive.Device.Simulation;
using Reactive.Device.Time;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Reactive.Sinks;

namespace Reactive.Device.Running;

/// <summary>A run from feeds: files, or the simulation at full speed. Outputs are answered by the stated model; at 1x it is paced by the device clock.</summary>
internal static class FeedRun
{
    public static RunResult Run(RunOptions options, RunView view, CancellationToken stop)
    {
        using Recorder? recorder = options.Record is null ? null : new Recorder(options.Record, options.Pipeline, live: false, options.Sealer, options.Secrets);
        PipelineGraph graph = PipelineGraph.Build(options.Pipeline.Definition!, recorder is null ? view : new ObserverList(recorder, view), secrets: options.Secrets);
        Engine engine = graph.Engine;
        view.Recording = recorder is null ? null : recorder.Describe;
        ConnectionModels? others = graph.OtherEnds(ImmutableDictionary<string, ParameterValues>.Empty);
        engine.Target = new CommandModel(engine) { Others = others };
        // A simulation goes on for ever: without an end of its own it tells its story once.
        SignalTime? end = options.For ?? (options.Feeds.IsEmpty ? SignalTime.Zero + Scenario.Cycle : null);
        if (options.For is null && options.Feeds.IsEmpty)
            Console.Error.WriteLine($"The simulation is told once, {Scenario.Cycle.TotalSeconds} s; --for says otherwise.");
        using var feeds = new TraceFeeds();
        FeedOrder order = Order(options, graph, feeds, end ?? SignalTime.Never, others);
        using StateFile? state = StateFile.Open(options.State, Console.Error.WriteLine, static _ => { });
        // Nothing refuses the run any more: only now is an older recording written over.
        recorder?.Begin(engine);
        state?.Resume(engine);
        order.Start(options.StartWallNanoseconds ?? options.Pipeline.Definition!.StartWallNanoseconds ?? feeds.WallNanoseconds ?? FeedOrder.DefaultWallNanoseconds);

        DeviceClock? clock = options.MaxSpeed ? null : new DeviceClock();
        Pacer? pacer = clock is null ? null : new Pacer(clock);
        SignalTime limit = end ?? SignalTime.Never;
        bool more = true;
        while (more && !stop.IsCancellationRequested)
        {
            if (pacer is not null && order.Next <= limit && order.Next != SignalTime.Never && !pacer.WaitUntil(order.Next, stop))
                break;
            more = order.Step(limit);
        }

        SignalTime ended = stop.IsCancellationRequested ? SignalTime.Max(engine.Frontier, SignalTime.Zero) : end ?? order.LastStamp;
        if (pacer is not null)
            pacer.WaitUntil(ended, stop);
        order.End(ended);
        foreach (string warning in feeds.Warnings)
            Console.Error.WriteLine(warning);
        return RunResult.Of(engine, ended) with { RecordingFailure = recorder?.Close(), StateFailure = state?.Close(graph.Checkpoint()) };
    }

    private static FeedOrder Order(RunOptions options, PipelineGraph graph, TraceFeeds feeds, SignalTime end, ConnectionModels? others)
    {
        if (options.Feeds.IsEmpty)
        {
            return new FeedOrder(
                graph.Engine,
                graph.Engine.Sources.Where(s => s.IsDense).Select(s => new SimulatedFeed(s, end)),
                [.. graph.Tables(graph.Definition.Tables, SignalTime.Zero), .. graph.Engine.Sources.Where(s => !s.IsDense && !s.Spec.IsVirtual).Select(s => new ListFeed(s.Index, [.. Scenario.Values(s.Spec)]))]) { Models = others };
        }

        foreach (FeedOption feed in options.Feeds)
        {
            Source source = graph.Source(feed.Port) ?? throw CommandException.Usage($"--feed {feed.Port}={feed.File}: the pipeline uses no port '{feed.Port}'; it uses {string.Join(", ", graph.Engine.Sources.Select(s => s.Name))}.");
            if (feeds.Feeds(source))
                throw CommandException.Usage($"--feed {feed.Port}={feed.File}: '{feed.Port}' is fed already.");
            feeds.Add(source, feed);
        }

        foreach (Source source in graph.Engine.Sources.Where(s => !feeds.Feeds(s) && !s.Spec.IsVirtual))
            Console.Error.WriteLine($"'{source.Name}' is not fed: what depends on it stays unknown.");

        return new FeedOrder(graph.Engine, feeds.Blocks, [.. graph.Tables(graph.Definition.Tables, SignalTime.Zero), .. feeds.Values]) { Models = others };
    }
}

/// <summary>What a run came to.</summary>
internal sealed record RunResult(long Arrivals, long Turns, long Commands, SignalTime Seconds, long Late, long Missed)
{
    /// <summary>What chains left out on purpose, and how often.</summary>
    public IReadOnlyDictionary<string, long> Ignored { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>What became of messages that were not delivered.</summary>
    public OutboxCounts Messages { get; init; }

    /// <summary>What could not be recorded, or null.</summary>
    public string? RecordingFailure { get; init; }

    /// <summary>What is to outlive the run.</summary>
    public string Kept { get; init; } = "";

    /// <summary>What could not be kept for the next run, or null.</summary>
    public string? StateFailure { get; init; }

    public static RunResult Of(Engine engine, SignalTime seconds) => new(
        engine.ArrivalCount, engine.TurnCount, engine.CommandCount, seconds, engine.Sources.Sum(s => s.Late), engine.Sources.Sum(s => s.Missed)) { Ignored = engine.Ignored };
}
