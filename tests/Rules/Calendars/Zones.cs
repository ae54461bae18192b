using NodaTime;
using NodaTime.Text;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>Zones with all kinds of edges, and instants and local times as one writes them.</summary>
internal static class Zones
{
    public const string Stockholm = "Europe/Stockholm";
    public const string NewYork = "America/New_York";
    public const string LordHowe = "Australia/Lord_Howe";
    public const string Santiago = "America/Santiago";
    public const string Kolkata = "Asia/Kolkata";
    public const string Azores = "Atlantic/Azores";
    public const string Apia = "Pacific/Apia";

    public static readonly string[] All = [Stockholm, NewYork, LordHowe, Santiago, Kolkata, Azores, Apia];

    public static WallZone Of(string name) => Reactive.Rules.Calendars.Zone(name)!;

    /// <summary><c>2026-03-29T00:59:59Z</c> in nanoseconds.</summary>
    public static long Utc(string text) => InstantPattern.ExtendedIso.Parse(text).Value.ToUnixTimeTicks() * 100;

    /// <summary><c>2026-03-29T02:30:00</c> in nanoseconds of local time.</summary>
    public static long Local(string text) => Nanoseconds(LocalDateTimePattern.ExtendedIso.Parse(text).Value);

    public static long Nanoseconds(LocalDateTime local) => local.InUtc().ToInstant().ToUnixTimeTicks() * 100;

    public static string Text(long wall) => wall == long.MaxValue ? "never" : InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeTicks(wall / 100));
}
