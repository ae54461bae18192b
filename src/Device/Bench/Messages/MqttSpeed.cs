using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Reactive.Device.Bench.Messages;

/// <summary>
/// From an event through loop, rule and outbox to a subscriber, through a broker on loopback, beside the same messages sent with libmosquitto and nothing around
/// it, in alternating runs; figures are medians of them.
/// </summary>
internal static class MqttSpeed
{
    private const string Name = "mqtt";
    private const string Limit = "bare libmosquitto";
    private const int Runs = 5;
    private const int Rate = 200;
    private const int Events = 800;
    private const int Flood = 100_000;
    private const int Acknowledged = 20_000;

    public static IEnumerable<BenchResult> Run()
    {
        string folder = Directory.CreateTempSubdirectory("reactive-mqtt-").FullName;
        try
        {
            if (MqttPeers.Missing(folder) is { } missing)
            {
                Console.Error.WriteLine($"{Name}: {missing}");
                yield break;
            }

            using var peers = new MqttPeers(folder);
            foreach (BenchResult result in Latency(peers))
                yield return result;
            (double[] ours, double[] bare) = Turns(() => [EventsThrough.Sustained(peers, Flood)], () => peers.Bare("flood", peers.Bytes, Flood));
            double sustainable = ours[0];
            yield return Result("QoS 0, sustained", ours[0], bare[0], "msg/s", Median(ours, bare), ">= 0.6");
            (double before, double after) = EventsThrough.Overloaded(peers, Rate, sustainable * 2);
            yield return new BenchResult(Name, "p50 a second after 10 s of twice that", after, "µs", "idle", before, after / before) { Wanted = "< 2" };
            double memory = Benchmark.Median(Enumerable.Range(0, Runs).Select(_ => EventsThrough.Acknowledged(peers, Acknowledged, null)));
            yield return new BenchResult(Name, "QoS 1 from memory, MQTT 3.1.1", memory, "msg/s", "wanted", 10_000, memory / 10_000) { Wanted = ">= 1" };
            double durable = Benchmark.Median(Enumerable.Range(0, Runs).Select(run => EventsThrough.Acknowledged(peers, Acknowledged, Path.Combine(folder, $"outbox-{run}.db"))));
            yield return new BenchResult(Name, "QoS 1 through a file", durable, "msg/s", "wanted", 3_000, durable / 3_000) { Wanted = ">= 1" };
            double idle = IdleCost.Of(peers);
            yield return new BenchResult(Name, "idle, over a run without a broker", idle, "% core", "budget", 0.5, idle / 0.5) { Wanted = "< 1" };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<BenchResult> Latency(MqttPeers peers)
    {
        // there and back again is for information
        (string What, Func<double[]> Ours, Func<double[]> Bare, string?[] Wanted)[] ways =
        [
            ("event to subscriber", () => EventsThrough.Latency(peers, Rate, Events), () => peers.Bare("pass", peers.Bytes, Rate, Events), ["<= 1.5", "<= 2"]),
            ("message in, message out", () => EventsThrough.Trips(peers, Rate, Events), () => peers.Bare("echo", peers.Bytes, Rate, Events), [null, null]),
        ];
        foreach ((string what, Func<double[]> mine, Func<double[]> theirs, string?[] wanted) in ways)
        {
            var ours = new List<double[]>();
            var bare = new List<double[]>();
            for (int run = 0; run < Runs; run++)
            {
                bare.Add(theirs());
                ours.Add(mine());
            }

            for (int i = 0; i < 2; i++)
            {
                double value = Benchmark.Median(ours.Select(o => o[i])), limit = Benchmark.Median(bare.Select(b => b[i]));
                yield return Result($"{what}, {Rate}/s, {(i == 0 ? "p50" : "p99")}", value, limit, "µs", Benchmark.Median(ours.Zip(bare, (o, b) => o[i] / b[i])), wanted[i]);
            }
        }
    }

    // each beside the other
    private static (double[] Ours, double[] Bare) Turns(Func<double[]> ours, Func<double[]> bare)
    {
        var mine = new List<double[]>();
        var theirs = new List<double[]>();
        for (int run = 0; run < Runs; run++)
        {
            theirs.Add(bare());
            mine.Add(ours());
        }

        return ([Benchmark.Median(mine.Select(m => m[0])), .. mine.Select(m => m[0])], [Benchmark.Median(theirs.Select(t => t[0])), .. theirs.Select(t => t[0])]);
    }

    private static double Median(double[] ours, double[] bare) => Benchmark.Median(ours.Skip(1).Zip(bare.Skip(1), static (o, b) => o / b));

    private static BenchResult Result(string what, double value, double limit, string unit, double ratio, string? wanted) => new(Name, what, value, unit, Limit, limit, ratio) { Wanted = wanted };
}
