using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Operators.Tests.Conformance;
using Reactive.Operators.Tests.Samples;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Rate;

public sealed class DenseDelayTests
{
    private static readonly ParameterSpec Time = ParameterSpec.Duration("time", "How much later.");

    [Fact]
    public void Samples_ComeLater_TheFirstOnesAreLeftOut()
    {
        var spans = new Spans();
        Kernel<SampleBlock, SampleBlock> kernel = Kernel(2, SampleFormat.Int16);
        kernel.Step(SampleBlock.Of((short[])[1], 10, Probe.Kilohertz), spans);
        kernel.Step(SampleBlock.Of((short[])[2, 3, 4], 11, Probe.Kilohertz), spans);
        kernel.Step(SampleBlock.Of((short[])[5, 6, 7, 8, 9], 14, Probe.Kilohertz), spans);
        Assert.Equal(["12: 1 2", "14: 3 4 5 6 7"], spans.Lines);
    }

    [Fact]
    public void OverAGap_WhatWaitsWaitsLonger()
    {
        var spans = new Spans();
        Kernel<SampleBlock, SampleBlock> kernel = Kernel(2, SampleFormat.Int16);
        kernel.Step(SampleBlock.Of((short[])[1, 2, 3], 0, Probe.Kilohertz), spans);
        kernel.Step(SampleBlock.Of((short[])[4], 100, Probe.Kilohertz), spans);
        Assert.Equal(["2: 1", "100: 2"], spans.Lines);
    }

    [Fact]
    public void NoDelay_PassesBlocks()
    {
        var spans = new Spans();
        Kernel(0, SampleFormat.Float32).Step(SampleBlock.Of([1f, 2], 3, Probe.Kilohertz), spans);
        Assert.Equal(["3: 1 2"], spans.Lines);
    }

    [Theory]
    [InlineData("1 ms")]
    [InlineData("7 ms")]
    [InlineData("1 s")]
    [InlineData("20 s")]
    public void AnyChunkingSaveAndBank_GiveTheSame(string time)
    {
        foreach (Flow flow in Cases.Inputs.Where(f => DenseDelay.Form.Accepts(f) && !Cases.IsOfAReader(f)))
        {
            ParameterValues values = Values(time);
            Case subject = Cases.Of(DenseDelay.Form, flow, values);
            List<string> whole = subject.Run(4, null);
            Assert.Equal(whole, subject.Run(4, new Random(1)));
            Assert.Equal(whole, subject.Run(4, new Random(2), swap: true));
            Assert.Equal(0, subject.AllocatedInSteadyState());
            Assert.Equal(Cases.Of(DenseDelay.Form, flow with { Channels = 1 }, values).RunByChannel(4 + flow.Channels - 1)[0], subject.RunByChannel(4)[^1]);
        }
    }

    [Fact]
    public void TooLong_IsAProblem() =>
        Assert.Single(DenseDelay.Check(Values("2 h"), Cases.Inputs.First(DenseDelay.Form.Accepts)));

    [Fact]
    public void StateOfPartOfAFrame_IsRefused()
    {
        var writer = new StateWriter();
        writer.Int64(3);
        writer.Int64(0);
        Assert.Throws<StateException>(() => Kernel(2, SampleFormat.Int16).Load(new StateReader(writer.Written.ToArray())));
    }

    private static ParameterValues Values(string time)
    {
        var values = new ParameterValues([Time]);
        values.Set("time", Quantity.Parse(time));
        return values;
    }

    private static DenseDelayKernel Kernel(int samples, SampleFormat format) => new(samples, format, 1);
}
