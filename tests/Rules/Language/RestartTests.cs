using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Rules.Testing;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>What outlives a restart of the device, and what does not.</summary>
public sealed class RestartTests
{
    private const string Signals =
        """
        inputs: { night: contact, grant: trigger }
        signals:
          press: { when: tamper becomes active }
          memory: { latch: { set: press, reset: aux-1-in becomes active } }
          visits: { counter: { up: press } }
          used: { is: alarm is active }
        states:
          lock:
            starts: locked
            locked: { on: { when: press, go: unlocked } }
            unlocked: { while: { activate: strike }, timeout: { after: 10 s, go: locked } }
          fresh:
            starts: a
            on-restart: cancel
            a: { on: { when: press, go: b } }
            b:
        """;

    private const string Rest = "{ at: 0 s, tamper: inactive, alarm: inactive, aux-1-in: inactive }";

    [Fact]
    public void LatchesCountersMachinesAndInputs_GoOn() => Passes(
        "again: { when: aux-2-in becomes active, if: memory is active and visits = 1 and night is active and fresh is a, do: { log: still } }",
        Rest + ", { at: 0 s, aux-2-in: inactive }, { at: 1 s, night: active }, { at: 1 s, tamper: active }, { at: 7 s, aux-2-in: active }", 5, 1,
        "{ at: 1 s, strike: active }, { at: 6 s, strike: active }, { at: 7 s, log: still }, { at: 11 s, strike: inactive }");

    [Fact]
    public void ATimeoutThatPassedMeanwhile_IsTakenAtTheStart_AndTheStateThatIsOverDoesNothing() => Passes(
        "back: { when: lock becomes locked, do: { log: locked } }",
        Rest + ", { at: 1 s, tamper: active }", 5, 10,
        "{ at: 1 s, strike: active }, { at: 15 s, log: locked }");

    [Fact]
    public void WhatIsSomethingElseAtTheStart_HasBecomeThat()
    {
        // each of them goes on as active, 1 and 'on', and the condition that is known at the start ends it in the very first turn
        const string Sections =
            """
            inputs: { grant: trigger }
            signals:
              over: { is: grant within 1 s }
              memory: { latch: { set: grant, reset: once over is inactive } }
              visits: { counter: { up: grant, reset: once over is inactive } }
            states:
              lock:
                starts: off
                off: { on: { when: grant, go: on } }
                on: { entry: { log: entered }, exit: { log: left }, on: { when: once over is inactive, go: off } }
            rules:
              a: { when: memory becomes inactive, do: { log: latch } }
              b: { when: visits changes, do: { log: counter } }
              c: { when: lock leaves on, do: { log: machine } }
            tests:
              - name: t
                feed: [ { at: 4.5 s, grant: occurs } ]
                faults: [ { at: 5 s, restart: 3 s } ]
                expect:
                  - { at: 4.5 s, log: counter }
                  - { at: 4.5 s, log: entered }
                  - { at: 8 s, log: latch }
                  - { at: 8 s, log: counter }
                  - { at: 8 s, log: machine }
                  - { at: 8 s, log: left }
                until: 20 s
            """;
        PipelineDefinition pipeline = Said.Read(Sections);
        TestOutcome outcome = PipelineTest.Run(pipeline, Assert.Single(pipeline.Tests));
        Assert.True(outcome.Passed, string.Join("\n", outcome.Failures));
    }

    [Fact]
    public void WhatIsTheSameAtTheStart_HasNotBecomeIt() => Passes(
        "a: { when: memory becomes active, do: { log: latch } }\n  b: { when: visits changes, do: { log: counter } }\n  c: { when: lock becomes unlocked, do: { log: machine } }",
        Rest + ", { at: 1 s, tamper: active }", 5, 1,
        "{ at: 1 s, log: latch }, { at: 1 s, log: counter }, { at: 1 s, log: machine }, { at: 1 s, strike: active }, { at: 6 s, strike: active }, { at: 11 s, strike: inactive }");

    [Fact]
    public void AHold_CountsFromItsOriginalInstant() => Passes(
        "r: { when: alarm is active for 10 s, while: { activate: buzzer } }",
        Rest + ", { at: 1 s, alarm: active }", 5, 2,
        "{ at: 11 s, buzzer: active }");

    [Fact]
    public void AHoldThatIsOverByTheStart_HoldsAtOnce_AndOneThatBrokeMeanwhileIsGone() => Passes(
        "r: { when: alarm is active for 4 s, while: { activate: buzzer } }\n  s: { when: aux-1-in is active for 4 s, while: { activate: led-red } }",
        Rest + ", { at: 2 s, alarm: active, aux-1-in: active }, { at: 6 s, aux-1-in: inactive }, { at: 9 s, aux-1-in: active }", 5, 3,
        "{ at: 8 s, buzzer: active }, { at: 13 s, led-red: active }");

    [Fact]
    public void APulseIsGone_UnlessItIsToGoOn_OrToBeginAnew() => Passes(
        "a: { when: press, do: { pulse: buzzer, for: 8 s } }\n  b: { when: press, on-restart: resume, do: { pulse: led-red, for: 8 s } }\n  c: { when: press, on-restart: fire, do: { pulse: led-green, for: 8 s } }\n  d: { when: press, on-restart: resume, do: [ { log: one }, { wait: 6 s }, { log: two } ] }",
        Rest + ", { at: 1 s, tamper: active }", 5, 1,
        "{ at: 1 s, buzzer: active }, { at: 1 s, led-red: active }, { at: 1 s, led-green: active }, { at: 1 s, log: one }, { at: 1 s, strike: active }, "
            + "{ at: 6 s, led-red: active }, { at: 6 s, led-green: active }, { at: 6 s, strike: active }, { at: 7 s, log: two }, { at: 9 s, led-red: inactive }, { at: 11 s, strike: inactive }, { at: 14 s, led-green: inactive }");

    [Fact]
    public void ACooldown_GoesOn() => Passes(
        "r: { when: alarm becomes active, cooldown: 9 s, do: { log: x } }",
        Rest + ", { at: 1 s, alarm: active }, { at: 2 s, alarm: inactive }, { at: 8 s, alarm: active }, { at: 9 s, alarm: inactive }, { at: 11 s, alarm: active }", 5, 1,
        "{ at: 1 s, log: x }, { at: 11 s, log: x }");

    [Fact]
    public void ACheckpointOfAnotherDefinition_IsTakenAsFarAsNamesAgree_AndTheRestIsAFault()
    {
        PipelineDefinition pipeline = Said.Read(Signals + "\n");
        var faults = new Faults();
        PipelineGraph graph = PipelineGraph.Build(pipeline, faults);
        graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Checkpoint, Source = -1, Value = Value.Of("reactive checkpoint 1\nlatch memory: active\nlatch gone: active\nmachine lock: ajar 0 0\ncounter visits: many\n") });
        graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
        Assert.Equal("active", graph.ValueOf("memory").ToString());
        Assert.Equal("locked", graph.ValueOf("lock").ToString());
        Assert.Equal(["counter visits", "latch gone", "machine lock"], faults.All.Select(f => f[(f.LastIndexOf(": ", System.StringComparison.Ordinal) + 2)..]));
    }

    [Fact]
    public void AnInput_IsWhatItWasBefore_AndWhatWasKeptIsNotLostBeforeTheStart()
    {
        PipelineDefinition pipeline = Said.Read(Signals + "\nrules: { r: { when: night is active, do: { log: night } } }\n");
        const string Kept = "reactive checkpoint 1\ninput night: active\nlatch memory: active\n";
        PipelineGraph graph = PipelineGraph.Build(pipeline, new Faults());
        graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Checkpoint, Source = -1, Value = Value.Of(Kept) });
        Assert.Equal(Kept, graph.Checkpoint());
        graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
        Assert.Equal("active", graph.ValueOf("night").ToString());
        Assert.Equal(1, graph.Engine.CommandCount);
        Assert.Contains("input night: active\n", graph.Checkpoint(), System.StringComparison.Ordinal);
    }

    [Fact]
    public void AClockThatIsBehind_MakesNothingLastLonger()
    {
        PipelineDefinition pipeline = Said.Read(Signals + "\nrules: { d: { when: press, on-restart: resume, cooldown: 5 s, do: [ { pulse: buzzer, for: 2 s }, { wait: 3 s }, { log: two } ] } }\n");
        PipelineGraph graph = PipelineGraph.Build(pipeline, new Faults());
        graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Checkpoint, Source = -1, Value = Value.Of("reactive checkpoint 1\nrule d: activated 900000000000000000 run 0 2,900000000000000000,900000000000000000,-,-\nmachine lock: unlocked 900000000000000000 0\n") });
        graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
        graph.Engine.RunThrough(SignalTime.FromSeconds(30));
        Assert.Equal("locked", graph.ValueOf("lock").ToString());
        // strike and buzzer on and off, and the line behind the pause
        Assert.Equal(5, graph.Engine.CommandCount);
    }

    [Fact]
    public void ARuleOfConditions_DoesNothingTwice()
    {
        Passes(
            "r: { when: tamper is active, on-restart: resume, do: { pulse: buzzer, for: 8 s }, while: { activate: led-red } }\n  s: { when: alarm is active, on-unknown: hold, do: { log: x }, while: { activate: led-green } }",
            Rest + ", { at: 1 s, tamper: active }, { at: 10 s, alarm: active }, { at: 11 s, alarm: offline }, { at: 12 s, alarm: active }", 5, 1,
            "{ at: 1 s, buzzer: active }, { at: 1 s, led-red: active }, { at: 1 s, strike: active }, { at: 6 s, buzzer: active }, { at: 6 s, led-red: active }, { at: 6 s, strike: active }, { at: 9 s, buzzer: inactive }, { at: 10 s, log: x }, { at: 10 s, led-green: active }, { at: 11 s, strike: inactive }");
    }

    [Fact]
    public void RandomCheckpoints_AreAnswered()
    {
        PipelineDefinition pipeline = Said.Read(Signals + "\nrules: { d: { when: press, on-restart: resume, do: [ { pulse: buzzer, for: 1 s }, { wait: 6 s }, { log: two } ] } }\n");
        const string Whole = "reactive checkpoint 1\nlatch memory: active\ninput night: active\nmachine lock: unlocked -5000000000 0\ncounter visits: 3\nhold d x: 17\nrule d: activated 5 run 0 2,9000000000,800,-,-\n";
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new System.Random(seed);
            char[] text = Whole.ToCharArray();
            for (int i = random.Next(6); i >= 0; i--)
                text[random.Next(text.Length)] = (char)random.Next(9, 127);
            PipelineGraph graph = PipelineGraph.Build(pipeline, new Faults());
            graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Checkpoint, Source = -1, Value = Value.Of(new string(text)[..random.Next(text.Length + 1)]) });
            graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
            graph.Engine.RunThrough(SignalTime.FromSeconds(20));
        }
    }

    private static void Passes(string rules, string feed, int at, int down, string expect)
    {
        PipelineDefinition pipeline = Said.Read($"{Signals}\nrules:\n  {rules}\ntests:\n  - name: t\n    feed: [ {feed} ]\n    faults: [ {{ at: {at} s, restart: {down} s }} ]\n    expect: [ {expect} ]\n    until: 20 s\n");
        TestOutcome outcome = PipelineTest.Run(pipeline, pipeline.Tests[0]);
        Assert.True(outcome.Passed, string.Join("\n", outcome.Failures));
    }

    private sealed class Faults : RunObserver
    {
        public System.Collections.Generic.List<string> All { get; } = [];

        public override void OnFault(SignalTime at, string fault) => All.Add(fault);
    }
}
