using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Reactive.Linq;
using System.Threading;
using System.Threading.Tasks;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Device.Tests.Live;

/// <summary>What a reader line sends, read by <c>wiegand</c> as a controller reads it: the same frames, none of them joined to another.</summary>
public sealed class ReaderLineRoundTripTests
{
    public static TheoryData<string> Formats => [.. CardFormats.All.Select(e => e.Format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void CardsOfEveryFormat_AreReadAsTheyWereSent(string name)
    {
        CardFormat format = CardFormats.Find(name)!.Format;
        var random = new Random(26);
        ReaderBits[] frames = [.. Enumerable.Range(0, 4).Select(_ => Card(random, format))];
        Assert.Equal(frames, Read(Send(frames, 50, 2_000)));
    }

    [Theory]
    [InlineData(20, 200)]
    [InlineData(400, 500)]
    [InlineData(50, 5_000)]
    [InlineData(400, 20_000)]
    public void FramesOfEveryLength_AreReadAsTheyWereSent_HoweverQuickly(int width, int spacing)
    {
        var random = new Random(128);
        ReaderBits[] frames = [.. Enumerable.Range(4, ReaderBits.Most - 3).Select(length => Bits(random, length))];
        foreach (ReaderBits[] some in frames.Chunk(32))
            Assert.Equal(some, Read(Send(some, width, spacing)));
    }

    // The driver's own rests, on a clock that no time passes on.
    private static List<Stamped<Value>> Send(ReaderBits[] frames, int width, int spacing)
    {
        var spec = new ReaderLineSpec { Name = "controller", Width = TimeSpan.FromMicroseconds(width), Spacing = TimeSpan.FromMicroseconds(spacing) };
        var line = new Line();
        using var outcomes = new BlockingCollection<string>();
        using var driver = new ReaderLineDriver([(spec, line)], (_, outcome, _) => outcomes.Add(outcome.ToString()), time: new HastyTime(line));
        for (int i = 0; i < frames.Length; i++)
            driver.Carry(new Command(i + 1, 1, SignalTime.Zero, spec.Name, Command.Send, frames[i].Written, new CommandCause("rule", 1, 1)));
        for (int i = 0; i < frames.Length; i++)
        {
            Assert.True(outcomes.TryTake(out string? outcome, TimeSpan.FromSeconds(30)));
            Assert.Equal("done", outcome);
        }

        return line.Edges;
    }

    private static List<ReaderBits> Read(List<Stamped<Value>> edges)
    {
        var read = new List<ReaderBits>();
        // a last look at the lines, when every frame has ended
        Stamped<Value> last = new(edges[^1].Value, edges[^1].Stamp.AddNanoseconds(1_000_000_000));
        edges.Append(last).ToObservable().Wiegand(new WiegandOptions(), null).Subscribe(v => read.Add(v.Value.Frame));
        return read;
    }

    private static ReaderBits Bits(Random random, int length)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new ReaderBits(length, BitConverter.ToUInt128(bytes) >> (ReaderBits.Most - length));
    }

    private static ReaderBits Card(Random random, CardFormat format)
    {
        CardNumbers numbers = default;
        foreach (CardFieldBits field in format.Fields)
            numbers = numbers.With(field.Field, (ulong)random.NextInt64((long)Math.Min(field.Most, long.MaxValue - 1) + 1));
        // its facility code is fixed
        if (format.Name == "S12906b")
            numbers = numbers with { Facility = 217 };
        Assert.True(format.TryEncode(numbers, out ReaderBits bits, out string problem), problem);
        return bits;
    }

    /// <summary>Lines whose edges are written down, at times that only sending and resting take.</summary>
    private sealed class Line : IReaderLine
    {
        private SignalTime _now = SignalTime.FromMilliseconds(1);

        public List<Stamped<Value>> Edges { get; } = [new Stamped<Value>(Value.Symbol(SymbolType.WiegandLines, "idle"), SignalTime.Zero)];

        public void Send(in ReaderBits bits, TimeSpan width, TimeSpan spacing)
        {
            foreach ((long after, Value lines) in ReaderPulses.Of(bits, width, spacing))
                Edges.Add(new Stamped<Value>(lines, _now.AddNanoseconds(after)));
            Rest(ReaderPulses.DurationOf(bits, width, spacing));
        }

        public void Rest(TimeSpan time) => _now = _now.AddNanoseconds(time.Ticks * TimeSpan.NanosecondsPerTick);
    }

    /// <summary>A rest is over as soon as it has begun, and is passed on to the line; nothing ever expires.</summary>
    private sealed class HastyTime(Line line) : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(line, () => callback(state));

        private sealed class Timer(Line line, Action call) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                if (dueTime < TimeSpan.Zero || dueTime >= ReaderLineDriver.LongestWait)
                    return true;
                line.Rest(dueTime);
                call();
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
