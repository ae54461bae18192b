using System;

namespace Reactive.Rules;

/// <summary>The local times at which something that recurs begins.</summary>
internal abstract class Starts
{
    /// <summary>The first of them at or after <paramref name="local"/>, or <see cref="CivilTime.Never"/>.</summary>
    public abstract long First(long local);
}

/// <summary>A time of day on some days.</summary>
internal sealed class DailyStarts(DateSet days, long timeOfDay) : Starts
{
    public override long First(long local)
    {
        int day = CivilTime.DayOf(local);
        if (local > (day * CivilTime.Day) + timeOfDay)
            day++;
        int first = days.First(day);
        return first == CivilTime.NoDay ? CivilTime.Never : (first * CivilTime.Day) + timeOfDay;
    }
}

/// <summary>Every so many hours or minutes from a first time on, on some days.</summary>
internal sealed class SteppedStarts(DateSet days, long origin, long step) : Starts
{
    public override long First(long local)
    {
        // each round comes to a later day, of which there are not many
        for (long next = Math.Max(local, origin); next < CivilTime.Most;)
        {
            long behind = CivilTime.Modulo(next - origin, step);
            if (behind != 0)
                next += step - behind;
            int day = CivilTime.DayOf(next), first = days.First(day);
            if (first == day)
                return next;
            if (first == CivilTime.NoDay)
                break;
            next = first * CivilTime.Day;
        }

        return CivilTime.Never;
    }
}

/// <summary>Those up to a last one.</summary>
internal sealed class StartsUntil(Starts starts, long last) : Starts
{
    public override long First(long local) => starts.First(local) is var first && first <= last ? first : CivilTime.Never;
}
