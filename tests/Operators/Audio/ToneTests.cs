using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Audio;

public sealed class ToneTests
{
    [Theory]
    [InlineData(440, 8000)]
    [InlineData(437.3, 8000)]
    [InlineData(100, 8000)]
    [InlineData(1000, 48_000)]
    [InlineData(3100, 8000)]
    [InlineData(19_500, 48_000)]
    public void Tone_IsFound_WithItsFrequencyStartAndDuration(double hertz, double rate)
    {
        double asked = Math.Round(hertz / 10) * 10;
        List<Stamped<Value>> found = new Tones(rate).Rest(203).Add(321, -20, hertz).Rest(300).Noise(-50).Through(ToneOperator.Spec, $"tone: {{ frequencies: {asked} Hz, ends: reported }}");
        Assert.Equal([false, true], found.Select(f => f.Value.IsOver));
        Assert.InRange(found[0].Value.ToneHertz!.Value, hertz * 0.999, hertz * 1.001);
        Assert.InRange(found[0].Since.Nanoseconds / 1e6, 200, 206);
        Assert.InRange(found[0].Stamp.Nanoseconds / 1e6, 280, 310);
        Assert.InRange(found[1].Value.ToneNanoseconds!.Value / 1e6, 316, 326);
        Assert.InRange(found[0].Value.ToneMeasure!.Value.LevelDbfs, -20.2, -19.8);
        Assert.InRange(found[0].Value.ToneMeasure!.Value.SnrDb, 25, 40);
        Assert.Equal(found[0].Since.AddNanoseconds(found[1].Value.ToneNanoseconds!.Value / 1000 * 1000).Nanoseconds / 1e6, found[1].Since.Nanoseconds / 1e6, 0.002);
    }

    [Theory]
    [InlineData(110, 1)]
    [InlineData(100, 1)]
    [InlineData(75, 0)]
    [InlineData(50, 0)]
    public void ToneAsLongAsAsked_IsFound_WhereverItBegins(double length, int expected)
    {
        for (int shift = 0; shift < 60; shift += 7)
            Assert.Equal(expected, new Tones().Rest(100 + (shift / 4.0)).Add(length, -20, 440).Rest(100).Through(ToneOperator.Spec, "tone: 440 Hz").Count);
    }

    [Fact]
    public void TwoTonesTogether_AreToldFromEither()
    {
        const string Both = "tone: { frequencies: [440 Hz, 480 Hz], duration: 200 ms }";
        Assert.Empty(new Tones().Rest(100).Add(1000, -20, 440).Rest(100).Through(ToneOperator.Spec, Both));
        Assert.Empty(new Tones().Rest(100).Add(1000, -20, 480).Rest(100).Through(ToneOperator.Spec, Both));
        Assert.Empty(new Tones().Rest(100).Add(1000, -20, 448).Rest(100).Through(ToneOperator.Spec, Both));
        Assert.Empty(new Tones().Rest(100).Add(1000, -20, 460).Rest(100).Through(ToneOperator.Spec, Both));
        Assert.Empty(new Tones().Rest(100).Add(1000, -20, 440, 480, 620).Rest(100).Through(ToneOperator.Spec, Both));
        Stamped<Value> found = Assert.Single(new Tones().Rest(100).Add(1000, -20, 440, 480).Rest(100).Noise(-35).Through(ToneOperator.Spec, Both));
        Assert.InRange(found.Value.ToneHertz!.Value, 439.5, 440.5);
        Assert.InRange(found.Value.ToneMeasure!.Value.LevelDbfs, -17.3, -16.7);
        Assert.InRange(found.Since.Nanoseconds / 1e6, 97, 103);
        // either alone is not what stands there
        Assert.Empty(new Tones().Rest(100).Add(1000, -20, 440, 480).Rest(100).Through(ToneOperator.Spec, "tone: 440 Hz"));
    }

    [Theory]
    [InlineData(1.8, 1)]
    [InlineData(2.2, 0)]
    [InlineData(-1.8, 1)]
    [InlineData(-2.2, 0)]
    public void Deviation_IsLimited(double percent, int expected)
    {
        foreach (double hertz in new[] { 100.0, 440, 1000, 3100 })
            Assert.Equal(expected, new Tones().Rest(50).Add(500, -20, hertz * (1 + (percent / 100))).Rest(50).Through(ToneOperator.Spec, FormattableString.Invariant($"tone: {hertz} Hz")).Count);
    }

    [Theory]
    [InlineData(-41.5, 1)]
    [InlineData(-42.5, 0)]
    public void Level_IsLimited(double level, int expected) => Assert.Equal(expected, new Tones().Rest(50).Add(500, level, 440).Through(ToneOperator.Spec, "tone: 440 Hz").Count);

    [Theory]
    [InlineData(-29, 1)]
    [InlineData(-24, 0)]
    public void SignalToNoise_IsLimited(double other, int expected) => Assert.Equal(expected, new Tones().Rest(50).Add(500, -20, 440).Rest(20).Noise(other).Through(ToneOperator.Spec, "tone: 440 Hz").Count);

    [Theory]
    [InlineData(60, 2)]
    [InlineData(10, 1)]
    public void Pause_EndsATone_AShorterOneDoesNot(double pause, int expected) =>
        Assert.Equal(expected, new Tones().Rest(50).Add(300, -20, 440).Rest(pause).Add(300, -20, 440).Rest(50).Through(ToneOperator.Spec, "tone: 440 Hz").Count);

    [Fact]
    public void LongTone_IsFoundWhenItHasLasted() =>
        Assert.InRange(Assert.Single(new Tones().Rest(100).Add(6000, -20, 440).Through(ToneOperator.Spec, "tone: { frequencies: 440 Hz, duration: 5 s }")).Stamp.Nanoseconds / 1e6, 5080, 5110);

    [Fact]
    public void SquareWave_IsItsFundamental()
    {
        // as a sounder for sleeping people has it: what harmonics the rate allows, by their share
        var sound = new Tones();
        float[] square = [.. Enumerable.Range(0, 8000).Select(i => (float)(0.1 * new[] { 1, 3, 5, 7 }.Sum(k => Math.Sin(2 * Math.PI * 520 * k * i / 8000.0) / k)))];
        var kernel = Probe.Kernel<SampleBlock, Stamped<Value>>(ToneOperator.Spec, "tone: 520 Hz", Tones.Flow(sound.Rate, SampleFormat.Float32));
        var transcript = new Transcript();
        kernel.Step(SampleBlock.Of(square, 0, new SampleClock(new SampleRate(8000))), transcript);
        Assert.Equal("520 Hz", Assert.Single(transcript.Values).Value.ToString());
    }

    [Theory]
    [InlineData("tone: 3700 Hz", "3700 Hz cannot be told at 8 kHz, only up to 3600 Hz")]
    [InlineData("tone: { frequencies: [400 Hz, 425 Hz] }", "with these frequencies 'duration' must be at least 120 ms, not 100 ms")]
    [InlineData("tone: { frequencies: [400 Hz, 425 Hz], tolerance: 4 %, duration: 1 s }", "400 Hz and 425 Hz could be the same tone with a 'tolerance' of 4 %")]
    [InlineData("tone: { frequencies: [400 Hz, 440 Hz, 3000 Hz] }", "with these frequencies 'tolerance' must be at most 0.6 %, not 2 %")]
    [InlineData("tone: 20 Hz", "with these frequencies 'duration' must be at least 375 ms, not 100 ms")]
    public void WhatDoesNotFit_IsRefused(string yaml, string problem) => Assert.Equal([problem], Script.Problems(ToneOperator.Spec, yaml, Tones.Flow(8000, SampleFormat.Int16)));
}
