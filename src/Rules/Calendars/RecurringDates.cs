using System;

namespace Reactive.Rules;

/// <summary>
/// The days of a recurrence: those that all its parts allow. A day that a month does not have is passed over. Looking for the next one skips
/// the years, months and weeks that do not count, and ends at <see cref="CivilTime.Last"/>, so that it is quick even for a rule that never matches.
/// </summary>
internal sealed class RecurringDates : DateSet
{
    private readonly Recurrence _rule;
    private readonly int _start;
    private readonly DateOnly _startDate;
    private readonly int _firstWeek;

    public RecurringDates(Recurrence rule)
    {
        _rule = rule.Named();
        _startDate = rule.Starting ?? CivilTime.First;
        _start = CivilTime.NumberOf(_startDate);
        _firstWeek = WeekOf(_start);
    }

    public override int First(int day)
    {
        for (int next = Math.Max(day, _start); next <= CivilTime.LastDay;)
        {
            DateOnly date = CivilTime.DateOf(next);
            int counting = Counting(next, date);
            if (counting == next && IsNamed(date))
                return next;
            next = Math.Max(counting, next + 1);
        }

        return CivilTime.NoDay;
    }

    // The first day from this one on that lies in a year, month, week that counts, as far as can be said at once.
    private int Counting(int day, DateOnly date)
    {
        int interval = _rule.Interval;
        if (_rule.Frequency == Frequency.Yearly && (date.Year - _startDate.Year) % interval is var years and not 0)
            return YearsLater(date, interval - years);
        if (_rule.Months != 0 && (_rule.Months & (1 << date.Month)) == 0)
            return MonthsLater(date, 1);
        switch (_rule.Frequency)
        {
            case Frequency.Monthly when (MonthOf(date) - MonthOf(_startDate)) % interval is var months and not 0:
                return MonthsLater(date, interval - months);
            case Frequency.Weekly when (WeekOf(day) - _firstWeek) % interval is var weeks and not 0:
                return StartOf(WeekOf(day) + (long)interval - weeks);
            case Frequency.Daily when (day - _start) % interval is var days and not 0:
                return Later(day, (long)interval - days);
            default:
                return day;
        }
    }

    private bool IsNamed(DateOnly date)
    {
        int length = DateTime.DaysInMonth(date.Year, date.Month);
        if (_rule.MonthDays != 0 && (_rule.MonthDays & ((1UL << date.Day) | (1UL << (32 + length - date.Day + 1)))) == 0)
            return false;
        if (_rule.Days.Mask == 0 && _rule.Ordinals.Length == 0)
            return true;
        int weekday = CivilTime.WeekdayOf(CivilTime.NumberOf(date));
        if (_rule.Days.Has(weekday))
            return true;
        // the ordinals count within the month, or within the year where a yearly rule names no months
        bool inYear = _rule.Frequency == Frequency.Yearly && _rule.Months == 0;
        int before = inYear ? date.DayOfYear - 1 : date.Day - 1;
        int behind = (inYear ? (DateTime.IsLeapYear(date.Year) ? 366 : 365) : length) - before - 1;
        foreach (OrdinalWeekday ordinal in _rule.Ordinals)
        {
            if (ordinal.Weekday == weekday && (ordinal.Ordinal == (before / 7) + 1 || ordinal.Ordinal == -(behind / 7) - 1))
                return true;
        }

        return false;
    }

    private static int MonthOf(DateOnly date) => (date.Year * 12) + date.Month - 1;

    private int WeekOf(int day) => (int)CivilTime.FloorDivide(day + 3L - _rule.WeekStart, 7);

    private int StartOf(long week) => Day((week * 7) - 3 + _rule.WeekStart);

    private static int YearsLater(DateOnly date, int years) =>
        date.Year + (long)years > CivilTime.Last.Year ? CivilTime.NoDay : CivilTime.NumberOf(new DateOnly(date.Year + years, 1, 1));

    private static int MonthsLater(DateOnly date, int months)
    {
        long month = MonthOf(date) + (long)months;
        return month / 12 > CivilTime.Last.Year ? CivilTime.NoDay : CivilTime.NumberOf(new DateOnly((int)(month / 12), (int)(month % 12) + 1, 1));
    }

    private static int Later(int day, long days) => Day(day + days);

    private static int Day(long day) => day > CivilTime.LastDay ? CivilTime.NoDay : (int)day;
}
