using System;
using System.Collections.Generic;
using System.Globalization;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>A mistake in a text: where, what, and how to mend it.</summary>
internal readonly record struct TextProblem(int At, string Message, string Hint);

/// <summary>
/// Reads a recurrence rule of RFC 5545, this part of it:
/// <list type="bullet">
/// <item><c>FREQ</c>: <c>YEARLY</c>, <c>MONTHLY</c>, <c>WEEKLY</c>, <c>DAILY</c>, <c>HOURLY</c> or <c>MINUTELY</c></item>
/// <item><c>INTERVAL</c>: 1 to 10,000</item>
/// <item><c>BYDAY</c>: <c>MO</c> to <c>SU</c>; with <c>MONTHLY</c> and <c>YEARLY</c> also <c>2TU</c>, <c>-1FR</c></item>
/// <item><c>BYMONTHDAY</c>: 1 to 31, -1 to -31; not with <c>WEEKLY</c></item>
/// <item><c>BYMONTH</c>: 1 to 12</item>
/// <item><c>COUNT</c>: 1 to 10,000, or <c>UNTIL</c>: <c>20261231</c>, <c>20261231T180000</c> in local time or <c>20261231T180000Z</c></item>
/// <item><c>WKST</c>: <c>MO</c> to <c>SU</c>, <c>MO</c> where it is left out</item>
/// </list>
/// All else is refused by its name. Parts are of capital letters, each once, in any order. Never throws.
/// </summary>
internal static class RecurrenceReader
{
    private const int MostInterval = 10_000;
    private const int MostCount = 10_000;

    // more than anybody reads
    private const int MostProblems = 20;

    private static readonly string[] Parts = ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "COUNT", "UNTIL", "WKST"];
    private static readonly string[] Refused = ["BYSECOND", "BYMINUTE", "BYHOUR", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "RSCALE", "SKIP"];
    private static readonly string[] Frequencies = ["MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <summary>The rule, or null where there are problems, which are added to <paramref name="problems"/>.</summary>
    public static Recurrence? Read(string text, List<TextProblem> problems)
    {
        int before = problems.Count;
        Dictionary<string, (string Value, int At, int ValueAt)> parts = new(StringComparer.Ordinal);
        for (int at = 0; at <= text.Length && problems.Count < MostProblems;)
        {
            int end = text.IndexOf(';', at);
            end = end < 0 ? text.Length : end;
            Part(text[at..end], at, parts, problems);
            at = end + 1;
        }

        if (!parts.TryGetValue("FREQ", out (string Value, int At, int ValueAt) freq))
        {
            if (problems.Count == before)
                problems.Add(new TextProblem(0, "FREQ is missing", "start with 'FREQ=WEEKLY', for example"));
            return null;
        }

        Recurrence? rule = Array.IndexOf(Frequencies, freq.Value) is var index and >= 0 ? new Recurrence { Frequency = (Frequency)index } : null;
        if (rule is null)
        {
            string hint = freq.Value == "SECONDLY" ? "write 'every: 1 s' for that" : NearMiss.Hint(freq.Value, Frequencies);
            problems.Add(new TextProblem(freq.ValueAt, $"FREQ is {ParameterSpec.Or([.. Frequencies])}, not '{Cut(freq.Value)}'", hint));
        }

        foreach ((string name, (string value, int at, int valueAt)) in parts)
            rule = Apply(rule, name, value, at, valueAt, parts, problems);
        return problems.Count == before ? rule : null;
    }

    private static void Part(string part, int at, Dictionary<string, (string Value, int At, int ValueAt)> parts, List<TextProblem> problems)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? part : part[..equals];
        if (equals < 0)
            problems.Add(new TextProblem(at, part.Length == 0 ? "a part is empty" : $"'{Cut(part)}' has no value", part.Length == 0 ? "put one ';' between the parts and none behind the last" : $"write '{Cut(part)}=' and its value"));
        else if (Array.IndexOf(Refused, name) >= 0)
            problems.Add(new TextProblem(at, $"{name} is not among the parts of a recurrence that are understood: {ParameterSpec.Or([.. Parts])}", name is "BYHOUR" or "BYMINUTE" or "BYSECOND" ? "say the time with 'from' or 'at'" : ""));
        else if (Array.IndexOf(Parts, name) < 0)
            problems.Add(new TextProblem(at, $"'{Cut(name)}' is no part of a recurrence: {ParameterSpec.Or([.. Parts])}", name.StartsWith("RRULE:", StringComparison.Ordinal) ? "leave out 'RRULE:'" : NearMiss.Hint(name, Parts)));
        else if (!parts.TryAdd(name, (part[(equals + 1)..], at, at + equals + 1)))
            problems.Add(new TextProblem(at, $"{name} stands twice", "join its values with ','"));
    }

    private static Recurrence? Apply(Recurrence? rule, string name, string value, int at, int valueAt, Dictionary<string, (string Value, int At, int ValueAt)> parts, List<TextProblem> problems)
    {
        // with an unknown frequency the values are read all the same
        Recurrence read = rule ?? new Recurrence { Frequency = Frequency.Yearly };
        switch (name)
        {
            case "INTERVAL":
                read = read with { Interval = Number(name, value, valueAt, 1, MostInterval, problems) };
                break;
            case "COUNT":
                read = read with { Count = Number(name, value, valueAt, 1, MostCount, problems) };
                if (parts.ContainsKey("UNTIL"))
                    problems.Add(new TextProblem(at, "COUNT and UNTIL both say where it ends", "keep one of them"));
                break;
            case "UNTIL":
                read = Until(read, value, valueAt, problems);
                break;
            case "WKST":
                read = read with { WeekStart = Weekday(value, valueAt, problems) };
                break;
            case "BYMONTH":
                Each(value, valueAt, problems, (item, itemAt) => read = read with { Months = read.Months | (1 << Number(name, item, itemAt, 1, 12, problems)) });
                break;
            case "BYMONTHDAY":
                Each(value, valueAt, problems, (item, itemAt) => read = read with { MonthDays = read.MonthDays | MonthDay(item, itemAt, problems) });
                if (rule?.Frequency == Frequency.Weekly)
                    problems.Add(new TextProblem(at, "weeks have no days of the month: BYMONTHDAY does not go with FREQ=WEEKLY", "write FREQ=MONTHLY"));
                break;
            case "BYDAY":
                HashSet<OrdinalWeekday> ordinals = [];
                Each(value, valueAt, problems, (item, itemAt) => read = Day(read, item, itemAt, ordinals, parts.ContainsKey("BYMONTH"), rule is not null, problems));
                break;
        }

        return rule is null ? null : read;
    }

    private static Recurrence Day(Recurrence rule, string item, int at, HashSet<OrdinalWeekday> ordinals, bool months, bool known, List<TextProblem> problems)
    {
        string day = item.Length > 2 ? item[^2..] : item;
        int weekday = Array.IndexOf(Days, day);
        if (weekday < 0)
        {
            problems.Add(new TextProblem(at, $"'{Cut(item)}' is no day of the week: {ParameterSpec.Or([.. Days])}, in a month or year with a number before it, such as 2TU or -1FR", NearMiss.Hint(item, Days)));
            return rule;
        }

        if (item.Length == 2)
            return rule with { Days = rule.Days.With(weekday) };
        if (rule.Frequency < Frequency.Monthly && known)
        {
            problems.Add(new TextProblem(at, $"'{Cut(item)}' counts within a month or a year, and FREQ is {Frequencies[(int)rule.Frequency]}", $"write 'FREQ=MONTHLY', or '{day}' alone"));
            return rule;
        }

        bool inYear = rule.Frequency == Frequency.Yearly && !months;
        int most = inYear || !known ? 53 : 5;
        int ordinal = Signed($"the number before {day}", item[..^2], at, most, problems);
        return ordinal != 0 && ordinals.Add(new OrdinalWeekday(ordinal, weekday)) ? rule with { Ordinals = [.. ordinals] } : rule;
    }

    private static Recurrence Until(Recurrence rule, string value, int at, List<TextProblem> problems)
    {
        bool isWall = value.EndsWith('Z');
        string[] formats = isWall ? ["yyyyMMdd'T'HHmmss'Z'"] : ["yyyyMMdd", "yyyyMMdd'T'HHmmss"];
        if (!DateTime.TryParseExact(value, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime end)
            || DateOnly.FromDateTime(end) < CivilTime.First || DateOnly.FromDateTime(end) > CivilTime.Last)
        {
            problems.Add(new TextProblem(at, $"UNTIL is a day or a time from 1970 to {CivilTime.Last.Year}, such as 20261231 or 20261231T180000Z, not '{Cut(value)}'", ""));
            return rule;
        }

        long until = (CivilTime.NumberOf(DateOnly.FromDateTime(end)) * CivilTime.Day) + (end.TimeOfDay.Ticks * 100);
        // a day alone belongs to it wholly
        return rule with { Until = value.Length == 8 ? until + CivilTime.Day - 1 : until, UntilIsWall = isWall };
    }

    private static int Weekday(string value, int at, List<TextProblem> problems)
    {
        int day = Array.IndexOf(Days, value);
        if (day < 0)
            problems.Add(new TextProblem(at, $"WKST is {ParameterSpec.Or([.. Days])}, not '{Cut(value)}'", NearMiss.Hint(value, Days)));
        return Math.Max(day, 0);
    }

    private static ulong MonthDay(string item, int at, List<TextProblem> problems)
    {
        int day = Signed("BYMONTHDAY", item, at, 31, problems);
        return day == 0 ? 0 : 1UL << (day > 0 ? day : 32 - day);
    }

    // 0 where it is wrong
    private static int Signed(string what, string text, int at, int most, List<TextProblem> problems)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number != 0 && number >= -most && number <= most)
            return number;
        problems.Add(new TextProblem(at, $"{what} is 1 to {most}, or -1 to -{most} from behind, not '{Cut(text)}'", ""));
        return 0;
    }

    // the least where it is wrong
    private static int Number(string what, string text, int at, int least, int most, List<TextProblem> problems)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
            return number;
        problems.Add(new TextProblem(at, $"{what} is {least} to {most}, not '{Cut(text)}'", ""));
        return least;
    }

    private static void Each(string list, int at, List<TextProblem> problems, Action<string, int> take)
    {
        for (int from = 0; from <= list.Length && problems.Count < MostProblems;)
        {
            int end = list.IndexOf(',', from);
            end = end < 0 ? list.Length : end;
            take(list[from..end], at + from);
            from = end + 1;
        }
    }

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
