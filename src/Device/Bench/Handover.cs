using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Reactive.Device.Live;
using Reactive.Device.Time;
using Reactive.Rules.Graph;
using Reactive.Signals;

namespace Reactive.Device.Bench;

/// <summary>
/// From a driver's thread to the command on the loop's thread, beside a bare bounded channel whose reader awaits it in the
/// usual way (<c>WaitToReadAsync</c>, on the thread pool). Both get the same events at the same pace, in alternating runs;
/// figures are medians of them. The loop may be faster than the bare channel: it sleeps in the kernel on a bell of its own.
/// </summary>
internal static class Handover
{
    private const int Runs = 7;
    private const int Events = 2_000;
    private const int WarmUp = 500;
    private const long PaceNanoseconds = 500_000;

    public static IEnumerable<BenchResult> Run()
    {
        var bare = new List<double[]>();
        var loop = new List<double[]>();
        for (int run = 0; run < Runs; run++)
        {
            bare.Add(Bare());
            loop.Add(Loop());
        }

        foreach ((string name, double part) in new[] { ("p50", 0.5), ("p99", 0.99) })
        {
            double value = Benchmark.Median(loop.Select(l => Benchmark.Quantile(l, part)));
            double limit = Benchmark.Median(bare.Select(b => Benchmark.Quantile(b, part)));
            double ratio = Benchmark.Median(loop.Zip(bare, (l, b) => Benchmark.Quantile(l, part) / Benchmark.Quantile(b, part)));
            yield return new BenchResult("handover", $"{name}, an event every 0.5 ms", value, "µs", "bare channel, awaited", limit, ratio);
        }
    }

    private static double[] Bare()
    {
        var channel = Channel.CreateBounded<long>(new BoundedChannelOptions(1024) { SingleReader = true, SingleWriter = true });
        var times = new List<double>(Events);
        Task reader = Task.Run(async () =>
        {
            while (await channel.Reader.WaitToReadAsync())
            {
                while (channel.Reader.TryRead(out long posted))
                    times.Add(Since(posted));
            }
        });
        Produce(() => channel.Writer.TryWrite(Stopwatch.GetTimestamp()));
        channel.Writer.Complete();
        reader.GetAwaiter().GetResult();
        return Sorted(times);
    }

    private static double[] Loop()
    {
        var watch = new BenchPipeline.CommandWatch();
        PipelineGraph graph = BenchPipeline.Build(watch);
        var clock = new DeviceClock();
        using var bell = new Doorbell();
        var line = new DriverLine(0, 1024, 0, clock, bell);
        var times = new List<double>(Events);
        long posted = 0, seen = 0;
        var loop = new LiveLoop(graph.Engine, clock, bell, [line])
        {
            Housekeeping = _ =>
            {
                if (watch.Count == seen)
                    return;
                seen = watch.Count;
                times.Add(Microseconds(watch.Timestamp - Volatile.Read(ref posted)));
            },
        };
        using var stop = new CancellationTokenSource();
        var thread = new Thread(() => loop.Run(SignalTime.Never, stop.Token));
        thread.Start();
        bool active = false;
        line.Post(new Stamped<Value>(Value.Contact(false), clock.Now));
        Produce(() =>
        {
            active = !active;
            Volatile.Write(ref posted, Stopwatch.GetTimestamp());
            line.Post(new Stamped<Value>(Value.Contact(active), clock.Now));
        });
        Thread.Sleep(20);
        stop.Cancel();
        thread.Join();
        return Sorted(times);
    }

    private static void Produce(Action post)
    {
        var clock = new DeviceClock();
        var pacer = new Pacer(clock);
        for (int i = 1; i <= Events + WarmUp; i++)
        {
            pacer.WaitUntil(new SignalTime(i * PaceNanoseconds), CancellationToken.None);
            post();
        }
    }

    private static double[] Sorted(List<double> times)
    {
        double[] sorted = [.. times.Skip(WarmUp).Order()];
        return sorted.Length > Events / 2 ? sorted : throw new InvalidOperationException($"Only {sorted.Length} of {Events} events came through.");
    }

    private static double Since(long posted) => Microseconds(Stopwatch.GetTimestamp() - posted);

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
