using System;
using System.Collections.Generic;
using System.Linq;
using NodaTime;
using Reactive.Signals;
using Xunit;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>Random schedules against <see cref="SlowCalendar"/>, minute by minute around the edges of many zones, and second by second at them. A failure names its seed.</summary>
public sealed class ScheduleModelTests
{
    private static bool IsLong => Environment.GetEnvironmentVariable("REACTIVE_LONG") == "1";

    public static TheoryData<string, string> Edges => new()
    {
        { Zones.Stockholm, "2026-03-29T01:00:00Z" }, { Zones.Stockholm, "2027-10-31T01:00:00Z" },
        { Zones.NewYork, "2027-03-14T07:00:00Z" }, { Zones.NewYork, "2026-11-01T06:00:00Z" },
        { Zones.LordHowe, "2026-10-03T15:30:00Z" }, { Zones.LordHowe, "2027-04-03T15:00:00Z" },
        { Zones.Santiago, "2026-09-06T04:00:00Z" }, { Zones.Santiago, "2027-04-04T03:00:00Z" },
        { Zones.Azores, "2026-03-29T01:00:00Z" }, { Zones.Azores, "2026-10-25T01:00:00Z" },
        { Zones.Kolkata, "2026-12-31T18:30:00Z" }, { Zones.Stockholm, "2028-02-29T12:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(Edges))]
    public void MinuteByMinute_SchedulesAreWhatTheySay(string zone, string edge) => Compare(zone, edge, Duration.FromDays(3), Duration.FromMinutes(1), CivilTime.Minute, seeds: IsLong ? 60 : 6);

    [Theory]
    [MemberData(nameof(Edges))]
    public void SecondBySecond_SchedulesAreWhatTheySay(string zone, string edge) => Compare(zone, edge, Duration.FromMinutes(90), Duration.FromSeconds(1), CivilTime.Second, seeds: IsLong ? 30 : 3);

    private static void Compare(string zone, string edge, Duration around, Duration step, long grain, int seeds)
    {
        Instant middle = Instant.FromUnixTimeTicks(Zones.Utc(edge) / 100);
        var day = DateOnly.FromDateTime(middle.ToDateTimeUtc());
        for (int seed = 0; seed < seeds; seed++)
        {
            Dictionary<string, Schedule> schedules = new RandomSchedules(new Random(seed), day, grain).Some();
            Instant from = middle - around;
            SlowCalendar slow = new(zone, schedules, from);
            ScheduleCompiler compiler = new(Zones.Of(zone), schedules);
            Dictionary<string, TimeSet> times = schedules.Where(s => !s.Value.IsEvent).ToDictionary(s => s.Key, s => compiler.Times(s.Key));
            Dictionary<string, InstantSet> instants = schedules.Where(s => s.Value.IsEvent).ToDictionary(s => s.Key, s => compiler.Instants(s.Key));
            Dictionary<string, long> until = times.ToDictionary(t => t.Key, _ => 0L), next = instants.ToDictionary(t => t.Key, _ => 0L);
            Dictionary<string, bool> before = [];
            WallClock clock = new(SignalTime.Zero, 0);
            long last = from.ToUnixTimeTicks() * 100;
            for (Instant now = from; now < middle + around; now += step)
            {
                slow.Look(now);
                long wall = now.ToUnixTimeTicks() * 100;
                foreach ((string name, TimeSet set) in times)
                {
                    bool active = set.At(wall).Inside;
                    string where = $"{zone} seed {seed}: {name} at {now}";
                    Assert.True(active == slow.IsActive(name), where);
                    // and it changes exactly when it was said to
                    if (before.TryGetValue(name, out bool was) && wall < until[name])
                        Assert.True(was == active, where);
                    if (wall >= until[name])
                    {
                        until[name] = set.UnchangedUntil(wall);
                        Assert.True(until[name] > wall, where);
                    }

                    before[name] = active;
                }

                foreach ((string name, InstantSet set) in instants)
                {
                    if (now > from)
                    {
                        RunSpan span = new(SignalTime.Zero, new SignalTime(last), new SignalTime(wall), last, wall, wall, clock);
                        bool happened = set.HappensIn(span), expected = slow.Happened(name);
                        Assert.True(happened == expected, $"{zone} seed {seed}: {name} at {now}: {happened}");
                        if (happened)
                            Assert.True(next[name] <= wall, $"{zone} seed {seed}: {name} at {now} was not announced");
                        if (wall >= next[name])
                            next[name] = set.NextAfter(span).Nanoseconds;
                    }
                }

                last = wall;
            }
        }
    }
}
