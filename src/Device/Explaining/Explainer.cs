using System;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Recording;
using Reactive.Device.Secrets;
using Reactive.Rules;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;

namespace Reactive.Device.Explaining;

/// <summary>
/// Explains a command of a recording, or what kept a rule from activating, by replaying it, several times: first to find the command or to see how the rule
/// stood, then to see what its rule read, then for the turns, arrivals and samples behind that, and so on until nothing is missing. So memory depends on
/// what is explained, not on the recording's length.
/// </summary>
internal sealed class Explainer(MappedBytes bytes, PipelineFile pipeline, Unsealed unsealed)
{
    // Each pass goes one step further back; the limit only stops what cannot happen.
    private const int MostPasses = 200;

    /// <summary>What went wrong with the recording, or null.</summary>
    public string? Damage { get; private set; }

    /// <summary>How the replay differs from what was recorded, or null.</summary>
    public ReplayDifference? Difference { get; private set; }

    /// <summary>Messages that the recorder lost, where the replay had to end.</summary>
    public long Lost { get; private set; }

    /// <summary>Commands of the replay.</summary>
    public long CommandCount { get; private set; }

    /// <summary>The last instant replayed.</summary>
    public SignalTime End { get; private set; }

    /// <summary>Replays everything and returns the last command that <paramref name="matches"/>.</summary>
    public Command? Find(Func<Command, bool> matches)
    {
        Command? found = null;
        var watcher = new Watcher(c => found = matches(c) ? c : found);
        Whole(watcher, static _ => { });
        CommandCount = watcher.Count;
        return found;
    }

    /// <summary>Replays everything and says what a rule did around an instant.</summary>
    public RuleStand Watch(RuleDefinition rule, SignalTime at)
    {
        var watch = new RuleWatch(rule, at);
        Whole(watch, watch.Attach);
        return watch.Close();
    }

    /// <summary>Collects everything that is missing in <paramref name="evidence"/>, of what happened up to an instant.</summary>
    public void Complete(Evidence evidence, SignalTime until)
    {
        var asked = new Wishes();
        Wishes wishes = evidence.Missing();
        for (int pass = 0; pass < MostPasses && wishes.Without(asked); pass++)
        {
            var collector = new Collector(wishes, evidence);
            Run(new RecordingReader(bytes) { Opener = unsealed.Opener }, collector, graph => Attach(collector, graph), "looking back", until);
            collector.Close();
            asked.Add(wishes);
            wishes = evidence.Missing();
        }
    }

    private static void Attach(Collector collector, PipelineGraph graph)
    {
        collector.Bind(graph.Engine);
        collector.Tracer.Attach(graph);
    }

    private void Whole(RunObserver watcher, Action<PipelineGraph> attach)
    {
        var reader = new RecordingReader(bytes) { Opener = unsealed.Opener };
        Replay replay = Run(reader, watcher, attach, "replaying", SignalTime.Never);
        replay.Conclude();
        (Damage, Difference, Lost, End) = (reader.Error, replay.Difference, replay.Lost, replay.End);
    }

    private Replay Run(RecordingReader reader, RunObserver watcher, Action<PipelineGraph> attach, string doing, SignalTime until)
    {
        var replay = new Replay(reader, counterfactual: false);
        PipelineGraph graph = PipelineGraph.Build(pipeline.Definition!, new ObserverList(watcher, replay), secrets: unsealed.Secrets);
        attach(graph);
        replay.Into(graph.Engine);
        using var progress = new Progress(doing);
        Func<double> fraction = () => bytes.Fraction;
        while (replay.Step(until))
            progress.Step(fraction);

        // what timers bring between the last message and the instant, where the recording goes on after it
        if (until <= End)
            graph.Engine.RunThrough(until);
        return replay;
    }

    private sealed class Watcher(Action<Command> taken) : RunObserver
    {
        public long Count { get; private set; }

        public override void OnCommand(in Command command)
        {
            Count++;
            taken(command);
        }
    }
}
