using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>Fed values that are sequences, or samples.</summary>
public sealed class TestSequenceTests
{
    // contacts, loops, numbers, seconds, texts and digits: as signals made by hand, beside which tests can be read
    private static readonly PipelineDefinition Pipeline = WithSignals();

    [Theory]
    [InlineData("rex: inactive 3ms active 2ms inactive", "0 inactive, 0.003 active, 0.005 inactive")]
    [InlineData("rex: \"0 3ms 1 2ms 0\"", "0 inactive, 0.003 active, 0.005 inactive")]
    [InlineData("rex: 1", "0 active")]
    [InlineData("rex: 5 s active", "5 active")]
    [InlineData("rex: 1min 30 s active 500 ms unknown +1s offline", "90 active, 90.5 unknown (stale), 91.5 unknown (offline)")]
    [InlineData("rex: inactive 0ms active", "0 inactive, 0 active")]
    [InlineData("door: open 1s closed", "0 open, 1 closed")]
    [InlineData("ohms: \"3.2 kΩ 1s 22 kΩ\"", "0 3200 Ω, 1 22000 Ω")]
    [InlineData("port.rex: 3.873 kΩ 100ms cut 1s short 5us 0.2V 1 ms 812", "0 3873 Ω, 0.1 Infinity Ω, 1.1 0 Ω, 1.100005 0.2 V, 1.101005 812")]
    [InlineData("port.tamper: 0 3ms 1", "0 inactive, 0.003 active")]
    [InlineData("press: single 200ms double", "0 single, 0.2 double")]
    [InlineData("press: who is there 2s nobody", "0 who is there, 2 nobody")]
    [InlineData("press: who is there", "0 who is there")]
    [InlineData("press: \"'back in 5 min' 2s x\"", "0 back in 5 min, 2 x")]
    [InlineData("press: \"'back in 5 min'\"", "0 back in 5 min")]
    [InlineData("press: 5 s", "0 5 s")]
    [InlineData("press: occurs 1s occurs", "0 pulse, 1 pulse")]
    [InlineData("press: 1 200ms 2 200ms 3", "0 1, 0.2 2, 0.4 3")]
    [InlineData("wait: 5 s +1s 7 s", "0 5 s, 1 7 s")]
    [InlineData("wait: 5 s", "0 5 s")]
    [InlineData("wait: +2s 5 s", "2 5 s")]
    [InlineData("visits: 3 1s 4", "0 3, 1 4")]
    public void ASequence_ReadsAs(string text, string expected)
    {
        TestDefinition test = Read($"feed: [ {{ at: 0 s, {text} }} ]");
        Assert.Equal(expected, string.Join(", ", test.Feeds.Select(f => $"{f.At} {f.Value}")));
        Assert.Equal(test.Feeds[^1].At, test.End);
    }

    [Theory]
    [InlineData("rex: inactive 3ms active", "3:27 3:40")]
    [InlineData("rex: \"inactive 3ms active\"", "3:28 3:41")]
    [InlineData("rex: 'inactive  3ms active'", "3:28 3:42")]
    [InlineData("rex: \"inactive\\x203ms active\"", "3:27 3:27")]
    [InlineData("rex: inactive\n      3ms active", "3:27 4:11")]
    [InlineData("rex: inactive", "3:22")]
    [InlineData("port.rex: [ cut, short ]", "3:34 3:39")]
    public void EachStep_HasItsOwnPlace(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read($"feed: [ {{ at: 0 s, {text} }} ]").Feeds.Select(f => $"{f.Position.Line}:{f.Position.Column}")));

    [Theory]
    [InlineData("rex: inactive active 3ms inactive", "3:36 R0506")]
    [InlineData("rex: inactive active", "3:36 R0506")]
    [InlineData("rex: inactive 3ms", "3:36 R0506")]
    [InlineData("rex: inactive 3 active 2ms inactive", "3:36 R0506")]
    [InlineData("rex: inactive 3ms on 2ms inactive", "3:40 R0503")]
    [InlineData("rex: on 3ms no 2ms inactive", "3:27 R0503, 3:34 R0503")]
    [InlineData("rex: inactive -3ms active", "3:36 R0204")]
    [InlineData("rex: inactive 300d active 300d inactive", "3:48 R0204")]
    [InlineData("rex: 3ms", "3:27 R0503")]
    [InlineData("rex: ''", "3:27 R0020")]
    [InlineData("rex: [ inactive, active ]", "3:27 R0020")]
    [InlineData("ohms: 3.2 1s 22 kΩ", "3:28 R0201")]
    [InlineData("ohms: 3.2 kΩ 1s 22 V", "3:38 R0202")]
    [InlineData("wait: 5 s 1 s 7 s", "3:32 R0506")]
    [InlineData("press: 'back in 5 min'", "3:38 R0506")]
    [InlineData("port.rex: cut 3ms active", "3:40 R0503")]
    [InlineData("port.rex: cut 3ms offline", "3:40 R0503")]
    [InlineData("port.rex: [ cut, active ]", "3:39 R0503")]
    [InlineData("port.rex: [ cut 3ms short ]", "3:34 R0203")]
    [InlineData("port.rex: []", "3:32 R0115")]
    [InlineData("port.tamper: [ active ]", "3:35 R0503")]
    public void AWrongSequence_IsReportedAtItsPlace(string text, string expected) =>
        Assert.Equal(expected, string.Join(", ", Check($"feed: [ {{ at: 0 s, {text} }} ]").Select(d => $"{d.Position.Line}:{d.Position.Column} {d.Code}")));

    [Fact]
    public void TenThousandSteps_AreTheMost()
    {
        string Steps(int count) => string.Join(" 1ms ", Enumerable.Range(0, count).Select(i => (i % 2).ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(10_000, Read($"feed: [ {{ at: 0 s, rex: \"{Steps(10_000)}\" }} ]").Feeds.Length);
        Assert.Equal("R0115", Assert.Single(Check($"feed: [ {{ at: 0 s, rex: \"{Steps(10_001)}\" }} ]")).Code);
        Assert.Equal("R0115", Assert.Single(Check($"feed: [ {{ at: 0 s, port.rex: [ {string.Join(", ", Enumerable.Repeat("cut", 10_001))} ] }} ]")).Code);
    }

    [Fact]
    public void Samples_ComeOneByOneAtThePortsRate_FromItsNextSampleOn()
    {
        // 1 kHz: the first sample after 0.5 ms is that at 1 ms
        TestDefinition test = Read("feed: [ { at: 500 us, port.rex: [ 3.3 V, short, 100 Ω, 812 ] } ]");
        Assert.Equal("0.001 3.3 V, 0.002 0 Ω, 0.003 100 Ω, 0.004 812", string.Join(", ", test.Feeds.Select(f => $"{f.At} {f.Value}")));
        Assert.Equal(SignalTime.FromMilliseconds(4), test.End);
    }

    [Fact]
    public void ASequenceGoesOn_WhileOthersBegin()
    {
        TestDefinition test = Read("feed: [ { at: 0 s, rex: 0 2s 1, door: open }, { at: 1 s, door: closed 3s open }, { at: 2 s, rex: 0 } ]");
        Assert.Equal("0 rex, 0 door, 1 door, 2 rex, 2 rex, 4 door", string.Join(", ", test.Feeds.Select(f => $"{f.At} {f.Signal}")));
    }

    [Fact]
    public void WhatIsStillFed_IsNotFedAnew()
    {
        Diagnostic diagnostic = Assert.Single(Check("feed: [ { at: 0 s, rex: 0 2s 1 }, { at: 1 s, rex: 0 } ]"));
        Assert.Equal(("R0501", 3, 48), (diagnostic.Code, diagnostic.Position.Line, diagnostic.Position.Column));
        Assert.Equal("'rex' is fed until 2 s by what begins in line 3", diagnostic.Message);
    }

    private static TestDefinition Read(string test)
    {
        (ImmutableArray<TestDefinition> tests, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.ReadTests("a.tests.yaml", Text(test), Pipeline);
        Assert.Empty(diagnostics);
        return Assert.Single(tests);
    }

    private static ImmutableArray<Diagnostic> Check(string test) => PipelineReader.ReadTests("a.tests.yaml", Text(test), Pipeline).Diagnostics;

    private static string Text(string test) => $"tests:\n- name: t\n  {test}\n  expect: []\n";

    private static PipelineDefinition WithSignals()
    {
        SourcePosition here = new("a.yaml", 1, 1);
        (string Name, Flow Flow)[] signals =
        [
            ("rex", new Flow(FlowKind.State, SymbolType.Contact)), ("door", new Flow(FlowKind.State, SymbolType.LoopState)), ("ohms", new Flow(FlowKind.State, Unit: Unit.Ohm)),
            ("wait", new Flow(FlowKind.State, Unit: Unit.Second)), ("visits", new Flow(FlowKind.Event, Unit: Unit.Count)), ("press", new Flow(FlowKind.Event)),
        ];
        return new PipelineDefinition("a.yaml", "p", StandIns.DoorController, [.. signals.Select(s => new SignalDefinition(s.Name, here, [], [], s.Flow))], [], []);
    }
}
