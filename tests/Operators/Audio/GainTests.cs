using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Audio;

public sealed class GainTests
{
    private static readonly SampleClock Clock = new(new SampleRate(8000));

    [Fact]
    public void SixteenBits_AreRoundedAndStopAtTheEndOfTheirRange_WhereverTheyStand()
    {
        // 20 dB are ten times as much; more samples than fit into registers, and some
        short[] samples = [.. Enumerable.Repeat(new short[] { 0, 1, -1, 3276, -3276, 3277, -3277, short.MaxValue, short.MinValue }, 9).SelectMany(s => s)];
        short[] expected = [.. Enumerable.Repeat(new short[] { 0, 10, -10, 32_760, -32_760, short.MaxValue, short.MinValue, short.MaxValue, short.MinValue }, 9).SelectMany(s => s)];
        var kernel = Probe.Kernel<SampleBlock, SampleBlock>(GainOperator.Spec, "gain: 20 dB", Tones.Flow(8000, SampleFormat.Int16));
        var made = new Kept();
        kernel.Step(SampleBlock.Of(samples, 0, Clock), made);
        Assert.Equal(expected, made.Last.Int16.ToArray());
    }

    [Fact]
    public void ThirtyTwoBits_StopAtTheEndOfTheirRange()
    {
        byte[] bytes = new byte[12];
        for (int i = 0; i < 3; i++)
            SampleWriter.Put(bytes, SampleFormat.Int32, i, new[] { int.MinValue, 214_748_364, 5 }[i]);
        var kernel = Probe.Kernel<SampleBlock, SampleBlock>(GainOperator.Spec, "gain: 40 dB", Tones.Flow(8000, SampleFormat.Int32));
        var made = new Kept();
        kernel.Step(new SampleBlock(bytes, SampleFormat.Int32, 0, Clock), made);
        Assert.Equal([int.MinValue, int.MaxValue, 500], made.Last.Int32.ToArray());
    }

    [Fact]
    public void Singles_AreNotLimited()
    {
        var kernel = Probe.Kernel<SampleBlock, SampleBlock>(GainOperator.Spec, "gain: { by: 20 dB }", Tones.Flow(8000, SampleFormat.Float32));
        Assert.Equal([10f, float.NaN, -5f], Probe.Singles(kernel, SampleBlock.Of([1f, float.NaN, -0.5f], 0, Clock)));
    }

    [Theory]
    [InlineData("mute: yes", new[] { 0f, 0f })]
    [InlineData("mute: no", new[] { 1f, -0.5f })]
    public void Mute_IsSilence_OrAllAsItIs(string yaml, float[] expected) =>
        Assert.Equal(expected, Probe.Singles(Probe.Kernel<SampleBlock, SampleBlock>(MuteOperator.Spec, yaml, Tones.Flow(8000, SampleFormat.Float32)), SampleBlock.Of([1f, -0.5f], 0, Clock)));

    private sealed class Kept : IEmit<SampleBlock>
    {
        public SampleBlock Last { get; private set; }

        public void Emit(in SampleBlock output) => Last = output;
    }
}
