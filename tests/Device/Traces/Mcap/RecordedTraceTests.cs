using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Device.Tests.Traces.Mcap;

/// <summary>Recordings of runs as traces.</summary>
public sealed class RecordedTraceTests(Workbench bench) : IClassFixture<Workbench>
{
    [Fact]
    public void PortsAndOutputs_AreChannels()
    {
        using Trace trace = TraceFormats.Open(bench.Recording);
        Assert.Equal("MCAP (recording)", trace.Format);
        Assert.Equal("door-monitor, rex, strike, log", string.Join(", ", trace.Channels.Select(c => c.Name)));
        Assert.Equal("its commands activate nothing", trace.Channels[3].Refusal);
        TraceChannel door = trace.Channels.Single(c => c.Name == "door-monitor");
        Assert.NotNull(door.Samples);
        Assert.Equal(SignalTime.Zero, door.Samples.Clock.TimeOf(0));
        Assert.Equal(SymbolType.Contact, trace.Channels.Single(c => c.Name == "strike").Words);
        // what run --speed max starts at
        Assert.Equal(946_684_800_000_000_000, trace.WallNanoseconds);
    }

    [Fact]
    public void Samples_AreThoseOfTheRecording()
    {
        var expected = new List<string>();
        var reader = new RecordingReader(new McapMemoryBytes(File.ReadAllBytes(bench.Recording)));
        while (reader.TryRead(out RecordedMessage message))
        {
            if (message.Kind == RecordedMessageKind.Arrival && message.Arrival.Kind == ArrivalKind.Block && message.Source == "door-monitor")
                expected.Add($"{message.Arrival.Block.FirstIndex} {Convert.ToHexString(message.Arrival.Block.Bytes.Span)}");
        }

        using Trace trace = TraceFormats.Open(bench.Recording);
        using SampleReader samples = trace.ReadSamples(trace.Choose("door-monitor"));
        var given = new List<string>();
        while (samples.TryRead(out SampleBlock block))
            given.Add($"{block.FirstIndex} {Convert.ToHexString(block.Bytes.Span)}");
        Assert.NotEmpty(given);
        Assert.Equal(expected, given);
    }

    [Fact]
    public void CommandsOfAnOutput_AreItsPositions()
    {
        var expected = new List<string>();
        var reader = new RecordingReader(new McapMemoryBytes(File.ReadAllBytes(bench.Recording)));
        while (reader.TryRead(out RecordedMessage message))
        {
            if (message.Kind == RecordedMessageKind.Command && message.Command.Sink == "strike")
                expected.Add($"{message.Command.At} {(message.Command.Verb == "activate" ? "active" : "inactive")}");
        }

        using Trace trace = TraceFormats.Open(bench.Recording);
        Assert.Equal(4, expected.Count);
        Assert.Equal(expected, Opened.ValuesOf(trace, trace.Choose("strike")[0]));
    }

    [Fact]
    public void ChannelsOfTwoTopics_AreNotReadTogether()
    {
        using Trace trace = TraceFormats.Open(bench.Recording);
        TraceChannel[] even = [.. trace.Channels.Where(c => c.Samples is not null).Take(2)];
        CommandException refused = Assert.Throws<CommandException>(() => trace.ReadSamples([.. even]));
        Assert.Contains("are of different topics", refused.Message, StringComparison.Ordinal);
        Assert.Throws<CommandException>(() => trace.ReadSamples(trace.Choose("strike")));
    }

    [Fact]
    public void PortOfSeveralChannels_GapsAndReanchors()
    {
        using var opened = new Opened(Recording(out _));
        Assert.Equal(["adc-1", "adc-2", "adc-3"], opened.Names);
        Assert.Equal(Unit.Volt, opened.Trace.Channels[0].Unit);
        SampleClock clock = opened.Trace.Channels[0].Samples!.Clock;
        // sample 100 of the port is the first in the file; it lies at 0.25 s by the re-anchor before it
        Assert.Equal(250_000_000, clock.TimeOf(0).Nanoseconds);

        Assert.Equal(["0x2 [1,3,4,6] 0.25", "5x2 [7,9] 0.255", "6x2 [10,12] 0.3"], Blocks(opened.Trace, "adc-1,adc-3"));
        Assert.Equal(["0x3 [1,2,3,4,5,6] 0.25", "5x3 [7,8,9] 0.255", "6x3 [10,11,12] 0.3"], Blocks(opened.Trace, "1-3"));
        Assert.Equal(["0x2 [3,2,6,5] 0.25", "5x2 [9,8] 0.255", "6x2 [12,11] 0.3"], Blocks(opened.Trace, "3,2"));
        Assert.Equal(["0.25 2 V", "0.251 5 V", "0.255 8 V", "0.3 11 V"], opened.Values("adc-2"));
    }

    [Fact]
    public void DamagedBlock_IsRefusedWithItsOffset()
    {
        byte[] file = Recording(out int lastIndex);
        // the index of the last block before that of the one ahead of it
        file[lastIndex] = 101;
        using var opened = new Opened(file);
        CommandException failed = Assert.Throws<CommandException>(() => Blocks(opened.Trace, "1"));
        Assert.Equal(ExitCode.Failure, failed.Code);
        Assert.Matches(@"a block from sample 6 on was expected on /ports/adc; this one starts at 1 \(at byte \d+\)", failed.Message);
    }

    private static List<string> Blocks(Trace trace, string channels)
    {
        var blocks = new List<string>();
        using SampleReader reader = trace.ReadSamples(trace.Choose(channels));
        while (reader.TryRead(out SampleBlock block))
            blocks.Add($"{block.FirstIndex}x{block.Channels} [{string.Join(",", block.Float32.ToArray())}] {block.Clock.TimeOf(block.FirstIndex)}");
        return blocks;
    }

    // A port of three channels at 1 kHz, as the recorder writes it: re-anchored, then with a gap, then re-anchored again.
    private static byte[] Recording(out int lastIndex)
    {
        using var stream = new MemoryStream();
        var writer = new McapWriter(new StreamMcapOutput(stream), new McapWriterOptions { Profile = RecordingFormat.Profile, WriteDataChecksums = false });
        var recorder = new TraceRecorder(writer, "", "", SignalTime.Zero);
        var first = new SampleClock(new SampleRate(1000), 100, new SignalTime(250_000_000));
        var second = new SampleClock(new SampleRate(1000), 106, new SignalTime(300_000_000));
        int topic = recorder.Add("adc", new Signals.Specs.Flow(Signals.Specs.FlowKind.Samples, Unit: Unit.Volt, Samples: new Signals.Specs.SampleFlow(new SampleRate(1000), SampleFormat.Float32)), []);
        recorder.Write(topic, Block([1, 2, 3, 4, 5, 6], 100, first));
        recorder.Write(topic, Block([7, 8, 9], 105, first));
        recorder.Write(topic, Block([10, 11, 12], 106, second));
        recorder.Close();
        byte[] file = stream.ToArray();
        // marks, channels, missed, index, count, samples
        lastIndex = file.AsSpan().IndexOf([.. BitConverter.GetBytes(10f), .. BitConverter.GetBytes(11f)]) - 4 - 8;
        return file;
    }

    private static SampleBlock Block(float[] samples, long first, SampleClock clock)
    {
        SampleBlock one = SampleBlock.Of(samples, first, clock);
        return new SampleBlock(one.Bytes, SampleFormat.Float32, first, clock, 3);
    }
}
