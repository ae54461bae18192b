using System.Linq;
using Reactive.Rules.Tests.Language;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Calendars;

/// <summary>Schedules as rules, tests and other signals read them.</summary>
public sealed class ScheduleLanguageTests
{
    private const string Morning = "time-zone: Europe/Stockholm\nstart: 2026-03-27T06:59:50Z\n";

    [Fact]
    public void ASchedule_IsReadAsAContact() => Said.Passes(
        Morning + "rules:\n  a: { when: office-hours becomes active, do: { log: opens } }\n  b: { when: office-hours is active, while: { activate: strike } }\n  c: { when: not office-hours is active, while: { activate: buzzer } }\n  d: { when: office-hours changes, do: { log: changes } }",
        "",
        "{ at: 0 s, buzzer: active }, { at: 10 s, log: opens }, { at: 10 s, strike: active }, { at: 10 s, buzzer: inactive }, { at: 10 s, log: changes }");

    [Fact]
    public void DuringAndOutside_ReadAloud() => Said.Passes(
        Morning + "rules:\n  a: { when: during office-hours, while: { activate: strike } }\n  b: { when: outside office-hours and during always, while: { activate: buzzer } }\n  c: { when: tamper becomes active, if: during office-hours for 5 s, do: { log: late } }",
        "{ at: 0 s, tamper: inactive }, { at: 12 s, tamper: active }, { at: 13 s, tamper: inactive }, { at: 16 s, tamper: active }",
        "{ at: 0 s, buzzer: active }, { at: 10 s, strike: active }, { at: 10 s, buzzer: inactive }, { at: 16 s, log: late }");

    [Fact]
    public void AScheduleOfInstants_IsAnEvent() => Said.Passes(
        Morning + "schedules: { backup: { days: fri, at: 08:00:05 }, beat: { every: 7 s } }\nrules:\n  a: { when: backup, do: { log: backup } }\n  b: { when: beat and during office-hours, do: { log: beat } }\n  c: { when: backup within 2 s, while: { activate: buzzer } }",
        "",
        "{ at: 14 s, log: beat }, { at: 15 s, log: backup }, { at: 15 s, buzzer: active }, { at: 17 s, buzzer: inactive }");

    [Fact]
    public void ASignal_CanBeMadeFromASchedule() => Said.Passes(
        Morning + "signals: { late: { from: office-hours, through: [ hold: 3 s ] }, opening: { when: during office-hours }, both: { is: late is active and during my-hours } }\nschedules: { my-hours: { from: 08:00:04, to: 08:00:06 } }\nrules:\n  a: { when: opening, do: { log: opening } }\n  b: { when: both becomes active, do: { log: both } }",
        "",
        "{ at: 10 s, log: opening }, { at: 14 s, log: both }");

    [Fact]
    public void ATest_SaysWhenItIs_AndFeedsASchedule()
    {
        const string Rules = "rules:\n  a: { when: office-hours becomes active, do: { log: opens } }\n";
        PipelineDefinition pipeline = Said.Read(
            Morning + Rules + "tests:\n  - { name: of the pipeline, feed: [], expect: [ { at: 10 s, log: opens } ] }\n  - { name: its own, start: 2026-03-30T05:59:59Z, feed: [], expect: [ { at: 1 s, log: opens } ] }\n"
            + "  - { name: fed, feed: [ { at: 0 s, office-hours: inactive }, { at: 3 s, office-hours: active } ], expect: [ { at: 3 s, log: opens } ], until: 20 s }\n");
        Assert.All(pipeline.Tests, t => Assert.Empty(Testing.PipelineTest.Run(pipeline, t).Failures));
    }

    [Theory]
    [InlineData("start: 2026-03-30T05:59:58Z\n", 2)]
    [InlineData("", 10)]
    public void AFileOfTests_HasItsOwnStart(string start, int opens)
    {
        PipelineDefinition pipeline = Said.Read(Morning + "rules:\n  a: { when: office-hours becomes active, do: { log: opens } }\n");
        var (tests, diagnostics) = PipelineReader.ReadTests("a.tests.yaml", $"{start}tests:\n  - {{ name: t, feed: [], expect: [ {{ at: {opens} s, log: opens }} ] }}\n", pipeline);
        Assert.Empty(diagnostics);
        Assert.Empty(Testing.PipelineTest.Run(pipeline, Assert.Single(tests)).Failures);
    }

    [Fact]
    public void WithoutAStart_ATestIsInTheYear2000() => Said.Passes(
        "time-zone: UTC\nschedules: { millennium: { dates: 2000-01-01 } }\nrules: { a: { when: during millennium, do: { log: happy } } }",
        "",
        "{ at: 0 s, log: happy }");

    [Fact]
    public void WhatIsBuiltIn_ComesIntoBeingWhenItIsUsed()
    {
        Assert.Empty(Said.Read("time-zone: Europe/Stockholm").Signals);
        Assert.Equal(["weekends"], Said.Read("time-zone: Europe/Stockholm\nrules: { a: { when: during weekends, do: { log: x } } }").Signals.Select(s => s.Name));
        Assert.Equal(["office-hours", "weekends", "after-hours"], Said.Read("time-zone: Europe/Stockholm\nrules: { a: { when: during after-hours, do: { log: x } } }").Signals.Select(s => s.Name));
    }

    [Fact]
    public void WhatIsBuiltIn_CanBeRedefined_AndTheHoursAfterFollow()
    {
        CalendarBench bench = new("office-hours: { days: fri-sun, from: 09:00, to: 10:00 }\nweekends: { days: thu }\nmine: { plus: after-hours }");
        Assert.Equal(
            ["00:00:00 mine inactive", "23:00:00 mine active", "08:00:00 mine inactive", "09:00:00 mine active"],
            bench.Start("2026-01-01T00:00:00Z").Until("2026-01-02T12:00:00Z").Changes.Where(c => c.Contains("mine")));
    }

    [Theory]
    [InlineData("office-hours: { at: 09:00 }")]
    [InlineData("weekends: { at: 09:00 }")]
    public void TheHoursAfter_AreWhatTheyWere_WhereOneOfTheTwoIsNoLongerTimes(string redefined)
    {
        CalendarBench bench = new(redefined + "\nmine: { plus: after-hours }");
        // a Friday
        Assert.Equal(
            ["00:00:00 mine active", "07:00:00 mine inactive", "16:00:00 mine active", "23:00:00 mine inactive"],
            bench.Start("2026-01-02T00:00:00Z").Until("2026-01-04T12:00:00Z").Changes.Where(c => c.Contains("mine")));
    }

    [Fact]
    public void TheHoursBuiltIn_AreAWeekLikeThis()
    {
        CalendarBench bench = new("o: { plus: office-hours }\nw: { plus: weekends }\na: { plus: after-hours }\nl: { plus: always }", "UTC");
        bench.Start("2026-01-02T00:00:00Z").Until("2026-01-05T09:00:00Z");
        Assert.Equal(
            [
                "00:00:00 o inactive", "00:00:00 w inactive", "00:00:00 a active", "00:00:00 l active",
                "08:00:00 o active", "08:00:00 a inactive", "17:00:00 o inactive", "17:00:00 a active", "00:00:00 w active", "00:00:00 a inactive",
                "00:00:00 w inactive", "00:00:00 a active", "08:00:00 o active", "08:00:00 a inactive",
            ],
            bench.Changes.Where(c => c.Split(' ')[1].Length == 1));
    }

    [Fact]
    public void ASignalOfThatName_IsNoSchedule()
    {
        Assert.Equal(["R0609"], Codes("signals: { weekends: { is: tamper is active } }\nrules: { a: { when: during weekends, do: { log: x } } }"));
        Assert.Empty(Codes("signals: { weekends: { is: tamper is active } }\nrules: { a: { when: weekends is active, while: { activate: buzzer } } }"));
    }

    [Fact]
    public void ABlock_HasSchedulesOfItsOwn_KnowsThoseBuiltIn_AndTakesOthers()
    {
        const string Block =
            "block: b\nparameters: { hours: { is: state }, free: { is: state } }\nschedules:\n  mine: { from: 08:00:04, to: 08:00:06, except: $free }\nrules:\n"
            + "  own: { when: during mine, while: { log-nothing: x } }\n  given: { when: during $hours, do: { log: given } }\n  built: { when: during office-hours, do: { log: built } }\n";
        string block = Block.Replace("while: { log-nothing: x }", "do: { log: own }");
        const string Text =
            "pipeline: p\ndevice: door-controller\n" + Morning + "schedules: { hours: { from: 08:00:02, to: 09:00 }, closed: { days: sun } }\nuse: { one: b.yaml, with: { hours: hours, free: closed } }\n"
            + "rules: { whole: { when: during one.mine, do: { log: whole } } }\n"
            + "tests: [ { name: t, feed: [], expect: [ { at: 10 s, log: built }, { at: 12 s, log: given }, { at: 14 s, log: own }, { at: 14 s, log: whole } ], until: 20 s } ]\n";
        var (pipeline, diagnostics) = PipelineReader.Read("a.yaml", Text, Said.Catalog, name => name == "b.yaml" ? block : null);
        Assert.True(pipeline is not null, string.Join("\n", diagnostics));
        Assert.Empty(Testing.PipelineTest.Run(pipeline, Assert.Single(pipeline.Tests)).Failures);
        Assert.Contains(pipeline.Signals, s => s.Name == "one.mine");
        // what is not a schedule is told where it is given
        (_, diagnostics) = PipelineReader.Read("a.yaml", Text.Replace("free: closed", "free: tamper"), Said.Catalog, name => name == "b.yaml" ? block : null);
        Diagnostic one = Assert.Single(diagnostics);
        Assert.Equal(("R0609", "a.yaml"), (one.Code, one.Position.File));
    }

    private static string[] Codes(string sections) => [.. StandIns.Check("pipeline: p\ndevice: door-controller\ntime-zone: UTC\n" + sections + "\n").Select(static d => d.Code)];
}
