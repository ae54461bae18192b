using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>What tests expect of signals, and when they want silence.</summary>
public sealed class TestExpectationTests
{
    [Theory]
    [InlineData("at: 1 s, door: open", "door", "open", 1000, 1000)]
    [InlineData("at: 1 s..2 s, door: cut", "door", "cut", 1000, 2000)]
    [InlineData("at: 1 s, door: unknown", "door", "unknown (stale)", 1000, 1000)]
    [InlineData("at: 1 s, rex: offline", "rex", "unknown (offline)", 1000, 1000)]
    [InlineData("at: 1 s, ohms: 3.9 kΩ", "ohms", "3900 Ω", 1000, 1000)]
    public void AnExpectedState_ReadsAs(string text, string signal, string value, long earliest, long latest)
    {
        TestDefinition test = Test($"expect: [ {{ {text} }} ]");
        StateExpectation expectation = Assert.IsType<StateExpectation>(Assert.Single(test.Expectations));
        Assert.Equal((signal, value), (expectation.Signal, expectation.Value.ToString()));
        Assert.Equal((SignalTime.FromMilliseconds(earliest), SignalTime.FromMilliseconds(latest)), (expectation.Earliest, expectation.Latest));
        Assert.Equal(expectation.Latest, test.End);
    }

    [Theory]
    [InlineData("press: active", "active")]
    [InlineData("press: occurs", null)]
    public void AnExpectedEvent_ReadsAs(string text, string? value)
    {
        EventExpectation expectation = Assert.IsType<EventExpectation>(Assert.Single(Test($"expect: [ {{ at: 1 s, {text} }} ]").Expectations));
        Assert.Equal(("press", value), (expectation.Signal, expectation.Value?.ToString()));
    }

    [Fact]
    public void SilentAlone_IsOfEverythingAndAllowsCommandsElsewhere()
    {
        TestDefinition test = Test("silent: 2 s..5 s");
        SilenceDefinition silence = Assert.Single(test.Silences);
        Assert.Equal((SignalTime.FromSeconds(2), SignalTime.FromSeconds(5), true), (silence.Earliest, silence.Latest, silence.OfAll));
        Assert.Equal((11, 13), (silence.Position.Line, silence.Position.Column));
        Assert.Equal((SignalTime.FromSeconds(5), true), (test.End, test.AllowsOthers));
        Assert.False(Test("expect: []\n    silent: 2 s").AllowsOthers);
    }

    [Fact]
    public void SilenceOfSome_KnowsOutputsSignalsAndTheLog()
    {
        ImmutableArray<SilenceDefinition> silences = Test("silent: [ { at: 1 s..2 s, of: strike }, { at: 1.5 s, of: [ log, door, press ] }, { at: 3..4 s } ]").Silences;
        Assert.Equal(["strike | ", "log | door, press", " | "], silences.Select(s => $"{string.Join(", ", s.Sinks)} | {string.Join(", ", s.Signals)}"));
        Assert.Equal([false, false, true], silences.Select(s => s.OfAll));
    }

    [Theory]
    [InlineData("expect: [ { at: 1 s, door: opn } ]", "11:32 R0504")]
    [InlineData("expect: [ { at: 1 s, door: active } ]", "11:32 R0504")]
    [InlineData("expect: [ { at: 1 s, door: occurs } ]", "11:32 R0504")]
    [InlineData("expect: [ { at: 1 s, rex: on } ]", "11:31 R0504")]
    [InlineData("expect: [ { at: 1 s, rex: 1 } ]", "11:31 R0504")]
    [InlineData("expect: [ { at: 1 s, press: offline } ]", "11:33 R0504")]
    [InlineData("expect: [ { at: 1 s, ohms: 3 } ]", "11:32 R0201")]
    [InlineData("expect: [ { at: 1 s, door: [ open ] } ]", "11:32 R0020")]
    [InlineData("expect: [ { at: 1 s, dor: open } ]", "11:26 R0502")]
    [InlineData("expect: [ { at: 1 s, tamper: active } ]", "11:26 R0502")]
    [InlineData("expect: [ { at: 1 s, port.rex: cut } ]", "11:26 R0502")]
    [InlineData("silent: 5 s..2 s", "11:13 R0206")]
    [InlineData("silent: 5", "11:13 R0201")]
    [InlineData("silent: { at: 1 s }", "11:13 R0020")]
    [InlineData("silent:", "11:5 R0020")]
    [InlineData("silent: [ { of: strike } ]", "11:15 R0102")]
    [InlineData("silent: [ { at: 1 s, off: strike } ]", "11:26 R0101")]
    [InlineData("silent: [ { at: 1 s, of: stirke } ]", "11:30 R0502")]
    [InlineData("silent: [ { at: 1 s, of: [ strike, dor ] } ]", "11:40 R0502")]
    [InlineData("silent: [ { at: 1 s, of: tamper } ]", "11:30 R0502")]
    [InlineData("silent: [ { at: 1 s, of: [] } ]", "11:30 R0115")]
    [InlineData("silent: [ { at: 2 s }, { at: 1 s } ]", "11:34 R0501")]
    [InlineData("silent: 1 s..5 s\n    until: 4 s", "12:12 R0505")]
    public void AWrongExpectation_IsReportedAtItsPlace(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(StandIns.Check(Text(text)).Select(d => $"{d.Position.Line}:{d.Position.Column} {d.Code}")));

    [Fact]
    public void WhatWasProbablyMeant_IsSaid()
    {
        Assert.Equal("did you mean 'strike'?", Assert.Single(StandIns.Check(Text("silent: [ { at: 1 s, of: stirke } ]"))).Hint);
        Assert.Equal("did you mean 'door'?", Assert.Single(StandIns.Check(Text("expect: [ { at: 1 s, dor: open } ]"))).Hint);
        Assert.Equal("did you mean 'silent'?", Assert.Single(StandIns.Check(Text("silnt: 1 s"))).Hint);
    }

    // the test's name stands in line 10
    private static string Text(string body) => StandIns.With($"\ntests:\n  - name: t\n    {body}\n    feed: []\n");

    private static TestDefinition Test(string body)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", Text(body), StandIns.Catalog);
        Assert.Empty(diagnostics);
        return Assert.Single(pipeline!.Tests);
    }
}
