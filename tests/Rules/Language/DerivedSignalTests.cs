using System.Linq;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Signals that are derived in the turns: conditions, events, latches and counters by name.</summary>
public sealed class DerivedSignalTests
{
    private const string Signals =
        """
        signals:
          both: { is: tamper is active and alarm is active }
          both-late: { from: both, through: [ hold: 2 s ] }
          touched: { when: tamper becomes active or alarm becomes active }
          memory: { latch: { set: both is active, reset: aux-1-in becomes active } }
          visits: { counter: { up: touched, down: aux-2-in becomes active, reset: aux-1-in becomes active, most: 3 } }
        """;

    [Fact]
    public void ADerivedCondition_IsReadLikeAnySignal_InTheSameTurn() => Passes(
        "both: { when: both becomes active, do: { log: both } }",
        "{ at: 0 s, tamper: inactive, alarm: inactive }, { at: 1 s, tamper: active }, { at: 2 s, alarm: active }, { at: 3 s, tamper: inactive }, { at: 4 s, tamper: active }",
        "{ at: 2 s, log: both }, { at: 4 s, log: both }");

    [Fact]
    public void AnEventThatIsGivenTwoValuesInOneTurn_KeepsTheLast() => Said.Passes(
        "signals: { pressed: { from: tamper, through: [ edge: active ] }, turned: { from: tamper, through: [ invert, edge: inactive ] }, either: { from: [pressed, turned], through: [ merge ] } }\n"
            + "rules:\n  a: { when: either is active, do: { log: pressed } }\n  b: { when: either is inactive, do: { log: turned } }\n",
        "{ at: 0 s, tamper: inactive }, { at: 1 s, tamper: active }",
        "{ at: 1 s, log: turned }");

    [Fact]
    public void AChainFromADerivedSignal_GoesOnInTheSameTurn() => Passes(
        "late: { when: both-late leaves active, do: { log: over } }",
        "{ at: 0 s, tamper: inactive, alarm: active }, { at: 1 s, tamper: active }, { at: 3 s, tamper: inactive }",
        "{ at: 5 s, log: over }");

    [Fact]
    public void ADerivedEvent_HappensWhenItsPartsDo() => Passes(
        "t: { when: touched, do: { log: touched } }",
        "{ at: 0 s, tamper: inactive, alarm: inactive }, { at: 1 s, tamper: active }, { at: 2 s, alarm: active }",
        "{ at: 1 s, log: touched }, { at: 2 s, log: touched }");

    [Fact]
    public void ALatch_StaysUntilItIsReset_AndResetWins() => Passes(
        "m: { when: memory is active, while: { activate: buzzer } }",
        "{ at: 0 s, tamper: inactive, alarm: active, aux-1-in: inactive }, { at: 1 s, tamper: active }, { at: 2 s, tamper: inactive }, { at: 3 s, aux-1-in: active }",
        "{ at: 1 s, buzzer: active }, { at: 3 s, buzzer: inactive }");

    [Fact]
    public void ACounter_CountsUpToItsMost_DownToItsLeast_AndBack() => Passes(
        "many: { when: visits >= 3, while: { activate: led-red } }\n  none: { when: visits = 0, while: { activate: led-green } }",
        "{ at: 0 s, tamper: inactive, alarm: inactive, aux-1-in: inactive, aux-2-in: inactive }, { at: 1 s, tamper: active }, { at: 2 s, alarm: active }, { at: 3 s, tamper: inactive }, { at: 4 s, tamper: active }, { at: 5 s, alarm: inactive }, { at: 6 s, alarm: active }, "
            + "{ at: 7 s, aux-2-in: active }, { at: 8 s, aux-1-in: active }, { at: 9 s, aux-2-in: inactive }, { at: 10 s, aux-2-in: active }",
        "{ at: 0 s, led-green: active }, { at: 1 s, led-green: inactive }, { at: 4 s, led-red: active }, { at: 7 s, led-red: inactive }, { at: 8 s, led-green: active }");

    [Fact]
    public void TheOrderInTheFile_DoesNotMatter()
    {
        string[] lines = Signals.Split('\n');
        string turned = lines[0] + "\n" + string.Join('\n', lines.Skip(1).Reverse());
        Assert.Equal(["both", "touched", "memory", "visits"], Said.Read(turned).Signals.Where(s => s.Derivation is not null).Select(s => s.Name).Order().OrderBy(n => Signals.IndexOf(n, System.StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("a: { is: b is active }\n  b: { is: a is active }")]
    [InlineData("a: { is: a is active }")]
    [InlineData("a: { from: b, through: [ hold: 1 s ] }\n  b: { latch: { set: a becomes active } }")]
    public void DerivedInACircle_IsOneMistake(string signals)
    {
        var (_, diagnostics) = PipelineReader.Read("a.yaml", "pipeline: p\ndevice: door-controller\nsignals:\n  " + signals + "\n", Said.Catalog);
        Assert.Equal(DiagnosticCodes.Cycle, Assert.Single(diagnostics).Code);
    }

    private static void Passes(string rules, string feed, string expect) => Said.Passes($"{Signals}\nrules:\n  {rules}", feed, expect);
}
