using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class ScaleTests
{
    private static readonly Flow Counts = new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int16, new FrontEnd(3.3, 4700, 12, 3.3)));

    [Fact]
    public void CountsToVolts_AreRoundedOnce()
    {
        Kernel<SampleBlock, SampleBlock> kernel = Probe.Kernel<SampleBlock, SampleBlock>(ScaleOperator.Spec, "scale: { gain: 0.004, offset: -2 V, unit: V }", Counts);
        short[] samples = [.. Enumerable.Range(-20, 41).Select(i => (short)(i * 100))];
        Assert.Equal(samples.Select(s => (float)((s * 0.004) - 2)), Probe.Singles(kernel, SampleBlock.Of(samples, 0, Probe.Kilohertz)));
    }

    [Fact]
    public void LargeIntegers_KeepWhatADoubleHolds()
    {
        var kernel = new ScaleKernel(1, -2147483000, 1);
        Assert.Equal([647f], Probe.Singles(kernel, new SampleBlock(System.BitConverter.GetBytes(int.MaxValue), SampleFormat.Int32, 0, Probe.Kilohertz)));
    }

    [Fact]
    public void NaNAndInfinities_GoThrough() =>
        Assert.Equal([float.NaN, float.NegativeInfinity, 1], Probe.Singles(new ScaleKernel(-2, 1, 1), SampleBlock.Of([float.NaN, float.PositiveInfinity, 0], 0, Probe.Kilohertz)));

    [Fact]
    public void Output_HasTheUnitAndNoFrontEnd()
    {
        ParameterValues values = ExampleReader.Read(ScaleOperator.Spec, "scale: { gain: 0.004, unit: V }");
        Assert.Equal(new Flow(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32)), ScaleOperator.Spec.Forms[0].Output(Counts, values));
        Assert.Same(Unit.Count, ScaleOperator.Spec.Forms[0].Output(Counts, ExampleReader.Read(ScaleOperator.Spec, "scale: 2")).Unit);
    }

    [Fact]
    public void SparseNumbers_ScaleAndFaultsPass()
    {
        Kernel<Stamped<Value>, Stamped<Value>> kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(ScaleOperator.Spec, "scale: { gain: 25, offset: -12.5 %, unit: \"%\" }", new Flow(FlowKind.State, null, Unit.Volt));
        var transcript = new Transcript();
        foreach (Value value in new[] { Value.Of(2.5, Unit.Volt), Value.Fault("undefined"), Value.Unknown(UnknownReason.Offline) })
            kernel.Step(new Stamped<Value>(value, SignalTime.Zero), transcript);
        Assert.Equal([Value.Of(50, Unit.Percent), Value.Fault("undefined"), Value.Unknown(UnknownReason.Offline)], transcript.Values.Select(v => v.Value));
    }

    [Theory]
    [InlineData("scale: 0", "'gain' is 0: every sample would be the same")]
    [InlineData("scale: { offset: 1 V }", "'offset' is in V, but the result is in counts")]
    [InlineData("scale: { offset: 1, unit: Ω }", "'offset' is in counts, but the result is in Ω")]
    public void WhatDoesNotFit_IsAProblem(string yaml, string expected) =>
        Assert.Equal([expected], ScaleOperator.Spec.Check(ExampleReader.Read(ScaleOperator.Spec, yaml), Counts).Select(p => p.Message));
}
