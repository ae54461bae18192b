using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Device.Files;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>Banks in whole pipelines: one chain for many equal inputs, a signal for each of them.</summary>
public sealed class BankTests
{
    private const int Milliseconds = 600;
    private const int Channels = 128;

    private const string Head = "pipeline: bank\ndevice: a9210\nsignals:\n  zones: { from: zones, through: [ end-of-line: { wiring: serial-first, resistor: 4.7 kΩ }, debounce: 7 ms ] }\n";

    private static readonly PipelineFile Bank = PipelineFile.Of("bank.yaml", Head + """
          doors: { from: zones, through: [ edge: open ] }
          some: { from: [doors-1, doors-2, doors-128], through: [ merge ] }
          one: { from: zones-5, through: [ debounce: 20 ms ] }
        rules:
          first: { when: zones-1 is open, while: { activate: relays-1 } }
          last: { when: zones-128 is cut, while: { activate: relays-64 } }
          any: { when: some, do: { log: some door }, cooldown: 10 ms }
          slow: { when: one is closed for 30 ms, while: { activate: relay } }
        """);

    [Fact]
    public void AnyCutting_AndAnySave_GiveTheSameRun()
    {
        Assert.Empty(Bank.Diagnostics.Where(d => d.Severity == Reactive.Signals.Specs.Severity.Error));
        for (int seed = 0; seed < 8; seed++)
        {
            short[] samples = Samples(seed);
            List<string> reference = Run(samples, _ => 1);
            Assert.True(reference.Count(l => l.Contains("command", StringComparison.Ordinal)) > 3, $"seed {seed} shows nothing");
            Assert.Equal(reference, Run(samples, r => r.Next(1, 40)));
            Assert.Equal(reference, Run(samples, _ => 5));
            Assert.Equal(reference, Run(samples, _ => 5, saveAfter: 40 + seed));
        }
    }

    [Theory]
    [InlineData("rules: { r: { when: zones is open, do: { log: x } } }", "'zones' is a bank of 128 signals")]
    [InlineData("rules: { r: { when: zones-129 is open, do: { log: x } } }", "there is no signal, output or port 'zones-129'")]
    [InlineData("  zones-7: { from: tamper }", "'zones-7' is a member of the bank 'zones' already, which has 128 channels")]
    [InlineData("  m: { from: [zones-1, zones-2] }", "several inputs need an operator that joins them")]
    [InlineData("  m: { from: [zones-1, zones-2], through: [ edge: open ] }", "'edge' takes one input, not 2")]
    [InlineData("  m: { from: [zones-1, zones-2], through: [ merge ] }", "'merge' takes events of several signals, not 2 channels of loop state (open, closed, short, cut)")]
    [InlineData("  m: { from: [zones-1, tamper], through: [ merge ] }", "'tamper' gives contact (inactive, active); 'zones-1' gives loop state (open, closed, short, cut): what is joined must be alike")]
    [InlineData("  m: { from: [tamper, zones], through: [ merge ] }", "'zones' gives 128 channels of loop state (open, closed, short, cut); a bank cannot be joined: name its members")]
    [InlineData("  m: { from: [], through: [ merge ] }", "a signal is made from 1 to 64 ports or signals, not 0")]
    [InlineData("  input: { from: zones, through: [ edge: open ] }", "'input-1', a member of this bank of 128 channels, is a port of this device")]
    [InlineData("  relays: { from: zones }", "'relays-1', a member of this bank of 128 channels, is an output of this device")]
    [InlineData("tests:\n  - { name: t, feed: [ { at: 0 s, port.zones-2: cut } ], expect: [], until: 1 s }", "'port.zones-2' is fed before the bank as a whole, so nothing says what its other channels measure")]
    [InlineData("tests:\n  - { name: t, feed: [ { at: 0 s, zones: open } ], expect: [], until: 1 s }", "'zones' is a bank of 128 signals")]
    [InlineData("tests:\n  - { name: t, feed: [ { at: 0 s, port.zones-129: cut } ], expect: [], until: 1 s }", "'a9210' has no port 'zones-129'")]
    public void WrongBank_IsToldWhereItIs(string rest, string expected) =>
        Assert.Equal([expected], PipelineFile.Of("bank.yaml", Head + rest + "\n").Diagnostics.Where(d => d.Severity == Reactive.Signals.Specs.Severity.Error).Select(d => d.Message));

    [Fact]
    public void MistakeInABank_IsToldOnce_NotForEachUseOfItsMembers()
    {
        PipelineFile file = PipelineFile.Of("bank.yaml", """
            pipeline: bank
            device: a9210
            signals:
              zones: { from: zones, through: [ end-of-line: { wiring: serial-first, resistor: 4.7 kΩ }, debouce: 7 ms ] }
              five: { from: zones-5, through: [ edge: open ] }
            rules:
              first: { when: zones-1 is open, do: { log: first } }
              fifth: { when: five, do: { log: fifth } }
            tests:
              - { name: t, feed: [ { at: 0 s, zones-2: open, port.tamper: offline } ], expect: [] }
            """);
        Assert.Equal(["there is no operator 'debouce'"], file.Diagnostics.Select(d => d.Message));
    }

    [Fact]
    public void SamplesWhereStatesAreTaken_TheMissingOperatorsAreNamed() =>
        Assert.Equal(
            "put 'digital', 'end-of-line', 'hysteresis' or 'stuck' before it",
            PipelineFile.Of("bank.yaml", "pipeline: p\ndevice: a9210\nsignals: { z: { from: zones, through: [ debounce: 5 ms ] } }\n").Diagnostics.Single().Hint);

    [Fact]
    public void BankMadeFromABank_IsMadeFromItsMembers_OnceEach()
    {
        PipelineFile file = PipelineFile.Of("banks.yaml", """
            pipeline: banks
            device: a9210
            signals:
              hi: { from: zones, through: [ hysteresis: { above: 2 V, below: 1 V }, delay: 300 ms ] }
              lo: { from: hi, through: [ invert ] }
              ev: { from: hi, through: [ edge: active ] }
            rules:
              both: { when: "hi-1 becomes active", if: "lo-1 is inactive", do: { log: both } }
              event: { when: ev-2, do: { log: event } }
            tests:
              - name: a bank and what is made from it change in one turn
                feed: [ { at: 0 s, port.zones: 0 V }, { at: 1 s, port.zones-1: 3 V } ]
                expect: [ { at: 1.3 s, log: both } ]
                until: 2 s
              - name: what is fed to a member reaches what is made from the bank
                feed: [ { at: 0 s, hi-2: inactive }, { at: 1 s, hi-2: active } ]
                expect: [ { at: 1 s, log: event } ]
                until: 2 s
            """);
        Assert.Empty(file.Diagnostics.Where(d => d.Severity == Reactive.Signals.Specs.Severity.Error));
        Assert.All(file.Definition!.Tests, test => Assert.Empty(Reactive.Rules.Testing.PipelineTest.Run(file.Definition, test).Failures));
    }

    private static List<string> Run(short[] samples, Func<Random, int> cut, int? saveAfter = null)
    {
        var log = new Log();
        PipelineGraph graph = Build(log);
        var order = new FeedOrder(graph.Engine, [new Cut(graph.Source("zones")!, samples, cut)], []);
        order.Start(0);
        for (int step = 1; order.Step(SignalTime.FromMilliseconds(Milliseconds)); step++)
        {
            if (step != saveAfter)
                continue;
            var state = new StateWriter();
            graph.Engine.Save(state);
            PipelineGraph loaded = Build(log);
            loaded.Engine.Load(new StateReader(state.Written.ToArray()));
            order.Continue(loaded.Engine);
        }

        order.End(SignalTime.FromMilliseconds(Milliseconds));
        return log.Lines;
    }

    private static PipelineGraph Build(Log log)
    {
        PipelineGraph graph = PipelineGraph.Build(Bank.Definition!, log);
        graph.Engine.Target = new CommandModel(graph.Engine);
        return graph;
    }

    private static short[] Samples(int seed)
    {
        var random = new Random(seed);
        double[] ohms = [0, 4_700, 9_400, 7_000, double.PositiveInfinity];
        var front = Bank.Definition!.Device.Port("zones")!.Flow.Samples!.FrontEnd!;
        short[] samples = new short[Milliseconds * Channels];
        for (int channel = 0; channel < Channels; channel++)
        {
            int level = 1, left = 0;
            for (int i = 0; i < Milliseconds; i++)
            {
                if (left-- <= 0)
                    (level, left) = (random.Next(ohms.Length), random.Next(3) == 0 ? random.Next(1, 4) : random.Next(1, 70));
                samples[(i * Channels) + channel] = (short)Math.Clamp(front.CountOf(front.VoltsOf(ohms[level])) + random.Next(-2, 3), 0, 4095);
            }
        }

        return samples;
    }

    private sealed class Cut(Source source, short[] samples, Func<Random, int> cut) : BlockFeed(source.Index)
    {
        private readonly Random _random = new(3);
        private int _index;

        public override SampleClock Clock { get; } = new(source.Clock!.Rate);

        public override bool TryRead(out SampleBlock block)
        {
            int count = Math.Min(cut(_random), Milliseconds - _index);
            block = count <= 0 ? default : new SampleBlock(MemoryMarshal.AsBytes(samples.AsSpan(_index * Channels, count * Channels)).ToArray(), SampleFormat.Int16, _index, Clock, Channels);
            _index += Math.Max(count, 0);
            return count > 0;
        }
    }

    private sealed class Log : RunObserver
    {
        public List<string> Lines { get; } = [];

        public override void OnCommand(in Command command) => Lines.Add($"command {command.Number} turn {command.Turn} at {command.At} {command.Sink} {command.Verb} {command.Cause}");

        public override void OnSignal(in SignalChange change) => Lines.Add($"{change.Signal} {change.Value} at {change.At} since {change.Since} turn {change.Turn}");
    }
}
