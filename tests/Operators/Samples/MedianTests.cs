using System;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class MedianTests
{
    private static readonly Flow Volts = new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));
    private static readonly Flow Counts = Volts with { Unit = Unit.Count, Samples = new SampleFlow(new SampleRate(1000), SampleFormat.Int16) };

    [Fact]
    public void Spike_IsGoneAndAStepStaysSharp() =>
        Assert.Equal([0f, 0, 0, 0, 0, 0, 5, 5], Of("median: 3", 0, 0, 9, 0, 0, 5, 5, 5));

    [Fact]
    public void BeforeTheFirstSample_ItWasAsThat() =>
        Assert.Equal([1f, 1, 1, 1, 8], Of("median: 7", 1, 8, 8, 8, 8));

    [Theory]
    [InlineData("median: 1", 1)]
    [InlineData("median: 3", 3)]
    [InlineData("median: 5", 5)]
    [InlineData("median: 7", 7)]
    [InlineData("median: 33", 33)]
    [InlineData("median: 1023", 1023)]
    [InlineData("median: { over: 4 ms }", 5)]
    [InlineData("median: { over: 5.5 ms }", 7)]
    public void EverySample_IsTheMedianOfItsWindow(string yaml, int length)
    {
        var random = new Random(length);
        float[] samples = [.. Enumerable.Range(0, 3000).Select(_ => random.Next(3) == 0 ? random.Next(-3, 4) : (float)(random.NextDouble() - 0.5))];
        Assert.Equal(Expected(samples, length), Of(yaml, samples));
        short[] counts = [.. samples.Select(s => (short)(s * 10000))];
        Assert.Equal(Expected([.. counts.Select(c => (float)c)], length), Counted(yaml, counts));
    }

    [Theory]
    [InlineData("median: 3")]
    [InlineData("median: 5")]
    [InlineData("median: 7")]
    public void NaN_LastsAsLongAsItIsInTheWindow(string yaml)
    {
        float[] samples = [.. Enumerable.Repeat(1f, 100)];
        samples[50] = float.NaN;
        int length = yaml[^1] - '0';
        float[] medians = Of(yaml, samples);
        Assert.Equal(Enumerable.Range(50, length), Enumerable.Range(0, 100).Where(i => float.IsNaN(medians[i])));
    }

    [Fact]
    public void Infinities_AreTheLargestAndSmallest() =>
        Assert.Equal([float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, 3, -1, -1], Of("median: 5", float.PositiveInfinity, float.NegativeInfinity, float.NegativeInfinity, 3, -1, -1));

    [Fact]
    public void LargestIntegers_AreNoFaults()
    {
        Flow wide = Counts with { Samples = new SampleFlow(new SampleRate(1000), SampleFormat.Int32) };
        var spans = new Spans();
        Probe.Kernel<SampleBlock, SampleBlock>(MedianOperator.Spec, "median: 7", wide).Step(new SampleBlock(new[] { int.MinValue, int.MaxValue, 5 }.SelectMany(BitConverter.GetBytes).ToArray(), SampleFormat.Int32, 0, Probe.Kilohertz), spans);
        Assert.Equal(["0: -2.1474836E+09 -2.1474836E+09 -2.1474836E+09"], spans.Lines);
    }

    [Theory]
    [InlineData("median: 4", "'samples' must be an odd whole number, not 4")]
    [InlineData("median: 3.5", "'samples' must be an odd whole number, not 3.5")]
    [InlineData("median: {}", "the window is missing: expected 'samples' or 'over'")]
    [InlineData("median: { samples: 3, over: 5 ms }", "the window is given twice: expected either 'samples' or 'over'")]
    [InlineData("median: { over: 2 s }", "'over' of 2 s spans 2000 samples at 1 kHz, and at most 1023 are taken")]
    public void WhatDoesNotFit_IsAProblem(string yaml, string expected) =>
        Assert.Equal([expected], MedianOperator.Spec.Check(ExampleReader.Read(MedianOperator.Spec, yaml), Volts).Select(p => p.Message));

    private static float[] Expected(float[] samples, int length) =>
        [.. samples.Select((_, i) => Enumerable.Range(i - length + 1, length).Select(j => samples[Math.Max(j, 0)]).Order().ElementAt(length / 2))];

    private static float[] Of(string yaml, params float[] samples) =>
        Probe.Singles(Probe.Kernel<SampleBlock, SampleBlock>(MedianOperator.Spec, yaml, Volts), SampleBlock.Of(samples, 0, Probe.Kilohertz));

    private static float[] Counted(string yaml, short[] samples)
    {
        var made = new Shorts();
        Probe.Kernel<SampleBlock, SampleBlock>(MedianOperator.Spec, yaml, Counts).Step(SampleBlock.Of(samples, 0, Probe.Kilohertz), made);
        return made.Samples;
    }

    private sealed class Shorts : IEmit<SampleBlock>
    {
        public float[] Samples { get; private set; } = [];

        public void Emit(in SampleBlock output) => Samples = [.. output.Int16.ToArray().Select(s => (float)s)];
    }
}
