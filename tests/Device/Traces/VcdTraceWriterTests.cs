using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Vcd;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Traces;

public sealed class VcdTraceWriterTests(TraceFolder folder) : IClassFixture<TraceFolder>
{
    [Fact]
    public void Channels_AreMergedInOrderOfTime_AndOnlyChangesAreWritten()
    {
        var trace = new ListTrace(
            (Logic(0, "top.line"), [At(0, Number(0)), At(5, Number(1)), At(7, Number(1)), At(9, Value.Unknown(UnknownReason.Offline))]),
            (Words(1, "top.door", SymbolType.LoopState), [At(0, Value.Symbol(SymbolType.LoopState, 1, 4700, 10)), At(5, Value.Fault("foreign-voltage")), At(8, Value.Symbol(SymbolType.LoopState, "cut"))]),
            (new TraceChannel { Index = 2, Name = "loop volts", Unit = Unit.Volt }, [At(5, Value.Of(3.25, Unit.Volt)), At(20, Value.Of(3.25, Unit.Volt))]),
            (new TraceChannel { Index = 3, Name = "tag" }, [At(6, Value.Of("3b00344ce7")), At(7, Value.Of("two words"))]),
            (new TraceChannel { Index = 4, Name = "ring" }, [At(5, Value.Pulse), At(6, Value.Pulse)]));
        Assert.Equal(
            """
            $date 2020-09-13T12:26:40.0000000Z $end
            $version reactive $end
            $timescale 1 ns $end
            $scope module top $end
            $var wire 1 ! line $end
            $var string 1 " door $end
            $comment words-of " loop state $end
            $upscope $end
            $var real 64 # loop_volts $end
            $var string 1 $ tag $end
            $var event 1 % ring $end
            $enddefinitions $end
            #0
            0!
            sclosed "
            #5
            1!
            sforeign-voltage "
            r3.25 #
            1%
            #6
            s3b00344ce7 $
            1%
            #7
            stwo_words $
            #8
            scut "
            #9
            x!
            #20

            """,
            Written(trace));
    }

    [Fact]
    public void WhatIsWritten_IsReadBackWithTheSameValuesAtTheSameTimes()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            // a channel that never has a value does not tell what it holds
            var trace = new ListTrace(
                (Logic(0, "a"), Signal(random, () => random.Next(3) == 0 ? Value.Unknown(UnknownReason.Fault) : Number(random.Next(2)))),
                (Words(1, "s.b", SymbolType.LoopState), Signal(random, () => Word(random.Next(6)))),
                (new TraceChannel { Index = 2, Name = "s.t.c[3:0]" }, Signal(random, () => Real(random))),
                (new TraceChannel { Index = 3, Name = "s.d" }, [At(0, Value.Pulse), .. Signal(random, () => Value.Pulse)]));
            string path = Path.Combine(folder.Path, "round.vcd");
            VcdTraceWriter.Write(trace, trace.Channels, path);
            using Trace back = TraceFormats.Open(path);
            Assert.Equal(trace.Channels.Select(c => (c.Name, c.IsLogic, c.Words)), back.Channels.Select(c => (c.Name, c.IsLogic, c.Words)));
            foreach (TraceChannel channel in trace.Channels)
                Assert.Equal(Changes(trace, channel), Changes(back, channel));

            // it lasts as long as before
            long end = trace.Channels.SelectMany(c => All(trace, c)).Max(v => v.Stamp.Nanoseconds);
            foreach (TraceChannel channel in back.Channels.Where(c => c.Name != "s.d" && All(back, c).Count > 0))
                Assert.Equal(end, All(back, channel)[^1].Stamp.Nanoseconds);
        }
    }

    [Fact]
    public void LogicCapture_IsReadBackTheSame()
    {
        var random = new Random(9);
        byte state = 0;
        byte[] samples = [.. Enumerable.Range(0, 200_000).Select(_ => random.Next(300) == 0 ? state = (byte)random.Next(4) : state)];
        string session = new SessionFile("[device 1]\ncapturefile=logic-1\ntotal probes=3\nsamplerate=3 MHz\n").Add("logic-1-1", samples).Add("logic-1-2", 3, 3, 3).Write(folder.Path);
        using Trace trace = TraceFormats.Open(session);
        string path = Path.Combine(folder.Path, "capture.vcd");
        VcdTraceWriter.Write(trace, trace.Channels, path);
        using Trace back = TraceFormats.Open(path);
        Assert.Equal(["0", "1", "2"], back.Channels.Select(c => c.Name));
        foreach (TraceChannel channel in trace.Channels)
        {
            Assert.Equal(Changes(trace, channel), Changes(back, channel));
            Assert.Equal(All(trace, channel)[^1], All(back, channel)[^1]);
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("5", "0:5")]
    [InlineData("5 5 5", "0:5 2:5")]
    [InlineData("5 5 | 5 6 | 6 6", "0:5 3:6 5:6")]
    [InlineData("1 2 | 3", "0:1 1:2 2:3")]
    [InlineData("7 | 7", "0:7 1:7")]
    public void EvenChannel_IsItsChangesAndItsLastSample(string blocks, string expected)
    {
        using var reader = new SampleChangeReader(new Blocks(blocks), Unit.Count);
        var read = new List<string>();
        while (reader.TryRead(out Stamped<Value> value))
            read.Add($"{value.Stamp.Nanoseconds / 1_000_000}:{value.Value.Number}");
        Assert.False(reader.TryRead(out _));
        Assert.Equal(expected, string.Join(' ', read));
    }

    [Fact]
    public void ManyChannels_HaveIdentifiersOfTheirOwn()
    {
        (TraceChannel, List<Stamped<Value>>)[] signals = [.. Enumerable.Range(0, VcdTraceWriter.MostChannels).Select(i => (Logic(i, "d" + i), new List<Stamped<Value>> { At(i, Number(1)) }))];
        var trace = new ListTrace(signals);
        string path = Path.Combine(folder.Path, "many.vcd");
        VcdTraceWriter.Write(trace, trace.Channels, path);
        using Trace back = TraceFormats.Open(path);
        Assert.Equal(1024, back.Channels.Length);
        foreach (TraceChannel channel in back.Channels)
            Assert.Equal(new SignalTime(channel.Index), Assert.Single(Changes(back, channel)).Stamp);
        Assert.Contains("choose at most 1024", Assert.Throws<CommandException>(() => VcdTraceWriter.Write(trace, [.. trace.Channels, trace.Channels[0]], path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FullDisk_IsAFailureWithItsReason()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        var trace = new ListTrace((Logic(0, "a"), [.. Enumerable.Range(0, 100_000).Select(i => At(i, Number(i % 2)))]));
        CommandException failure = Assert.Throws<CommandException>(() => VcdTraceWriter.Write(trace, trace.Channels, "/dev/full"));
        Assert.Equal(ExitCode.Failure, failure.Code);
        Assert.StartsWith("/dev/full cannot be written: No space left on device", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderThatIsNotThere_IsWrongUse()
    {
        var trace = new ListTrace((Logic(0, "a"), []));
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => VcdTraceWriter.Write(trace, trace.Channels, Path.Combine(folder.Path, "no", "out.vcd"))).Code);
    }

    [Fact]
    public void TimeBeforeZero_IsRefused()
    {
        var trace = new ListTrace((Logic(0, "a"), [At(-1, Number(1))]));
        Assert.Contains("'a' has a value at -0.000000001 s", Assert.Throws<CommandException>(() => Written(trace)).Message, StringComparison.Ordinal);
    }

    private static Stamped<Value> At(long nanoseconds, Value value) => new(value, new SignalTime(nanoseconds));

    private static Value Number(double number) => Value.Of(number, Unit.Count);

    private static TraceChannel Logic(int index, string name) => new() { Index = index, Name = name, IsLogic = true };

    private static TraceChannel Words(int index, string name, SymbolType words) => new() { Index = index, Name = name, Words = words };

    /// <summary>Up to 40 values, many at one instant.</summary>
    private static List<Stamped<Value>> Signal(Random random, Func<Value> next)
    {
        var values = new List<Stamped<Value>>();
        long now = 0;
        for (int left = random.Next(40); left > 0; left--)
            values.Add(At(now += random.Next(4) * random.NextInt64(1L << random.Next(40)), next()));
        return values;
    }

    private static Value Word(int code) => code switch
    {
        4 => Value.Fault("undefined"),
        5 => Value.Unknown(UnknownReason.Fault),
        _ => Value.Symbol(SymbolType.LoopState, (byte)code),
    };

    private static Value Real(Random random)
    {
        double number = random.Next(4) switch { 0 => random.Next(3), 1 => double.PositiveInfinity, _ => BitConverter.Int64BitsToDouble(random.NextInt64()) };
        return double.IsNaN(number) ? Value.Unknown(UnknownReason.Fault) : Number(number);
    }

    private static List<Stamped<Value>> All(Trace trace, TraceChannel channel)
    {
        var values = new List<Stamped<Value>>();
        using ValueReader reader = trace.ReadValues(channel);
        while (reader.TryRead(out Stamped<Value> value))
            values.Add(value);
        return values;
    }

    private static List<Stamped<Value>> Changes(Trace trace, TraceChannel channel)
    {
        var changes = new List<Stamped<Value>>();
        foreach (Stamped<Value> value in All(trace, channel))
        {
            if (changes.Count == 0 || changes[^1].Value != value.Value || value.Value.Kind == ValueKind.Pulse)
                changes.Add(value);
        }

        return changes;
    }

    private static string Written(Trace trace)
    {
        using var output = new MemoryStream();
        VcdTraceWriter.Write(trace, trace.Channels, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Blocks of samples at 1 kHz, bars between.</summary>
    private sealed class Blocks(string text) : SampleReader
    {
        private readonly Queue<short[]> _blocks = new(text.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(b => b.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(short.Parse).ToArray()));
        private long _index;

        public override SampleClock Clock { get; } = new(new SampleRate(1000));

        public override bool TryRead(out SampleBlock block)
        {
            bool more = _blocks.TryDequeue(out short[]? samples);
            block = more ? SampleBlock.Of(samples!, _index, Clock) : default;
            _index += block.Count;
            return more;
        }
    }
}
