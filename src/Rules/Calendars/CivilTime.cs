using System;
using Reactive.Signals;

namespace Reactive.Rules;

/// <summary>
/// Wall time and local time as schedules count them: nanoseconds since 1970-01-01T00:00, of UTC for wall time, of the zone's clocks
/// for local time. Days are counted from 1970-01-01 as well.
/// </summary>
internal static class CivilTime
{
    public const long Second = SignalTime.NanosecondsPerSecond;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    /// <summary>How far ahead is looked at once where one thing follows another: more than a week, after which most schedules repeat.</summary>
    public const long Horizon = 8 * Day;

    /// <summary>The longest that one stretch of a schedule lasts.</summary>
    public const long LongestLength = 366 * Day;

    /// <summary>Later than everything.</summary>
    public const long Never = long.MaxValue;

    /// <summary>No day: later than all.</summary>
    public const int NoDay = int.MaxValue;

    /// <summary>The first day that a schedule can name.</summary>
    public static readonly DateOnly First = new(1970, 1, 1);

    /// <summary>The last day that a schedule can name: a run that starts before 2100 and lasts a hundred years sees it.</summary>
    public static readonly DateOnly Last = new(2199, 12, 31);

    /// <summary>The number of <see cref="Last"/>.</summary>
    public static readonly int LastDay = NumberOf(Last);

    /// <summary>Wall times are held between these two: what lies beyond belongs to no schedule, and nothing overflows.</summary>
    public const long Least = 0;

    public static readonly long Most = (LastDay + 2) * Day + LongestLength;

    public static int NumberOf(DateOnly date) => date.DayNumber - First.DayNumber;

    public static DateOnly DateOf(int day) => DateOnly.FromDayNumber(day + First.DayNumber);

    /// <summary>The day that holds a local time.</summary>
    public static int DayOf(long local) => (int)FloorDivide(local, Day);

    /// <summary>The day of the week, from 0 for Monday.</summary>
    public static int WeekdayOf(int day) => (int)Modulo(day + 3L, 7);

    public static long FloorDivide(long a, long b) => (a / b) - (a % b < 0 ? 1 : 0);

    public static long Modulo(long a, long b) => a - (FloorDivide(a, b) * b);

    /// <summary>A sum that stops at either end.</summary>
    public static long Plus(long a, long b)
    {
        long sum = unchecked(a + b);
        return b > 0 && sum < a ? long.MaxValue : b < 0 && sum > a ? long.MinValue : sum;
    }
}
