using System.Linq;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Xunit;
using static Reactive.Signals.Tests.Loop.Bench;

namespace Reactive.Signals.Tests.Loop;

/// <summary>Who holds the run, what it waits for, and what is late.</summary>
public class LiveOrderTests
{
    [Fact]
    public void EdgesBesideAnAdc_RunInTheOrderOfTheirStamps()
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Contact("reader")).Measuring(0, i => (short)(i >= 52 ? 200 : 0));
        bench.Put(1, Inactive, 0, 0);
        bench.RunAdc(0, 0, 50);
        bench.Put(1, Active, 53, 53.5);
        bench.Put(1, Inactive, 51, 53.7);
        bench.RunAdc(0, 50, 60);
        Assert.Equal(
            ["0.051 reader=inactive since 0.051", "0.052 adc=active since 0.052", "0.053 reader=active since 0.053"], bench.Journal.From(50));
        Assert.DoesNotContain(bench.Journal.Arrivals, a => a.Is(ArrivalMarks.Late));
    }

    [Fact]
    public void HoldOfThirtySeconds_FiresToTheNanosecond()
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Contact("reader")).Measuring(0, i => (short)(i is >= 100 and < 40_000 ? 200 : 0));
        bench.Put(1, Inactive, 0, 0);
        bench.RunAdc(0, 0, 40_100);
        Assert.Equal(
            ["30.1 out activate", "30.1 out=active since 30.1", "40 adc=inactive since 40", "40 out deactivate", "40 out=inactive since 40"], bench.Journal.From(101));
    }

    [Fact]
    public void OnlySparseSources_NothingWaitsForAnyone()
    {
        var bench = new Bench(Ports.Contact("a"), Ports.Contact("b"));
        bench.Put(0, Inactive, 1, 1);
        bench.Put(1, Inactive, 2, 2);
        bench.Put(0, Active, 10, 10);
        Assert.Equal("0.01 a=active since 0.01", bench.Journal.Lines.Last());
        Assert.Equal(Ms(10), bench.Engine.Frontier);
    }

    [Fact]
    public void TimerWhereNothingHolds_IsAClockArrivalAtItsDueTime()
    {
        var bench = new Bench(Ports.Contact("a"));
        bench.Put(0, Active, 1, 1);
        Assert.Equal(Ms(30_001), bench.Order.NextWake());
        bench.Order.Advance(Ms(30_000.5));
        Assert.Empty(bench.Journal.Of(ArrivalKind.Clock));
        bench.Order.Advance(Ms(30_003));
        Arrival clock = Assert.Single(bench.Journal.Of(ArrivalKind.Clock));
        Assert.Equal(Ms(30_001), clock.Turn);
        Assert.Contains("30.001 out activate", bench.Journal.Lines);
    }

    [Fact]
    public void OneInstantTwoSources_DeclarationOrderAndNeitherIsLate()
    {
        var bench = new Bench(Ports.Contact("a"), Ports.Contact("b"));
        bench.Put(0, Inactive, 0, 0);
        bench.Put(1, Inactive, 0.5, 0.5);
        bench.Order.Ingest(1, new Stamped<Value>(Active, Ms(7)), 0, Ms(8));
        bench.Order.Ingest(0, new Stamped<Value>(Active, Ms(7)), 0, Ms(8));
        bench.Order.Advance(Ms(8));
        Assert.Equal(["0.007 a=active since 0.007", "0.007 b=active since 0.007"], bench.Journal.From(7));
        Assert.DoesNotContain(bench.Journal.Arrivals, a => a.Is(ArrivalMarks.Late));
    }

    [Fact]
    public void StampAtTheFrontier_IsLateAndRunsAfterAllElse()
    {
        var bench = new Bench(Ports.Contact("a"), Ports.Contact("b"));
        bench.Put(0, Inactive, 0, 0);
        bench.Put(1, Inactive, 1, 1);
        bench.Put(0, Active, 20, 20);
        bench.Put(1, Active, 20, 21);
        bench.Put(1, Inactive, 5, 22);
        Assert.Equal(["0.02 a=active since 0.02", "0.02 b=active since 0.02", "0.02 b=inactive since 0.005"], bench.Journal.From(5));
        Assert.Equal(2, bench.Engine.Sources[1].Late);
        Assert.All(bench.Journal.Arrivals.Where(a => a.Is(ArrivalMarks.Late)), a => Assert.True(a.Is(ArrivalMarks.After)));
        Assert.Equal(2, bench.Journal.Arrivals.Count(a => a.Is(ArrivalMarks.Late)));
    }

    [Theory]
    [InlineData(1.9, false)]
    [InlineData(2.1, true)]
    public void BesideAHoldingSource_ValuesMayBeTwoMillisecondsLate(double delay, bool late)
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Contact("reader"));
        bench.Put(1, Inactive, 0, 0);
        bench.RunAdc(0, 0, 50);
        // The holding source has reached 56 ms: only the lateness keeps the run back.
        bench.Order.Ingest(0, bench.Samples(0, 50, 7), 0, Ms(55));
        bench.Order.Advance(Ms(55));
        bench.Order.Advance(Ms(54 + delay));
        bench.Put(1, Active, 54, 54 + delay);
        Assert.Equal(late ? 1 : 0, bench.Engine.Sources[1].Late);
    }

    [Theory]
    [InlineData(49, false)]
    [InlineData(51, true)]
    public void DeclaredLateness_IsWaitedForEvenWhereNothingHolds(double delay, bool late)
    {
        var bench = new Bench(Ports.Contact("a"), Ports.Contact("slow", latenessMilliseconds: 50));
        bench.Put(0, Inactive, 0, 0);
        bench.Put(1, Inactive, 0, 0);
        bench.SleepUntil(100);
        bench.Order.Ingest(0, new Stamped<Value>(Active, Ms(100)), 0, Ms(100));
        bench.SleepUntil(100 + delay);
        bench.Put(1, Active, 100, 100 + delay);
        bench.SleepUntil(300);
        Assert.Equal(late ? 1 : 0, bench.Engine.Sources[1].Late);
        Assert.Equal(["0.1 a=active since 0.1", "0.1 slow=active since 0.1"], bench.Journal.From(100));
    }

    [Fact]
    public void ByArrival_TakesTheDevicesNowAndHoldsNothingBack()
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Digits("dtmf", SourceOrder.ByArrival)).Measuring(0, i => (short)(i >= 100 ? 200 : 0));
        bench.RunAdc(0, 0, 98);
        bench.Put(1, Value.Of("5"), 12, 102);
        bench.RunAdc(0, 100, 110);
        Assert.Equal(["0.1 adc=active since 0.1", "0.102 dtmf=5 since 0.012"], bench.Journal.From(90));
        Assert.Equal(0, bench.Engine.Sources[1].Late);
    }

    [Fact]
    public void AudioByArrival_NeverMakesTheAdcWait()
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Adc("audio", SourceOrder.ByArrival))
            .Measuring(0, i => (short)(i >= 200 ? 200 : 0)).Measuring(1, i => (short)(i >= 120 ? 200 : 0));
        bench.RunAdcs(0, 100, 0, 1);
        bench.RunAdc(0, 100, 205);
        Assert.Contains("0.2 adc=active since 0.2", bench.Journal.Lines);
        Assert.Empty(bench.Journal.Of(ArrivalKind.Stalled));
        // Its block comes 80 ms after its samples: they take the instant at which it came, and are not late.
        bench.Block(1, 120, 5, 205);
        bench.RunAdc(0, 205, 215);
        Assert.Contains("0.205 audio=active since 0.12", bench.Journal.Lines);
        Assert.DoesNotContain(bench.Journal.Arrivals, a => a.Is(ArrivalMarks.Late));
    }

    [Fact]
    public void StampInTheFuture_IsClampedToTheDeviceClock()
    {
        var bench = new Bench(Ports.Contact("a"));
        bench.Put(0, Inactive, 0, 0);
        bench.Put(0, Active, 500, 20);
        Assert.Equal("0.02 a=active since 0.02", bench.Journal.Lines.Last());
    }

    [Fact]
    public void StampBeforeTheStart_IsClampedToZero()
    {
        var bench = new Bench(Ports.Contact("a"));
        bench.Put(0, Inactive, -20, 10);
        Assert.Equal(Ms(0), bench.Journal.Of(ArrivalKind.Value).Single().Stamp);
    }

    [Fact]
    public void RefusedHandovers_AreCountedWithTheNextThatFits()
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Contact("a"));
        bench.Put(1, Inactive, 0, 0, missed: 2);
        bench.RunAdc(0, 0, 20);
        bench.Block(0, 30, 5, 35, missed: 2);
        Assert.Equal(2, bench.Journal.Of(ArrivalKind.Block).Last().Missed);
        Assert.Equal(2, bench.Engine.Sources[0].Missed);
        Assert.Equal(2, bench.Engine.Sources[1].Missed);
    }

    [Fact]
    public void RepeatedAndBackwardIndexes_AreLeftOutCountedAndHandedBack()
    {
        var bench = new Bench(Ports.Adc("adc")).Measuring(0, i => (short)(i >= 22 ? 200 : 0));
        bench.RunAdc(0, 0, 20);
        bench.Block(0, 10, 5, 21);
        bench.Block(0, 20, 0, 22);
        bench.Block(0, -50, 20, 23);
        Assert.Equal(4, bench.Journal.Of(ArrivalKind.Block).Count());
        bench.Block(0, 15, 10, 25);
        Arrival last = bench.Journal.Of(ArrivalKind.Block).Last();
        Assert.Equal((Ms(24), Ms(20), 4), (last.Stamp, last.Since, last.Missed));
        Assert.Equal(8, bench.OpenedBlocks);
        bench.RunAdc(0, 25, 30);
        Assert.Equal(["0.022 adc=active since 0.022"], bench.Journal.From(15));
    }

    [Fact]
    public void NegativeIndexesFromTheFirst_AreNoSamples()
    {
        var bench = new Bench(Ports.Adc("adc"));
        bench.Block(0, -100, 50, 5);
        bench.Block(0, -3, 8, 6);
        Assert.Equal(Ms(0), Assert.Single(bench.Journal.Of(ArrivalKind.Block)).Since);
    }

    [Fact]
    public void StreamThatOnlyRepeatsItself_GoesOffline()
    {
        var bench = new Bench(Ports.Adc("adc"));
        bench.RunAdc(0, 0, 100);
        for (int t = 100; t < 1200; t += 5)
            bench.Block(0, 0, 5, t);
        Assert.Equal(Ms(120), bench.Journal.Of(ArrivalKind.Stalled).Single().Stamp);
        Assert.Equal(Ms(1100), bench.Journal.Of(ArrivalKind.Offline).Single().Stamp);
        Assert.Equal("1.1 adc=unknown (offline) since 1.1", bench.Journal.Lines.Last());
    }

    [Fact]
    public void End_RunsWhatTheRunWasStillHoldingBack()
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Adc("other"), Ports.Contact("a", latenessMilliseconds: 50)).Measuring(0, i => (short)(i >= 107 ? 200 : 0));
        bench.Put(2, Inactive, 0, 0);
        bench.RunAdcs(0, 105, 0, 1);
        bench.Block(0, 105, 5, 110);
        bench.Order.Ingest(2, new Stamped<Value>(Active, Ms(108)), 0, Ms(110));
        bench.Order.Ingest(1, bench.Samples(1, 105, 5), 0, Ms(111));
        bench.Order.End(Ms(111));
        Assert.Equal(["0.107 adc=active since 0.107", "0.108 a=active since 0.108"], bench.Journal.From(100));
        Assert.DoesNotContain(bench.Journal.Arrivals, a => a.Is(ArrivalMarks.Late));
        Assert.Equal(ArrivalKind.Clock, bench.Journal.Arrivals[^1].Kind);
    }

    [Fact]
    public void Wakes_ComeForTimersWithinWhatTheAdcHasReached()
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Contact("a"));
        bench.Put(1, Inactive, 0, 0);
        bench.RunAdc(0, 0, 20);
        bench.Put(1, Active, 18.5, 20);
        Assert.Equal(Ms(20.5), bench.Order.NextWake());
        bench.SleepUntil(20.5);
        Assert.Equal("0.0185 a=active since 0.0185", bench.Journal.Lines.Last());
    }
}
