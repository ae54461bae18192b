using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Picturing;
using Reactive.Signals.Specs;
using Xunit;
using static Reactive.Rules.Tests.Picturing.Pictures;

namespace Reactive.Rules.Tests.Picturing;

/// <summary>What is drawn, and what is not.</summary>
public sealed class PictureTests
{
    [Fact]
    public void FrontDoor_FromPortsToOutputs()
    {
        Picture picture = Pictures.Of(StandIns.Text("pipelines/front-door.yaml"));
        Assert.Equal(("front-door", "door-controller"), (picture.Title, picture.Note));
        Assert.Equal(
            [
                "Port door-monitor (samples, 1 kHz)",
                "Port rex (samples, 1 kHz)",
                "Signal door (loop state): end-of-line wiring parallel-first, parallel 22 kΩ, series 4.7 kΩ | debounce 50 ms",
                "Signal rex (contact): digital open | debounce 20 ms",
                "Rule unlock: when rex becomes active | if door is known and door is not cut | cooldown 2 s",
                "Rule forced-open: when door becomes open | unless strike is active or strike was active within 5 s",
                "Rule held-open: when door is open | for 30 s",
                "Rule cable-fault: when once door in [short, cut]",
                "Output strike (relay)",
                "Output aux-1 (open drain)",
                "Sink log: front door: forced open | front door: the cable of the door contact is damaged",
            ],
            picture.Boxes.Select(Line));
        Assert.Equal(
            [
                "port_door_monitor -> signal_door: Makes",
                "port_rex -> signal_rex: Makes",
                "signal_rex -> rule_unlock.when: When",
                "signal_door -> rule_unlock.if: If",
                "rule_unlock -> output_strike: Does pulse 7 s",
                "signal_door -> rule_forced_open.when: When",
                "output_strike -> rule_forced_open.unless: Unless, back",
                "rule_forced_open -> sink_log.text_1: Does",
                "signal_door -> rule_held_open.when: When",
                "rule_held_open -> output_aux_1: Holds activate",
                "signal_door -> rule_cable_fault.when: When",
                "rule_cable_fault -> sink_log.text_2: Does",
            ],
            picture.Arrows.Select(Line));
    }

    [Fact]
    public void Bank_IsOneBoxWithTheMembersThatAreUsed()
    {
        Picture picture = Pictures.Of(StandIns.Text("pipelines/expansion.yaml"));
        Assert.Equal(
            "Signal zones (128 × loop state): end-of-line wiring serial-first, resistor 4.7 kΩ | debounce 50 ms | zones-3 | zones-4 | zones-17 | zones-18 | zones-128",
            Line(picture.Boxes.Single(b => b.Key == "signal_zones")));
        Assert.Contains("signal_zones.member_17 -> rule_window_open.when: When", picture.Arrows.Select(Line));
        Assert.Contains("signal_zones.member_3 -> signal_depot_door: Makes", picture.Arrows.Select(Line));
        Assert.DoesNotContain(picture.Boxes, b => b.Title is "relays-2" or "tamper" or "zones-1");
    }

    [Fact]
    public void MembersBeyondSixteen_AreDrawnAsStretches()
    {
        string zones = string.Join(" or ", Enumerable.Range(1, 20).Where(n => n != 7).Append(128).Select(n => $"zones-{n} is open"));
        Picture picture = Pictures.Of("pipeline: p\ndevice: a9210\nsignals:\n  zones: { from: zones, through: [ end-of-line: { wiring: serial-first, resistor: 4.7 kΩ } ] }\nrules:\n  r: { when: \"" + zones + "\", do: { log: x } }\n");
        Assert.EndsWith(": end-of-line wiring serial-first, resistor 4.7 kΩ | zones-1 to zones-6 | zones-8 to zones-20 | zones-128", Line(picture.Boxes.Single(b => b.Key == "signal_zones")), StringComparison.Ordinal);
        Assert.Equal(["signal_zones.member_1", "signal_zones.member_8", "signal_zones.member_128"], picture.Arrows.Where(a => a.Role == ArrowRole.When).Select(a => $"{a.From.Box}.{a.From.Row}"));
    }

    [Fact]
    public void APortThatRulesRead_IsItsOwnSignal() =>
        Assert.Equal(["port_alarm -> rule_r.when: When", "rule_r -> output_buzzer: Holds activate"], Arrows("rules:\n  r: { when: alarm is active, while: { activate: buzzer } }\n"));

    [Fact]
    public void APortByItsOwnNameWithoutOperators_IsDrawnOnce() =>
        Assert.Equal(["port_alarm -> rule_r.when: When", "rule_r -> output_buzzer: Holds activate"], Arrows("signals:\n  alarm: { from: alarm }\nrules:\n  r: { when: alarm is active, while: { activate: buzzer } }\n"));

    [Fact]
    public void ASignalThatNobodyReads_IsDrawnAsItIs() =>
        Assert.Equal(["port_alarm -> signal_unread: Makes"], Arrows("signals:\n  unread: { from: alarm }\n"));

    [Fact]
    public void AnImpliedChanged_IsNotDrawn() =>
        Assert.Equal(
            ["Signal a (contact): digital", "Signal b (contact): digital | changed"],
            Pictures.Of("pipeline: p\ndevice: door-controller\nsignals:\n  a: { from: rex, through: [ digital ] }\n  b: { from: rex, through: [ digital, changed ] }\n").Boxes.Where(b => b.Kind == BoxKind.Signal).Select(Line));

    [Fact]
    public void AnEventWithAState_AreTwoRowsOfOneRule()
    {
        Picture picture = Pictures.Of("pipeline: p\ndevice: door-controller\nrules:\n  r: { when: alarm becomes active and tamper is active, do: { log: x } }\n");
        Assert.Equal("Rule r: when alarm becomes active | and tamper is active", Line(picture.Boxes.Single(b => b.Kind == BoxKind.Rule)));
        Assert.Equal(["port_alarm -> rule_r.when: When", "port_tamper -> rule_r.and: When", "rule_r -> sink_log.text_1: Does"], picture.Arrows.Select(Line));
    }

    [Fact]
    public void ForBesideWhen_IsARow() =>
        Assert.Equal("Rule r: when alarm is active or tamper is active | for 90 s | cooldown 1500 ms", Line(Pictures.Of("pipeline: p\ndevice: door-controller\nrules:\n  r: { when: alarm is active or tamper is active, for: 90 s, cooldown: 1.5 s, do: { log: x } }\n").Boxes.Single(b => b.Kind == BoxKind.Rule)));

    [Fact]
    public void ReadTwiceInOneRow_IsOneArrow() =>
        Assert.Equal(["output_strike -> rule_r.when: When, back", "rule_r -> sink_log.text_1: Does"], Arrows("rules:\n  r: { when: strike is active and strike.readback is inactive and strike was inactive within 2 s, do: { log: x } }\n"));

    [Fact]
    public void OneTextLoggedByTwoRules_IsOneRow() =>
        Assert.Equal("Sink log: x | y", Line(Pictures.Of("pipeline: p\ndevice: door-controller\nrules:\n  a: { when: alarm is active, do: [ { log: x }, { log: y } ] }\n  b: { when: tamper is active, do: { log: x } }\n").Boxes.Single(b => b.Kind == BoxKind.Sink)));

    [Fact]
    public void RangesAndPoints_AreWrittenInOrder()
    {
        Picture picture = Pictures.Of("pipeline: p\ndevice: door-controller\nsignals:\n  a: { from: rex, through: [ end-of-line: { bands: { cut: 40 kΩ.., closed: 800..1500 Ω, short: ..100 Ω, open: 1.8 kΩ..20 kΩ } } ] }\n  b: { from: rex, through: [ calibrate: { points: { 0: 0 %, 4095: 100 % } }, changed ] }\n");
        Assert.Equal(
            ["Signal a (loop state): end-of-line bands open 1800..20000 Ω, closed 800..1500 Ω, short ..100 Ω, cut 40000.. Ω", "Signal b (number in %): calibrate points 0: 0 %, 4095: 100 % | changed"],
            picture.Boxes.Where(b => b.Kind == BoxKind.Signal).Select(Line));
    }

    [Fact]
    public void AnEmptyPipeline_IsAnEmptyPicture()
    {
        Picture picture = Pictures.Of("pipeline: p\ndevice: door-controller\n");
        Assert.Empty(picture.Boxes);
        Assert.Empty(picture.Arrows);
    }

    [Fact]
    public void DerivedSignals_SayHowTheyComeAbout()
    {
        Picture picture = Pictures.Of(
            """
            pipeline: p
            device: door-controller
            signals:
              both: { is: tamper is active and strike is active }
              touched: { when: tamper becomes active or alarm becomes active }
              memory: { latch: { set: both is active, reset: alarm becomes active, prefer: set } }
              visits: { counter: { up: touched, reset: alarm becomes active, most: 3 } }
            rules:
              many: { when: visits >= 3, while: { activate: buzzer } }
            """);
        Assert.Equal(
            [
                "Signal both (contact): is tamper is active and strike is active",
                "Signal touched (event): when tamper becomes active or alarm becomes active",
                "Signal memory (contact): set both is active | reset alarm becomes active | prefer set",
                "Signal visits (number): up touched | reset alarm becomes active | most 3",
            ],
            picture.Boxes.Where(b => b.Kind == BoxKind.Signal).Select(Line));
        Assert.Equal(
            ["output_strike -> signal_both.is: Makes, back", "port_alarm -> signal_touched.when: Makes", "signal_both -> signal_memory.set: Makes", "signal_touched -> signal_visits.up: Makes"],
            picture.Arrows.Where(a => a.Role == ArrowRole.Makes && (a.IsFeedback || a.To.Row is "set" or "up" || (a.To.Row == "when" && a.From.Box == "port_alarm"))).Select(Line).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryKindOfDerivation_HasRows()
    {
        Type[] kinds = [.. typeof(Derivation).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Derivation)) && !t.IsAbstract)];
        // what a connection brings is drawn with it, as one box
        Assert.NotEmpty(DerivedRows.Of(new OutcomeDerivation(new SourcePosition("a.yaml", 1, 1), "mqtt")));
        foreach (Type kind in kinds.Where(k => k != typeof(OutcomeDerivation)))
            Assert.NotEmpty(Pictures.Of("pipeline: p\ndevice: door-controller\n" + Derived(kind)).Boxes.Single(b => b.Kind == BoxKind.Signal).Rows);
    }

    [Fact]
    public void AStateMachine_IsATableOfItsStates_AndWhatTheyDoIsDrawnFromThere()
    {
        Picture picture = Pictures.Of(
            """
            pipeline: p
            device: door-controller
            inputs:
              grant: trigger
              mode: { is: [day, night] }
            states:
              lock:
                starts: locked
                locked:
                  on: { when: grant, unless: alarm is active, go: un-locked }
                  entry: { log: locked }
                un-locked:
                  while: { activate: strike }
                  on: { when: grant or tamper becomes active, if: mode is day and strike.readback is active, go: un-locked }
                  timeout: { after: 5 s, go: locked }
                  exit: [ { wait: 1 s }, { pulse: buzzer, for: 1 s } ]
            rules:
              watch: { when: lock is locked, do: { log: locked } }
            """);
        Assert.Equal(
            [
                "Port tamper (contact)",
                "Port alarm (contact)",
                "Port grant (event, virtual)",
                "Port mode (day, night, virtual)",
                "Signal lock (state machine): starts locked | locked grant unless alarm is active   → un-locked | un-locked grant or tamper becomes active   if mode is day   and strike.readback is active   → un-locked after 5 s → locked",
                "Rule watch: when lock is locked",
                "Output strike (relay)",
                "Output buzzer (open drain)",
                "Sink log: locked",
            ],
            picture.Boxes.Select(Line));
        Assert.Equal(
            [
                "port_grant -> signal_lock: When",
                "port_alarm -> signal_lock.state_locked: Unless",
                "port_tamper -> signal_lock.state_un_locked: When",
                "port_mode -> signal_lock.state_un_locked: If",
                "output_strike -> signal_lock.state_un_locked: If, back",
                "signal_lock.state_locked -> sink_log.text_1: Does on entry",
                "signal_lock.state_un_locked -> output_strike: Holds activate",
                "signal_lock.state_un_locked -> output_buzzer: Does pulse 1 s, on exit, after 1 s",
                "signal_lock -> rule_watch.when: When",
                "rule_watch -> sink_log.text_1: Does",
            ],
            picture.Arrows.Select(Line));
        Assert.Contains("\n  signal_lock:state_un_locked_out:e -> output_strike:title:w [", DotText.Of(picture), StringComparison.Ordinal);
        Assert.Contains("\n  signal_lock ==>|\"un-locked, activate\"| output_strike\n", MermaidText.Of(picture), StringComparison.Ordinal);
    }

    [Fact]
    public void ArrowsBetweenTwoBoxes_AreOneWithAllTheirLabels() =>
        Assert.Equal(
            ["port_alarm -> rule_r: When", "rule_r -> output_buzzer: Does pulse 1 s, activate"],
            Arrows("rules:\n  r: { when: alarm becomes active, unless: alarm is unknown, do: { pulse: buzzer, for: 1 s }, while: { activate: buzzer } }\n"));

    [Theory]
    [InlineData("{ days: mon-fri, from: 08:00, to: 17:00 }", "times mon-fri 08:00..17:00")]
    [InlineData("{ days: [tue, sat, sun], from: 22:00, to: 06:00 }", "times tue, sat-sun 22:00..06:00")]
    [InlineData("{ from: 22:00:30, for: 36 h }", "times daily from 22:00:30 for 36 h")]
    [InlineData("{ days: fri, at: 08:00 }", "times fri at 08:00")]
    [InlineData("{ dates: [2026-12-24..2026-12-26, 2027-01-01] }", "times 2026-12-24..2026-12-26, 2027-01-01")]
    [InlineData("{ rrule: FREQ=MONTHLY;BYDAY=2TU, at: 09:30 }", "times every month on 2nd tue at 09:30")]
    [InlineData("{ rrule: \"FREQ=MONTHLY;BYDAY=-1FR;BYMONTH=3,10\", from: 00:00, to: 24:00 }", "times every month on last fri in mar, oct")]
    [InlineData("{ rrule: FREQ=WEEKLY;INTERVAL=2;BYDAY=MO, starting: 2026-01-05, at: 08:00 }", "times every 2 weeks on mon from 2026-01-05 at 08:00")]
    [InlineData("{ every: 90 s }", "times every 90 s")]
    [InlineData("[ { days: mon-fri, from: 08:00, to: 17:00, except: [feast] }, { days: sat, from: 10:00, to: 14:00 } ]", "times mon-fri 08:00..17:00 | except feast | times sat 10:00..14:00")]
    [InlineData("{ except: [feast, weekends] }", "times always | except feast, weekends")]
    public void ASchedule_IsWrittenInFewWords(string schedule, string expected)
    {
        Picture picture = Pictures.Of($"pipeline: p\ndevice: door-controller\ntime-zone: Europe/Stockholm\nschedules:\n  feast: {{ dates: 2026-12-24 }}\n  s: {schedule}\n");
        Box box = picture.Boxes.Single(b => b.Key == "signal_s");
        Assert.Equal(expected, string.Join(" | ", box.Rows.Select(r => $"{r.Label} {string.Join(' ', r.Lines)}")));
        Assert.Equal(expected.Contains("feast", StringComparison.Ordinal), picture.Arrows.Any(a => a.From.Box == "signal_feast" && a.To.Box == "signal_s" && a.To.Row.StartsWith("except", StringComparison.Ordinal)));
    }

    [Fact]
    public void AnOutputThatFollowsASchedule_IsARuleOfItsOwn()
    {
        Picture picture = Pictures.Of("pipeline: p\ndevice: door-controller\ntime-zone: Europe/Stockholm\nports: { strike: { schedule: office-hours } }\n");
        Assert.Equal(
            ["Signal office-hours (schedule): times mon-fri 08:00..17:00", "Rule strike.schedule (above rules): Follows office-hours. | when office-hours is active", "Output strike (relay)"],
            picture.Boxes.Select(Line));
        Assert.All(picture.Boxes, b => Assert.Equal("", b.Group));
    }

    [Fact]
    public void ASequence_SaysAfterHowLong() =>
        Assert.Equal(
            ["port_alarm -> rule_r.when: When", "rule_r -> sink_log: Does after 5 s", "rule_r -> output_buzzer: Does pulse for 2 s, to inactive, after 3 s"],
            Arrows("rules:\n  r: { when: alarm is active, do: [ { log: one }, { wait: 3 s }, { pulse: buzzer, for: 2 s, to: inactive }, { wait: 2 s }, { log: two } ] }\n"));

    [Fact]
    public void WhatARuleSaysOfItself_IsShownWhereItIsNotTheUsual()
    {
        Picture picture = Pictures.Of(
            """
            pipeline: p
            device: door-controller
            rules:
              plain: { when: alarm is active, mode: restart, priority: 5, do: { log: x } }
              own:
                summary: Told to the porter
                when: alarm is active
                enabled: tamper is inactive
                mode: queue
                most: 3
                on-overflow: drop-oldest
                on-unknown: hold
                on-restart: resume
                priority: 9
                do: { log: x }
              out: { when: alarm is active, enabled: off, mode: ignore, do: { log: x } }
            """);
        Assert.Equal(
            [
                "Rule plain: when alarm is active",
                "Rule own (priority 9): Told to the porter | when alarm is active | enabled tamper is inactive | mode queue, 3 at most, drop-oldest | on-unknown hold | on-restart resume",
                "Rule out: when alarm is active | enabled off | mode ignore",
            ],
            picture.Boxes.Where(b => b.Kind == BoxKind.Rule).Select(Line));
        Assert.Contains("port_tamper -> rule_own.enabled: If", picture.Arrows.Select(Line));
    }

    [Fact]
    public void EveryKindOfExpression_SaysWhatItReads()
    {
        Expression[] read =
        [
            .. Parts("press becomes active or (door becomes open or starts open and ohms > 3 kΩ)"),
            .. Parts("(door leaves open or door changes or press or door becomes known) and not door is offline"),
            .. Parts("door is known and (door is open or press within 5 s) and door was open within 2 s and door is open for 3 s"),
            .. Parts("count(press in 5 s) > 2 and time since press > 3 s"),
            .. Parts("press then press within 5 s"),
        ];
        Assert.All(read, e => Assert.NotEmpty(Readings.Of(e)));
        Expression[] constant = [.. Parts("always")];
        Assert.All(constant, e => Assert.Empty(Readings.Of(e)));
        Type[] kinds = [.. typeof(Expression).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Expression)) && !t.IsAbstract && t != typeof(BrokenExpression))];
        Assert.Equal(kinds.Select(k => k.Name).Order(StringComparer.Ordinal), read.Concat(constant).Select(e => e.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    // one of each kind: who adds one adds its line here
    private static string Derived(Type kind) => kind.Name switch
    {
        nameof(ConditionDerivation) => "signals: { s: { is: alarm is active } }",
        nameof(EventDerivation) => "signals: { s: { when: alarm becomes active } }",
        nameof(LatchDerivation) => "signals: { s: { latch: { set: alarm becomes active } } }",
        nameof(MachineDerivation) => "states: { s: { starts: a, a: { on: { when: alarm becomes active, go: a } } } }",
        nameof(ScheduleDerivation) => "schedules: { s: { every: 1 h } }",
        nameof(CounterDerivation) => "signals: { s: { counter: { up: alarm becomes active } } }",
        _ => throw new InvalidOperationException($"There is no example of a {kind.Name}."),
    };

    private static IEnumerable<Expression> Parts(string when)
    {
        RuleDefinition rule = StandIns.Rule(when.Replace("press becomes active", "rex becomes active", StringComparison.Ordinal));
        return new Expression?[] { rule.Trigger, rule.When }.OfType<Expression>().SelectMany(All);
    }

    private static IEnumerable<Expression> All(Expression expression) => expression.GetType().GetProperties()
        .Select(p => p.GetValue(expression))
        .SelectMany(v => v switch { Expression one => [one], ImmutableArray<Condition> many => many, ImmutableArray<Occurrence> many => many, _ => Enumerable.Empty<Expression>() })
        .SelectMany(All)
        .Prepend(expression);

    private static IEnumerable<string> Arrows(string sections) => Pictures.Of("pipeline: p\ndevice: door-controller\n" + sections).Arrows.Select(Line);
}
