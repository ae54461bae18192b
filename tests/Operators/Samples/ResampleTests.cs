using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class ResampleTests
{
    [Theory]
    [InlineData(44_100, "8 kHz", 8000, 1000)]
    [InlineData(44_100, "8 kHz", 8000, 3590)]
    [InlineData(44_100, "48 kHz", 48_000, 19_800)]
    [InlineData(8000, "44.1 kHz", 44_100, 1000)]
    [InlineData(8000, "44.1 kHz", 44_100, 3590)]
    [InlineData(16_000, "8 kHz", 8000, 300)]
    [InlineData(11_025, "8 kHz", 8000, 1000)]
    public void SineInThePassBand_KeepsAmplitudeAndTime(int from, string to, double rate, double hertz)
    {
        // 0.1 dB are 1.16 %: what is left after the delayed sine is taken away must be below that at every sample
        float[] made = Resampled(from, $"resample: {to}", hertz, out long first);
        double delay = 48 / Math.Min(from, rate), worst = 0;
        for (int i = 0; i < made.Length; i++)
            worst = Math.Max(worst, Math.Abs(made[i] - Math.Sin(2 * Math.PI * hertz * (((first + i) / rate) - delay))));
        Assert.InRange(worst, 0, 0.0115);
        Assert.InRange(made.Length, rate * 0.9, rate);
    }

    [Theory]
    [InlineData("resample: 8 kHz", 4000, 70)]
    [InlineData("resample: 8 kHz", 4100, 70)]
    [InlineData("resample: 8 kHz", 5000, 70)]
    [InlineData("resample: 8 kHz", 7000, 70)]
    [InlineData("resample: 8 kHz", 12_345, 70)]
    [InlineData("resample: 8 kHz", 21_000, 70)]
    [InlineData("resample: { to: 8 kHz, quality: fast }", 4000, 58)]
    [InlineData("resample: { to: 8 kHz, quality: fast }", 5000, 60)]
    public void ToneAboveHalfTheNewRate_IsGone(string yaml, double hertz, double decibels) =>
        Assert.True(Level(Resampled(44_100, yaml, hertz, out _)) < -decibels, $"{Level(Resampled(44_100, yaml, hertz, out _))} dB");

    [Fact]
    public void RaisingTheRate_AddsNoImages()
    {
        float[] made = Resampled(8000, "resample: 48 kHz", 3000, out long first);
        float[] left = [.. made.Select((s, i) => (float)(s - Math.Sin(2 * Math.PI * 3000 * (((first + i) / 48_000.0) - 0.006))))];
        Assert.True(Level(left) < -70, $"{Level(left)} dB");
    }

    [Fact]
    public void ConstantSamples_StayWhatTheyAre()
    {
        float[] made = Probe.Singles(Kernel(44_100, "resample: 8 kHz"), SampleBlock.Of([.. Enumerable.Repeat(5f, 20_000)], 0, Clock(44_100)));
        Assert.All(made, s => Assert.InRange(s, 4.999998f, 5.000002f));
    }

    [Fact]
    public void Outputs_LieAtPeriodsOfTheNewRate_FromIndexZeroOn()
    {
        // 2/5: output m lies at 2.5 m; the filter of 256 samples is full at index 260
        var spans = new Spans();
        Kernel(1000, "resample: 400 Hz").Step(SampleBlock.Of(new float[300], 5, Clock(1000)), spans);
        Assert.StartsWith("104: 0 ", Assert.Single(spans.Lines), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(104, 18).Select(m => m * 2_500_000L), spans.Times.Select(t => t.Nanoseconds));
    }

    [Fact]
    public void SameRate_PassesTheSamples() =>
        Assert.Equal([1f, 2], Probe.Singles(Kernel(8000, "resample: 8 kHz"), SampleBlock.Of([1f, 2], 0, Clock(8000))));

    [Fact]
    public void NaN_ReachesAsFarAsTheFilter()
    {
        float[] samples = new float[2000];
        samples[1000] = float.NaN;
        float[] made = Probe.Singles(Kernel(1000, "resample: { to: 500 Hz, quality: fast }"), SampleBlock.Of(samples, 0, Clock(1000)));
        // full from index 95 on; the sample at 1000 is within reach of the outputs at 1000 to 1095
        int[] touched = [.. Enumerable.Range(0, made.Length).Where(i => !float.IsFinite(made[i])).Select(i => (i * 2) + 96)];
        Assert.Equal(Enumerable.Range(0, 48).Select(i => 1000 + (2 * i)), touched);
    }

    [Theory]
    [InlineData(44_100, "resample: 8.003 kHz", "from 44.1 kHz to 8.003 kHz the ratio is 8003/44100, and its first number can be at most 1024")]
    [InlineData(1000, "resample: 17 kHz", "from 1 kHz to 17 kHz the ratio is 17/1, and at most 16 is possible")]
    [InlineData(100_000_000, "resample: 1.023 kHz", "from 100 MHz to 1.023 kHz the ratio is 1023/100000000, whose filters would have more than 1048576 coefficients")]
    public void RatioThatCannotBeMade_IsAProblem(int from, string yaml, string expected)
    {
        string message = Assert.Single(ResampleOperator.Spec.Check(ExampleReader.Read(ResampleOperator.Spec, yaml), Input(from))).Message;
        Assert.Equal(expected, message);
    }

    internal static double Level(float[] samples) => 10 * Math.Log10(2 * samples.Sum(s => (double)s * s) / samples.Length);

    internal static SampleClock Clock(int rate) => new(new SampleRate(rate));

    internal static Flow Input(int rate) => new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(rate), SampleFormat.Float32));

    // a second of a tone, in blocks of many lengths
    private static float[] Resampled(int from, string yaml, double hertz, out long first)
    {
        float[] tone = [.. Enumerable.Range(0, from).Select(i => (float)Math.Sin(2 * Math.PI * hertz * i / from))];
        var made = new Collected();
        Kernel<SampleBlock, SampleBlock> kernel = Kernel(from, yaml);
        for (int at = 0, length = 1; at < tone.Length; at += length, length = (length * 7 % 6000) + 1)
        {
            length = Math.Min(length, tone.Length - at);
            kernel.Step(SampleBlock.Of(tone[at..(at + length)], at, Clock(from)), made);
        }

        first = made.First;
        return [.. made.Samples];
    }

    private static Kernel<SampleBlock, SampleBlock> Kernel(int from, string yaml) => Probe.Kernel<SampleBlock, SampleBlock>(ResampleOperator.Spec, yaml, Input(from));

    private sealed class Collected : IEmit<SampleBlock>
    {
        public long First { get; private set; } = -1;

        public List<float> Samples { get; } = [];

        public void Emit(in SampleBlock output)
        {
            if (First < 0)
                First = output.FirstIndex;
            Assert.Equal(First + Samples.Count, output.FirstIndex);
            Samples.AddRange(output.Float32.ToArray());
        }
    }
}
