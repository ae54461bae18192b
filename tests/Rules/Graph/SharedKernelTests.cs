using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Rules.Tests.Language;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Graph;

/// <summary>An entry list in a run whose store answers when the test says so, and as it says.</summary>
public sealed class SharedKernelTests
{
    private const string Pipeline = """
        pipeline: p
        device: door-controller
        ports: { reader: { sensitive: yes } }
        signals:
          frame: { from: reader, through: [ wiegand ] }
          card: { from: frame, through: [ card: H10301 ] }
          front: { from: card, through: [ entry-list: people.csv ] }
          yard: { from: card, through: [ entry-list: people.csv ] }
        rules:
          enter: { when: front is granted, do: { log: in } }

        """;

    private const string Table = "first-name,format,facility,number,uses\nAnna,H10301,12,1,\nBen,H10301,12,2,3\n";

    [Fact]
    public void ACommit_GrantsInItsOwnTurn_AndNamesWhatIsLeft()
    {
        var run = new Run();
        Assert.Equal(["1 take-use 2 1 2 of front", "1 take-use 2 2 1 of yard"], run.Card(1, 2));
        Assert.Equal(["1.3 front granted Ben (access-granted), 2 left", "1.3 log in"], run.Answer(1.3, 1, Outcome.Done, Value.Of(2, Unit.Count)));
        Assert.Equal(["1.4 yard granted Ben (access-granted), 1 left"], run.Answer(1.4, 2, Outcome.Done, Value.Of(1, Unit.Count)));
    }

    [Fact]
    public void ARefusal_IsAFaultByItsName() =>
        Assert.Equal(["1.3 front failed Ben: store-locked"], new Run().After(1, 2).Answer(1.3, 1, Outcome.Failed, Value.Fault("store-locked")));

    [Fact]
    public void AFailureWithoutAName_IsOneToo() =>
        Assert.Equal(["1.3 front failed Ben: store-failed"], new Run().After(1, 2).Answer(1.3, 1, Outcome.Expired, Value.Unknown(UnknownReason.Stale)));

    [Fact]
    public void ASilentStore_IsAFaultAfterTwoSeconds_AndWhatComesLaterOpensNothing()
    {
        Run run = new Run().After(1, 2);
        Assert.Equal(["3 front failed Ben: store-timeout", "3 yard failed Ben: store-timeout"], run.Until(4));
        Assert.Equal([], run.Answer(4, 1, Outcome.Done, Value.Of(2, Unit.Count)));
        // but it counts
        Assert.Equal(["5 take-use 2 2 1 of front", "5 take-use 2 3 0 of yard"], run.Card(5, 2));
    }

    [Fact]
    public void OthersAreGranted_WhateverTheStoreDoes() =>
        Assert.Equal(["2 front granted Anna (access-granted)", "2 yard granted Anna (access-granted)", "2 log in"], new Run().After(1, 2).Card(2, 1));

    [Fact]
    public void ACommitAtTheVeryInstantAtWhichItIsTooLate_OpensNothing() =>
        Assert.Equal(["3 front failed Ben: store-timeout", "3 yard failed Ben: store-timeout"], new Run().After(1, 2).Answer(3, 1, Outcome.Done, Value.Of(2, Unit.Count)));

    [Fact]
    public void AListThatWasReadBeforeACommit_TakesNothingBack()
    {
        Run run = new Run().After(1, 2);
        string stale = run.Known;
        run.Answer(1.3, 1, Outcome.Done, Value.Of(2, Unit.Count));
        Assert.Equal(["1.4 yard failed Ben: store-restarted"], run.News(1.4, stale));
        Assert.Equal(["2 take-use 2 2 1 of front", "2 take-use 2 3 0 of yard"], run.Card(2, 2));
    }

    [Fact]
    public void AnAnswerToAnotherCommand_IsNone() => Assert.Equal([], new Run().After(1, 2).Answer(1.3, 3, Outcome.Done, Value.Of(2, Unit.Count)));

    [Fact]
    public void WhatIsPresentedBeforeTheStart_IsPassedOver()
    {
        var run = new Run(start: false);
        Assert.Equal([], run.Card(0, 2));
        Assert.Equal(("credentials presented before the start", 2L), Assert.Single(run.Ignored));
        run.Start(1);
        Assert.Equal(["2 front granted Anna (access-granted)", "2 yard granted Anna (access-granted)", "2 log in"], run.Card(2, 1));
    }

    [Fact]
    public void BeforeAnybodyTells_NothingIsKnown()
    {
        var run = new Run(news: null);
        Assert.Equal(["1 front failed H10301 12:1: holders-unknown", "1 yard failed H10301 12:1: holders-unknown"], run.Card(1, 1));
    }

    [Fact]
    public void NewsThatCannotBeRead_IsAFaultOfTheRun_AndChangesNothing()
    {
        var run = new Run();
        Assert.Equal(["1 fault of the run: what people.csv was told cannot be read"], run.News(1, "nonsense"));
        Assert.Equal(3, run.Card(2, 1).Length);
    }

    [Fact]
    public void SavedAndLoadedAnywhere_ItGoesOnAlike()
    {
        for (int seed = 1; seed <= 40; seed++)
        {
            string[] whole = Story(seed, cut: -1), cut = Story(seed, cut: seed % 12);
            Assert.True(whole.SequenceEqual(cut), $"seed {seed}:\n{string.Join('\n', whole)}\n---\n{string.Join('\n', cut)}");
            Assert.NotEmpty(whole);
        }
    }

    // cards and answers at random, sometimes wrong ones; the run saved and loaded before one of them
    private static string[] Story(int seed, int cut)
    {
        var random = new Random(seed);
        var run = new Run();
        var told = new List<string>();
        for (int i = 0; i < 12; i++)
        {
            if (i == cut)
                run = run.SavedAndLoaded();
            double at = 1 + i * random.Next(1, 4) / 4.0 + i;
            told.AddRange(random.Next(3) switch
            {
                0 => run.Card(at, (ulong)random.Next(1, 4)),
                1 => run.Answer(at, random.Next(1, 6), Outcome.Done, Value.Of(random.Next(3), Unit.Count)),
                _ => run.Answer(at, random.Next(1, 6), Outcome.Failed, Value.Fault("store-full")),
            });
        }

        return [.. told];
    }

    /// <summary>A run whose arrivals a test delivers; it tells what the entry list and the rules do, by seconds.</summary>
    private sealed class Run : RunObserver
    {
        private readonly PipelineGraph _graph;
        private readonly List<string> _told = [];

        public Run(string? news = "", bool start = true)
        {
            (PipelineDefinition? pipeline, _) = PipelineReader.Read("a.yaml", Pipeline, Said.Catalog, static name => name == "people.csv" ? Table : null);
            _graph = PipelineGraph.Build(pipeline!, this, new HashSet<string> { "card" }, SecretSet.OfTests);
            Known = pipeline!.Tables["people.csv"];
            if (news is not null)
                News(0, Known);
            if (start)
                Start(0);
        }

        public string Known { get; }

        public void Start(double at) => Deliver(at, new Arrival { Kind = ArrivalKind.Start, Source = -1, Marks = ArrivalMarks.After });

        public string[] News(double at, string news) => Deliver(at, new Arrival { Kind = ArrivalKind.Value, Source = _graph.Source("people.csv")!.Index, Value = Value.Of(news) });

        public string[] Card(double at, ulong number)
        {
            CardFormat format = Said.Catalog.CardFormat("H10301")!;
            Assert.True(format.TryEncode(new CardNumbers(12, number), out ReaderBits bits, out _));
            return Deliver(at, new Arrival { Kind = ArrivalKind.Value, Source = _graph.Source(PipelineGraph.SignalSource("card"))!.Index, Value = Value.Card(bits, format) });
        }

        public Run After(double at, ulong number)
        {
            Card(at, number);
            return this;
        }

        public string[] Answer(double at, long command, Value outcome, Value readback) =>
            Deliver(at, new Arrival { Kind = ArrivalKind.Feedback, Source = -1, Answers = command, Value = outcome, Readback = readback });

        public (string What, long Count)[] Ignored => [.. _graph.Engine.Ignored.Select(i => (i.Key, i.Value))];

        public string[] Until(double at) => Deliver(at, new Arrival { Kind = ArrivalKind.Clock, Source = -1 });

        public Run SavedAndLoaded()
        {
            var writer = new StateWriter();
            _graph.Engine.Save(writer);
            var other = new Run(news: null, start: false);
            other._graph.Engine.Load(new StateReader(writer.Written.ToArray()));
            return other;
        }

        public override void OnSignal(in SignalChange change)
        {
            if (change.Signal is "front" or "yard")
                _told.Add($"{change.At} {change.Signal} {change.Value}");
        }

        public override void OnCommand(in Command command) => _told.Add(command.Sink == "log" ? $"{command.At} log {command.Text}" : $"{command.At} {command.Verb} {command.Text} of {command.Cause.Rule}");

        public override void OnFault(SignalTime at, string fault) => _told.Add($"{at} fault of the run: {fault}");

        private string[] Deliver(double at, Arrival arrival)
        {
            var turn = SignalTime.FromSeconds((decimal)at);
            turn = SignalTime.Max(turn, _graph.Engine.Frontier);
            _graph.Engine.Deliver(arrival with { Turn = turn, Stamp = turn, Since = turn });
            _graph.Engine.RunThrough(turn);
            string[] told = [.. _told];
            _told.Clear();
            return told;
        }
    }
}
