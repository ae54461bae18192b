using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
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
    private const int Runs = 7;
    private const int Events = 200_000;
    private const int RuleEvents = 4_000;
    private const int Frames = 60_000; // a minute of signal

    // Kept, so that the limits' work is not left out.
    private static long _kept;

    public static IEnumerable<BenchResult> Run()
    {
        PipelineFile inputs = Read(Inputs()), events = Read(Lamp), rules = Read(Many());
        byte[] minute = Minute(inputs);
        for (int warm = 0; warm < 3; warm++)
        {
            Feed(inputs, minute);
            Push(events, Events / 10);
            Push(rules, RuleEvents / 10);
        }

        (double value, double limit, double ratio) = CoreTime.Beside(() => Feed(inputs, minute), minute.Length / 2, () => VectorSum.Of(minute), minute.Length / 2, Runs);
        yield return new BenchResult(Name, "supervised inputs at 1 kHz", value / 1000, "inputs", "vectorised sum of their samples", limit / 1000, ratio);
        (value, limit, ratio) = CoreTime.Beside(() => Push(events, Events), Events, () => Queue(Events), Events, Runs);
        yield return new BenchResult(Name, "events that a rule answers", value, "events/s", "a priority queue of them, in and out", limit, ratio);
        (value, limit, ratio) = CoreTime.Beside(() => Push(rules, RuleEvents), (double)RuleEvents * Rules, () => Calls(RuleEvents), (double)RuleEvents * Rules, Runs);
        yield return new BenchResult(Name, $"conditions of {Rules} rules on one state", value, "rules/s", "an indirect call for each", limit, ratio);
    }

    private static PipelineFile Read(string text)
    {
        PipelineFile file = PipelineFile.Of("capacity.yaml", text);
        return file.Definition is not null ? file : throw new InvalidOperationException(string.Join("; ", file.Diagnostics));
    }

    private static string Inputs() => """
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

    private static byte[] Minute(PipelineFile file)
    {
        FrontEnd front = file.Definition!.Device.Port("zones")!.Flow.Samples!.FrontEnd!;
        short closed = (short)front.CountOf(front.VoltsOf(4_700));
        byte[] bytes = new byte[Frames * Channels * sizeof(short)];
        Span<short> samples = MemoryMarshal.Cast<byte, short>(bytes.AsSpan());
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (short)(closed + (i * 7 % 9) - 4);
        return bytes;
    }

    // Blocks of 5 ms, as a device hands them over.
    private static void Feed(PipelineFile file, byte[] minute)
    {
        const int BlockFrames = 5;
        PipelineGraph graph = Build(file, out BenchPipeline.CommandWatch watch);
        Source source = graph.Source("zones")!;
        for (int frame = 0; frame < Frames; frame += BlockFrames)
        {
            var block = new SampleBlock(minute.AsMemory(frame * Channels * sizeof(short), BlockFrames * Channels * sizeof(short)), SampleFormat.Int16, frame, source.Clock!, Channels);
            SignalTime stamp = block.Stamp;
            graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Block, Source = source.Index, Stamp = stamp, Since = stamp, Block = block, Turn = SignalTime.Max(graph.Engine.Frontier, SignalTime.Zero), Marks = ArrivalMarks.After });
            graph.Engine.RunThrough(stamp);
        }

        if (watch.Count != 0 || graph.ValueOf("zones-128").ToString() != "closed")
            throw new InvalidOperationException("Calm inputs gave commands.");
    }

    private static void Push(PipelineFile file, int events)
    {
        PipelineGraph graph = Build(file, out BenchPipeline.CommandWatch watch);
        Source source = graph.Source("tamper")!;
        for (int i = 0; i < events; i++)
        {
            var at = new SignalTime((i + 1) * 1_000_000L);
            graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Value, Source = source.Index, Turn = at, Stamp = at, Since = at, Value = Value.Contact(i % 2 == 0) });
            graph.Engine.RunThrough(at);
        }

        if (watch.Count != events)
            throw new InvalidOperationException($"{events} events gave {watch.Count} commands.");
    }

    private static PipelineGraph Build(PipelineFile file, out BenchPipeline.CommandWatch watch)
    {
        watch = new BenchPipeline.CommandWatch();
        PipelineGraph graph = PipelineGraph.Build(file.Definition!, watch);
        graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
        return graph;
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
}
