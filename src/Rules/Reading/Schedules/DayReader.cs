using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads on which days something is: <c>days</c>, <c>dates</c>, or <c>rrule</c> with <c>starting</c>.</summary>
internal sealed class DayReader(ReadContext context)
{
    /// <summary>Days or spans of days in one list.</summary>
    public const int MostDates = 1000;

    private const string DatesExample = "dates: [2026-12-24..2026-12-26, 2027-01-01]";
    private const string DaysExample = "days: mon-fri, or days: [mon, wed]";

    /// <summary>The rule; null where there is none, or where it is wrong, which is reported.</summary>
    public DayRule? Read(YamlMap map, string path)
    {
        YamlEntry? days = map.Find(Keys.Schedule.Days), dates = map.Find(Keys.Schedule.Dates), rrule = map.Find(Keys.Schedule.Rrule), starting = map.Find(Keys.Schedule.Starting);
        YamlEntry? first = days ?? dates ?? rrule;
        YamlEntry? second = first == days ? dates ?? rrule : first == dates ? rrule : null;
        if (first is not null && second is not null)
        {
            context.Error(DiagnosticCodes.ScheduleParts, second.Key.Start, ReadContext.Join(path, second.Key.Value), $"'{first.Key.Value}' and '{second.Key.Value}' both say on which days", "keep one of them, or make two parts of it: [ { ... }, { ... } ]");
            return null;
        }

        if (starting is not null && rrule is null)
        {
            if (!map.MayHave("rrule"))
                context.Error(DiagnosticCodes.ScheduleParts, starting.Key.Start, ReadContext.Join(path, "starting"), "'starting' is where an 'rrule' is counted from, and there is none", "remove it, or add 'rrule'");
            return null;
        }

        if (days is not null)
            return Days(days.Value, ReadContext.Join(path, "days")) is Weekdays weekdays ? new WeekdayRule(weekdays) : null;
        if (dates is not null)
            return Dates(dates.Value, ReadContext.Join(path, "dates")) is ImmutableArray<DateSpan> spans ? new DateRule(spans) : null;
        return rrule is null ? null : Recurrence(rrule, starting, path, map.MayHave("starting"));
    }

    private Weekdays? Days(YamlNode node, string path)
    {
        Weekdays days = default;
        bool good = true;
        foreach ((string text, int offset) in Items(node, path, DaysExample))
        {
            int hyphen = text.IndexOf('-', StringComparison.Ordinal);
            string from = hyphen < 0 ? text : text[..hyphen].Trim(), to = hyphen < 0 ? text : text[(hyphen + 1)..].Trim();
            int first = Weekdays.IndexOf(from), last = Weekdays.IndexOf(to);
            if (first >= 0 && last >= 0)
            {
                days = days.With(first, last);
                continue;
            }

            good = false;
            string wrong = first < 0 ? from : to;
            context.Error(DiagnosticCodes.BadDays, offset, path, $"'{Cut(wrong)}' is no day of the week: {ParameterSpec.Or([.. Weekdays.Names])}, or several as in mon-fri", NearDay(wrong));
        }

        return good && days.Mask != 0 ? days : null;
    }

    private ImmutableArray<DateSpan>? Dates(YamlNode node, string path)
    {
        ImmutableArray<DateSpan>.Builder spans = ImmutableArray.CreateBuilder<DateSpan>();
        bool good = true;
        foreach ((string text, int offset) in Items(node, path, DatesExample))
        {
            if (spans.Count == MostDates)
            {
                context.Error(DiagnosticCodes.TooMany, offset, path, $"one list has at most {MostDates} dates", "write FIRST..LAST for many in a row");
                return null;
            }

            int dots = text.IndexOf("..", StringComparison.Ordinal);
            DateOnly? first = Date(dots < 0 ? text : text[..dots].Trim(), offset, path), last = dots < 0 ? first : Date(text[(dots + 2)..].Trim(), offset, path);
            if (first is not DateOnly from || last is not DateOnly to)
            {
                good = false;
            }
            else if (to < from)
            {
                good = false;
                context.Error(DiagnosticCodes.BadRange, offset, path, $"the days {Cut(text)} end before they begin", "write FIRST..LAST");
            }
            else
            {
                spans.Add(new DateSpan(from, to));
            }
        }

        return good && spans.Count > 0 ? spans.ToImmutable() : null;
    }

    private Recurrence? Recurrence(YamlEntry entry, YamlEntry? starting, string path, bool mayStart)
    {
        string rulePath = ReadContext.Join(path, "rrule");
        DateOnly? start = null;
        if (starting is not null)
        {
            string startPath = ReadContext.Join(path, "starting");
            if (context.Scalar(starting.Value, startPath, "starting: 2026-01-01") is YamlScalar day)
                start = Date(day.Value, day.Start, startPath);
        }

        if (context.Scalar(entry.Value, rulePath, "rrule: \"FREQ=MONTHLY;BYDAY=2TU\"") is not YamlScalar text)
            return null;
        List<TextProblem> problems = [];
        Recurrence? rule = RecurrenceReader.Read(text.Value, problems);
        ScalarOffsets offsets = new(text, context.Report.Source);
        foreach (TextProblem problem in problems)
            context.Error(DiagnosticCodes.BadRecurrence, problem.At < text.Value.Length ? offsets[problem.At] : text.Start, rulePath, problem.Message, problem.Hint);
        if (rule is null || (starting is not null && start is null))
            return null;
        string? needs = rule.Interval > 1 ? "INTERVAL counts" : rule.Count > 0 ? "COUNT counts" : rule.NamesItsDays ? null : "it takes its day";
        if (needs is null || start is not null)
            return rule with { Starting = start };
        if (!mayStart)
            context.Error(DiagnosticCodes.MissingKey, entry.Key.Start, path, $"the key 'starting' is missing, from which {needs}", "add starting: and the first day, such as 2026-01-01");
        return null;
    }

    private DateOnly? Date(string text, int offset, string path)
    {
        if (ClockText.TryDate(text, out DateOnly date))
            return date;
        if (ClockText.DaysOfMonth(text) is (string month, int days))
            context.Error(DiagnosticCodes.BadDate, offset, path, $"'{Cut(text)}': there is no such day", $"{month} has {days} days");
        else
            context.Error(DiagnosticCodes.BadDate, offset, path, $"'{Cut(text)}' is no day from {CivilTime.First:yyyy-MM-dd} to {CivilTime.Last:yyyy-MM-dd}", "write YEAR-MONTH-DAY, such as 2026-12-24");
        return null;
    }

    // one value, several with commas between, or a list of values; each with where it stands
    private List<(string Text, int Offset)> Items(YamlNode node, string path, string example)
    {
        List<(string, int)> items = [];
        if (node is YamlList list)
        {
            if (list.Items.Count == 0)
                context.Error(DiagnosticCodes.WrongShape, node.Start, path, "the list is empty", $"write {example}");
            foreach (YamlNode item in list.Items)
            {
                if (context.Scalar(item, path, example) is YamlScalar one)
                    items.Add((one.Value.Trim(), one.Start));
            }
        }
        else if (context.Scalar(node, path, example) is YamlScalar scalar)
        {
            ScalarOffsets offsets = new(scalar, context.Report.Source);
            int at = 0;
            foreach (string part in scalar.Value.Split(','))
            {
                int blanks = part.Length - part.TrimStart().Length;
                items.Add((part.Trim(), at + blanks < scalar.Value.Length ? offsets[at + blanks] : scalar.Start));
                at += part.Length + 1;
            }
        }

        return items;
    }

    private string NearDay(string word)
    {
        if (word is "weekday" or "weekdays" or "workdays")
            return "write mon-fri";
        if (word is "weekend" or "weekends")
            return "write sat-sun";
        // "Monday", "MON"
        if (word.Length >= 3 && Weekdays.IndexOf(word[..3].ToLowerInvariant()) is var day and >= 0)
            return $"did you mean '{Weekdays.Names[day]}'?";
        return context.Near(word, Weekdays.Names);
    }

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
