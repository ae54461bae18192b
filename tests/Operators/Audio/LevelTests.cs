using System;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Audio;

public sealed class LevelTests
{
    [Fact]
    public void Sine_HasItsLevel_AtTheEndOfEachInterval() =>
        Assert.Equal(["125: -20 dB since 0"], new Tones().Add(400, -20, 1000).Told(LevelOperator.Spec, "level: {}"));

    [Fact]
    public void Silence_IsTheFloor() => Assert.Equal(["125: -120 dB since 0"], new Tones().Rest(1000).Told(LevelOperator.Spec, "level: {}"));

    [Theory]
    [InlineData(SampleFormat.Int16)]
    [InlineData(SampleFormat.Int32)]
    [InlineData(SampleFormat.Float32)]
    public void FullScaleSquare_IsThreeDecibelsAboveASine_InEveryFormat(SampleFormat format)
    {
        byte[] bytes = new byte[800 * SampleBlock.SizeOf(format)];
        for (int i = 0; i < 800; i++)
            SampleWriter.Put(bytes, format, i, (i % 2 == 0 ? 1 : -1) * SampleBlock.FullScaleOf(format));
        var kernel = Probe.Kernel<SampleBlock, Stamped<Value>>(LevelOperator.Spec, "level: 100 ms", Tones.Flow(8000, format));
        var transcript = new Transcript();
        kernel.Step(new SampleBlock(bytes, format, 0, new SampleClock(new SampleRate(8000))), transcript);
        Assert.Equal("3.01 dB", Assert.Single(transcript.Values).Value.ToString());
    }

    [Fact]
    public void WhatIsNotANumber_CountsAsSilence_AndWhatIsInfiniteAsFullScale()
    {
        float[] samples = [.. Enumerable.Range(0, 800).Select(i => i % 2 == 0 ? float.NaN : float.NegativeInfinity)];
        var kernel = Probe.Kernel<SampleBlock, Stamped<Value>>(LevelOperator.Spec, "level: 100 ms", Tones.Flow(8000, SampleFormat.Float32));
        var transcript = new Transcript();
        kernel.Step(SampleBlock.Of(samples, 0, new SampleClock(new SampleRate(8000))), transcript);
        Assert.Equal("0 dB", Assert.Single(transcript.Values).Value.ToString());
    }

    [Fact]
    public void LevelWithinTheStep_IsNotTold() => Assert.Equal(
        ["100: -20 dB since 0", "400: -17 dB since 300"],
        new Tones().Add(100, -20, 1000).Add(100, -19, 1000).Add(100, -21, 1000).Add(100, -17, 1000).Add(100, -18, 1000).Told(LevelOperator.Spec, "level: { every: 100 ms, step: 2.5 dB }"));

    [Theory]
    [InlineData(-20, "80")]
    [InlineData(-99.5, "0.5")]
    [InlineData(-130, "0")]
    public void Sensitivity_IsInProportionToTheDecibels(double level, string expected)
    {
        float[] samples = [.. Enumerable.Range(0, 800).Select(i => (float)(Math.Pow(10, level / 20) * Math.Sin(Math.PI * i / 4)))];
        var kernel = Probe.Kernel<SampleBlock, Stamped<Value>>(LevelOperator.Spec, "level: { every: 100 ms, scale: sensitivity }", Tones.Flow(8000, SampleFormat.Float32));
        var transcript = new Transcript();
        kernel.Step(SampleBlock.Of(samples, 0, new SampleClock(new SampleRate(8000))), transcript);
        Assert.Equal(expected, Assert.Single(transcript.Values).Value.ToString());
    }

    // after one time constant 63 % of the power are there: 2 dB are missing
    [Theory]
    [InlineData("125 ms", 125, -21.99)]
    [InlineData("fast", 125, -21.99)]
    [InlineData("slow", 1000, -21.99)]
    [InlineData("slow", 2000, -20.63)]
    public void FadingMemory_RisesByItsTimeConstant(string time, int at, double expected) => Assert.Equal(
        expected, new Tones().Add(2100, -20, 1000).Through(LevelOperator.Spec, $"level: {{ every: 125 ms, time: {time} }}")[(at / 125) - 1].Value.Number, 0.02);

    [Fact]
    public void FadingMemory_FallsByItsTimeConstant()
    {
        var told = new Tones().Add(2000, -20, 1000).Rest(1000).Through(LevelOperator.Spec, "level: { every: 125 ms, time: fast }");
        // a second later, by 4.34 dB for each time constant
        Assert.Equal(-20 - 34.74, told[^1].Value.Number, 0.05);
    }

    // the curve of the standard in tenths of a decibel
    [Theory]
    [InlineData(31.5, -39.5)]
    [InlineData(63, -26.2)]
    [InlineData(125, -16.2)]
    [InlineData(250, -8.7)]
    [InlineData(500, -3.2)]
    [InlineData(1000, 0)]
    [InlineData(2000, 1.2)]
    [InlineData(4000, 1.0)]
    [InlineData(8000, -1.1)]
    [InlineData(16000, -6.7)]
    public void WeightingA_FollowsTheCurve_AtEveryRate(double hertz, double expected)
    {
        foreach (double rate in new[] { 8000, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000 })
        {
            if (hertz > 0.45 * rate)
                continue;
            var told = new Tones(rate).Add(2000, -10, hertz).Through(LevelOperator.Spec, "level: { every: 1 s, weighting: a }");
            Assert.Equal(expected - 10, told[^1].Value.Number, 0.75);
        }
    }

    [Theory]
    [InlineData("level: { time: quick }", "'time' must be interval, fast, slow or a duration from 1 ms to 60 s, not 'quick'")]
    [InlineData("level: { time: 0.5 ms }", "'time' must be interval, fast, slow or a duration from 1 ms to 60 s, not '0.5 ms'")]
    public void WrongTime_IsRefused(string yaml, string expected) => Assert.Equal([expected], Script.Problems(LevelOperator.Spec, yaml, Tones.Flow(8000, SampleFormat.Int16)));

    [Fact]
    public void WrongRate_IsRefused() =>
        Assert.Equal(["the input has 1 kHz, but sound has 4 kHz to 1 MHz"], Script.Problems(LevelOperator.Spec, "level: {}", Tones.Flow(1000, SampleFormat.Int16)));
}
