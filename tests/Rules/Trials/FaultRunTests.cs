using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Rules.Tests.Language;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Trials;

/// <summary>What goes wrong in tests, as the pipeline sees it.</summary>
public sealed class FaultRunTests
{
    // closed behind its resistors, which the debounce of 50 ms has decided at 50 ms
    private const string Closed = "feed: [ { at: 0 s, port.door-monitor: 3.873 kΩ } ]\n";

    [Fact]
    public void APortOffline_IsBackWithItsSamples() => Passes(
        Closed + "faults: [ { at: 2 s, offline: door, for: 500 ms } ]",
        "{ at: 1.999 s, door: closed }, { at: 2 s, door: offline }, { at: 2.549 s, door: offline }, { at: 2.55 s, door: closed }");

    [Fact]
    public void APortOfflineLongerThanItsOfflineAfter_IsOfflineOnce() => Passes(
        Closed + "faults: [ { at: 2 s, offline: port.door-monitor, for: 3 s } ]",
        "{ at: 2 s, door: offline }, { at: 5.049 s, door: offline }, { at: 5.05 s, door: closed }\nsilent: [ { at: 2.001 s..5.049 s, of: door } ]");

    [Fact]
    public void APortOfflineForGood_IsOfflineToTheEnd() => Passes(
        Closed + "faults: [ { at: 2 s, offline: door } ]\nuntil: 9 s", "{ at: 1 s, door: closed }, { at: 2 s, door: offline }, { at: 9 s, door: offline }");

    [Fact]
    public void OutagesThatTouch_AreOne() => Passes(
        Closed + "faults: [ { at: 2 s, offline: door, for: 1 s }, { at: 2.5 s, offline: door, for: 100 ms }, { at: 3 s, offline: door, for: 1 s } ]",
        "{ at: 2 s, door: offline }, { at: 4.049 s, door: offline }, { at: 4.05 s, door: closed }");

    [Fact]
    public void ASignalOffline_IsBackWithWhatItWasFedLast() => Passes(
        "feed: [ { at: 0 s, door: closed 3s open 1s cut } ]\nfaults: [ { at: 2 s, offline: door, for: 3 s } ]",
        "{ at: 1 s, door: closed }, { at: 2 s, door: offline }, { at: 4 s, door: offline }, { at: 5 s, door: cut }");

    [Fact]
    public void ASparsePortOffline_IsBackWithWhatItWasFedLast() => Passes(
        "feed: [ { at: 0 s, port.tamper: 0 3s 1 } ]\nfaults: [ { at: 2 s, offline: tamper, for: 3 s } ]",
        "{ at: 1 s, tamper: inactive }, { at: 2 s, tamper: offline }, { at: 5 s, tamper: active }");

    [Fact]
    public void AnEventWhileOffline_IsLost() => Passes(
        "feed: [ { at: 0 s, press: active 2s active 2s active } ]\nfaults: [ { at: 1 s, offline: press, for: 2 s } ]",
        "{ at: 0 s, press: active }, { at: 4 s, press: active }\nsilent: [ { at: 0.1 s..3.9 s, of: press } ]");

    [Fact]
    public void ACutAndAShort_AreSeenWhateverIsFed() => Passes(
        "feed: [ { at: 0 s, port.door-monitor: 3.873 kΩ 1500ms 22 kΩ 1s 3.873 kΩ } ]\nfaults: [ { at: 1 s, cut: door-monitor, for: 1 s }, { at: 3 s, short: port.door-monitor, for: 1 s } ]\nuntil: 5 s",
        "{ at: 0.5 s, door: closed }, { at: 1.049 s, door: closed }, { at: 1.05 s, door: cut }, { at: 2.049 s, door: cut }, { at: 2.05 s, door: open }, { at: 2.6 s, door: closed }, { at: 3.05 s, door: short }, { at: 4.05 s, door: closed }");

    [Theory]
    [InlineData("300 Ω", "closed")]
    [InlineData("20 mV", "closed")]
    [InlineData("15", "closed")]
    public void NoiseWithinTheBands_ChangesNothing(string amplitude, string state) => Passes(
        Closed + $"faults: [ {{ at: 1 s, noise: door, of: {amplitude}, for: 5 s, seed: 7 }} ]", $"{{ at: 0.5 s, door: {state} }}, {{ at: 6 s, door: {state} }}\nsilent: [ {{ at: 0 s..6 s, of: door }} ]");

    [Fact]
    public void NoiseOnTheLevel_IsTheSameInEveryRun_AndAnotherWithAnotherSeed()
    {
        string Failures(int seed) => Trial.Failures(Closed + $"faults: [ {{ at: 1 s, noise: door, of: 2 kΩ, for: 1 s, seed: {seed} }} ]\nsilent: [ {{ at: 0 s..2 s, of: level }} ]");
        Assert.StartsWith("'level' was to be silent between 0 s and 2 s; it became", Failures(7), System.StringComparison.Ordinal);
        Assert.Equal(Failures(7), Failures(7));
        Assert.NotEqual(Failures(7), Failures(8));
    }

    [Fact]
    public void Noise_StaysWithinItsAmplitude_AndReachesItsEnds()
    {
        PortSpec port = new() { Name = "p", Flow = new Flow(FlowKind.Samples, Unit: Unit.Volt, Samples: new SampleFlow(new SampleRate(1000), SampleFormat.Float32)) };
        SampleChange noise = PortDamage.To(port, [new NoiseFault(SignalTime.FromSeconds(1), SignalTime.FromSeconds(3), "p", null, Value.Of(0.5, Unit.Volt), 3, default)])!;
        Assert.Equal(2, noise(SignalTime.FromMilliseconds(999), 0, 2));
        double[] samples = [.. Enumerable.Range(0, 2000).Select(i => noise(SignalTime.FromMilliseconds(1000 + i), 0, 2))];
        Assert.Equal(2, noise(SignalTime.FromSeconds(3), 0, 2));
        Assert.InRange(samples.Min(), 1.5, 1.51);
        Assert.InRange(samples.Max(), 2.49, 2.5);
        Assert.InRange(samples.Average(), 1.98, 2.02);
    }

    [Fact]
    public void NoiseOnACutWire_ShowsNothing()
    {
        // a front end of 12 V whose converter ends at 5 V
        PortSpec port = new() { Name = "p", Flow = new Flow(FlowKind.Samples, Unit: Unit.Count, Samples: new SampleFlow(new SampleRate(1000), SampleFormat.Int16, new FrontEnd(12, 2200, 12, 5))) };
        SampleChange noise = PortDamage.To(port, [new NoiseFault(SignalTime.Zero, SignalTime.Never, "p", null, Value.Of(300, Unit.Ohm), 1, default)])!;
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(4095, noise(SignalTime.FromMilliseconds(i), 0, 4095)));
        Assert.All(Enumerable.Range(0, 100), i => Assert.InRange(noise(SignalTime.FromMilliseconds(i), 0, 0), 0, 4095));
    }

    [Fact]
    public void TheNoise_IsXorshift()
    {
        var noise = new Xorshift(1);
        Assert.All(Reference(1).Take(100), expected => Assert.Equal(expected, noise.Next()));
        Assert.NotEqual(new Xorshift(1).Next(), new Xorshift(2).Next());
        Assert.All(Enumerable.Range(0, 1000), s => Assert.InRange(new Xorshift((uint)s).Next(), -1, 1));
    }

    [Fact]
    public void AChange_Bounces_AMillisecondEachWay() => Passes(
        "feed: [ { at: 0 s, rex: 0 1s 1 1s 0 } ]\nfaults: [ { at: 0.5 s, bounce: rex, for: 5 ms } ]\nuntil: 3 s",
        "{ at: 0.999 s, rex: inactive }, { at: 1 s, rex: active, press: active }, { at: 1.001 s, rex: inactive }, { at: 1.002 s, rex: active, press: active }, { at: 1.003 s, rex: inactive }, { at: 1.004 s, rex: inactive }, { at: 1.005 s, rex: active, press: active }\n"
            + "silent: [ { at: 1.006 s..1.999 s, of: rex }, { at: 2.001 s..3 s, of: rex } ]");

    [Fact]
    public void ABounceOnAPort_IsWhatDebounceIsFor() => Passes(
        "feed: [ { at: 0 s, port.rex: cut 1s short } ]\nfaults: [ { at: 0 s, bounce: port.rex, for: 19 ms } ]\nuntil: 2 s",
        "{ at: 0.5 s, rex: inactive }, { at: 1.039 s, rex: active }\nsilent: [ { at: 0 s..1.02 s, of: rex }, { at: 1.05 s..2 s, of: rex } ]");

    [Fact]
    public void ABounce_IsOverWhereTheNextValueComes() => Passes(
        "feed: [ { at: 0 s, rex: 0 1s 1 2ms 0 } ]\nfaults: [ { at: 0 s, bounce: rex, for: 1 s } ]\nuntil: 3 s",
        "{ at: 1 s, rex: active }, { at: 1.001 s, rex: inactive }, { at: 1.002 s, rex: inactive }\nsilent: [ { at: 1.002 s..3 s, of: rex } ]");

    [Fact]
    public void NothingStillStands_AfterARestart_AndTheWorldIsAsItWas() => Passes(
        "feed: [ { at: 0 s, door: closed, rex: 0 1s 1, port.tamper: 0 11s 1 } ]\nfaults: [ { at: 3 s, restart: 5 s } ]\nuntil: 20 s",
        "{ at: 1 s, strike: active }, { at: 2.999 s, door: closed }, { at: 3 s, door: unknown, tamper: unknown }, { at: 7.999 s, rex: unknown }, { at: 8 s, door: closed, rex: active, tamper: inactive }, { at: 11 s, log: tamper }");

    [Fact]
    public void WhatIsFedWhileTheDeviceIsDown_IsThereWhenItIsBack_EventsAreNot() => Passes(
        "feed: [ { at: 0 s, door: closed 4s open 1s cut, press: active 4s active 4s active } ]\nfaults: [ { at: 3 s, restart: 5 s } ]\nuntil: 20 s",
        "{ at: 0 s, press: active }, { at: 1 s, door: closed }, { at: 8 s, door: cut, press: active }\nsilent: [ { at: 0.1 s..7.9 s, of: press }, { at: 8 s..20 s, of: door } ]");

    [Fact]
    public void Samples_GoOnAcrossARestart_WithTheLevelThatStands() => Passes(
        "feed: [ { at: 0 s, port.door-monitor: 3.873 kΩ 4s 22 kΩ } ]\nfaults: [ { at: 3 s, restart: 5 s }, { at: 7.5 s, offline: door, for: 1 s } ]\nuntil: 20 s",
        "{ at: 1 s, door: closed }, { at: 8 s, door: offline }, { at: 8.549 s, door: offline }, { at: 8.55 s, door: open }");

    [Fact]
    public void ATimerAtTheInstantOfTheRestart_IsNotRunAnyMore() => Passes(
        "feed: [ { at: 0 s, door: closed, rex: 0 1s 1 } ]\nfaults: [ { at: 8 s, restart: 0 s } ]\nuntil: 20 s", "{ at: 1 s, strike: active }");

    [Fact]
    public void WhatIsKept_GoesOn_OnTheSameAxis()
    {
        PipelineDefinition pipeline = Said.Read(
            """
            signals:
              armed: { latch: { set: tamper becomes active, reset: aux-1-in becomes active } }
            rules:
              held: { when: alarm is active for 30 s, while: { activate: buzzer } }
              pulse: { when: tamper becomes active, do: { pulse: strike, for: 20 s }, on-restart: resume, cooldown: 1 min }
            tests:
              - name: t
                feed: [ { at: 0 s, port.tamper: 0 1s 1 20s 0 1s 1, port.alarm: active, port.aux-1-in: inactive } ]
                faults: [ { at: 5 s, restart: 10 s } ]
                expect:
                  - { at: 1 s, strike: active, armed: active }
                  - { at: 14 s, armed: unknown }
                  - { at: 15 s, armed: active, strike: active }
                  - { at: 21 s, strike: inactive }
                  - { at: 30 s, buzzer: active }
                until: 40 s
            """);
        Assert.Equal("", string.Join("\n", PipelineTest.Run(pipeline, pipeline.Tests[0]).Failures.Select(f => f.Message)));
    }

    [Fact]
    public void SeveralRestarts_AreAsManyLives() => Passes(
        "feed: [ { at: 0 s, port.tamper: 0 3s 1 3s 0 3s 1 } ]\nfaults: [ { at: 2 s, restart: 500 ms }, { at: 5 s, restart: 2 s } ]",
        "{ at: 3 s, log: tamper }, { at: 9 s, log: tamper }");

    [Fact]
    public void AnExpectationWhileTheDeviceIsDown_SaysSo() => Assert.Equal(
        "expected log \"tamper\" at 3 s; it never came (the device was down from 2 s to 4 s)\nexpected 'tamper' active at 3 s; it was not known (the device was down from 2 s to 4 s)",
        Trial.Failures("feed: [ { at: 0 s, port.tamper: 0 3s 1 } ]\nfaults: [ { at: 2 s, restart: 2 s } ]\nexpect: [ { at: 3 s, log: tamper, tamper: active } ]"));

    private static void Passes(string test, string expect)
    {
        string[] parts = expect.Split('\n', 2);
        Assert.Equal("", Trial.Failures($"{test}\nexpect: [ {parts[0]} ]{(parts.Length > 1 ? "\n" + parts[1] : "")}"));
    }

    // xorshift64* and splitmix64 as their authors write them
    private static System.Collections.Generic.IEnumerable<double> Reference(ulong seed)
    {
        ulong z = seed + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        ulong x = z ^ (z >> 31);
        while (true)
        {
            x ^= x >> 12;
            x ^= x << 25;
            x ^= x >> 27;
            yield return (((x * 0x2545F4914F6CDD1D) >> 11) / 4503599627370496.0) - 1;
        }
    }
}
