using System;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Logging;
using Reactive.Device.Live;
using Reactive.Device.Recording;
using Reactive.Device.Simulation;
using Reactive.Device.Time;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Sinks;

namespace Reactive.Device.Running;

/// <summary>A run in real time: supervised drivers hand over through bounded lines, the loop runs on the calling thread, outputs follow on theirs.</summary>
internal static class LiveRun
{
    // A stuck loop must let go of the door before anybody has to force it.
    private static readonly TimeSpan HungAfter = TimeSpan.FromSeconds(2);

    public static RunResult Run(RunOptions options, RunView view, ILogger log, CancellationToken stop)
    {
        using Recorder? recorder = options.Record is null ? null : Recorder.Create(options.Record, options.Pipeline, live: true);
        PipelineGraph graph = PipelineGraph.Build(options.Pipeline.Definition!, recorder is null ? view : new ObserverList(recorder.Observer, view));
        Engine engine = graph.Engine;
        recorder?.Observer.Bind(engine);
        view.Recording = recorder is null ? null : recorder.Describe;

        var clock = new DeviceClock();
        using var bell = new Doorbell();
        DriverLine[] lines = [.. engine.Sources.Select(s => Line(s, clock, bell))];
        var answers = new AnswerLine(new DriverLine(-1, 1024, 0, clock, bell));
        using var loop = new LiveLoop(engine, clock, bell, [.. lines, answers.Line]);
        RunResult result;
        using (var outputs = new OutputDriver(options.Pipeline.Definition!.Device.Outputs.Select(o => (o, (IOutputPort)new SimulatedOutput())), answers.Post))
        using (var logs = new LogDriver(c => log.LogInformation("{Text}", c.Text), answers.Post))
        using (var watchdog = new Watchdog(() => loop.Heartbeat, clock, HungAfter, hung => FailSafe(outputs, log, hung)))
        using (var supervisor = new Supervisor(log))
        {
            engine.Target = new DeviceTarget(outputs, logs);
            Keep(loop, clock, options.StartWallNanoseconds, recorder);
            foreach (Source source in engine.Sources)
                supervisor.Start(source.IsDense ? new SimulatedAdc(source, lines[source.Index], clock) : new SimulatedContact(source, lines[source.Index], clock));
            SignalTime ended = loop.Run(options.For ?? SignalTime.Never, stop);
            result = RunResult.Of(engine, ended);
        }

        return result with { RecordingFailure = recorder?.Close() };
    }

    // A start that was asked for stands; the real clock is watched for steps.
    private static void Keep(LiveLoop loop, DeviceClock clock, long? start, Recorder? recorder)
    {
        SignalTime now = clock.Now;
        long wall = start ?? DeviceClock.WallNanoseconds;
        loop.Anchor(wall);
        WallWatch? watch = start is null ? new WallWatch(now, wall, () => DeviceClock.WallNanoseconds, loop.Anchor) : null;
        loop.Housekeeping = at =>
        {
            recorder?.FlushOften(at);
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

    private sealed class DeviceTarget(OutputDriver outputs, LogDriver logs) : ICommandTarget
    {
        public void Carry(in Command command)
        {
            if (command.Sink == "log")
                logs.Carry(command);
            else
                outputs.Carry(command);
        }
    }
}

/// <summary>The line on which outcomes come back, shared by all who carry commands out.</summary>
internal sealed class AnswerLine(DriverLine line)
{
    private readonly Lock _gate = new();

    public DriverLine Line => line;

    public void Post(long command, Value outcome, Value readback)
    {
        lock (_gate)
            line.Post(command, outcome, readback);
    }
}
