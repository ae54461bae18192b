using System.Collections.Generic;
using System.Runtime.CompilerServices;
using NodaTime;
using NodaTime.TimeZones;

namespace Reactive.Rules;

/// <summary>The time zones that schedules know: those of NodaTime's embedded IANA database, whatever the machine has.</summary>
public static class Calendars
{
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

    /// <summary>The zone of a name, or null.</summary>
    // The provider also makes zones of names such as UTC+5, which no other database knows.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static WallZone? Zone(string name) => DateTimeZoneProviders.Tzdb.Ids.Contains(name) ? new WallZone(DateTimeZoneProviders.Tzdb[name]) : null;
}
