using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals.Loop;
using Xunit;
using static Reactive.Signals.Tests.Loop.Bench;

namespace Reactive.Signals.Tests.Loop;

/// <summary>Turns: their order at one instant, answers to commands, chains.</summary>
public class EngineTests
{
    private static Bench Started(long holdMilliseconds = 30_000)
    {
        var bench = new Bench([Ports.Contact("a"), Ports.Contact("b")], [], holdMilliseconds);
        bench.Put(0, Inactive, 0, 0);
        bench.Put(1, Inactive, 1, 1);
        return bench;
    }

    [Fact]
    public void TimerAndValueAtOneInstant_TimerFirst()
    {
        Bench bench = Started(100);
        bench.Put(0, Active, 10, 10);
        bench.Order.Ingest(0, new Stamped<Value>(Inactive, Ms(110)), 0, Ms(110));
        bench.Order.Advance(Ms(110));
        Assert.Equal(
            ["0.11 out activate", "0.11 out=active since 0.11", "0.11 a=inactive since 0.11", "0.11 out deactivate", "0.11 out=inactive since 0.11"],
            bench.Journal.From(11));
    }

    [Fact]
    public void OccurrencesOfOneArrivalWithOneStamp_AreOneTurn()
    {
        var journal = new Journal();
        var engine = new Engine(journal);
        Source source = engine.AddSource(Ports.Adc("adc"));
        var seen = new List<(long Turn, SignalTime Stamp, int Junction)>();
        for (int i = 0; i < 2; i++)
        {
            int which = i;
            Junction junction = engine.AddJunction(source);
            source.Samples.Through(() => new ThresholdKernel(), engine.Context).Subscribe(junction);
            junction.Out.Subscribe(v => seen.Add((engine.Turn.Number, v.Stamp, which)));
        }

        var samples = new short[] { 0, 200, 200, 0 };
        engine.Deliver(new Arrival { Kind = ArrivalKind.Block, Source = 0, Block = SampleBlock.Of(samples, 0, source.Clock!) });
        engine.RunThrough(Ms(10));
        Assert.Equal(
            [(1, Ms(0), 0), (1, Ms(0), 1), (2, Ms(1), 0), (2, Ms(1), 1), (3, Ms(3), 0), (3, Ms(3), 1)], seen);
    }

    [Fact]
    public void AnswerFromTheOutside_RunsBeforeAnythingElseAtItsInstant()
    {
        Bench bench = Started(100);
        bench.Put(0, Active, 10, 10);
        bench.SleepUntil(110);
        long command = bench.Journal.Commands.Single(c => c.Verb == "activate").Number;
        bench.Order.Ingest(1, new Stamped<Value>(Active, Ms(120)), 0, Ms(120));
        bench.Order.Answer(command, Value.Symbol(SymbolType.Outcome, 0), Active, Ms(120));
        bench.Order.Advance(Ms(120));
        Assert.Equal(["0.12 readback=active since 0.12", "0.12 b=active since 0.12"], bench.Journal.From(111));
    }

    [Fact]
    public void AnswerFromASimulatedTarget_RunsBeforeAnythingElseAtTheInstantOfTheCommand()
    {
        Bench bench = Started(100);
        bench.Engine.Target = new CommandModel(bench.Engine);
        bench.Put(0, Active, 10, 10);
        bench.Put(1, Active, 110, 110);
        Assert.Equal(["0.11 out activate", "0.11 out=active since 0.11", "0.11 readback=active since 0.11", "0.11 b=active since 0.11"], bench.Journal.From(11));
    }

    [Fact]
    public void AnswerToNoCommand_IsDroppedAndCounted()
    {
        Bench bench = Started();
        bench.Order.Answer(77, Value.Symbol(SymbolType.Outcome, 0), Active, Ms(20));
        bench.Order.Answer(0, Value.Symbol(SymbolType.Outcome, 0), Active, Ms(20));
        bench.Order.Advance(Ms(20));
        Assert.Equal(2, bench.Engine.StrayAnswers);
        Assert.Empty(bench.Journal.Of(ArrivalKind.Feedback));
        Assert.Empty(bench.Journal.Commands);
    }

    [Fact]
    public void OutputsThatKeepChangingEachOther_AreCutOffAfter64Turns()
    {
        Bench bench = Started();
        long before = bench.Engine.TurnCount;
        bench.Graph.Flutters = true;
        bench.Put(1, Active, 20, 20);
        Assert.Equal(1 + Engine.LongestChain, bench.Engine.TurnCount - before);
        Assert.Single(bench.Journal.Faults);
        // The run goes on.
        bench.Graph.Flutters = false;
        bench.Put(1, Inactive, 30, 30);
        Assert.Equal("0.03 b=inactive since 0.03", bench.Journal.From(30).Single(l => l.Contains(" b=", StringComparison.Ordinal)));
    }

    [Fact]
    public void AnswersAndCommandsWithoutEnd_AreCutOff()
    {
        Bench bench = Started();
        bench.Engine.Target = new CommandModel(bench.Engine);
        bench.Graph.Flutters = true;
        bench.Put(1, Active, 20, 20);
        Assert.Single(bench.Journal.Faults);
        Assert.InRange(bench.Journal.Commands.Count, Engine.LongestChain / 2, 4 * Engine.LongestChain);
        // The run goes on with what happens next, and is cut off again there.
        bench.Put(1, Inactive, 30, 30);
        Assert.Equal(2, bench.Journal.Faults.Count);
        Assert.InRange(bench.Journal.Commands.Count, Engine.LongestChain, 8 * Engine.LongestChain);
    }

    [Fact]
    public void ArrivalBeforeTheFrontier_BreaksTheOrder()
    {
        Bench bench = Started();
        bench.Put(0, Active, 10, 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Engine.Deliver(new Arrival { Kind = ArrivalKind.Clock, Source = -1, Turn = Ms(9) }));
    }

    [Fact]
    public void BeforeTheStart_ValuesAreTakenAndNoRuleIsAsked()
    {
        var bench = new Bench(Ports.Contact("a"), Ports.Contact("b"));
        bench.Put(0, Active, 1, 1);
        Assert.Equal(Active, bench.Graph.ValueOf(0));
        Assert.Empty(bench.Journal.Commands);
    }

    [Fact]
    public void TurnCauses_NameTheArrivalTheArmingTurnAndTheTurnBefore()
    {
        Bench bench = Started(100);
        bench.Put(0, Active, 10, 10);
        TurnInfo armed = bench.Journal.Turns[^1];
        bench.SleepUntil(200);
        Assert.Equal((TurnCause.Arrival, bench.Journal.Arrivals.FindIndex(a => a.Turn == Ms(10)) + 1), (armed.Cause, armed.CauseNumber));
        Assert.Equal((TurnCause.Timer, armed.Number), (bench.Journal.Turns[^2].Cause, bench.Journal.Turns[^2].CauseNumber));
        Assert.Equal((TurnCause.Output, bench.Journal.Turns[^2].Number), (bench.Journal.Turns[^1].Cause, bench.Journal.Turns[^1].CauseNumber));
    }
}
