using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Simulation;
using Xunit;

namespace Reactive.Operators.Tests.Audio;

/// <summary>A speaker is calibrated in a room and tested in this one and in others.</summary>
public sealed class SpeakerTestTests
{
    private static readonly SimulatedRoom Quiet = new() { LowCutHertz = 0, NoiseDbfs = double.NegativeInfinity, GainDb = 0 };
    private static readonly SpeakerTestLimits Usual = new();

    [Theory]
    [InlineData(8000, 5)]
    [InlineData(16000, 7)]
    [InlineData(22050, 8)]
    [InlineData(48000, 8)]
    public void Series_HasTheTonesThatTheRateAllows(int rate, int tones)
    {
        var series = new SpeakerTestSeries(rate, -12);
        Assert.Equal(SpeakerTestSeries.AllFrequencies[..tones], series.Frequencies);
        float[] samples = series.Render();
        Assert.Equal(series.Length, samples.Length);
        Assert.All(samples[..series.MarkerStart], s => Assert.Equal(0, s));
        // 600 ms of silence, a chirp of 200 ms, then tones of 300 ms, with gaps of 150 ms behind all
        Assert.Equal(600 + 350 + (tones * 450), series.Duration.TotalMilliseconds, tolerance: 0.5);
        Assert.InRange(samples.Max(), 0.250f, 0.2512f);
        // edges begin and end at nothing
        Assert.All(Enumerable.Range(0, tones), t => Assert.InRange(Math.Abs(samples[series.ToneStart(t) + series.ToneSamples - 1]), 0, 0.001f));
    }

    [Fact]
    public void Series_OutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpeakerTestSeries(7999));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpeakerTestSeries(192_001));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpeakerTestSeries(8000, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpeakerTestSeries(8000, double.NaN));
    }

    [Fact]
    public void QuietRoom_GivesTheSeriesBack()
    {
        SpeakerTestHearing heard = Hear(Quiet, 16_000);
        Assert.True(heard.IsFound);
        Assert.False(heard.IsInverted);
        Assert.Null(heard.CutFromHertz);
        Assert.Equal(12.0, heard.DelayMilliseconds, tolerance: 0.001);
        Assert.All(heard.Tones, t =>
        {
            Assert.Equal(-12, t.LevelDbfs, tolerance: 0.001);
            Assert.Equal(double.NegativeInfinity, t.NoiseDbfs);
            // what 16 bits leave
            Assert.InRange(t.ThdNPercent, 0, 0.02);
            Assert.Equal(0, t.Clipped);
        });
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public void Delays_AreMeasuredExactly(int rate)
    {
        foreach (int samples in (int[])[0, 1, 77, rate / 100, rate / 10, rate / 2])
        {
            double milliseconds = samples * 1000.0 / rate;
            Assert.Equal(milliseconds, Hear(Quiet with { DelayMilliseconds = milliseconds }, rate).DelayMilliseconds, tolerance: 0.001);
        }
    }

    [Fact]
    public void DelayBetweenSamples_IsFoundToAPartOfOne()
    {
        // heard at every fourth sample of a four times faster room
        var fast = new SpeakerTestSeries(32_000);
        for (int quarter = 0; quarter < 4; quarter++)
        {
            float[] played = [.. new float[400 + quarter], .. fast.Render()];
            float[] heard = [.. played.Where((_, i) => i % 4 == 0)];
            Assert.Equal((400 + quarter) / 32.0, SpeakerTestHearing.Of(new SpeakerTestSeries(8000), heard).DelayMilliseconds, tolerance: 0.02);
        }
    }

    [Fact]
    public void HearingThatBeganLater_HasANegativeDelay()
    {
        var series = new SpeakerTestSeries(16_000);
        SpeakerTestHearing heard = SpeakerTestHearing.Of(series, series.Render().AsSpan(4000));
        Assert.Equal(-250, heard.DelayMilliseconds, tolerance: 0.001);
        Assert.Equal(7, heard.Tones.Length);
        // too little silence is left to know the noise: nothing can be said
        heard = SpeakerTestHearing.Of(series, series.Render().AsSpan(series.MarkerStart));
        Assert.All(heard.Tones, t => Assert.Equal(double.NaN, t.NoiseDbfs));
        Assert.Equal(SpeakerTestVerdict.Inconclusive, SpeakerTestResult.Of(Calibrate(Quiet, 16_000), heard, Usual).Verdict);
    }

    [Fact]
    public void UpsideDown_IsTold()
    {
        var series = new SpeakerTestSeries(16_000);
        Assert.True(SpeakerTestHearing.Of(series, (float[])[.. series.Render().Select(s => -s)]).IsInverted);
    }

    [Fact]
    public void ClocksThatDiffer_DistortNothing()
    {
        // 200 ppm: the microphone takes samples that much further apart
        var series = new SpeakerTestSeries(48_000);
        float[] played = series.Render(), heard = new float[series.Length];
        for (int tone = 0; tone < 8; tone++)
        {
            for (int i = 0; i < series.ToneSamples; i++)
                heard[series.ToneStart(tone) + i] = (float)(0.1 * Math.Sin(2 * Math.PI * series.Frequencies[tone] * i * 1.0002 / 48_000));
        }

        played.AsSpan(0, series.ToneStart(0)).CopyTo(heard);
        Assert.All(SpeakerTestHearing.Of(series, heard).Tones, t =>
        {
            Assert.Equal(-20, t.LevelDbfs, tolerance: 0.01);
            Assert.InRange(t.ThdNPercent, 0, 0.1);
        });
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    [InlineData(48_000)]
    public void SameRoom_Passes(int rate)
    {
        SpeakerTestResult result = Test(Room("entrance") with { Seed = 7 }, rate);
        Assert.Equal(SpeakerTestVerdict.Pass, result.Verdict);
        Assert.All(result.Bands, b =>
        {
            Assert.Equal(SpeakerTestVerdict.Pass, b.Verdict);
            Assert.InRange(b.DifferenceDb, -0.1, 0.1);
            Assert.InRange(b.Heard.SnrDb, 35, 80);
        });
    }

    [Fact]
    public void Gain_IsMeasuredToATenthOfADecibel()
    {
        ImmutableArray<ReferenceBand> reference = Calibrate(Room("entrance"), 16_000);
        for (double gain = -14; gain <= 7; gain += 1.5)
        {
            SpeakerTestResult result = SpeakerTestResult.Of(reference, Hear(Room("entrance") with { GainDb = -8 + gain, Seed = (int)(gain * 2) }, 16_000), Usual);
            Assert.All(result.Bands, b => Assert.Equal(gain, b.DifferenceDb, tolerance: 0.1));
            SpeakerTestVerdict band = Math.Abs(gain) > 6 ? SpeakerTestVerdict.Fail : Math.Abs(gain) > 3 ? SpeakerTestVerdict.Warn : SpeakerTestVerdict.Pass;
            Assert.All(result.Bands, b => Assert.Equal(band, b.Verdict));
            Assert.Equal(band == SpeakerTestVerdict.Fail ? SpeakerTestVerdict.Fail : SpeakerTestVerdict.Pass, result.Verdict);
        }
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(48_000)]
    public void Muffled_FailsInTheHighBandsAlone(int rate)
    {
        SpeakerTestResult result = Test(Room("muffled"), rate);
        Assert.Equal(SpeakerTestVerdict.Fail, result.Verdict);
        Assert.All(result.Bands.Where(b => b.Heard.FrequencyHertz <= 500), b => Assert.NotEqual(SpeakerTestVerdict.Fail, b.Verdict));
        Assert.All(result.Bands.Where(b => b.Heard.FrequencyHertz >= 2000), b => Assert.Equal((SpeakerTestVerdict.Fail, SpeakerTestReason.Quieter), (b.Verdict, b.Reason)));
    }

    [Fact]
    public void SilentSpeaker_FailsAsMissing()
    {
        SpeakerTestResult result = Test(Room("missing"), 16_000);
        Assert.Equal(SpeakerTestVerdict.Fail, result.Verdict);
        Assert.All(result.Bands, b => Assert.Equal((SpeakerTestVerdict.Fail, SpeakerTestReason.Missing), (b.Verdict, b.Reason)));
        Assert.False(Hear(Room("missing"), 16_000).IsFound);
        // not even noise: the microphone is silent too
        Assert.Equal(SpeakerTestVerdict.Fail, Test(Quiet with { IsSilent = true }, 16_000).Verdict);
    }

    [Fact]
    public void AnotherRoom_PassesWithItsOwnDelay()
    {
        SpeakerTestResult result = Test(Room("hall"), 16_000);
        Assert.Equal(SpeakerTestVerdict.Pass, result.Verdict);
        // an echo of -14 dB makes at most +1.6 and -1.9 dB, beside one dB less of all
        Assert.All(result.Bands, b => Assert.InRange(b.DifferenceDb, -1 - 1.95, -1 + 1.65));
        Assert.Equal(31, Hear(Room("hall"), 16_000).DelayMilliseconds, tolerance: 0.1);
    }

    [Fact]
    public void Noise_IsInconclusive_NotFail()
    {
        SpeakerTestResult result = Test(Room("noisy") with { NoiseDbfs = -2 }, 16_000);
        Assert.Equal(SpeakerTestVerdict.Inconclusive, result.Verdict);
        Assert.All(result.Bands, b => Assert.Equal((SpeakerTestVerdict.Inconclusive, SpeakerTestReason.Noise), (b.Verdict, b.Reason)));
        // whatever the noise, it never makes a speaker fail that is as it was
        for (int noise = -60; noise <= 0; noise += 5)
        {
            for (int seed = 0; seed < 3; seed++)
                Assert.NotEqual(SpeakerTestVerdict.Fail, Test(Room("entrance") with { NoiseDbfs = noise, Seed = seed }, 8000).Verdict);
        }
    }

    [Fact]
    public void NoiseThatComesUpMeanwhile_IsInconclusive()
    {
        var series = new SpeakerTestSeries(16_000);
        float[] heard = Room("entrance").Hear(series.Render(), 16_000), noisy = (Room("missing") with { NoiseDbfs = -8 }).Hear(series.Render(), 16_000);
        for (int i = series.ToneStart(2); i < heard.Length; i++)
            heard[i] = Math.Clamp(heard[i] + noisy[i], -1, 1);
        Assert.Equal(SpeakerTestVerdict.Inconclusive, SpeakerTestResult.Of(Calibrate(Room("entrance"), 16_000), SpeakerTestHearing.Of(series, heard), Usual).Verdict);
    }

    [Fact]
    public void SilentSpeakerInNoise_IsInconclusive() =>
        Assert.Equal(SpeakerTestVerdict.Inconclusive, Test(Room("missing") with { NoiseDbfs = -5 }, 16_000).Verdict);

    [Fact]
    public void Clipping_FailsAsDistorted()
    {
        SpeakerTestResult result = Test(Room("clipping") with { GainDb = 2 }, 16_000);
        Assert.Equal(SpeakerTestVerdict.Fail, result.Verdict);
        // harmonics of what lies above an eighth of the rate are partly beyond what can be heard
        Assert.All(result.Bands.Where(b => b.Heard.FrequencyHertz <= 2000), b => Assert.Equal((SpeakerTestVerdict.Fail, SpeakerTestReason.Distorted), (b.Verdict, b.Reason)));
    }

    [Fact]
    public void SquareWave_HasTheDistortionOfABook()
    {
        // all odd harmonics: sqrt(pi^2 / 8 - 1), less what lies above half the rate
        var series = new SpeakerTestSeries(48_000);
        float[] samples = series.Render();
        for (int i = 0; i < series.ToneSamples; i++)
            samples[series.ToneStart(0) + i] = Math.Sin((2 * Math.PI * 300 * i / 48_000) + 0.01) > 0 ? 0.5f : -0.5f;
        HeardTone tone = SpeakerTestHearing.Of(series, samples).Tones[0];
        Assert.Equal(48.34, tone.ThdNPercent, tolerance: 0.1);
        Assert.Equal(20 * Math.Log10(0.5 * 4 / Math.PI), tone.LevelDbfs, tolerance: 0.01);
    }

    [Fact]
    public void SamplesAtTheEdge_AreCountedFromThreeInARowOn()
    {
        var series = new SpeakerTestSeries(16_000);
        float[] samples = series.Render();
        int start = series.ToneStart(2) + 2000;
        ((float[])[1, 1, 0, 1, 1, 1, -1, -1, -1, -1, 0, -1, 1, -1]).CopyTo(samples, start);
        SpeakerTestHearing heard = SpeakerTestHearing.Of(series, samples);
        Assert.Equal([0, 0, 7, 0, 0, 0, 0], heard.Tones.Select(t => t.Clipped));
    }

    [Fact]
    public void CutShort_IsToldFromWhichToneOn()
    {
        var series = new SpeakerTestSeries(16_000);
        float[] samples = series.Render();
        for (int length = 0; length <= samples.Length; length += 2999)
        {
            SpeakerTestHearing heard = SpeakerTestHearing.Of(series, samples.AsSpan(0, length));
            int whole = Enumerable.Range(0, 7).Count(t => series.ToneStart(t) + series.ToneSamples <= length);
            Assert.Equal(whole == 7 ? null : heard.IsFound ? series.Frequencies[whole] : 300, heard.CutFromHertz);
        }
    }

    [Fact]
    public void RandomSamples_AreNoSeries()
    {
        var random = new Random(5);
        for (int run = 0; run < 40; run++)
        {
            float[] noise = new float[random.Next(0, 60_000)];
            foreach (ref float sample in noise.AsSpan())
                sample = (float)((random.NextDouble() * 2) - 1);
            SpeakerTestHearing heard = SpeakerTestHearing.Of(new SpeakerTestSeries(8000), noise);
            Assert.False(heard.IsFound);
            Assert.InRange(heard.Likeness, 0, 0.2);
        }
    }

    [Fact]
    public void BandThatWasNoisyAtCalibration_IsNotJudged()
    {
        ImmutableArray<ReferenceBand> reference = [.. Calibrate(Room("entrance"), 16_000).Select(b => b.FrequencyHertz == 300 ? b with { NoiseDbfs = b.LevelDbfs - 5 } : b)];
        SpeakerTestResult result = SpeakerTestResult.Of(reference, Hear(Room("entrance"), 16_000), Usual);
        Assert.Equal((SpeakerTestVerdict.Inconclusive, SpeakerTestReason.Reference), (result.Bands[0].Verdict, result.Bands[0].Reason));
        Assert.Equal(SpeakerTestVerdict.Pass, result.Verdict);
        Assert.Equal(SpeakerTestVerdict.Inconclusive, SpeakerTestResult.Of(reference, Hear(Room("entrance"), 16_000), Usual with { JudgedPercent = 90 }).Verdict);
        Assert.Equal(SpeakerTestVerdict.Inconclusive, SpeakerTestResult.Of(reference, Hear(Room("entrance"), 16_000), Usual with { CoreLowHertz = 300 }).Verdict);
    }

    private static SimulatedRoom Room(string name) => SimulatedRoom.All.Single(r => r.Name == name);

    private static SpeakerTestHearing Hear(SimulatedRoom room, int rate)
    {
        var series = new SpeakerTestSeries(rate);
        return SpeakerTestHearing.Of(series, room.Hear(series.Render(), rate));
    }

    private static ImmutableArray<ReferenceBand> Calibrate(SimulatedRoom room, int rate) =>
        [.. Hear(room, rate).Tones.Select(t => new ReferenceBand(t.FrequencyHertz, t.LevelDbfs, t.NoiseDbfs, t.DistortionPercent))];

    private static SpeakerTestResult Test(SimulatedRoom room, int rate) => SpeakerTestResult.Of(Calibrate(Room("entrance"), rate), Hear(room, rate), Usual);
}
