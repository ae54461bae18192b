using System;
using System.Globalization;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>Instants in nanoseconds since 1970 as ISO 8601 writes them: <c>2026-12-01T08:00:00Z</c>, <c>2026-12-01T09:00+01:00</c>.</summary>
public static class InstantText
{
    private const int FirstYear = 1970;
    private const int LastYear = 2261;
    private const int MostFraction = 9;
    private const string Example = "write 2026-12-01T08:00Z, or with the zone's offset 2026-12-01T09:00+01:00";

    private static readonly string[] Styles = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz"];

    /// <summary>Reads an instant. One without a zone is none: nobody could say when it is.</summary>
    public static bool TryParse(string text, out long nanoseconds, out string problem, out string hint)
    {
        (nanoseconds, problem, hint) = (0, "", "");
        int time = text.IndexOf('T', StringComparison.Ordinal);
        int zone = time < 0 ? -1 : text.AsSpan(time).IndexOfAny('Z', '+', '-');
        if (zone < 0)
        {
            bool isLocal = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local);
            problem = isLocal ? "an instant needs the offset of its time zone" : "this is no instant";
            string written = local.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
            hint = isLocal ? $"write {written}+01:00 where clocks are an hour ahead of UTC then, {written}Z for UTC" : Example;
            return false;
        }

        zone += time;
        int point = text.IndexOf('.', StringComparison.Ordinal);
        string fraction = point < 0 || point > zone ? "" : text[(point + 1)..zone];
        string whole = (point < 0 || point > zone ? text[..zone] : text[..point]) + (text[zone..] == "Z" ? "+00:00" : text[zone..]);
        bool isFraction = point < 0 || (fraction.Length is > 0 and <= MostFraction && !fraction.AsSpan().ContainsAnyExceptInRange('0', '9') && whole.Length == "2026-12-01T08:00:00+00:00".Length);
        if (!isFraction || !DateTimeOffset.TryParseExact(whole, Styles, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset instant))
        {
            (problem, hint) = ("this is no instant", Example);
            return false;
        }

        if (instant.UtcDateTime.Year is < FirstYear or > LastYear)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"the year must be {FirstYear} to {LastYear}");
            return false;
        }

        nanoseconds = (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100;
        if (fraction.Length > 0)
            nanoseconds += int.Parse(fraction.PadRight(MostFraction, '0'), CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>Writes an instant in UTC, with as many decimals as it needs.</summary>
    public static string Write(long nanoseconds)
    {
        long second = nanoseconds - (((nanoseconds % SignalTime.NanosecondsPerSecond) + SignalTime.NanosecondsPerSecond) % SignalTime.NanosecondsPerSecond);
        string text = DateTime.UnixEpoch.AddTicks(second / 100).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        long rest = nanoseconds - second;
        return rest == 0 ? text + "Z" : text + "." + rest.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0') + "Z";
    }
}
