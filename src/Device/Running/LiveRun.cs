using System;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Logging;
using Reactive.Device.Live;
using Reactive.Device.Live.Inputs;
using Reactive.Device.Messaging;
using Reactive.Device.Recording;
using Reactive.Device.Simulation;
using Reactive.Device.Speakers;
using Reactive.Device.Time;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Sinks;

namespace Reactive.Device.Running;

/// <summary>
/// A run in real time: supervised drivers hand over through bounded lines, the loop runs on the calling thread, outputs
/// follow on theirs. However it ends, outputs are released first; then drivers stop, speakers, reader lines, the log, and the watchdog last.
/// </summary>
internal static class LiveRun
{
    // A stuck loop must let go of the door before anybody has to force it.
    private static readonly TimeSpan HungAfter = TimeSpan.FromSeconds(2);

    public static RunResult Run(RunOptions options, RunView view, ILogger log, Hardware hardware, CancellationToken stop)
    {
        using Recorder? recorder = options.Record is null ? null : new Recorder(options.Record, options.Pipeline, live: true, options.Sealer, options.Secrets);
        view.Recording = recorder is null ? null : recorder.Describe;
        using StateFile? state = StateFile.Open(options.State, note => log.LogWarning("{Note}", note), failure => Tell(log, options.State!, failure));
        try
        {
            // what waits for a disk comes behind the release of the outputs
            using var connections = new Connections(options.Pipeline.Definition!, Path.GetDirectoryName(Path.GetFullPath(options.Pipeline.Path))!, options.Secrets, options.Outbox);
            RunResult result = Run(options, view, log, hardware, connections, recorder, state, stop);
            return result with { Messages = connections.Counts, RecordingFailure = recorder?.Close(), StateFailure = state?.Close(result.Kept) };
        }
        catch
        {
            // The failure goes on its way; what it did to the recording is told beside it. No exception filter: that would
            // close the recording, and wait for the disk, before the outputs are released.
            if (recorder?.Close() is { } unrecorded)
                log.LogError("{Unrecorded}", unrecorded);
            throw;
        }
    }

    private static RunResult Run(RunOptions options, RunView view, ILogger log, Hardware hardware, Connections connections, Recorder? recorder, StateFile? state, CancellationToken stop)
    {
        var clock = new DeviceClock();
        using var bell = new Doorbell();
        // these end before the bell goes, and after the drivers
        using Connections ending = connections;
        var answers = new AnswerLine(clock, bell, connections.Answers);
        var begin = new StartWatch();
        using var lists = new EntryLists(options.Pipeline.Definition!, options.Store);
        PipelineGraph graph = PipelineGraph.Build(options.Pipeline.Definition!, recorder is null ? new ObserverList(begin, lists, view) : new ObserverList(begin, lists, recorder, view), secrets: options.Secrets);
        Engine engine = graph.Engine;
        DriverLine[] lines = [.. engine.Sources.Select(s => Line(s, clock, bell))];
        var loop = new LiveLoop(engine, clock, bell, [.. lines, answers.Line]);
        var outputs = new OutputDriver(options.Pipeline.Definition!.Device.Outputs.Select(o => (o, hardware.Output(o))), answers.Post, (name, failure) => Tell(log, name, failure));

        // Stopped from the last to the first.
        using var watchdog = new Watchdog(() => loop.Heartbeat, clock, HungAfter, hung => FailSafe(outputs, log, hung));
        using var logs = new LogDriver(c => log.LogInformation("{Text}", c.Text), answers.Post);
        using var readerLines = new ReaderLineDriver(options.Pipeline.Definition!.Device.Lines.Select(l => (l, hardware.ReaderLine(l))), answers.Post, (name, failure) => TellLine(log, name, failure));
        using var speakers = new SpeakerDriver(options.Pipeline.Definition!.Device.Speakers.Select(s => (s, connections.Speaker(s) ?? hardware.Speaker(s))), new Clips(options.Pipeline.PlaceOf, log).Of, answers.Post, (name, failure) => TellSpeaker(log, name, failure));
        using var supervisor = new Supervisor(log, clock);
        using OutputDriver released = outputs;

        begin.Outputs = outputs;
        engine.Target = new CommandDesk(engine, answers, outputs, readerLines, logs, lists, connections) { Speakers = speakers };
        InputChannel[] channels = [.. engine.Sources.Where(s => !s.Spec.IsVirtual).Select(s => new InputChannel(s, lines[s.Index]))];
        InputChannel? heard = connections.SoundOfCalls(channels, options.Inputs);
        IDriver[] inputs = [.. hardware.Inputs([.. channels.Where(c => c != heard)], clock)];
        // Nothing refuses the run any more: only now is an older recording written over.
        recorder?.Begin(engine);
        state?.Resume(engine);
        Keep(loop, clock, options.StartWallNanoseconds, recorder, at => state?.KeepOften(graph, at));
        lists.Begin(graph, lines, answers, log);
        connections.Begin(graph, lines, answers, heard is null ? null : new CallSound(heard, clock), log);
        foreach (IDriver driver in inputs)
            supervisor.Start(driver);
        SignalTime ended = loop.Run(options.For ?? SignalTime.Never, stop);
        foreach (ICountingDriver driver in inputs.OfType<ICountingDriver>())
        {
            foreach ((string what, long count) in driver.Counts.Where(c => c.Count > 0))
                log.LogWarning("{Driver}: {Count} {What}", driver.Name, count, what);
        }

        return RunResult.Of(engine, ended) with { Kept = graph.Checkpoint(), Missed = lines.Append(answers.Line).Sum(l => l.Refused) };
    }

    // A start that was asked for stands; the real clock is watched for steps.
    private static void Keep(LiveLoop loop, DeviceClock clock, long? start, Recorder? recorder, Action<SignalTime> keep)
    {
        SignalTime now = clock.Now;
        long wall = start ?? DeviceClock.WallNanoseconds;
        loop.Anchor(wall);
        WallWatch? watch = start is null ? new WallWatch(now, wall, () => DeviceClock.WallNanoseconds, loop.Anchor) : null;
        loop.Housekeeping = at =>
        {
            recorder?.FlushOften(at);
            keep(at);
            watch?.Look(at);
        };
    }

    private static DriverLine Line(Source source, DeviceClock clock, Doorbell bell)
    {
        // A second of blocks may wait before one is missed; sparse sources get as much room as a burst of edges needs.
        if (!source.IsDense)
            return new DriverLine(source.Index, 4096, 0, clock, bell);
        int capacity = (int)Math.Clamp(1_000_000_000 / (source.Spec.Block.Ticks * 100), 8, 1024);
        return new DriverLine(source.Index, capacity, new SimulatedSamples(source.Spec).Bytes(SimulatedAdc.BlockSamples(source)), clock, bell);
    }

    private static void FailSafe(OutputDriver outputs, ILogger log, bool hung)
    {
        outputs.FailSafe(hung);
        if (hung)
            log.LogCritical("The loop has been silent for {Seconds} s: all outputs are released.", HungAfter.TotalSeconds);
        else
            log.LogWarning("The loop runs again: outputs follow their commands.");
    }

    private static void Tell(ILogger log, string file, string? failure)
    {
        if (failure is null)
            log.LogWarning("The state of the run is written to {File} again.", file);
        else
            log.LogError("The state of the run cannot be written to {File}: {Failure}", file, failure);
    }

    private static void Tell(ILogger log, string output, Exception? failure)
    {
        if (failure is null)
            log.LogWarning("Output {Output} works again.", output);
        else
            log.LogError("Output {Output} does not obey: {Failure}", output, failure.Message);
    }

    private static void TellLine(ILogger log, string line, Exception? failure)
    {
        if (failure is null)
            log.LogWarning("Reader line {Line} works again.", line);
        else
            log.LogError("Reader line {Line} does not send: {Failure}", line, failure.Message);
    }

    private static void TellSpeaker(ILogger log, string speaker, Exception? failure)
    {
        if (failure is null)
            log.LogWarning("Speaker {Speaker} plays again.", speaker);
        else
            log.LogError("Speaker {Speaker} does not play: {Failure}", speaker, failure.Message);
    }

    // Outputs take their normal position with the start itself, before the first command.
    private sealed class StartWatch : RunObserver
    {
        public OutputDriver? Outputs { get; set; }

        public override void OnArrival(long number, in Arrival arrival)
        {
            if (arrival.Kind == ArrivalKind.Start)
                Outputs?.Begin();
        }
    }
}
