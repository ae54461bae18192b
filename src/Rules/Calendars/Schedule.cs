using System;
using System.Collections.Immutable;

namespace Reactive.Rules;

/// <summary>Days from a first to a last, both of which belong to it.</summary>
internal readonly record struct DateSpan(DateOnly First, DateOnly Last);

/// <summary>Which days.</summary>
internal abstract record DayRule;

/// <summary>Some days of every week.</summary>
internal sealed record WeekdayRule(Weekdays Days) : DayRule;

/// <summary>Days that are listed.</summary>
internal sealed record DateRule(ImmutableArray<DateSpan> Spans) : DayRule;

/// <summary>What the times of an entry are, before <c>except</c> and <c>plus</c>.</summary>
internal enum EntryKind
{
    /// <summary>It has none of its own.</summary>
    None,
    /// <summary>All time.</summary>
    Always,
    /// <summary>Stretches: from a time of day on some days, of one length in local time.</summary>
    Stretches,
    /// <summary>Instants: a time of day on some days.</summary>
    Instants,
    /// <summary>Instants: every so long, in signal time.</summary>
    Every,
}

/// <summary>One entry of a schedule: its own times without those of <see cref="Except"/>, and with those of <see cref="Plus"/>.</summary>
internal sealed record ScheduleEntry
{
    public required EntryKind Kind { get; init; }

    /// <summary>On which days, or, for a recurrence within days, at which times.</summary>
    public DayRule Days { get; init; } = new WeekdayRule(Weekdays.All);

    /// <summary>The time of day at which it begins or happens, in nanoseconds since midnight.</summary>
    public long TimeOfDay { get; init; }

    /// <summary>How long a stretch is in local time; how far apart the instants of <see cref="EntryKind.Every"/> are.</summary>
    public long Length { get; init; }

    /// <summary>The schedules whose times are taken away.</summary>
    public ImmutableArray<string> Except { get; init; } = [];

    /// <summary>The schedules whose times are added, then.</summary>
    public ImmutableArray<string> Plus { get; init; } = [];

    /// <summary>Whether its own times need a time zone.</summary>
    public bool NeedsZone => Kind is EntryKind.Stretches or EntryKind.Instants;
}

/// <summary>A schedule: the union of its entries.</summary>
/// <param name="Entries">Its entries.</param>
/// <param name="IsEvent">Whether it has instants, else stretches; all entries are alike.</param>
internal sealed record Schedule(ImmutableArray<ScheduleEntry> Entries, bool IsEvent);
