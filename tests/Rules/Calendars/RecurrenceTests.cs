using System;
using System.Collections.Generic;
using NodaTime;
using Xunit;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>The days of recurrences: those of RFC 5545's own examples, and random ones against an expansion by its table.</summary>
public sealed class RecurrenceTests
{
    [Theory]
    // RFC 5545, section 3.8.5.3, with days instead of times
    [InlineData("FREQ=DAILY;COUNT=10", "1997-09-02", "1997-09-02 1997-09-03 1997-09-04 1997-09-05 1997-09-06 1997-09-07 1997-09-08 1997-09-09 1997-09-10 1997-09-11")]
    [InlineData("FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02", "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224;WKST=SU;BYDAY=MO,WE,FR", "1997-09-01", "1997-09-01 1997-09-03 1997-09-05 1997-09-15 1997-09-17 1997-09-19 1997-09-29 1997-10-01")]
    [InlineData("FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05", "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02 1998-02-06 1998-03-06 1998-04-03 1998-05-01 1998-06-05")]
    [InlineData("FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-07", "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25 1998-03-01 1998-03-29 1998-05-03 1998-05-31")]
    [InlineData("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22", "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28", "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26")]
    [InlineData("FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997-09-30", "1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30 1997-12-01 1997-12-31 1998-01-01 1998-01-31 1998-02-01")]
    [InlineData("FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "1997-09-10", "1997-09-10 1997-09-11 1997-09-12 1997-09-13 1997-09-14 1997-09-15 1999-03-10 1999-03-11 1999-03-12 1999-03-13")]
    [InlineData("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-03", "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13")]
    [InlineData("FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13", "1997-09-13 1997-10-11 1997-11-08 1997-12-13 1998-01-10")]
    [InlineData("FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10", "1997-06-10 1997-07-10 1998-06-10 1998-07-10 1999-06-10")]
    [InlineData("FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "1997-03-10", "1997-03-10 1999-01-10 1999-02-10 1999-03-10 2001-01-10")]
    [InlineData("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-05-19 1998-05-18 1999-05-17")]
    [InlineData("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13", "1997-03-13 1997-03-20 1997-03-27 1998-03-05")]
    [InlineData("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05", "1996-11-05 2000-11-07 2004-11-02")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05", "1997-08-05 1997-08-10 1997-08-19 1997-08-24")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05", "1997-08-05 1997-08-17 1997-08-19 1997-08-31")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15", "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30")]
    // not among them: days that are not there, and a start that does not recur itself
    [InlineData("FREQ=YEARLY", "2024-02-29", "2024-02-29 2028-02-29 2032-02-29")]
    [InlineData("FREQ=MONTHLY;COUNT=3", "2026-01-31", "2026-01-31 2026-03-31 2026-05-31")]
    [InlineData("FREQ=MONTHLY;BYDAY=5SA", "2026-01-01", "2026-01-31 2026-05-30 2026-08-29 2026-10-31")]
    [InlineData("FREQ=WEEKLY;COUNT=2;BYDAY=MO", "2026-01-01", "2026-01-05 2026-01-12")]
    [InlineData("FREQ=YEARLY;BYDAY=53SA", "2026-01-01", "2028-12-30 2033-12-31")]
    public void TheFirstDays_AreThese(string rule, string starting, string days)
    {
        Recurrence read = RecurrenceReader.Read(rule, [])! with { Starting = DateOnly.Parse(starting) };
        string[] expected = days.Split(' ');
        Starts starts = ScheduleCompiler.StartsOf(new ScheduleEntry { Kind = EntryKind.Instants, Days = read }, null);
        List<string> found = [];
        for (long local = starts.First(0); local != CivilTime.Never && found.Count < expected.Length; local = starts.First(local + 1))
            found.Add(CivilTime.DateOf(CivilTime.DayOf(local)).ToString("yyyy-MM-dd"));
        Assert.Equal(expected, found);
        // where it is counted, it ends
        if (read.Count == expected.Length)
            Assert.Equal(CivilTime.Never, starts.First((CivilTime.NumberOf(DateOnly.Parse(expected[^1])) * CivilTime.Day) + 1));
    }

    [Fact]
    public void RandomRules_HaveTheDaysOfTheTable()
    {
        int days = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            Recurrence rule = new RandomSchedules(new Random(seed), new DateOnly(2026, 3, 29), CivilTime.Minute).Recurrence();
            // those within days are counted in their own steps
            if (rule.IsWithinDays)
                continue;
            Starts starts = ScheduleCompiler.StartsOf(new ScheduleEntry { Kind = EntryKind.Instants, Days = rule }, null);
            long local = starts.First(0);
            foreach (LocalDate date in SlowRecurrence.Dates(rule, new LocalDate(2029, 1, 1)))
            {
                Assert.True(local == Zones.Nanoseconds(date.AtMidnight()), $"seed {seed}: {date}, not {local} by {rule}");
                local = starts.First(local + 1);
                days++;
            }

            Assert.True(local == CivilTime.Never || local >= Zones.Local("2029-01-01T00:00:00"), $"seed {seed}");
        }

        Assert.True(days > 15_000);
    }

    [Theory]
    [InlineData("FREQ=HOURLY;INTERVAL=5", "2026-01-01", "23:30", "2026-01-01T23:30 2026-01-02T04:30 2026-01-02T09:30 2026-01-02T14:30 2026-01-02T19:30 2026-01-03T00:30")]
    [InlineData("FREQ=MINUTELY;INTERVAL=90;COUNT=3", "2026-01-01", "00:00", "2026-01-01T00:00 2026-01-01T01:30 2026-01-01T03:00")]
    [InlineData("FREQ=MINUTELY;INTERVAL=720;BYDAY=SA", "2026-01-01", "06:00", "2026-01-03T06:00 2026-01-03T18:00 2026-01-10T06:00")]
    [InlineData("FREQ=HOURLY;UNTIL=20260101T020000", "2026-01-01", "00:00", "2026-01-01T00:00 2026-01-01T01:00 2026-01-01T02:00")]
    public void WithinDays_ItGoesOnFromTheFirst(string rule, string starting, string at, string times)
    {
        Assert.True(ClockText.TryTime(at, false, out long timeOfDay));
        Recurrence read = RecurrenceReader.Read(rule, [])! with { Starting = DateOnly.Parse(starting) };
        Starts starts = ScheduleCompiler.StartsOf(new ScheduleEntry { Kind = EntryKind.Instants, Days = read, TimeOfDay = timeOfDay }, null);
        long local = -1;
        foreach (string time in times.Split(' '))
            Assert.Equal(Zones.Local(time + ":00"), local = starts.First(local + 1));
        if (read.Count > 0 || read.Until != CivilTime.Never)
            Assert.Equal(CivilTime.Never, starts.First(local + 1));
    }

    [Theory]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("FREQ=MONTHLY;BYMONTH=4,6,9,11;BYMONTHDAY=31")]
    [InlineData("FREQ=DAILY;INTERVAL=7;BYDAY=FR")]
    [InlineData("FREQ=HOURLY;INTERVAL=168;BYDAY=FR")]
    [InlineData("FREQ=MONTHLY;INTERVAL=12;BYMONTH=2")]
    [InlineData("FREQ=YEARLY;INTERVAL=10000;BYMONTH=1;BYMONTHDAY=2;UNTIL=20250101")]
    [InlineData("FREQ=DAILY;UNTIL=19990101")]
    public void WhatNeverComes_EndsTheSearch(string rule)
    {
        // the first of January 2026 is a Thursday
        Recurrence read = RecurrenceReader.Read(rule, [])! with { Starting = new DateOnly(2026, 1, 1) };
        Assert.Equal(CivilTime.Never, ScheduleCompiler.StartsOf(new ScheduleEntry { Kind = EntryKind.Instants, Days = read }, null).First(-CivilTime.Day));
    }

    [Fact]
    public void AnEndInWallTime_IsThatOfTheZone()
    {
        Recurrence read = RecurrenceReader.Read("FREQ=DAILY;UNTIL=20260102T230000Z", [])! with { Starting = new DateOnly(2026, 1, 1) };
        ScheduleEntry entry = new() { Kind = EntryKind.Instants, Days = read };
        Starts inStockholm = ScheduleCompiler.StartsOf(entry, Zones.Of(Zones.Stockholm)), inNewYork = ScheduleCompiler.StartsOf(entry, Zones.Of(Zones.NewYork));
        Assert.Equal(Zones.Local("2026-01-03T00:00:00"), inStockholm.First(Zones.Local("2026-01-02T00:00:01")));
        Assert.Equal(CivilTime.Never, inNewYork.First(Zones.Local("2026-01-02T00:00:01")));
    }
}
