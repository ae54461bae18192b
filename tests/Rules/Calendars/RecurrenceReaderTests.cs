using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>What of RFC 5545 is read, and what is refused, by name and at its place.</summary>
public sealed class RecurrenceReaderTests
{
    private static readonly string[] Parts = ["INTERVAL=2", "INTERVAL=9999", "BYDAY=MO", "BYDAY=2TU,-1FR", "BYDAY=SU,SU,SU", "BYMONTHDAY=-31,31", "BYMONTHDAY=30", "BYMONTH=2", "BYMONTH=12,1", "COUNT=3", "UNTIL=20261231", "UNTIL=20300101T180000Z", "WKST=SU", "BYSETPOS=1", ""];
    private static readonly string[] Pieces = [";", ",", "=", "FREQ=", "2TU", "-", "0", "99999999999", "+", " ", "é", "\uD83D", "RRULE:", "COUNT", "20261331"];

    [Theory]
    [InlineData("", 0, "'' has no value|a part is empty")]
    [InlineData("INTERVAL=2", 0, "FREQ is missing")]
    [InlineData("FREQ=SECONDLY", 5, "FREQ is MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY, not 'SECONDLY'")]
    [InlineData("FREQ=daily", 5, "FREQ is MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY, not 'daily'")]
    [InlineData("FREQ=DAILY;", 11, "a part is empty")]
    [InlineData("FREQ=DAILY;INTERVAL", 11, "'INTERVAL' has no value")]
    [InlineData("FREQ=DAILY;INTERVAL=0", 20, "INTERVAL is 1 to 10000, not '0'")]
    [InlineData("FREQ=DAILY;INTERVAL=+1", 20, "INTERVAL is 1 to 10000, not '+1'")]
    [InlineData("FREQ=DAILY;COUNT=10001", 17, "COUNT is 1 to 10000, not '10001'")]
    [InlineData("FREQ=DAILY;COUNT=1;UNTIL=20261231", 11, "COUNT and UNTIL both say where it ends")]
    [InlineData("FREQ=DAILY;UNTIL=20260230", 17, "UNTIL is a day or a time from 1970 to 2199, such as 20261231 or 20261231T180000Z, not '20260230'")]
    [InlineData("FREQ=DAILY;UNTIL=2026-12-31", 17, "UNTIL is a day or a time from 1970 to 2199, such as 20261231 or 20261231T180000Z, not '2026-12-31'")]
    [InlineData("FREQ=DAILY;BYMONTH=1,13", 21, "BYMONTH is 1 to 12, not '13'")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=1,0", 26, "BYMONTHDAY is 1 to 31, or -1 to -31 from behind, not '0'")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=1", 12, "weeks have no days of the month: BYMONTHDAY does not go with FREQ=WEEKLY")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,2TU", 21, "'2TU' counts within a month or a year, and FREQ is WEEKLY")]
    [InlineData("FREQ=MONTHLY;BYDAY=6TU", 19, "the number before TU is 1 to 5, or -1 to -5 from behind, not '6'")]
    [InlineData("FREQ=YEARLY;BYDAY=54TU", 18, "the number before TU is 1 to 53, or -1 to -53 from behind, not '54'")]
    [InlineData("FREQ=YEARLY;BYMONTH=3;BYDAY=-6SU", 28, "the number before SU is 1 to 5, or -1 to -5 from behind, not '-6'")]
    [InlineData("FREQ=WEEKLY;BYDAY=MON", 18, "'MON' is no day of the week: MO, TU, WE, TH, FR, SA or SU, in a month or year with a number before it, such as 2TU or -1FR")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", 21, "BYDAY stands twice")]
    [InlineData("FREQ=WEEKLY;WKST=XX", 17, "WKST is MO, TU, WE, TH, FR, SA or SU, not 'XX'")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=20", 12, "BYWEEKNO is not among the parts of a recurrence that are understood: FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT, UNTIL or WKST")]
    [InlineData("FREQ=DAILY;BYHOUR=9,10", 11, "BYHOUR is not among the parts of a recurrence that are understood: FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT, UNTIL or WKST")]
    [InlineData("FREQ=DAILY;BYDAYS=MO", 11, "'BYDAYS' is no part of a recurrence: FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT, UNTIL or WKST")]
    [InlineData("RRULE:FREQ=DAILY", 0, "'RRULE:FREQ' is no part of a recurrence: FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, COUNT, UNTIL or WKST")]
    public void AMistake_IsToldAtItsPlace(string rule, int at, string message)
    {
        List<TextProblem> problems = [];
        Assert.Null(RecurrenceReader.Read(rule, problems));
        TextProblem one = Assert.Single(problems);
        Assert.Equal(at, one.At);
        Assert.Contains(one.Message, message.Split('|'));
    }

    [Fact]
    public void InTheFile_TheColumnIsThatWithinTheQuotes()
    {
        Diagnostic one = Assert.Single(StandIns.Check("pipeline: p\ndevice: door-controller\ntime-zone: UTC\nschedules:\n  s: { rrule: \"FREQ=WEEKLY;BYDAY=MO,XX\", at: 08:00 }\n"));
        Assert.Equal("a.yaml:5:37", one.Position.ToString());
        one = Assert.Single(StandIns.Check("pipeline: p\ndevice: door-controller\ntime-zone: UTC\nschedules:\n  s:\n    rrule: >-\n      FREQ=WEEKLY;BYDAY=MO,XX\n    at: 08:00\n"));
        Assert.Equal("a.yaml:7:28", one.Position.ToString());
    }

    [Fact]
    public void RandomBytesAndPieces_AreAnswered_AndWhatIsReadEnds()
    {
        int read = 0;
        for (int seed = 0; seed < 15_000; seed++)
        {
            Random random = new(seed);
            StringBuilder text = new("FREQ=" + (Frequency)random.Next(6));
            for (int i = random.Next(4); i > 0; i--)
                text.Append(';').Append(Parts[random.Next(Parts.Length)]);
            text = new(text.ToString().ToUpperInvariant());
            for (int i = random.Next(3); i > 0; i--)
                text.Insert(random.Next(text.Length), random.Next(5) == 0 ? ((char)random.Next(32, 300)).ToString() : Pieces[random.Next(Pieces.Length)]);
            List<TextProblem> problems = [];
            Recurrence? rule = RecurrenceReader.Read(text.ToString(), problems);
            Assert.True(rule is null != (problems.Count == 0), $"seed {seed}");
            Assert.All(problems, p => Assert.InRange(p.At, 0, text.Length));
            if (rule is null)
                continue;
            read++;
            ScheduleEntry entry = new() { Kind = EntryKind.Instants, Days = rule with { Starting = new DateOnly(2026, 1, 31) }, TimeOfDay = CivilTime.Hour };
            Starts starts = ScheduleCompiler.StartsOf(entry, null);
            long local = 0;
            for (int i = 0; i < 20 && local != CivilTime.Never; i++)
                Assert.True(local < (local = starts.First(local + 1)), $"seed {seed}");
        }

        Assert.True(read > 500, $"only {read} were rules");
    }

    [Fact]
    public void RandomTimesDatesAndInstants_AreAnswered()
    {
        const string Characters = "0123456789:-TZ.+ ";
        int times = 0, dates = 0;
        for (int seed = 0; seed < 80_000; seed++)
        {
            Random random = new(seed);
            // most of them nearly right
            char[] text = (random.Next(4) switch { 0 => "08:00", 1 => "23:59:59", 2 => "2026-12-24", _ => "2026-12-24T08:00:00Z" }).ToCharArray();
            for (int i = random.Next(4); i > 0; i--)
                text[random.Next(text.Length)] = random.Next(20) == 0 ? (char)random.Next(char.MaxValue) : Characters[random.Next(Characters.Length)];
            string word = new(text, 0, random.Next(6) == 0 ? random.Next(text.Length) : text.Length);
            if (ClockText.TryTime(word, random.Next(2) == 0, out long time))
            {
                times++;
                Assert.InRange(time, 0, CivilTime.Day);
            }

            if (ClockText.TryDate(word, out DateOnly date))
            {
                dates++;
                Assert.Equal(word, date.ToString("yyyy-MM-dd"));
            }

            if (ClockText.TryInstant(word, out long wall))
                Assert.InRange(wall, 0, 131L * 366 * CivilTime.Day);
            if (ClockText.NearTime(word) is string near)
                Assert.True(ClockText.TryTime(near, false, out _), near);
        }

        Assert.True(times > 500 && dates > 500);
    }

    [Fact]
    public void MutatedSchedules_AreAnswered()
    {
        const string Original =
            "  a: { days: mon-fri, from: 08:00, to: 17:00, except: b }\n  b: { dates: [2026-12-24..2026-12-26, 2027-01-01], plus: c }\n  c:\n    - { days: [sat, sun], from: 22:00, for: 8 h }\n    - { rrule: \"FREQ=MONTHLY;BYDAY=2TU;COUNT=5\", starting: 2026-01-01 }\n"
            + "  d: { at: 02:30, except: [a, weekends] }\n  e: { every: 5 min, plus: d }\nrules:\n  r: { when: during a and outside after-hours, do: { log: x } }\n";
        string[] pieces = ["mon", "-", "..", "08:00", "2026-02-29", "FREQ=HOURLY", "INTERVAL=", "always", "during", "except: ", "plus: ", "[", "]", "{", "}", ", ", ": ", "\n", "  ", "a", "b", "c", "d", "e", "\"", "for: 367 d"];
        for (int seed = 0; seed < 800; seed++)
        {
            Random random = new(seed);
            StringBuilder text = new(Original);
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                int at = random.Next(text.Length);
                if (random.Next(3) == 0)
                    text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                else
                    text.Insert(at, pieces[random.Next(pieces.Length)]);
            }

            string whole = $"pipeline: p\ndevice: door-controller\ntime-zone: Europe/Stockholm\nschedules:\n{text}";
            (PipelineDefinition? pipeline, var diagnostics) = PipelineReader.Read("a.yaml", whole, StandIns.Catalog);
            Assert.True(pipeline is not null || diagnostics.Any(d => d.Severity == Severity.Error), $"seed {seed}");
            // what is right also runs
            if (pipeline is null)
                continue;
            var graph = Rules.Graph.PipelineGraph.Build(pipeline, new Nobody());
            graph.Engine.Deliver(new Signals.Loop.Arrival { Kind = Signals.Loop.ArrivalKind.Anchor, Source = -1, WallNanoseconds = Zones.Utc("2026-12-23T12:00:00Z") });
            graph.Engine.Deliver(new Signals.Loop.Arrival { Kind = Signals.Loop.ArrivalKind.Start, Source = -1 });
            graph.Engine.RunThrough(new Signals.SignalTime(30 * CivilTime.Day));
            Assert.InRange(graph.Engine.TurnCount, 1, 50_000);
        }
    }

    private sealed class Nobody : Signals.Loop.RunObserver;
}
