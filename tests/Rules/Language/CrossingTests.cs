using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Rules over numbers that pass a threshold: rises above, falls below, passes.</summary>
public sealed class CrossingTests
{
    private const string Signals = "signals:\n  loudness: { from: door-monitor, through: [ { scale: { gain: 1, unit: dB } }, { deadband: 1 dB } ] }\n"
        + "  loud: { from: loudness, through: [ { crossing: { at: -30 dB, hysteresis: 3 dB, hold: 1 s } } ] }\nrules:\n";

    private const string Feed = "{ at: 0 s, loudness: -50 dB }, { at: 2 s, loudness: -20 dB }, { at: 5 s, loudness: -32 dB }, { at: 7 s, loudness: -60 dB }, { at: 9 s, loudness: -20 dB }, { at: 9.5 s, loudness: -60 dB }";

    [Fact]
    public void IsAbove_IsThatItRises() => Said.Passes(Signals + "  r: { when: loud is above, do: { log: rises } }", Feed, "{ at: 3 s, log: rises }");

    [Fact]
    public void IsBelow_IsThatItFalls() => Said.Passes(Signals + "  r: { when: loud is below, do: { log: falls } }", Feed, "{ at: 8 s, log: falls }");

    [Fact]
    public void AnyEvent_IsThatItPasses() => Said.Passes(Signals + "  r: { when: loud, do: { log: passes } }", Feed, "{ at: 3 s, log: passes }, { at: 8 s, log: passes }");

    [Fact]
    public void TheEventCanBeFed() => Said.Passes(Signals + "  r: { when: loud is above, do: { log: rises } }", "{ at: 1 s, loud: below }, { at: 2 s, loud: above }", "{ at: 2 s, log: rises }");
}
