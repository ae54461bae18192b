using System;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class DecimateTests
{
    [Theory]
    [InlineData(300, -0.1, 0.1)]
    [InlineData(890, -0.1, 0.1)]
    [InlineData(1000, -200, -70)]
    [InlineData(1500, -200, -70)]
    [InlineData(7900, -200, -70)]
    public void Tones_PassBelowHalfTheNewRateAndAreGoneAbove(double hertz, double least, double most)
    {
        float[] tone = [.. Enumerable.Range(0, 16_000).Select(i => (float)Math.Sin(2 * Math.PI * hertz * i / 16_000))];
        Assert.InRange(ResampleTests.Level(Probe.Singles(Kernel("decimate: 8"), SampleBlock.Of(tone, 0, ResampleTests.Clock(16_000)))), least, most);
    }

    [Fact]
    public void Step_ShowsTheDelayLater()
    {
        // good: 48 periods of the new rate; the middle of the step lies between two samples
        float[] step = [.. Enumerable.Range(0, 2000).Select(i => i < 1000 ? 0f : 1)];
        var spans = new Spans();
        Kernel("decimate: 4").Step(SampleBlock.Of(step, 0, ResampleTests.Clock(16_000)), spans);
        float[] made = Probe.Singles(Kernel("decimate: 4"), SampleBlock.Of(step, 0, ResampleTests.Clock(16_000)));
        long first = long.Parse(Assert.Single(spans.Lines).Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);
        int middle = Array.FindIndex(made, s => s > 0.5f);
        Assert.Equal((1000 / 4) + 48, first + middle);
    }

    [Fact]
    public void WithoutAFilter_EveryNthSampleByIndexIsPicked()
    {
        var spans = new Spans();
        Kernel<SampleBlock, SampleBlock> kernel = Kernel("decimate: { by: 3, filter: none }");
        kernel.Step(SampleBlock.Of([5f, 6, 7, 8], 5, Probe.Kilohertz), spans);
        kernel.Step(SampleBlock.Of([10f, 11], 10, Probe.Kilohertz), spans);
        kernel.Step(SampleBlock.Of([12f], 12, Probe.Kilohertz), spans);
        Assert.Equal(["2: 6", "4: 12"], spans.Lines);
        Assert.Equal([6_000_000, 12_000_000], spans.Times.Select(t => t.Nanoseconds));
    }

    [Fact]
    public void OverAGap_OutputsKeepTheirIndexes()
    {
        var spans = new Spans();
        Kernel<SampleBlock, SampleBlock> kernel = Kernel("decimate: { by: 2, filter: fast }");
        kernel.Step(SampleBlock.Of([.. Enumerable.Repeat(1f, 100)], 0, Probe.Kilohertz), spans);
        kernel.Step(SampleBlock.Of([1f, 1, 1], 1001, Probe.Kilohertz), spans);
        Assert.Equal(["48: 1 1", "501: 1"], spans.Lines.Select(l => l.Replace("0.99999994", "1", StringComparison.Ordinal).Replace("1.0000001", "1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("decimate: 2.5", 1, "'by' must be a whole number, not 2.5")]
    [InlineData("decimate: 1000", 100, "the filter of 1000 would keep 96032 samples of each of 100 channels, and at most 4194304 are kept of all together")]
    public void WhatDoesNotFit_IsAProblem(string yaml, int channels, string expected) =>
        Assert.Equal([expected], DecimateOperator.Spec.Check(ExampleReader.Read(DecimateOperator.Spec, yaml), ResampleTests.Input(16_000) with { Channels = channels }).Select(p => p.Message));

    private static Kernel<SampleBlock, SampleBlock> Kernel(string yaml) => Probe.Kernel<SampleBlock, SampleBlock>(DecimateOperator.Spec, yaml, ResampleTests.Input(16_000));
}
