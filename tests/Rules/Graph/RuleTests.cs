using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;
using Xunit;
using static Reactive.Rules.Tests.Graph.Make;

namespace Reactive.Rules.Tests.Graph;

/// <summary>Activation, claims, outputs and restarts.</summary>
public class RuleTests
{
    [Fact]
    public void OnlyConditions_ActivateFromUnknownToo()
    {
        var bench = new GraphBench(Rule("x", when: Is("a"), @do: [Say("x")]));
        bench.Put(1, "a", true).Lose(2, "a").Put(3, "a", true).Put(4, "a", false).Put(5, "a", true).Until(6);
        Assert.Equal(["1 x", "3 x", "5 x"], bench.Lines);
    }

    [Fact]
    public void WhatHoldsAtTheStart_ActivatesThere()
    {
        var bench = new GraphBench(Pipeline(Rule("x", when: Is("a"), @do: [Say("x")]), Rule("y", Becomes("a"), @do: [Say("y")])), started: false);
        bench.Put(0.5, "a", false).Put(1, "a", true).Until(1);
        Assert.Empty(bench.Lines);
        bench.Start(2);
        Assert.Equal(["2 x"], bench.Until(3).Lines);
    }

    [Fact]
    public void UnlessUnknown_HoldsBack()
    {
        var bench = new GraphBench(Rule("x", Event(), @if: Is("a"), unless: Is("b"), @do: [Say("x")]));
        bench.Happen(1).Put(2, "a", true).Happen(3).Put(4, "b", true).Happen(5).Put(6, "b", false).Happen(7).Lose(8, "b").Happen(9).Until(10);
        Assert.Equal(["7 x"], bench.Lines);
    }

    [Fact]
    public void Cooldown_SuppressesAndDoesNotQueue()
    {
        var bench = new GraphBench(Rule("x", Event(), cooldown: 2, @do: [Say("x")]));
        bench.Happen(1).Happen(2).Happen(2.999999999).Happen(3).Happen(4).Until(20);
        Assert.Equal(["1 x", "3 x"], bench.Lines);
        Assert.Equal(3, bench.Rule("x").Suppressed);
    }

    [Fact]
    public void CooldownOfAConditionRule_SuppressesItUntilItsConditionsComeAgain()
    {
        var bench = new GraphBench(Rule("x", when: Is("a"), cooldown: 5, @do: [Say("x")], @while: [Activate("strike")]));
        bench.Put(1, "a", true).Put(2, "a", false).Put(3, "a", true).Until(9);
        Assert.Equal(["1 x", "1 strike active", "2 strike inactive"], bench.Lines);
        bench.Put(10, "a", false).Put(11, "a", true).Until(12);
        Assert.Equal(["11 x", "11 strike active"], bench.Lines.Skip(3));
    }

    [Fact]
    public void Pulse_LastsItsTimeAndActivationAgainMovesItsEnd()
    {
        var bench = new GraphBench(Rule("x", Event(), @do: [Pulse("strike", 7)]));
        bench.Happen(1).Until(7.9);
        bench.Happen(7.999999999).Until(14.9);
        Assert.Equal(["1 strike active"], bench.Lines);
        Assert.Equal(["1 strike active", "14.999999999 strike inactive"], bench.Until(15).Lines);
    }

    [Fact]
    public void PulseThatEndsAtTheInstantOfAnActivation_EndsFirst()
    {
        var bench = new GraphBench(Rule("x", Event(), @do: [Pulse("strike", 7)]));
        bench.Happen(1).Happen(8).Until(20);
        Assert.Equal(["1 strike active", "8 strike inactive", "8 strike active", "15 strike inactive"], bench.Lines);
    }

    [Fact]
    public void TwoPulsesOfTwoRules_TheLongerStands()
    {
        var bench = new GraphBench(Rule("long", Event("long"), @do: [Pulse("strike", 10)]), Rule("short", Event("short"), @do: [Pulse("strike", 1)]));
        bench.Happen(1, "long").Happen(2, "short").Until(20);
        Assert.Equal(["1 strike active", "11 strike inactive"], bench.Lines);
        Assert.All(bench.Commands, c => Assert.Equal("long", c.Cause.Rule));
    }

    [Theory]
    [InlineData("strike", new[] { "1 strike active", "2 strike inactive", "3 strike active" })]
    [InlineData("aux", new[] { "1 aux active" })]
    public void ContradictoryClaims_GiveTheOutputsOwnConflictState(string output, string[] expected)
    {
        var bench = new GraphBench(Rule("on", when: Is("a"), @while: [Activate(output)]), Rule("off", when: Is("b"), @while: [Deactivate(output)]));
        bench.Put(0, "b", false).Put(1, "a", true).Put(2, "b", true).Put(3, "b", false).Until(4);
        Assert.Equal(expected, bench.Lines);
    }

    [Fact]
    public void ReleaseAndClaimInOneTurn_GiveNoCommand()
    {
        var bench = new GraphBench(Rule("closed", when: Is("a", false), @while: [Activate("strike")]), Rule("open", when: Is("a"), @while: [Activate("strike")]));
        bench.Put(1, "a", true).Put(2, "a", false).Put(3, "a", true).Until(4);
        Assert.Equal(["1 strike active"], bench.Lines);
    }

    [Fact]
    public void UnknownWhileActive_ReleasesItsClaims()
    {
        var bench = new GraphBench(Rule("x", when: Is("a"), @while: [Activate("strike")]));
        bench.Put(1, "a", true).Lose(2, "a").Put(3, "a", true).Until(4);
        Assert.Equal(["1 strike active", "2 strike inactive", "3 strike active"], bench.Lines);
    }

    [Fact]
    public void TriggerWithWhile_StaysActiveAsLongAsTheRestHolds()
    {
        var bench = new GraphBench(Rule("x", Event(), when: Is("a"), @do: [Say("x")], @while: [Activate("strike")]));
        bench.Put(0, "a", true).Until(1);
        Assert.Empty(bench.Lines);
        bench.Happen(2).Happen(3).Put(4, "a", false).Put(5, "a", true).Happen(6).Until(7);
        Assert.Equal(["2 x", "2 strike active", "3 x", "4 strike inactive", "6 x", "6 strike active"], bench.Lines);
    }

    [Fact]
    public void Commands_ComeInTheOrderOfRuleNamesThenActions()
    {
        var bench = new GraphBench(
            Rule("z", Event(), @do: [Say("z1"), Pulse("strike", 1), Say("z3")]), Rule("b", Event(), @do: [Say("b1"), Say("b2")]), Rule("A", Event(), @do: [Say("A1")], @while: []),
            Rule("a", Event(), @do: [Pulse("aux", 1), Say("a2")]));
        bench.Happen(1).Until(1);
        Assert.Equal(["1 A1", "1 aux active", "1 a2", "1 b1", "1 b2", "1 z1", "1 strike active", "1 z3"], bench.Lines);
        Assert.Equal(Enumerable.Range(1, 8).Select(i => (long)i), bench.Commands.Select(c => c.Number));
        Assert.All(bench.Commands, c => Assert.Equal((7, c.Turn), (c.Cause.Line, c.Cause.Turn)));
    }

    [Fact]
    public void Output_IsSeenOneTurnLaterAtTheSameInstant()
    {
        var bench = new GraphBench(
            Rule("first", Event(), unless: Is("strike"), @do: [Pulse("strike", 5), Say("first")]), Rule("second", Event(), @if: Is("strike"), @do: [Say("second")]),
            Rule("third", Becomes("strike"), @do: [Say("third")]), Rule("was", Event(), @if: Was(Is("strike"), 2), @do: [Say("was")]));
        bench.Happen(1).Until(1);
        Assert.Equal(["1 strike active", "1 first", "1 third"], bench.Lines);
        Assert.Equal(bench.Commands[0].Turn + 1, bench.Commands[2].Turn);
        bench.Happen(2).Happen(7.9).Happen(8).Until(8);
        Assert.Equal(["2 second", "2 was", "6 strike inactive", "7.9 strike active", "7.9 first", "7.9 was", "7.9 third", "8 second", "8 was"], bench.Lines.Skip(3));
    }

    [Fact]
    public void Readback_IsSeenInTheTurnOfItsArrivalAndOnlyForTheLastCommand()
    {
        var bench = new GraphBench(Rule("x", Event(), @do: [Pulse("strike", 5)]), Rule("seen", when: ReadbackIs("strike"), @do: [Say("seen")]));
        bench.Happen(1).Until(1);
        bench.Answer(1, 1, true);
        Assert.Equal(["1 strike active", "1 seen"], bench.Lines);
        Assert.True(bench.Commands[1].Turn > bench.Commands[0].Turn);
        bench.Until(6);
        // The pulse is over: an answer to its beginning says nothing any more.
        bench.Answer(7, 2, false).Answer(8, 1, true).Until(9);
        Assert.Equal(["1 strike active", "1 seen", "6 strike inactive"], bench.Lines);
    }

    [Fact]
    public void OutputsThatChangeEachOther_AreCutOffAndTakeTheirFailState()
    {
        var bench = new GraphBench(Rule("on", when: And(Is("a"), Is("strike", false)), @while: [Activate("strike")]));
        bench.Put(1, "a", true).Until(2);
        Assert.Single(bench.Faults);
        Assert.InRange(bench.Commands.Count, Engine.LongestChain, Engine.LongestChain + 2);
        Assert.Equal("deactivate", bench.Commands[^1].Verb);
    }

    [Fact]
    public void AfterTheCut_AnswersMoveNothingAndTheNextHappeningDoes()
    {
        var bench = new GraphBench(
            Rule("on", when: And(Is("a"), Is("strike", false)), @while: [Activate("strike")]),
            Rule("z", when: Is("b"), @while: [Activate("horn")]));
        bench.Put(1, "a", true).Until(2);
        int before = bench.Commands.Count;
        for (int i = 1; i <= before; i++)
            bench.Answer(2 + (i * 0.001), i, true);
        bench.Until(3);
        Assert.Equal(before, bench.Commands.Count);
        bench.Put(4, "a", false).Put(5, "b", true).Until(6);
        Assert.Equal(["5 horn active"], bench.Lines.Skip(before));
    }

    [Fact]
    public void FailedCommand_IsAFaultOfTheReadback()
    {
        var bench = new GraphBench(Rule("x", when: ReadbackIs("strike"), @while: [Activate("aux")]), Rule("y", trigger: Event(), @do: [Pulse("strike", 5)]));
        bench.Happen(1).Until(1);
        bench.Deliver(new Arrival { Kind = ArrivalKind.Feedback, Source = -1, Turn = new SignalTime(2_000_000_000), Stamp = new SignalTime(2_000_000_000), Answers = 1, Value = Value.Symbol(SymbolType.Outcome, "failed"), Readback = Value.Contact(true) });
        bench.Until(3);
        Assert.Equal(["1 strike active"], bench.Lines);
        Assert.Equal(Truth.Unknown, bench.Rule("x").When!.Value);
    }

    [Fact]
    public void SaveAndLoadAnywhere_GoesOnWithPulsesHoldsAndCooldowns()
    {
        int commands = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            PipelineDefinition pipeline = Everything(random);
            var steps = new List<Action<GraphBench>>();
            double at = 0;
            for (int i = 0; i < 80; i++)
            {
                at += random.Next(4) == 0 ? 0 : random.Next(1, 12) / 4.0;
                double t = at;
                string contact = "abc"[random.Next(3)].ToString();
                bool active = random.Next(2) == 0;
                long command = random.Next(1, 30);
                steps.Add(random.Next(7) switch
                {
                    0 => b => b.Lose(t, contact),
                    1 => b => b.Happen(t, contact),
                    2 => b => b.Answer(t, command, active),
                    _ => b => b.Put(t, contact, active),
                });
            }

            var whole = new GraphBench(pipeline);
            steps.ForEach(s => s(whole));
            whole.Until(at + 100);

            int cut = random.Next(steps.Count);
            var first = new GraphBench(pipeline);
            steps.Take(cut).ToList().ForEach(s => s(first));
            var saved = new StateWriter();
            first.Graph.Engine.Save(saved);
            var second = new GraphBench(pipeline, started: false);
            second.Graph.Engine.Load(new StateReader(saved.Written.ToArray()));
            steps.Skip(cut).ToList().ForEach(s => s(second));
            second.Until(at + 100);
            commands += whole.Commands.Count;
            Assert.True(whole.Commands.SequenceEqual([.. first.Commands, .. second.Commands]), $"seed {seed}: commands differ after step {cut}");
        }

        Assert.True(commands > 200 * 20, $"only {commands} commands: the cases show nothing");
    }

    [Fact]
    public void LiveRunThatIsRecorded_ReplaysIdentically()
    {
        int commands = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            PipelineDefinition pipeline = Everything(random);
            using var stream = new MemoryStream();
            var recorder = new RunRecorder(new McapWriter(new StreamMcapOutput(stream)), new RecordingContext("hand.yaml", "", ""));
            PipelineGraph live = PipelineGraph.Build(pipeline, recorder);
            recorder.Bind(live.Engine);
            live.Engine.Target = new CommandModel(live.Engine);
            var order = new LiveOrder(live.Engine);
            SignalTime now = SignalTime.Zero;
            for (int i = 0; i < 150; i++)
            {
                now = now.AddNanoseconds(random.Next(3) == 0 ? 0 : random.NextInt64(600_000_000));
                string port = "abce"[random.Next(4)].ToString();
                Value value = port == "e" ? Value.Of("abc"[random.Next(3)].ToString()) : Value.Contact(random.Next(2) == 0);
                order.Ingest(live.Source(port)!.Index, new Stamped<Value>(value, now.AddNanoseconds(-random.NextInt64(20_000_000))), 0, now);
                if (random.Next(30) == 0)
                    order.Lose(live.Source("a")!.Index, now);
                if (random.Next(4) > 0)
                    order.Advance(now);
            }

            order.End(now.AddNanoseconds(10_000_000_000));
            recorder.Close();

            var reader = new RecordingReader(new McapMemoryBytes(stream.ToArray()));
            var replay = new Replay(reader, counterfactual: false);
            replay.Into(PipelineGraph.Build(pipeline, replay).Engine);
            while (replay.Step(SignalTime.Never))
            {
                // each step takes one message
            }

            replay.Conclude();
            Assert.True(replay.Identical == true, $"seed {seed}: {reader.Error} {replay.Difference}");
            commands += (int)replay.RecordedCount;
        }

        Assert.True(commands > 200 * 20, $"only {commands} commands: the cases show nothing");
    }

    [Fact]
    public void ChangeOfAnOutput_IsTheDeedOfTheRuleThatPushedItThatWay()
    {
        var bench = new GraphBench(
            Rule("a-holds-back", when: Is("a"), @while: [Deactivate("aux")]),
            Rule("b-takes", when: Is("a"), @while: [Activate("aux")]));
        bench.Put(1, "a", true).Until(2);
        Command command = Assert.Single(bench.Commands);
        Assert.Equal(("aux", "activate", "b-takes"), (command.Sink, command.Verb, command.Cause.Rule));
    }

    [Fact]
    public void ClaimThatShowsAgain_IsTheDeedOfTheRuleThatHoldsIt()
    {
        var bench = new GraphBench(
            Rule("a-blocks", when: Is("b"), @while: [Deactivate("strike")]),
            Rule("b-opens", when: Is("a"), @while: [Activate("strike")]));
        bench.Put(1, "b", true).Put(2, "a", true).Put(3, "b", false).Until(4);
        Command command = Assert.Single(bench.Commands);
        Assert.Equal(("activate", "b-opens"), (command.Verb, command.Cause.Rule));
    }

    [Fact]
    public void SteadyState_AllocatesNothing()
    {
        var bench = new Engineless(Pipeline(
            Rule("hold", when: For(Is("a"), 0.5), @while: [Activate("strike")]), Rule("pulse", Becomes("a"), unless: Was(Is("horn"), 0.1), cooldown: 0.2, @do: [Pulse("horn", 0.3), Say("x")]),
            Rule("after", Rises(Is("strike")), @do: [Say("y")])));
        bench.Run(0, 2000);
        long commands = bench.Graph.Engine.CommandCount;
        long before = GC.GetAllocatedBytesForCurrentThread();
        bench.Run(2000, 4000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(bench.Graph.Engine.CommandCount - commands > 1000);
    }

    private static PipelineDefinition Everything(Random random)
    {
        double D() => random.Next(1, 16) / 4.0;
        return Pipeline(
            Rule("p", Any(Becomes("a"), Event("a")), unless: Is("b"), cooldown: D(), @do: [Pulse("strike", D()), Say("p")]),
            Rule("q", when: For(Is("b"), D()), @do: [Say("q")], @while: [Activate("aux")]),
            Rule("r", Leaves("c"), @if: Was(Is("a"), D()), @do: [Pulse("horn", D()), Pulse("strike", D())]),
            Rule("s", when: And(Within(Event("b"), D()), Not(Is("c"))), @while: [Deactivate("aux")]),
            Rule("t", Becomes("strike"), @do: [Say("t")]),
            Rule("u", when: And(ReadbackIs("horn"), Known("a")), @do: [Say("u")]),
            Rule("v", Rises(Or(Is("horn"), Is("c"))), @do: [Say("v")]));
    }


    /// <summary>Runs without keeping what comes out.</summary>
    private sealed class Engineless(PipelineDefinition pipeline)
    {
        public PipelineGraph Graph { get; } = Started(pipeline);

        public void Run(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                SignalTime at = SignalTime.FromMilliseconds(i * 700L);
                Graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Value, Source = 0, Turn = at, Stamp = at, Since = at, Value = Value.Contact(i % 2 == 0) });
            }
        }

        private static PipelineGraph Started(PipelineDefinition pipeline)
        {
            PipelineGraph graph = PipelineGraph.Build(pipeline, new ObserverList());
            graph.Engine.Target = new CommandModel(graph.Engine);
            graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
            return graph;
        }
    }
}
