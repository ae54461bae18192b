using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;

namespace Reactive.Rules.Picturing;

/// <summary>Schedules in few words: <c>mon-fri 08:00..17:00</c>.</summary>
internal static class ScheduleText
{
    private const int MostDates = 4;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>A row for each part of a schedule, and one for each thing that is taken away from it or added.</summary>
    public static IEnumerable<DerivedRow> Rows(Schedule schedule)
    {
        for (int i = 0; i < schedule.Entries.Length; i++)
        {
            ScheduleEntry entry = schedule.Entries[i];
            string own = Own(entry);
            if (own.Length > 0)
                yield return Row("times", i, own, []);
            if (entry.Except.Length > 0)
                yield return Row("except", i, string.Join(", ", entry.Except), entry.Except);
            if (entry.Plus.Length > 0)
                yield return Row("plus", i, string.Join(", ", entry.Plus), entry.Plus);
        }
    }

    private static DerivedRow Row(string label, int index, string text, ImmutableArray<string> signals) =>
        new(new BoxRow(string.Create(CultureInfo.InvariantCulture, $"{label}_{index + 1}"), label, LineBreaks.OfText(text)), []) { Signals = signals };

    private static string Own(ScheduleEntry entry) => entry.Kind switch
    {
        EntryKind.None => "",
        EntryKind.Always => "always",
        EntryKind.Every => "every " + Written.Duration(entry.Length),
        EntryKind.Instants => $"{Days(entry.Days)} at {Clock(entry.TimeOfDay)}",
        _ => $"{Days(entry.Days)} {Stretch(entry.TimeOfDay, entry.Length)}".TrimEnd(),
    };

    // a whole day needs no times
    private static string Stretch(long from, long length)
    {
        if (from == 0 && length == CivilTime.Day)
            return "";
        return length <= CivilTime.Day ? $"{Clock(from)}..{Clock(from + length > CivilTime.Day ? from + length - CivilTime.Day : from + length)}" : $"from {Clock(from)} for {Written.Duration(length)}";
    }

    private static string Clock(long nanoseconds)
    {
        (long hours, long rest) = Math.DivRem(nanoseconds, CivilTime.Hour);
        (long minutes, rest) = Math.DivRem(rest, CivilTime.Minute);
        return string.Create(CultureInfo.InvariantCulture, $"{hours:00}:{minutes:00}") + (rest == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{rest / CivilTime.Second:00}"));
    }

    private static string Days(DayRule rule) => rule switch
    {
        WeekdayRule w => w.Days == Weekdays.All ? "daily" : Week(w.Days),
        DateRule d => string.Join(", ", d.Spans.Take(MostDates).Select(Dates)) + (d.Spans.Length > MostDates ? string.Create(CultureInfo.InvariantCulture, $" and {d.Spans.Length - MostDates} more") : ""),
        Recurrence r => Recurring(r),
        _ => throw new InvalidOperationException($"Nobody says what a {rule.GetType().Name} looks like."),
    };

    // "mon-fri", "tue, sat-sun"
    private static string Week(Weekdays days)
    {
        var parts = new List<string>();
        for (int day = 0; day < Weekdays.Names.Length; day++)
        {
            if (!days.Has(day))
                continue;
            int last = day;
            while (days.Has(last + 1))
                last++;
            parts.Add(last == day ? Weekdays.Names[day] : $"{Weekdays.Names[day]}-{Weekdays.Names[last]}");
            day = last;
        }

        return string.Join(", ", parts);
    }

    private static string Dates(DateSpan span) => span.First == span.Last ? Date(span.First) : $"{Date(span.First)}..{Date(span.Last)}";

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // "monthly on 2nd tue", "every 2 weeks on mon from 2026-01-05"
    private static string Recurring(Recurrence rule)
    {
        string unit = rule.Frequency switch
        {
            Frequency.Minutely => "minute",
            Frequency.Hourly => "hour",
            Frequency.Daily => "day",
            Frequency.Weekly => "week",
            Frequency.Monthly => "month",
            _ => "year",
        };
        List<string> on = [.. rule.Ordinals.Select(o => $"{Ordinal(o.Ordinal)} {Weekdays.Names[o.Weekday]}")];
        if (rule.Days.Mask != 0)
            on.Add(Week(rule.Days));
        for (int day = 1; day < 32; day++)
        {
            if ((rule.MonthDays >> day & 1) != 0)
                on.Add(string.Create(CultureInfo.InvariantCulture, $"day {day}"));
        }

        for (int day = 1; day < 32; day++)
        {
            if ((rule.MonthDays >> (32 + day) & 1) != 0)
                on.Add(Ordinal(-day) + " day");
        }

        return (rule.Interval == 1 ? "every " + unit : string.Create(CultureInfo.InvariantCulture, $"every {rule.Interval} {unit}s"))
            + (on.Count == 0 ? "" : " on " + string.Join(", ", on))
            + (rule.Months == 0 ? "" : " in " + string.Join(", ", Months.Where((_, i) => (rule.Months >> (i + 1) & 1) != 0)))
            + (rule.Starting is DateOnly start ? " from " + Date(start) : "")
            + (rule.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {rule.Count} times"))
            + (rule.Until == CivilTime.Never ? "" : ", with an end");
    }

    private static string Ordinal(int number)
    {
        int from = Math.Abs(number);
        string ordinal = (from % 10, from / 10 == 1) switch { (1, false) => "st", (2, false) => "nd", (3, false) => "rd", _ => "th" };
        string counted = string.Create(CultureInfo.InvariantCulture, $"{from}{ordinal}");
        return number > 0 ? counted : from == 1 ? "last" : counted + " last";
    }
}
