using System;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class ChangedTests
{
    [Fact]
    public void EachDifference_LeavesAtItsFirstSample()
    {
        var kernel = (Kernel<StateBlock, Stamped<Value>>)ChangedOperator.Spec.Forms[0].CreateKernel(new Flow(FlowKind.States, SymbolType.Contact), new ParameterValues([]));
        var transcript = new Transcript();
        kernel.Step(Probe.States(SymbolType.Contact, [0, 0, 1], 0, Probe.Kilohertz), transcript);
        kernel.Step(Probe.States(SymbolType.Contact, [1, 1, 128, 0], 3, Probe.Kilohertz, before: 1), transcript);
        Assert.Equal(["0: inactive since 0 0 1", "0.002: active since 0.002 2 1", "0.005: fault not-a-number since 0.005 NaN NaN", "0.006: inactive since 0.006 6 1"], transcript.Lines);
    }

    [Fact]
    public void SparseState_EachValueIsSaidOnce() =>
        Assert.Equal(
            ["0: 1 V since 0", "2: 1.5 V since 2", "3: unknown (offline) since 3", "5: unknown (stale) since 5", "6: 1.5 V since 6"],
            Script.Run(ChangedOperator.Spec, "changed: {}", new Flow(FlowKind.State, null, Unit.Volt), 10, (0, V(1)), (1, V(1)), (2, V(1.5)), (3, Value.Unknown(UnknownReason.Offline)), (4, Value.Unknown(UnknownReason.Offline)), (5, Value.Unknown(UnknownReason.Stale)), (6, V(1.5))));

    [Fact]
    public void Samples_EachThatDiffersExactly()
    {
        Flow input = new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));
        var transcript = new Transcript();
        Probe.Kernel<SampleBlock, Stamped<Value>>(ChangedOperator.Spec, "changed: {}", input)
            .Step(SampleBlock.Of([1, 1, float.BitIncrement(1), 1, float.NaN, float.NaN, 0, -0f, float.PositiveInfinity, float.PositiveInfinity, 1e30f], 0, Probe.Kilohertz), transcript);
        Assert.Equal([0L, 2, 3, 4, 6, 8, 10], transcript.Values.Select(v => v.Stamp.Nanoseconds / 1_000_000));
        Assert.Equal(Value.Fault("not-a-number"), transcript.Values[3].Value);
    }

    [Fact]
    public void Samples_EqualTheDefinitionSampleBySample()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            const int Channels = 3;
            int[] samples = [.. Enumerable.Range(0, 900).Select(_ => random.Next(8) == 0 ? random.Next(int.MinValue, int.MaxValue) : 5)];
            Flow input = new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int32), Channels: Channels);
            var transcript = new Transcript();
            Probe.Kernel<SampleBlock, Stamped<Value>>(ChangedOperator.Spec, "changed: {}", input)
                .Step(new SampleBlock(MemoryMarshal.AsBytes<int>(samples).ToArray(), SampleFormat.Int32, 0, Probe.Kilohertz, Channels), transcript);
            var expected = Enumerable.Range(0, samples.Length).Where(i => i < Channels || samples[i] != samples[i - Channels]).Select(i => (i / Channels, i % Channels, (double)samples[i]));
            Assert.Equal(expected, transcript.Values.Select(v => ((int)(v.Stamp.Nanoseconds / 1_000_000), v.Channel, v.Value.Number)));
        }
    }

    private static Value V(double volts) => Value.Of(volts, Unit.Volt);
}
