using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Reactive.Device.Profiles;
using Reactive.Rules;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Bench.Dtmf;

/// <summary>How much of a core a hundred calls take, each looked through for digits by a chain of one pipeline: the loop, the chains and the turns, sockets apart.</summary>
internal static class DtmfSources
{
    private const int Sources = 100;
    private const int BlockSamples = 160;
    private const double Seconds = 60;
    private const int Runs = 5;

    // what is to be kept within
    private const double BudgetPercent = 2;

    public static BenchResult Run()
    {
        PipelineDefinition pipeline = Pipeline();
        byte[] sound = MemoryMarshal.AsBytes<short>(DtmfSignal.Render(DtmfCorpora.WithinLimits(400, 1), 1).Samples).ToArray();
        var percents = new List<double>();
        for (int run = 0; run < Runs; run++)
        {
            PipelineGraph graph = PipelineGraph.Build(pipeline, new ObserverList());
            var order = new FeedOrder(graph.Engine, graph.Engine.Sources.Select(s => new SoundFeed(s, sound)), []);
            order.Start(FeedOrder.DefaultWallNanoseconds);
            // the first seconds are for what the runtime compiles
            Until(order, 5);
            percents.Add(100 * CoreTime.Of(() => Until(order, 5 + Seconds)) / Seconds);
            if (graph.Engine.TurnCount < Sources * Seconds)
                throw new InvalidOperationException("Digits were not found.");
        }

        double percent = Benchmark.Median(percents);
        return new BenchResult("dtmf", $"{Sources} sources in blocks of 20 ms, through the loop", percent, "% of a core", "budget", BudgetPercent, percent / BudgetPercent);
    }

    private static void Until(FeedOrder order, double seconds)
    {
        SignalTime limit = SignalTime.FromMilliseconds((long)(seconds * 1000));
        while (order.Step(limit))
        {
            // each step opens one block
        }
    }

    private static PipelineDefinition Pipeline()
    {
        var profile = new StringBuilder("profile: exchange\nports:\n");
        var signals = new StringBuilder("pipeline: exchange\ndevice: exchange.yaml\nsignals:\n");
        for (int i = 1; i <= Sources; i++)
        {
            profile.Append(System.Globalization.CultureInfo.InvariantCulture, $"  call-{i}: {{ in: sound, rate: 8 kHz }}\n");
            signals.Append(System.Globalization.CultureInfo.InvariantCulture, $"  digit-{i}: {{ from: call-{i}, through: [ dtmf ] }}\n");
        }

        signals.Append("rules: { any: { when: digit-1.digit is 5, do: { log: five } } }\n");
        (PipelineDefinition? pipeline, var diagnostics) = PipelineReader.Read("exchange", signals.ToString(), ProfileLibrary.Catalog, _ => profile.ToString());
        return pipeline ?? throw new InvalidOperationException(string.Join("; ", diagnostics));
    }

    /// <summary>The same sound over and over, each source at another place of it.</summary>
    private sealed class SoundFeed(Source source, byte[] sound) : BlockFeed(source.Index)
    {
        private readonly int _blocks = sound.Length / (BlockSamples * sizeof(short));
        private long _block;

        public override SampleClock Clock { get; } = new(source.Spec.Flow.Samples!.Rate);

        public override bool TryRead(out SampleBlock block)
        {
            int place = (int)((_block + (source.Index * 37)) % _blocks);
            block = new SampleBlock(sound.AsMemory(place * BlockSamples * sizeof(short), BlockSamples * sizeof(short)), SampleFormat.Int16, _block * BlockSamples, Clock);
            _block++;
            return true;
        }
    }
}
