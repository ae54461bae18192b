using System.Collections.Generic;
using System.Linq;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Xunit;
using static Reactive.Signals.Tests.Loop.Bench;

namespace Reactive.Signals.Tests.Loop;

/// <summary>Feeds of levels whose source goes offline, and runs that start later than at 0 s.</summary>
public class OutageTests
{
    private static readonly HeldStep[] Steps = [new(Ms(0), 0), new(Ms(15), 200)];

    [Theory]
    [InlineData(10, 20, 40, "0 inactive, 0.01 offline, 0.02 active")]
    [InlineData(10, 11, 40, "0 inactive, 0.01 offline, 0.011 inactive, 0.015 active")]
    [InlineData(0, 20, 40, "0 offline, 0.02 active")]
    [InlineData(20, 60, 40, "0 inactive, 0.015 active, 0.02 offline")]
    [InlineData(40, 60, 40, "0 inactive, 0.015 active, 0.04 offline")]
    [InlineData(41, 60, 40, "0 inactive, 0.015 active")]
    [InlineData(10, 3000, 4000, "0 inactive, 0.01 offline, 3 active")]
    public void TheSourceIsOffline_FromItsInstantOn_AndBackWithItsSamples(int from, int until, int end, string expected) =>
        Assert.Equal(expected, Run(end, new Outage(Ms(from), Ms(until))));

    [Fact]
    public void AwayForGood_ItHoldsTheRunNoMore() => Assert.Equal("0 inactive, 0.01 offline", Run(4000, new Outage(Ms(10), SignalTime.Never)));

    [Fact]
    public void SeveralOutages_FollowEachOther() =>
        Assert.Equal("0 inactive, 0.002 offline, 0.004 inactive, 0.01 offline, 0.02 active", Run(40, new Outage(Ms(2), Ms(4)), new Outage(Ms(10), Ms(20))));

    [Fact]
    public void OutagesBetweenTwoSamples_TakeTheSourceOfflineAllTheSame() =>
        Assert.Equal("0 inactive, 0.0022 offline, 0.003 inactive, 0.015 active", Run(40, new Outage(Ms(2.2), Ms(2.4))));

    [Fact]
    public void ALongOutage_IsToldOnce()
    {
        var bench = new Bench(Ports.Adc("adc"));
        FeedOrderTests.Run(bench, [new HeldFeed(0, bench.Engine.Sources[0].Spec, Steps, Ms(5000), default, [new Outage(Ms(10), Ms(4000))])], [], 5000);
        Assert.Equal([(Ms(10), Ms(10))], bench.Journal.Of(ArrivalKind.Offline).Select(a => (a.Stamp, a.Since)));
    }

    [Fact]
    public void WhatIsSparse_TakesItsPlaceWhileTheOtherIsOffline()
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Contact("door"));
        FeedOrderTests.Run(bench, [new HeldFeed(0, bench.Engine.Sources[0].Spec, Steps, Ms(40), default, [new Outage(Ms(10), Ms(30))])], [FeedOrderTests.Values(1, (10, Inactive), (12, Active), (30, Inactive))], 40);
        Assert.Equal(
            ["0 adc=inactive since 0", "0.01 adc=unknown (offline) since 0.01", "0.01 door=inactive since 0.01", "0.012 door=active since 0.012", "0.03 adc=active since 0.03", "0.03 door=inactive since 0.03"],
            bench.Journal.Lines);
    }

    [Fact]
    public void ALevelMayBeChanged_ASampleAtATime()
    {
        var bench = new Bench(Ports.Adc("adc"));
        List<double> asked = [];
        double Change(SignalTime at, int channel, double sample)
        {
            asked.Add(sample);
            return at == Ms(3) ? 200 : sample;
        }

        FeedOrderTests.Run(bench, [new HeldFeed(0, bench.Engine.Sources[0].Spec, [Steps[0]], Ms(7), change: Change)], [], 7);
        Assert.Equal(["0 adc=inactive since 0", "0.003 adc=active since 0.003", "0.004 adc=inactive since 0.004"], bench.Journal.Lines);
        Assert.Equal(Enumerable.Repeat(0.0, 8), asked);
    }

    [Fact]
    public void ALaterStart_BeginsWithWhatStandsThen()
    {
        var bench = new Bench(Ports.Adc("adc"), Ports.Contact("door"));
        var order = new FeedOrder(bench.Engine, [new HeldFeed(0, bench.Engine.Sources[0].Spec, Steps, Ms(40), Ms(20.5))], [FeedOrderTests.Values(1, (20.5, Active), (22, Inactive))]);
        order.Start(7, Ms(20.5));
        while (order.Step(Ms(40)))
        {
            // each step takes one arrival
        }

        order.End(Ms(40));
        Assert.Equal(["0.0205 door=active since 0.0205", "0.021 adc=active since 0.021", "0.022 door=inactive since 0.022"], bench.Journal.Lines);
        Assert.All(bench.Journal.Arrivals, a => Assert.True(a.Turn >= Ms(20)));
        Assert.Equal((Ms(20.5), 7), (bench.Journal.Arrivals[0].Stamp, bench.Journal.Arrivals[0].WallNanoseconds));
        Assert.Equal(0, bench.Engine.Sources.Sum(s => s.Late));
    }

    [Fact]
    public void VoltsOnAPortOfOhms_GoThroughItsFrontEnd()
    {
        PortSpec port = Ports.Adc("adc") with { Flow = new Flow(FlowKind.Samples, Unit: Unit.Ohm, Samples: new SampleFlow(new SampleRate(1000), SampleFormat.Float32, new FrontEnd(3.3, 10_000, 12, 3.3))) };
        Assert.Equal(10_000, HeldFeed.SampleOf(port, Value.Of(1.65, Unit.Volt)), 6);
        Assert.Equal(47, HeldFeed.SampleOf(port, Value.Of(47, Unit.Ohm)));
    }

    private static string Run(int end, params Outage[] outages)
    {
        var bench = new Bench(Ports.Adc("adc"));
        FeedOrderTests.Run(bench, [new HeldFeed(0, bench.Engine.Sources[0].Spec, Steps, Ms(end), default, outages)], [], end);
        Assert.Equal(0, bench.Engine.Sources[0].Late);
        return string.Join(", ", bench.Journal.Lines.Select(l => l[..l.IndexOf(" since", System.StringComparison.Ordinal)].Replace("adc=", "", System.StringComparison.Ordinal).Replace("unknown (offline)", "offline", System.StringComparison.Ordinal)));
    }
}
