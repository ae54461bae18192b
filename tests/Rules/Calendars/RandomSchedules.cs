using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>Schedules of every kind at random, a seed each: days, dates, recurrences, unions, exceptions.</summary>
/// <param name="random">Whence.</param>
/// <param name="around">The day around which something should happen.</param>
/// <param name="grain">Times of day are multiples of this.</param>
internal sealed class RandomSchedules(Random random, DateOnly around, long grain)
{
    /// <summary>Schedules of stretches <c>s0</c> and on, and of instants <c>e0</c> and on, the later ones made of earlier ones as well.</summary>
    public Dictionary<string, Schedule> Some()
    {
        Dictionary<string, Schedule> schedules = [];
        for (int i = 0; i < 5; i++)
        {
            int earlier = i;
            schedules[$"s{i}"] = new Schedule(Entries(() => Stretch(earlier)), false);
        }

        for (int i = 0; i < 3; i++)
        {
            int earlier = i;
            schedules[$"e{i}"] = new Schedule(Entries(() => Instant(earlier)), true);
        }

        return schedules;
    }

    public Recurrence Recurrence()
    {
        var frequency = (Frequency)random.Next(6);
        // the model counts days, not steps
        bool counts = random.Next(4) == 0 && frequency >= Frequency.Daily;
        Recurrence rule = new()
        {
            Frequency = frequency,
            Interval = random.Next(3) == 0 ? random.Next(1, frequency <= Frequency.Hourly ? 50 : 4) : 1,
            WeekStart = random.Next(7),
            Starting = around.AddDays(-random.Next(400)),
            Months = random.Next(4) == 0 ? (1 << around.Month) | (1 << random.Next(1, 13)) : 0,
            MonthDays = frequency != Frequency.Weekly && random.Next(3) == 0 ? MonthDays() : 0,
            Days = random.Next(2) == 0 ? new Weekdays(random.Next(128)) : default,
            Count = counts ? random.Next(1, 200) : 0,
            Until = !counts && random.Next(4) == 0 ? (CivilTime.NumberOf(around.AddDays(random.Next(-5, 10))) * CivilTime.Day) + CivilTime.Day - 1 : CivilTime.Never,
        };
        if (frequency >= Frequency.Monthly && random.Next(3) == 0)
            rule = rule with { Ordinals = [new OrdinalWeekday(Ordinal(rule), random.Next(7)), new OrdinalWeekday(Ordinal(rule), random.Next(7))] };
        return rule;
    }

    private int Ordinal(Recurrence rule) => (random.Next(2) == 0 ? 1 : -1) * random.Next(1, rule.Frequency == Frequency.Yearly && rule.Months == 0 ? 54 : 6);

    private ulong MonthDays()
    {
        ulong days = 1UL << around.Day;
        for (int i = 0; i < 6; i++)
            days |= 1UL << (random.Next(2) == 0 ? random.Next(1, 32) : 32 + random.Next(1, 32));
        return days;
    }

    private ImmutableArray<ScheduleEntry> Entries(Func<ScheduleEntry> one)
    {
        ImmutableArray<ScheduleEntry>.Builder entries = ImmutableArray.CreateBuilder<ScheduleEntry>();
        for (int i = random.Next(1, 4); i > 0; i--)
            entries.Add(one());
        return entries.ToImmutable();
    }

    private ScheduleEntry Stretch(int earlier)
    {
        if (earlier > 0 && random.Next(8) == 0)
            return new ScheduleEntry { Kind = EntryKind.Always, Except = Names('s', earlier) };
        if (earlier > 0 && random.Next(8) == 0)
            return new ScheduleEntry { Kind = EntryKind.None, Plus = Names('s', earlier) };
        DayRule days = Days();
        bool within = days is Recurrence { IsWithinDays: true };
        return new ScheduleEntry
        {
            Kind = EntryKind.Stretches,
            Days = days,
            TimeOfDay = Time(),
            Length = within ? grain * random.Next(1, (int)(CivilTime.Hour / grain)) : random.Next(4) == 0 ? CivilTime.Day : Math.Max(grain, Time()) + (random.Next(10) == 0 ? CivilTime.Day : 0),
            Except = random.Next(4) == 0 ? Names('s', earlier) : [],
            Plus = random.Next(6) == 0 ? Names('s', earlier) : [],
        };
    }

    private ScheduleEntry Instant(int earlier) => new()
    {
        Kind = EntryKind.Instants,
        Days = Days(),
        TimeOfDay = Time(),
        Except = random.Next(3) == 0 ? Names('s', 5) : [],
        Plus = random.Next(5) == 0 ? Names('e', earlier) : [],
    };

    private DayRule Days()
    {
        switch (random.Next(4))
        {
            case 0:
                return new WeekdayRule(Weekdays.All);
            case 1:
                return new WeekdayRule(new Weekdays(random.Next(128)));
            case 2:
                DateOnly first = around.AddDays(random.Next(-3, 3)), second = around.AddDays(random.Next(-3, 3));
                return new DateRule([new DateSpan(first, first.AddDays(random.Next(3))), new DateSpan(second, second)]);
            default:
                return Recurrence();
        }
    }

    // half of them near the hours in which clocks are set
    private long Time()
    {
        long time = random.Next(2) == 0 ? random.NextInt64(CivilTime.Day) : random.NextInt64(-CivilTime.Hour, 4 * CivilTime.Hour);
        return CivilTime.Modulo(time, CivilTime.Day) / grain * grain;
    }

    private ImmutableArray<string> Names(char kind, int earlier) => earlier == 0 ? [] : random.Next(3) == 0 ? [$"{kind}{random.Next(earlier)}", $"{kind}{random.Next(earlier)}"] : [$"{kind}{random.Next(earlier)}"];
}
