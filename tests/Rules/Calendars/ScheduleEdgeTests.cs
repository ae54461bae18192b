using System.Linq;
using Xunit;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>What schedules do where clocks are set, to the instant: in each case, the changes in UTC from a start on.</summary>
public sealed class ScheduleEdgeTests
{
    // Stockholm: 02:00 to 03:00 is skipped on 2026-03-29 (01:00Z), and repeated on 2026-10-25 (00:00Z to 02:00Z).
    private const string SpringEve = "2026-03-28T21:00:00Z", SpringNoon = "2026-03-29T12:00:00Z", AutumnEve = "2026-10-24T21:00:00Z", AutumnNoon = "2026-10-25T12:00:00Z";

    [Theory]
    // start in the gap; end in the gap; both in it: nothing; over it: an hour shorter
    [InlineData("from: 02:30, to: 04:00", "01:00:00 s active", "02:00:00 s inactive")]
    [InlineData("from: 01:00, to: 02:30", "00:00:00 s active", "01:00:00 s inactive")]
    [InlineData("from: 02:10, to: 02:50")]
    [InlineData("from: 02:00, to: 03:00")]
    [InlineData("from: 01:30, to: 03:30", "00:30:00 s active", "01:30:00 s inactive")]
    [InlineData("from: 01:30, for: 2 h", "00:30:00 s active", "01:30:00 s inactive")]
    [InlineData("from: 22:30, to: 06:00", "21:30:00 s active", "04:00:00 s inactive")]
    public void InSpring_StretchesAreThese(string times, params string[] changes) =>
        Assert.Equal(["21:00:00 s inactive", .. changes], new CalendarBench($"s: {{ {times} }}").Start(SpringEve).Until(SpringNoon).Changes);

    [Theory]
    // both in the overlap: the first time only; over it: an hour longer; an end in it: the first time
    [InlineData("from: 02:10, to: 02:50", "00:10:00 s active", "00:50:00 s inactive")]
    [InlineData("from: 02:00, to: 03:00", "00:00:00 s active", "02:00:00 s inactive")]
    [InlineData("from: 01:30, to: 03:30", "23:30:00 s active", "02:30:00 s inactive")]
    [InlineData("from: 01:00, to: 02:30", "23:00:00 s active", "00:30:00 s inactive")]
    [InlineData("from: 02:30, to: 04:00", "00:30:00 s active", "03:00:00 s inactive")]
    public void InAutumn_StretchesAreThese(string times, params string[] changes) =>
        Assert.Equal(["21:00:00 s inactive", .. changes], new CalendarBench($"s: {{ {times} }}").Start(AutumnEve).Until(AutumnNoon).Changes);

    [Theory]
    [InlineData(SpringEve, SpringNoon, "at: 02:30", "01:00:00 s")]
    [InlineData(SpringEve, SpringNoon, "at: 03:00", "01:00:00 s")]
    [InlineData(AutumnEve, AutumnNoon, "at: 02:30", "00:30:00 s")]
    [InlineData(AutumnEve, AutumnNoon, "at: 03:00", "02:00:00 s")]
    [InlineData(SpringEve, "2026-03-29T03:30:00Z", "rrule: FREQ=HOURLY, at: 00:30", "21:30:00 s", "22:30:00 s", "23:30:00 s", "00:30:00 s", "01:00:00 s", "01:30:00 s", "02:30:00 s", "03:30:00 s")]
    [InlineData(AutumnEve, "2026-10-25T03:00:00Z", "rrule: FREQ=HOURLY, at: 00:30", "21:30:00 s", "22:30:00 s", "23:30:00 s", "00:30:00 s", "02:30:00 s")]
    [InlineData("2026-03-29T00:40:00Z", "2026-03-29T01:40:00Z", "rrule: FREQ=MINUTELY;INTERVAL=15, starting: 2026-01-01, at: 00:00", "00:45:00 s", "01:00:00 s", "01:15:00 s", "01:30:00 s")]
    [InlineData("2026-10-25T00:40:00Z", "2026-10-25T02:20:00Z", "rrule: FREQ=MINUTELY;INTERVAL=15, starting: 2026-01-01, at: 00:00", "00:45:00 s", "02:00:00 s", "02:15:00 s")]
    public void Instants_HappenOnce_AtTheJumpOrTheFirstTime(string from, string until, string times, params string[] changes) =>
        Assert.Equal(changes, new CalendarBench($"s: {{ {times} }}").Start(from).Until(until).Changes);

    [Theory]
    [InlineData(Zones.Stockholm, "2026-03-29", "2026-03-28T12:00:00Z", "23:00:00 s active", "22:00:00 s inactive")]
    [InlineData(Zones.Stockholm, "2026-10-25", "2026-10-24T12:00:00Z", "22:00:00 s active", "23:00:00 s inactive")]
    [InlineData(Zones.LordHowe, "2026-10-04", "2026-10-03T12:00:00Z", "13:30:00 s active", "13:00:00 s inactive")]
    [InlineData(Zones.Santiago, "2026-09-06", "2026-09-05T12:00:00Z", "04:00:00 s active", "03:00:00 s inactive")]
    [InlineData(Zones.Santiago, "2026-04-04", "2026-04-04T00:00:00Z", "03:00:00 s active", "04:00:00 s inactive")]
    [InlineData(Zones.Kolkata, "2026-03-29", "2026-03-28T12:00:00Z", "18:30:00 s active", "18:30:00 s inactive")]
    [InlineData(Zones.Stockholm, "2028-02-29", "2028-02-28T12:00:00Z", "23:00:00 s active", "23:00:00 s inactive")]
    public void AWholeDay_LastsAsLongAsItDoes(string zone, string day, string from, params string[] changes)
    {
        CalendarBench bench = new($"s: {{ dates: {day} }}", zone);
        bench.Start(from).Until(System.DateOnly.Parse(day).AddDays(2).ToString("yyyy-MM-dd") + "T00:00:00Z");
        Assert.Equal([from[11..19] + " s inactive", .. changes], bench.Changes);
    }

    [Fact]
    public void OverMidnight_ItBelongsToTheDayOnWhichItStarts() => Assert.Equal(
        ["12:00:00 s inactive", "21:00:00 s active", "05:00:00 s inactive"],
        new CalendarBench("s: { days: fri, from: 22:00, to: 06:00 }").Start("2026-01-02T12:00:00Z").Until("2026-01-04T12:00:00Z").Changes);

    [Fact]
    public void TheFifthWeekday_IsThereInSomeMonths() => Assert.Equal(
        ["00:00:00 s inactive", "23:00:00 s active", "23:00:00 s inactive", "22:00:00 s active", "22:00:00 s inactive"],
        new CalendarBench("s: { rrule: FREQ=MONTHLY;BYDAY=5SA }").Start("2026-01-01T00:00:00Z").Until("2026-06-30T00:00:00Z").Changes);

    [Fact]
    public void Entries_AreUnited_AndTouchingOnesAreOne() => Assert.Equal(
        ["00:00:00 s inactive", "05:00:00 s active", "16:00:00 s inactive"],
        new CalendarBench("s:\n  - { days: mon-wed, from: 06:00, to: 14:00 }\n  - { from: 10:00, to: 12:00 }\n  - { days: mon, from: 14:00, for: 3 h }").Start("2026-01-05T00:00:00Z").Until("2026-01-05T23:00:00Z").Changes);

    [Fact]
    public void Except_TakesTimesAway_AndPlusAddsThem_InThatOrder() => Assert.Equal(
        ["00:00:00 s inactive", "07:00:00 s active", "11:00:00 s inactive", "11:30:00 s active", "11:45:00 s inactive", "12:00:00 s active", "16:00:00 s inactive"],
        new CalendarBench("s: { from: 08:00, to: 17:00, except: lunch, plus: extra }\nlunch: { from: 12:00, to: 13:00 }\nextra: { from: 12:30, to: 12:45 }", rules: "").Start("2026-01-05T00:00:00Z").Until("2026-01-05T22:00:00Z").Changes.Where(c => c.Contains(" s ")));

    [Fact]
    public void ExceptAlone_IsAllOtherTime() => Assert.Equal(
        ["00:00:00 s active", "11:00:00 s inactive", "12:00:00 s active"],
        new CalendarBench("s: { except: lunch }\nlunch: { from: 12:00, to: 13:00 }").Start("2026-01-05T00:00:00Z").Until("2026-01-05T22:00:00Z").Changes.Where(c => c.Contains(" s ")));

    [Fact]
    public void AnInstantWithinAnException_DoesNotHappen() => Assert.Equal(
        ["10:00:00 s", "13:00:00 s"],
        new CalendarBench("s: { rrule: FREQ=HOURLY, at: 00:00, except: lunch }\nlunch: { from: 11:30, to: 13:30 }").Start("2026-01-05T09:30:00Z").Until("2026-01-05T13:30:00Z").Changes.Where(c => c.EndsWith(" s")));

    [Fact]
    public void Every_GoesBySignalTime_FromTheStart() => Assert.Equal(
        ["09:35:30 s", "09:40:30 s", "09:45:30 s"],
        new CalendarBench("s: { every: 5 min }").Start("2026-01-05T09:30:30Z").Until("2026-01-05T09:46:00Z").Changes);

    [Fact]
    public void EveryWithAnException_KeepsItsPhase() => Assert.Equal(
        ["10:59:00 s", "12:05:00 s"],
        new CalendarBench("s: { every: 22 min, except: lunch }\nlunch: { from: 12:00, to: 13:00 }").Start("2026-01-05T10:37:00Z").Until("2026-01-05T12:20:00Z").Changes.Where(c => c.EndsWith(" s")));

    [Fact]
    public void SchedulesThatMeet_ChangeInOneTurn()
    {
        CalendarBench bench = new(
            "mine: { except: [office-hours, weekends] }\nboth: { plus: [office-hours, after-hours, weekends] }",
            rules: "none: { when: not office-hours is active and not after-hours is active and not weekends is active, do: { log: none } }\n  two: { when: office-hours is active and after-hours is active, do: { log: two } }");
        bench.Start("2026-01-05T00:00:00Z").Until("2026-01-12T00:00:00Z");
        Assert.Empty(bench.Lines);
        // ten edges of office hours, two of the weekend, each in one turn with that of the hours outside; and the start
        Assert.Equal(13, bench.Told.Select(c => c.Turn).Distinct().Count());
        Assert.Equal(bench.Changes.Where(c => c.Contains("after-hours")).Select(c => c.Replace("after-hours", "mine")), bench.Changes.Where(c => c.Contains("mine")));
        Assert.Equal(["00:00:00 both active"], bench.Changes.Where(c => c.Contains("both")));
    }
}
