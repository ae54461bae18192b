using System.Linq;
using Reactive.Rules.Testing;
using Xunit;

namespace Reactive.Rules.Tests.Trials;

/// <summary>What tests say of commands and signals that came, came otherwise, or did not come.</summary>
public sealed class ExpectationRunTests
{
    private const string Pressed = "feed: [ { at: 0 s, door: closed, rex: 0 1s 1 } ]\nuntil: 10 s\n";

    [Theory]
    [InlineData("{ at: 1 s, strike: active, rex: active }, { at: 8 s, strike: inactive }", "")]
    [InlineData("{ at: 0.5 s..3 s, strike: active }, { at: 8 s, strike: inactive }", "")]
    [InlineData("{ at: 2 s, strike: active }, { at: 8 s, strike: inactive }", "expected 'strike' active at 2 s; it came at 1 s (rule unlock, line 11)")]
    [InlineData("{ at: 1 s, strike: active }, { at: 3 s..4 s, strike: active }, { at: 8 s, strike: inactive }", "expected 'strike' active between 3 s and 4 s; it never came: it has been so since 1 s (rule unlock, line 11)")]
    [InlineData("{ at: 1 s, strike: active, log: open }, { at: 8 s, strike: inactive }", "expected log \"open\" at 1 s; it never came")]
    [InlineData("{ at: 1 s, aux-1: active }, { at: 8 s, strike: inactive }", "nothing expects 'strike' active at 1 s (rule unlock, line 11)\nexpected 'aux-1' active at 1 s; it never came, but 'strike' active did at 1 s (rule unlock, line 11)")]
    [InlineData("{ at: 1 s, strike: active }", "nothing expects 'strike' inactive at 8 s (rule unlock, line 11)")]
    public void Commands_AreToldOf(string expect, string failures) => Assert.Equal(failures, Trial.Failures(Pressed + $"expect: [ {expect} ]"));

    [Fact]
    public void OfManyUnmetExpectations_TheFirstTenAreExplained()
    {
        string expected = string.Join(", ", Enumerable.Range(1, 30).Select(i => $"{{ at: {i * 10} s, log: tamper }}"));
        TestOutcome outcome = Trial.Run($"feed: [ {{ at: 0 s, tamper: inactive }} ]\nexpect: [ {expected} ]");
        Assert.Equal(30, outcome.Failures.Length);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i < Suspects.MostFailures ? 1 : 0), outcome.Failures.Select(f => f.Why.Length));
    }

    [Fact]
    public void AnotherText_IsWhatCameInstead() => Assert.Equal(
        "expected log \"tampered\" at 1 s; instead log \"tamper\" came at 1 s (rule alarm, line 12)",
        Trial.Failures("feed: [ { at: 0 s, tamper: 0 1s 1 } ]\nexpect: [ { at: 1 s, log: tampered } ]"));

    [Fact]
    public void AWideSpan_TakesNoCommandThatANarrowOneNeeds() => Assert.Equal("", Trial.Failures(
        "feed: [ { at: 0 s, tamper: 0 2s 1 1s 0 3s 1 } ]\nexpect: [ { at: 1 s..9 s, log: tamper }, { at: 2 s, log: tamper } ]"));

    [Theory]
    [InlineData("{ at: 0 s, rex: inactive }, { at: 0.999 s, rex: inactive }, { at: 1 s, rex: active }, { at: 8 s, rex: active }", "")]
    [InlineData("{ at: 0.5 s..1 s, rex: active }, { at: 0.5 s..1 s, rex: inactive }", "")]
    [InlineData("{ at: 0.5 s, rex: active }", "expected 'rex' active at 0.5 s; it was inactive, since 0 s")]
    [InlineData("{ at: 0 s..0.9 s, rex: active }", "expected 'rex' active between 0 s and 0.9 s; it was inactive, since 0 s")]
    [InlineData("{ at: 2 s..3 s, rex: inactive }", "expected 'rex' inactive between 2 s and 3 s; it was active, since 1 s")]
    [InlineData("{ at: 1 s..2 s, door: closed }", "expected 'door' closed between 1 s and 2 s; at last it was open, from 2 s on")]
    [InlineData("{ at: 2 s, door: open }, { at: 2.5 s, door: unknown }, { at: 3 s, door: unknown }, { at: 3 s, door: offline }", "expected 'door' unknown at 2.5 s; it was open, since 2 s")]
    [InlineData("{ at: 4 s, door: unknown }", "")]
    [InlineData("{ at: 4 s, door: offline }", "expected 'door' offline at 4 s; it was unknown, since 4 s")]
    [InlineData("{ at: 1 s, level: 1351 }", "expected 'level' 1351 at 1 s; it was not known")]
    public void States_AreToldOf(string expect, string failures) => Assert.Equal(failures, Trial.Failures(
        $"feed: [ {{ at: 0 s, rex: 0 1s 1, door: cut 2s open 1s offline 1s unknown }} ]\nexpect: [ {expect} ]"));

    [Theory]
    [InlineData("{ at: 1 s, press: occurs }", "")]
    [InlineData("{ at: 1 s, press: active }, { at: 3 s, press: active }", "")]
    [InlineData("{ at: 0 s..9 s, press: active }, { at: 1 s, press: active }", "")]
    [InlineData("{ at: 0 s..9 s, press: active }, { at: 1 s..2 s, press: occurs }", "")]
    [InlineData("{ at: 0 s..9 s, press: active }, { at: 1 s..2 s, press: occurs }, { at: 3 s, press: occurs }", "expected 'press' active between 0 s and 9 s; it happened at 1 s with active, but less often than expected")]
    [InlineData("{ at: 2 s, press: active }", "expected 'press' active at 2 s; it happened at 1 s with active")]
    [InlineData("{ at: 2.9 s, press: active }", "expected 'press' active at 2.9 s; it happened at 3 s with active")]
    public void Events_AreToldOf(string expect, string failures) => Assert.Equal(failures, Trial.Failures($"feed: [ {{ at: 0 s, rex: 0 1s 1 1s 0 1s 1 }} ]\nsilent: 9 s..10 s\nexpect: [ {expect} ]"));

    [Fact]
    public void AnEventThatNeverHappened_IsToldOf() => Assert.Equal(
        "expected 'press' at 1 s; it never happened", Trial.Failures("feed: [ { at: 0 s, rex: inactive } ]\nexpect: [ { at: 1 s, press: occurs } ]"));

    [Fact]
    public void AStateThroughItsChain_IsSeenWhenItIsDecided() => Assert.Equal("", Trial.Failures(
        "feed: [ { at: 0 s, port.door-monitor: 1.65 V, port.rex: cut 1s short 3ms cut 2ms short } ]\nexpect: [ { at: 0.5 s, rex: inactive, level: 1351 }, { at: 1.02 s, rex: inactive }, { at: 1.02 s..1.03 s, rex: active, strike: active } ]\nuntil: 1.1 s"));

    [Theory]
    [InlineData("silent: 2 s..7 s", "")]
    [InlineData("silent: 1.001 s..7.999 s", "")]
    [InlineData("silent: 1 s..7 s", "'strike' was to be silent between 1 s and 7 s; 'strike' active came at 1 s (rule unlock, line 11)\n'press' was to be silent between 1 s and 7 s; it happened with active at 1 s")]
    [InlineData("silent: [ { at: 0 s..10 s, of: [ aux-1, log, level ] } ]", "")]
    [InlineData("silent: [ { at: 0 s..7 s, of: strike } ]", "'strike' was to be silent between 0 s and 7 s; 'strike' active came at 1 s (rule unlock, line 11)")]
    [InlineData("silent: [ { at: 0 s..10 s, of: rex } ]", "'rex' was to be silent between 0 s and 10 s; it became active at 1 s")]
    [InlineData("silent: [ { at: 8 s, of: strike } ]", "'strike' was to be silent at 8 s; 'strike' inactive came at 8 s (rule unlock, line 11)")]
    public void Silence_IsBrokenByCommandsEventsAndChanges(string silent, string failures) => Assert.Equal(failures, Trial.Failures(Pressed + silent));

    [Fact]
    public void SilenceBesideExpect_LetsNoOtherCommandPass()
    {
        Assert.Equal("nothing expects 'strike' active at 1 s (rule unlock, line 11)\nnothing expects 'strike' inactive at 8 s (rule unlock, line 11)", Trial.Failures(Pressed + "silent: 2 s..7 s\nexpect: []"));
        Assert.Equal("", Trial.Failures(Pressed + "silent: 2 s..7 s"));
    }

    [Fact]
    public void AStateThatComesToBeKnown_DoesNotBreakTheSilence() => Assert.Equal("", Trial.Failures("feed: [ { at: 0 s, port.rex: cut, port.door-monitor: 3.9 kΩ } ]\nsilent: 0 s..5 s"));

    [Fact]
    public void ManyChanges_AreOneFailure() => Assert.Equal(
        "'rex' was to be silent between 0 s and 9 s; it became active at 1 s, the first of 3 times",
        Trial.Failures("feed: [ { at: 0 s, rex: 0 1s 1 1s 0 1s 1 } ]\nsilent: [ { at: 0 s..9 s, of: rex } ]"));

    [Fact]
    public void AFailure_HasThePlaceOfWhatFailed()
    {
        TestOutcome outcome = Trial.Run(Pressed + "expect: [ { at: 2 s, strike: active }, { at: 8 s, strike: inactive } ]");
        Assert.Equal((18, 26), (outcome.Failures[0].Position.Line, outcome.Failures[0].Position.Column));
    }
}
