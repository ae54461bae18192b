using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

public sealed class WiegandTests
{
    private const string Card = "10111101100010001110101110";
    private const long Millisecond = 1_000_000;

    private static readonly SampleRate Megahertz = new(1_000_000);

    [Fact]
    public void Frame_IsItsBits_DecidedTenSpacingsAfterTheLast_SinceTheFirst()
    {
        Stamped<Value> frame = Assert.Single(Decode(new WiegandPulses().Frame(Card)));
        Assert.Equal(Frame(Card), frame.Value);
        Assert.Equal((new SignalTime(Millisecond * (1 + 25 + 10)), new SignalTime(Millisecond)), (frame.Stamp, frame.Since));
    }

    [Fact]
    public void SampledFrame_IsTheSameAtTheSameTimes()
    {
        WiegandPulses pulses = new WiegandPulses().Frame(Card).Wait(20_000);
        Assert.Equal(Decode(pulses), Sampled(pulses, Megahertz));
    }

    [Theory]
    [InlineData(200, 20, 10)]
    [InlineData(200, 199, 10)]
    [InlineData(999, 100, 10)]
    [InlineData(1_001, 50, 10.01)]
    [InlineData(2_000, 50, 20)]
    [InlineData(6_000, 400, 60)]
    [InlineData(20_000, 400, 60)]
    [InlineData(20_400, 400, 60)]
    public void Gap_AdaptsToTheSpacing_WithinItsBounds(double spacing, double width, double gapMilliseconds)
    {
        WiegandPulses pulses = new WiegandPulses().Frame(Card, spacing, width);
        Stamped<Value> frame = Assert.Single(Decode(pulses));
        Assert.Equal(Frame(Card), frame.Value);
        Assert.Equal((long)(1_000_000 + (25 * spacing * 1000) + (gapMilliseconds * Millisecond)), frame.Stamp.Nanoseconds);
    }

    // with the resolution of one sample: pulses that are shorter than it may be missed by any receiver
    [Theory]
    [InlineData(10_000, 1_000, 110)]
    [InlineData(10_000, 20_000, 400)]
    [InlineData(20_000, 2_350, 400)]
    [InlineData(50_000, 200, 20.1)]
    [InlineData(1_000_000, 200, 20)]
    [InlineData(1_000_000, 20_000, 400)]
    [InlineData(12_500_000, 300, 50)]
    [InlineData(24_000_000, 1_000, 50)]
    public void EveryRate_ReadsWhatItCanSee(long hertz, double spacing, double width)
    {
        var rate = new SampleRate(hertz);
        WiegandPulses pulses = new WiegandPulses().Frame(Card, spacing, width).Wait(65_000);
        Assert.Equal([Frame(Card)], Sampled(pulses, rate).Select(v => v.Value));
    }

    [Fact]
    public void RandomFrames_OfEveryLength_AreRead()
    {
        var random = new Random(5);
        for (int bits = 4; bits <= ReaderBits.Most; bits++)
        {
            string text = string.Concat(Enumerable.Range(0, bits).Select(_ => (char)('0' + random.Next(2))));
            WiegandPulses pulses = new WiegandPulses().Frame(text, 200 + random.Next(3000), 20 + random.Next(150));
            Assert.Equal([Frame(text)], Decode(pulses).Select(v => v.Value));
        }
    }

    [Fact]
    public void JitterOfAThirdOfTheSpacing_IsNoHole()
    {
        var random = new Random(6);
        for (int i = 0; i < 50; i++)
        {
            var pulses = new WiegandPulses();
            foreach (char bit in Card)
                pulses.Pulse(bit - '0', 50).Wait(1000 + random.Next(-333, 333));
            Assert.Equal([Frame(Card)], Decode(pulses).Select(v => v.Value));
        }
    }

    [Fact]
    public void KeyBehindACard_IsAFrameOfItsOwn()
    {
        WiegandPulses pulses = new WiegandPulses().Frame(Card, 1000).Wait(15_000).Frame("0101", 1000);
        Assert.Equal([Frame(Card), Frame("0101")], Decode(pulses).Select(v => v.Value));
    }

    [Fact]
    public void EdgeExactlyAtTheGap_IsTheNextFrame()
    {
        // the last bit is one spacing back already
        WiegandPulses pulses = new WiegandPulses().Frame("0101", 1000).Wait(9_000).Frame("1010", 1000);
        Assert.Equal([Frame("0101"), Frame("1010")], Decode(pulses).Select(v => v.Value));
        pulses = new WiegandPulses().Frame("0101", 1000).Wait(8_999.999).Frame("1010", 1000);
        Assert.Equal([Value.Fault("cut")], Decode(pulses).Select(v => v.Value));
    }

    [Theory]
    [InlineData(19.999)]
    [InlineData(1)]
    public void Glitch_IsIgnoredAndCounted(double width)
    {
        var pulses = new WiegandPulses();
        pulses.Pulse(0, width).Wait(500);
        for (int i = 0; i < Card.Length; i++)
        {
            pulses.Pulse(Card[i] - '0', 50).Wait(500);
            if (i == 7)
                pulses.Pulse(1, width);
            pulses.Wait(500);
        }

        pulses.Pulse(1, width).Wait(100_000).Pulse(0, width);
        var kernel = (WiegandLinesKernel)Probe.Kernel<Stamped<Value>, Stamped<Value>>(WiegandOperator.Spec, "wiegand: {}", new Flow(FlowKind.State, SymbolType.WiegandLines));
        Assert.Equal([Frame(Card)], Run(kernel, pulses.Edges()).Select(v => v.Value));
        Assert.Equal([("pulses shorter than 20 µs", 4L)], kernel.Counts);
    }

    [Fact]
    public void GlitchThatLastsOverTheEnd_DelaysIt()
    {
        WiegandPulses pulses = new WiegandPulses().Frame("0101", 1000).Wait(8_990).Pulse(0, 15);
        Stamped<Value> frame = Assert.Single(Decode(pulses));
        Assert.Equal(Frame("0101"), frame.Value);
        Assert.Equal(pulses.Now + 15_001, frame.Stamp.Nanoseconds);
    }

    [Fact]
    public void LinesPulledTogether_AreAFaultWithTheBits()
    {
        WiegandPulses pulses = new WiegandPulses().Frame("00110011", 1000);
        pulses.Pulse(0, 50).Pulse(1, 50).Wait(1000).Frame("0101", 1000);
        Stamped<Value> fault = Assert.Single(Decode(pulses));
        Assert.Equal((Value.Fault("both-low"), "001100110101"), (fault.Value, fault.Value.Frame.ToString()));
    }

    [Fact]
    public void LinesThatOverlap_AreAFaultToo()
    {
        WiegandPulses pulses = new WiegandPulses().Frame("0011", 1000).Pulse(0, 50).Wait(40).Pulse(1, 50).Wait(960).Frame("0011", 1000);
        Assert.Equal([Value.Fault("both-low")], Decode(pulses).Select(v => v.Value));
    }

    [Fact]
    public void PulsesThatTouch_AreTwoBits()
    {
        WiegandPulses pulses = new WiegandPulses().Pulse(0, 250).Wait(250).Pulse(1, 250).Wait(250).Pulse(0, 250).Wait(250).Pulse(1, 250);
        Assert.Equal([Frame("0101")], Decode(pulses).Select(v => v.Value));
    }

    [Fact]
    public void LostPower_IsToldOnce_AndReadingGoesOnAfterIt()
    {
        WiegandPulses pulses = new WiegandPulses().Frame("001100", 1000).Pulse(0, 500_000).Pulse(1, 500_000).Wait(600_000).Frame(Card);
        List<Stamped<Value>> said = Decode(pulses);
        Assert.Equal([Value.Fault("both-low"), Frame(Card)], said.Select(v => v.Value));
        Assert.Equal("001100", said[0].Value.Frame.ToString());
        // the lines went low one spacing after the last bit, and stayed there for the longest gap
        Assert.Equal(Millisecond * (1 + 6 + 60), said[0].Stamp.Nanoseconds);
    }

    [Fact]
    public void LinesThatRestLow_TellTheirPolarity_WithTheBits()
    {
        short[] samples = new WiegandPulses().Wait(200_000).Frame(Card).Wait(50_000).Samples(Megahertz, restsHigh: false);
        List<Stamped<Value>> said = Decode(SampleBlock.Of(samples, 0, new SampleClock(Megahertz)));
        Assert.Equal([Value.Fault("both-low"), Value.Fault("polarity")], said.Select(v => v.Value));
        Assert.Equal(Card, said[1].Value.Frame.ToString());
        Assert.Equal([Frame(Card)], Decode(SampleBlock.Of(samples, 0, new SampleClock(Megahertz)), "wiegand: { idle: low }").Select(v => v.Value));
    }

    [Fact]
    public void LineThatStaysLow_IsToldOnce_AndReadingGoesOnAfterIt()
    {
        WiegandPulses pulses = new WiegandPulses().Frame("0011", 1000).Pulse(1, 300_000).Wait(100_000).Frame("0000", 1000).Wait(400_000).Frame(Card);
        List<Stamped<Value>> said = Decode(pulses);
        Assert.Equal([Value.Fault("line-low"), Frame(Card)], said.Select(v => v.Value));
        Assert.Equal("0011", said[0].Value.Frame.ToString());
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(400.001, false)]
    [InlineData(5_000, false)]
    public void LongPulse_IsAFaultWithItsBit(double width, bool isRead)
    {
        WiegandPulses pulses = new WiegandPulses().Frame("0011", 6000).Pulse(1, width).Wait(6000).Frame("0011", 6000);
        Stamped<Value> said = Assert.Single(Decode(pulses));
        Assert.Equal(isRead ? Frame("001110011") : Value.Fault("long-pulse"), said.Value);
        Assert.Equal("001110011", said.Value.Frame.ToString());
    }

    [Theory]
    [InlineData(199.999)]
    [InlineData(20_400.001)]
    public void SpacingBeyondItsBounds_IsAFault(double spacing) =>
        Assert.Equal([Value.Fault("spacing")], Decode(new WiegandPulses().Frame(Card, spacing, 20)).Select(v => v.Value));

    [Fact]
    public void FrameWithAHole_IsCut_WithAllItsBits()
    {
        WiegandPulses pulses = new WiegandPulses().Frame(Card[..11], 1000).Wait(3_000.001).Frame(Card[11..], 1000);
        Stamped<Value> fault = Assert.Single(Decode(pulses));
        Assert.Equal((Value.Fault("cut"), Card), (fault.Value, fault.Value.Frame.ToString()));
        Assert.Equal([Frame(Card)], Decode(new WiegandPulses().Frame(Card[..11], 1000).Wait(3_000).Frame(Card[11..], 1000)).Select(v => v.Value));
    }

    [Fact]
    public void TooFewAndTooManyBits_AreFaultsWithThem()
    {
        WiegandPulses pulses = new WiegandPulses().Frame("010", 500).Wait(50_000).Frame(new string('1', 129), 500).Wait(50_000).Frame("0101", 500);
        List<Stamped<Value>> said = Decode(pulses);
        Assert.Equal([Value.Fault("too-short"), Value.Fault("too-long"), Frame("0101")], said.Select(v => v.Value));
        Assert.Equal(["010", new string('1', 64)], said.Take(2).Select(v => v.Value.Frame.ToString()));
    }

    [Fact]
    public void LengthsThatAreAllowed_AreThoseGiven()
    {
        WiegandPulses pulses = new WiegandPulses().Frame(Card[..25], 500).Wait(50_000).Frame(Card, 500).Wait(50_000).Frame(Card + "0", 500);
        Assert.Equal([Value.Fault("too-short"), Frame(Card), Value.Fault("too-long")], Decode(pulses, "wiegand: { fewest-bits: 26, most-bits: 26 }").Select(v => v.Value));
    }

    [Fact]
    public void LinesThatAreNotKnown_EndAFrameInSilence()
    {
        List<Stamped<Value>> edges = new WiegandPulses().Frame("00110", 1000).Wait(50_000).Frame(Card).Edges();
        edges.Insert(6, new Stamped<Value>(Value.Unknown(UnknownReason.Offline), edges[5].Stamp));
        List<Stamped<Value>> said = Run(Kernel(), edges);
        Assert.Equal(Frame(Card), said[^1].Value);
        Assert.DoesNotContain(Frame("00110"), said.Select(v => v.Value));
    }

    [Fact]
    public void PulseThatBeganUnseen_IsNone()
    {
        List<Stamped<Value>> edges = [.. new WiegandPulses().Frame("110011", 1000).Edges().Skip(2)];
        Assert.Equal([Frame("10011")], Run(Kernel(), edges).Select(v => v.Value));
    }

    [Fact]
    public void RandomEdges_NeverBreakIt_AndFramesAreReadAfterThem()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var edges = new List<Stamped<Value>>();
            long now = 0;
            for (int i = 0; i < 400; i++)
            {
                now += random.Next(4) switch { 0 => 0, 1 => random.Next(30_000), 2 => random.Next(3_000_000), _ => random.Next(100_000_000) };
                edges.Add(new Stamped<Value>(random.Next(50) == 0 ? Value.Unknown(UnknownReason.Offline) : Value.Symbol(SymbolType.WiegandLines, (byte)random.Next(4)), new SignalTime(now)));
            }

            edges.AddRange(new WiegandPulses().Wait((now / 1000.0) + 200_000).Frame(Card).Edges().Select(e => e with { Stamp = SignalTime.Max(e.Stamp, new SignalTime(now)) }));
            List<Stamped<Value>> said = Run(Kernel(), edges);
            Assert.Equal(Frame(Card), said[^1].Value);
            Assert.All(said, v => Assert.True(v.Since.CompareTo(v.Stamp) <= 0));
            Assert.True(said.Zip(said.Skip(1)).All(p => p.First.Stamp.CompareTo(p.Second.Stamp) <= 0));
        }
    }

    [Theory]
    [InlineData("wiegand: { shortest-pulse: 500 µs, longest-pulse: 400 µs }", "'shortest-pulse' must be shorter than 'longest-pulse'")]
    [InlineData("wiegand: { shortest-spacing: 10 ms, longest-spacing: 5 ms }", "'shortest-spacing' must be shorter than 'longest-spacing'")]
    [InlineData("wiegand: { shortest-gap: 80 ms }", "'shortest-gap' must not be longer than 'longest-gap'")]
    [InlineData("wiegand: { longest-gap: 20 ms }", "'longest-gap' must be longer than 'longest-spacing': a gap ends a frame")]
    [InlineData("wiegand: { fewest-bits: 4.5 }", "'fewest-bits' must be a whole number, not 4.5")]
    [InlineData("wiegand: { fewest-bits: 30, most-bits: 26 }", "'fewest-bits' must not be more than 'most-bits'")]
    [InlineData("wiegand: { idle: low }", "'idle' is of levels, and Wiegand lines (idle, d0, d1, both) are pulses while they are active")]
    public void ParametersThatDisagree_AreRefused(string yaml, string message)
    {
        ParameterValues values = ExampleReader.Read(WiegandOperator.Spec, yaml);
        Assert.Equal([message], WiegandOperator.Spec.Check(values, new Flow(FlowKind.State, SymbolType.WiegandLines)).Select(p => p.Message));
    }

    [Fact]
    public void RateBelowTenKilohertz_IsRefused()
    {
        ParameterProblem problem = Assert.Single(WiegandOperator.Spec.Check(ExampleReader.Read(WiegandOperator.Spec, "wiegand: {}"), Line(new SampleRate(9_999))));
        Assert.Equal("the input has 9.999 kHz, at which pulses are missed: 10 kHz at least", problem.Message);
    }

    private static Value Frame(string bits) =>
        ReaderBits.TryParse(bits, out ReaderBits frame, out string problem) ? Value.Of(frame) : throw new ArgumentException(problem, nameof(bits));

    private static Kernel<Stamped<Value>, Stamped<Value>> Kernel(string yaml = "wiegand: {}") =>
        Probe.Kernel<Stamped<Value>, Stamped<Value>>(WiegandOperator.Spec, yaml, new Flow(FlowKind.State, SymbolType.WiegandLines));

    private static List<Stamped<Value>> Decode(WiegandPulses pulses, string yaml = "wiegand: {}") => Run(Kernel(yaml), pulses.Edges());

    private static List<Stamped<Value>> Run(Kernel<Stamped<Value>, Stamped<Value>> kernel, List<Stamped<Value>> edges)
    {
        var transcript = new Transcript();
        foreach (Stamped<Value> edge in edges)
            Probe.Feed(kernel, edge, transcript);
        Probe.RunOut(kernel, transcript);
        return transcript.Values;
    }

    private static Flow Line(SampleRate rate) => new(FlowKind.Samples, null, Unit.Count, new SampleFlow(rate, SampleFormat.Int16), Channels: 2);

    private static List<Stamped<Value>> Sampled(WiegandPulses pulses, SampleRate rate) => Decode(SampleBlock.Of(pulses.Samples(rate), 0, new SampleClock(rate)));

    private static List<Stamped<Value>> Decode(SampleBlock interleaved, string yaml = "wiegand: {}")
    {
        var block = new SampleBlock(interleaved.Bytes, SampleFormat.Int16, 0, interleaved.Clock, 2);
        var transcript = new Transcript();
        Probe.Kernel<SampleBlock, Stamped<Value>>(WiegandOperator.Spec, yaml, Line(block.Clock.Rate)).Step(block, transcript);
        return transcript.Values;
    }
}
