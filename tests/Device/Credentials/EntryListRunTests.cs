using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using Reactive.Device.Credentials;
using Reactive.Device.Files;
using Reactive.Device.Live;
using Reactive.Device.Messaging;
using Reactive.Device.Output;
using Reactive.Device.Running;
using Reactive.Device.Secrets;
using Reactive.Device.Time;
using Reactive.Operators;
using Reactive.Rules;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Device.Tests.Credentials;

/// <summary>An entry list in a live loop with a real store: what it grants, what it leaves in the store, and that its recording replays without one.</summary>
public sealed class EntryListRunTests
{
    private const string Pipeline = """
        pipeline: p
        device: door-controller
        signals:
          frame: { from: reader, through: [ wiegand ] }
          card: { from: frame, through: [ card: H10301 ] }
          entry: { from: card, through: [ entry-list: people.csv ] }
        rules:
          unlock: { when: entry is granted, do: { pulse: strike, for: 1 s } }

        """;

    private const string Table = "first-name,format,facility,number,uses\nAnna,H10301,12,1,\nBen,H10301,12,2,2\n";

    [Fact]
    public void AUse_IsTakenInTheStore_AndTheRunReplaysWithoutIt()
    {
        using var folder = new StoreFolder();
        PipelineDefinition pipeline = Read();
        Assert.Equal([$"{Path.Combine(folder.Path, "people.db")} was made of people.csv: 2 holders."], EntryStores.Prepare(pipeline, folder.Path, SecretSet.None));
        using (var run = new Run(pipeline, folder.Path))
        {
            run.Card(2);
            run.WaitFor("granted Ben (access-granted), 1 left");
            run.Card(1);
            run.WaitFor("granted Anna (access-granted)");
            run.Card(9);
            run.WaitFor("denied H10301 12:9: unknown");
            run.Stop();
            Assert.True(run.ReplaysIdentically());
        }

        using HolderStore store = HolderStore.Open(Path.Combine(folder.Path, "people.db"));
        Assert.Equal((1, 1L), (store.Read().Find(2)!.UsesLeft, store.Read().Find(2)!.LastUse));
        Assert.Empty(store.Unconfirmed());
        Assert.Equal("entry", store.Latest()!.Reader);
        Assert.Equal("H10301", store.Latest()!.Format);
        Assert.Empty(EntryStores.Prepare(pipeline, folder.Path, SecretSet.None));
    }

    [Fact]
    public void WhileAnotherHoldsTheStore_CountedUsesFail_AndOthersEnter()
    {
        using var folder = new StoreFolder();
        PipelineDefinition pipeline = Read();
        Assert.Single(EntryStores.Prepare(pipeline, folder.Path, SecretSet.None));
        using var run = new Run(pipeline, folder.Path);
        run.Card(1);
        run.WaitFor("granted Anna (access-granted)");
        using (Database other = Database.Open(Path.Combine(folder.Path, "people.db"), TimeSpan.Zero))
        {
            other.Run("BEGIN EXCLUSIVE");
            run.Card(2);
            run.Card(1);
            run.WaitFor("granted Anna (access-granted)");
            run.WaitFor(s => s is "failed Ben: store-locked" or "failed Ben: store-timeout");
        }

        run.Card(2);
        run.WaitFor(s => s.StartsWith("granted Ben", StringComparison.Ordinal));
        run.Stop();
        Assert.True(run.ReplaysIdentically());
    }

    [Fact]
    public void PulsesThatComeLate_MakeTheirCardAllTheSame()
    {
        using var run = new Run(Read(), null);
        run.LateCard(1);
        run.WaitFor("granted Anna (access-granted)");
        run.LateCard(1);
        run.WaitFor("granted Anna (access-granted)");
        run.Stop();
        Assert.True(run.ReplaysIdentically());
    }

    [Fact]
    public void ASecondRunOnTheSameStore_LetsNobodyIn()
    {
        using var folder = new StoreFolder();
        PipelineDefinition pipeline = Read();
        Assert.Single(EntryStores.Prepare(pipeline, folder.Path, SecretSet.None));
        using var first = new Run(pipeline, folder.Path);
        using var second = new Run(pipeline, folder.Path);
        first.Card(2);
        first.WaitFor("granted Ben (access-granted), 1 left");
        second.Card(2);
        second.WaitFor("failed H10301 12:2: holders-unknown");
    }

    [Fact]
    public void AStoreThatIsReplaced_IsNoticed_AndTheNewOneDecides()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux says that a file which is open was removed");
        using var folder = new StoreFolder();
        PipelineDefinition pipeline = Read();
        string path = Path.Combine(folder.Path, "people.db");
        EntryStores.Prepare(pipeline, folder.Path, SecretSet.None);
        using var run = new Run(pipeline, folder.Path);
        run.Card(1);
        run.WaitFor("granted Anna (access-granted)");
        foreach (string part in (string[])["", "-wal", "-shm"])
            File.Delete(path + part);
        using (HolderStore other = HolderStore.Open(path, create: true))
            other.Replace(StoreFolder.List(new Holder { Id = 1, FirstName = "Zoe", QrText = "z" }));
        string told = "";
        for (DateTime giveUp = DateTime.UtcNow.AddSeconds(30); told != "denied H10301 12:1: unknown" && DateTime.UtcNow < giveUp;)
        {
            run.Card(1);
            run.WaitFor(s =>
            {
                told = s;
                return true;
            });
        }

        Assert.Equal("denied H10301 12:1: unknown", told);
    }

    [Fact]
    public void AStoreWithoutATable_IsNotMade()
    {
        using var folder = new StoreFolder();
        PipelineDefinition pipeline = Read() with { Tables = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty };
        Assert.Equal($"There is no store {Path.Combine(folder.Path, "people.db")}, and no table people.csv to make it of.", Assert.Throws<CommandException>(() => EntryStores.Prepare(pipeline, folder.Path, SecretSet.None)).Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void WithoutAStore_UsesCountForTheRun()
    {
        using var run = new Run(Read(), null);
        foreach (string told in (string[])["granted Ben (access-granted), 1 left", "granted Ben (access-granted), 0 left", "denied Ben: used-up"])
        {
            run.Card(2);
            run.WaitFor(told);
        }
    }

    [Fact]
    public void AFolderThatIsNone_IsRefused()
    {
        CommandException refused = Assert.Throws<CommandException>(() => EntryStores.Prepare(Read(), "/nowhere/at/all", SecretSet.None));
        Assert.Equal("--store: there is no folder /nowhere/at/all.", refused.Message);
    }

    private static PipelineDefinition Read()
    {
        PipelineFile file = PipelineFile.Of("p.yaml", Pipeline, static name => name == "people.csv" ? Table : null);
        Assert.NotNull(file.Definition);
        return file.Definition;
    }

    /// <summary>A live loop on a clock that the test moves, and all that it tells of the entry list.</summary>
    private sealed class Run : RunObserver, IDisposable
    {
        private readonly MemoryStream _stream = new();
        private readonly RunRecorder _recorder;
        private readonly OwnerKey _owner;
        private readonly OwnerSealer _sealer;
        private readonly PipelineDefinition _pipeline;
        private readonly PipelineGraph _graph;
        private readonly Doorbell _bell = new();
        private readonly EntryLists _lists;
        private readonly OutputDriver _outputs;
        private readonly LogDriver _logs;
        private readonly ReaderLineDriver _readerLines;
        private readonly LiveLoop _loop;
        private readonly DriverLine _reader;
        private readonly DriverLine _check;
        private readonly List<string> _told = [];
        private SignalTime _now = SignalTime.Zero;

        public Run(PipelineDefinition pipeline, string? folder)
        {
            _pipeline = pipeline;
            var clock = new DeviceClock(() => _now);
            var writer = new McapWriter(new StreamMcapOutput(_stream), new McapWriterOptions { Profile = RecordingFormat.Profile });
            string key = Path.Combine(Directory.CreateTempSubdirectory("reactive-").FullName, "owner.pem");
            OwnerKey.Make(key);
            _owner = OwnerKey.ReadPrivate(key)!;
            _sealer = new OwnerSealer(_owner);
            _recorder = new RunRecorder(writer, new RecordingContext("p.yaml", Pipeline, "") { Sealer = _sealer, SealedPorts = ["people.csv"] });
            _lists = new EntryLists(pipeline, folder);
            _graph = PipelineGraph.Build(pipeline, new ObserverList(_lists, _recorder, this));
            _recorder.Bind(_graph.Engine);
            var answers = new AnswerLine(clock, _bell);
            DriverLine[] lines = [.. _graph.Engine.Sources.Select(s => new DriverLine(s.Index, 4096, 0, clock, _bell))];
            _reader = lines[_graph.Source("reader")!.Index];
            _check = lines[_graph.Source("check.entry")!.Index];
            _loop = new LiveLoop(_graph.Engine, clock, _bell, [.. lines, answers.Line]);
            _outputs = new OutputDriver(pipeline.Device.Outputs.Select(o => (o, (IOutputPort)new Reactive.Device.Simulation.SimulatedOutput())), answers.Post);
            _logs = new LogDriver(static _ => { }, answers.Post);
            _readerLines = new ReaderLineDriver([], answers.Post);
            _graph.Engine.Target = new CommandDesk(_graph.Engine, answers, _outputs, _readerLines, _logs, _lists, new Connections(pipeline, "", SecretSet.None, null));
            _loop.Anchor(1_800_000_000L * SignalTime.NanosecondsPerSecond);
            _lists.Begin(_graph, lines, answers, NullLogger.Instance);
            _reader.Post(new Stamped<Value>(Value.Symbol(SymbolType.WiegandLines, "idle"), SignalTime.Zero));
            // the start waits for who the holders are
            Turn(() => _graph.Engine.Started);
        }

        public void Card(ulong number)
        {
            Assert.True(CardFormats.Find("H10301")!.Format.TryEncode(new CardNumbers(12, number), out ReaderBits bits, out _));
            SignalTime began = _now.AddNanoseconds(SignalTime.NanosecondsPerSecond);
            _now = began.AddNanoseconds(SignalTime.NanosecondsPerSecond);
            foreach ((long nanoseconds, Value lines) in ReaderPulses.Of(bits))
                _reader.Post(new Stamped<Value>(lines, began.AddNanoseconds(nanoseconds)));
        }

        // a driver that was held up hands over what it has stamped half a second ago
        public void LateCard(ulong number)
        {
            SignalTime began = _now.AddNanoseconds(SignalTime.NanosecondsPerSecond);
            _now = began.AddNanoseconds(SignalTime.NanosecondsPerSecond / 2);
            // whatever has happened at this instant: the run has gone past the card
            _check.Post(new Stamped<Value>(Value.Unknown(UnknownReason.Offline), _now));
            _loop.Turn(_now);
            Assert.True(CardFormats.Find("H10301")!.Format.TryEncode(new CardNumbers(12, number), out ReaderBits bits, out _));
            foreach ((long nanoseconds, Value lines) in ReaderPulses.Of(bits))
                _reader.Post(new Stamped<Value>(lines, began.AddNanoseconds(nanoseconds)));
        }

        public void WaitFor(string told) => WaitFor(s => s == told);

        // what comes before it is left for later
        public void WaitFor(Predicate<string> matches) => Turn(() => _told.FindIndex(matches) is >= 0 and var at && _told.Remove(_told[at]));

        public void Stop()
        {
            _loop.Turn(_now);
            Assert.True(_recorder.Close());
        }

        public bool ReplaysIdentically()
        {
            var reader = new RecordingReader(new McapMemoryBytes(_stream.ToArray()));
            using OwnerOpener opener = OwnerOpener.Of(_owner, reader.Seal!)!;
            reader.Opener = opener;
            var replay = new Replay(reader, counterfactual: false);
            PipelineGraph again = PipelineGraph.Build(_pipeline, replay);
            replay.Into(again.Engine);
            while (replay.Step(SignalTime.Never))
            {
                // one message at a time
            }

            replay.Conclude();
            Assert.Equal(_graph.Engine.CommandCount, replay.RecordedCount);
            return replay.Identical == true;
        }

        public override void OnSignal(in SignalChange change)
        {
            if (change.Signal == "entry")
                _told.Add(change.Value.ToString());
        }

        public void Dispose()
        {
            _sealer.Dispose();
            _owner.Dispose();
            Directory.Delete(Path.GetDirectoryName(_owner.Path)!, recursive: true);
            _lists.Dispose();
            _logs.Dispose();
            _readerLines.Dispose();
            _outputs.Dispose();
            _bell.Dispose();
        }

        // time goes on by milliseconds while a store works on its own thread
        private void Turn(Func<bool> until)
        {
            DateTime giveUp = DateTime.UtcNow.AddSeconds(30);
            while (true)
            {
                _loop.Turn(_now);
                if (until())
                    return;
                Assert.True(DateTime.UtcNow < giveUp, "nothing came");
                _bell.Wait(2_000_000);
                _now = _now.AddNanoseconds(2_000_000);
            }
        }
    }
}
