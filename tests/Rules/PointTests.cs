using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

public sealed class PointTests
{
    private const string Head = "pipeline: p\ndevice: door-controller\nsignals:\n  a: { from: door-monitor, through: [ level: { points: ";
    private const string Tail = " } ] }\n";

    private static readonly Flow Ohms = new(FlowKind.Samples, null, Unit.Ohm, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));

    [Fact]
    public void Points_AreReadInBaseUnits()
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", Head + "{ -500 mV: 0 Ω, 4.5 V: 1.2 kΩ }" + Tail, StandIns.Catalog);
        Assert.Empty(diagnostics);
        CurvePoints points = pipeline!.Signals[0].Stages[0].Parameters.Points("points");
        Assert.Equal((Dimension.Voltage, Dimension.Resistance), (points.InputDimension, points.OutputDimension));
        Assert.Equal([new CurvePoint(-0.5, 0), new CurvePoint(4.5, 1200)], points.Points);
    }

    [Theory]
    [InlineData("{ 1 V: 0, 2 V: 1, 2000 mV: 2 }", "R0204", "the input 2000 mV does not lie above the one before it, 2 V")]
    [InlineData("{ 1 V: 0 }", "R0204", "'points' takes 2 to 64 points, not 1")]
    [InlineData("{ 1 V: 0, 2 Ω: 1 }", "R0202", "the inputs are given as 1 V and as 2 Ω: they measure different things")]
    [InlineData("{ 1 V: 0, 2 V: 1 Ω }", "R0202", "the outputs are given as 0 and as 1 Ω: they measure different things")]
    [InlineData("{ 1 V: 0 s, 2 V: 1 }", "R0202", "'points' is given in s, but takes no unit or mV or V or Ω, kΩ or MΩ")]
    [InlineData("{ 1 V: 0, soon: 1 }", "R0203", "'soon' is not a number with a unit")]
    [InlineData("{ 1 V: 0, 2 V: [ 1 ] }", "R0020", null)]
    [InlineData("1 V", "R0020", null)]
    public void WrongPoints_AreReported(string text, string code, string? message)
    {
        Diagnostic diagnostic = Assert.Single(StandIns.Check(Head + text + Tail));
        Assert.Equal(code, diagnostic.Code);
        Assert.Equal(message ?? diagnostic.Message, diagnostic.Message);
    }

    [Theory]
    [InlineData("1 Ω: 0, 2 Ω: 1")]
    [InlineData("{ 1 Ω: 0, 2 Ω: 1 }")]
    public void PointsOfAnOption_MayLackTheirBraces(string text)
    {
        (StageDefinition? stage, ImmutableArray<Diagnostic> diagnostics) = OptionReader.Read(StandIns.Catalog, StandIns.Level, [new KeyValuePair<string, string>("points", text)], Ohms);
        Assert.Empty(diagnostics);
        Assert.Equal(2, stage!.Parameters.Points("points").Points.Length);
    }

    [Fact]
    public void AnOptionThatIsNoMap_SaysHowPointsAreWritten()
    {
        Diagnostic diagnostic = OptionReader.Read(StandIns.Catalog, StandIns.Level, [new KeyValuePair<string, string>("points", "1 Ω: 0, 2 Ω: ]")], Ohms).Diagnostics.First();
        Assert.Equal("write points=\"0.5 V: 0 %, 4.5 V: 100 %\"", diagnostic.Hint);
    }
}
