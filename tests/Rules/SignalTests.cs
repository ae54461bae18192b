using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

public sealed class SignalTests
{
    private const string Head = "pipeline: p\ndevice: door-controller\n";

    [Fact]
    public void AChainThatEndsInDenseStates_IsGivenChanged() => Assert.Equal(["digital", "changed"], Chain("digital"));

    [Fact]
    public void BetweenDenseStatesAndASparseOperator_ChangedIsPutIn() => Assert.Equal(["digital", "changed", "edge"], Chain("digital, edge: { to: active }"));

    [Fact]
    public void AnOperatorThatTakesDenseStates_IsGivenThem() => Assert.Equal(["digital", "debounce"], Chain("digital, debounce: 5 ms"));

    [Fact]
    public void BareNamesMapsAndShorthands_MeanTheSame()
    {
        Assert.Equal("5 ms", Signal("digital, debounce: 5 ms").Stages[1].Parameters.Quantity("time").ToString());
        Assert.Equal("5 ms", Signal("digital, debounce: { time: 5 ms }").Stages[1].Parameters.Quantity("time").ToString());
        Assert.Equal("50 ms", Signal("digital: {}, debounce: {}").Stages[1].Parameters.Quantity("time").ToString());
        Assert.Equal("50 ms", Signal("digital, debounce").Stages[1].Parameters.Quantity("time").ToString());
    }

    [Fact]
    public void Signals_StandBehindWhatTheyAreMadeFrom()
    {
        PipelineDefinition pipeline = Read("signals:\n  c: { from: b }\n  b: { from: a }\n  a: { from: tamper }\n  tamper: { from: tamper, through: [ debounce: 5 ms ] }\n");
        Assert.Equal(["tamper", "a", "b", "c"], pipeline.Signals.Select(s => s.Name));
        Assert.Equal("tamper", pipeline.Signals[1].Inputs[0].Signal);
        Assert.Null(pipeline.Signals[1].Inputs[0].Port);
        Assert.Equal("tamper", pipeline.Signals[0].Inputs[0].Port!.Name);
    }

    [Fact]
    public void APortUsedInARule_BecomesASignal()
    {
        PipelineDefinition pipeline = Read("rules:\n  r: { when: tamper is active, while: { activate: buzzer } }\n");
        SignalDefinition tamper = Assert.Single(pipeline.Signals);
        Assert.Equal(("tamper", "tamper", 0), (tamper.Name, tamper.Inputs[0].Port!.Name, tamper.Stages.Length));
    }

    [Theory]
    [InlineData("  a: { from: b }\n  b: { from: a }\n", "5:14 R0113")]
    [InlineData("  a: { from: c }\n  b: { from: a }\n  c: { from: b }\n", "5:14 R0113")]
    [InlineData("  nowhere: { from: nowhere }\n", "4:20 R0105")]
    [InlineData("  a: { from: [card, pin] }\n", "4:15 R0105", "4:21 R0105")]
    [InlineData("  a: { through: [ digital ] }\n", "4:3 R0102")]
    [InlineData("  a: rex\n", "4:6 R0020")]
    [InlineData("  a:\n", "4:3 R0020")]
    [InlineData("  A: { from: tamper }\n", "4:3 R0111")]
    [InlineData("  is: { from: tamper }\n", "4:3 R0111")]
    [InlineData("  strike: { from: tamper }\n", "4:3 R0112")]
    [InlineData("  a: { from: strike }\n", "4:14 R0105")]
    [InlineData("  a: { from: rex }\n", "4:14 R0302")]
    [InlineData("  a: { from: rex, through: [ debounce: 5 ms ] }\n", "4:30 R0301")]
    [InlineData("  a: { from: tamper, through: [ digital ] }\n", "4:33 R0301")]
    [InlineData("  a: { from: tamper, through: debounce }\n", "4:31 R0020")]
    [InlineData("  a: { from: tamper, through: [ [ debounce ] ] }\n", "4:33 R0020")]
    [InlineData("  a: { from: tamper, through: [ changed: 5 ms ] }\n", "4:42 R0020")]
    [InlineData("  a: { from: tamper, through: [ { debounce: 5 ms, changed: } ] }\n", "4:51 R0020")]
    [InlineData("  a: { from: tamper, through: [ debounce: { tim: 5 ms } ] }\n", "4:45 R0107")]
    [InlineData("  a: { from: tamper, through: [ edge ] }\n", "4:33 R0207")]
    [InlineData("  a: { from: tamper, through: [ debounce: 70 s ] }\n", "4:43 R0204")]
    [InlineData("  a: { from: tamper, through: [ debounce: soon ] }\n", "4:43 R0203")]
    [InlineData("  a: { from: tamper, through: [ debounce: [ 5 ms ] ] }\n", "4:43 R0020")]
    [InlineData("  a: { from: door-monitor, through: [ end-of-line: {} ] }\n", "4:39 R0208")]
    [InlineData("  a: { from: door-monitor, trough: [ end-of-line: {} ] }\n", "4:28 R0101", "4:38 R0208")]
    public void AWrongSignal_IsReportedAtItsPlace(string text, params string[] expected) =>
        Assert.Equal(expected.Order(System.StringComparer.Ordinal), StandIns.Check(Head + "signals:\n" + text).Select(d => $"{d.Position.Line}:{d.Position.Column} {d.Code}").Order(System.StringComparer.Ordinal));

    [Theory]
    [InlineData("800..1500 Ω", 800, 1500, Dimension.Resistance)]
    [InlineData("0.8 kΩ .. 1500 Ω", 800, 1500, Dimension.Resistance)]
    [InlineData("1..2 kΩ", 1000, 2000, Dimension.Resistance)]
    [InlineData("..100 Ω", double.NegativeInfinity, 100, Dimension.Resistance)]
    [InlineData("40 kΩ..", 40000, double.PositiveInfinity, Dimension.Resistance)]
    [InlineData("1.0 V..2 V", 1, 2, Dimension.Voltage)]
    [InlineData("101..350", 101, 350, Dimension.Count)]
    [InlineData("-5..5", -5, 5, Dimension.Count)]
    public void ARange_IsRead(string text, double low, double high, Dimension dimension)
    {
        PipelineDefinition pipeline = Read($"signals:\n  a: {{ from: door-monitor, through: [ end-of-line: {{ bands: {{ open: {text} }} }} ] }}\n");
        Assert.Equal(new QuantityRange(low, high, dimension), pipeline.Signals[0].Stages[0].Parameters.Ranges("bands")["open"]);
    }

    [Theory]
    [InlineData("open: 5 Ω", "R0206")]
    [InlineData("open: ..", "R0206")]
    [InlineData("open: 5..3 Ω", "R0206")]
    [InlineData("open: 5 V..7 Ω", "R0202")]
    [InlineData("open: 5 s..7 s", "R0202")]
    [InlineData("open: 5..x Ω", "R0203")]
    [InlineData("ajar: 5..7 Ω", "R0205")]
    [InlineData("open: [5, 7]", "R0020")]
    public void AWrongRange_IsReported(string text, string code) =>
        Assert.Equal(code, Assert.Single(StandIns.Check(Head + $"signals:\n  a: {{ from: door-monitor, through: [ end-of-line: {{ bands: {{ {text} }} }} ] }}\n")).Code);

    [Fact]
    public void AThousandSignalsInARow_AreRead()
    {
        Assert.Equal(1000, Read(Many(1000)).Signals.Length);
        Assert.Equal("R0410", Assert.Single(StandIns.Check(Head + Many(1001))).Code);
    }

    [Fact]
    public void Settings_ChangeTheDevice()
    {
        DeviceProfile device = Read("ports:\n  strike: { normally: closed }\n  rex: { rate: 2 kHz, block: 2 ms, offline-after: 3 s }\n  tamper: { order: by-arrival, lateness: 7 ms }\n").Device;
        Assert.True(device.Output("strike")!.NormallyClosed);
        Assert.Equal((new SampleRate(2000), 2.0, 3.0), (device.Port("rex")!.Flow.Samples!.Rate, device.Port("rex")!.Block.TotalMilliseconds, device.Port("rex")!.OfflineAfter.TotalSeconds));
        Assert.Equal((SourceOrder.ByArrival, 7.0), (device.Port("tamper")!.Order, device.Port("tamper")!.Lateness!.Value.TotalMilliseconds));
        Assert.False(StandIns.DoorController.Output("strike")!.NormallyClosed);
    }

    [Theory]
    [InlineData("strike: { rate: 1 kHz }", "R0304")]
    [InlineData("tamper: { block: 5 ms }", "R0304")]
    [InlineData("rex: { lateness: 5 ms }", "R0304")]
    [InlineData("rex: { block: 5 s }", "R0204")]
    [InlineData("rex: { blok: 5 ms }", "R0107")]
    [InlineData("reks: { block: 5 ms }", "R0104")]
    [InlineData("strike: { normally: shut }", "R0205")]
    [InlineData("rex: { rate: 100 MHz, block: 11 ms }", "R0208")]
    public void AWrongSetting_IsReported(string text, string code) => Assert.Equal(code, Assert.Single(StandIns.Check(Head + $"ports:\n  {text}\n")).Code);

    // the last of them comes first in the file, so that resolving goes all the way down
    private static string Many(int count)
    {
        StringBuilder text = new("signals:\n");
        for (int i = count; i > 0; i--)
            text.Append(CultureInfo.InvariantCulture, $"  s{i}: {{ from: {(i == 1 ? "tamper" : "s" + (i - 1))} }}\n");
        return text.ToString();
    }

    private static SignalDefinition Signal(string chain) => Read($"signals:\n  a: {{ from: rex, through: [ {chain} ] }}\n").Signals[0];

    private static string[] Chain(string chain) => [.. Signal(chain).Stages.Select(s => s.Spec.Name)];

    private static PipelineDefinition Read(string text)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", Head + text, StandIns.Catalog);
        Assert.Empty(diagnostics);
        return pipeline!;
    }
}
