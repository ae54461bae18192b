using System;
using System.Globalization;

namespace Reactive.Rules;

/// <summary>Times of day, days and instants as they are written. Nothing here depends on a culture.</summary>
internal static class ClockText
{
    /// <summary>A time of day in nanoseconds since midnight: <c>08:00</c>, <c>08:00:30</c>; <c>24:00</c> where that is allowed.</summary>
    public static bool TryTime(string text, bool allowMidnightAfter, out long nanoseconds)
    {
        nanoseconds = 0;
        bool seconds = text.Length == 8;
        if ((!seconds && text.Length != 5) || text[2] != ':' || (seconds && text[5] != ':'))
            return false;
        if (!TryTwoDigits(text, 0, out int hour) || !TryTwoDigits(text, 3, out int minute) || minute > 59)
            return false;
        int second = 0;
        if (seconds && (!TryTwoDigits(text, 6, out second) || second > 59))
            return false;
        nanoseconds = (hour * CivilTime.Hour) + (minute * CivilTime.Minute) + (second * CivilTime.Second);
        return nanoseconds < CivilTime.Day || (allowMidnightAfter && nanoseconds == CivilTime.Day);
    }

    /// <summary>How a time that was nearly written right is written: <c>8:00</c>, <c>8</c> and <c>8 am</c> as <c>08:00</c>; null where that cannot be told.</summary>
    public static string? NearTime(string text)
    {
        string[] styles = ["h':'mm", "h':'mm':'ss", "h'.'mm", "hh'.'mm", "%h", "hh", "hhmm"];
        string[] halves = ["htt", "h tt", "h':'mmtt", "h':'mm tt", "h'.'mmtt", "h'.'mm tt"];
        if (text.Length > 8)
            return null;
        if (TimeOnly.TryParseExact(text, halves, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly half))
            return half.ToString("HH':'mm", CultureInfo.InvariantCulture);
        if (!TimeSpan.TryParseExact(text, styles, CultureInfo.InvariantCulture, out TimeSpan time))
            return null;
        return time.ToString(time.Seconds == 0 ? "hh':'mm" : "hh':'mm':'ss", CultureInfo.InvariantCulture);
    }

    /// <summary>The time of the next day that <c>25:00</c> means, as it is written: <c>01:00</c>; null for any other text.</summary>
    public static string? NextDay(string text)
    {
        if (text.Length != 5 || text[2] != ':' || !TryTwoDigits(text, 0, out int hour) || !TryTwoDigits(text, 3, out int minute) || hour is < 24 or > 47 || minute > 59)
            return null;
        return string.Create(CultureInfo.InvariantCulture, $"{hour - 24:00}:{minute:00}");
    }

    /// <summary>A local time without a zone, as people write one: <c>2026-03-27T06:00</c>, <c>2026-03-27 06:00:00</c>, <c>2026-03-27</c>.</summary>
    public static bool TryLocal(string text, out DateTime local)
    {
        string[] styles = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];
        return DateTime.TryParseExact(text, styles, CultureInfo.InvariantCulture, DateTimeStyles.None, out local) && local >= DateTime.UnixEpoch && local < StartsBefore.DateTime;
    }

    /// <summary>A day such as <c>2026-12-24</c>, from <see cref="CivilTime.First"/> to <see cref="CivilTime.Last"/>.</summary>
    public static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && date >= CivilTime.First && date <= CivilTime.Last;

    /// <summary>The month of a day that is written like one and that no calendar has, such as <c>2026-02-30</c>, and how many days it has; null for any other text.</summary>
    public static (string Month, int Days)? DaysOfMonth(string text) =>
        text.Length == 10 && DateOnly.TryParseExact(text[..8] + "01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly first)
        && int.TryParse(text.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture, out int day) && day > DateTime.DaysInMonth(first.Year, first.Month)
            ? (first.ToString("MMMM yyyy", CultureInfo.InvariantCulture), DateTime.DaysInMonth(first.Year, first.Month))
            : null;

    /// <summary>An instant such as <c>2026-03-27T06:00:00Z</c> or <c>2026-03-27T07:00+01:00</c>, in nanoseconds since 1970.</summary>
    public static bool TryInstant(string text, out long nanoseconds)
    {
        string[] styles = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        nanoseconds = 0;
        // without a zone it would be the local time of whoever reads it
        bool zoned = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        if (!zoned || !DateTimeOffset.TryParseExact(text, styles, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset instant))
            return false;
        if (instant < DateTimeOffset.UnixEpoch || instant >= StartsBefore)
            return false;
        nanoseconds = (instant - DateTimeOffset.UnixEpoch).Ticks * 100;
        return true;
    }

    /// <summary>A run starts before 2100, so that it may last a hundred years.</summary>
    private static readonly DateTimeOffset StartsBefore = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static bool TryTwoDigits(string text, int at, out int number)
    {
        number = 0;
        if (!char.IsAsciiDigit(text[at]) || !char.IsAsciiDigit(text[at + 1]))
            return false;
        number = ((text[at] - '0') * 10) + text[at + 1] - '0';
        return true;
    }
}
