using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Mcap;
using Reactive.Signals;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Device.Tests.Traces.Mcap;

public sealed class McapTraceWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-trace-").FullName;

    private string Output => Path.Combine(_folder, "out.mcap");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EvenAndUnevenChannels_ComeBackTheSame()
    {
        var clock = new SampleClock(new SampleRate(1000), 0, new SignalTime(2_000_000));
        var slow = new SampleClock(new SampleRate(100, 3), 2, new SignalTime(5));
        var shorts = new TraceSamples(clock, SampleFormat.Int16, 5);
        var made = new MadeTrace(1_767_225_600_000_000_001)
            .Even("door/loop", shorts, Unit.Count, (0, clock, [1, -2, 3]), (10, clock, [32767, -32768]))
            .Uneven(new TraceChannel { Index = 0, Name = "contact, front", Words = SymbolType.Contact }, At(5, Value.Contact(true)), At(5, Value.Unknown(UnknownReason.Offline)))
            .Even("second", shorts, Unit.Count, (0, clock, [4, 5, 6]), (10, clock, [7, 8]))
            .Even("volts", new TraceSamples(slow, SampleFormat.Float32, null), Unit.Volt, (0, slow, [0.5, double.NaN]))
            .Uneven(new TraceChannel { Index = 0, Name = "D0", IsLogic = true, LeastStepNanoseconds = 50_000 }, At(0, Value.Of(0, Unit.Count)), At(7, Value.Of(1, Unit.Count)))
            .Uneven(new TraceChannel { Index = 0, Name = "loop", Words = SymbolType.LoopState }, new Stamped<Value>(Value.Symbol(SymbolType.LoopState, 1, 4700, 12), new SignalTime(9), new SignalTime(4)), At(10, Value.Fault("undefined")))
            .Uneven(new TraceChannel { Index = 0, Name = "ohms", Unit = Unit.Ohm }, At(3, Value.Of(double.PositiveInfinity, Unit.Ohm)));

        WrittenTrace written = McapTraceWriter.Write(made, made.Channels, Output);
        Assert.Equal((12, 7), (written.Samples, written.Values));
        Assert.Empty(written.LeftOut);
        using Trace back = TraceFormats.Open(Output);
        Assert.Equal(Told.Of(made), Told.Of(back));
        Assert.Empty(back.Warnings);
        McapIndexedReader reader = McapIndexedReader.Open(new McapMemoryBytes(File.ReadAllBytes(Output)));
        Assert.Equal(["/journal", "/ports/samples", "/ports/volts", "/ports/contact, front", "/ports/D0", "/ports/loop", "/ports/ohms"], reader.Channels.Values.OrderBy(c => c.Id).Select(c => c.Topic));
    }

    [Fact]
    public void TimesBeforeZero_ComeBackTheSame()
    {
        var clock = new SampleClock(new SampleRate(10), 3, new SignalTime(-700_000_000));
        MadeTrace made = new MadeTrace(5)
            .Even("a", new TraceSamples(clock, SampleFormat.Int32, null), Unit.Count, (0, clock, [1, 2, 3]))
            .Uneven(new TraceChannel { Index = 0, Name = "b" }, At(-2_000_000_000, Value.Of(1, Unit.Count)), At(4, Value.Of(2, Unit.Count)));
        McapTraceWriter.Write(made, made.Channels, Output);
        using Trace back = TraceFormats.Open(Output);
        Assert.Equal(Told.Of(made), Told.Of(back));
    }

    [Fact]
    public void ClockThatChangesMidway_ComesBackWithItsBlocks()
    {
        var clock = new SampleClock(new SampleRate(1000));
        var later = new SampleClock(new SampleRate(1000), 4, new SignalTime(4_100_000));
        MadeTrace made = new MadeTrace().Even("a", new TraceSamples(clock, SampleFormat.Int16, null), Unit.Count, (0, clock, [1, 2]), (4, later, [3]), (5, later, [4]));
        McapTraceWriter.Write(made, made.Channels, Output);
        using Trace back = TraceFormats.Open(Output);
        Assert.Equal(Told.Of(made), Told.Of(back));
        using SampleReader reader = back.ReadSamples(back.Channels);
        Assert.Equal(SignalTime.Zero, reader.Clock.AnchorTime);
        reader.TryRead(out _);
        reader.TryRead(out _);
        Assert.Equal(4_100_000, reader.Clock.AnchorTime.Nanoseconds);
    }

    [Fact]
    public void FieldsOfAForeignFile_ComeBackTheSame()
    {
        var file = new ForeignFile();
        ushort one = file.Json("/robot/imu"), two = file.Json("/robot/door");
        for (int i = 0; i < 50; i++)
            file.Write(one, $$"""{"x":{{i}},"on":{{(i % 2 == 0 ? "true" : "false")}}}""").Write(two, i == 7 ? "{}" : $$"""{"x":-{{i}}}""");
        file.Write(file.Topic("/cam", "x"), [1]);
        using var opened = new Opened(file.Close());
        WrittenTrace written = McapTraceWriter.Write(opened.Trace, opened.Trace.Channels, Output);
        Assert.Equal(150, written.Values);
        Assert.StartsWith("/cam is left out: its messages are in 'x'", Assert.Single(written.LeftOut), StringComparison.Ordinal);
        using Trace back = TraceFormats.Open(Output);
        Assert.Equal(["/robot/imu.x", "/robot/imu.on", "/robot/door.x"], back.Channels.Select(c => c.Name));
        Assert.Equal(opened.Values("/robot/door.x"), Opened.ValuesOf(back, back.Channels[2]));
        Assert.True(back.Channels[1].IsLogic);
        Assert.Equal((long)ForeignFile.Start, back.WallNanoseconds);
    }

    [Fact]
    public void ChosenChannels_AreWrittenAlone()
    {
        var clock = new SampleClock(new SampleRate(1000));
        var samples = new TraceSamples(clock, SampleFormat.Int16, null);
        MadeTrace made = new MadeTrace().Even("a", samples, Unit.Count, (0, clock, [1])).Even("b", samples, Unit.Count, (0, clock, [2])).Even("c", samples, Unit.Count, (0, clock, [3]));
        McapTraceWriter.Write(made, made.Choose("a,c"), Output);
        using Trace back = TraceFormats.Open(Output);
        Assert.Equal(["a", "c"], back.Channels.Select(c => c.Name));
        Assert.Equal(["0 3"], Opened.ValuesOf(back, back.Channels[1]));
    }

    [Fact]
    public void ChannelWithoutValues_IsLeftOutAndTold()
    {
        MadeTrace made = new MadeTrace().Uneven(new TraceChannel { Index = 0, Name = "a" }).Uneven(new TraceChannel { Index = 0, Name = "b" }, At(1, Value.Of(1, Unit.Count)));
        Assert.Equal(["a is left out: it holds no value."], McapTraceWriter.Write(made, made.Channels, Output).LeftOut);
        CommandException nothing = Assert.Throws<CommandException>(() => McapTraceWriter.Write(made, made.Choose("a"), Output));
        Assert.Equal($"made.csv holds nothing that can be written to {Output}. a is left out: it holds no value.", nothing.Message);
    }

    [Fact]
    public void Replay_RefusesATrace()
    {
        MadeTrace made = new MadeTrace().Uneven(new TraceChannel { Index = 0, Name = "b" }, At(1, Value.Of(1, Unit.Count)));
        McapTraceWriter.Write(made, made.Channels, Output);
        foreach (string[] arguments in new string[][] { ["replay", Output], ["replay", Output, "--pipeline", Cli.FrontDoor], ["explain", Output, "--command", "1"] })
        {
            CliResult refused = Cli.Run(arguments);
            Assert.Equal(ExitCode.Failure, refused.Code);
            Assert.Contains($"{Output} holds a trace, not a run", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FullDisk_IsToldWithWhatTheSystemSays()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        MadeTrace made = new MadeTrace().Uneven(new TraceChannel { Index = 0, Name = "b" }, At(1, Value.Of(1, Unit.Count)));
        CommandException failed = Assert.Throws<CommandException>(() => McapTraceWriter.Write(made, made.Channels, "/dev/full"));
        Assert.Equal(ExitCode.Failure, failed.Code);
        Assert.Contains("/dev/full cannot be written: No space left on device", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OutputThatIsTheInput_IsRefused()
    {
        var file = new ForeignFile();
        file.Write(file.Json("/n"), "1");
        using var opened = new Opened(file.Close());
        byte[] before = File.ReadAllBytes(opened.Path);
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => McapTraceWriter.Write(opened.Trace, opened.Trace.Channels, opened.Path)).Code);
        Assert.Equal(before, File.ReadAllBytes(opened.Path));
    }

    [Fact]
    public void FileCutShort_GivesWhatIsWholeAndSaysSo()
    {
        var clock = new SampleClock(new SampleRate(1000));
        MadeTrace made = new MadeTrace().Even("a", new TraceSamples(clock, SampleFormat.Int16, 400_000), Unit.Count, [.. Enumerable.Range(0, 400).Select(i => (i * 1000L, clock, new double[1000]))]);
        McapTraceWriter.Write(made, made.Channels, Output);
        byte[] whole = File.ReadAllBytes(Output);
        Assert.InRange(whole.Length, 800_000, 1_200_000);
        // ends in the summary: the data is whole, the end is not
        using var cut = new Opened(whole[..^100]);
        Assert.Equal($"{cut.Path} is cut short (at byte {whole.Length - 100}); it was read up to its last whole chunk.", Assert.Single(cut.Trace.Warnings));
        Assert.Equal(400_000, cut.Values("a").Count);
        Assert.Null(cut.Trace.Channels[0].Samples!.Count);
    }

    [Fact]
    public void OnlyChunkDamaged_IsToldAsTheReasonThatThereAreNoChannels()
    {
        var clock = new SampleClock(new SampleRate(1000));
        MadeTrace made = new MadeTrace().Even("a", new TraceSamples(clock, SampleFormat.Int16, 4000), Unit.Count, [.. Enumerable.Range(0, 4).Select(i => (i * 1000L, clock, new double[1000]))]);
        McapTraceWriter.Write(made, made.Channels, Output);
        byte[] file = File.ReadAllBytes(Output);
        file[4000] ^= 0xFF;
        using var damaged = new Opened(file);
        Assert.Equal("MCAP (trace)", damaged.Trace.Format);
        CommandException failed = Assert.Throws<CommandException>(() => damaged.Trace.Choose("", 1));
        Assert.Equal(ExitCode.Failure, failed.Code);
        Assert.StartsWith($"{damaged.Path} has no channels. {damaged.Path}: ", failed.Message, StringComparison.Ordinal);
        Assert.EndsWith("; the chunk is left out.", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_DoesNotDependOnTheLength()
    {
        Allocated(1000);
        long little = Allocated(100_000), much = Allocated(400_000);
        Assert.InRange(new FileInfo(Output).Length, 30_000_000, long.MaxValue);
        Assert.InRange(much - little, -1_000_000, 1_000_000);
    }

    [Fact]
    public void TraceThatBreaksOffInTheMiddle_LeavesTheFileThatWasThere()
    {
        var broken = new Counting(1000) { BreaksAt = 500 };
        File.WriteAllText(Output, "before");
        CommandException failed = Assert.Throws<CommandException>(() => McapTraceWriter.Write(broken, broken.Channels, Output));
        Assert.Equal("counting: broken.", failed.Message);
        Assert.Equal("before", File.ReadAllText(Output));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Output)!, "*.part"));
    }

    private long Allocated(int values)
    {
        var trace = new Counting(values);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(values, McapTraceWriter.Write(trace, trace.Channels, Output).Values);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // Counts up, a value a millisecond.
    private sealed class Counting(int count) : Trace("counting")
    {
        public int BreaksAt { get; init; } = -1;

        public override string Format => "made up";

        public override ImmutableArray<TraceChannel> Channels => [new TraceChannel { Index = 0, Name = "n" }];

        public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels) => throw new NotSupportedException();

        public override ValueReader ReadValues(TraceChannel channel) => new Reader(count, BreaksAt);

        private sealed class Reader(int count, int breaksAt) : ValueReader
        {
            private int _next;

            public override bool TryRead(out Stamped<Value> value)
            {
                if (_next == breaksAt)
                    throw CommandException.Failure("counting: broken.");
                value = At(_next * 1_000_000L, Value.Of(_next, Unit.Count));
                return _next++ < count;
            }
        }
    }

    private static Stamped<Value> At(long nanoseconds, Value value) => new(value, new SignalTime(nanoseconds));
}
