using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>What a rule says of itself: modes, sequences, priorities, when it is in force.</summary>
public sealed class RuleOptionTests
{
    private const string Head = "signals: { press: { when: tamper becomes active }, used: { is: alarm is active or aux-1-in is active } }\nrules:\n  ";
    private const string Rest = "{ at: 0 s, tamper: inactive, alarm: inactive, aux-1-in: inactive }";

    private static string Presses(params int[] seconds)
    {
        string text = Rest;
        foreach (int at in seconds)
            text += $", {{ at: {at} s, tamper: active }}, {{ at: {at}.5 s, tamper: inactive }}";
        return text;
    }

    private static string Pulse(string output, int from, int to) => $"{{ at: {from} s, {output}: active }}, {{ at: {to} s, {output}: inactive }}";

    [Fact]
    public void Restart_BeginsTheSequenceAnew() => Said.Passes(
        Head + "r: { when: press, do: [ { log: one }, { wait: 3 s }, { log: two } ] }",
        Presses(1, 3),
        "{ at: 1 s, log: one }, { at: 3 s, log: one }, { at: 6 s, log: two }");

    [Fact]
    public void Ignore_DoesNothingWhileBusy_AndStartsNoCooldown() => Said.Passes(
        Head + "r: { when: press, mode: ignore, cooldown: 4 s, do: [ { pulse: buzzer, for: 4 s } ] }",
        Presses(1, 3, 5),
        $"{Pulse("buzzer", 1, 5)}, {Pulse("buzzer", 5, 9)}");

    [Fact]
    public void Queue_DoesOneBehindTheOther_UpToItsBound() => Said.Passes(
        Head + "r: { when: press, mode: queue, most: 1, do: [ { log: go }, { pulse: buzzer, for: 1 s }, { wait: 4 s } ] }",
        Presses(1, 2),
        $"{{ at: 1 s, log: go }}, {Pulse("buzzer", 1, 2)}, {{ at: 5 s, log: go }}, {Pulse("buzzer", 5, 6)}");

    [Fact]
    public void Queue_BeyondItsBound_IsAFaultOfTheRun()
    {
        PipelineDefinition pipeline = Said.Read(Head + "r: { when: press, mode: queue, most: 1, do: [ { pulse: buzzer, for: 4 s } ] }\ntests:\n  - { name: t, feed: [ " + Presses(1, 2, 3) + " ], expect: [ { at: 1 s, buzzer: active }, { at: 9 s, buzzer: inactive } ] }");
        Testing.TestOutcome outcome = Testing.PipelineTest.Run(pipeline, pipeline.Tests[0]);
        Assert.Contains("an activation was dropped", Assert.Single(outcome.Failures).Message);
    }

    [Fact]
    public void Parallel_DoesThemBesideEachOther() => Said.Passes(
        Head + "r: { when: press, mode: parallel, most: 2, do: [ { log: in }, { wait: 3 s }, { log: out } ] }",
        Presses(1, 2),
        "{ at: 1 s, log: in }, { at: 2 s, log: in }, { at: 4 s, log: out }, { at: 5 s, log: out }");

    [Fact]
    public void ParallelPulses_HoldTheOutputUntilTheLastEnds() => Said.Passes(
        Head + "r: { when: press, mode: parallel, do: { pulse: buzzer, for: 3 s } }",
        Presses(1, 3),
        Pulse("buzzer", 1, 6));

    [Fact]
    public void APulseToInactive_TakesAnOutputBack() => Said.Passes(
        Head + "hold: { when: always, while: { activate: buzzer } }\n  quiet: { when: press, priority: 6, do: { pulse: buzzer, to: inactive, for: 2 s } }",
        Presses(1),
        "{ at: 0 s, buzzer: active }, { at: 1 s, buzzer: inactive }, { at: 3 s, buzzer: active }");

    [Fact]
    public void AHigherPriority_Wins_WhateverTheOrder() => Said.Passes(
        Head + "a: { when: alarm is active, priority: 9, while: { deactivate: buzzer } }\n  b: { when: tamper is active, while: { activate: buzzer } }",
        Rest + ", { at: 1 s, tamper: active }, { at: 2 s, alarm: active }, { at: 3 s, alarm: inactive }",
        "{ at: 1 s, buzzer: active }, { at: 2 s, buzzer: inactive }, { at: 3 s, buzzer: active }");

    [Fact]
    public void LockdownBeatsRules_AndReleaseBeatsLockdown() => Said.Passes(
        Head + "open: { when: tamper is active, priority: 9, while: { activate: strike } }\n  lock: { when: alarm is active, priority: 1, while: { lockdown: strike } }\n  fire: { when: aux-1-in is active, while: { release: strike } }",
        Rest + ", { at: 1 s, tamper: active }, { at: 2 s, alarm: active }, { at: 3 s, aux-1-in: active }, { at: 4 s, tamper: inactive }, { at: 5 s, aux-1-in: inactive }",
        "{ at: 1 s, strike: active }, { at: 2 s, strike: inactive }, { at: 3 s, strike: active }, { at: 5 s, strike: inactive }");

    [Fact]
    public void ADisabledRule_ClaimsNothing_AndActivatesWhenItIsEnabled() => Said.Passes(
        Head + "r: { when: tamper is active, enabled: alarm is inactive, while: { activate: buzzer } }\n  s: { when: press, enabled: alarm is inactive, do: { pulse: led-red, for: 9 s } }",
        Rest + ", { at: 1 s, tamper: active }, { at: 2 s, alarm: active }, { at: 3 s, alarm: inactive }",
        "{ at: 1 s, buzzer: active }, { at: 1 s, led-red: active }, { at: 2 s, buzzer: inactive }, { at: 2 s, led-red: inactive }, { at: 3 s, buzzer: active }");

    [Fact]
    public void ARuleThatIsOff_DoesNothing() => Said.Passes(
        Head + "r: { when: press, enabled: off, do: { log: x } }\n  s: { when: press, enabled: on, do: { log: y } }",
        Presses(1),
        "{ at: 1 s, log: y }");

    [Fact]
    public void OnUnknownHold_KeepsWhatLasts_UntilItIsKnownToBeOver() => Said.Passes(
        Head + "r: { when: tamper is active, on-unknown: hold, while: { activate: buzzer } }\n  s: { when: tamper is active, while: { activate: led-red } }",
        Rest + ", { at: 1 s, tamper: active }, { at: 2 s, tamper: offline }, { at: 3 s, tamper: active }, { at: 4 s, tamper: inactive }",
        "{ at: 1 s, buzzer: active }, { at: 1 s, led-red: active }, { at: 2 s, led-red: inactive }, { at: 3 s, led-red: active }, { at: 4 s, buzzer: inactive }, { at: 4 s, led-red: inactive }");

    [Theory]
    [InlineData("most: 3, do: { log: x }", DiagnosticCodes.ParametersDisagree)]
    [InlineData("mode: queue, while: { activate: buzzer }", DiagnosticCodes.ParametersDisagree)]
    [InlineData("mode: twice, do: { log: x }", DiagnosticCodes.WrongWord)]
    [InlineData("mode: queue, most: 1.5, do: { log: x }", DiagnosticCodes.OutOfRange)]
    [InlineData("priority: 10, do: { log: x }", DiagnosticCodes.OutOfRange)]
    [InlineData("enabled: press, do: { log: x }", DiagnosticCodes.EventForState)]
    [InlineData("do: [ { wait: 5 } ]", DiagnosticCodes.MissingUnit)]
    [InlineData("while: { wait: 5 s }", DiagnosticCodes.WrongActionPlace)]
    [InlineData("do: { lockdown: strike }", DiagnosticCodes.WrongActionPlace)]
    [InlineData("do: { pulse: strike, for: 1 s, to: on }", DiagnosticCodes.WrongWord)]
    public void AWrongOption_IsOneDiagnostic(string rest, string code)
    {
        var (_, diagnostics) = PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: door-controller\n{Head}r: {{ when: alarm is active, {rest} }}\n", Said.Catalog);
        Signals.Specs.Diagnostic one = Assert.Single(diagnostics);
        Assert.True(one.Code == code, one.ToString());
    }
}
