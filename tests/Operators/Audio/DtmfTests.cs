using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Device.Bench.Dtmf;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Audio;

public sealed class DtmfTests
{
    private static readonly SampleRate Rate = new(DtmfSignal.Rate);

    [Fact]
    public void EveryDigit_IsFound_WithItsStartAndDuration()
    {
        SentDigit[] sent = [.. DtmfSignal.Digits.Select(d => new SentDigit(d))];
        (short[] samples, List<(int Start, int End)> tones) = DtmfSignal.Render(sent, 1);
        List<Stamped<Value>> found = Decode(samples, new DtmfOptions { Ends = true });
        Assert.Equal(32, found.Count);
        for (int i = 0; i < sent.Length; i++)
        {
            Stamped<Value> begun = found[2 * i], over = found[(2 * i) + 1];
            Assert.Equal((sent[i].Digit, false), (begun.Value.DigitCharacter!.Value, begun.Value.IsOver));
            Assert.Equal((sent[i].Digit, true), (over.Value.DigitCharacter!.Value, over.Value.IsOver));
            Assert.InRange(Milliseconds(begun.Since - Time(tones[i].Start)), -1, 1);
            Assert.InRange(Milliseconds(begun.Stamp - Time(tones[i].Start)), 30, 40);
            Assert.InRange(over.Value.DigitNanoseconds!.Value / 1e6, 48, 52);
            Assert.Equal(begun.Since.AddNanoseconds(over.Value.DigitNanoseconds.Value), over.Since);
        }
    }

    [Fact]
    public void DigitsWithinAllLimits_AreFoundAndNothingElse()
    {
        SentDigit[] sent = [.. DtmfCorpora.WithinLimits(600, 3)];
        (short[] samples, List<(int Start, int End)> tones) = DtmfSignal.Render(sent, 3);
        List<Stamped<Value>> found = Decode(samples, new DtmfOptions());
        Assert.Equal(sent.Select(s => s.Digit), found.Select(f => f.Value.DigitCharacter!.Value));
        Assert.All(found.Zip(tones), pair => Assert.InRange(Milliseconds(pair.First.Stamp - Time(pair.Second.Start)), 25, 42.5));
    }

    [Fact]
    public void ToneOffByMoreThanTheTolerance_IsNoDigit()
    {
        Assert.Empty(Decode(DtmfSignal.Render(DtmfCorpora.Off(200, 4, both: false), 4).Samples, new DtmfOptions()));
        Assert.Empty(Decode(DtmfSignal.Render(DtmfCorpora.Off(200, 5, both: true), 5).Samples, new DtmfOptions()));
    }

    [Theory]
    [InlineData(1.9, 2, 1)]
    [InlineData(2.15, 2, 0)]
    [InlineData(-1.9, 2, 1)]
    [InlineData(-2.15, 2, 0)]
    [InlineData(1.4, 1.5, 1)]
    [InlineData(1.65, 1.5, 0)]
    public void DeviationOfEitherTone_IsLimited(double off, double limit, int expected)
    {
        foreach (char digit in DtmfSignal.Digits)
        {
            Assert.Equal(expected, Count(new SentDigit(digit, LowPercent: off), new DtmfOptions { DeviationPercent = limit }));
            Assert.Equal(expected, Count(new SentDigit(digit, HighPercent: off), new DtmfOptions { DeviationPercent = limit }));
        }
    }

    [Theory]
    [InlineData(-9.8, 1)]
    [InlineData(-10.2, 0)]
    [InlineData(5.8, 1)]
    [InlineData(6.2, 0)]
    public void Twist_IsLimitedEitherWay(double twist, int expected) => Assert.All(DtmfSignal.Digits, d => Assert.Equal(expected, Count(new SentDigit(d, TwistDb: twist))));

    [Theory]
    [InlineData(-38.7, 1)] // both tones are 3 dB above either
    [InlineData(-39.3, 0)]
    public void LevelOfTheWeakerTone_IsLimited(double level, int expected) => Assert.All(DtmfSignal.Digits, d => Assert.Equal(expected, Count(new SentDigit(d, LevelDbfs: level, SnrDb: 30))));

    [Theory]
    [InlineData(35, 35, 1)]
    [InlineData(25, 35, 0)]
    [InlineData(60, 60, 1)]
    [InlineData(50, 60, 0)]
    [InlineData(30, 30, 1)]
    [InlineData(20, 30, 0)]
    public void ToneAsLongAsAsked_IsADigit_TenMillisecondsLessIsNone(double length, double asked, int expected)
    {
        // wherever it begins within a hop
        for (int shift = 0; shift < 40; shift += 3)
            Assert.Equal(expected, Count(new SentDigit('6', length, 60 + (shift / 8.0)), new DtmfOptions { Tone = TimeSpan.FromMilliseconds(asked) }, 'C'));
    }

    [Theory]
    [InlineData(30, 30, 2)]
    [InlineData(20, 30, 1)]
    [InlineData(60, 60, 2)]
    [InlineData(50, 60, 1)]
    public void PauseAsLongAsAsked_EndsADigit_TenMillisecondsLessDoesNot(double pause, double asked, int expected)
    {
        for (int shift = 0; shift < 40; shift += 3)
        {
            SentDigit[] sent = [new('C', 50, 200 + (shift / 8.0)), new('6', 50, pause), new('6', 50, 100)];
            List<Stamped<Value>> found = Decode(DtmfSignal.Render(sent, 7).Samples, new DtmfOptions { Pause = TimeSpan.FromMilliseconds(asked) });
            Assert.Equal(expected, found.Count(f => f.Value.DigitCharacter == '6'));
        }
    }

    [Fact]
    public void DigitsWithoutAPause_FollowEachOther()
    {
        SentDigit[] sent = [new('1', 60, 0), new('2', 60, 0), new('9', 60, 0), new('1', 60, 50)];
        List<Stamped<Value>> found = Decode(DtmfSignal.Render(sent, 8).Samples, new DtmfOptions { Ends = true });
        Assert.Equal(["1", "1 over", "2", "2 over", "9", "9 over", "1", "1 over"], found.Select(f => f.Value.DigitCharacter + (f.Value.IsOver ? " over" : "")));
    }

    [Fact]
    public void WhatWasMeasured_IsTold_WithTheNearestLimit()
    {
        SentDigit sent = new('5', LevelDbfs: -20, TwistDb: -3, LowPercent: 0.5, HighPercent: -1.1, SnrDb: 30);
        DtmfMeasure measure = Assert.Single(Decode(DtmfSignal.Render([sent], 9).Samples, new DtmfOptions())).Value.DigitMeasure!.Value;
        Assert.InRange(measure.LevelDbfs, -20.2, -19.8);
        Assert.InRange(measure.TwistDb, -3.2, -2.8);
        Assert.InRange(measure.LowPercent, 0.45, 0.55);
        Assert.InRange(measure.HighPercent, -1.15, -1.05);
        Assert.InRange(measure.SnrDb, 27, 33);
        // of 2 % 0.9 % are left
        Assert.InRange(measure.MarginPercent, 43, 47);
        Assert.Equal(DtmfLimit.Deviation, measure.Nearest);
    }

    [Fact]
    public void LongTone_IsOneDigit()
    {
        Stamped<Value> over = Decode(DtmfSignal.Render([new('0', 2500, 100)], 10).Samples, new DtmfOptions { Ends = true })[^1];
        Assert.InRange(over.Value.DigitNanoseconds!.Value / 1e6, 2498, 2502);
        Assert.Equal(1, Count(new SentDigit('0', 2500, 100)));
    }

    [Fact]
    public void DirectCurrent_CountsForNothing()
    {
        short[] samples = [.. DtmfSignal.Render([new('7')], 11).Samples.Select(s => (short)(s + 9000))];
        Assert.Equal('7', Assert.Single(Decode(samples, new DtmfOptions())).Value.DigitCharacter);
    }

    [Theory]
    [InlineData(697, 0)]
    [InlineData(0, 1336)]
    [InlineData(350, 440)]
    [InlineData(697, 770)]
    [InlineData(1209, 1633)]
    [InlineData(697, 2418)]
    public void OtherTones_AreNoDigit(int one, int other)
    {
        short[] samples = [.. Enumerable.Range(0, 8000).Select(i => (short)(6000 * (Math.Sin(2 * Math.PI * one * i / 8000) + Math.Sin(2 * Math.PI * other * i / 8000))))];
        Assert.Empty(Decode(samples, new DtmfOptions()));
    }

    [Fact]
    public void VoicesBurstsAndChords_HoldNoDigit() => Assert.InRange(Decode(TalkOff.Samples(1), new DtmfOptions()).Count, 0, 2);

    [Theory]
    [InlineData(4000)]
    [InlineData(8000)]
    [InlineData(11_025)]
    [InlineData(16_000)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(192_000)]
    public void AnyRateAndFormat_FindsTheSameDigits(int rate)
    {
        foreach (SampleFormat format in Enum.GetValues<SampleFormat>())
        {
            List<Stamped<Value>> found = DecodeAt(rate, format, "159D*0#");
            Assert.Equal("159D*0#", string.Concat(found.Select(f => f.Value.DigitCharacter)));
            for (int i = 0; i < found.Count; i++)
            {
                double start = (100 * i) + 50;
                Assert.InRange((found[i].Since - SignalTime.Zero) / 1e6 - start, -1.5, 1.5);
                Assert.InRange((found[i].Stamp - SignalTime.Zero) / 1e6 - start, 28, 44);
            }
        }
    }

    [Fact]
    public void EachChannel_IsLookedAtForItself()
    {
        short[] left = DtmfSignal.Render([new('1'), new('2')], 12).Samples, right = DtmfSignal.Render([new('8'), new('9')], 13).Samples;
        short[] frames = [.. left.Zip(right).SelectMany(pair => new[] { pair.First, pair.Second })];
        Flow flow = SoundAt(8000, SampleFormat.Int16) with { Channels = 2 };
        var transcript = new Transcript();
        Kernel(flow, new DtmfOptions()).Step(new SampleBlock(MemoryMarshal.AsBytes<short>(frames).ToArray(), SampleFormat.Int16, 0, new SampleClock(Rate), 2), transcript);
        Assert.Equal([(0, '1'), (1, '8'), (0, '2'), (1, '9')], transcript.Values.Select(v => (v.Channel, v.Value.DigitCharacter!.Value)));
    }

    [Fact]
    public void WhatIsNotANumber_IsSilence()
    {
        float[] samples = [.. DtmfSignal.Render([new('3'), new('4')], 14).Samples.Select(s => s / 32768f)];
        samples.AsSpan(DtmfSignal.LeadIn + 100, 100).Fill(float.NaN);
        var transcript = new Transcript();
        Kernel(SoundAt(8000, SampleFormat.Float32), new DtmfOptions()).Step(SampleBlock.Of(samples, 0, new SampleClock(Rate)), transcript);
        Assert.Equal(['4'], transcript.Values.Select(v => v.Value.DigitCharacter!.Value));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(10_000_000)]
    public void RateOutOfRange_IsRefused(int rate)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => System.Reactive.Linq.Observable.Empty<SampleBlock>().Dtmf(SoundAt(rate, SampleFormat.Int16), new DtmfOptions()));
        Assert.Contains("but digits are found at 4 kHz to 1 MHz", refused.Message, StringComparison.Ordinal);
    }

    private static int Count(SentDigit sent, DtmfOptions? options = null, char? before = null)
    {
        SentDigit[] all = before is { } first ? [new SentDigit(first, 100, sent.PauseMilliseconds), sent] : [sent];
        return Decode(DtmfSignal.Render(all, 15).Samples, options ?? new DtmfOptions()).Count(f => f.Value.DigitCharacter == sent.Digit);
    }

    private static List<Stamped<Value>> Decode(short[] samples, DtmfOptions options)
    {
        var transcript = new Transcript();
        Kernel(SoundAt(DtmfSignal.Rate, SampleFormat.Int16), options).Step(SampleBlock.Of(samples, 0, new SampleClock(Rate)), transcript);
        return transcript.Values;
    }

    // a digit of 50 ms every 100 ms, the first after 50 ms
    private static List<Stamped<Value>> DecodeAt(int rate, SampleFormat format, string digits)
    {
        double[] samples = new double[rate * ((digits.Length + 1) * 100) / 1000];
        for (int i = 0; i < samples.Length; i++)
        {
            double at = i * 1000.0 / rate;
            int digit = (int)((at - 50) / 100);
            if (at < 50 || digit >= digits.Length || at - 50 - (100 * digit) >= 50)
                continue;
            (double low, double high) = DtmfSignal.FrequenciesOf(digits[digit]);
            samples[i] = 0.2 * (Math.Sin(2 * Math.PI * low * i / rate) + Math.Sin(2 * Math.PI * high * i / rate));
        }

        byte[] bytes = format switch
        {
            SampleFormat.Int16 => MemoryMarshal.AsBytes<short>(samples.Select(s => (short)(s * short.MaxValue)).ToArray()).ToArray(),
            SampleFormat.Int32 => MemoryMarshal.AsBytes<int>(samples.Select(s => (int)(s * int.MaxValue)).ToArray()).ToArray(),
            _ => MemoryMarshal.AsBytes<float>(samples.Select(s => (float)s).ToArray()).ToArray(),
        };
        var transcript = new Transcript();
        Kernel(SoundAt(rate, format), new DtmfOptions()).Step(new SampleBlock(bytes, format, 0, new SampleClock(new SampleRate(rate))), transcript);
        return transcript.Values;
    }

    private static Flow SoundAt(int rate, SampleFormat format) => new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(rate), format));

    private static DtmfKernel Kernel(Flow flow, DtmfOptions options) => new(flow.Samples!.Rate, flow.Samples.Format, flow.Channels, options);

    private static SignalTime Time(int sample) => new SampleClock(Rate).TimeOf(sample);

    private static double Milliseconds(long nanoseconds) => nanoseconds / 1e6;
}
