using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;
using Reactive.Device.Profiles;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Bench;

/// <summary>Quiet samples through end-of-line and debounce as composed Rx operators.</summary>
internal static class ClassifyDebounce
{
    private const int Samples = 1 << 25; // 64 MB of 16-bit samples: more than the caches hold
    private const int Runs = 7;

    // Kept, so that the limit's work is not left out.
    private static short _sum;

    public static IEnumerable<BenchResult> Run()
    {
        PortSpec port = ProfileLibrary.Catalog.Profile("door-controller")!.Port("door-monitor")!;
        byte[] bytes = new byte[Samples * 2];
        double closed = port.Flow.Samples!.FrontEnd!.CountOf(port.Flow.Samples.FrontEnd.VoltsOf(3_873));
        Span<short> samples = MemoryMarshal.Cast<byte, short>(bytes.AsSpan());
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (short)(closed + (i * 7 % 9) - 4);
        WarmUp(port, bytes);
        foreach (int block in new[] { 1024, 256 })
        {
            var ratios = new List<double>();
            var values = new List<double>();
            var limits = new List<double>();
            for (int run = 0; run < Runs; run++)
            {
                double limit = PerSecond(() => Sum(bytes));
                double value = PerSecond(() => Chain(port, bytes, block));
                values.Add(value);
                limits.Add(limit);
                ratios.Add(value / limit);
            }

            yield return new BenchResult("classify-debounce", $"{block}-sample blocks, quiet", Benchmark.Median(values), "samples/s", "vectorised sum of the same buffer", Benchmark.Median(limits), Benchmark.Median(ratios));
        }
    }

    // The runtime compiles hot code anew in the background: what is measured is what runs for years, not the first second.
    private static void WarmUp(PortSpec port, byte[] bytes)
    {
        for (int round = 0; round < 4; round++)
        {
            Chain(port, bytes, 256);
            Sum(bytes);
            Thread.Sleep(150);
        }
    }

    private static double PerSecond(Action work)
    {
        long before = Stopwatch.GetTimestamp();
        work();
        return Samples / Stopwatch.GetElapsedTime(before).TotalSeconds;
    }

    private static void Chain(PortSpec port, byte[] bytes, int block)
    {
        var source = new Outlet<SampleBlock>();
        var clock = new SampleClock(port.Flow.Samples!.Rate);
        int changes = 0;
        using IDisposable subscription = source
            .EndOfLine(port.Flow, new EndOfLineOptions { Wiring = LoopWiring.ParallelFirst })
            .Debounce(new DebounceTimes(TimeSpan.FromMilliseconds(50)))
            .Subscribe(_ => changes++);
        for (int first = 0; first < Samples; first += block)
            source.Push(new SampleBlock(bytes.AsMemory(first * 2, block * 2), SampleFormat.Int16, first, clock));
        if (changes != 1)
            throw new InvalidOperationException($"Quiet samples settled {changes} times.");
    }

    private static void Sum(byte[] bytes)
    {
        ReadOnlySpan<short> samples = MemoryMarshal.Cast<byte, short>(bytes);
        var sums = (a: Vector<short>.Zero, b: Vector<short>.Zero, c: Vector<short>.Zero, d: Vector<short>.Zero);
        int width = Vector<short>.Count;
        for (int i = 0; i + (4 * width) <= samples.Length; i += 4 * width)
        {
            sums.a += new Vector<short>(samples[i..]);
            sums.b += new Vector<short>(samples[(i + width)..]);
            sums.c += new Vector<short>(samples[(i + (2 * width))..]);
            sums.d += new Vector<short>(samples[(i + (3 * width))..]);
        }

        _sum = Vector.Sum(sums.a + sums.b + sums.c + sums.d);
    }
}
