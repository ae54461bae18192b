using System;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Audio;

public sealed class AgcTests
{
    private static readonly SampleClock Clock = new(new SampleRate(8000));

    [Theory]
    [InlineData(-40, -20)]
    [InlineData(-3, -20)]
    [InlineData(-49, -20)]
    [InlineData(-55, -25)] // no more gain than 30 dB
    [InlineData(-65, -65)] // below the floor it stays
    public void Level_ComesToTheTarget(double level, double expected)
    {
        float[] made = Probe.Singles(Kernel("agc: {}"), SampleBlock.Of(new Tones().Add(6000, level, 1000).Singles, 0, Clock));
        Assert.Equal(expected, Level(made.AsSpan()[^1600..]), 0.1);
    }

    [Fact]
    public void Gain_FallsSoonAndRisesSlowly()
    {
        float[] made = Probe.Singles(Kernel("agc: {}"), SampleBlock.Of(new Tones().Add(6000, -40, 1000).Add(1000, -10, 1000).Add(4000, -40, 1000).Singles, 0, Clock));
        Assert.InRange(Level(made.AsSpan(48_000 + 1600, 800)), -20.5, -19.5);
        Assert.InRange(Level(made.AsSpan(56_000 + 1600, 800)), -45, -30);
        Assert.InRange(Level(made.AsSpan()[^800..]), -20.5, -19.5);
    }

    [Fact]
    public void Gain_StandsWhileItIsSilent()
    {
        float[] made = Probe.Singles(Kernel("agc: {}"), SampleBlock.Of(new Tones().Add(6000, -40, 1000).Rest(5000).Add(100, -40, 1000).Singles, 0, Clock));
        // it rises a little while the level falls to the floor
        Assert.InRange(Level(made.AsSpan()[^800..]), -20.5, -18.5);
        Assert.All(made[80_000..87_000], s => Assert.Equal(0, s));
    }

    [Fact]
    public void WhatIsNotANumber_StaysAndChangesNothing()
    {
        float[] sound = new Tones().Add(6000, -40, 1000).Singles;
        sound[40_000] = float.NaN;
        float[] made = Probe.Singles(Kernel("agc: {}"), SampleBlock.Of(sound, 0, Clock));
        Assert.True(float.IsNaN(made[40_000]));
        Assert.InRange(Level(made.AsSpan()[^1600..]), -20.1, -19.9);
    }

    private static Kernel<SampleBlock, SampleBlock> Kernel(string yaml) => Probe.Kernel<SampleBlock, SampleBlock>(AgcOperator.Spec, yaml, Tones.Flow(8000, SampleFormat.Float32));

    private static double Level(ReadOnlySpan<float> samples) => 10 * Math.Log10(2 * samples.ToArray().Select(s => (double)s * s).Average());
}
