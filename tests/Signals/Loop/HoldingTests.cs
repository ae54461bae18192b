using System;
using System.Linq;
using Reactive.Signals.Loop;
using Xunit;
using static Reactive.Signals.Tests.Loop.Bench;

namespace Reactive.Signals.Tests.Loop;

/// <summary>Sources that stall, go, come back, drift and die; and how a run starts.</summary>
public class HoldingTests
{
    // The ADC hangs from 1 s to 2 s and then hands over all it has; the contact goes on.
    private static Bench Hang(Func<long, short> adc)
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Contact("door")).Measuring(0, adc);
        bench.Put(1, Inactive, 0, 0);
        bench.RunAdc(0, 0, 1000);
        for (int t = 1010; t < 2000; t += 100)
        {
            bench.SleepUntil(t);
            bench.Put(1, t / 100 % 2 == 0 ? Active : Inactive, t, t + 0.5);
        }

        bench.SleepUntil(1999);
        return bench;
    }

    [Fact]
    public void SilentForTwentyMilliseconds_StallsAndItsValuesStay()
    {
        Bench bench = Hang(i => (short)(i < 1500 ? 200 : 0));
        Arrival stalled = Assert.Single(bench.Journal.Of(ArrivalKind.Stalled));
        Assert.Equal((Ms(1020), Ms(1000)), (stalled.Stamp, stalled.Since));
        // Nothing waited for longer than the stall: the edge of 1.01 s ran at 1.02 s, at its own time.
        Assert.Contains("1.01 door=active since 1.01", bench.Journal.Lines);
        Assert.Equal(Active, bench.Graph.ValueOf(0));
    }

    [Fact]
    public void SilentForOneSecond_IsOfflineAndItsValuesUnknown()
    {
        Bench bench = Hang(i => 200);
        bench.SleepUntil(2005);
        Arrival offline = Assert.Single(bench.Journal.Of(ArrivalKind.Offline));
        Assert.Equal((Ms(2000), Ms(1000)), (offline.Stamp, offline.Since));
        Assert.Equal("2 adc=unknown (offline) since 2", bench.Journal.Lines.Last());
    }

    [Fact]
    public void BacklogAfterAHang_IsLateAtTheFrontierWithTrueSince()
    {
        Bench bench = Hang(i => (short)(i < 1500 ? 200 : 0));
        for (int t = 1000; t < 1995; t += 5)
            bench.Order.Ingest(0, bench.Samples(0, t, 5), 0, Ms(1999.5));
        bench.Order.Advance(Ms(1999.5));
        Assert.Equal(182, bench.Engine.Sources[0].Late);
        Assert.Equal(Ms(1910), bench.Journal.Of(ArrivalKind.Block).Last(a => a.Is(ArrivalMarks.Late)).Stamp.AddNanoseconds(1_000_000));
        Assert.Equal("1.91 adc=inactive since 1.5", bench.Journal.Lines.Last());
        // From here on it is in time: after ten blocks it holds again.
        for (int t = 1995; t < 2095; t += 5)
            bench.Block(0, t, 5, t + 5);
        Assert.Equal(182, bench.Engine.Sources[0].Late);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void HoldsAgain_AfterTenBlocksInTime(int blocks, bool holds)
    {
        Bench bench = Hang(i => 200);
        bench.Block(0, 1000, 910, 1999);
        bench.Block(0, 1910, 85, 1999);
        int now = 1995;
        for (int i = 1; i < blocks; i++, now += 5)
            bench.Block(0, now, 5, now + 5);
        bench.Put(1, Active, now, now + 1);
        Assert.Equal(holds, bench.Graph.ValueOf(1) != Active);
    }

    [Fact]
    public void TwoAdcsOneHangs_TheOtherWaitsNoLongerThanTheStall()
    {
        Bench bench = new Bench(Ports.Adc("a"), Ports.Adc("b")).Measuring(0, i => (short)(i >= 103 ? 200 : 0));
        bench.RunAdcs(0, 100, 0, 1);
        bench.Block(0, 100, 5, 105);
        bench.Block(0, 105, 5, 110);
        bench.Block(0, 110, 5, 115);
        bench.SleepUntil(119.9);
        Assert.Empty(bench.Journal.From(50));
        bench.SleepUntil(120);
        Assert.Equal(["0.103 a=active since 0.103"], bench.Journal.From(50));
    }

    [Fact]
    public void StreamThatRunsFarTooSlow_HoldsNobodyForLongAndIsAnchoredAnew()
    {
        Bench bench = new Bench(Ports.Adc("slow"), Ports.Contact("door"));
        bench.Put(1, Inactive, 0, 0);
        // 5 ms of samples every 15 ms: never silent, always farther behind.
        for (int i = 0; i < 200; i++)
        {
            bench.Block(0, i * 5, 5, (i * 15) + 5);
            bench.Put(1, i % 2 == 0 ? Active : Inactive, (i * 15) + 5, (i * 15) + 6);
            Assert.True(bench.Engine.NextDue > Ms((i * 15) + 6 - 40));
        }

        Assert.NotEmpty(bench.Journal.Of(ArrivalKind.Stalled));
        Assert.NotEmpty(bench.Journal.Of(ArrivalKind.Reanchor));
    }

    [Fact]
    public void LongBlocks_StallAfterThreeOfThem()
    {
        var bench = new Bench(Ports.Adc("a") with { Block = TimeSpan.FromMilliseconds(50) });
        for (int t = 0; t < 500; t += 50)
            bench.Block(0, t, 50, t + 50);
        bench.SleepUntil(700);
        Assert.Equal(Ms(650), bench.Journal.Of(ArrivalKind.Stalled).Single().Stamp);
    }

    [Fact]
    public void GapShorterThanOfflineAfter_KeepsTheStateOfItsKernels()
    {
        Bench bench = new Bench(Ports.Adc("adc")).Measuring(0, i => 200);
        bench.RunAdc(0, 0, 100);
        bench.Block(0, 1098, 5, 1103);
        Assert.Empty(bench.Journal.Of(ArrivalKind.Offline));
        Assert.Empty(bench.Journal.From(50));
    }

    [Fact]
    public void GapOfOfflineAfter_IsAnOutageAndResetsThem()
    {
        Bench bench = new Bench(Ports.Adc("adc")).Measuring(0, i => 200);
        bench.RunAdc(0, 0, 100);
        bench.Block(0, 1099, 5, 1102);
        bench.Order.Advance(Ms(1103));
        Arrival offline = Assert.Single(bench.Journal.Of(ArrivalKind.Offline));
        Assert.Equal((Ms(1099), Ms(99)), (offline.Stamp, offline.Since));
        Assert.Equal(["1.099 adc=unknown (offline) since 1.099", "1.099 adc=active since 1.099"], bench.Journal.From(50).Take(2));
    }

    [Fact]
    public void DriverThatDies_IsOfflineAtOnceBehindWhatItHandedOver()
    {
        Bench bench = new Bench(Ports.Adc("a"), Ports.Adc("b")).Measuring(0, i => (short)(i >= 107 ? 200 : 0));
        bench.RunAdcs(0, 100, 0, 1);
        // b has not come to 100 ms yet, so what a hands over waits.
        bench.Block(0, 100, 5, 105);
        bench.Block(0, 105, 5, 110);
        bench.Order.Lose(0, Ms(110.5));
        bench.Order.Advance(Ms(110.5));
        bench.Block(1, 100, 5, 110.5);
        bench.Block(1, 105, 5, 111);
        bench.Block(1, 110, 5, 115);
        Assert.Equal(["0.107 a=active since 0.107", "0.1105 a=unknown (offline) since 0.1105"], bench.Journal.From(50));
        bench.RunAdc(1, 115, 1500);
        Assert.Single(bench.Journal.Of(ArrivalKind.Offline));
    }

    [Fact]
    public void DriverThatComesBack_IsKnownAgainWithItsFirstBlock()
    {
        Bench bench = new Bench(Ports.Adc("a")).Measuring(0, i => 200);
        bench.RunAdc(0, 0, 100);
        bench.Order.Lose(0, Ms(101));
        bench.Order.Advance(Ms(101));
        bench.Block(0, 300, 5, 305);
        Assert.Equal(["0.101 a=unknown (offline) since 0.101", "0.3 a=active since 0.3"], bench.Journal.From(50));
        Assert.Single(bench.Journal.Of(ArrivalKind.Offline));
    }

    [Fact]
    public void SparseDriverThatDies_IsOfflineUntilItSpeaks()
    {
        var bench = new Bench(Ports.Contact("a"));
        bench.Put(0, Active, 0, 0);
        bench.SleepUntil(5000);
        bench.Order.Lose(0, Ms(5000));
        bench.Order.Advance(Ms(5000));
        bench.Put(0, Active, 6000, 6000);
        Assert.Equal(["5 a=unknown (offline) since 5", "6 a=active since 6"], bench.Journal.From(1));
    }

    [Fact]
    public void ClockAheadByMoreThanHalfABlock_IsAnchoredAtOnce()
    {
        Bench bench = new Bench(Ports.Adc("adc")).Measuring(0, i => (short)(i >= 103 ? 200 : 0));
        bench.RunAdc(0, 0, 100);
        // The sample of 104 ms comes at 101 ms: its clock runs fast.
        bench.Block(0, 100, 5, 101);
        Arrival anchor = Assert.Single(bench.Journal.Of(ArrivalKind.Reanchor));
        Assert.Equal((100, Ms(99).AddNanoseconds(1)), (anchor.Index, anchor.Stamp));
        bench.Order.Advance(Ms(103));
        Assert.Equal("0.102000001 adc=active since 0.102000001", bench.Journal.Lines.Last());
    }

    [Fact]
    public void ClockAheadByHalfABlock_IsLeftAlone()
    {
        var bench = new Bench(Ports.Adc("adc"));
        bench.RunAdc(0, 0, 100);
        bench.Block(0, 100, 5, 101.5);
        Assert.Empty(bench.Journal.Of(ArrivalKind.Reanchor));
    }

    [Fact]
    public void ClockBehind_IsAnchoredByTheLeastDelayOfManyBlocks()
    {
        var bench = new Bench(Ports.Adc("adc"));
        bench.RunAdc(0, 0, 5);
        // Each block comes between 3 and 7 ms after its last sample: the clock is behind by 3 ms.
        for (int i = 1; i < 200; i++)
            bench.Block(0, i * 5, 5, (i * 5) + 4 + (i % 16 == 0 ? 3 : 3 + (i % 4)));
        Arrival anchor = bench.Journal.Of(ArrivalKind.Reanchor).First();
        Assert.Equal((65 * 5, Ms((65 * 5) + 3)), (anchor.Index, anchor.Stamp));
        Assert.Single(bench.Journal.Of(ArrivalKind.Reanchor));
    }

    [Fact]
    public void FirstBlock_TellsWhenTheStreamBegan()
    {
        var bench = new Bench(Ports.Adc("adc"));
        bench.Block(0, 0, 5, 700);
        Arrival anchor = Assert.Single(bench.Journal.Of(ArrivalKind.Reanchor));
        Assert.Equal((0, Ms(696)), (anchor.Index, anchor.Stamp));
    }

    [Fact]
    public void HoweverAClockJumps_TimeNeverRunsBackwards()
    {
        var random = new Random(7);
        var bench = new Bench(Ports.Adc("a"), Ports.Adc("b")).Measuring(0, i => (short)(i % 7 < 3 ? 200 : 0));
        double now = 5;
        long index = 0;
        for (int i = 0; i < 2000; i++)
        {
            now += random.Next(20) == 0 ? random.Next(100) : random.Next(1, 9);
            bench.Block(0, index, 5, now);
            index += random.Next(30) == 0 ? random.Next(5, 400) : 5;
        }

        Assert.True(bench.Journal.Of(ArrivalKind.Reanchor).Count() > 10);
        SignalTime[] turns = [.. bench.Journal.Arrivals.Select(a => a.Turn)];
        Assert.Equal(turns.Order(), turns);
        SignalTime[] at = [.. bench.Journal.Turns.Select(t => t.At)];
        Assert.Equal(at.Order(), at);
        SignalTime[] stamps = [.. bench.Journal.Of(ArrivalKind.Block).Select(a => a.Stamp)];
        Assert.Equal(stamps.Order(), stamps);
        Assert.Equal(stamps.Length, stamps.Distinct().Count());
    }

    [Fact]
    public void EverySourceKnown_StartsBehindTheirFirstValues()
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Contact("a"), Ports.Digits("reader"));
        bench.Put(1, Inactive, 3, 3);
        Assert.False(bench.Engine.Started);
        bench.Block(0, 0, 5, 5);
        Assert.True(bench.Engine.Started);
        Assert.Equal(Inactive, bench.Graph.ValueOf(0));
        Assert.Equal(Inactive, bench.Graph.ValueOf(1));
        Assert.Empty(bench.Journal.Commands);
    }

    [Fact]
    public void SourceThatNeverSpeaks_IsOfflineAndHoldsNoStartBack()
    {
        var bench = new Bench(Ports.Contact("a"), Ports.Contact("b"));
        bench.Put(0, Inactive, 3, 3);
        bench.SleepUntil(5000);
        Assert.Equal(Ms(1000), bench.Journal.Of(ArrivalKind.Offline).Single().Turn);
        Assert.Equal(Ms(1000), bench.Journal.Of(ArrivalKind.Start).Single().Turn);
    }

    [Fact]
    public void SourceThatMayBeSilentForLong_IsWaitedForTwoSeconds()
    {
        var bench = new Bench(Ports.Contact("a"), Ports.Contact("b") with { OfflineAfter = TimeSpan.FromMinutes(1) });
        bench.Put(0, Active, 3, 3);
        bench.SleepUntil(40_000);
        Assert.Equal(Ms(2000), bench.Journal.Of(ArrivalKind.Start).Single().Turn);
        // Conditions count from the start.
        Assert.Equal("32 out activate", bench.Journal.Lines.First());
    }

    [Fact]
    public void ReaderThatHasReadNothing_IsNotOffline()
    {
        var bench = new Bench(Ports.Contact("a"), Ports.Digits("reader"));
        bench.Put(0, Inactive, 3, 3);
        bench.SleepUntil(10_000);
        Assert.Empty(bench.Journal.Of(ArrivalKind.Offline));
        Assert.Equal(Ms(3), bench.Journal.Of(ArrivalKind.Start).Single().Turn);
    }
}
