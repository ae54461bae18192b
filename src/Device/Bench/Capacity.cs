using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Reactive.Device.Files;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Bench;

/// <summary>
/// How much one core of this machine carries through whole pipelines, loop and rules included: supervised inputs, events and
/// rules. Each beside the least that could be done about them.
/// </summary>
internal static class Capacity
{
    private const string Name = "capacity";
    private const int Channels = 128;
    private const int Rules = 256;
    private const int BlockFrames = 5;
    private const int BlockBytes = BlockFrames * Channels * sizeof(short);
    private const int Rounds = 7;
    private const int WarmUp = 60;
    private const int Events = 200_000;
    private const int RuleEvents = 4_000;
    private const int Frames = 60_000; // a minute of signal

    // Kept, so that the limits' work is not left out.
    private static long _kept;

    public static IEnumerable<BenchResult> Measure()
    {
        Run inputs = new(Inputs, "zones"), events = new(Lamp, "tamper"), rules = new(Many(), "tamper");
        byte[] minute = Minute(inputs.Source.Spec);
        for (int warm = 0; warm < WarmUp; warm++)
        {
            inputs.Feed(minute.AsMemory(0, minute.Length / WarmUp / BlockBytes * BlockBytes));
            events.Push(Events / WarmUp);
            rules.Push(RuleEvents / WarmUp);
            Queue(Events / WarmUp);
            Calls(RuleEvents / WarmUp);
            VectorSum.Of(minute.AsSpan(0, minute.Length / WarmUp));
            Thread.Sleep(10);
        }

        (double value, double limit, double ratio) = CoreTime.Beside(() => inputs.Feed(minute), minute.Length / 2, () => VectorSum.Of(minute), minute.Length / 2, Rounds);
        yield return new BenchResult(Name, "supervised inputs at 1 kHz, a bank", value / 1000, "inputs", "vectorised sum of their samples", limit / 1000, ratio);
        (value, limit, ratio) = CoreTime.Beside(() => events.Push(Events), Events, () => Queue(Events), Events, Rounds);
        yield return new BenchResult(Name, "events that a rule answers", value, "events/s", "a priority queue of them, in and out", limit, ratio);
        (value, limit, ratio) = CoreTime.Beside(() => rules.Push(RuleEvents), (double)RuleEvents * Rules, () => Calls(RuleEvents), (double)RuleEvents * Rules, Rounds);
        yield return new BenchResult(Name, $"conditions of {Rules} rules on one state", value, "rules/s", "an indirect call for each", limit, ratio);
    }

    private const string Inputs = """
        pipeline: inputs
        device: a9210
        signals:
          zones: { from: zones, through: [ end-of-line: { wiring: serial-first, resistor: 4.7 kΩ }, debounce: 50 ms ] }
        rules:
          first: { when: zones-1 is open, while: { activate: relays-1 } }
        """;

    private const string Lamp = """
        pipeline: events
        device: a9210
        rules:
          lamp: { when: tamper is active, while: { activate: relay } }
        """;

    // All read the state that changes; one acts on it.
    private static string Many()
    {
        var text = new StringBuilder("pipeline: rules\ndevice: a9210\nrules:\n");
        for (int i = 1; i <= Rules; i++)
            text.Append(CultureInfo.InvariantCulture, $"  rule-{i}: {{ when: \"tamper is active{(i == 1 ? "" : " and input-1 is active")}\", while: {{ activate: relays-{((i - 1) % 64) + 1} }} }}\n");
        return text.ToString();
    }

    private static byte[] Minute(PortSpec port)
    {
        FrontEnd front = port.Flow.Samples!.FrontEnd!;
        short closed = (short)front.CountOf(front.VoltsOf(4_700));
        byte[] bytes = new byte[Frames * Channels * sizeof(short)];
        Span<short> samples = MemoryMarshal.Cast<byte, short>(bytes.AsSpan());
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (short)(closed + (i * 7 % 9) - 4);
        return bytes;
    }

    private static void Queue(int events)
    {
        var queue = new PriorityQueue<Stamped<Value>, long>();
        for (int i = 0; i < events; i++)
        {
            var at = new SignalTime((i + 1) * 1_000_000L);
            queue.Enqueue(new Stamped<Value>(Value.Contact(i % 2 == 0), at), at.Nanoseconds);
            _kept += queue.Dequeue().Value.Code;
        }
    }

    private static void Calls(int events)
    {
        Func<int, bool>[] rules = [.. Enumerable.Range(0, Rules).Select(r => (Func<int, bool>)(state => state == (r & 1)))];
        for (int i = 0; i < events; i++)
        {
            foreach (Func<int, bool> rule in rules)
                _kept += rule(i & 1) ? 1 : 0;
        }
    }

    /// <summary>A pipeline that runs on and on.</summary>
    private sealed class Run
    {
        private readonly BenchPipeline.CommandWatch _watch = new();
        private readonly PipelineGraph _graph;
        private long _index;

        public Run(string text, string source)
        {
            PipelineFile file = PipelineFile.Of("capacity.yaml", text);
            _graph = PipelineGraph.Build(file.Definition ?? throw new InvalidOperationException(string.Join("; ", file.Diagnostics)), _watch);
            _graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
            Source = _graph.Source(source)!;
        }

        public Source Source { get; }

        /// <summary>Samples in blocks of 5 ms, as a device hands them over.</summary>
        public void Feed(ReadOnlyMemory<byte> bytes)
        {
            for (int at = 0; at < bytes.Length; at += BlockBytes, _index += BlockFrames)
            {
                var block = new SampleBlock(bytes.Slice(at, BlockBytes), SampleFormat.Int16, _index, Source.Clock!, Channels);
                SignalTime stamp = block.Stamp;
                _graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Block, Source = Source.Index, Stamp = stamp, Since = stamp, Block = block, Turn = SignalTime.Max(_graph.Engine.Frontier, SignalTime.Zero), Marks = ArrivalMarks.After });
                _graph.Engine.RunThrough(stamp);
            }

            if (_watch.Count != 0 || _graph.ValueOf("zones-128").ToString() != "closed")
                throw new InvalidOperationException("Calm inputs gave commands.");
        }

        /// <summary>Changes of a contact, each of which must give a command.</summary>
        public void Push(int events)
        {
            long before = _watch.Count;
            for (int i = 0; i < events; i++)
            {
                var at = new SignalTime(++_index * 1_000_000L);
                _graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Value, Source = Source.Index, Turn = at, Stamp = at, Since = at, Value = Value.Contact(_index % 2 == 1) });
                _graph.Engine.RunThrough(at);
            }

            if (_watch.Count - before != events)
                throw new InvalidOperationException($"{events} events gave {_watch.Count - before} commands.");
        }
    }
}
