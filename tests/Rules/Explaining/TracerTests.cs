using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Rules.Tests.Language;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Rules.Tests.Explaining;

/// <summary>What is captured of derived signals, and of the actions that give commands.</summary>
public sealed class TracerTests
{
    private const string Signals =
        """
        time-zone: Europe/Stockholm
        inputs: { go: trigger }
        schedules: { morning: { from: 08:00, to: 09:00 }, often: { every: 3 s } }
        signals:
          both: { is: tamper is active and alarm is active }
          touched: { when: tamper becomes active or alarm becomes active }
          memory: { latch: { set: touched, reset: go } }
          visits: { counter: { up: touched, down: go } }
        states:
          lock:
            starts: locked
            locked: { on: { when: go, if: tamper is active, go: open } }
            open: { on: { when: go, go: open }, timeout: { after: 2 s, go: locked } }
        rules:
          r: { when: both is active and memory is active and visits > 0 and lock is locked and morning is active, do: { log: x } }
          t: { when: touched or often, do: { log: y } }

        """;

    [Fact]
    public void DerivedSignals_TellWhatTheyReadInTheTurnOfTheirChange()
    {
        List<DerivedFinding> found = Run(Signals, r => r.Put(1, "tamper", false).Put(1, "alarm", false).Put(2, "tamper", true).Put(3, "alarm", true).Go(4)).Derived;
        Assert.Equal("is tamper is active and alarm is active", Of("both", 3));
        Assert.Equal("when tamper becomes active or alarm becomes active", Of("touched", 2));
        Assert.Equal("set touched", Of("memory", 2));
        Assert.Equal("reset go", Of("memory", 4));
        Assert.Equal("up touched", Of("visits", 3));
        Assert.Equal("down go", Of("visits", 4));
        Assert.Equal("when go, if tamper is active", Of("lock", 4));
        Assert.All(found.Where(f => f.Turn.At == SignalTime.Zero && f.Signal is "memory" or "visits" or "lock").GroupBy(f => f.Signal).Select(g => g.First()), f => Assert.True(f.IsInitial, f.Signal));

        // the condition is copied as it was then
        Assert.True(found.Single(f => f.Signal == "both" && f.Turn.At == SignalTime.FromSeconds(3)).Read[0].Finding is ConditionFinding { Truth: Truth.True });

        string Of(string signal, double at) => string.Join(", ", found.Single(f => f.Signal == signal && f.Turn.At == Runner.Time(at)).Read.Select(r => $"{r.Keyword} {((r.Finding as ConditionFinding)?.Condition.Text ?? ((EventFinding)r.Finding).Occurrence.Text)}"));
    }

    [Fact]
    public void AMachine_TellsTheWayThatItTook_AndWhenItEnteredTheStateBefore()
    {
        List<DerivedFinding> found = [.. Run(Signals, r => r.Put(1, "tamper", true).Go(2).Go(3)).Derived.Where(f => f.Signal == "lock")];
        Assert.Equal(["", "locked -> open", "open -> open", "open -> locked after 2 s"], found.Select(f => f.Transition is { } way ? $"{way.From} -> {way.To}{(way.AfterNanoseconds > 0 ? $" after {new SignalTime(way.AfterNanoseconds)} s" : "")}" : ""));
        // the timeout counts from its being entered anew
        Assert.Equal((found[2].Turn.Number, SignalTime.FromSeconds(3), SignalTime.FromSeconds(5)), (found[3].Transition!.EnteredTurn, found[3].Transition!.EnteredAt, found[3].Turn.At));
    }

    [Fact]
    public void ASchedule_TellsWhatTheClockShows()
    {
        List<DerivedFinding> found = Run(Signals, static _ => { }, wall: "2026-03-02T06:59:58Z").Derived;
        Assert.Equal("2026-03-02T07:59:58+01:00", found.First(f => f.Signal == "morning").LocalTime);
        DerivedFinding opens = found.Last(f => f.Signal == "morning");
        Assert.Equal(("2026-03-02T08:00:00+01:00", "active"), (opens.LocalTime, opens.Value.ToString()));
        Assert.False(opens.IsInitial);
        Assert.Equal("2026-03-02T08:00:01+01:00", found.First(f => f.Signal == "often").LocalTime);
        Assert.Null(Run(Signals, static _ => { }).Derived.First(f => f.Signal == "often").LocalTime);
    }

    [Fact]
    public void AStepBehindAPause_TellsItsRun()
    {
        DeedFinding deed = Run("inputs: { go: trigger }\nrules:\n  r: { when: go, mode: queue, do: [ { log: one }, { wait: 3 s }, { log: two } ] }\n", r => r.Go(1).Go(2)).Deeds[^1];
        Assert.Equal(("two", 3, true), (deed.Command.Text, deed.Step, deed.Began));
        // it was activated at 2 s, and waited for the first to end
        Assert.Equal((SignalTime.FromSeconds(7), SignalTime.FromSeconds(4)), (deed.Command.At, deed.Run!.BeganAt));
        Assert.True(deed.ActivatedTurn < deed.Run.BeganTurn);
        Assert.Equal(deed.Command.Cause.Turn, deed.ActivatedTurn);
    }

    [Fact]
    public void APulseToInactiveThatEnds_IsTheDeedOfItsRule_WhateverRuleThenShows()
    {
        List<DeedFinding> deeds = Run(
            "inputs: { go: trigger }\nrules:\n  hold: { when: always, while: { activate: buzzer } }\n  quiet: { when: go, priority: 6, do: { pulse: buzzer, to: inactive, for: 2 s } }\n", r => r.Go(1).Go(2)).Deeds;
        Assert.Equal(["hold True", "quiet True", "quiet False"], deeds.Select(d => $"{d.Rule.Name} {d.Began}"));
        DeedFinding end = deeds[^1];
        Assert.Equal(("hold", SignalTime.FromSeconds(4)), (end.Command.Cause.Rule, end.Command.At));
        Assert.Equal((SignalTime.FromSeconds(2), SignalTime.FromSeconds(4), true), (end.Pulse!.BeganAt, end.Pulse.Due, end.Pulse.Moved));
    }

    [Fact]
    public void ALockdownThatEnds_IsTheDeedOfItsRule()
    {
        DeedFinding end = Run(
            "rules:\n  open: { when: tamper is active, while: { activate: strike } }\n  shut: { when: alarm is active, while: { lockdown: strike } }\n",
            r => r.Put(1, "tamper", true).Put(2, "alarm", true).Put(3, "alarm", false)).Deeds[^1];
        Assert.Equal(("shut", false, 0, "open"), (end.Rule.Name, end.Began, end.Step, end.Command.Cause.Rule));
    }

    [Fact]
    public void ADisabledRule_TellsThatItWasCutOff()
    {
        var run = Run("inputs: { go: trigger }\nrules:\n  r: { when: go, if: alarm is active, enabled: tamper is inactive, do: { pulse: buzzer, for: 9 s } }\n", r => r.Put(0, "alarm", true).Put(0, "tamper", false).Go(1).Put(2, "alarm", false).Put(3, "tamper", true));
        Assert.Equal((false, SignalTime.FromSeconds(10)), (run.Deeds[^1].Began, run.Deeds[^1].Pulse!.Due));
        Assert.Equal([(RuleOutcome?)RuleOutcome.Released, RuleOutcome.Released], run.Rules.Where(f => f.Outcome != RuleOutcome.Activated).Select(f => f.Outcome));
        Assert.Equal(SignalTime.FromSeconds(3), run.Rules[^1].Turn.At);
    }

    [Fact]
    public void WhatWasNotAskedFor_IsNotKept()
    {
        PipelineDefinition pipeline = Said.Read(Signals);
        var tracer = new RuleTracer(new HashSet<(string, long)>(), new HashSet<(string, long)>(), new HashSet<long>());
        new Runner(pipeline, tracer, null).Put(1, "tamper", true).Put(2, "alarm", true).Until(9);
        Assert.Equal((0, 0, 0), (tracer.Found.Count, tracer.Derived.Count, tracer.Deeds.Count));
    }

    private static (List<DerivedFinding> Derived, List<DeedFinding> Deeds, List<RuleFinding> Rules) Run(string sections, Action<Runner> feed, string? wall = null)
    {
        PipelineDefinition pipeline = Said.Read(sections);
        var tracer = new RuleTracer(
            pipeline.Rules.SelectMany(r => Turns.Select(t => (r.Name, t))).ToHashSet(), pipeline.Signals.SelectMany(s => Turns.Select(t => (s.Name, t))).ToHashSet(), Turns.ToHashSet());
        var runner = new Runner(pipeline, tracer, wall);
        feed(runner);
        runner.Until(12);
        return ([.. tracer.Derived], [.. tracer.Deeds], [.. tracer.Found]);
    }

    // more than any of these runs has
    private static IEnumerable<long> Turns => Enumerable.Range(1, 60).Select(n => (long)n);

    private sealed class Runner
    {
        private readonly PipelineGraph _graph;

        public Runner(PipelineDefinition pipeline, RuleTracer tracer, string? wall)
        {
            _graph = PipelineGraph.Build(pipeline, tracer);
            tracer.Attach(_graph);
            if (wall is not null)
                _graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Anchor, Source = -1, WallNanoseconds = DateTimeOffset.Parse(wall, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds() * SignalTime.NanosecondsPerSecond });
            Deliver(ArrivalKind.Start, 0, -1, default);
        }

        public static SignalTime Time(double seconds) => new((long)Math.Round(seconds * 1e9));

        public Runner Put(double at, string signal, bool active) => Deliver(ArrivalKind.Value, at, _graph.Source(signal)!.Index, Value.Contact(active));

        public Runner Go(double at) => Deliver(ArrivalKind.Value, at, _graph.Source("go")!.Index, Value.Pulse);

        public void Until(double at) => _graph.Engine.RunThrough(Time(at));

        private Runner Deliver(ArrivalKind kind, double at, int source, Value value)
        {
            _graph.Engine.Deliver(new Arrival { Kind = kind, Source = source, Turn = Time(at), Stamp = Time(at), Since = Time(at), Value = value });
            return this;
        }
    }
}
