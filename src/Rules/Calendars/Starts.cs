using System;

namespace Reactive.Rules;

/// <summary>The local times at which something that recurs begins.</summary>
internal abstract class Starts
{
    /// <summary>The first of them at or after <paramref name="local"/>, or <see cref="WallTime.Never"/>.</summary>
    public abstract long First(long local);
}

/// <summary>A time of day on some days.</summary>
internal sealed class DailyStarts(DateSet days, long timeOfDay) : Starts
{
    public override long First(long local)
    {
        int day = WallTime.DayOf(local);
        if (local > (day * WallTime.Day) + timeOfDay)
            day++;
        int first = days.First(day);
        return first == WallTime.NoDay ? WallTime.Never : (first * WallTime.Day) + timeOfDay;
    }
}

/// <summary>Every so many hours or minutes from a first time on, on some days.</summary>
internal sealed class SteppedStarts(DateSet days, long origin, long step) : Starts
{
    public override long First(long local)
    {
        // each round comes to a later day, of which there are not many
        for (long next = Math.Max(local, origin); next < WallTime.Most;)
        {
            long behind = WallTime.Modulo(next - origin, step);
            if (behind != 0)
                next += step - behind;
            int day = WallTime.DayOf(next), first = days.First(day);
            if (first == day)
                return next;
            if (first == WallTime.NoDay)
                break;
            next = first * WallTime.Day;
        }

        return WallTime.Never;
    }
}

/// <summary>Those up to a last one.</summary>
internal sealed class StartsUntil(Starts starts, long last) : Starts
{
    public override long First(long local) => starts.First(local) is var first && first <= last ? first : WallTime.Never;
}
