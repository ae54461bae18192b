using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>What goes wrong in tests, as it is written.</summary>
public sealed class TestFaultTests
{
    [Theory]
    [InlineData("{ at: 5 s, offline: port.rex, for: 2 s }", "offline port.rex 5..7")]
    [InlineData("{ at: 5 s, offline: rex, for: 2 s }", "offline port.rex 5..7")]
    [InlineData("{ at: 5 s, offline: door, for: 2 s }", "offline signal.door 5..7")]
    [InlineData("{ at: 5 s, offline: ohms }", "offline port.door-monitor 5..never")]
    [InlineData("{ at: 5 s, offline: press }", "offline port.rex 5..never")]
    [InlineData("{ at: 5 s, offline: tamper }", "offline port.tamper 5..never")]
    [InlineData("{ at: 8 s, noise: rex, of: 300 Ω, for: 1 s, seed: 7 }", "noise port.rex 8..9 300 Ω 7")]
    [InlineData("{ at: 8 s, noise: ohms, of: 20 mV }", "noise port.door-monitor 8..never 0.02 V 1")]
    [InlineData("{ at: 8 s, noise: port.door-monitor, of: 5, seed: 4294967295 }", "noise port.door-monitor 8..never 5 4294967295")]
    [InlineData("{ at: 9 s, cut: rex, for: 1 s }", "cut port.rex 9..10")]
    [InlineData("{ at: 9 s, short: door }", "short port.door-monitor 9..never")]
    [InlineData("{ at: 0 s, bounce: door, for: 5 ms }", "bounce signal.door 0 5000000")]
    [InlineData("{ at: 0.5 s, bounce: rex, for: 5 ms }", "bounce port.rex 0.5 5000000")]
    [InlineData("{ at: 20 s, restart: 5 s }", "restart 20..25")]
    [InlineData("{ at: 20 s, restart: 0 s }", "restart 20..20")]
    public void AFault_ReadsAs(string text, string expected)
    {
        TestDefinition test = Test($"faults: [ {text} ]");
        Assert.Equal(expected, Said(Assert.Single(test.Faults)));
        Assert.Equal((12, 15), (test.Faults[0].Position.Line, test.Faults[0].Position.Column));
    }

    [Theory]
    [InlineData("{ at: 5 s, offline: rex, for: 2 s }", 7000)]
    [InlineData("{ at: 5 s, offline: rex }", 5000)]
    [InlineData("{ at: 0 s, bounce: rex, for: 500 ms }", 1500)]
    [InlineData("{ at: 0 s, bounce: rex, for: 1 s }", 2000)]
    [InlineData("{ at: 20 s, restart: 5 s }", 25_000)]
    public void TheTest_EndsNoSoonerThanItsFaults(string text, long milliseconds) =>
        Assert.Equal(SignalTime.FromMilliseconds(milliseconds), Test($"faults: [ {text} ]").End);

    [Theory]
    [InlineData("{ at: 5 s, offline: rxe }", "12:35 R0502")]
    [InlineData("{ at: 5 s, offline: port.rxe }", "12:35 R0502")]
    [InlineData("{ at: 5 s, offline: strike }", "12:35 R0502")]
    [InlineData("{ at: 5 s, offline: alarm }", "12:35 R0507")]
    [InlineData("{ at: 5 s, noise: tamper, of: 3 V }", "12:33 R0507")]
    [InlineData("{ at: 5 s, noise: rex }", "12:15 R0102")]
    [InlineData("{ at: 5 s, noise: rex, of: 3 s }", "12:42 R0202")]
    [InlineData("{ at: 5 s, noise: rex, of: -3 V }", "12:42 R0204")]
    [InlineData("{ at: 5 s, noise: rex, of: 3 V, seed: 1.5 }", "12:53 R0204")]
    [InlineData("{ at: 5 s, noise: rex, of: 3 V, seed: -1 }", "12:53 R0204")]
    [InlineData("{ at: 5 s, cut: tamper }", "12:31 R0507")]
    [InlineData("{ at: 5 s, cut: rex, for: 0 s }", "12:41 R0204")]
    [InlineData("{ at: 5 s, cut: rex, seed: 7 }", "12:36 R0101")]
    [InlineData("{ at: 5 s, cut: rex, short: rex }", "12:36 R0507")]
    [InlineData("{ at: 5 s, cut: [ rex ] }", "12:31 R0020")]
    [InlineData("{ at: 5 s, bounce: rex }", "12:15 R0102")]
    [InlineData("{ at: 5 s, bounce: rex, for: 1 ms }", "12:44 R0204")]
    [InlineData("{ at: 5 s, bounce: rex, for: 5 ms }", "12:34 R0507")]
    [InlineData("{ at: 0 s, restart: 5 s }", "12:15 R0507")]
    [InlineData("{ at: 5 s, restart: 5 }", "12:35 R0201")]
    [InlineData("{ at: 5 s, restart: 5 s }, { at: 9 s, restart: 1 s }", "12:42 R0507")]
    [InlineData("{ at: 5 s, restart: 5 s }, { at: 4 s, cut: rex }", "12:48 R0501")]
    [InlineData("{ at: 5 s }", "12:15 R0102")]
    [InlineData("{ restart: 5 s }", "12:15 R0102")]
    [InlineData("{ at: 5 s, offlin: rex }", "12:26 R0101")]
    [InlineData("rex", "12:15 R0020")]
    public void AWrongFault_IsReportedAtItsPlace(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(StandIns.Check(Text($"faults: [ {text} ]")).Select(d => $"{d.Position.Line}:{d.Position.Column} {d.Code}")));

    [Fact]
    public void UntilBeforeTheDeviceIsBack_IsTooEarly() =>
        Assert.Equal("R0505", Assert.Single(StandIns.Check(Text("faults: [ { at: 5 s, restart: 5 s } ]\n    until: 9 s"))).Code);

    [Fact]
    public void AThousandFaults_AreTheMost()
    {
        string Faults(int count) => string.Join(", ", Enumerable.Repeat("{ at: 5 s, cut: rex }", count));
        Assert.Equal(1000, Test($"faults: [ {Faults(1000)} ]").Faults.Length);
        Assert.Equal("R0115", Assert.Single(StandIns.Check(Text($"faults: [ {Faults(1001)} ]"))).Code);
    }

    [Fact]
    public void OneChannelOfABank_CanBeCut_ButNotBeOffline()
    {
        PortSpec zones = new() { Name = "zones", Flow = new Flow(FlowKind.Samples, Unit: Unit.Ohm, Samples: new SampleFlow(new SampleRate(1000), SampleFormat.Float32), Channels: 4) };
        var pipeline = new PipelineDefinition("a.yaml", "p", new DeviceProfile { Name = "d", Ports = [zones], Outputs = [] }, [], [], []);
        string Tests(string fault) => $"tests:\n  - name: t\n    feed: [ {{ at: 0 s, port.zones: 4.7 kΩ }} ]\n    faults: [ {fault} ]\n    expect: []\n";
        (ImmutableArray<TestDefinition> tests, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.ReadTests("t.yaml", Tests("{ at: 1 s, cut: zones-3 }, { at: 2 s, noise: zones, of: 5 Ω }"), pipeline);
        Assert.Empty(diagnostics);
        Assert.Equal([2, null], tests[0].Faults.Select(f => f is WireFault wire ? wire.Channel : ((NoiseFault)f).Channel));
        Assert.Equal("R0507", Assert.Single(PipelineReader.ReadTests("t.yaml", Tests("{ at: 1 s, offline: zones-3 }"), pipeline).Diagnostics).Code);
    }

    private static string Said(FaultDefinition fault) => fault switch
    {
        OfflineFault f => $"offline {Source(f.Source)} {f.At}..{f.Until}",
        NoiseFault f => $"noise port.{f.Port} {f.At}..{f.Until} {f.Amplitude} {f.Seed}",
        WireFault f => $"{(f.IsShort ? "short" : "cut")} port.{f.Port} {f.At}..{f.Until}",
        BounceFault f => $"bounce {Source(f.Source)} {f.At} {f.Nanoseconds}",
        RestartFault f => $"restart {f.At}..{f.Back}",
        _ => "",
    };

    private static string Source(FedSource source) => source.Signal is null ? "port." + source.Port : "signal." + source.Signal;

    // the test's name stands in line 10
    private static string Text(string body) => StandIns.With(
        $"\ntests:\n  - name: t\n    feed: [ {{ at: 0 s, door: closed 1s open, port.rex: cut 1s short, port.door-monitor: cut, port.tamper: inactive }} ]\n    {body}\n    expect: []\n");

    private static TestDefinition Test(string body)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", Text(body), StandIns.Catalog);
        Assert.Empty(diagnostics);
        return Assert.Single(pipeline!.Tests);
    }
}
