using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>The note on rules of conditions that send something: they send it again at every start.</summary>
public sealed class SentAtTheStartTests
{
    [Theory]
    [InlineData("when: door is open, do: { log: x }", "write 'when: once door is open' if that is meant, or 'when: door becomes open' for the change alone")]
    [InlineData("when: ohms > 3 kΩ, if: rex is active, do: { log: x }", "write 'when: once ohms > 3 kΩ' if that is meant, or name an event such as 'becomes' for the change alone")]
    [InlineData("when: door is open and rex is active, do: [ { pulse: aux-1, for: 1 s }, { log: x } ]", "write 'when: once (door is open and rex is active)' if that is meant, or name an event such as 'becomes' for the change alone")]
    [InlineData("when: door is open, do: { log: x }, while: { activate: aux-1 }", "if that is meant, send it in a rule of its own, with 'when: once door is open', or 'when: door becomes open' for the change alone")]
    [InlineData("when: not (press within 5 s), do: { log: x }", "write 'when: once (not (press within 5 s))' if that is meant, or name an event such as 'becomes' for the change alone")]
    [InlineData("when: count(press in 1 h) < 3, do: { log: x }", "write 'when: once (count(press in 1 h) < 3)' if that is meant, or name an event such as 'becomes' for the change alone")]
    [InlineData("when: door is open or press within 5 s, do: { log: x }", "write 'when: once (door is open or press within 5 s)' if that is meant, or name an event such as 'becomes' for the change alone")]
    [InlineData("when: door is open for 30 s, do: { log: x }", "write 'when: once (door is open for 30 s)' if that is meant, or name an event such as 'becomes' for the change alone")]
    [InlineData("when: door is open or rex is active, for: 30 s, do: { log: x }", "write 'when: once ((door is open or rex is active) for 30 s)' if that is meant, or name an event such as 'becomes' for the change alone")]
    [InlineData("when: door is open, for: 30 s, do: { log: x }", "write 'when: once (door is open for 30 s)' if that is meant, or name an event such as 'becomes' for the change alone")]
    public void ARuleOfConditionsThatSends_IsNoted(string rule, string hint)
    {
        Diagnostic note = Assert.Single(Check(rule));
        Assert.Equal((Severity.Note, "R0416", "9:14", "rules.r.when", hint), (note.Severity, note.Code, $"{note.Position.Line}:{note.Position.Column}", note.Path, note.Hint));
        Assert.Contains("note R0416: 'log' is also done at the start and behind an outage, where ", note.ToString(), System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("when: door becomes open, do: { log: x }")]
    [InlineData("when: once door is open, do: { log: x }")]
    [InlineData("when: press, if: door is open, do: { log: x }")]
    [InlineData("when: door is open, while: { activate: aux-1 }")]
    [InlineData("when: door is open, do: { pulse: aux-1, for: 1 s }")]
    [InlineData("when: door is open, on-restart: resume, do: [ { log: x }, { pulse: aux-1, for: 1 s } ]")]
    [InlineData("when: once (door is open for 30 s), do: { log: x }")]
    // known not to hold until it has been counted
    [InlineData("when: count(press in 1 h) >= 3, do: { log: x }")]
    [InlineData("when: press within 5 s and door is open, do: { log: x }")]
    [InlineData("when: door is open, if: time since press > 1 h, do: { log: x }")]
    public void WhatIsMeantOrDoesNotCome_IsNot(string rule) => Assert.Empty(Check(rule));

    [Fact]
    public void OfADefinitionThatIsWrong_NothingIsNoted() =>
        Assert.Equal(["R0109"], Check("when: door is open, do: { log: x } }\n  s: { when: press, do: { pulse: strik, for: 1 s }").Select(d => d.Code));

    private static ImmutableArray<Diagnostic> Check(string rule) => StandIns.AllOf(StandIns.With($"rules:\n  r: {{ {rule} }}\n"));
}
