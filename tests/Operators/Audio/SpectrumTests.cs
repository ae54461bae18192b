using System;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Audio;

public sealed class SpectrumTests
{
    private static readonly string[] Octaves = ["63 Hz", "125 Hz", "250 Hz", "500 Hz", "1000 Hz", "2000 Hz"];

    [Fact]
    public void Bands_AreThoseThatTheRateAllows()
    {
        Assert.Equal(Octaves, Names("spectrum: octave", 8000));
        Assert.Equal(["31.5 Hz", .. Octaves, "4000 Hz", "8000 Hz"], Names("spectrum: { from: 31.5 Hz }", 44_100));
        Assert.Equal(["2500 Hz", "3150 Hz"], Names("spectrum: { bands: third-octave, from: 2.5 kHz }", 8000));
        Assert.Equal(["16 Hz", "20 Hz", "25 Hz", "31.5 Hz"], Names("spectrum: { bands: third-octave, from: 16 Hz }", 8000)[..4]);
    }

    [Theory]
    [InlineData("octave", 8000)]
    [InlineData("third-octave", 8000)]
    [InlineData("third-octave", 48_000)]
    public void SineInTheMiddleOfABand_HasItsLevelThere_AndLittleBeside(string bands, double rate)
    {
        bool areThirds = bands == "third-octave";
        string yaml = $"spectrum: {{ bands: {bands}, from: 250 Hz, every: 500 ms }}";
        string[] names = Names(yaml, rate);
        for (int band = 0; band < names.Length; band++)
        {
            double exact = 1000 * Math.Pow(10, 0.3 * ((band / (areThirds ? 3.0 : 1)) - 2));
            float[] levels = Levels(yaml, new Tones(rate).Add(1000, -20, exact))[^names.Length..];
            Assert.Equal(-20, levels[band], 0.1);
            Assert.All(levels.Where((_, other) => Math.Abs(other - band) > 1), level => Assert.InRange(level, -120, -20 - 25));
        }
    }

    [Fact]
    public void Edges_AreThreeDecibelsDown()
    {
        foreach (int side in new[] { -1, 1 })
        {
            float[] levels = Levels("spectrum: { from: 1 kHz, every: 500 ms }", new Tones().Add(1000, -20, 1000 * Math.Pow(10, side * 0.15)));
            Assert.Equal(-23.01, levels[^2], 0.05);
        }
    }

    [Fact]
    public void Silence_IsTheFloor() => Assert.All(Levels("spectrum: octave", new Tones().Rest(500)), level => Assert.Equal(-120, level));

    [Fact]
    public void RateTooLowForTheBands_IsRefused() =>
        Assert.Equal(["there is no band from 4 kHz on at 8 kHz"], Script.Problems(SpectrumOperator.Spec, "spectrum: { from: 4 kHz }", Tones.Flow(8000, SampleFormat.Int16)));

    private static string[] Names(string yaml, double rate) => [.. SpectrumOperator.Spec.ChannelNames!(ExampleReader.Read(SpectrumOperator.Spec, yaml), Tones.Flow(rate, SampleFormat.Float32))];

    private static float[] Levels(string yaml, Tones sound) =>
        Probe.Singles(Probe.Kernel<SampleBlock, SampleBlock>(SpectrumOperator.Spec, yaml, Tones.Flow(sound.Rate, SampleFormat.Float32)), SampleBlock.Of(sound.Singles, 0, new SampleClock(new SampleRate((long)sound.Rate))));
}
