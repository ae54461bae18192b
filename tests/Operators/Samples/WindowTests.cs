using System;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class WindowTests
{
    private static readonly Flow Volts = new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));

    [Theory]
    [InlineData("mean", "1: 4.5 7.5")]
    [InlineData("min", "1: 3 6")]
    [InlineData("max", "1: 6 9")]
    [InlineData("rms", "1: 4.6368093 7.5828753")]
    public void Windows_LieAtMultiplesOfTheirLength_AndTheFirstPartialOneIsLeftOut(string of, string expected)
    {
        // indexes 1 to 12: window 0 lacks its first sample, windows 1 and 2 are whole
        var spans = new Spans();
        Kernel($"window: {{ every: 4 ms, of: {of} }}").Step(SampleBlock.Of([1f, 2, 3, 3, 6, 5, 4, 6, 9, 8, 7, 10], 1, Probe.Kilohertz), spans);
        Assert.Equal([expected], spans.Lines);
    }

    [Fact]
    public void Sample_HasTheTimeOfTheLastOfItsWindow()
    {
        var spans = new Spans();
        Kernel("window: 4 ms").Step(SampleBlock.Of(new float[12], 0, Probe.Kilohertz), spans);
        Assert.Equal([3_000_000, 7_000_000, 11_000_000], spans.Times.Select(t => t.Nanoseconds));
    }

    [Fact]
    public void ClockAnchoredBetweenWindows_GivesTheSameTimes_ToANanosecond()
    {
        var clock = new SampleClock(new SampleRate(44_100), 1000, SignalTime.FromMilliseconds(500));
        var spans = new Spans();
        Flow audio = Volts with { Samples = new SampleFlow(new SampleRate(44_100), SampleFormat.Float32) };
        Probe.Kernel<SampleBlock, SampleBlock>(WindowOperator.Spec, "window: 1 ms", audio).Step(SampleBlock.Of(new float[900], 990, clock), spans);
        Assert.All(Enumerable.Range(22, 20).Select(k => clock.TimeOf((k * 45L) + 44)).Zip(spans.Times), t => Assert.InRange(t.First - t.Second, 0, 1));
        Assert.Equal("22: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", Assert.Single(spans.Lines));
    }

    [Fact]
    public void MissingSamples_LeaveThoseThatAreThere()
    {
        var spans = new Spans();
        Kernel<SampleBlock, SampleBlock> kernel = Kernel("window: 4 ms");
        kernel.Step(SampleBlock.Of([1f, 1, 1, 1, 2, 4], 0, Probe.Kilohertz), spans);
        kernel.Step(SampleBlock.Of([7f, 5, 9], 18, Probe.Kilohertz), spans);
        // window 1 ends in the gap, 2 and 3 have no samples, 4 begins in it
        Assert.Equal(["0: 1", "1: 3", "4: 6"], spans.Lines);
    }

    [Fact]
    public void MissingSamplesWithinAWindow_AreNotCounted()
    {
        var spans = new Spans();
        Kernel<SampleBlock, SampleBlock> kernel = Kernel("window: 4 ms");
        kernel.Step(SampleBlock.Of([1f], 0, Probe.Kilohertz), spans);
        kernel.Step(SampleBlock.Of([4f], 3, Probe.Kilohertz), spans);
        Assert.Equal(["0: 2.5"], spans.Lines);
    }

    [Fact]
    public void NaN_GivesNaNInItsWindowOnly()
    {
        foreach (string of in new[] { "min", "max", "mean", "rms" })
        {
            float[] samples = [.. Enumerable.Repeat(2f, 60)];
            samples[25] = float.NaN;
            Assert.Equal([2f, float.NaN, 2], Probe.Singles(Kernel($"window: {{ every: 20 ms, of: {of} }}"), SampleBlock.Of(samples, 0, Probe.Kilohertz)));
        }
    }

    [Fact]
    public void MinOfCounts_KeepsTheirFormatAndFrontEnd()
    {
        var samples = new SampleFlow(new SampleRate(1000), SampleFormat.Int16, new FrontEnd(3.3, 4700, 12, 3.3));
        var counts = new Flow(FlowKind.Samples, null, Unit.Count, samples);
        Flow Of(string yaml) => WindowOperator.Spec.Forms[0].Output(counts, ExampleReader.Read(WindowOperator.Spec, yaml));
        Assert.Equal(samples with { Rate = new SampleRate(20) }, Of("window: { every: 50 ms, of: max }").Samples);
        Assert.Equal(samples with { Rate = new SampleRate(1000, 7), Format = SampleFormat.Float32 }, Of("window: 7 ms").Samples);
    }

    [Fact]
    public void MeanOfTheLargestIntegers_IsExact()
    {
        Flow wide = Volts with { Unit = Unit.Count, Samples = new SampleFlow(new SampleRate(1000), SampleFormat.Int32) };
        byte[] bytes = [.. Enumerable.Repeat(int.MinValue, 50).Concat(Enumerable.Repeat(int.MaxValue, 50)).SelectMany(BitConverter.GetBytes)];
        Assert.Equal([-0.5f], Probe.Singles(Probe.Kernel<SampleBlock, SampleBlock>(WindowOperator.Spec, "window: 100 ms", wide), new SampleBlock(bytes, SampleFormat.Int32, 0, Probe.Kilohertz)));
    }

    [Fact]
    public void WindowThatNoRateIsFineEnoughFor_IsAProblem()
    {
        Flow fast = Volts with { Samples = new SampleFlow(new SampleRate(999_983), SampleFormat.Float32) };
        Assert.Equal("'every' of 3000.001 s is too long at 999.983 kHz", Assert.Single(WindowOperator.Spec.Check(ExampleReader.Read(WindowOperator.Spec, "window: 3000.001 s"), fast)).Message);
        Assert.Empty(WindowOperator.Spec.Check(ExampleReader.Read(WindowOperator.Spec, "window: 1 d"), Volts));
    }

    private static Kernel<SampleBlock, SampleBlock> Kernel(string yaml) => Probe.Kernel<SampleBlock, SampleBlock>(WindowOperator.Spec, yaml, Volts);
}
