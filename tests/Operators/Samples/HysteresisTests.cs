using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class HysteresisTests
{
    private const string HighActive = "hysteresis: { above: 2 V, below: 1 V }";
    private const string LowActive = "hysteresis: { above: 2 V, below: 1 V, active: low }";

    private static readonly Flow Volts = new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));
    private static readonly Flow Counts = new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int16, new FrontEnd(3.3, 10_000, 12, 4.095)));
    private static readonly Flow Number = new(FlowKind.State, null, Unit.Volt);

    [Theory]
    [InlineData(HighActive, "active", "inactive")]
    [InlineData(LowActive, "inactive", "active")]
    public void Thresholds_AboveIsIncludedBelowIsNot(string yaml, string high, string low) =>
        Assert.Equal([low, low, high, high, high, low], Probe.States(Kernel(yaml, Volts), 0.5f, MathF.BitDecrement(2), 2, 1.5f, 1, MathF.BitDecrement(1)));

    [Theory]
    [InlineData(HighActive)]
    [InlineData(LowActive)]
    public void FirstBetween_IsInactive(string yaml)
    {
        Assert.Equal(["inactive"], Probe.States(Kernel(yaml, Volts), 1.5f));
        Assert.Equal(["inactive"], Sparse(yaml, 1.5));
    }

    [Theory]
    [InlineData(HighActive, "active")]
    [InlineData(LowActive, "inactive")]
    public void NaN_IsAFaultAndForgets(string yaml, string high)
    {
        Assert.Equal([high, "fault not-a-number", "fault not-a-number", "inactive"], Probe.States(Kernel(yaml, Volts), 3, float.NaN, float.NaN, 1.5f));
        Assert.Equal([high, "fault not-a-number", "inactive"], Sparse(yaml, 3, double.NaN, double.NaN, 1.5));
    }

    [Fact]
    public void EqualThresholds_AreOne() =>
        Assert.Equal(["inactive", "active", "inactive"], Probe.States(Kernel("hysteresis: { above: 1.1 V, below: 1.1 V }", Volts), 1, 1.1f, MathF.BitDecrement(1.1f)));

    [Fact]
    public void CountsInVolts_MeasureVoltsToTheThresholdThatEndsTheState()
    {
        var transcript = new Transcript();
        Kernel(HighActive, Counts).Step(SampleBlock.Of([(short)500, 1999, 2000, 3000, 1000, 999], 0, Probe.Kilohertz), transcript);
        Assert.Equal(["0: inactive 0.5 1.5", "2: active 2 1", "5: inactive 0.999 1.001"], transcript.Lines);
    }

    [Fact]
    public void OneInVoltsAndOneInCounts_AreCompared() =>
        Assert.Equal(["'below' must be at most 'above' (2 V), not 2001"], Script.Problems(HysteresisOperator.Spec, "hysteresis: { above: 2 V, below: 2001 }", Counts));

    [Fact]
    public void Number_SaysTheContactWhenItChanges() =>
        Assert.Equal(
            ["0: inactive since 0", "2: active since 2", "4: unknown (offline) since 4", "5: inactive since 5"],
            Script.Run(HysteresisOperator.Spec, HighActive, Number, 10, (0, V(0)), (1, V(1.5)), (2, V(2)), (3, V(1)), (4, Value.Unknown(UnknownReason.Offline)), (5, V(1.5))));

    [Fact]
    public void EqualsTheDefinitionSampleBySample()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            bool low = seed % 2 == 1;
            float[] samples = [.. Enumerable.Range(0, 400).Select(_ => random.Next(60) == 0 ? float.NaN : random.Next(13) * 0.25f)];
            var expected = new List<string>();
            bool? high = null;
            foreach (float sample in samples)
            {
                if (float.IsNaN(sample))
                    high = null;
                else if (sample >= 2)
                    high = true;
                else if (sample < 1)
                    high = false;
                else
                    high ??= low;
                expected.Add(high is null ? "fault not-a-number" : high != low ? "active" : "inactive");
            }

            string yaml = low ? LowActive : HighActive;
            Assert.Equal(expected, Probe.States(Kernel(yaml, Volts), samples));
            string[] changes = [.. expected.Where((state, i) => i == 0 || state != expected[i - 1])];
            Assert.Equal(changes, Sparse(yaml, [.. samples.Select(s => (double)s)]));
        }
    }

    [Theory]
    [InlineData("hysteresis: { above: 1 V, below: 2 V }", "'below' must be at most 'above' (1 V), not 2 V")]
    [InlineData("hysteresis: { above: 3000, below: 1 V }", "'above' is 3000, without a unit, but the input is numbers in V: expected mV or V")]
    public void WrongThresholds_AreProblems(string yaml, string expected) => Assert.Equal([expected], Script.Problems(HysteresisOperator.Spec, yaml, Number));

    [Fact]
    public void WrongThresholdsInCode_AreRefused() =>
        Assert.Throws<ArgumentException>(() => System.Reactive.Linq.Observable.Never<SampleBlock>().Hysteresis(Volts, new HysteresisOptions { Above = 1, Below = double.NaN }));

    private static Value V(double volts) => Value.Of(volts, Unit.Volt);

    private static Kernel<SampleBlock, StateBlock> Kernel(string yaml, Flow input) => Probe.Kernel<SampleBlock, StateBlock>(HysteresisOperator.Spec, yaml, input);

    private static string[] Sparse(string yaml, params double[] volts)
    {
        var kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(HysteresisOperator.Spec, yaml, Number);
        var transcript = new Transcript();
        for (int i = 0; i < volts.Length; i++)
            kernel.Step(new Stamped<Value>(V(volts[i]), SignalTime.FromMilliseconds(i)), transcript);
        return [.. transcript.Values.Select(v => v.Value.ToString())];
    }
}
