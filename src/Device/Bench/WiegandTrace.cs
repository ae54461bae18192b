using System;
using System.Collections.Generic;
using System.IO;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Logic;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Bench;

/// <summary>Frames of 26 bits read from a raw logic file at 1 MHz, beside reading its bytes.</summary>
internal static class WiegandTrace
{
    private const string Name = "wiegand-trace";
    private const int Frames = 5_000;
    private const int Bits = 26;
    private const int PulseSamples = 50;
    private const int SpacingSamples = 1_000;
    private const int FrameSamples = 50_000;
    private const int Runs = 7;

    private const byte Rest = 3;

    public static IEnumerable<BenchResult> Run()
    {
        string path = Path.Combine(Path.GetTempPath(), $"reactive-bench-{Environment.ProcessId}.logic");
        try
        {
            Write(path);
            byte[] buffer = new byte[1 << 18];
            if (Decode(path) != Frames)
                throw new InvalidOperationException("Not every frame was read.");
            Read(path, buffer);
            (double value, double limit, double ratio) = CoreTime.Beside(() => Decode(path), Frames, () => Read(path, buffer), Frames, Runs);
            yield return new BenchResult(Name, $"{Bits} bits, a frame every {FrameSamples / 1000} ms", value, "frames/s", "reading the file", limit, ratio);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Write(string path)
    {
        var random = new Random(1);
        byte[] frame = new byte[FrameSamples];
        using FileStream file = File.Create(path);
        for (int i = 0; i < Frames; i++)
        {
            Array.Fill(frame, Rest);
            for (int bit = 0; bit < Bits; bit++)
                frame.AsSpan(SpacingSamples * (bit + 1), PulseSamples).Fill((byte)(1 + random.Next(2)));
            file.Write(frame);
        }
    }

    private static int Decode(string path)
    {
        using LogicFileTrace trace = LogicFileTrace.Open(path, new TraceOptions { Rate = new SampleRate(1_000_000) });
        using LevelReader reader = trace.ReadLevels(trace.Choose("1-2"));
        var levels = new Flow(FlowKind.States, SymbolType.Level, Channels: 2);
        var kernel = (Kernel<StateBlock, Stamped<Value>>)WiegandOperator.Spec.FormFor(levels)!.CreateKernel(levels, new ParameterValues(WiegandOperator.Spec.Parameters));
        var counter = new Counter();
        while (reader.TryRead(out StateBlock block))
            kernel.Step(block, counter);
        return counter.Frames;
    }

    private static void Read(string path, byte[] buffer)
    {
        using var bytes = new FileBytes(path);
        while (bytes.Fill(buffer) > 0)
        {
        }
    }

    private sealed class Counter : IEmit<Stamped<Value>>
    {
        public int Frames { get; private set; }

        public void Emit(in Stamped<Value> output) => Frames += output.Value.Kind == ValueKind.Frame ? 1 : 0;
    }
}
