using System;
using System.Collections.Generic;
using System.Diagnostics;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Bench;

/// <summary>From <see cref="Engine.Deliver"/> to the command, without a thread between.</summary>
internal static class EventToCommand
{
    private const int Events = 100_000;
    private const int WarmUp = 20_000;

    public static IEnumerable<BenchResult> Run()
    {
        var watch = new BenchPipeline.CommandWatch();
        PipelineGraph graph = BenchPipeline.Build(watch);
        Engine engine = graph.Engine;
        engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
        double[] events = new double[Events];
        for (int i = -WarmUp; i < Events; i++)
        {
            var at = new SignalTime((i + WarmUp + 1) * 1_000_000L);
            long before = Stopwatch.GetTimestamp();
            engine.Deliver(new Arrival { Kind = ArrivalKind.Value, Source = 0, Turn = at, Stamp = at, Since = at, Value = Value.Contact(i % 2 == 0) });
            engine.RunThrough(at);
            if (i >= 0)
                events[i] = Microseconds(watch.Timestamp - before);
        }

        if (watch.Count < Events)
            throw new InvalidOperationException("The benchmark's rule did not answer every event.");
        Array.Sort(events);
        foreach ((string name, double part) in new[] { ("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999) })
        {
            double value = Benchmark.Quantile(events, part);
            yield return new BenchResult("event-to-command", name, value, "µs", "budget at p99", 10, value / 10);
        }
    }

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
