using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Reactive.Rules;

/// <summary>Days on which something is to happen, by their numbers.</summary>
internal abstract class DateSet
{
    /// <summary>The first of them at or after <paramref name="day"/>; <see cref="CivilTime.NoDay"/> where there is none up to <see cref="CivilTime.Last"/>.</summary>
    public abstract int First(int day);
}

/// <summary>Some days of every week.</summary>
internal sealed class WeekdaySet(Weekdays days) : DateSet
{
    public override int First(int day)
    {
        for (int i = 0; i < 7; i++)
        {
            if (days.Has(CivilTime.WeekdayOf(day + i)))
                return day + i <= CivilTime.LastDay ? day + i : CivilTime.NoDay;
        }

        return CivilTime.NoDay;
    }
}

/// <summary>Days that are listed.</summary>
internal sealed class ListedDates : DateSet
{
    // first and last days, in order, no two of them touching
    private readonly int[] _firsts;
    private readonly int[] _lasts;

    public ListedDates(ImmutableArray<DateSpan> spans)
    {
        List<int> firsts = [], lasts = [];
        foreach (DateSpan span in spans.Sort(static (a, b) => a.First.CompareTo(b.First)))
        {
            int first = CivilTime.NumberOf(span.First), last = CivilTime.NumberOf(span.Last);
            if (lasts.Count > 0 && first <= lasts[^1] + 1)
            {
                lasts[^1] = Math.Max(lasts[^1], last);
                continue;
            }

            firsts.Add(first);
            lasts.Add(last);
        }

        _firsts = [.. firsts];
        _lasts = [.. lasts];
    }

    public override int First(int day)
    {
        int at = Array.BinarySearch(_lasts, day);
        at = at < 0 ? ~at : at;
        return at == _lasts.Length ? CivilTime.NoDay : Math.Max(day, _firsts[at]);
    }
}
