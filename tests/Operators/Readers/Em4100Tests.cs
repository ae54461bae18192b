using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

public sealed class Em4100Tests
{
    private const long Keyfob = 0x3B00344CE7;

    // half a bit of RF/64 is 32 samples, of RF/32 16
    private static readonly SampleRate CarrierRate = new(125_000);

    [Fact]
    public void Frame_IsTheTagAsText_DecidedWithinTheStopBit_SinceTheHeader()
    {
        List<short> line = [.. Rest(100), .. TagFrames.Line([TagFrames.Of(Keyfob)], 32), .. Rest(100)];
        Stamped<Value> tag = Assert.Single(Decode(line));
        Assert.Equal(Value.Of("3b00344ce7"), tag.Value);
        // 63 bits and a half later; a stop bit, 0, falls in its middle
        Assert.Equal((Time(100 + (63 * 64) + 32), Time(100)), (tag.Stamp, tag.Since));
    }

    [Theory]
    [InlineData(0L, "0000000000")]
    [InlineData(0xFFFFFFFFFF, "ffffffffff")]
    [InlineData(0x0102030405, "0102030405")]
    [InlineData(0x8400043916, "8400043916")]
    public void EveryTag_AtEitherPolarityAndRate_IsRead(long tag, string text)
    {
        foreach (bool inverted in new[] { false, true })
        {
            foreach (double half in new[] { 32.0, 16.0 })
            {
                ulong frame = TagFrames.Of(tag);
                Assert.Equal([text, text, text], Texts(Decode([.. Rest(50), .. TagFrames.Line([frame, frame, frame], half, inverted), .. Rest(50)])));
            }
        }
    }

    [Fact]
    public void RandomTags_AreReadWithJitterOfAQuarterOfHalfABit()
    {
        var random = new Random(4);
        for (int i = 0; i < 200; i++)
        {
            long tag = random.NextInt64(1L << 40);
            List<short> line = TagFrames.Line([TagFrames.Of(tag), TagFrames.Of(tag)], 32, i % 2 == 0, () => (random.NextDouble() - 0.5) * 15);
            Assert.Contains(Value.Of(tag.ToString("x10", System.Globalization.CultureInfo.InvariantCulture)), Decode([.. Rest(70), .. line, .. Rest(70)]).Select(v => v.Value));
        }
    }

    [Fact]
    public void ContactBefore_GivesTheSameAtTheSameTimes()
    {
        ulong frame = TagFrames.Of(Keyfob);
        SampleBlock block = SampleBlock.Of([.. Rest(50), .. TagFrames.Line([frame, frame], 32), .. Rest(50)], 0, new SampleClock(CarrierRate));
        var contact = new StatesThenTags(Probe.Kernel<StateBlock, Stamped<Value>>(Em4100Operator.Spec, "em4100: {}", new Flow(FlowKind.States, SymbolType.Contact, Samples: Line(CarrierRate).Samples)));
        Probe.Kernel<SampleBlock, StateBlock>(DigitalOperator.Spec, "digital: { normally: open }", Line(CarrierRate)).Step(block, contact);
        Assert.Equal(Decode(block, "em4100: {}"), contact.Tags.Values);
        Assert.Equal(2, contact.Tags.Values.Count);
    }

    [Fact]
    public void FrameThatBeginsInTheMiddle_IsLeftOut()
    {
        ulong frame = TagFrames.Of(Keyfob);
        List<short> line = TagFrames.Line([frame, frame, frame], 32);
        Assert.Equal(2, Decode([.. line.Skip(700), .. Rest(50)]).Count);
    }

    [Fact]
    public void EveryWrongBitBehindTheHeader_IsAFault()
    {
        for (int bit = 1; bit < 55; bit++)
        {
            Stamped<Value> fault = Assert.Single(Decode([.. Rest(100), .. TagFrames.Line([TagFrames.Of(Keyfob) ^ (1UL << bit)], 32), .. Rest(100)]));
            Assert.Equal(Value.Fault("parity"), fault.Value);
        }
    }

    [Fact]
    public void WrongStopBit_IsAFaultOfItsOwn() =>
        Assert.Equal(Value.Fault("stop-bit"), Assert.Single(Decode([.. Rest(100), .. TagFrames.Line([TagFrames.Of(Keyfob) ^ 1], 32), .. Rest(100)])).Value);

    [Fact]
    public void FrameWithFourWrongParities_IsNothing()
    {
        // each in a row of its own
        ulong wrong = (1UL << 10) | (1UL << 15) | (1UL << 20) | (1UL << 25);
        Assert.Empty(Decode([.. Rest(100), .. TagFrames.Line([TagFrames.Of(Keyfob) ^ wrong], 32), .. Rest(100)]));
    }

    [Fact]
    public void GlitchWithinAFrame_EndsIt_AndTheNextIsRead()
    {
        ulong frame = TagFrames.Of(Keyfob);
        List<short> line = TagFrames.Line([frame, frame], 32);
        for (int i = 1000; i < 1004; i++)
            line[i] ^= 1;
        Stamped<Value> tag = Assert.Single(Decode([.. line, .. Rest(50)]));
        Assert.Equal(Time(64 * 64), tag.Since);
    }

    [Theory]
    [InlineData("em4100: rf-64", 32.0, 1)]
    [InlineData("em4100: rf-64", 16.0, 0)]
    [InlineData("em4100: rf-32", 32.0, 0)]
    [InlineData("em4100: rf-32", 16.0, 1)]
    [InlineData("em4100: { rate: rf-64, carrier: 100 kHz }", 40.0, 1)]
    public void Rate_IsOnlyTheOneGiven(string yaml, double half, int tags) =>
        Assert.Equal(tags, Decode([.. Rest(100), .. TagFrames.Line([TagFrames.Of(Keyfob)], half), .. Rest(100)], yaml).Count);

    [Fact]
    public void NotANumber_EndsAFrame()
    {
        List<short> line = TagFrames.Line([TagFrames.Of(Keyfob)], 32);
        float[] samples = [.. line.Select(v => (float)v), .. Rest(50).Select(v => (float)v)];
        Assert.Single(Decode(SampleBlock.Of(samples, 0, new SampleClock(CarrierRate)), "em4100: {}"));
        samples[2000] = float.NaN;
        Assert.Empty(Decode(SampleBlock.Of(samples, 0, new SampleClock(CarrierRate)), "em4100: {}"));
    }

    [Fact]
    public void NoiseForAMinute_IsNoTag()
    {
        var random = new Random(12);
        var line = new List<short>();
        while (line.Count < 60 * 125_000)
            line.AddRange(Enumerable.Repeat((short)(line.Count % 2), random.Next(10, 70)));
        Assert.Empty(Decode(line));
    }

    [Theory]
    [InlineData("em4100: {}", 20_000, "the input has 20 kHz, but a bit of RF/32 needs 8 samples: 31.25 kHz at least")]
    [InlineData("em4100: rf-64", 8_000, "the input has 8 kHz, but a bit of RF/64 needs 8 samples: 15.625 kHz at least")]
    public void TooFewSamples_AreRefusedWithTheLeastRate(string yaml, long rate, string expected)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Probe.Kernel<SampleBlock, Stamped<Value>>(Em4100Operator.Spec, yaml, Line(new SampleRate(rate))));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CountsBehindAFrontEnd_AreNoLogicLine() =>
        Assert.Null(Em4100Operator.Spec.FormFor(new Flow(FlowKind.Samples, null, Unit.Count, new SampleFlow(CarrierRate, SampleFormat.Int16, new FrontEnd(3.3, 4700, 12, 3.3)))));

    private static Flow Line(SampleRate rate) => new(FlowKind.Samples, null, Unit.Count, new SampleFlow(rate, SampleFormat.Int16));

    private static IEnumerable<short> Rest(int samples) => Enumerable.Repeat((short)0, samples);

    private static SignalTime Time(long sample) => new SampleClock(CarrierRate).TimeOf(sample);

    private static IEnumerable<string?> Texts(IEnumerable<Stamped<Value>> values) => values.Select(v => v.Value.Text);

    private static List<Stamped<Value>> Decode(List<short> line, string yaml = "em4100: {}") =>
        Decode(SampleBlock.Of([.. line], 0, new SampleClock(CarrierRate)), yaml);

    private static List<Stamped<Value>> Decode(SampleBlock block, string yaml)
    {
        Kernel<SampleBlock, Stamped<Value>> kernel = Probe.Kernel<SampleBlock, Stamped<Value>>(Em4100Operator.Spec, yaml, Line(CarrierRate));
        var transcript = new Transcript();
        kernel.Step(block, transcript);
        return transcript.Values;
    }

    private sealed class StatesThenTags(Kernel<StateBlock, Stamped<Value>> kernel) : IEmit<StateBlock>
    {
        public Transcript Tags { get; } = new();

        public void Emit(in StateBlock output) => kernel.Step(output, Tags);
    }
}
