using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Device.Files;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>
/// Whole pipelines, chains and rules included, on random samples: the commands do not depend on how samples are cut into
/// blocks, and a run that is saved, loaded into a fresh graph and continued gives what it would have given.
/// </summary>
public sealed class WholeGraphTests
{
    private const string Pipeline = """
        pipeline: whole
        device: door-controller
        signals:
          door: { from: door-monitor, through: [ end-of-line: { wiring: parallel-first, undefined-after: 30 ms }, debounce: 7 ms ] }
          loop: { from: door-monitor, through: [ end-of-line: { bands: { closed: 800..5000 Ω, open: 15..40 kΩ }, undefined-after: 20 ms }, changed ] }
          rex: { from: rex, through: [ digital, debounce: { on: 3 ms, off: 9 ms } ] }
          press: { from: rex, through: [ edge: { to: active } ] }
          calm: { from: tamper, through: [ debounce: 11 ms ] }
          quick: { from: door-monitor, through: [ digital, settle: 6 ms ] }
          rattle: { from: door-monitor, through: [ digital, chatter: { more-than: 3, within: 40 ms } ] }
          presses: { from: door-monitor, through: [ digital, invert, count: { reset-every: 100 ms } ] }
          late: { from: tamper, through: [ delay: 13 ms, hold: { minimum: 9 ms, after: 4 ms } ] }
          seldom: { from: press, through: [ limit-rate: { per: 30 ms, keep: last }, hold: 5 ms ] }
          level: { from: door-monitor, through: [ deadband: 0.5 V, limit-rate: 10 ms ] }
          high: { from: door-monitor, through: [ hysteresis: { above: 2.5 V, below: 1 V }, select: { only: active } ] }
          smooth: { from: door-monitor, through: [ median: 5, average: 4 ms, end-of-line: { wiring: parallel-first, undefined-after: 30 ms }, debounce: 7 ms ] }
          lowest: { from: door-monitor, through: [ window: { every: 7 ms, of: min }, digital ] }
          slow: { from: door-monitor, through: [ resample: { to: 400 Hz, quality: fast }, digital, debounce: 5 ms ] }
          picked: { from: door-monitor, through: [ decimate: { by: 3, filter: none }, scale: { gain: 0.0012210012, unit: V }, digital ] }
          still: { from: door-monitor, through: [ stuck: { for: 20 ms, within: 3 } ] }
          rising: { from: door-monitor, through: [ rate-of-change: { over: 2 ms, per: 1 ms }, stuck: 5 ms ] }
        rules:
          unlock: { when: rex becomes active, if: door is known and door is not cut, do: { pulse: strike, for: 40 ms }, cooldown: 25 ms }
          again: { when: press, unless: "calm is active or strike was active within 15 ms", do: { pulse: aux-1, for: 12 ms } }
          held: { when: "door is open for 30 ms", while: { activate: led-red } }
          raw: { when: "loop becomes open and calm is active", do: { log: "raw open" } }
          cable: { when: "door in [short, cut]", while: { activate: buzzer } }
          busy: { when: "presses > 2 and rattle is active", while: { activate: aux-2 } }
          soft: { when: "smooth is closed and lowest is active", do: { log: "soft" } }
          late: { when: "slow becomes active or slow becomes inactive", do: { log: "slow" } }
          pick: { when: "picked becomes active", do: { log: "picked" } }
          dead: { when: "still is active and rising is active", do: { log: "dead" } }
          recent: { when: "press within 20 ms and door was open within 50 ms", while: { activate: led-green } }
        """;

    private const int Cases = 60;
    private const int Milliseconds = 900;

    [Fact]
    public void AnyCutting_GivesTheSameCommandsAndSignals()
    {
        List<string> commands = [];
        for (int seed = 0; seed < Cases; seed++)
        {
            var story = new Story(seed);
            List<string> reference = story.Run(_ => 1);
            Assert.Equal(reference, story.Run(random => random.Next(1, 60)));
            Assert.Equal(reference, story.Run(_ => 5));
            commands.AddRange(reference.Where(l => l.StartsWith("command", StringComparison.Ordinal)));
        }

        Assert.True(commands.Count > Cases * 10, $"only {commands.Count} commands: the cases show nothing");
        Assert.All(["soft", "slow", "picked", "dead"], text => Assert.Contains(commands, c => c.Contains(text, StringComparison.Ordinal)));
    }

    [Fact]
    public void SavedAndLoadedAnywhere_GoesOnAlike()
    {
        for (int seed = 0; seed < Cases; seed++)
        {
            var story = new Story(seed);
            List<string> reference = story.Run(_ => 7);
            Assert.Equal(reference, story.Run(_ => 7, saveAfter: new Random(seed).Next(5, 250)));
        }
    }

    private sealed class Story
    {
        private static readonly PipelineFile File = PipelineFile.Of("whole.yaml", Pipeline);

        private readonly int _seed;
        private readonly short[] _door;
        private readonly short[] _rex;
        private readonly List<Stamped<Value>> _tamper = [];

        public Story(int seed)
        {
            Assert.Empty(File.Diagnostics.Where(d => d.Severity == Severity.Error));
            _seed = seed;
            var random = new Random(seed);
            _door = Samples(random, [0, 3_873, 8_000, 22_000, double.PositiveInfinity]);
            _rex = Samples(random, [0, double.PositiveInfinity]);
            bool active = false;
            for (long at = 0; at < Milliseconds; at += random.Next(1, 60))
            {
                // Often at the very instant of a sample.
                long stamp = (at * 1_000_000) + (random.Next(3) == 0 ? random.Next(1_000_000) : 0);
                _tamper.Add(new Stamped<Value>(Value.Contact(active), new SignalTime(stamp)));
                active = !active;
            }
        }

        public List<string> Run(Func<Random, int> cut, int? saveAfter = null)
        {
            var log = new Log();
            PipelineGraph graph = Build(log);
            FeedOrder order = Order(graph, cut);
            order.Start(0);
            int steps = 0;
            while (order.Step(SignalTime.FromMilliseconds(Milliseconds)))
            {
                if (++steps != saveAfter)
                    continue;
                // From here on a fresh graph goes on in place of the first one.
                var state = new StateWriter();
                graph.Engine.Save(state);
                PipelineGraph loaded = Build(log);
                var reader = new StateReader(state.Written.ToArray());
                loaded.Engine.Load(reader);
                Assert.True(reader.AtEnd);
                var again = new StateWriter();
                loaded.Engine.Save(again);
                Assert.True(state.Written.SequenceEqual(again.Written), $"seed {_seed}: what was loaded is not what was saved");
                order.Continue(loaded.Engine);
            }

            order.End(SignalTime.FromMilliseconds(Milliseconds));
            return log.Lines;
        }

        private static PipelineGraph Build(Log log)
        {
            PipelineGraph graph = PipelineGraph.Build(File.Definition!, log);
            graph.Engine.Target = new CommandModel(graph.Engine);
            return graph;
        }

        private FeedOrder Order(PipelineGraph graph, Func<Random, int> cut) => new(
            graph.Engine,
            [new CutFeed(graph.Source("door-monitor")!, _door, cut, _seed), new CutFeed(graph.Source("rex")!, _rex, cut, _seed + 1)],
            [new ListFeed(graph.Source("tamper")!.Index, _tamper)]);

        private static short[] Samples(Random random, double[] ohms)
        {
            FrontEnd front = File.Definition!.Device.Port("door-monitor")!.Flow.Samples!.FrontEnd!;
            short[] samples = new short[Milliseconds];
            int level = 1, left = 0;
            for (int i = 0; i < samples.Length; i++)
            {
                if (left-- <= 0)
                    (level, left) = (random.Next(ohms.Length), random.Next(3) == 0 ? random.Next(1, 4) : random.Next(1, 70));
                samples[i] = (short)Math.Clamp(front.CountOf(front.VoltsOf(ohms[level])) + random.Next(-2, 3), 0, 4095);
            }

            return samples;
        }
    }

    private sealed class CutFeed(Source source, short[] samples, Func<Random, int> cut, int seed) : BlockFeed(source.Index)
    {
        private readonly Random _random = new(seed);
        private int _index;

        public override SampleClock Clock { get; } = new(source.Clock!.Rate);

        public override bool TryRead(out SampleBlock block)
        {
            int count = Math.Min(cut(_random), samples.Length - _index);
            block = count <= 0 ? default : new SampleBlock(MemoryMarshal.AsBytes(samples.AsSpan(_index, count)).ToArray(), SampleFormat.Int16, _index, Clock);
            _index += Math.Max(count, 0);
            return count > 0;
        }
    }

    private sealed class Log : RunObserver
    {
        public List<string> Lines { get; } = [];

        public override void OnCommand(in Command command) =>
            Lines.Add($"command {command.Number} turn {command.Turn} at {command.At} {command.Sink} {command.Verb} {command.Text} {command.Cause}");

        public override void OnSignal(in SignalChange change) =>
            Lines.Add($"{change.Signal} {change.Value} at {change.At} since {change.Since} turn {change.Turn}");

        public override void OnFault(SignalTime at, string fault) => Lines.Add($"fault {at} {fault}");
    }
}
