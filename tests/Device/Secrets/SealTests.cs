using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Reactive.Device.Files;
using Reactive.Device.Recording;
using Reactive.Device.Secrets;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Device.Tests.Secrets;

/// <summary>The seal itself: nothing of what is sealed stands in the file, and nothing that was changed opens.</summary>
public sealed class SealTests : IDisposable
{
    private static readonly Value[] Typed =
    [
        Value.Of("open sesame"), Value.Of(new ReaderBits(26, 0x2190e0f)), Value.Pin(new ReaderBits(16, 0x2759)), Value.Card(new ReaderBits(26, 0x2190e0f), null), Value.Symbol(SymbolType.Key, "F2"),
    ];

    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("a secret of the device, 33 bytes.");

    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-").FullName;
    private readonly OwnerKey _owner;

    public SealTests()
    {
        OwnerKey.Make(Path.Combine(_folder, "owner.pem"));
        _owner = OwnerKey.ReadPrivate(Path.Combine(_folder, "owner.pem"))!;
    }

    public void Dispose()
    {
        _owner.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void NothingOfWhatIsSealed_StandsInTheFile()
    {
        string[] told = ["open sesame", new ReaderBits(26, 0x2190e0f).ToString(), new ReaderBits(16, 0x2759).ToString(), "frame", "F2", "a secret of the device"];
        byte[] open = RecordTyped(sensitive: false), hidden = RecordTyped(sensitive: true);
        Assert.All(told[..^1], t => Assert.True(Holds(open, t), t));
        Assert.All(told, t => Assert.False(Holds(hidden, t), t));
    }

    [Fact]
    public void WhatIsSealed_IsReadBackAsItWas()
    {
        RecordingReader reader = Open(RecordTyped(sensitive: true));
        var values = new List<Value>();
        while (reader.TryRead(out RecordedMessage message))
        {
            if (message is { Kind: RecordedMessageKind.Arrival, Source: "pad" })
                values.Add(message.Arrival.Value);
        }

        Assert.Null(reader.Error);
        Assert.Equal(Typed, values);
        Assert.Equal(["pad"], reader.SealedPorts);
    }

    [Fact]
    public void Recordings_HaveKeysOfTheirOwn() => Assert.NotEqual(RecordTyped(sensitive: true), RecordTyped(sensitive: true));

    [Fact]
    public void ARecorderWithoutASealer_TakesNoSensitivePort()
    {
        using var stream = new MemoryStream();
        var engine = new Engine(new Unwatched());
        engine.AddSource(Port(sensitive: true));
        var recorder = new RunRecorder(new McapWriter(new StreamMcapOutput(stream)), new RecordingContext("a.yaml", "", ""));
        Assert.Throws<InvalidOperationException>(() => recorder.Bind(engine));
    }

    [Fact]
    public void Sealing_AllocatesNothing()
    {
        using var sealer = new OwnerSealer(_owner);
        byte[] plain = new byte[100], sealedBytes = new byte[100 + sealer.Overhead];
        sealer.Seal(1, plain, plain, sealedBytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong i = 2; i < 1000; i++)
            sealer.Seal(i, plain, plain, sealedBytes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void RandomBytes_DoNotOpen_AndNothingBreaks()
    {
        using var sealer = new OwnerSealer(_owner);
        using OwnerOpener opener = OwnerOpener.Of(_owner, sealer.Header)!;
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Assert.Null(SealedSecrets.Open(opener, bytes));
            ulong counter = (ulong)random.NextInt64();
            Assert.False(SealedPayload.TryOpen(opener, "/ports/pad", new McapMessage(1, (uint)i, 0, 0, bytes, 0), out _));
            if (bytes.Length >= opener.Overhead)
                Assert.False(opener.TryOpen(counter, bytes, bytes, new byte[bytes.Length - opener.Overhead]));
            Assert.Null(OwnerOpener.Of(_owner, new Dictionary<string, string> { ["ephemeral"] = Convert.ToHexString(bytes) }));
        }
    }

    [Fact]
    public void AMessage_OpensInItsOwnPlaceAlone()
    {
        using var sealer = new OwnerSealer(_owner);
        using OwnerOpener opener = OwnerOpener.Of(_owner, sealer.Header)!;
        byte[] place = [1, 2, 3], plain = [4, 5], sealedBytes = new byte[2 + sealer.Overhead], opened = new byte[2];
        sealer.Seal(7, place, plain, sealedBytes);
        Assert.True(opener.TryOpen(7, place, sealedBytes, opened));
        Assert.Equal(plain, opened);
        Assert.False(opener.TryOpen(8, place, sealedBytes, opened));
        Assert.False(opener.TryOpen(7, [1, 2, 4], sealedBytes, opened));
        sealedBytes[0] ^= 1;
        Assert.False(opener.TryOpen(7, place, sealedBytes, opened));
    }

    [Fact]
    public void TheSecretsOfARun_ReplayItsDecisions_AndOthersDoNot()
    {
        PipelineFile file = KeyedPipeline.File("one", "two");
        var secrets = new SecretSet(new Dictionary<string, ReadOnlyMemory<byte>> { ["one"] = new byte[] { 1 }, ["two"] = Secret });
        byte[] recording = RecordKeyed(file, secrets);
        Assert.False(Holds(recording, "a secret of the device"));
        string path = Path.Combine(_folder, "keyed.mcap");
        using var bytes = new MappedBytes(path);
        var reader = new RecordingReader(bytes);
        using Unsealed unsealed = Unsealed.Of(path, reader, _owner.Path);
        Assert.Equal([1], unsealed.Secrets.Find("one").ToArray());
        Assert.Equal(Secret, unsealed.Secrets.Find("two").ToArray());
        Assert.True(Replayed(reader, file, unsealed.Secrets).Identical);
        var others = new SecretSet(new Dictionary<string, ReadOnlyMemory<byte>> { ["one"] = new byte[] { 2 }, ["two"] = Secret });
        Assert.False(Replayed(Open(recording), file, others).Identical);
        Output.CommandException missing = Assert.Throws<Output.CommandException>(() => unsealed.Guard(KeyedPipeline.Of("one", "three")));
        Assert.Equal((2, "a.yaml:5 needs the secret 'three', which the recording does not hold: it can only be replayed with the secrets of its run."), (missing.Code, missing.Message));
    }

    [Fact]
    public void APipelineThatUsesASecret_MustBeSealed() =>
        Assert.Equal("the secret 'one' is used, the secret 'two' is used", Recorder.MustSeal(KeyedPipeline.Of("one", "two", "one")));

    [Fact]
    public void NoFlippedByte_GivesAnotherReplayInSilence()
    {
        PipelineFile file = KeyedPipeline.File("one");
        byte[] recording = RecordKeyed(file, new SecretSet(new Dictionary<string, ReadOnlyMemory<byte>> { ["one"] = new byte[] { 1 } }));
        string path = Path.Combine(_folder, "flipped.mcap");
        Assert.Equal("activate,deactivate", Outcome(path, recording, file));
        int refused = 0, same = 0;
        for (int i = 0; i < recording.Length; i++)
        {
            byte[] flipped = [.. recording];
            flipped[i] ^= (byte)(1 << (i % 8));
            switch (Outcome(path, flipped, file))
            {
                case null:
                    refused++;
                    break;
                case "activate,deactivate":
                    same++;
                    break;
                case var other:
                    Assert.Fail($"byte {i} of {recording.Length}: {other}");
                    break;
            }
        }

        // what lies behind the last message (indexes and statistics) tells a replay nothing
        Assert.True(refused > same, $"{refused} refused, {same} the same");
    }

    // The commands that a replay gives, or null where it says that something is wrong.
    private string? Outcome(string path, byte[] recording, PipelineFile file)
    {
        var commands = new Verbs();
        try
        {
            var reader = new RecordingReader(new McapMemoryBytes(recording));
            using Unsealed unsealed = Unsealed.Of(path, reader, _owner.Path);
            // what carries no pipeline is refused
            if (reader.Pipeline is null || reader.Profile is null)
                return null;
            if (reader.Pipeline != file.Text || reader.Profile != file.ProfileText)
                return reader.Error is null ? "another pipeline" : null;
            Replay replay = Replayed(reader, file with { Definition = unsealed.Guard(file.Definition!) }, unsealed.Secrets, commands);
            return reader.Error is not null || replay.Identical != true || reader.Truncated || replay.Foreign > 0 ? null : string.Join(',', commands.All);
        }
        catch (Output.CommandException)
        {
            return null;
        }
    }

    private static Replay Replayed(RecordingReader reader, PipelineFile file, SecretSet secrets, RunObserver? watching = null)
    {
        var replay = new Replay(reader, counterfactual: false);
        PipelineGraph graph = PipelineGraph.Build(file.Definition!, watching is null ? replay : new ObserverList(watching, replay), secrets: secrets);
        replay.Into(graph.Engine);
        while (replay.Step(SignalTime.Never))
        {
            // one message at a time
        }

        replay.Conclude();
        return replay;
    }

    private byte[] RecordKeyed(PipelineFile file, SecretSet secrets)
    {
        string path = Path.Combine(_folder, "keyed.mcap");
        using var sealer = new OwnerSealer(_owner);
        var sensitive = file with { Definition = file.Definition!.WithSensitive(new HashSet<string> { "tamper" }) };
        using (var recorder = new Recorder(path, sensitive, live: false, sealer, secrets))
        {
            PipelineGraph graph = PipelineGraph.Build(sensitive.Definition!, recorder, secrets: secrets);
            graph.Engine.Target = new CommandModel(graph.Engine);
            recorder.Begin(graph.Engine);
            var order = new FeedOrder(graph.Engine, [], [new ListFeed(graph.Source("tamper")!.Index, [new(Value.Contact(false), SignalTime.Zero), new(Value.Contact(true), SignalTime.FromSeconds(1)), new(Value.Contact(false), SignalTime.FromSeconds(2))])]);
            order.Start(FeedOrder.DefaultWallNanoseconds);
            while (order.Step(SignalTime.FromSeconds(3)))
            {
                // each step takes one arrival
            }

            order.End(SignalTime.FromSeconds(3));
            Assert.Null(recorder.Close());
        }

        return File.ReadAllBytes(path);
    }

    private byte[] RecordTyped(bool sensitive)
    {
        using var stream = new MemoryStream();
        using var sealer = new OwnerSealer(_owner);
        var context = new RecordingContext("a.yaml", "pipeline: a\n", "profile: d\n");
        if (sensitive)
        {
            var secrets = new SecretSet(new Dictionary<string, ReadOnlyMemory<byte>> { ["one"] = Secret });
            context = context with { Sealer = sealer, SealedPorts = ["pad"], Secrets = SealedSecrets.Seal(sealer, ["one"], secrets) };
        }

        var recorder = new RunRecorder(new McapWriter(new StreamMcapOutput(stream), new McapWriterOptions { Profile = RecordingFormat.Profile }), context);
        var engine = new Engine(recorder);
        Source pad = engine.AddSource(Port(sensitive));
        engine.AddJunction(pad);
        recorder.Bind(engine);
        engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
        for (int i = 0; i < Typed.Length; i++)
        {
            SignalTime at = SignalTime.FromSeconds(i + 1);
            engine.Deliver(new Arrival { Kind = ArrivalKind.Value, Source = pad.Index, Turn = at, Stamp = at, Since = at, Value = Typed[i] });
        }

        recorder.Close();
        return stream.ToArray();
    }

    private RecordingReader Open(byte[] recording)
    {
        var reader = new RecordingReader(new McapMemoryBytes(recording));
        reader.Opener = Unsealed.Opening("a.mcap", reader.Seal!, _owner);
        return reader;
    }

    private static PortSpec Port(bool sensitive) => new() { Name = "pad", Flow = new Flow(FlowKind.Event), IsSensitive = sensitive };

    private static bool Holds(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text + (text.Length < 6 ? "\0" : ""))) >= 0;

    private sealed class Unwatched : RunObserver;

    private sealed class Verbs : RunObserver
    {
        public List<string> All { get; } = [];

        public override void OnCommand(in Command command) => All.Add(command.Verb);
    }
}
