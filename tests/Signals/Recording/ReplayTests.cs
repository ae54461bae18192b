using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;
using Reactive.Signals.Tests.Loop;
using Xunit;
using static Reactive.Signals.Tests.Loop.Bench;

namespace Reactive.Signals.Tests.Recording;

/// <summary>Replaying a recording gives byte-identical commands; a cut one gives a prefix; a damaged one a message.</summary>
public class ReplayTests
{
    private static readonly RecordingContext Attached = new("toy.yaml", "pipeline: toy\n", "device: toy\n");

    [Fact]
    public void AnyRun_ReplaysIdenticallyAndRecordsTheSameBytesAgain()
    {
        int commands = 0;
        var kinds = new Dictionary<(ArrivalKind, bool Late), int>();
        for (int seed = 0; seed < 250; seed++)
        {
            (byte[] recording, Journal journal, _) = Record(seed);
            Replayed replayed = Play(seed, recording);
            Assert.True(replayed.Replay.Identical == true, $"seed {seed}: {replayed.Reader.Error} {replayed.Replay.Difference}");
            Assert.True(journal.Commands.SequenceEqual(replayed.Journal.Commands), $"seed {seed}: commands differ");
            Assert.True(journal.Turns.SequenceEqual(replayed.Journal.Turns), $"seed {seed}: turns differ");
            Assert.True(recording.AsSpan().SequenceEqual(replayed.Recorded), $"seed {seed}: recorded again it differs");
            commands += journal.Commands.Count;
            foreach (Arrival arrival in journal.Arrivals)
                kinds[(arrival.Kind, arrival.Is(ArrivalMarks.Late))] = kinds.GetValueOrDefault((arrival.Kind, arrival.Is(ArrivalMarks.Late))) + 1;
        }

        Assert.True(Enum.GetValues<ArrivalKind>().All(k => kinds.GetValueOrDefault((k, false)) >= 100), string.Join(", ", kinds));
        Assert.True(kinds[(ArrivalKind.Block, true)] > 1000 && kinds[(ArrivalKind.Value, true)] > 1000, string.Join(", ", kinds));
        Assert.True(commands > 250 * 50, $"only {commands} commands: the cases show nothing");
    }

    [Fact]
    public void RecordingCutShortAnywhere_GivesAPrefix()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            (byte[] recording, Journal journal, List<int> chunks) = Record(seed);
            var random = new Random(seed);
            int[] lengths = [.. chunks.SkipLast(1).Where(_ => random.Next(4) == 0), chunks[^2], .. Enumerable.Range(0, 5).Select(_ => random.Next(chunks[^2]))];
            foreach (int length in lengths)
            {
                Replayed replayed = Play(seed, recording[..length]);
                if (replayed.Reader.Error is not null)
                {
                    Assert.True(length < chunks[3], $"seed {seed}, cut at {length}: {replayed.Reader.Error}");
                    continue;
                }

                Assert.True(replayed.Reader.Truncated, $"seed {seed}, cut at {length}: not told that it is cut short");
                Assert.True(replayed.Replay.Identical == true, $"seed {seed}, cut at {length}: {replayed.Replay.Difference}");
                Assert.True(replayed.Journal.Commands.Take((int)replayed.Replay.RecordedCount).SequenceEqual(journal.Commands.Take((int)replayed.Replay.RecordedCount)), $"seed {seed}, cut at {length}");
            }
        }
    }

    [Fact]
    public void ChunkThatWasRefused_EndsTheReplayAndSaysHowMuchIsMissing()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var output = new RefusingOutput(6 + (seed % 7));
            Record(seed, output);
            Replayed replayed = Play(seed, output.Taken);
            Assert.True(replayed.Reader.Error is null, $"seed {seed}: {replayed.Reader.Error}");
            Assert.True(replayed.Replay.Lost > 0, $"seed {seed}: the loss went unnoticed");
            Assert.True(replayed.Replay.Difference is null, $"seed {seed}: {replayed.Replay.Difference}");
            Assert.True(replayed.Replay.Identical is null, $"seed {seed}: what was lost cannot be called identical");
        }
    }

    [Fact]
    public void Feed_ReplaysLikeALiveRun()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            using var stream = new MemoryStream();
            var recorder = new RunRecorder(new McapWriter(new StreamMcapOutput(stream)), Attached);
            Bench bench = Make(recorder);
            bench.Engine.Target = new CommandModel(bench.Engine);
            recorder.Bind(bench.Engine);
            var values = new List<(double, Value)>();
            for (double at = -5; at < 400; at += random.Next(20) * random.NextDouble())
                values.Add((Math.Round(at, random.Next(3)), random.Next(2) == 0 ? Active : Inactive));
            values.Sort((a, b) => a.Item1.CompareTo(b.Item1));
            FeedOrderTests.Run(bench, [new CutFeed(bench, 0, FeedOrderTests.Cuts(0, 300, random.Next(1, 30)))], [FeedOrderTests.Values(1, [.. values])], 500);
            recorder.Close();

            Bench again = Make();
            var replay = new Replay(new RecordingReader(new McapMemoryBytes(stream.ToArray())), counterfactual: false).Into(again.Engine);
            while (replay.Step(SignalTime.Never))
            {
                // each step takes one message
            }

            Assert.True(bench.Journal.Commands.SequenceEqual(again.Journal.Commands), $"seed {seed}");
            Assert.True(bench.Journal.Commands.Count > 10, $"seed {seed}: nothing happened");
        }

        static Bench Make(params RunObserver[] observers) =>
            new Bench([Ports.Adc("adc"), Ports.Contact("door")], observers, 20).Measuring(0, i => (short)(i % 90 < 40 ? 200 : 0));
    }

    [Fact]
    public void LongTexts_AreRecordedWhole()
    {
        string text = new('é', 100_000);
        var bench = new Bench([Ports.Digits("messages")], []);
        byte[] recording = RecordValues([Value.Of(text)], bench);
        Bench again = new Bench(Ports.Digits("messages"));
        var replay = new Replay(new RecordingReader(new McapMemoryBytes(recording)), counterfactual: false).Into(again.Engine);
        while (replay.Step(SignalTime.Never))
        {
            // each step takes one message
        }

        Assert.Equal($"0.01 messages={text} since 0.01", again.Journal.Lines.Single());
    }

    [Fact]
    public void Until_DeliversNothingLater()
    {
        (byte[] recording, Journal journal, _) = Record(3);
        Bench bench = RandomDevice.BenchOf(3);
        var reader = new RecordingReader(new McapMemoryBytes(recording));
        var replay = new Replay(reader, counterfactual: false).Into(bench.Engine);
        while (replay.Step(Ms(1000)))
        {
            // each step takes one message
        }

        Assert.Equal(journal.Commands.TakeWhile(c => c.At <= Ms(1000)), bench.Journal.Commands);
    }

    [Fact]
    public void OtherPipeline_IsCounterfactual()
    {
        (byte[] recording, _, _) = Record(2);
        var bench = new Bench(RandomDevice.PortsOf(2)[..1], [], 7);
        var replay = new Replay(new RecordingReader(new McapMemoryBytes(recording)), counterfactual: true).Into(bench.Engine);
        while (replay.Step(SignalTime.Never))
        {
            // each step takes one message
        }

        replay.Conclude();
        Assert.Equal(replay.Difference is null, replay.Identical);
        Assert.True(replay.Foreign > 0);
        Assert.NotEmpty(bench.Journal.Commands);
    }

    [Fact]
    public void AnotherGraph_IsADifference()
    {
        (byte[] recording, Journal journal, _) = Record(4);
        var bench = new Bench(RandomDevice.PortsOf(4), [], 1000);
        var replay = new Replay(new RecordingReader(new McapMemoryBytes(recording)), counterfactual: false).Into(bench.Engine);
        while (replay.Step(SignalTime.Never))
        {
            // the bench does not tell the replay of its commands: all are missing
        }

        replay.Conclude();
        Assert.False(replay.Identical);
        Assert.Equal(journal.Commands[0], replay.Difference!.Recorded);
    }

    [Fact]
    public void DamagedMessages_AreRefusedWithAMessageAndNeverThrow()
    {
        int refused = 0, whole = 0;
        for (int seed = 0; seed < 600; seed++)
        {
            (byte[] recording, _, _) = Record(seed % 20, milliseconds: 300);
            var random = new Random(seed);
            byte[] damaged = seed % 4 > 0 ? Damage(recording, random) : recording;
            for (int i = 0; seed % 4 == 0 && i < 1 + (seed % 3); i++)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            Replayed replayed;
            try
            {
                replayed = Play(seed % 20, damaged);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}", e);
            }

            if (replayed.Reader.Error is { } error)
            {
                Assert.False(string.IsNullOrWhiteSpace(error));
                refused++;
            }
            else
            {
                whole++;
            }
        }

        Assert.True(refused > 50 && whole > 50, $"{refused} refused, {whole} read: the cases show little");
    }

    [Fact]
    public void TimeThatRunsBackwards_IsRefused()
    {
        using var stream = new MemoryStream();
        var recorder = new RunRecorder(new McapWriter(new StreamMcapOutput(stream)), Attached);
        var bench = new Bench(Ports.Contact("a"));
        recorder.Bind(bench.Engine);
        recorder.OnArrival(1, new Arrival { Kind = ArrivalKind.Clock, Source = -1, Turn = Ms(10), Stamp = Ms(10) });
        recorder.OnArrival(2, new Arrival { Kind = ArrivalKind.Clock, Source = -1, Turn = Ms(9), Stamp = Ms(9) });
        recorder.Close();
        var reader = new RecordingReader(new McapMemoryBytes(stream.ToArray()));
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.StartsWith("time runs backwards on /journal, from 0.01 s to 0.009 s (at byte ", reader.Error, StringComparison.Ordinal);
    }

    // Copies a recording message by message, some of them changed at random, with checksums that are right again.
    private static byte[] Damage(byte[] recording, Random random)
    {
        using var stream = new MemoryStream();
        var writer = new McapWriter(new StreamMcapOutput(stream), new McapWriterOptions { ChunkSizeBytes = 4096 });
        var reader = new McapRecordReader(new McapMemoryBytes(recording));
        var schemas = new Dictionary<ushort, ushort>();
        var channels = new Dictionary<ushort, ushort>();
        int damage = random.Next(1, 60);
        while (reader.TryRead(out McapRecord record))
        {
            switch (record.Opcode)
            {
                case McapOpcode.Metadata when record.Value is McapMetadata metadata:
                    writer.AddMetadata(metadata.Name, metadata.Values);
                    break;
                case McapOpcode.Schema when record.Value is McapSchema schema && !schemas.ContainsKey(schema.Id):
                    schemas[schema.Id] = writer.AddSchema(schema.Name, schema.Encoding, schema.Definition.Span);
                    break;
                case McapOpcode.Channel when record.Value is McapChannel channel && !channels.ContainsKey(channel.Id):
                    channels[channel.Id] = writer.AddChannel(schemas[channel.SchemaId], channel.Topic, channel.MessageEncoding, channel.Metadata);
                    break;
                case McapOpcode.Message:
                    McapMessage message = record.Message;
                    byte[] content = message.Data.ToArray();
                    ulong turn = message.LogTime, stamp = message.PublishTime;
                    ushort id = channels[message.ChannelId];
                    if (random.Next(damage * 4) == 0)
                    {
                        switch (random.Next(6))
                        {
                            case 0:
                                stamp = random.Next(2) == 0 ? (ulong)random.NextInt64() : turn + (ulong)random.Next(1_000_000_000);
                                break;
                            case 1:
                                turn = random.Next(2) == 0 ? (ulong)random.NextInt64() : turn + (ulong)random.Next(1_000_000_000);
                                break;
                            case 2:
                                id = channels.Values.ElementAt(random.Next(channels.Count));
                                break;
                            case 3:
                                content = content[..random.Next(content.Length + 1)];
                                break;
                            default:
                                int at = random.Next(Math.Min(content.Length, 40));
                                if (random.Next(2) == 0)
                                    content[at] = (byte)random.Next(256);
                                else
                                    content.AsSpan(at, Math.Min(8, content.Length - at)).Fill((byte)(random.Next(2) * 0x7F));
                                break;
                        }
                    }

                    writer.WriteMessage(id, message.Sequence, turn, stamp, content);
                    break;
            }
        }

        writer.Close();
        return stream.ToArray();
    }

    private static byte[] RecordValues(Value[] values, Bench bench)
    {
        using var stream = new MemoryStream();
        var recorder = new RunRecorder(new McapWriter(new StreamMcapOutput(stream)), Attached);
        recorder.Bind(bench.Engine);
        long number = 0;
        recorder.OnArrival(++number, new Arrival { Kind = ArrivalKind.Start, Source = -1 });
        foreach (Value value in values)
            recorder.OnArrival(++number, new Arrival { Kind = ArrivalKind.Value, Source = 0, Turn = Ms(10), Stamp = Ms(10), Since = Ms(10), Value = value });
        recorder.OnArrival(++number, new Arrival { Kind = ArrivalKind.Clock, Source = -1, Turn = Ms(20), Stamp = Ms(20) });
        recorder.Close();
        return stream.ToArray();
    }

    private static (byte[] Recording, Journal Journal, List<int> Chunks) Record(int seed, double milliseconds = 2500)
    {
        var output = new ChunkOutput();
        Journal journal = Record(seed, output, milliseconds);
        return ([.. output.Taken], journal, output.Ends);
    }

    private static Journal Record(int seed, IMcapOutput output, double milliseconds = 2500)
    {
        var recorder = new RunRecorder(new McapWriter(output, new McapWriterOptions { ChunkSizeBytes = 3000 }), Attached);
        Bench bench = RandomDevice.BenchOf(seed, recorder);
        recorder.Bind(bench.Engine);
        RandomDevice.Run(seed, bench, milliseconds);
        recorder.Close();
        return bench.Journal;
    }

    private static Replayed Play(int seed, byte[] recording)
    {
        var output = new ChunkOutput();
        var recorder = new RunRecorder(new McapWriter(output, new McapWriterOptions { ChunkSizeBytes = 3000 }), Attached);
        var reader = new RecordingReader(new McapMemoryBytes(recording));
        var replay = new Replay(reader, counterfactual: false);
        Bench bench = RandomDevice.BenchOf(seed, recorder, replay);
        recorder.Bind(bench.Engine);
        replay.Into(bench.Engine);
        while (replay.Step(SignalTime.Never))
        {
            // each step takes one message
        }

        replay.Conclude();
        recorder.Close();
        return new Replayed(replay, reader, bench.Journal, [.. output.Taken]);
    }

    private sealed record Replayed(Replay Replay, RecordingReader Reader, Journal Journal, byte[] Recorded);


    // Notes where each write ends: attachments, then whole chunks, then the end of the file.
    private sealed class ChunkOutput : IMcapOutput
    {
        public List<byte> Taken { get; } = [];

        public List<int> Ends { get; } = [];

        public bool TryWrite(ReadOnlySpan<byte> bytes)
        {
            Taken.AddRange(bytes);
            Ends.Add(Taken.Count);
            return true;
        }
    }
}
