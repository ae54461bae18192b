using System;
using System.Collections.Immutable;

namespace Reactive.Rules;

/// <summary>Whether an instant lies within a set of times, and until when that will not change; it need not change then.</summary>
internal readonly record struct Stretch(bool Inside, long Until);

/// <summary>Times with an extent: half-open stretches of wall time.</summary>
internal abstract class TimeSet
{
    // The answer given last: schedules that are made of each other ask the same again and again. Only the very same question gets it, so
    // that an answer never depends on what was asked before.
    private long _asked = CivilTime.Never;
    private Stretch _answer;

    /// <summary>How it is at <paramref name="wall"/>. <see cref="Stretch.Until"/> is later.</summary>
    public Stretch At(long wall)
    {
        if (wall != _asked)
        {
            _answer = Find(wall);
            _asked = wall;
        }

        return _answer;
    }

    /// <summary>When it changes after <paramref name="wall"/>; where that is not within the horizon, and yet may be, the horizon itself, from which to look again.</summary>
    public long UnchangedUntil(long wall)
    {
        Stretch first = At(wall), next = first;
        while (next.Until < wall + CivilTime.Horizon)
        {
            long until = next.Until;
            next = At(until);
            if (next.Inside != first.Inside)
                return until;
        }

        // one stretch is seen to its end, however far; several that follow each other are not
        return next == first ? first.Until : wall + CivilTime.Horizon;
    }

    protected abstract Stretch Find(long wall);
}

/// <summary>All time, or none.</summary>
internal sealed class Always(bool inside) : TimeSet
{
    protected override Stretch Find(long wall) => new(inside, CivilTime.Never);
}

/// <summary>What begins at some local times and lasts as long each time.</summary>
internal sealed class Intervals(WallZone zone, Starts starts, long length) : TimeSet
{
    protected override Stretch Find(long wall)
    {
        // Of equal length, they end in the order in which they begin: the first that has not ended decides.
        long start = starts.First(zone.Shown(wall) - length + 1);
        if (start == CivilTime.Never)
            return new Stretch(false, CivilTime.Never);
        long begins = zone.WhenShown(start);
        return begins > wall ? new Stretch(false, begins) : new Stretch(true, zone.WhenShown(start + length));
    }
}

/// <summary>What lies in any of several.</summary>
internal sealed class Union(ImmutableArray<TimeSet> sets) : TimeSet
{
    protected override Stretch Find(long wall)
    {
        long first = CivilTime.Never, last = long.MinValue;
        foreach (TimeSet set in sets)
        {
            Stretch stretch = set.At(wall);
            if (stretch.Inside)
                last = Math.Max(last, stretch.Until);
            else
                first = Math.Min(first, stretch.Until);
        }

        return last > wall ? new Stretch(true, last) : new Stretch(false, first);
    }
}

/// <summary>What lies in one and not in another.</summary>
internal sealed class Difference(TimeSet times, TimeSet without) : TimeSet
{
    protected override Stretch Find(long wall)
    {
        Stretch within = times.At(wall), barred = without.At(wall);
        return (within.Inside, barred.Inside) switch
        {
            (true, false) => new Stretch(true, Math.Min(within.Until, barred.Until)),
            (false, true) => new Stretch(false, Math.Max(within.Until, barred.Until)),
            (false, false) => new Stretch(false, within.Until),
            (true, true) => new Stretch(false, barred.Until),
        };
    }
}
