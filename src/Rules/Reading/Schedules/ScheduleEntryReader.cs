using System;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads one map of a schedule: on which days, at which times, and which other schedules it takes away and adds.</summary>
/// <param name="context">The file.</param>
/// <param name="scope">The names that it can use.</param>
/// <param name="key">The name of the schedule.</param>
internal sealed class ScheduleEntryReader(ReadContext context, NameScope scope, YamlScalar key)
{
    public static readonly ParameterSpec For = ParameterSpec.Duration("for", "How long it lasts, by the clock on the wall; in place of 'to'.", least: "1 s", most: "366 d");
    public static readonly ParameterSpec Every = ParameterSpec.Duration("every", "Happens each time so long after the last, from the start of the run on; no clock on the wall is asked.", least: "1 ms");

    private readonly DayReader _days = new(context);
    private readonly ScheduleNames _names = new(context, scope);

    /// <summary>Whether the entries so far have instants, else stretches; null while none has said.</summary>
    public bool? IsEvent { get; private set; }

    /// <summary>The entry; null where it is wrong, or made of something that is, which is reported.</summary>
    public ScheduleEntry? Read(YamlNode node, string path)
    {
        if (context.Map(node, path, ScheduleDraft.Example) is not YamlMap map)
            return null;
        int errors = context.Report.Errors;
        context.OnlyKeys(map, path, Keys.Schedule.All, Meant);
        ScheduleEntry? own = map.Find(Keys.Schedule.Every) is YamlEntry every ? Steady(map, every, path) : Own(map, path);
        if (own is { NeedsZone: true })
            scope.Table.Zone.Need(context, key.Value, context.At(key.Start), path);
        bool broken = own is null;
        if (own is not null && own.Kind != EntryKind.None && !Agrees(own.Kind is EntryKind.Instants or EntryKind.Every, map.Start, path))
            broken = true;
        ImmutableArray<string> except = [], plus = [];
        if (map.Find(Keys.Schedule.Except) is YamlEntry taken)
            broken |= !Names(taken, path, events: false, out except);
        if (map.Find(Keys.Schedule.Plus) is YamlEntry added)
            broken |= !Names(added, path, IsEvent, out plus);
        if (broken || context.Report.Errors != errors)
            return null;
        ScheduleEntry entry = own! with { Except = except, Plus = plus };
        return CanHappen(entry, map, path) ? entry : null;
    }

    private static string? Meant(string key) => key switch
    {
        "day" or "weekdays" or "on" => "did you mean 'days'?",
        "date" => "did you mean 'dates'?",
        "start" or "begin" or "begins" => "did you mean 'from'?",
        "end" or "until" or "ends" => "did you mean 'to'?",
        "cron" => "write 'days' or 'rrule' for the days, and 'at' for the time: { days: mon-fri, at: 08:00 }",
        "recurrence" or "recur" or "repeat" => "did you mean 'rrule'?",
        "unless" or "without" or "not" => "did you mean 'except'?",
        "dtstart" => "did you mean 'starting'?",
        "duration" or "length" => "did you mean 'for'?",
        "time" => "did you mean 'at'?",
        _ => null,
    };

    private ScheduleEntry? Steady(YamlMap map, YamlEntry every, string path)
    {
        foreach (YamlEntry entry in map.Entries)
        {
            if (entry != every && Keys.Schedule.IsOfTheWall(entry.Key.Value))
                Disagree(entry, path, $"'every' goes by the time of the run, and '{entry.Key.Value}' by the clock on the wall", "keep one of them; 'except' takes times away from 'every'");
        }

        return ParameterReader.ReadOne(context, Every, every.Value, ReadContext.Join(path, Every.Name)) is Quantity period ? new ScheduleEntry { Kind = EntryKind.Every, Length = period.Nanoseconds } : null;
    }

    private ScheduleEntry? Own(YamlMap map, string path)
    {
        int errors = context.Report.Errors;
        DayRule? days = _days.Read(map, path);
        Times? times = ReadTimes(map, path);
        if (context.Report.Errors != errors)
            return null;
        if (days is null && times is null)
            return Nothing(map, path);
        bool isWithinDays = days is Recurrence { IsWithinDays: true };
        if (isWithinDays && (times is null || times.IsTo))
        {
            context.Error(DiagnosticCodes.ScheduleParts, map.Find(Keys.Schedule.To)?.Key.Start ?? map.Start, path, "what recurs within a day needs 'at', or 'from' and 'for': nothing else says when it begins and ends", "write 'at: 00:00', for example, where the first one is at midnight");
            return null;
        }

        Times at = times ?? new Times(0, CivilTime.Day, false);
        return new ScheduleEntry
        {
            Kind = at.Length == 0 ? EntryKind.Instants : EntryKind.Stretches,
            Days = days ?? new WeekdayRule(Weekdays.All),
            TimeOfDay = at.TimeOfDay,
            Length = at.Length,
        };
    }

    // "except: holidays" alone is all time without them; "plus" alone is what it names
    private ScheduleEntry? Nothing(YamlMap map, string path)
    {
        bool adds = map.Find(Keys.Schedule.Plus) is not null;
        if (map.Find(Keys.Schedule.Except) is YamlEntry except && adds)
        {
            Disagree(except, path, "there is nothing that 'except' could be taken away from: it comes before 'plus'", "make a schedule of what 'plus' names, and write 'plus' with its name: [ ... ] in one and 'except' in another");
            return null;
        }

        if (adds)
            return new ScheduleEntry { Kind = EntryKind.None };
        if (map.Find(Keys.Schedule.Except) is not null)
            return new ScheduleEntry { Kind = EntryKind.Always };
        if (map.Entries.Count == 0)
            context.Error(DiagnosticCodes.MissingKey, map.Start, path, $"nothing says when '{key.Value}' is", $"write {ScheduleDraft.Example}, for example");
        return null;
    }

    private Times? ReadTimes(YamlMap map, string path)
    {
        YamlEntry? at = map.Find(Keys.Schedule.At), from = map.Find(Keys.Schedule.From), to = map.Find(Keys.Schedule.To), length = map.Find(Keys.Schedule.For);
        foreach (YamlEntry? other in (ReadOnlySpan<YamlEntry?>)[from, to, length])
        {
            if (at is not null && other is not null)
            {
                Disagree(other, path, $"'at' is an instant, and '{other.Key.Value}' gives it an extent", "keep 'at', or write 'from' and 'to'");
                return null;
            }
        }

        if (at is not null)
            return Time(at, path, false) is long instant ? new Times(instant, 0, false) : null;
        long? begin = from is null ? null : Time(from, path, false), end = to is null ? null : Time(to, path, true);
        long? lasts = length is not null && ParameterReader.ReadOne(context, For, length.Value, ReadContext.Join(path, For.Name)) is Quantity quantity ? quantity.Nanoseconds : null;
        if (from is null)
        {
            if ((to ?? length) is YamlEntry ended && !map.MayHave("from"))
                Disagree(ended, path, $"'{ended.Key.Value}' says when it ends, and nothing when it begins", "add 'from'");
            return null;
        }

        if (to is null && length is null)
        {
            if (!map.MayHave("to") && !map.MayHave("for"))
                Disagree(from, path, "'from' says when it begins, and nothing when it ends", "add 'to' or 'for', or write 'at' for an instant");
            return null;
        }

        if (to is not null && length is not null)
        {
            Disagree(length, path, "'to' and 'for' both say when it ends", "keep one of them");
            return null;
        }

        if (begin is not long beginning)
            return null;
        if (lasts is long given)
            return new Times(beginning, given, false);
        if (end is not long ending)
            return null;
        if (beginning != ending)
            return new Times(beginning, ending > beginning ? ending - beginning : ending + CivilTime.Day - beginning, true);
        Disagree(to!, path, "it ends when it begins", "leave out 'from' and 'to' for the whole day");
        return null;
    }

    private long? Time(YamlEntry entry, string path, bool isEnd)
    {
        string timePath = ReadContext.Join(path, entry.Key.Value);
        if (context.Scalar(entry.Value, timePath, $"{entry.Key.Value}: 08:00") is not YamlScalar time)
            return null;
        if (ClockText.TryTime(time.Value, isEnd, out long nanoseconds))
            return nanoseconds;
        string hint = ClockText.NearTime(time.Value) is string near ? $"write {near}"
            : time.Value == "24:00" ? "write 00:00: only 'to' can be 24:00"
            : ClockText.NextDay(time.Value) is string next ? (isEnd ? $"write {next}: a 'to' before 'from' is on the next day" : $"write {next}, and name the next day")
            : "such as 08:00, or 18:30 in the evening";
        context.Error(DiagnosticCodes.BadTime, time.Start, timePath, $"{time.Describe()} is no time of day: a time is HH:MM or HH:MM:SS, from 00:00 to 23:59:59{(isEnd ? ", or 24:00" : "")}", hint);
        return null;
    }

    private bool Names(YamlEntry entry, string path, bool? events, out ImmutableArray<string> names)
    {
        names = [];
        if (_names.Several(entry.Value, ReadContext.Join(path, entry.Key.Value), events) is not ImmutableArray<(string Name, bool IsEvent)> schedules)
            return false;
        ImmutableArray<string>.Builder found = ImmutableArray.CreateBuilder<string>();
        foreach ((string name, bool isEvent) in schedules)
        {
            if (entry.Key.Value == Keys.Schedule.Plus.Name && !Agrees(isEvent, entry.Key.Start, path))
                return false;
            found.Add(name);
        }

        names = found.ToImmutable();
        return true;
    }

    // instants and stretches do not mix
    private bool Agrees(bool isEvent, int offset, string path)
    {
        IsEvent ??= isEvent;
        if (IsEvent == isEvent)
            return true;
        context.Error(DiagnosticCodes.WrongType, offset, path, $"one part of '{key.Value}' has instants and another has times that last", "make two schedules of it");
        return false;
    }

    private bool CanHappen(ScheduleEntry entry, YamlMap map, string path)
    {
        if (entry.Kind is not (EntryKind.Stretches or EntryKind.Instants) || ScheduleCompiler.StartsOf(entry, null).First(CivilTime.Least - CivilTime.Day) != CivilTime.Never)
            return true;
        YamlNode where = map.Find(Keys.Schedule.Rrule)?.Value ?? map;
        context.Error(DiagnosticCodes.NeverHappens, where.Start, path, $"there is no such day from {(entry.Days is Recurrence { Starting: DateOnly start } ? start : CivilTime.First):yyyy-MM-dd} to {CivilTime.Last:yyyy-MM-dd}: this never happens");
        return false;
    }

    private void Disagree(YamlEntry entry, string path, string message, string hint) =>
        context.Error(DiagnosticCodes.ScheduleParts, entry.Key.Start, ReadContext.Join(path, entry.Key.Value), message, hint);

    private sealed record Times(long TimeOfDay, long Length, bool IsTo);
}
