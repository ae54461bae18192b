using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Reactive.Device.Files;
using Reactive.Device.Live;
using Reactive.Device.Messaging;
using Reactive.Device.Running;
using Reactive.Device.Time;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Device.Tests.Live;

/// <summary>
/// Live runs with real threads and real waiting, with gaps, stalls, outages and late stamps forced at random: whatever the
/// scheduler of the machine makes of them, the recording replays to the same commands.
/// </summary>
public sealed class RandomLiveRunTests
{
    private const string Pipeline = """
        pipeline: random
        device: door-controller
        ports:
          door-monitor: { block: 2 ms, offline-after: 50 ms }
          rex: { block: 3 ms, offline-after: 80 ms }
          tamper: { lateness: 1 ms }
          alarm: { order: by-arrival }
        signals:
          door: { from: door-monitor, through: [ end-of-line: { wiring: parallel-first }, debounce: 3 ms ] }
          rex: { from: rex, through: [ digital, debounce: 2 ms ] }
          press: { from: rex, through: [ edge: { to: active } ] }
          casing: { from: tamper, through: [ debounce: 2 ms ] }
        rules:
          unlock: { when: rex becomes active, if: door is known, do: { pulse: strike, for: 15 ms } }
          again: { when: press, unless: "casing is active or strike was active within 5 ms", do: { pulse: aux-1, for: 4 ms } }
          lamp: { when: "door is open for 5 ms", while: { activate: led-red } }
          tampered: { when: casing becomes active, do: { log: "tampered" } }
          alarmed: { when: alarm changes, cooldown: 3 ms, do: { pulse: buzzer, for: 6 ms } }
          lost: { when: "door is offline or rex is offline", while: { activate: aux-2 } }
          confirmed: { when: strike.readback becomes active, do: { pulse: led-green, for: 2 ms } }
        """;

    private static readonly TimeSpan RunTime = TimeSpan.FromMilliseconds(220);

    [Fact]
    public void RandomLiveRuns_ReplayIdentically()
    {
        int runs = Environment.GetEnvironmentVariable("REACTIVE_LONG") == "1" ? 1000 : 50;
        var seen = new Seen();
        var failures = new List<string>();
        // Several at once: they also get in each other's way, as they should.
        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = 4 }, seed =>
        {
            string? failure = Run(seed, seen);
            if (failure is not null)
            {
                lock (failures)
                    failures.Add($"seed {seed}: {failure}");
            }
        });
        Assert.Empty(failures);
        // What was to be forced was forced.
        Assert.True(seen.Commands > runs, $"only {seen.Commands} commands");
        Assert.True(seen.Missed > 0, "nothing was missed");
        Assert.True(seen.Late > 0, "nothing was late");
        Assert.True(seen.Stalled > 0, "nothing stalled");
        Assert.True(seen.Offline > 0, "nothing went offline");
    }

    private static string? Run(int seed, Seen seen)
    {
        PipelineFile file = PipelineFile.Of("random.yaml", Pipeline);
        Assert.Empty(file.Diagnostics.Where(d => d.Severity == Severity.Error));
        var stream = new MemoryStream();
        var writer = new McapWriter(new StreamMcapOutput(stream), new McapWriterOptions { Profile = RecordingFormat.Profile, ChunkSizeBytes = 4096 });
        var recorder = new RunRecorder(writer, new RecordingContext("random.yaml", file.Text, file.ProfileText));
        var signals = new SignalLog();
        PipelineGraph graph = PipelineGraph.Build(file.Definition!, new ObserverList(recorder, seen, signals));
        recorder.Bind(graph.Engine);
        Live(graph, seed);
        Assert.True(recorder.Close());
        lock (seen)
            seen.Add(graph.Engine);

        var reader = new RecordingReader(new McapMemoryBytes(stream.ToArray()));
        var signalsAgain = new SignalLog();
        var replay = new Replay(reader, counterfactual: false);
        PipelineGraph again = PipelineGraph.Build(file.Definition!, new ObserverList(replay, signalsAgain));
        replay.Into(again.Engine);
        while (replay.Step(SignalTime.Never))
        {
            // one message at a time
        }

        replay.Conclude();
        if (reader.Error is { } error)
            return error;
        if (replay.RecordedCount != graph.Engine.CommandCount)
            return $"{graph.Engine.CommandCount} commands given, {replay.RecordedCount} recorded";
        if (signals.Lines.Zip(signalsAgain.Lines).FirstOrDefault(l => l.First != l.Second) is { First: not null } different)
            return $"live {different.First}, replayed {different.Second}";
        if (signals.Lines.Count != signalsAgain.Lines.Count)
            return $"{signals.Lines.Count} changes of signals live, {signalsAgain.Lines.Count} replayed";
        return replay.Identical == true ? null : $"recorded {replay.Difference?.Recorded}, replayed {replay.Difference?.Replayed}";
    }

    private static void Live(PipelineGraph graph, int seed)
    {
        var clock = new DeviceClock();
        using var bell = new Doorbell();
        using var stop = new CancellationTokenSource();
        var random = new Random(seed);
        DriverLine[] lines = [.. graph.Engine.Sources.Select(s => new DriverLine(s.Index, random.Next(2, 12), s.IsDense ? 256 : 0, clock, bell))];
        // Now and then so few outcomes fit that commands fail at once.
        var answers = new AnswerLine(clock, bell, random.Next(3) == 0 ? 2 : AnswerLine.DefaultCapacity);
        int hiccup = random.Next(3) == 0 ? random.Next(5, 40) : 0;
        var loop = new LiveLoop(graph.Engine, clock, bell, [.. lines, answers.Line])
        {
            // Now and then the loop itself is held up, so that lines run over.
            Housekeeping = _ =>
            {
                if (hiccup > 0 && Random.Shared.Next(40) == 0)
                    Thread.Sleep(hiccup);
            },
        };
        using var outputs = new OutputDriver(graph.Definition.Device.Outputs.Select(o => (o, (IOutputPort)new SlowOutput(seed))), answers.Post);
        using var logs = new LogDriver(_ => Thread.Sleep(1), answers.Post);
        using var readerLines = new ReaderLineDriver([], answers.Post);
        using var lists = new EntryLists(graph.Definition, null);
        using var connections = new Connections(graph.Definition, "", SecretSet.None, null);
        graph.Engine.Target = new CommandDesk(graph.Engine, answers, outputs, readerLines, logs, lists, connections);
        if (random.Next(4) > 0)
            outputs.Begin();
        loop.Anchor(DeviceClock.WallNanoseconds);
        Thread[] drivers = [.. graph.Engine.Sources.Select(s => Driver(s, lines[s.Index], clock, new Random((seed * 31) + s.Index), stop.Token))];
        loop.Run(SignalTime.Zero + RunTime, CancellationToken.None);
        stop.Cancel();
        foreach (Thread driver in drivers)
            driver.Join();
        if (answers.Line.Refused > 0)
            throw new InvalidOperationException($"{answers.Line.Refused} outcomes did not fit their line.");
    }

    private static Thread Driver(Source source, DriverLine line, DeviceClock clock, Random random, CancellationToken stop)
    {
        var thread = new Thread(() =>
        {
            if (source.IsDense)
                Samples(source, line, clock, random, stop);
            else
                Edges(line, clock, random, stop);
        });
        thread.Start();
        return thread;
    }

    private static void Samples(Source source, DriverLine line, DeviceClock clock, Random random, CancellationToken stop)
    {
        FrontEnd front = source.Spec.Flow.Samples!.FrontEnd!;
        short[] levels = [.. new[] { 0.0, 3_873, 22_000, double.PositiveInfinity }.Select(o => (short)front.CountOf(front.VoltsOf(o)))];
        int count = (int)source.Clock!.Rate.PeriodsIn(source.Spec.Block.Ticks * 100);
        int level = 1, left = 0;
        for (long index = 0; !stop.IsCancellationRequested; index += count)
        {
            var due = new SignalTime(source.Spec.Block.Ticks * 100 * ((index / count) + 1));
            Nap(due - clock.Now, stop);
            // Hangs now and then, short and long; what piled up comes in a burst, and now and then a block is lost.
            if (random.Next(60) == 0)
                Nap(random.Next(1, 120) * 1_000_000L, stop);
            byte[]? buffer = random.Next(50) == 0 ? null : line.Rent();
            if (buffer is null)
            {
                line.Miss();
                continue;
            }

            Span<short> samples = MemoryMarshal.Cast<byte, short>(buffer.AsSpan(0, count * 2));
            for (int i = 0; i < count; i++)
            {
                if (left-- <= 0)
                    (level, left) = (random.Next(levels.Length), random.Next(1, 25));
                samples[i] = (short)Math.Clamp(levels[level] + random.Next(-3, 4), 0, 4095);
            }

            line.Post(buffer, new SampleBlock(buffer.AsMemory(0, count * 2), SampleFormat.Int16, index, source.Clock));
        }
    }

    private static void Edges(DriverLine line, DeviceClock clock, Random random, CancellationToken stop)
    {
        bool active = false;
        line.Post(new Stamped<Value>(Value.Contact(active), clock.Now));
        while (!stop.IsCancellationRequested)
        {
            Nap(random.Next(0, 12) * 1_000_000L, stop);
            for (int burst = random.Next(10) == 0 ? 20 : 1; burst > 0; burst--)
            {
                active = !active;
                // Some stamps lie far enough back to be late.
                var stamp = new SignalTime(Math.Max(0, clock.Now.Nanoseconds - random.Next(0, random.Next(4) == 0 ? 15_000_000 : 500_000)));
                line.Post(new Stamped<Value>(Value.Contact(active), stamp));
            }
        }
    }

    private static void Nap(long nanoseconds, CancellationToken stop)
    {
        if (nanoseconds > 0)
            stop.WaitHandle.WaitOne(TimeSpan.FromTicks(nanoseconds / 100));
    }

    private sealed class SlowOutput(int seed) : IOutputPort
    {
        private readonly Random _random = new(seed);
        private bool _driven;

        public void Drive(bool driven)
        {
            Thread.Sleep(_random.Next(0, 3));
            if (_random.Next(20) == 0)
                throw new IOException("a relay that does not answer");
            _driven = driven;
        }

        public bool? ReadBack() => _random.Next(10) == 0 ? null : _driven;
    }

    // What is shown must be replayed as well as what is done.
    private sealed class SignalLog : RunObserver
    {
        public List<string> Lines { get; } = [];

        public override void OnSignal(in SignalChange change) =>
            Lines.Add($"{change.At} {change.Signal} {change.Value} since {change.Since} turn {change.Turn}");

        public override void OnFault(SignalTime at, string fault) => Lines.Add($"{at} {fault}");
    }


    private sealed class Seen : RunObserver
    {
        private long _stalled, _offline;

        public long Commands { get; private set; }

        public long Missed { get; private set; }

        public long Late { get; private set; }

        public long Stalled => _stalled;

        public long Offline => _offline;

        public void Add(Engine engine)
        {
            Commands += engine.CommandCount;
            Missed += engine.Sources.Sum(s => s.Missed);
            Late += engine.Sources.Sum(s => s.Late);
        }

        public override void OnArrival(long number, in Arrival arrival)
        {
            if (arrival.Kind == ArrivalKind.Stalled)
                Interlocked.Increment(ref _stalled);
            if (arrival.Kind == ArrivalKind.Offline)
                Interlocked.Increment(ref _offline);
        }
    }
}
