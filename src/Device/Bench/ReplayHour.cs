using System;
using System.Collections.Generic;
using System.IO;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Recording;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Specs;

namespace Reactive.Device.Bench;

/// <summary>
/// One hour of 128 supervised inputs at 1 kHz, recorded and replayed through end-of-line, debounce and rules, checksums
/// verified, beside a plain scan of the same file.
/// </summary>
internal static class ReplayHour
{
    private const string Name = "replay-hour";
    private const int Channels = 128;
    private const int Hertz = 1000;
    private const int Seconds = 3600;
    private const int Runs = 5;

    public static IEnumerable<BenchResult> Run()
    {
        string path = Path.Combine(Path.GetTempPath(), $"reactive-bench-{Environment.ProcessId}.mcap");
        try
        {
            PipelineFile file = Pipeline();
            Record(file, path, Seconds);
            double bytes = new FileInfo(path).Length;
            long commands = 0;
            // once each, so that the file is in memory and the code compiled
            Scan(path);
            Replay(file, path);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Replay(file, path);
            double allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            (double value, double limit, double ratio) = CoreTime.Beside(() => commands = Replay(file, path), bytes, () => Scan(path), bytes, Runs);
            yield return new BenchResult(Name, $"{Channels} inputs, 1 kHz, 1 h, {commands} commands", value, "bytes/s", "memory-mapped scan of the same file", limit, ratio);
            yield return new BenchResult(Name, "faster than time", value / bytes * Seconds, "x", "memory-mapped scan of the same file", limit / bytes * Seconds, ratio);
            yield return new BenchResult(Name, "allocated in all", allocated, "bytes", "the recording", bytes, allocated / bytes);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Each zone has a rule and a relay, as far as relays go.
    private static PipelineFile Pipeline()
    {
        var text = new StringBuilder("""
            pipeline: hour
            device: a9210
            ports: { zones: { block: 100 ms } }
            signals:
              zones: { from: zones, through: [ end-of-line: { wiring: serial-first, resistor: 4.7 kΩ }, debounce: 50 ms ] }
            rules:

            """);
        for (int zone = 1; zone <= Channels; zone++)
            text.AppendLine(null, $"  zone-{zone}: {{ when: zones-{zone} is open, while: {{ activate: relays-{((zone - 1) % 64) + 1} }} }}");
        PipelineFile file = PipelineFile.Of("hour.yaml", text.ToString());
        return file.Definition is not null ? file : throw new InvalidOperationException(string.Join("; ", file.Diagnostics));
    }

    private static void Record(PipelineFile file, string path, int seconds)
    {
        using var recorder = new Recorder(path, file, live: false);
        PipelineGraph graph = PipelineGraph.Build(file.Definition!, recorder);
        recorder.Begin(graph.Engine);
        graph.Engine.Target = new CommandModel(graph.Engine);
        var order = new FeedOrder(graph.Engine, [new Site(graph.Source("zones")!, seconds)], []);
        order.Start(FeedOrder.DefaultWallNanoseconds);
        using (var progress = new Progress("recording an hour", quiet: false))
        {
            while (order.Step(SignalTime.Never.Previous))
            {
                progress.Step(() => (double)order.LastStamp.Nanoseconds / (seconds * SignalTime.NanosecondsPerSecond));
                recorder.FlushOften(order.LastStamp);
            }
        }

        order.End(order.LastStamp);
        if (recorder.Close() is { } failure)
            throw CommandException.Failure(failure);
    }

    private static long Replay(PipelineFile file, string path)
    {
        using MappedBytes bytes = RecordingFile.Map(path);
        var reader = new RecordingReader(bytes);
        var replay = new Replay(reader, counterfactual: false);
        PipelineGraph graph = PipelineGraph.Build(file.Definition!, replay);
        replay.Into(graph.Engine);
        while (replay.Step(SignalTime.Never))
        {
            // each step takes one message
        }

        replay.Conclude();
        return replay.Identical == true && reader.Error is null ? replay.RecordedCount : throw new InvalidOperationException($"The replay differs: {replay.Difference} {reader.Error}");
    }

    private static unsafe void Scan(string path)
    {
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using MemoryMappedViewAccessor view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        VectorSum.Of(new ReadOnlySpan<byte>(start + view.PointerOffset, (int)Math.Min(int.MaxValue, new FileInfo(path).Length)));
        view.SafeMemoryMappedViewHandle.ReleasePointer();
    }

    /// <summary>All zones closed, with the noise of an ADC; every second the next one opens for a while.</summary>
    private sealed class Site : BlockFeed
    {
        private const int OpenSeconds = 5;

        private readonly byte[] _bytes;
        private readonly int _frames;
        private readonly short _closed;
        private readonly short _open;
        private readonly long _end;
        private long _index;

        public Site(Source source, int seconds)
            : base(source.Index)
        {
            FrontEnd front = source.Spec.Flow.Samples!.FrontEnd!;
            _closed = (short)front.CountOf(front.VoltsOf(4_700));
            _open = (short)front.CountOf(front.VoltsOf(9_400));
            _frames = (int)source.Clock!.Rate.PeriodsIn(source.Spec.Block.Ticks * 100);
            _bytes = new byte[_frames * Channels * sizeof(short)];
            _end = (long)seconds * Hertz;
            Clock = new SampleClock(source.Clock.Rate);
        }

        public override SampleClock Clock { get; }

        public override bool TryRead(out SampleBlock block)
        {
            int frames = (int)Math.Min(_frames, _end - _index);
            Span<short> samples = MemoryMarshal.Cast<byte, short>(_bytes.AsSpan());
            long second = _index / Hertz;
            for (int i = 0; i < frames * Channels; i++)
            {
                bool isOpen = (second - (i % Channels)) % Channels is >= 0 and < OpenSeconds;
                samples[i] = (short)((isOpen ? _open : _closed) + (i * 7 % 9) - 4);
            }

            block = frames <= 0 ? default : new SampleBlock(_bytes.AsMemory(0, frames * Channels * sizeof(short)), SampleFormat.Int16, _index, Clock, Channels);
            _index += frames;
            return frames > 0;
        }
    }
}
