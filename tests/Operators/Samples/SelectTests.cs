using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class SelectTests
{
    private static readonly Flow Bank = new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int16), Channels: 6);
    private static readonly Flow Loop = new(FlowKind.State, SymbolType.LoopState);

    [Theory]
    [InlineData("select: 3", "3 13 23")]
    [InlineData("select: \"5,1\"", "5 1 15 11 25 21")]
    [InlineData("select: 2-4", "2 3 4 12 13 14 22 23 24")]
    [InlineData("select: \"6, 1 - 2\"", "6 1 2 16 11 12 26 21 22")]
    [InlineData("select: 1-6", "1 2 3 4 5 6 11 12 13 14 15 16 21 22 23 24 25 26")]
    public void Channels_ComeInTheOrderNamed(string yaml, string expected)
    {
        ParameterValues values = ExampleReader.Read(SelectOperator.Spec, yaml);
        Flow output = SelectOperator.Spec.FormFor(Bank)!.Output(Bank, values);
        short[] samples = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26];
        var copy = new Copy();
        Probe.Kernel<SampleBlock, SampleBlock>(SelectOperator.Spec, yaml, Bank)
            .Step(new SampleBlock(MemoryMarshal.AsBytes<short>(samples).ToArray(), SampleFormat.Int16, 40, Probe.Kilohertz, 6), copy);
        Assert.Equal(expected, string.Join(' ', copy.Samples));
        Assert.Equal((3, output.Channels, 40L), (copy.Block.Count, copy.Block.Channels, copy.Block.FirstIndex));
    }

    [Fact]
    public void FourByteSamples_AreCopiedBitForBit()
    {
        var copy = new Copy();
        Flow volts = new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32), Channels: 2);
        Probe.Kernel<SampleBlock, SampleBlock>(SelectOperator.Spec, "select: 2", volts)
            .Step(new SampleBlock(MemoryMarshal.AsBytes<float>([1, float.NaN, 2, -0.0f]).ToArray(), SampleFormat.Float32, 0, Probe.Kilohertz, 2), copy);
        Assert.Equal(["NaN", "-0"], copy.Samples);
    }

    [Theory]
    [InlineData("select: 7", "there is no channel 7: the input has channels 1 to 6")]
    [InlineData("select: 0", "there is no channel 0: the input has channels 1 to 6")]
    [InlineData("select: \"1-3,2\"", "channel 2 is named twice")]
    [InlineData("select: 3-1", "'3-1' is no channel: expected numbers from 1 and ranges of them, such as 3,5 or 1-8")]
    [InlineData("select: \"1,\"", "'' is no channel: expected numbers from 1 and ranges of them, such as 3,5 or 1-8")]
    [InlineData("select: { only: active }", "'only' is for states and events, but the input is 6 channels of samples in ADC counts")]
    [InlineData("select: {}", "'channels' is missing")]
    public void WrongChannels_AreProblems(string yaml, string expected) => Assert.Equal([expected], Script.Problems(SelectOperator.Spec, yaml, Bank));

    [Theory]
    [InlineData("select: { only: \"open, shut\" }", "a loop state is never 'shut': expected open, closed, short or cut")]
    [InlineData("select: 3", "'channels' is for samples, but the input is loop state (open, closed, short, cut)")]
    public void WrongNames_AreProblems(string yaml, string expected) => Assert.Equal([expected], Script.Problems(SelectOperator.Spec, yaml, Loop));

    [Fact]
    public void OfAState_NothingIsSaidOfTheOthers() =>
        Assert.Equal(
            ["0: open since 0", "20: closed since 20", "40: fault undefined since 40", "50: closed since 50"],
            Script.Sparse(SelectOperator.Spec, "select: { only: \"open, closed\" }", SymbolType.LoopState, "0*5 3*5 0*10 1*10 2*10 128*5 3*5 1*5"));

    [Fact]
    public void OfEvents_TheOthersAreDropped() =>
        Assert.Equal(
            ["1: active since 1", "3: active since 3", "4: unknown (offline) since 4"],
            Script.Run(SelectOperator.Spec, "select: { only: active }", new Flow(FlowKind.Event, SymbolType.Contact), 10, (1, Value.Contact(true)), (2, Value.Contact(false)), (3, Value.Contact(true)), (4, Value.Unknown(UnknownReason.Offline))));

    private sealed class Copy : IEmit<SampleBlock>
    {
        public SampleBlock Block { get; private set; }

        public string[] Samples { get; private set; } = [];

        public void Emit(in SampleBlock output)
        {
            SampleBlock block = output;
            Block = block;
            Samples = [.. Enumerable.Range(0, block.Count).SelectMany(i => Enumerable.Range(0, block.Channels).Select(c => block.At(i, c).ToString(System.Globalization.CultureInfo.InvariantCulture)))];
        }
    }
}
