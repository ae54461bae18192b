using System;
using NodaTime;
using NodaTime.TimeZones;

namespace Reactive.Rules;

/// <summary>
/// A time zone as schedules see it: a clock on the wall that is never turned back. A local time that daylight saving skips is shown at the
/// jump; one that it repeats is shown once, the first time, and then the clock waits until the repetition is over. Both directions never decrease.
/// </summary>
internal sealed class WallZone(DateTimeZone zone)
{
    // no zone is further from UTC
    private const long MostOffset = 18 * CivilTime.Hour;

    // the stretch without a change of offset that was asked for last
    private long _start = long.MaxValue;
    private long _end = long.MaxValue;
    private long _offset;

    public string Name => zone.Id;

    /// <summary>When the clock first shows <paramref name="local"/> or more.</summary>
    public long WhenShown(long local)
    {
        if (local == CivilTime.Never)
            return CivilTime.Never;
        // the first stretch that can show it, and on from there: one or two steps
        for (long from = local - MostOffset; ; from = _end)
        {
            Find(from);
            long wall = local - _offset;
            if (wall < _start)
                return _start;
            if (wall < _end)
                return wall;
        }
    }

    /// <summary>The greatest local time that the clock has shown by <paramref name="wall"/>.</summary>
    public long Shown(long wall)
    {
        Find(wall);
        long local = wall + _offset;
        if (_start < wall - (2 * MostOffset))
            return local;
        Find(_start - 1);
        // all that was shown before a jump back: the clock waits just short of its end
        return Math.Max(local, _end + _offset - 1);
    }

    private void Find(long wall)
    {
        if (wall >= _start && wall < _end)
            return;
        ZoneInterval found = zone.GetZoneInterval(Instant.FromUnixTimeSeconds(CivilTime.FloorDivide(wall, CivilTime.Second)));
        _start = found.HasStart ? Nanoseconds(found.Start) : long.MinValue;
        _end = found.HasEnd ? Nanoseconds(found.End) : long.MaxValue;
        _offset = found.WallOffset.Nanoseconds;
    }

    // Changes of offset lie on whole seconds; those that no 64-bit nanosecond reaches are as good as none.
    private static long Nanoseconds(Instant instant)
    {
        long seconds = instant.ToUnixTimeSeconds();
        return seconds > long.MaxValue / CivilTime.Second ? long.MaxValue : seconds < long.MinValue / CivilTime.Second ? long.MinValue : seconds * CivilTime.Second;
    }
}
