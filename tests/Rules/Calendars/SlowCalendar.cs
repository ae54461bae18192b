using System;
using System.Collections.Generic;
using System.Linq;
using NodaTime;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>
/// What schedules mean, said as plainly as can be and slowly: a clock on the wall that is looked at again and again, and each time every
/// schedule is judged by the local time that it has shown. Shares nothing with the code under test but the definitions.
/// </summary>
internal sealed class SlowCalendar
{
    private readonly DateTimeZone _zone;
    private readonly IReadOnlyDictionary<string, Schedule> _schedules;
    private readonly Dictionary<Recurrence, HashSet<LocalDate>> _dates = [];

    public SlowCalendar(string zone, IReadOnlyDictionary<string, Schedule> schedules, Instant from)
    {
        _zone = DateTimeZoneProviders.Tzdb[zone];
        _schedules = schedules;
        // what was shown in the hours before may still wait to be caught up
        Shown = LocalDateTime.FromDateTime(DateTime.UnixEpoch);
        for (int minutes = 6 * 60; minutes >= 0; minutes--)
            Look(from - Duration.FromMinutes(minutes));
        Before = Shown;
    }

    /// <summary>The latest local time shown.</summary>
    public LocalDateTime Shown { get; private set; }

    /// <summary>The one before the last look.</summary>
    public LocalDateTime Before { get; private set; }

    public void Look(Instant instant)
    {
        Before = Shown;
        LocalDateTime local = instant.InZone(_zone).LocalDateTime;
        if (local > Shown)
            Shown = local;
    }

    /// <summary>Whether a schedule of stretches is active.</summary>
    public bool IsActive(string name) => _schedules[name].Entries.Any(e => (HasOwn(e) && !e.Except.Any(IsActive)) || e.Plus.Any(IsActive));

    /// <summary>Whether a schedule of instants happened since the look before.</summary>
    public bool Happened(string name) => _schedules[name].Entries.Any(e => (StartsIn(e, Before, Shown).Any() && !e.Except.Any(IsActive)) || e.Plus.Any(Happened));

    private bool HasOwn(ScheduleEntry entry) => entry.Kind switch
    {
        EntryKind.None => false,
        EntryKind.Always => true,
        // began at or before what is shown, and ends after it
        _ => StartsIn(entry, Shown.PlusNanoseconds(-entry.Length), Shown).Any(),
    };

    // all starts after the first and up to the second, found day by day and minute by minute
    private IEnumerable<LocalDateTime> StartsIn(ScheduleEntry entry, LocalDateTime after, LocalDateTime until)
    {
        for (LocalDate date = after.Date; date <= until.Date; date = date.PlusDays(1))
        {
            if (!IsOn(entry.Days, date))
                continue;
            if (entry.Days is Recurrence { IsWithinDays: true } rule)
            {
                LocalDate first = Of(rule.Starting ?? new DateOnly(1970, 1, 1));
                long step = rule.Interval * (rule.Frequency == Frequency.Hourly ? 60L : 1);
                int from = date == after.Date ? (after.Hour * 60) + after.Minute : 0, to = date == until.Date ? (until.Hour * 60) + until.Minute : (24 * 60) - 1;
                for (int minute = from; minute <= to; minute++)
                {
                    LocalDateTime start = date.AtMidnight().PlusMinutes(minute).PlusNanoseconds(entry.TimeOfDay % CivilTime.Minute);
                    LocalDateTime origin = first.AtMidnight().PlusNanoseconds(entry.TimeOfDay);
                    if (start > after && start <= until && start >= origin && Zones.Nanoseconds(start) <= rule.Until && (Zones.Nanoseconds(start) - Zones.Nanoseconds(origin)) % (step * CivilTime.Minute) == 0)
                        yield return start;
                }
            }
            else
            {
                LocalDateTime start = date.AtMidnight().PlusNanoseconds(entry.TimeOfDay);
                if (start > after && start <= until)
                    yield return start;
            }
        }
    }

    private bool IsOn(DayRule days, LocalDate date) => days switch
    {
        WeekdayRule weekly => weekly.Days.Has((int)date.DayOfWeek - 1),
        DateRule listed => listed.Spans.Any(s => Of(s.First) <= date && date <= Of(s.Last)),
        Recurrence rule => DatesOf(rule).Contains(date),
        _ => false,
    };

    private HashSet<LocalDate> DatesOf(Recurrence rule)
    {
        if (!_dates.TryGetValue(rule, out HashSet<LocalDate>? dates))
            _dates[rule] = dates = [.. SlowRecurrence.Dates(rule, new LocalDate(2032, 1, 1))];
        return dates;
    }

    public static LocalDate Of(DateOnly date) => new(date.Year, date.Month, date.Day);
}
