using System;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>What a calendar costs: no memory once it runs, few turns, and no search without end.</summary>
public sealed class CalendarCostTests
{
    [Fact]
    public void SteadyState_AllocatesNothing()
    {
        CalendarBench bench = new("minute: { rrule: FREQ=MINUTELY, at: 00:00 }\nsome: { rrule: FREQ=MINUTELY;INTERVAL=2, starting: 2026-01-01, from: 00:00, for: 1 min, except: office-hours }\nbeat: { every: 7 s, except: some }\nmine: { except: [after-hours, some] }");
        bench.Start("2026-06-01T00:00:00Z").Until("2026-06-04T00:00:00Z");
        bench.Forget();
        Engine engine = bench.Graph.Engine;
        long turns = engine.TurnCount;
        // the observer of the bench keeps what it sees
        var graph = Rules.Graph.PipelineGraph.Build(bench.Definition, new Nobody());
        StateReader reader = new(bench.State());
        graph.Engine.Load(reader);
        graph.Engine.RunThrough(new SignalTime(3 * CivilTime.Day + CivilTime.Hour));
        long before = GC.GetAllocatedBytesForCurrentThread();
        graph.Engine.RunThrough(new SignalTime(3 * CivilTime.Day + (23 * CivilTime.Hour)));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(graph.Engine.TurnCount > turns + (22 * 60));
    }

    [Fact]
    public void AYear_TakesAFewTurnsADay()
    {
        CalendarBench bench = new("night: { from: 22:00, to: 06:00, except: weekends }\nholidays: { dates: [2026-12-24..2026-12-26] }\nopen: { days: mon-fri, from: 08:00, to: 18:00, except: holidays }\npatch: { rrule: FREQ=MONTHLY;BYDAY=2TU, at: 02:00 }");
        bench.Start("2026-01-01T00:00:00Z").Until("2027-01-01T00:00:00Z");
        int changes = bench.Told.Select(c => c.Turn).Distinct().Count();
        Assert.InRange(bench.Turns, changes, changes + 5);
    }

    [Theory]
    [InlineData("s: { days: mon-sun }")]
    [InlineData("s: { rrule: FREQ=MINUTELY, from: 00:00, for: 1 min }")]
    [InlineData("s: { rrule: FREQ=MINUTELY, from: 00:00, for: 366 d }")]
    [InlineData("s: { at: 08:00, except: t }\nt: { days: mon-sun }")]
    [InlineData("s: { rrule: FREQ=MINUTELY, at: 00:00, except: t }\nt: { rrule: FREQ=MINUTELY, from: 00:00, for: 1 min }")]
    [InlineData("s: [ { rrule: FREQ=MINUTELY;INTERVAL=2, starting: 2026-01-01, from: 00:00, for: 1 min }, { rrule: FREQ=MINUTELY;INTERVAL=2, starting: 2026-01-01, from: 00:01, for: 1 min } ]")]
    [InlineData("s: { rrule: FREQ=YEARLY;INTERVAL=8;BYMONTH=2;BYMONTHDAY=29, starting: 2028-02-29, at: 00:00, except: t }\nt: { dates: 2036-02-29 }")]
    public void WhatNeverChanges_WakesTheRunSeldom(string schedule)
    {
        CalendarBench bench = new(schedule);
        bench.Start("2026-06-01T00:00:00Z").Until("2026-08-01T00:00:00Z");
        // from horizon to horizon
        Assert.InRange(bench.Turns, 1, 17);
        Assert.True(bench.Changes.Count() <= 2);
    }

    [Fact]
    public void WhatIsLookedUpForLong_IsLookedUpOnce()
    {
        // each minute something changes, beside what never does and takes a while to find out
        CalendarBench bench = new("s: { rrule: FREQ=MINUTELY, from: 00:00, for: 1 min }\nt: { rrule: FREQ=MINUTELY;INTERVAL=2, starting: 2026-01-01, from: 00:00, for: 1 min }\nu: { rrule: FREQ=MINUTELY, at: 00:00, except: s }");
        bench.Start("2026-06-01T00:00:00Z").Until("2026-07-01T00:00:00Z");
        Assert.InRange(bench.Turns, 30 * 1440, (30 * 1440) + 20);
    }

    [Fact]
    public void SchedulesMadeOfEachOtherInManyWays_AreAskedOnceEach()
    {
        // each of two, made of the two before: 2^60 ways down
        string schedules = "a0: { from: 08:00, to: 09:00 }\nb0: { from: 08:30, to: 09:30 }\ne0: { at: 08:00 }\nf0: { at: 08:30 }";
        for (int i = 1; i <= 60; i++)
            schedules += $"\na{i}: {{ days: mon, except: b{i - 1}, plus: [a{i - 1}, b{i - 1}] }}\nb{i}: {{ plus: [a{i - 1}, b{i - 1}] }}\ne{i}: {{ plus: [e{i - 1}, f{i - 1}] }}\nf{i}: {{ plus: [f{i - 1}, e{i - 1}] }}";
        CalendarBench bench = new(schedules);
        bench.Start("2026-06-01T00:00:00Z").Until("2026-06-03T00:00:00Z");
        Assert.Contains("06:00:00 e60", bench.Changes);
    }

    private sealed class Nobody : RunObserver;
}
