using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>What the expressions about time and numbers mean, to the instant.</summary>
public sealed class ExpressionMeaningTests
{
    private const string Press = "signals: { press: { when: tamper becomes active }, other: { when: alarm becomes active }, visits: { counter: { up: press, reset: aux-1-in becomes active } } }\nrules:\n  ";
    private const string Rest = "{ at: 0 s, tamper: inactive, alarm: inactive, aux-1-in: inactive }";

    private static string Presses(params int[] tenths) => Happens("tamper", tenths);

    private static string Happens(string contact, params int[] tenths)
    {
        string text = "";
        foreach (int at in tenths)
            text += $", {{ at: {at * 100} ms, {contact}: active }}, {{ at: {(at * 100) + 50} ms, {contact}: inactive }}";
        return text;
    }

    [Theory]
    [InlineData("presses: { most: 2 }", "", "bell is triple", "'presses' in line 4 tells 2 in a row at most", "write presses: { most: 3 }")]
    [InlineData("presses: { most: 1 }", "", "bell in [single, double]", "'presses' in line 4 tells 1 in a row at most", "write presses: { most: 2 }")]
    [InlineData("presses", "", "late is triple", "'presses' in line 4 tells 2 in a row at most", "write presses: { most: 3 }")]
    [InlineData("presses: { most: 3 }", "", "late is triple", "", "")]
    [InlineData("presses: { most: 1 }", "", "bell is long", "", "")]
    [InlineData("presses: { most: 1 }", ", other: { from: tamper, through: [ presses: { most: 3 } ] }, both: { from: [bell, other], through: [ merge ] }", "both is triple", "", "")]
    public void AValueThatAnOperatorNeverGives_IsRefused(string presses, string more, string expression, string why, string cure)
    {
        string text = $"pipeline: p\ndevice: door-controller\nsignals: {{ \n  bell: {{ from: aux-1-in, through: [ {presses} ] }}, late: {{ from: bell, through: [ delay: 1 s ] }}{more} }}\nrules: {{ r: {{ when: \"{expression}\", do: {{ log: x }} }} }}\n";
        ImmutableArray<Diagnostic> diagnostics = PipelineReader.Read("a.yaml", text, Said.Catalog).Diagnostics;
        Assert.Equal(why.Length == 0 ? [] : ["R0114"], diagnostics.Select(d => d.Code));
        Assert.All(diagnostics, d => Assert.True(d.Message.EndsWith(why, System.StringComparison.Ordinal) && d.Hint == cure, d.ToString()));
    }

    [Fact]
    public void Count_IsOverAHalfOpenWindow_AndChangesWithTimeAlone() => Said.Passes(
        Press + "r: { when: count(press in 5 s) >= 3, while: { activate: buzzer } }",
        Rest + Presses(10, 20, 30),
        "{ at: 3 s, buzzer: active }, { at: 6 s, buzzer: inactive }");

    [Fact]
    public void Count_ThatWasExceeded_StillKnowsWhenItFalls() => Said.Passes(
        Press + "r: { when: count(press in 5 s) >= 2, while: { activate: buzzer } }",
        Rest + Presses(10, 11, 12, 13, 14, 40),
        "{ at: 1.1 s, buzzer: active }, { at: 6.4 s, buzzer: inactive }");

    [Fact]
    public void Count_TakesEveryComparison() => Said.Passes(
        Press + "r: { when: count(press in 5 s) = 1, while: { activate: buzzer } }\n  s: { when: count(press in 5 s) < 1, while: { activate: led-red } }\n  t: { when: count(press in 5 s) != 1, while: { activate: led-green } }",
        Rest + Presses(10, 20),
        "{ at: 0 s, led-green: active }, { at: 0 s, led-red: active }, { at: 1 s, buzzer: active }, { at: 1 s, led-red: inactive }, { at: 1 s, led-green: inactive }, { at: 2 s, buzzer: inactive }, { at: 2 s, led-green: active }, "
            + "{ at: 6 s, buzzer: active }, { at: 6 s, led-green: inactive }, { at: 7 s, buzzer: inactive }, { at: 7 s, led-red: active }, { at: 7 s, led-green: active }");

    [Fact]
    public void TimeSince_IsUnknownUntilItHappened() => Said.Passes(
        Press + "r: { when: time since press >= 4 s, while: { activate: buzzer } }\n  s: { when: time since press < 4 s, while: { activate: led-red } }",
        Rest + Presses(10, 30),
        "{ at: 1 s, led-red: active }, { at: 7 s, buzzer: active }, { at: 7 s, led-red: inactive }");

    [Fact]
    public void TimeSince_MoreThan_LeavesOutTheInstantItself() => Said.Passes(
        Press + "r: { when: time since press > 4 s, while: { activate: buzzer } }\n  s: { when: time since (press or other) <= 4 s, while: { activate: led-red } }",
        Rest + Presses(10),
        "{ at: 1 s, led-red: active }, { at: 5.000000001 s, buzzer: active }, { at: 5.000000001 s, led-red: inactive }");

    [Fact]
    public void Then_HappensAtItsLastStep_InOrder() => Said.Passes(
        Press + "r: { when: press then other within 2 s, do: { log: x } }",
        Rest + Happens("alarm", 5) + Presses(10) + Happens("alarm", 15),
        "{ at: 1.5 s, log: x }");

    [Fact]
    public void Then_OutOfTime_IsNone_AndTheEndItselfIsOut() => Said.Passes(
        Press + "r: { when: press then other within 2 s, do: { log: x } }",
        Rest + Presses(10) + Happens("alarm", 30),
        "");

    [Fact]
    public void Then_StartsAnewAtTheLatestStepThatStillFits() => Said.Passes(
        Press + "r: { when: press then press then other within 2 s, do: { log: x } }",
        Rest + Presses(10, 25, 35) + Happens("alarm", 40) + Happens("alarm", 42),
        "{ at: 4 s, log: x }");

    [Fact]
    public void Then_TakesConditionsAsTheirComingToHold_AndHasAPlaceInOtherExpressions() => Said.Passes(
        Press + "r: { when: (press then other within 2 s) and aux-1-in is active, do: { log: x } }\n  s: { when: (press then alarm is active within 2 s) within 1 s, while: { activate: buzzer } }",
        Rest + Presses(10) + Happens("alarm", 15) + ", { at: 3 s, aux-1-in: active }" + Presses(40) + Happens("alarm", 45),
        "{ at: 1.5 s, buzzer: active }, { at: 2.5 s, buzzer: inactive }, { at: 4.5 s, log: x }, { at: 4.5 s, buzzer: active }, { at: 5.5 s, buzzer: inactive }");

    [Fact]
    public void Once_IsTriggerOnly_AndComesFromUnknownToo() => Said.Passes(
        Press + "r: { when: once tamper is active, if: alarm is inactive, while: { activate: buzzer } }",
        "{ at: 0 s, alarm: inactive }, { at: 1 s, tamper: active }, { at: 2 s, tamper: inactive }, { at: 3 s, alarm: active }, { at: 4 s, alarm: inactive }",
        "{ at: 1 s, buzzer: active }, { at: 3 s, buzzer: inactive }");

    [Fact]
    public void Between_HasItsLowerEnd_AndNotItsUpper() => Said.Passes(
        Press + "r: { when: visits between 1 and 3, while: { activate: buzzer } }",
        Rest + Presses(10, 20, 30, 40) + ", { at: 5 s, aux-1-in: active }",
        "{ at: 1 s, buzzer: active }, { at: 3 s, buzzer: inactive }");

    [Fact]
    public void Constants_AreWhatTheySay() => Said.Passes(
        Press + "r: { when: press, if: always, unless: never, do: { log: x } }\n  s: { when: always, while: { activate: buzzer } }\n  t: { when: press and never, do: { log: y } }",
        Rest + Presses(10),
        "{ at: 0 s, buzzer: active }, { at: 1 s, log: x }");

    [Theory]
    [InlineData("count(press in 5 s) >= 1.5", DiagnosticCodes.OutOfRange)]
    [InlineData("count(press in 5 s) >= 20000", DiagnosticCodes.OutOfRange)]
    [InlineData("count(press in 5 s) >= 3 s", DiagnosticCodes.WrongUnit)]
    [InlineData("count(press in 5) >= 3", DiagnosticCodes.MissingUnit)]
    [InlineData("count(press) >= 3", DiagnosticCodes.ExpressionSyntax)]
    [InlineData("count(press in 5 s)", DiagnosticCodes.ExpressionSyntax)]
    [InlineData("time since press = 5 s", DiagnosticCodes.ExpressionSyntax)]
    [InlineData("time since tamper > 5 s", DiagnosticCodes.StateForEvent)]
    [InlineData("time since press > 5", DiagnosticCodes.MissingUnit)]
    [InlineData("press then other", DiagnosticCodes.ExpressionSyntax)]
    [InlineData("press then othr within 5 s", DiagnosticCodes.UnknownName)]
    [InlineData("once press", DiagnosticCodes.StateForEvent)]
    [InlineData("visits between 3 and 1", DiagnosticCodes.BadRange)]
    [InlineData("visits between 3", DiagnosticCodes.ExpressionSyntax)]
    [InlineData("tamper between 1 and 2", DiagnosticCodes.WrongType)]
    [InlineData("any of tamper is active", DiagnosticCodes.WrongType)]
    [InlineData("all of nothing are active", DiagnosticCodes.UnknownName)]
    public void AMistake_IsOneDiagnostic(string expression, string code)
    {
        var (_, diagnostics) = PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: door-controller\n{Press}r: {{ when: {expression}, do: {{ log: x }} }}\n", Said.Catalog);
        Diagnostic one = Assert.Single(diagnostics);
        Assert.True(one.Code == code, one.ToString());
    }
}
