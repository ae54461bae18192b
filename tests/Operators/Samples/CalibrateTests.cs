using System;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class CalibrateTests
{
    private static readonly Flow Volts = new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));

    [Fact]
    public void Points_GiveExactlyTheirOutputs() =>
        Assert.Equal([-3f, 7, 0.1f], Of("calibrate: { points: { 1 V: -3 V, 2 V: 7 V, 4 V: 0.1 V } }", 1, 2, 4));

    [Fact]
    public void BetweenPoints_ALineLeads() =>
        Assert.Equal([2f, 3.5f], Of("calibrate: { points: { 1 V: -3 V, 2 V: 7 V, 4 V: 0 V } }", 1.5f, 3));

    [Fact]
    public void BeyondThePoints_TheOutputHolds() =>
        Assert.Equal([-3f, -3, 7, 7], Of("calibrate: { points: { 1 V: -3 V, 2 V: 7 V } }", 0, float.NegativeInfinity, 2.5f, float.PositiveInfinity));

    [Fact]
    public void Extended_TheLinesGoOn() =>
        Assert.Equal([-13f, 8, float.PositiveInfinity], Of("calibrate: { points: { 1 V: -3 V, 2 V: 7 V, 3 V: 7.5 V }, beyond: extend }", 0, 4, float.PositiveInfinity));

    [Fact]
    public void NaN_StaysNaN() => Assert.Equal([float.NaN], Of("calibrate: { points: { 1 V: -3 V, 2 V: 7 V } }", float.NaN));

    [Fact]
    public void SixteenAtOnce_EqualOneByOne()
    {
        var random = new Random(3);
        for (int trial = 0; trial < 50; trial++)
        {
            double x = 0;
            CurvePoint[] points = [.. Enumerable.Range(0, random.Next(2, 65)).Select(_ => new CurvePoint(x += random.NextDouble() + 0.01, random.NextDouble()))];
            var kernel = new CalibrateKernel(new Curve([.. points], trial % 2 == 0), 1);
            float[] samples = [.. Enumerable.Range(0, 160).Select(_ => (float)((random.NextDouble() * (x + 2)) - 1))];
            Assert.Equal(samples.SelectMany(s => Probe.Singles(kernel, SampleBlock.Of([s], 0, Probe.Kilohertz))), Probe.Singles(kernel, SampleBlock.Of(samples, 0, Probe.Kilohertz)));
        }
    }

    [Fact]
    public void PointsInAnotherUnit_AreAProblem()
    {
        ParameterValues values = ExampleReader.Read(CalibrateOperator.Spec, "calibrate: { points: { 1: 0 V, 2: 1 V } }");
        Assert.Equal(["the inputs of 'points' are in counts, but the input is samples in V"], CalibrateOperator.Spec.Check(values, Volts).Select(p => p.Message));
    }

    [Fact]
    public void PointsThatDoNotIncrease_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new Curve([new CurvePoint(1, 0), new CurvePoint(1, 2)], false));

    private static float[] Of(string yaml, params float[] samples) =>
        Probe.Singles(Probe.Kernel<SampleBlock, SampleBlock>(CalibrateOperator.Spec, yaml, Volts), SampleBlock.Of(samples, 0, Probe.Kilohertz));
}
