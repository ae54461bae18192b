using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Xunit;
using static Reactive.Signals.Tests.Loop.Bench;

namespace Reactive.Signals.Tests.Loop;

/// <summary>A feed of given samples, cut as a test likes.</summary>
internal sealed class CutFeed(Bench bench, int source, IEnumerable<(long First, int Count)> cuts) : BlockFeed(source)
{
    private readonly IEnumerator<(long First, int Count)> _cuts = cuts.GetEnumerator();

    public override SampleClock Clock => bench.Engine.Sources[Source].Clock!;

    public override bool TryRead(out SampleBlock block)
    {
        bool more = _cuts.MoveNext();
        block = more ? bench.Samples(Source, _cuts.Current.First, _cuts.Current.Count) : default;
        return more;
    }
}

/// <summary>Feeds of files and tests: everything holds until its end, nothing is late.</summary>
public class FeedOrderTests
{
    internal static void Run(Bench bench, IEnumerable<BlockFeed> blocks, IEnumerable<ValueFeed> values, long endMilliseconds)
    {
        var order = new FeedOrder(bench.Engine, blocks, values);
        order.Start(0);
        while (order.Step(Ms(endMilliseconds)))
        {
            // each step takes one arrival
        }

        order.End(Ms(endMilliseconds));
    }

    internal static ListFeed Values(int source, params (double Ms, Value Value)[] values) =>
        new(source, [.. values.Select(v => new Stamped<Value>(v.Value, Ms(v.Ms)))]);

    internal static IEnumerable<(long First, int Count)> Cuts(int from, int to, int size)
    {
        for (int first = from; first < to; first += size)
            yield return (first, Math.Min(size, to - first));
    }

    [Fact]
    public void FeedsThatEndAtDifferentTimes_KeepTheirLastValuesAndHoldNoMore()
    {
        var bench = new Bench([Ports.Adc("adc"), Ports.Contact("door"), Ports.Contact("unfed")], [], 100);
        bench.Measuring(0, i => (short)(i >= 30 ? 200 : 0));
        Run(bench, [new CutFeed(bench, 0, Cuts(0, 50, 7))], [Values(1, (0, Inactive), (10, Active), (300, Inactive))], 400);
        Assert.Equal(
            [
                "0 adc=inactive since 0", "0 door=inactive since 0", "0.01 door=active since 0.01", "0.03 adc=active since 0.03",
                "0.13 out activate", "0.13 out=active since 0.13", "0.3 door=inactive since 0.3",
            ],
            bench.Journal.Lines);
        Assert.Equal(Value.Unknown(UnknownReason.Starting), bench.Graph.ValueOf(2));
        Assert.DoesNotContain(bench.Journal.Arrivals, a => a.Is(ArrivalMarks.Late));
        Assert.Equal(Ms(400), bench.Engine.Frontier);
    }

    [Fact]
    public void ValuesOfOneInstant_RunInDeclarationOrderAfterTimers()
    {
        var bench = new Bench([Ports.Contact("a"), Ports.Contact("b")], [], 100);
        Run(bench, [], [Values(1, (10, Active), (110, Inactive)), Values(0, (10, Active), (110, Inactive))], 200);
        Assert.Equal(
            [
                "0.01 a=active since 0.01", "0.01 b=active since 0.01", "0.11 out activate", "0.11 out=active since 0.11",
                "0.11 a=inactive since 0.11", "0.11 out deactivate", "0.11 out=inactive since 0.11", "0.11 b=inactive since 0.11",
            ],
            bench.Journal.Lines);
    }

    [Fact]
    public void RunThatEnds_RunsTimersUpToItsEndAndNoFurther()
    {
        var bench = new Bench([Ports.Contact("a")], [], 100);
        Run(bench, [], [Values(0, (10, Active), (500, Inactive))], 110);
        Assert.Equal(["0.01 a=active since 0.01", "0.11 out activate", "0.11 out=active since 0.11"], bench.Journal.Lines);
    }

    [Fact]
    public void Start_ComesBeforeWhatIsFedAtZero()
    {
        var bench = new Bench(Ports.Contact("a"));
        Run(bench, [], [Values(0, (0, Active))], 1);
        Assert.Equal([ArrivalKind.Anchor, ArrivalKind.Start, ArrivalKind.Value, ArrivalKind.Clock], bench.Journal.Arrivals.Select(a => a.Kind));
        Assert.Equal(["0 a=active since 0"], bench.Journal.Lines);
    }

    [Theory]
    [InlineData(999, false)]
    [InlineData(1000, true)]
    public void GapOfOfflineAfter_ResetsAShorterOneDoesNot(int milliseconds, bool resets)
    {
        Bench bench = new Bench(Ports.Adc("adc")).Measuring(0, i => 200);
        Run(bench, [new CutFeed(bench, 0, [(0, 10), (9 + milliseconds, 10)])], [], 2000);
        Assert.Equal(
            resets ? ["0 adc=active since 0", "1.009 adc=unknown (offline) since 1.009", "1.009 adc=active since 1.009"] : ["0 adc=active since 0"], bench.Journal.Lines);
    }

    [Fact]
    public void FeedWithItsOwnAnchor_IsRecordedAsAReanchor()
    {
        Bench bench = new Bench(Ports.Adc("adc")).Measuring(0, i => (short)(i >= 1005 ? 200 : 0));
        var clock = new SampleClock(new SampleRate(1000), 1000, Ms(250));
        Run(bench, [new AnchoredFeed(bench, clock)], [], 300);
        Assert.Equal(["0.25 adc=inactive since 0.25", "0.255 adc=active since 0.255"], bench.Journal.Lines);
        Assert.Throws<ArgumentException>(() => new FeedOrder(bench.Engine, [new AnchoredFeed(bench, new SampleClock(new SampleRate(1000), 1000, Ms(-1)))], []));
        Assert.Throws<ArgumentException>(() => new FeedOrder(bench.Engine, [new AnchoredFeed(bench, new SampleClock(new SampleRate(999)))], []));
    }

    [Fact]
    public void BlockOfAnotherClock_ReanchorsTheSource()
    {
        var bench = new Bench(Ports.Adc("adc"));
        Run(bench, [new JumpingFeed(bench)], [], 900);
        Assert.Equal(["adc=inactive since 0", "adc=active since 0.55"], bench.Journal.Lines.Select(l => l[(l.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        Assert.Equal([(100L, Ms(500))], bench.Journal.Of(ArrivalKind.Reanchor).Select(a => (a.Index, a.Stamp)));
    }

    [Fact]
    public void HeldValues_AreSampledAtThePortsRateAndHeld()
    {
        var bench = new Bench(Ports.Adc("adc"));
        var feed = new HeldFeed(0, bench.Engine.Sources[0].Spec, [new(Ms(3.2), 0), new(Ms(20), 200), new(Ms(20.5), 0), new(Ms(30.1), 200)], Ms(40));
        Run(bench, [feed], [], 40);
        // A step between two samples is seen at the next; one that ends before it is not seen.
        Assert.Equal(
            ["0.004 adc=inactive since 0.004", "0.02 adc=active since 0.02", "0.021 adc=inactive since 0.021", "0.031 adc=active since 0.031"], bench.Journal.Lines);
        Assert.Equal(Ms(40), bench.Journal.Of(ArrivalKind.Block).Last().Stamp);
    }

    [Fact]
    public void OhmsOnAnAdcPort_GoThroughItsFrontEnd()
    {
        var front = new FrontEnd(3.3, 10_000, 12, 3.3);
        PortSpec port = Ports.Adc("adc") with { Flow = new Flow(FlowKind.Samples, Unit: Unit.Count, Samples: new SampleFlow(new SampleRate(1000), SampleFormat.Int16, front)) };
        Assert.Equal(2048, HeldFeed.SampleOf(port, Value.Of(10_000, Unit.Ohm)));
        Assert.Equal(4095, HeldFeed.SampleOf(port, Value.Of(double.PositiveInfinity, Unit.Ohm)));
        Assert.Equal(0, HeldFeed.SampleOf(port, Value.Of(-3, Unit.Volt)));
        Assert.True(double.IsNaN(HeldFeed.SampleOf(port, Value.Unknown(UnknownReason.Offline))));
    }

    /// <summary>A hundred samples of nothing, then samples whose clock was set to 500 ms, of which the fiftieth rises.</summary>
    private sealed class JumpingFeed(Bench bench) : BlockFeed(0)
    {
        private int _block;

        public override SampleClock Clock { get; } = new(bench.Engine.Sources[0].Clock!.Rate);

        public override bool TryRead(out SampleBlock block)
        {
            short[] samples = new short[100];
            if (_block == 1)
                Array.Fill(samples, (short)200, 50, 50);
            SampleClock clock = _block == 0 ? Clock : new SampleClock(Clock.Rate, 100, Ms(500));
            block = SampleBlock.Of(samples, _block * 100, clock);
            return _block++ < 2;
        }
    }

    private sealed class AnchoredFeed(Bench bench, SampleClock clock) : BlockFeed(0)
    {
        private bool _read;

        public override SampleClock Clock => clock;

        public override bool TryRead(out SampleBlock block)
        {
            block = bench.Samples(0, 1000, 10);
            bool more = !_read;
            _read = true;
            return more;
        }
    }
}
