using System.Collections.Generic;
using System.Runtime.CompilerServices;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Reactive.Rules;

/// <summary>The time zones that schedules know: those of NodaTime's embedded IANA database, whatever the machine has.</summary>
public static class Calendars
{
    private static OffsetDateTimePattern LocalPattern { [MethodImpl(MethodImplOptions.NoInlining)] get => OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss;FFFFFFFFFo<Z+HH:mm>"); }

    /// <summary>The version of the time zone database, such as <c>2026a</c>. A recording notes it: another version may know other rules.</summary>
    // Nothing here is inlined: a pipeline without schedules starts without loading NodaTime.
    public static string TimeZoneVersion
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => TzdbDateTimeZoneSource.Default.TzdbVersion;
    }

    /// <summary>The names of all zones.</summary>
    internal static IEnumerable<string> ZoneNames
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => DateTimeZoneProviders.Tzdb.Ids;
    }

    /// <summary>What the clocks of a zone (of UTC where it is null) show: <c>2026-03-02T08:00:00+01:00</c>.</summary>
    /// <param name="zone">The zone's name.</param>
    /// <param name="wallNanoseconds">Wall time, in nanoseconds since 1970.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static string LocalTime(string? zone, long wallNanoseconds)
    {
        DateTimeZone clocks = zone is null ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb[zone];
        return LocalPattern.Format((NodaConstants.UnixEpoch + Duration.FromNanoseconds(wallNanoseconds)).InZone(clocks).ToOffsetDateTime());
    }

    /// <summary>The zone of a name, or null.</summary>
    // The provider also makes zones of names such as UTC+5, which no other database knows.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static WallZone? Zone(string name) => DateTimeZoneProviders.Tzdb.Ids.Contains(name) ? new WallZone(DateTimeZoneProviders.Tzdb[name]) : null;
}
