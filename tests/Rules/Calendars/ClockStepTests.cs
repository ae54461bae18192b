using System;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>What a step of the wall clock does. All times of changes are those of a clock that was never set; the zone is two hours ahead of UTC.</summary>
public sealed class ClockStepTests
{
    private const string Schedules = "open: { from: 10:00, to: 12:00 }\nbell: [ { at: 10:30 }, { at: 10:40 } ]\nbeat: { every: 25 min }";

    [Fact]
    public void BeforeTheFirstAnchor_StatesAreUnknownAndNothingHappens()
    {
        CalendarBench bench = new(Schedules, rules: "r: { when: open becomes active, do: { log: opens } }\n  s: { when: open is known, do: { log: known } }");
        bench.Start("2026-07-01T08:20:00Z", anchored: false).Until("2026-07-01T08:35:00Z");
        Assert.Empty(bench.Changes);
        // and with it they come from unknown
        bench.Step("2026-07-01T08:35:00Z", TimeSpan.Zero).Until("2026-07-01T08:41:00Z");
        Assert.Equal(["08:35:00 open active", "08:40:00 bell"], bench.Changes);
        Assert.Equal(["08:35:00 known"], bench.Lines);
    }

    [Fact]
    public void AtTheStart_StatesComeFromUnknown_InItsOwnTurn()
    {
        CalendarBench bench = new(Schedules, rules: "r: { when: open becomes active, do: { log: opens } }\n  s: { when: open is active, do: { log: open } }");
        bench.Start("2026-07-01T09:00:00Z");
        Assert.Equal(["09:00:00 open active"], bench.Changes);
        Assert.Equal(["09:00:00 open"], bench.Lines);
        Assert.Equal(1, bench.Turns);
    }

    [Fact]
    public void AnInstantAtTheVeryStart_Happens() =>
        Assert.Equal(["08:30:00 open active", "08:30:00 bell"], new CalendarBench(Schedules).Start("2026-07-01T08:30:00Z").Until("2026-07-01T08:31:00Z").Changes);

    [Fact]
    public void AStepForward_ByLessThanAnHour_LetsWhatItJumpsOverHappenOnce()
    {
        CalendarBench bench = new(Schedules);
        bench.Start("2026-07-01T07:50:00Z").Step("2026-07-01T07:55:00Z", TimeSpan.FromMinutes(55)).Until("2026-07-01T08:20:00Z");
        // 09:55 to 10:50: opens late, rings once for both; the beat knows of no clock
        Assert.Equal(["07:50:00 open inactive", "07:55:00 open active", "07:55:00 bell", "08:15:00 beat"], bench.Changes);
    }

    [Fact]
    public void AStepForward_ByMoreThanAnHour_SkipsInstants()
    {
        CalendarBench bench = new(Schedules);
        bench.Start("2026-07-01T07:50:00Z").Step("2026-07-01T07:55:00Z", TimeSpan.FromMinutes(61)).Until("2026-07-01T08:10:00Z");
        Assert.Equal(["07:50:00 open inactive", "07:55:00 open active"], bench.Changes);
    }

    [Fact]
    public void AStepBack_ByLessThanAMinute_TakesNothingBack_AndNothingHappensTwice()
    {
        CalendarBench bench = new(Schedules);
        bench.Start("2026-07-01T08:29:00Z").Until("2026-07-01T08:30:10Z");
        bench.Step("2026-07-01T08:30:20Z", TimeSpan.FromSeconds(-59)).Until("2026-07-01T08:50:00Z");
        // 10:40 comes 59 s later, and 10:30 not again
        Assert.Equal(["08:29:00 open active", "08:30:00 bell", "08:40:59 bell"], bench.Changes);
        bench.Until("2026-07-01T10:30:00Z");
        Assert.Contains("10:00:59 open inactive", bench.Changes);
    }

    [Fact]
    public void SmallStepsBack_AddUp()
    {
        CalendarBench bench = new(Schedules);
        bench.Start("2026-07-01T08:29:00Z").Until("2026-07-01T08:30:10Z");
        bench.Step("2026-07-01T08:30:20Z", TimeSpan.FromSeconds(-40)).Step("2026-07-01T08:30:21Z", TimeSpan.FromSeconds(-40)).Until("2026-07-01T08:35:00Z");
        // 80 s behind where the calendar stood: more than a minute, so it rings again
        Assert.Equal(["08:29:00 open active", "08:30:00 bell", "08:31:20 bell"], bench.Changes);
    }

    [Fact]
    public void ALongStepBack_StartsTheCalendarAnewThere()
    {
        CalendarBench bench = new(Schedules, rules: "r: { when: open becomes active, do: { log: opens } }");
        bench.Start("2026-07-01T08:29:00Z").Until("2026-07-01T08:35:00Z");
        bench.Step("2026-07-01T08:36:00Z", TimeSpan.FromMinutes(-60)).Until("2026-07-01T09:31:00Z");
        Assert.Equal(["08:29:00 open active", "08:30:00 bell", "08:36:00 open inactive", "08:54:00 beat", "09:00:00 open active", "09:19:00 beat", "09:30:00 bell"], bench.Changes);
        Assert.Equal(["09:00:00 opens"], bench.Lines);
    }

    [Fact]
    public void AStep_IsATurnOfItsOwn_WhoseCauseIsTheTimer()
    {
        CalendarBench bench = new(Schedules);
        bench.Start("2026-07-01T07:50:00Z");
        long turns = bench.Turns;
        bench.Step("2026-07-01T07:55:00Z", TimeSpan.FromMinutes(10)).Until("2026-07-01T07:55:00Z");
        Assert.Equal(turns + 1, bench.Turns);
        SignalChange change = bench.Told[^1];
        Assert.Equal((0L, bench.Turns), (change.Arrival, change.Turn));
        Assert.Equal(TurnCause.Timer, bench.Graph.Engine.Turn.Cause);
    }

    [Fact]
    public void AStepThatIsToldLate_IsSeenWhereItTakesItsPlace()
    {
        CalendarBench bench = new(Schedules);
        bench.Start("2026-07-01T07:50:00Z").Until("2026-07-01T07:56:00Z");
        SignalTime stamp = new(5 * CivilTime.Minute), turn = bench.Graph.Engine.Frontier;
        bench.Graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Anchor, Source = -1, Marks = ArrivalMarks.After | ArrivalMarks.Late, Turn = turn, Stamp = stamp, Since = stamp, WallNanoseconds = Zones.Utc("2026-07-01T08:05:00Z") });
        bench.Until("2026-07-01T08:00:00Z");
        Assert.Equal(["07:50:00 open inactive", "07:56:00 open active"], bench.Changes);
        Assert.Equal(turn, bench.Told[^1].At);
    }

    [Fact]
    public void ABoundaryAtTheInstantOfAStepBack_WaitsForTheClock()
    {
        CalendarBench bench = new(Schedules);
        bench.Start("2026-07-01T07:59:00Z").Step("2026-07-01T08:00:00Z", TimeSpan.FromSeconds(-10)).Until("2026-07-01T08:01:00Z");
        Assert.Equal(["07:59:00 open inactive", "08:00:10 open active"], bench.Changes);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("2199-12-31T23:00:00Z")]
    public void ClocksThatAreFarOff_EndNowhere(string start)
    {
        CalendarBench bench = new(Schedules);
        bench.Start(start);
        foreach (long wall in new[] { long.MinValue, long.MaxValue, 0, -1, CivilTime.Most, CivilTime.Most + 1, 7_000_000_000_000_000_000 })
        {
            SignalTime at = bench.Graph.Engine.Frontier.AddNanoseconds(2 * CivilTime.Hour);
            bench.Graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Anchor, Source = -1, Turn = at, Stamp = at, Since = at, WallNanoseconds = wall });
            bench.Graph.Engine.RunThrough(at.AddNanoseconds(CivilTime.Hour));
        }

        Assert.InRange(bench.Turns, 40, 80);
    }

    [Fact]
    public void SaveLoadAndGoOn_IsGoingOn()
    {
        const string Many = Schedules + "\nmine: { except: [office-hours, open] }\nodd: [ { rrule: FREQ=MINUTELY;INTERVAL=7, starting: 2026-01-01, from: 00:03, for: 2 min }, { from: 02:30, to: 02:50 } ]\nring: { rrule: FREQ=HOURLY, at: 00:20, except: office-hours, plus: bell }";
        for (int seed = 0; seed < 60; seed++)
        {
            CalendarBench straight = new(Many), broken = new(Many);
            straight.Start("2026-10-24T20:00:00Z");
            broken.Start("2026-10-24T20:00:00Z");
            Random random = new(seed);
            DateTime now = new(2026, 10, 24, 20, 0, 0, DateTimeKind.Utc);
            for (int i = 0; i < 20; i++)
            {
                now = now.AddSeconds(random.Next(1, 3000));
                string at = now.ToString("yyyy-MM-ddTHH:mm:ssZ");
                var by = TimeSpan.FromSeconds(random.Next(3) switch { 0 => random.Next(-120, 120), 1 => random.Next(-8000, 8000), _ => 0 });
                if (random.Next(3) == 0)
                {
                    straight.Step(at, by);
                    broken.Step(at, by);
                }

                // between the step and the turn that it brings, too
                if (random.Next(2) == 0)
                    broken.SaveAndLoad();
                straight.Until(at);
                broken.Until(at);
                Assert.Equal(straight.State(), broken.State());
            }

            Assert.Equal(straight.Told, broken.Told);
            Assert.True(straight.Told.Count > 20, $"seed {seed}");
        }
    }

    [Fact]
    public void WhereTheRunIsRunEarly_NothingIsDifferent()
    {
        CalendarBench late = new(Schedules), early = new(Schedules);
        late.Start("2026-07-01T07:50:00Z").Step("2026-07-01T08:00:30Z", TimeSpan.FromMinutes(-2)).Until("2026-07-01T11:00:00Z");
        early.Start("2026-07-01T07:50:00Z").Until("2026-07-01T08:00:29Z").Step("2026-07-01T08:00:30Z", TimeSpan.FromMinutes(-2));
        for (int minute = 1; minute < 60; minute++)
            early.Until($"2026-07-01T08:{minute:00}:00Z");
        Assert.Equal(late.Told, early.Until("2026-07-01T11:00:00Z").Told);
        Assert.Equal(late.State(), early.State());
    }
}
