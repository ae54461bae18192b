using System;
using System.Linq;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;
using Reactive.Signals.Specs;
using Reactive.Signals.Tests.Recording;
using Xunit;
using static Reactive.Signals.Tests.Loop.Bench;

namespace Reactive.Signals.Tests.Loop;

/// <summary>In steady state nothing is allocated: per block, sample, value, turn, timer, command, answer and recorded message.</summary>
public class LoopAllocationTests
{
    [Fact]
    public void LiveRunThatIsRecorded_AllocatesNothing()
    {
        // Buffers have grown once a chunk has been filled; the list of chunks grows with each, so none ends while it is measured.
        var recorder = new RunRecorder(
            new McapWriter(new CountingOutput(), new McapWriterOptions { ChunkSizeBytes = 1 << 26, ChunkDuration = TimeSpan.Zero }), new RecordingContext("toy.yaml", "", ""));
        var bench = new Bench([Ports.Adc("adc"), Ports.Contact("door"), Ports.Adc("audio", SourceOrder.ByArrival)], [recorder], 20, terse: true);
        bench.Measuring(0, i => (short)(i / 40 % 2 * 200));
        recorder.Bind(bench.Engine);
        bench.Engine.Target = new CommandModel(bench.Engine);
        SampleBlock[] blocks = [.. Enumerable.Range(0, 16).Select(i => bench.Samples(0, i * 5, 5))];
        bench.Put(1, Inactive, 0, 0);
        Run(bench, blocks, 0, 20_000);
        recorder.Flush();
        long commands = bench.Engine.CommandCount;
        Assert.Equal(0, Run(bench, blocks, 20_000, 24_000));
        Assert.True(bench.Engine.CommandCount - commands > 200, $"only {bench.Engine.CommandCount - commands} commands");
    }

    [Fact]
    public void RunWhereNothingHolds_AllocatesNothing()
    {
        var bench = new Bench([Ports.Contact("a"), Ports.Contact("b")], [], 3, terse: true);
        bench.Engine.Target = new CommandModel(bench.Engine);
        bench.Put(0, Inactive, 0, 0);
        bench.Put(1, Inactive, 1, 1);
        Toggle(bench, 10, 2000);
        Assert.Equal(0, Toggle(bench, 2000, 4000));
    }

    private static long Toggle(Bench bench, int from, int to)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int t = from; t < to; t += 5)
        {
            bench.Put(0, t % 10 == 0 ? Active : Inactive, t, t + 0.25);
            bench.Order.Advance(Ms(t + 4));
            bench.Order.NextWake();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long Run(Bench bench, SampleBlock[] blocks, long from, long to)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long t = from; t < to; t += 5)
        {
            SampleBlock block = blocks[t / 5 % blocks.Length];
            SignalTime now = SignalTime.FromMilliseconds(t + 5);
            bench.Order.Ingest(0, new SampleBlock(block.Bytes, block.Format, t, block.Clock), 0, now);
            bench.Order.Ingest(2, new SampleBlock(block.Bytes, block.Format, t, block.Clock), 0, now);
            bench.Order.Ingest(1, new Stamped<Value>(t % 10 == 0 ? Active : Inactive, now.AddNanoseconds(-1_500_000)), 0, now);
            bench.Order.Advance(now);
            bench.Order.NextWake();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
