using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Reactive.Device.Output;
using Reactive.Device.Tests.Traces.Mcap;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Csv;
using Reactive.Device.Traces.Sound;
using Reactive.Device.Traces.Vcd;
using Reactive.Device.Traces.Writing;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Traces;

public sealed class TraceWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-write-").FullName;

    [Fact]
    public void EvenChannels_AreARowASample()
    {
        using Trace trace = Table("time (ms);loop [kΩ];\"in, left\"\n0;0,1;1e-3\n0,125;inf;-2,5\n0,25;nan;3\n");
        Assert.Equal("time (s),loop (Ω),\"in, left (counts)\"\n0,100,0.001\n0.000125,inf,-2.5\n0.00025,nan,3\n", Csv(trace));
    }

    [Fact]
    public void UnevenChannels_AreMergedAndHeld()
    {
        using Trace trace = Table("time (s),a (V),door\n0,1.5,unknown\n1,0.1,open\n5,2,closed\n");
        Assert.Equal("time (s),a (V),door\n0,1.5,unknown\n1,0.1,open\n5,2,closed\n", Csv(trace));
        using Trace list = new TwoTraces(trace, Table("time (s),b (V)\n1,7\n2.5,8\n9,9\n", "b.csv"));
        Assert.Equal("time (s),a (V),b (V)\n0,1.5,nan\n1,0.1,7\n2.5,0.1,8\n5,2,8\n9,2,9\n", Csv(list));
    }

    [Fact]
    public void TablesOfRandomNumbers_ComeBackExactly()
    {
        var random = new Random(3);
        var text = new StringBuilder("time (s),a (V),b (counts)\n");
        for (int i = 0; i < 2000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i / 8000m},{BitConverter.Int32BitsToSingle(random.Next(0x7F7FFFFF))},{random.NextDouble()}\n");
        using Trace first = Table(text.ToString());
        CsvTraceWriter.Write(first, first.Channels, Path.Combine(_folder, "out.csv"));
        using Trace second = CsvTrace.Open(Path.Combine(_folder, "out.csv"), new TraceOptions());
        Assert.Equal(new SampleRate(8000), second.Channels[0].Samples!.Clock.Rate);
        Assert.Equal(Samples(first), Samples(second));
    }

    [Fact]
    public void JsonLines_AreInOrderOfTime_WithTheShortestNumbers()
    {
        using Trace trace = Table("time (s),a (V),door\n0,0.1,open\n0.5,0.30000000000000004,open\n2,-inf,closed\n".Replace("-inf", "nan", StringComparison.Ordinal));
        using var output = new MemoryStream();
        JsonLinesTraceWriter.Write(trace, trace.Channels, output);
        Assert.Equal(
            """
            {"at":0,"signal":"a","value":0.1}
            {"at":0,"signal":"door","value":"open"}
            {"at":0.5,"signal":"a","value":0.30000000000000004}
            {"at":0.5,"signal":"door","value":"open"}
            {"at":2,"signal":"a","value":"NaN"}
            {"at":2,"signal":"door","value":"closed"}

            """, Encoding.UTF8.GetString(output.ToArray()));
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(1, 24)]
    [InlineData(1, 32)]
    [InlineData(3, 32)]
    public void Wav_ComesBackSampleBySample(int tag, int bits)
    {
        byte[] stored = new byte[12_000];
        new Random(5).NextBytes(stored);
        string path = Path.Combine(_folder, "in.wav"), copy = Path.Combine(_folder, "out.wav");
        File.WriteAllBytes(path, SoundTests.Wav(tag, 2, 44100, bits, stored));
        using Trace first = WavTrace.TryOpen(path)!;
        WavTraceWriter.Write(first, first.Channels, copy);
        using Trace second = WavTrace.TryOpen(copy)!;
        Assert.Empty(second.Warnings);
        Assert.Equal(first.Channels[0].Samples!.Format, second.Channels[0].Samples!.Format);
        Assert.Equal(first.Channels[0].Samples!.Count, second.Channels[0].Samples!.Count);
        Assert.Equal(Samples(first), Samples(second));
        WavTraceWriter.Write(first, [first.Channels[1]], copy);
        using Trace right = WavTrace.TryOpen(copy)!;
        Assert.Equal(TraceReading.Values(first, 1).Select(v => v.Value.Number), TraceReading.Values(right).Select(v => v.Value.Number));
    }

    [Theory]
    [InlineData("time (s),V\n0,1\n1,2\n5,3\n", "comes at times of its own")]
    [InlineData("time (s),V\n0,1\n3,2\n6,3\n", "whole numbers of hertz")]
    public void WhatIsNoSound_IsRefusedBeforeAFileIsMade(string table, string message)
    {
        using Trace trace = Table(table);
        string path = Path.Combine(_folder, "no.wav");
        CommandException refused = Assert.Throws<CommandException>(() => WavTraceWriter.Write(trace, trace.Channels, path));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void InfiniteSamples_AreWrittenAndReadBack()
    {
        string path = Path.Combine(_folder, "inf.wav");
        File.WriteAllBytes(path, SoundTests.Wav(3, 1, 8000, 32, MemoryMarshal.AsBytes<float>([1f, float.PositiveInfinity, float.NegativeInfinity, float.NaN]).ToArray()));
        using Trace sound = WavTrace.TryOpen(path)!;
        using Trace table = Table(Csv(sound));
        Assert.Equal(Samples(sound), Samples(table));
        Assert.Contains(":3:", table.Channels[0].NotANumber!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NameThatATableHasTwice_IsNumbered()
    {
        using Trace trace = Table("time (s),v (V),v (V),v#2 (V)\n0,1,2,3\n1,1,2,3\n");
        Assert.Equal(["v", "v#2", "v#2#2"], trace.Channels.Select(c => c.Name));
        Assert.Equal(1, Assert.Single(trace.Choose("v#2")).Index);
        using Trace again = Table(Csv(trace), "again.csv");
        Assert.Equal(trace.Channels.Select(c => c.Name), again.Channels.Select(c => c.Name));
    }

    [Fact]
    public void ReanchorThatSetsTimeBack_LetsSamplesWait_AndAForwardOneIsToldByWav()
    {
        var clock = new SampleClock(new SampleRate(10));
        MadeTrace Made(long nanoseconds) => new MadeTrace().Even(
            "a", new TraceSamples(clock, SampleFormat.Int16, 4), Unit.Count, (0, clock, [1, 2]), (2, new SampleClock(clock.Rate, 2, new SignalTime(nanoseconds)), [3, 4]));
        MadeTrace back = Made(50_000_000), forward = Made(700_000_000);
        Assert.Equal("time (s),a (counts)\n0,1\n0.1,2\n0.1,3\n0.15,4\n", Csv(back));
        using var dump = new MemoryStream();
        VcdTraceWriter.Write(back, back.Channels, dump);
        Assert.EndsWith("#0\nr1 !\n#100000000\nr2 !\nr3 !\n#150000000\nr4 !\n", Encoding.UTF8.GetString(dump.ToArray()), StringComparison.Ordinal);
        Assert.Equal(
            "made.csv: a re-anchor moves time (1 jump, 0.5 s in all): a WAV file holds no times, and samples follow each other there.",
            Assert.Single(WavTraceWriter.Write(forward, forward.Channels, new MemoryStream())));
    }

    [Fact]
    public void FullDisk_IsAMessage()
    {
        using Trace trace = Table("time (s),V\n0,1\n1,2\n5,3\n");
        foreach (Action<Trace, ImmutableArray<TraceChannel>, string> write in new Action<Trace, ImmutableArray<TraceChannel>, string>[] { CsvTraceWriter.Write, JsonLinesTraceWriter.Write })
        {
            CommandException full = Assert.Throws<CommandException>(() => write(trace, trace.Channels, "/dev/full"));
            Assert.Equal(ExitCode.Failure, full.Code);
            Assert.Contains("/dev/full cannot be written: No space left", full.Message, StringComparison.Ordinal);
            CommandException nowhere = Assert.Throws<CommandException>(() => write(trace, trace.Channels, Path.Combine(_folder, "no", "where.csv")));
            Assert.Equal(ExitCode.Usage, nowhere.Code);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Csv(Trace trace)
    {
        using var output = new MemoryStream();
        CsvTraceWriter.Write(trace, trace.Channels, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static byte[] Samples(Trace trace)
    {
        using var all = new MemoryStream();
        TraceReading.Samples(trace, trace.Channels, b => all.Write(b.Bytes.Span));
        return all.ToArray();
    }

    private Trace Table(string text, string name = "t.csv")
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return CsvTrace.Open(path, new TraceOptions());
    }

    // The first channels of two traces.
    private sealed class TwoTraces(Trace a, Trace b) : Trace("both")
    {
        public override string Format => "both";

        public override ImmutableArray<TraceChannel> Channels => [a.Channels[0], b.Channels[0] with { Index = 1 }];

        public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels) => throw new NotSupportedException();

        public override ValueReader ReadValues(TraceChannel channel) => (channel.Index == 0 ? a : b).ReadValues(channel with { Index = 0 });
    }
}
