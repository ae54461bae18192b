using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>Mistakes in schedules: one diagnostic each, at its place, with its cure.</summary>
public sealed class ScheduleReadingTests
{
    private const string Head = "pipeline: p\ndevice: door-controller\ntime-zone: Europe/Stockholm\nschedules:\n";

    [Theory]
    [InlineData("s: { days: workdays }", "5:14 R0605", "write mon-fri")]
    [InlineData("s: { days: Monday }", "5:14 R0605", "did you mean 'mon'?")]
    [InlineData("s: { days: [mon, tu-fri] }", "5:20 R0605", "did you mean 'tue'?")]
    [InlineData("s: { days: \"mon, wde\" }", "5:20 R0605", "did you mean 'wed'?")]
    [InlineData("s: { dates: 2026-02-30 }", "5:15 R0604", "February 2026 has 28 days")]
    [InlineData("s: { dates: [2026-01-01, 01/02/2026] }", "5:28 R0604", "write YEAR-MONTH-DAY, such as 2026-12-24")]
    [InlineData("s: { dates: 2026-12-26..2026-12-24 }", "5:15 R0206", "write FIRST..LAST")]
    [InlineData("s: { dates: 1969-12-31 }", "5:15 R0604", "write YEAR-MONTH-DAY, such as 2026-12-24")]
    [InlineData("s: { from: 8:00, to: 17:00 }", "5:14 R0603", "write 08:00")]
    [InlineData("s: { from: 08:00, to: 17.30 }", "5:25 R0603", "write 17:30")]
    [InlineData("s: { from: 08:00, to: 25:00 }", "5:25 R0603", "write 01:00: a 'to' before 'from' is on the next day")]
    [InlineData("s: { from: 24:30, to: 02:00 }", "5:14 R0603", "write 00:30, and name the next day")]
    [InlineData("s: { from: 8, to: 12:00 }", "5:14 R0603", "write 08:00")]
    [InlineData("s: { at: 8.30 pm }", "5:12 R0603", "write 20:30")]
    [InlineData("s: { at: noon }", "5:12 R0603", "such as 08:00, or 18:30 in the evening")]
    [InlineData("s: { at: 24:00 }", "5:12 R0603", "write 00:00: only 'to' can be 24:00")]
    [InlineData("s: { from: 08:00, to: 08:00 }", "5:21 R0608", "leave out 'from' and 'to' for the whole day")]
    [InlineData("s: { days: mon, from: 08:00 }", "5:19 R0608", "add 'to' or 'for', or write 'at' for an instant")]
    [InlineData("s: { days: mon, to: 08:00 }", "5:19 R0608", "add 'from'")]
    [InlineData("s: { days: mon, for: 2 h }", "5:19 R0608", "add 'from'")]
    [InlineData("s: { from: 08:00, to: 10:00, for: 2 h }", "5:32 R0608", "keep one of them")]
    [InlineData("s: { at: 08:00, to: 10:00 }", "5:19 R0608", "keep 'at', or write 'from' and 'to'")]
    [InlineData("s: { from: 08:00, for: 2 }", "5:26 R0201", "write '2 s' if that is what you mean")]
    [InlineData("s: { from: 08:00, for: 367 d }", "5:26 R0204", "")]
    [InlineData("s: { days: mon, dates: 2026-01-01 }", "5:19 R0608", "keep one of them, or make two parts of it: [ { ... }, { ... } ]")]
    [InlineData("s: { starting: 2026-01-01, at: 08:00 }", "5:8 R0608", "remove it, or add 'rrule'")]
    [InlineData("s: { every: 5 min, at: 08:00 }", "5:22 R0608", "keep one of them; 'except' takes times away from 'every'")]
    [InlineData("s: { every: 0 s }", "5:15 R0204", "")]
    [InlineData("s: {}", "5:6 R0102", "write { days: mon-fri, from: 08:00, to: 17:00 }, for example")]
    [InlineData("s: 08:00", "5:6 R0020", "write { days: mon-fri, from: 08:00, to: 17:00 }")]
    [InlineData("s: []", "5:6 R0020", "")]
    [InlineData("s: { day: mon }", "5:8 R0101", "did you mean 'days'?")]
    [InlineData("s: { from: 08:00, until: 17:00 }", "5:21 R0101", "did you mean 'to'?")]
    [InlineData("s: { frm: 08:00, to: 17:00 }", "5:8 R0101", "did you mean 'from'?")]
    [InlineData("s:\n  days: mon-fri", "6:3 R0020", "indent it two blanks deeper than the name of the schedule")]
    [InlineData("s: { except: holydays }\n  holidays: { dates: 2026-12-24 }", "5:16 R0609", "did you mean 'holidays'?")]
    [InlineData("s: { except: weekend }", "5:16 R0609", "did you mean 'weekends'?")]
    [InlineData("s: { except: tamper }", "5:16 R0609", "")]
    [InlineData("s: { except: strike }", "5:16 R0609", "")]
    [InlineData("s: { days: mon, except: bell }\n  bell: { at: 08:00 }", "5:27 R0303", "give it 'from' and 'to' or 'for' instead of 'at'")]
    [InlineData("s: { days: mon, plus: bell }\n  bell: { at: 08:00 }", "5:25 R0303", "give it 'from' and 'to' or 'for' instead of 'at'")]
    [InlineData("s: { at: 08:00, plus: weekends }", "5:25 R0303", "give it 'at' instead of 'from' and 'to'")]
    [InlineData("s: { plus: [bell, weekends] }\n  bell: { at: 08:00 }", "5:8 R0303", "make two schedules of it")]
    [InlineData("s: [ { at: 08:00 }, { from: 09:00, to: 10:00 } ]", "5:23 R0303", "make two schedules of it")]
    [InlineData("s: { plus: weekends, except: office-hours }", "5:24 R0608", null)]
    [InlineData("s: { except: [] }", "5:16 R0020", "")]
    [InlineData("s: { except: s }", "5:16 R0113", "take a name out of one 'except' or 'plus'")]
    [InlineData("s: { except: t }\n  t: { days: mon, plus: s }", "6:25 R0113", "take a name out of one 'except' or 'plus'")]
    [InlineData("office-hours: { except: after-hours }", "5:27 R0113", null)]
    [InlineData("during: { at: 08:00 }", "5:3 R0111", "call it 'during-1', for example")]
    [InlineData("strike: { at: 08:00 }", "5:3 R0112", "give the schedule another name")]
    [InlineData("s: { rrule: \"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\" }", "5:15 R0607", "")]
    [InlineData("s: { rrule: \"FREQ=WEEKLY\" }", "5:8 R0102", "add starting: and the first day, such as 2026-01-01")]
    [InlineData("s: { rrule: \"FREQ=WEEKLY;BYDAY=MO;INTERVAL=2\" }", "5:8 R0102", "add starting: and the first day, such as 2026-01-01")]
    [InlineData("s: { rrule: \"FREQ=DAILY;COUNT=2\" }", "5:8 R0102", "add starting: and the first day, such as 2026-01-01")]
    [InlineData("s: { rrule: FREQ=HOURLY }", "5:6 R0608", "write 'at: 00:00', for example, where the first one is at midnight")]
    [InlineData("s: { rrule: FREQ=HOURLY, from: 00:00, to: 00:10 }", "5:41 R0608", "write 'at: 00:00', for example, where the first one is at midnight")]
    [InlineData("s: { rrule: FREQ=MONTHLY;BYDAY=2TU;BYSETPOS=1 }", "5:38 R0606", "")]
    [InlineData("s: { rrule: 'FREQ=FORTNIGHTLY' }", "5:21 R0606", null)]
    [InlineData("s: { rrule: \"FREQ=DAILY\", starting: tomorrow }", "5:39 R0604", "write YEAR-MONTH-DAY, such as 2026-12-24")]
    public void AMistake_IsOneDiagnostic_AtItsPlace(string schedule, string expected, string? hint)
    {
        Diagnostic one = Assert.Single(StandIns.Check(Head + "  " + schedule + "\n"));
        Assert.True($"{one.Position.Line}:{one.Position.Column} {one.Code}" == expected, one.ToString());
        if (hint is not null)
            Assert.True(one.Hint == hint, one.ToString());
    }

    [Fact]
    public void AllMistakes_AreToldInOneGo() => Assert.Equal(
        ["R0605", "R0603", "R0606", "R0606", "R0609"],
        StandIns.Check(Head + "  a: { days: x, from: 9, for: 2 h }\n  b: { rrule: FREQ=DAILY;INTERVAL=0;COUNT=x, starting: 2026-01-01 }\n  c: { days: mon, except: nobody }\n").Select(d => d.Code));

    [Theory]
    [InlineData("s: { days: fri-mon, from: 22:00, to: 06:00:30 }")]
    [InlineData("s: { days: [sat, sun] }")]
    [InlineData("s: { days: mon, from: 00:00, to: 24:00 }")]
    [InlineData("s: { dates: 2026-12-24, from: 08:00, to: 12:00 }")]
    [InlineData("s: { dates: \"2026-12-24, 2026-12-31..2027-01-01\", at: 08:00 }")]
    [InlineData("s: { rrule: FREQ=WEEKLY, starting: 2026-01-01 }")]
    [InlineData("s: { rrule: FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU, at: 02:30 }")]
    [InlineData("s: { except: always }")]
    [InlineData("s: { every: 1 h, except: [weekends, after-hours] }")]
    [InlineData("s: [ { every: 1 h }, { at: 08:15 }, { plus: t } ]\n  t: { at: 09:15 }")]
    public void WhatIsRight_IsRight(string schedule) => Assert.Empty(StandIns.Check(Head + "  " + schedule + "\n"));

    [Theory]
    [InlineData("rules: { r: { when: during office-hours, do: { log: x } } }", "3:28 R0102")]
    [InlineData("schedules: { s: { days: mon } }", "3:14 R0102")]
    [InlineData("time-zone: Stockholm\nrules: { r: { when: during office-hours, do: { log: x } } }", "3:12 R0601")]
    [InlineData("time-zone: Europe/Stokholm", "3:12 R0601")]
    [InlineData("timezone: Europe/Stockholm\nrules: { r: { when: during office-hours, do: { log: x } } }", "3:1 R0101")]
    [InlineData("time-zone: [Europe/Stockholm]\nschedules: { s: { days: mon } }", "3:12 R0020")]
    [InlineData("start: 2026-03-27T06:00:00", "3:8 R0602")]
    [InlineData("start: 1969-03-27T06:00:00Z", "3:8 R0602")]
    [InlineData("start: 2100-01-01T00:00:00Z", "3:8 R0602")]
    [InlineData("rules: { r: { when: during nights, do: { log: x } } }", "3:28 R0609")]
    [InlineData("rules: { r: { when: during tamper, do: { log: x } } }", "3:28 R0609")]
    [InlineData("rules: { r: { when: outside backup, do: { log: x } } }\nschedules: { backup: { every: 1 h } }", "3:29 R0402")]
    [InlineData("rules: { r: { when: during, do: { log: x } } }", "3:27 R0401")]
    [InlineData("rules: { r: { when: during during, do: { log: x } } }", "3:28 R0401")]
    public void AMistakeAround_IsOneDiagnostic_AtItsPlace(string sections, string expected)
    {
        Diagnostic one = Assert.Single(StandIns.Check("pipeline: p\ndevice: door-controller\n" + sections + "\n"));
        Assert.True($"{one.Position.Line}:{one.Position.Column} {one.Code}" == expected, one.ToString());
    }

    [Theory]
    [InlineData("rules: { r: { when: during always, do: { log: x } } }")]
    [InlineData("rules: { r: { when: beat, do: { log: x } } }\nschedules: { beat: { every: 5 min } }")]
    [InlineData("start: 2026-03-27T06:00+01:00")]
    [InlineData("start: 2026-03-27T06:00:00.5Z")]
    public void WhatNeedsNoTimeZone_GoesWithoutOne(string sections) => Assert.Empty(StandIns.Check("pipeline: p\ndevice: door-controller\n" + sections + "\n"));

    [Theory]
    [InlineData("strike: { schedule: office-hours }", "office-hours  ")]
    [InlineData("strike: { schedule: office-hours, fallback: after-hours, connection: tamper, normally: closed }", "office-hours after-hours tamper")]
    [InlineData("strike: { schedule: always }", "always  ")]
    public void AnOutput_FollowsSchedules(string settings, string expected)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", Settings(settings), StandIns.Catalog);
        Assert.Empty(diagnostics);
        OutputSchedule one = Assert.Single(pipeline!.OutputSchedules);
        Assert.Equal(("strike", expected), (one.Output, $"{one.Schedule} {one.Fallback} {one.Connection}"));
        Assert.Equal("a.yaml:4:31", one.Position.ToString());
        Assert.Equal(settings.Contains("closed"), pipeline.Device.Output("strike")!.NormallyClosed);
        // what is named there is among the signals
        Assert.All(new[] { one.Schedule, one.Fallback, one.Connection }.OfType<string>(), n => Assert.Contains(pipeline.Signals, s => s.Name == n));
    }

    [Theory]
    [InlineData("strike: { schedule: office-ours }", "4:31 R0609", "did you mean 'office-hours'?")]
    [InlineData("strike: { schedule: tamper }", "4:31 R0609", null)]
    [InlineData("strike: { schedule: bell }", "4:31 R0303", null)]
    [InlineData("strike: { fallback: after-hours }", "4:21 R0208", "add schedule: office-hours, for example")]
    [InlineData("strike: { schedule: always, fallback: office-hours }", "4:39 R0208", "add 'connection'")]
    [InlineData("strike: { schedule: always, connection: tamper }", "4:39 R0208", "add 'fallback'")]
    [InlineData("strike: { schedule: always, fallback: office-hours, connection: tampr }", "4:75 R0108", "did you mean 'tamper'?")]
    [InlineData("strike: { schedule: always, fallback: office-hours, connection: strike }", "4:75 R0303", null)]
    [InlineData("strike: { schedule: always, fallback: office-hours, connection: bell }", "4:75 R0303", null)]
    [InlineData("tamper: { schedule: always }", "4:21 R0304", null)]
    [InlineData("strike: { schedule: [] }", "4:31 R0020", null)]
    [InlineData("strike: { shedule: always, fallback: always, connection: tamper }", "4:21 R0107", "did you mean 'schedule'?")]
    public void AMistakeInWhatAnOutputFollows_IsOneDiagnostic(string settings, string expected, string? hint)
    {
        Diagnostic one = Assert.Single(StandIns.Check(Settings(settings)));
        Assert.True($"{one.Position.Line}:{one.Position.Column} {one.Code}" == expected, one.ToString());
        if (hint is not null)
            Assert.Equal(hint, one.Hint);
    }

    private static string Settings(string settings) => $"pipeline: p\ndevice: door-controller\ntime-zone: Europe/Stockholm\nports:  {{ {settings} }}\nschedules: {{ bell: {{ at: 08:00 }} }}\n";
}
