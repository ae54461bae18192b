using System.Collections.Generic;
using System.Linq;
using NodaTime;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>
/// The days of a recurrence as RFC 5545 tells them: period by period, in each of which the parts expand or limit (the table in section 3.3.10).
/// </summary>
internal static class SlowRecurrence
{
    public static IEnumerable<LocalDate> Dates(Recurrence rule, LocalDate end)
    {
        LocalDate start = SlowCalendar.Of(rule.Starting ?? new System.DateOnly(1970, 1, 1));
        int count = 0;
        foreach (LocalDate date in Periods(rule, start, end).Where(d => d >= start && d < end))
        {
            bool isOver = rule.Count > 0 && count >= rule.Count;
            bool isLate = !rule.IsWithinDays && rule.Until != CivilTime.Never && Zones.Nanoseconds(date.AtMidnight()) > rule.Until;
            if (isOver || isLate)
                yield break;
            count++;
            yield return date;
        }
    }

    private static IEnumerable<LocalDate> Periods(Recurrence rule, LocalDate start, LocalDate end)
    {
        switch (rule.Frequency)
        {
            case Frequency.Yearly:
                for (int year = start.Year; year <= end.Year; year += rule.Interval)
                {
                    foreach (LocalDate date in InYear(rule, year, start))
                        yield return date;
                }

                break;
            case Frequency.Monthly:
                for (LocalDate month = new(start.Year, start.Month, 1); month < end; month = month.PlusMonths(rule.Interval))
                {
                    foreach (LocalDate date in InMonth(rule, month, start).Where(d => IsMonth(rule, d)))
                        yield return date;
                }

                break;
            case Frequency.Weekly:
                LocalDate week = start;
                while (WeekdayOf(week) != rule.WeekStart)
                    week = week.PlusDays(-1);
                for (; week < end; week = week.PlusWeeks(rule.Interval))
                {
                    for (int day = 0; day < 7; day++)
                    {
                        LocalDate date = week.PlusDays(day);
                        if (IsMonth(rule, date) && (rule.Days.Mask == 0 ? WeekdayOf(date) == WeekdayOf(start) : rule.Days.Has(WeekdayOf(date))))
                            yield return date;
                    }
                }

                break;
            default:
                for (LocalDate date = start; date < end; date = date.PlusDays(rule.IsWithinDays ? 1 : rule.Interval))
                {
                    if (IsMonth(rule, date) && IsMonthDay(rule, date) && (rule.Days.Mask == 0 || rule.Days.Has(WeekdayOf(date))))
                        yield return date;
                }

                break;
        }
    }

    private static IEnumerable<LocalDate> InYear(Recurrence rule, int year, LocalDate start)
    {
        bool days = rule.Days.Mask != 0 || rule.Ordinals.Length > 0;
        LocalDate[] all = [.. All(new LocalDate(year, 1, 1), new LocalDate(year + 1, 1, 1)).Where(d => IsMonth(rule, d))];
        if (!days && rule.MonthDays == 0)
            return all.Where(d => d.Day == start.Day && (rule.Months != 0 || d.Month == start.Month));
        if (rule.MonthDays != 0)
            all = [.. all.Where(d => IsMonthDay(rule, d))];
        if (!days)
            return all;
        // the ordinals are of the whole year, unless months are named
        return all.Where(d => IsDay(rule, d, rule.Months == 0 ? All(new LocalDate(year, 1, 1), new LocalDate(year + 1, 1, 1)) : MonthOf(d)));
    }

    private static IEnumerable<LocalDate> InMonth(Recurrence rule, LocalDate month, LocalDate start)
    {
        bool days = rule.Days.Mask != 0 || rule.Ordinals.Length > 0;
        IEnumerable<LocalDate> all = MonthOf(month);
        if (!days && rule.MonthDays == 0)
            return all.Where(d => d.Day == start.Day);
        if (rule.MonthDays != 0)
            all = all.Where(d => IsMonthDay(rule, d));
        return days ? all.Where(d => IsDay(rule, d, MonthOf(d))) : all;
    }

    private static bool IsDay(Recurrence rule, LocalDate date, IEnumerable<LocalDate> within)
    {
        if (rule.Days.Has(WeekdayOf(date)))
            return true;
        LocalDate[] alike = [.. within.Where(d => d.DayOfWeek == date.DayOfWeek)];
        return rule.Ordinals.Any(o => o.Weekday == WeekdayOf(date) && alike.ElementAtOrDefault(o.Ordinal > 0 ? o.Ordinal - 1 : alike.Length + o.Ordinal) == date && (o.Ordinal > 0 || alike.Length + o.Ordinal >= 0));
    }

    private static bool IsMonth(Recurrence rule, LocalDate date) => rule.Months == 0 || (rule.Months >> date.Month & 1) == 1;

    private static bool IsMonthDay(Recurrence rule, LocalDate date)
    {
        int behind = date.Calendar.GetDaysInMonth(date.Year, date.Month) - date.Day + 1;
        return rule.MonthDays == 0 || (rule.MonthDays >> date.Day & 1) == 1 || (rule.MonthDays >> (32 + behind) & 1) == 1;
    }

    private static LocalDate[] MonthOf(LocalDate date) => [.. All(new LocalDate(date.Year, date.Month, 1), new LocalDate(date.Year, date.Month, 1).PlusMonths(1))];

    private static IEnumerable<LocalDate> All(LocalDate from, LocalDate to)
    {
        for (LocalDate date = from; date < to; date = date.PlusDays(1))
            yield return date;
    }

    private static int WeekdayOf(LocalDate date) => (int)date.DayOfWeek - 1;
}
