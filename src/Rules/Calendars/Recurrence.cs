using System;
using System.Collections.Immutable;

namespace Reactive.Rules;

/// <summary>How often something recurs.</summary>
internal enum Frequency
{
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// <summary>A weekday of a month or a year: the second Tuesday is (2, 1), the last Friday (-1, 4).</summary>
/// <param name="Ordinal">Which one, from 1, or from -1 from behind.</param>
/// <param name="Weekday">The day, from 0 for Monday.</param>
internal readonly record struct OrdinalWeekday(int Ordinal, int Weekday);

/// <summary>A recurrence rule, the part of RFC 5545 (section 3.3.10) that <see cref="RecurrenceReader"/> reads. Where it lists nothing, nothing is limited.</summary>
internal sealed record Recurrence : DayRule
{
    public required Frequency Frequency { get; init; }

    /// <summary>Every how many periods of the frequency, counted from <see cref="Starting"/>.</summary>
    public int Interval { get; init; } = 1;

    public Weekdays Days { get; init; }

    public ImmutableArray<OrdinalWeekday> Ordinals { get; init; } = [];

    /// <summary>Days of the month: bit n for n, bit 32 + n for the n-th from behind.</summary>
    public ulong MonthDays { get; init; }

    /// <summary>Months: bit n for n.</summary>
    public int Months { get; init; }

    /// <summary>How many times at most; 0 for no limit.</summary>
    public int Count { get; init; }

    /// <summary>The last moment at which it may recur; <see cref="CivilTime.Never"/> for no limit.</summary>
    public long Until { get; init; } = CivilTime.Never;

    /// <summary>Whether <see cref="Until"/> is wall time, else local time.</summary>
    public bool UntilIsWall { get; init; }

    /// <summary>The first day of the week, by which weeks are counted.</summary>
    public int WeekStart { get; init; }

    /// <summary>From which day on; null for always.</summary>
    public DateOnly? Starting { get; init; }

    public bool IsWithinDays => Frequency < Frequency.Daily;

    /// <summary>Whether it says by itself on which days; else these are the day, weekday and month of <see cref="Starting"/>.</summary>
    public bool NamesItsDays => Frequency <= Frequency.Daily || Days.Mask != 0 || Ordinals.Length > 0 || MonthDays != 0;

    /// <summary>The same with its days named.</summary>
    public Recurrence Named() => NamesItsDays || Starting is not DateOnly start ? this : Frequency switch
    {
        Frequency.Weekly => this with { Days = Days.With(CivilTime.WeekdayOf(CivilTime.NumberOf(start))) },
        Frequency.Monthly => this with { MonthDays = 1UL << start.Day },
        _ => this with { MonthDays = 1UL << start.Day, Months = Months == 0 ? 1 << start.Month : Months },
    };
}
