using System;
using NodaTime;
using Xunit;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>The clock on the wall, at the edges of daylight saving and where there are none.</summary>
public sealed class WallZoneTests
{
    [Theory]
    [InlineData(Zones.Stockholm, "2026-03-29T01:59:59", "2026-03-29T00:59:59Z")]
    [InlineData(Zones.Stockholm, "2026-03-29T02:00:00", "2026-03-29T01:00:00Z")]
    [InlineData(Zones.Stockholm, "2026-03-29T02:30:00", "2026-03-29T01:00:00Z")]
    [InlineData(Zones.Stockholm, "2026-03-29T03:00:00", "2026-03-29T01:00:00Z")]
    [InlineData(Zones.Stockholm, "2026-03-29T03:00:01", "2026-03-29T01:00:01Z")]
    [InlineData(Zones.Stockholm, "2026-10-25T02:00:00", "2026-10-25T00:00:00Z")]
    [InlineData(Zones.Stockholm, "2026-10-25T02:59:59", "2026-10-25T00:59:59Z")]
    [InlineData(Zones.Stockholm, "2026-10-25T03:00:00", "2026-10-25T02:00:00Z")]
    [InlineData(Zones.NewYork, "2026-03-08T02:30:00", "2026-03-08T07:00:00Z")]
    [InlineData(Zones.NewYork, "2026-11-01T01:30:00", "2026-11-01T05:30:00Z")]
    [InlineData(Zones.NewYork, "2026-11-01T02:00:00", "2026-11-01T07:00:00Z")]
    [InlineData(Zones.LordHowe, "2026-10-04T02:15:00", "2026-10-03T15:30:00Z")]
    [InlineData(Zones.LordHowe, "2026-04-05T01:45:00", "2026-04-04T14:45:00Z")]
    [InlineData(Zones.LordHowe, "2026-04-05T02:00:00", "2026-04-04T15:30:00Z")]
    [InlineData(Zones.Santiago, "2026-09-06T00:00:00", "2026-09-06T04:00:00Z")]
    [InlineData(Zones.Santiago, "2026-09-06T00:59:59", "2026-09-06T04:00:00Z")]
    [InlineData(Zones.Santiago, "2026-04-04T23:30:00", "2026-04-05T02:30:00Z")]
    [InlineData(Zones.Santiago, "2026-04-05T00:00:00", "2026-04-05T04:00:00Z")]
    [InlineData(Zones.Kolkata, "2026-03-29T02:30:00", "2026-03-28T21:00:00Z")]
    [InlineData(Zones.Apia, "2011-12-30T12:00:00", "2011-12-30T10:00:00Z")]
    public void ALocalTime_IsShownOnceAndFirst_OrAtTheJump(string zone, string local, string wall) =>
        Assert.Equal(wall, Zones.Text(Zones.Of(zone).WhenShown(Zones.Local(local))));

    [Theory]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T02:30:00")]
    [InlineData("2026-10-25T02:00:00Z", "2026-10-25T03:00:00")]
    [InlineData("2026-03-29T01:00:00Z", "2026-03-29T03:00:00")]
    public void TheTimeShown_IsTheLocalTime(string wall, string local) => Assert.Equal(Zones.Local(local), Zones.Of(Zones.Stockholm).Shown(Zones.Utc(wall)));

    [Fact]
    public void WhileAnHourIsRepeated_TheClockWaitsJustShortOfItsEnd() =>
        Assert.Equal(Zones.Local("2026-10-25T03:00:00") - 1, Zones.Of(Zones.Stockholm).Shown(Zones.Utc("2026-10-25T01:30:00Z")));

    [Fact]
    public void BothDirections_NeverDecrease_AndBelongTogether()
    {
        foreach (string name in Zones.All)
        {
            WallZone zone = Zones.Of(name);
            Random random = new(1);
            for (int i = 0; i < 5000; i++)
            {
                long wall = Zones.Utc("2026-01-01T00:00:00Z") + random.NextInt64(2L * 365 * CivilTime.Day), later = wall + random.NextInt64(3 * CivilTime.Hour);
                Assert.True(zone.Shown(wall) <= zone.Shown(later));
                long local = zone.Shown(wall) + random.NextInt64(2 * CivilTime.Hour);
                Assert.True(zone.WhenShown(local) <= zone.WhenShown(local + random.NextInt64(CivilTime.Hour)));
                // the greatest local time shown by then is the last that was shown by then
                Assert.True(zone.WhenShown(zone.Shown(wall)) <= wall);
                Assert.True(zone.WhenShown(zone.Shown(wall) + 1) > wall);
            }
        }
    }

    [Fact]
    public void OutsideItsEdges_ItIsWhatNodaTimeSays()
    {
        DateTimeZone noda = DateTimeZoneProviders.Tzdb[Zones.Stockholm];
        WallZone zone = Zones.Of(Zones.Stockholm);
        Random random = new(2);
        for (int i = 0; i < 2000; i++)
        {
            var local = new LocalDateTime(2026, 1, 1, 0, 0).PlusMinutes(random.Next(10 * 365 * 24 * 60));
            if (noda.MapLocal(local) is { Count: 1 } mapping)
                Assert.Equal(mapping.Single().ToInstant().ToUnixTimeTicks() * 100, zone.WhenShown(Zones.Nanoseconds(local)));
        }
    }

    [Theory]
    [InlineData("Europe/Stockholm", true)]
    [InlineData("UTC", true)]
    [InlineData("US/Eastern", true)]
    [InlineData("UTC+5", false)]
    [InlineData("europe/stockholm", false)]
    [InlineData("", false)]
    public void AZone_GoesByItsExactName(string name, bool known) => Assert.Equal(known, Reactive.Rules.Calendars.Zone(name) is not null);

    [Fact]
    public void TheDatabase_HasAVersion() => Assert.Matches("^20[0-9][0-9][a-z]$", Reactive.Rules.Calendars.TimeZoneVersion);
}
