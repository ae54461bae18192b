using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class DeadbandTests
{
    private static readonly Flow Volts = new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));
    private static readonly Flow Counts = new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int16));
    private static readonly Flow BehindFrontEnd = Counts with { Samples = Counts.Samples! with { FrontEnd = new FrontEnd(3.3, 10_000, 12, 4.095) } };
    private static readonly Flow Number = new(FlowKind.State, null, Unit.Volt);

    [Fact]
    public void ExactlyAtTheBand_DoesNotPass() =>
        Assert.Equal(["0: 2 V since 0", "3: 2.75 V since 3", "4: 2 V since 4"], Dense("deadband: 0.5 V", 2, 2.5f, 1.5f, 2.75f, 2));

    [Fact]
    public void Relative_IsAPartOfTheLastThatPassed() =>
        Assert.Equal(["0: 100 V since 0", "2: 150.5 V since 2", "4: 60 V since 4", "5: 0 V since 5", "6: 0.125 V since 6"], Dense("deadband: { relative: 50 % }", 100, 150, 150.5f, 76, 60, 0, 0.125f));

    [Fact]
    public void NaN_IsAFaultOnceAndTheNextPasses() =>
        Assert.Equal(["0: 1 V since 0", "1: fault not-a-number since 1", "3: 1 V since 3"], Dense("deadband: 0.5 V", 1, float.NaN, float.NaN, 1, 1.25f));

    [Fact]
    public void Infinity_PassesOnceWhateverTheBand()
    {
        string[] expected = ["0: ∞ V since 0", "2: 1 V since 2", "3: -∞ V since 3", "5: ∞ V since 5"];
        Assert.Equal(expected, Dense("deadband: 0.5 V", float.PositiveInfinity, float.PositiveInfinity, 1, float.NegativeInfinity, float.NegativeInfinity, float.PositiveInfinity).Select(l => l.Replace("Infinity", "∞", StringComparison.Ordinal)));
        Assert.Equal(expected, Dense("deadband: { relative: 5 % }", float.PositiveInfinity, float.PositiveInfinity, 1, float.NegativeInfinity, float.NegativeInfinity, float.PositiveInfinity).Select(l => l.Replace("Infinity", "∞", StringComparison.Ordinal)));
    }

    [Fact]
    public void CountsInVolts_AreConvertedByTheFrontEnd()
    {
        // 1 mV is one count: 20 mV are 20 counts
        var kernel = Probe.Kernel<SampleBlock, Stamped<Value>>(DeadbandOperator.Spec, "deadband: 20 mV", BehindFrontEnd);
        var transcript = new Transcript();
        kernel.Step(SampleBlock.Of([(short)100, 120, 121, 100], 0, Probe.Kilohertz), transcript);
        Assert.Equal(["0: 100 since 0", "2: 121 since 2", "3: 100 since 3"], Script.Lines(transcript));
    }

    [Fact]
    public void Number_UnknownPassesAndTheNextPasses() =>
        Assert.Equal(
            ["0: 1 V since 0", "2: unknown (offline) since 2", "3: 1.25 V since 3", "5: fault not-a-number since 5", "7: 1.25 V since 7"],
            Script.Run(DeadbandOperator.Spec, "deadband: 0.5 V", Number, 10, (0, V(1)), (1, V(1.5)), (2, Value.Unknown(UnknownReason.Offline)), (3, V(1.25)), (4, V(0.75)), (5, V(double.NaN)), (6, V(double.NaN)), (7, V(1.25))));

    [Fact]
    public void Bank_EachChannelHasItsOwnBand()
    {
        var kernel = Probe.Kernel<SampleBlock, Stamped<Value>>(DeadbandOperator.Spec, "deadband: 1", Counts with { Channels = 2 });
        var transcript = new Transcript();
        kernel.Step(new SampleBlock(MemoryMarshal.AsBytes<short>([0, 10, 2, 11, 3, 12]).ToArray(), SampleFormat.Int16, 0, Probe.Kilohertz, 2), transcript);
        Assert.Equal([(0, 0.0), (1, 10.0), (0, 2.0), (1, 12.0)], transcript.Values.Select(v => (v.Channel, v.Value.Number)));
    }

    [Fact]
    public void EqualsTheDefinitionSampleBySample()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            float[] samples = [.. Enumerable.Range(0, 500).Select(i => random.Next(50) == 0 ? float.NaN : (float)((random.NextDouble() * (i % 100 < 60 ? 1 : 5)) - 1))];
            double band = random.Next(4) * 0.25;
            var expected = new List<string>();
            double passed = 0;
            bool any = false;
            for (int i = 0; i < samples.Length; i++)
            {
                if (any && (float.IsNaN(samples[i]) ? double.IsNaN(passed) : samples[i] >= passed - band && samples[i] <= passed + band))
                    continue;
                (passed, any) = (samples[i], true);
                expected.Add($"{i}: {(float.IsNaN(samples[i]) ? Value.Fault("not-a-number") : V(samples[i]))} since {i}");
            }

            Assert.Equal(expected, Dense(FormattableString.Invariant($"deadband: {band} V"), samples));
        }
    }

    [Theory]
    [InlineData("deadband: {}", "'band' is missing, or 'relative' in its place")]
    [InlineData("deadband: { band: 1 V, relative: 5 % }", "the band is given twice: expected 'band' or 'relative'")]
    [InlineData("deadband: -1 V", "'band' must be at least 0, not -1 V")]
    [InlineData("deadband: 3", "'band' is 3, without a unit, but the input is numbers in V: expected mV or V")]
    [InlineData("deadband: 3 kΩ", "'band' is given in kΩ, but the input is numbers in V: expected mV or V")]
    public void WrongBands_AreProblems(string yaml, string expected) => Assert.Equal([expected], Script.Problems(DeadbandOperator.Spec, yaml, Number));

    [Fact]
    public void VoltsOfCountsWithoutAFrontEnd_AreAProblem() =>
        Assert.Equal(["'band' is given in V, but the input is samples in ADC counts: expected a bare number"], Script.Problems(DeadbandOperator.Spec, "deadband: 3 V", Counts));

    private static Value V(double volts) => Value.Of(volts, Unit.Volt);

    private static string[] Dense(string yaml, params float[] samples)
    {
        var kernel = Probe.Kernel<SampleBlock, Stamped<Value>>(DeadbandOperator.Spec, yaml, Volts);
        var transcript = new Transcript();
        kernel.Step(SampleBlock.Of(samples, 0, Probe.Kilohertz), transcript);
        return Script.Lines(transcript);
    }
}
