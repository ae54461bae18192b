using System;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class RateOfChangeTests
{
    private static readonly Flow Volts = new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));

    [Fact]
    public void Ramp_HasItsSlope_AfterTheFirstSpan()
    {
        var transcript = new Spans();
        Kernel("rate-of-change: 3 ms", Volts).Step(SampleBlock.Of([0f, 1, 2, 3, 4, 6], 100, Probe.Kilohertz), transcript);
        Assert.Equal(["103: 1000 1000 1333.3334"], transcript.Lines);
    }

    [Fact]
    public void SpanBetweenSamples_IsRoundedUp() =>
        Assert.Equal([1000f, 1000], Probe.Singles(Kernel("rate-of-change: 2.1 ms", Volts), SampleBlock.Of([0f, 1, 2, 3, 4], 0, Probe.Kilohertz)));

    [Fact]
    public void PerMinute_IsSixtyTimesPerSecond() =>
        Assert.Equal([60_000f], Probe.Singles(Kernel("rate-of-change: { over: 1 ms, per: 1 min }", Volts), SampleBlock.Of([0f, 1], 0, Probe.Kilohertz)));

    [Fact]
    public void AfterAGap_ItStartsAnew()
    {
        var transcript = new Spans();
        Kernel<SampleBlock, SampleBlock> kernel = Kernel("rate-of-change: 2 ms", Volts);
        kernel.Step(SampleBlock.Of([0f, 1, 2], 0, Probe.Kilohertz), transcript);
        kernel.Step(SampleBlock.Of([10f, 11, 12], 5, Probe.Kilohertz), transcript);
        Assert.Equal(["2: 1000", "7: 1000"], transcript.Lines);
    }

    [Fact]
    public void NaNAtEitherEnd_GivesNaN() =>
        Assert.Equal([float.NaN, float.NaN, 1000], Probe.Singles(Kernel("rate-of-change: 1 ms", Volts), SampleBlock.Of([0f, float.NaN, 2, 3], 0, Probe.Kilohertz)));

    [Fact]
    public void LargestIntegers_DoNotOverflow()
    {
        Flow counts = Volts with { Unit = Unit.Count, Samples = new SampleFlow(new SampleRate(1000), SampleFormat.Int32) };
        byte[] bytes = [.. new[] { int.MinValue, int.MaxValue }.SelectMany(BitConverter.GetBytes)];
        Assert.Equal([4294967295000f], Probe.Singles(Kernel("rate-of-change: 1 ms", counts), new SampleBlock(bytes, SampleFormat.Int32, 0, Probe.Kilohertz)));
    }

    [Fact]
    public void TooLongASpan_IsAProblem()
    {
        Flow audio = Volts with { Samples = new SampleFlow(new SampleRate(48_000), SampleFormat.Float32) };
        Assert.Equal("'over' of 1 h spans 172,800,000 samples at 48 kHz, and at most 4,194,304 are kept", Problem("rate-of-change: 1 h", audio));
        Assert.Equal("'over' of 80 s spans 3,840,000 samples at 48 kHz of each of 32 channels, and at most 16,777,216 are kept of all together", Problem("rate-of-change: 80 s", audio with { Channels = 32 }));
    }

    [Fact]
    public void WrongArguments_AreRefusedWithAllReasons()
    {
        IObservable<SampleBlock> nothing = System.Reactive.Linq.Observable.Empty<SampleBlock>();
        ArgumentException refused = Assert.Throws<ArgumentException>(() => nothing.RateOfChange(Volts, TimeSpan.Zero, TimeSpan.FromDays(-1)));
        Assert.Equal("'over' must be between 1 ns and 1 h, not 0 ns; 'per' must be between 1 ns and 365 d, not -86400000000000 ns.", refused.Message);
    }

    private static string Problem(string yaml, Flow input) =>
        Assert.Single(RateOfChangeOperator.Spec.Check(ExampleReader.Read(RateOfChangeOperator.Spec, yaml), input)).Message;

    private static Kernel<SampleBlock, SampleBlock> Kernel(string yaml, Flow input) => Probe.Kernel<SampleBlock, SampleBlock>(RateOfChangeOperator.Spec, yaml, input);
}
