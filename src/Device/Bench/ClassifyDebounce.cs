using System;
using System.Collections.Generic;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Runtime.InteropServices;
using System.Threading;
using Reactive.Device.Profiles;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Bench;

/// <summary>Samples through end-of-line and debounce as composed Rx operators.</summary>
internal static class ClassifyDebounce
{
    private const string Name = "classify-debounce";
    private const string SumOfTheSame = "vectorised sum of the same buffer";
    private const int Samples = 1 << 25; // 64 MB of 16-bit samples: more than the caches hold
    private const int StockSamples = 1 << 20;
    private const int Runs = 11;

    private static readonly PortSpec Port = ProfileLibrary.Catalog.Profile("door-controller")!.Port("door-monitor")!;
    private static readonly EndOfLineOptions Loop = new() { Wiring = LoopWiring.ParallelFirst };
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(50);

    public static IEnumerable<BenchResult> Run()
    {
        byte[] quiet = Calm(), noisy = Calm();
        Spike(noisy);
        WarmUp(quiet, noisy);
        foreach (int block in new[] { 1024, 256 })
        {
            (double value, double limit, double ratio) = CoreTime.Beside(() => Chain(quiet, block, 1), Samples, () => VectorSum.Of(quiet), Samples, Runs);
            yield return new BenchResult(Name, $"{block}-sample blocks, quiet", value, "samples/s", SumOfTheSame, limit, ratio);
        }

        {
            (double value, double limit, double ratio) = CoreTime.Beside(() => Chain(quiet, 8, 128), Samples, () => VectorSum.Of(quiet), Samples, Runs);
            yield return new BenchResult(Name, "128 channels, 8-frame blocks", value, "samples/s", SumOfTheSame, limit, ratio);
        }

        {
            (double value, double limit, double ratio) = CoreTime.Beside(() => Chain(noisy, 1024, 1), Samples, () => SampleLoop.Run(noisy), Samples, Runs);
            yield return new BenchResult(Name, "1024-sample blocks, 2 % spikes", value, "samples/s", "loop over the same samples", limit, ratio);
        }

        {
            (double value, double limit, double ratio) = CoreTime.Beside(() => Chain(quiet, 1024, 1), Samples, () => Stock(quiet.AsSpan(0, StockSamples * sizeof(short))), StockSamples, Runs);
            yield return new BenchResult(Name, "1024-sample blocks, quiet", value, "samples/s", "stock Rx operators, sample by sample", limit, ratio);
        }
    }

    // Closed, with the noise of an ADC.
    private static byte[] Calm()
    {
        byte[] bytes = new byte[Samples * 2];
        double closed = Port.Flow.Samples!.FrontEnd!.CountOf(Port.Flow.Samples.FrontEnd.VoltsOf(3_873));
        Span<short> samples = MemoryMarshal.Cast<byte, short>(bytes.AsSpan());
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (short)(closed + (i * 7 % 9) - 4);
        return bytes;
    }

    // One sample in fifty, wherever chance has it, shows the open switch.
    private static void Spike(byte[] bytes)
    {
        var random = new Random(1);
        double open = Port.Flow.Samples!.FrontEnd!.CountOf(Port.Flow.Samples.FrontEnd.VoltsOf(22_000));
        Span<short> samples = MemoryMarshal.Cast<byte, short>(bytes.AsSpan());
        for (int i = 0; i < samples.Length; i++)
        {
            if (random.Next(50) == 0)
                samples[i] = (short)open;
        }
    }

    // The runtime compiles anew, in the background, what has been called some thirty times: what is measured is what runs for
    // years, not the first second. So all of it is called often, on little, and again when what it became has been compiled.
    private static void WarmUp(byte[] quiet, byte[] noisy)
    {
        const int Little = 1 << 18;
        for (int round = 0; round < 240; round++)
        {
            Chain(quiet.AsMemory(0, Little), 256, 1);
            Chain(quiet.AsMemory(0, Little), 8, 128);
            Chain(noisy.AsMemory(0, Little), 1024, 1);
            VectorSum.Of(quiet.AsSpan(0, Little));
            SampleLoop.Run(noisy.AsSpan(0, Little));
            Stock(quiet.AsSpan(0, Little / 16));
            Thread.Sleep(round % 60 == 59 ? 250 : 5);
        }
    }

    private static void Chain(ReadOnlyMemory<byte> bytes, int frames, int channels)
    {
        Flow input = Port.Flow with { Channels = channels };
        var source = new Outlet<SampleBlock>();
        var clock = new SampleClock(input.Samples!.Rate);
        int changes = 0;
        using IDisposable subscription = source
            .EndOfLine(input, Loop)
            .Debounce(new DebounceTimes(Window), channels)
            .Subscribe(_ => changes++);
        int size = frames * channels * sizeof(short);
        long index = 0;
        for (int at = 0; at < bytes.Length; at += size, index += frames)
            source.Push(new SampleBlock(bytes.Slice(at, size), SampleFormat.Int16, index, clock, channels));
        if (changes != channels)
            throw new InvalidOperationException($"Calm samples settled {changes} times.");
    }

    private static void Stock(ReadOnlySpan<byte> bytes)
    {
        using var source = new Subject<short>();
        int changes = 0;
        var loop = new SampleLoop();
        using IDisposable subscription = source
            .Select(loop.Classify)
            .Scan(default(SampleLoop.Level), (level, state) => level.After(state))
            .Select(level => level.Output)
            .DistinctUntilChanged()
            .Where(output => output >= 0)
            .Subscribe(_ => changes++);
        foreach (short sample in MemoryMarshal.Cast<byte, short>(bytes))
            source.OnNext(sample);
        if (changes != 1)
            throw new InvalidOperationException($"Calm samples settled {changes} times.");
    }
}
