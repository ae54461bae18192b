using System;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class DigitalTests
{
    private static readonly Flow Volts = new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));
    private static readonly Flow Logic = new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int16));
    private static readonly Flow Counts = Logic with { Samples = Logic.Samples! with { FrontEnd = new FrontEnd(3.3, 10_000, 12, 3.3) } };

    [Fact]
    public void NormallyOpen_ClosedIsActive() =>
        Assert.Equal(["inactive", "active", "inactive"], Probe.States(Kernel("digital: { normally: open }", Volts), 3.3f, 0, 3.3f));

    [Fact]
    public void NormallyClosed_OpenIsActive() =>
        Assert.Equal(["active", "inactive", "active"], Probe.States(Kernel("digital: closed", Volts), 3.3f, 0, 3.3f));

    [Fact]
    public void FirstSampleAtTheThreshold_IsClosed()
    {
        Assert.Equal(["active"], Probe.States(Kernel("digital: open", Volts), 1f));
        Assert.Equal(["inactive"], Probe.States(Kernel("digital: open", Volts), MathF.BitIncrement(1f)));
    }

    [Fact]
    public void WithinTheHysteresis_NothingChanges()
    {
        Assert.Equal(["active", "active", "active", "inactive"], Probe.States(Kernel("digital: open", Volts), 0, 1.05f, 1.1f, MathF.BitIncrement(1.1f)));
        Assert.Equal(["inactive", "inactive", "inactive", "active"], Probe.States(Kernel("digital: open", Volts), 3, 0.95f, 0.9f, MathF.BitDecrement(0.9f)));
    }

    [Fact]
    public void Counts_FollowTheFrontEnd()
    {
        // 1.1 V is count 1365.0, 0.9 V count 1116.8
        Assert.Equal(["active", "active", "inactive", "inactive", "active"], Probe.States(Kernel("digital: open", Counts), 0, 1365, 1366, 1117, 1116));
    }

    [Fact]
    public void LogicLevels_OpenAtOne() =>
        Assert.Equal(["active", "inactive", "active"], Probe.States(Kernel("digital: open", Logic), 0, 1, 0));

    [Fact]
    public void NaN_IsAFaultAndForgets() =>
        Assert.Equal(["inactive", "fault not-a-number", "fault not-a-number", "active"], Probe.States(Kernel("digital: open", Volts), 3, float.NaN, float.NaN, 0.95f));

    [Fact]
    public void Infinities_AreBeyondTheThreshold() =>
        Assert.Equal(["inactive", "active"], Probe.States(Kernel("digital: open", Volts), float.PositiveInfinity, float.NegativeInfinity));

    [Fact]
    public void Run_CarriesVoltsAndTheDistanceToTheThreshold()
    {
        var transcript = new Transcript();
        Kernel("digital: open", Volts).Step(SampleBlock.Of([3f, 2, 0.25f], 0, Probe.Kilohertz), transcript);
        Assert.Equal(["0: inactive 3 2", "2: active 0.25 0.75"], transcript.Lines);
    }

    [Theory]
    [InlineData("digital: { hysteresis: 2 V }", "half of 'hysteresis' must be less than 'threshold' (1 V), or the circuit never closes again")]
    [InlineData("digital: { threshold: 3.3 V }", "the input never rises above 3.3 V and half the hysteresis: its front end gives at most 3.3 V")]
    public void ThresholdOutOfReach_IsAProblem(string yaml, string expected) => Assert.Equal([expected], Problems(yaml, Counts));

    [Fact]
    public void ThresholdOfLogicLevels_IsAProblem() =>
        Assert.Equal(["'threshold' is in volts, but the input has logic levels only"], Problems("digital: { threshold: 2 V }", Logic));

    private static string[] Problems(string yaml, Flow input) => [.. DigitalOperator.Spec.Check(ExampleReader.Read(DigitalOperator.Spec, yaml), input).Select(p => p.Message)];

    private static Kernel<SampleBlock, StateBlock> Kernel(string yaml, Flow input) => Probe.Kernel<SampleBlock, StateBlock>(DigitalOperator.Spec, yaml, input);
}
