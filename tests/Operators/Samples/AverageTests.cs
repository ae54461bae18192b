using System;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class AverageTests
{
    [Fact]
    public void UntilFull_TheMeanOfWhatIsThere() =>
        Assert.Equal([1f, 1.5f, 2, 3, 4], Probe.Singles(new AverageKernel<float>(3, SampleFormat.Float32, 1), SampleBlock.Of([1f, 2, 3, 4, 5], 0, Probe.Kilohertz)));

    [Fact]
    public void Counts_EqualTheExactMeanOfEachWindow()
    {
        var random = new Random(1);
        foreach (int length in new[] { 1, 2, 7, 64, 1000 })
        {
            short[] samples = [.. Enumerable.Range(0, 5000).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1))];
            float[] expected = [.. samples.Select((_, i) => (float)((double)samples[Math.Max(0, i - length + 1)..(i + 1)].Sum(s => (long)s) / Math.Min(length, i + 1)))];
            Assert.Equal(expected, Probe.Singles(new AverageKernel<short>(length, SampleFormat.Int16, 1), SampleBlock.Of(samples, 0, Probe.Kilohertz)));
        }
    }

    [Fact]
    public void LargestIntegers_AreSummedExactly()
    {
        int[] samples = [.. Enumerable.Repeat(int.MaxValue, 5000), .. Enumerable.Repeat(int.MinValue, 5000)];
        float[] means = Probe.Singles(new AverageKernel<int>(2, SampleFormat.Int32, 1), new SampleBlock(samples.SelectMany(BitConverter.GetBytes).ToArray(), SampleFormat.Int32, 0, Probe.Kilohertz));
        Assert.Equal(-0.5f, means[5000]);
    }

    [Fact]
    public void ManyLargeFloats_LeaveNoTrace()
    {
        float[] samples = [.. Enumerable.Range(0, 100_000).Select(i => i % 3 == 0 ? 1e30f : 0.1f), .. Enumerable.Repeat(0.25f, 20)];
        Assert.Equal(0.25f, Probe.Singles(new AverageKernel<float>(10, SampleFormat.Float32, 1), SampleBlock.Of(samples, 0, Probe.Kilohertz))[^1]);
    }

    [Fact]
    public void NaN_LastsAsLongAsItIsAmongThem() =>
        Assert.Equal([1f, float.NaN, float.NaN, 1, 1], Probe.Singles(new AverageKernel<float>(2, SampleFormat.Float32, 1), SampleBlock.Of([1f, float.NaN, 1, 1, 1], 0, Probe.Kilohertz)));

    [Fact]
    public void AGap_CountsAsNoSamples()
    {
        var spans = new Spans();
        var kernel = new AverageKernel<float>(2, SampleFormat.Float32, 1);
        kernel.Step(SampleBlock.Of([1f, 3], 0, Probe.Kilohertz), spans);
        kernel.Step(SampleBlock.Of([5f], 50, Probe.Kilohertz), spans);
        Assert.Equal(["0: 1 2", "50: 4"], spans.Lines);
    }

    [Fact]
    public void TooManySamples_AreAProblem()
    {
        var input = new Flow(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(2_000_000), SampleFormat.Float32));
        ParameterProblem problem = Assert.Single(AverageOperator.Spec.Check(ExampleReader.Read(AverageOperator.Spec, "average: 3 s"), input));
        Assert.Equal("'over' of 3 s spans 6,000,000 samples at 2 MHz, and at most 4,194,304 are kept", problem.Message);
    }

    [Theory]
    [InlineData(40000.0)]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    public void StateThatIsNoSample_IsRefused(double sample)
    {
        var writer = new StateWriter();
        writer.Bool(false);
        writer.Int64(1);
        writer.Double(sample);
        Assert.Throws<StateException>(() => new AverageKernel<short>(5, SampleFormat.Int16, 1).Load(new StateReader(writer.Written.ToArray())));
    }
}
