using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>The tests that authors write into their pipelines.</summary>
public sealed class TestSectionTests
{
    [Theory]
    [InlineData("door: closed", "door", null, "closed")]
    [InlineData("door: cut", "door", null, "cut")]
    [InlineData("door: unknown", "door", null, "unknown (stale)")]
    [InlineData("door: offline", "door", null, "unknown (offline)")]
    [InlineData("rex: active", "rex", null, "active")]
    [InlineData("press: active", "press", null, "active")]
    [InlineData("ohms: 3.9 kΩ", "ohms", null, "3900 Ω")]
    [InlineData("port.rex: 0.2 V", null, "rex", "0.2 V")]
    [InlineData("port.rex: 812", null, "rex", "812")]
    [InlineData("port.rex: 3.873 kΩ", null, "rex", "3873 Ω")]
    [InlineData("port.rex: short", null, "rex", "0 Ω")]
    [InlineData("port.rex: cut", null, "rex", "Infinity Ω")]
    [InlineData("port.tamper: inactive", null, "tamper", "inactive")]
    [InlineData("tamper: active", null, "tamper", "active")]
    public void AFeed_ReadsAs(string text, string? signal, string? port, string value)
    {
        FeedDefinition feed = Assert.Single(Test($"feed: [ {{ at: 1.5 s, {text} }} ]\n    expect: []").Feeds);
        Assert.Equal((signal, port, value, SignalTime.FromMilliseconds(1500)), (feed.Signal, feed.Port, feed.Value.ToString(), feed.At));
    }

    [Theory]
    [InlineData("at: 1 s, strike: active", "strike", "activate", null, 1000, 1000)]
    [InlineData("at: 1 s..1.05 s, strike: inactive", "strike", "deactivate", null, 1000, 1050)]
    [InlineData("at: 1..1.05 s, strike: inactive", "strike", "deactivate", null, 1000, 1050)]
    [InlineData("at: 1500 ms, log: \"door: forced\"", "log", "log", "door: forced", 1500, 1500)]
    public void AnExpectation_ReadsAs(string text, string sink, string command, string? logged, long earliest, long latest)
    {
        TestDefinition test = Test($"feed: []\n    expect: [ {{ {text} }} ]");
        CommandExpectation expectation = Assert.IsType<CommandExpectation>(Assert.Single(test.Expectations));
        Assert.Equal((sink, command, logged), (expectation.Sink, expectation.Command, expectation.Text));
        Assert.Equal((SignalTime.FromMilliseconds(earliest), SignalTime.FromMilliseconds(latest)), (expectation.Earliest, expectation.Latest));
        Assert.Equal(expectation.Latest, test.End);
    }

    [Fact]
    public void SeveralValuesInOneEntry_KeepTheirOrder()
    {
        TestDefinition test = Test("feed: [ { at: 1 s, rex: active, door: open }, { at: 1 s, rex: inactive } ]\n    expect: []\n    until: 9 s");
        Assert.Equal(["rex", "door", "rex"], test.Feeds.Select(f => f.Signal));
        Assert.Equal(SignalTime.FromSeconds(9), test.End);
    }

    [Theory]
    [InlineData("feed: [ { at: 2 s, rex: active }, { at: 1 s, rex: inactive } ]\n    expect: []", "11:45 R0501")]
    [InlineData("feed: []\n    expect: [ { at: 2 s, strike: active }, { at: 1 s, strike: inactive } ]", "12:50 R0501")]
    [InlineData("feed: [ { at: 1, rex: active } ]\n    expect: []", "11:19 R0201")]
    [InlineData("feed: [ { rex: active } ]\n    expect: []", "11:13 R0102")]
    [InlineData("feed: [ { at: 1 s } ]\n    expect: []", "11:13 R0102")]
    [InlineData("feed: []\n    expect: [ { at: 1 s } ]", "12:15 R0102")]
    [InlineData("feed: [ { at: 1 s, rxe: active } ]\n    expect: []", "11:24 R0502")]
    [InlineData("feed: [ { at: 1 s, strike: active } ]\n    expect: []", "11:24 R0502")]
    [InlineData("feed: [ { at: 1 s, port.rxe: cut } ]\n    expect: []", "11:24 R0502")]
    [InlineData("feed: [ { at: 1 s, port.rex: active } ]\n    expect: []", "11:34 R0503")]
    [InlineData("feed: [ { at: 1 s, port.rex: 5 s } ]\n    expect: []", "11:34 R0202")]
    [InlineData("feed: [ { at: 1 s, port.tamper: cut } ]\n    expect: []", "11:37 R0503")]
    [InlineData("feed: [ { at: 1 s, door: opn } ]\n    expect: []", "11:30 R0503")]
    [InlineData("feed: [ { at: 1 s, rex: on } ]\n    expect: []", "11:29 R0503")]
    [InlineData("feed: [ { at: 1 s, press: offline } ]\n    expect: []", "11:31 R0503")]
    [InlineData("feed: [ { at: 1 s, ohms: 3 } ]\n    expect: []", "11:30 R0201")]
    [InlineData("feed: []\n    expect: [ { at: 1 s, strike: on } ]", "12:34 R0504")]
    [InlineData("feed: []\n    expect: [ { at: 1 s, stirke: active } ]", "12:26 R0502")]
    [InlineData("feed: []\n    expect: [ { at: 2 s..1 s, strike: active } ]", "12:21 R0206")]
    [InlineData("feed: [ { at: 5 s, rex: active } ]\n    expect: []\n    until: 4 s", "13:12 R0505")]
    [InlineData("feed: []", "10:5 R0102")]
    [InlineData("feed: []\n    expect: []\n    start: 2026-01-01", "13:12 R0602")]
    public void AWrongTest_IsReportedAtItsPlace(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(StandIns.Check(Text(text)).Select(d => $"{d.Position.Line}:{d.Position.Column} {d.Code}")));

    [Fact]
    public void TwoTestsOfOneName_AreRefused()
    {
        Diagnostic diagnostic = Assert.Single(StandIns.Check(Text("feed: []\n    expect: []\n  - name: t\n    feed: []\n    expect: []")));
        Assert.Equal((13, 11, "R0112"), (diagnostic.Position.Line, diagnostic.Position.Column, diagnostic.Code));
    }

    [Fact]
    public void AFileOfTests_StandsBesideItsPipeline()
    {
        PipelineDefinition pipeline = PipelineReader.Read("front-door.yaml", StandIns.Text("pipelines/front-door.yaml"), StandIns.Catalog).Pipeline!;
        const string Tests = "for: front-door.yaml\ntests:\n  - { name: t, feed: [ { at: 1 s, door: open } ], expect: [ { at: 1 s, log: x } ] }\n";
        Assert.Equal("front-door.yaml", PipelineReader.TestedPipeline(Tests));
        (ImmutableArray<TestDefinition> tests, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.ReadTests("front-door.tests.yaml", Tests, pipeline);
        Assert.Empty(diagnostics);
        Assert.Equal(new SourcePosition("front-door.tests.yaml", 3, 5), Assert.Single(tests).Position);
        Diagnostic wrong = Assert.Single(PipelineReader.ReadTests("t.yaml", Tests.Replace("door: open", "dor: open", System.StringComparison.Ordinal), pipeline).Diagnostics);
        Assert.Equal(("t.yaml", 3, "R0502"), (wrong.Position.File, wrong.Position.Line, wrong.Code));
        Assert.Equal("R0102", Assert.Single(PipelineReader.ReadTests("t.yaml", "for: front-door.yaml\n", pipeline).Diagnostics).Code);
        Assert.Null(PipelineReader.TestedPipeline("pipeline: x\n"));
    }

    // the test's name stands in line 10
    private static string Text(string body) => StandIns.With($"\ntests:\n  - name: t\n    {body}\n");

    private static TestDefinition Test(string body)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", Text(body), StandIns.Catalog);
        Assert.Empty(diagnostics);
        return Assert.Single(pipeline!.Tests);
    }
}
