using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Reactive.Rules;

/// <summary>Turns checked schedules into sets of times; what is used twice is made once.</summary>
/// <param name="zone">The time zone; null where no schedule needs one.</param>
/// <param name="schedules">All schedules by name, none of them made of itself.</param>
internal sealed class ScheduleCompiler(WallZone? zone, IReadOnlyDictionary<string, Schedule> schedules)
{
    private readonly Dictionary<string, TimeSet> _times = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<InstantSet>> _instants = new(StringComparer.Ordinal);

    /// <summary>The stretches of a schedule that has some.</summary>
    public TimeSet Times(string name)
    {
        if (_times.TryGetValue(name, out TimeSet? made))
            return made;
        List<TimeSet> sets = [];
        foreach (ScheduleEntry entry in schedules[name].Entries)
        {
            if (entry.Kind != EntryKind.None)
            {
                TimeSet own = entry.Kind == EntryKind.Always ? new Always(true) : new Intervals(Zone, StartsOf(entry, zone), entry.Length);
                sets.Add(entry.Except.IsEmpty ? own : new Difference(own, TimesOf(entry.Except)));
            }

            foreach (string plus in entry.Plus)
                sets.Add(Times(plus));
        }

        return _times[name] = Joined(sets);
    }

    /// <summary>The instants of a schedule that has some.</summary>
    public InstantSet Instants(string name) => new AnyInstant(InstantsOf(name));

    /// <summary>When an entry begins or happens, in local time.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="zone">The zone, in which an end in wall time lies; without it a day more is allowed.</param>
    public static Starts StartsOf(ScheduleEntry entry, WallZone? zone)
    {
        if (entry.Days is not Recurrence rule)
            return new DailyStarts(DatesOf(entry.Days), entry.TimeOfDay);
        RecurringDates dates = new(rule);
        Starts starts = rule.IsWithinDays
            ? new SteppedStarts(dates, (CivilTime.NumberOf(rule.Starting ?? CivilTime.First) * CivilTime.Day) + entry.TimeOfDay, rule.Interval * (rule.Frequency == Frequency.Hourly ? CivilTime.Hour : CivilTime.Minute))
            : new DailyStarts(dates, entry.TimeOfDay);
        if (rule.Count > 0)
            return new StartsUntil(starts, LastOf(starts, rule.Count));
        if (rule.Until == CivilTime.Never)
            return starts;
        return new StartsUntil(starts, !rule.UntilIsWall ? rule.Until : zone?.Shown(rule.Until) ?? CivilTime.Plus(rule.Until, CivilTime.Day));
    }

    private WallZone Zone => zone ?? throw new InvalidOperationException("A schedule needs a time zone, and none is given.");

    private ImmutableArray<InstantSet> InstantsOf(string name)
    {
        if (_instants.TryGetValue(name, out ImmutableArray<InstantSet> made))
            return made;
        // each once, however often it is added on the way
        HashSet<InstantSet> seen = [];
        ImmutableArray<InstantSet>.Builder sets = ImmutableArray.CreateBuilder<InstantSet>();
        foreach (ScheduleEntry entry in schedules[name].Entries)
        {
            TimeSet? barred = entry.Except.IsEmpty ? null : TimesOf(entry.Except);
            if (entry.Kind == EntryKind.Every)
                sets.Add(new SteadyInstants(entry.Length, barred));
            else if (entry.Kind == EntryKind.Instants)
                sets.Add(new LocalInstants(Zone, StartsOf(entry, zone), barred));
            foreach (string plus in entry.Plus)
            {
                foreach (InstantSet added in InstantsOf(plus))
                {
                    if (seen.Add(added))
                        sets.Add(added);
                }
            }
        }

        return _instants[name] = sets.ToImmutable();
    }

    private TimeSet TimesOf(ImmutableArray<string> names)
    {
        List<TimeSet> sets = [];
        foreach (string name in names)
            sets.Add(Times(name));
        return Joined(sets);
    }

    private static TimeSet Joined(List<TimeSet> sets) => sets switch
    {
        [] => new Always(false),
        [TimeSet one] => one,
        _ => new Union([.. sets]),
    };

    private static DateSet DatesOf(DayRule rule) => rule switch
    {
        WeekdayRule weekdays => new WeekdaySet(weekdays.Days),
        DateRule dates => new ListedDates(dates.Spans),
        _ => throw new InvalidOperationException($"There are no days of {rule}."),
    };

    private static long LastOf(Starts starts, int count)
    {
        long last = starts.First(CivilTime.Least - CivilTime.Day);
        for (int i = 1; i < count && last != CivilTime.Never; i++)
        {
            long next = starts.First(last + 1);
            if (next == CivilTime.Never)
                break;
            last = next;
        }

        return last;
    }
}
