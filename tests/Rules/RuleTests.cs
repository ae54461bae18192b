using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

public sealed class RuleTests
{
    [Theory]
    [InlineData("when: rex is active, while: { activate: aux-1 }")]
    [InlineData("when: press and door is open, while: { activate: aux-1 }")]
    [InlineData("when: press, if: door is open, while: { activate: aux-1 }")]
    [InlineData("when: press, unless: door is open, while: { activate: aux-1 }")]
    [InlineData("when: press, do: [ { pulse: aux-1, for: 1 s }, { log: x } ]")]
    [InlineData("when: press, cooldown: 0 s, do: { log: \"a # b: c\" }")]
    [InlineData("when: rex is active, do: { log: x }, while: [ { activate: aux-1 }, { deactivate: aux-2 } ]")]
    public void AGoodRule_HasNothingToSay(string text) => Assert.Empty(Check("r: { " + text + " }"));

    [Theory]
    [InlineData("r: { when: press, while: { activate: aux-1 } }", "10:21 R0405")]
    [InlineData("r: { when: press or door is open, while: { activate: aux-1 } }", "10:37 R0405")]
    [InlineData("r: { when: press, do: { activate: aux-1 } }", "10:27 R0406")]
    [InlineData("r: { when: rex is active, while: { pulse: aux-1, for: 1 s } }", "10:38 R0406")]
    [InlineData("r: { when: press }", "10:3 R0407")]
    [InlineData("r: { do: { log: x } }", "10:3 R0102")]
    [InlineData("r: { when: press, do: { pulse: aux-1 } }", "10:27 R0207")]
    [InlineData("r: { when: press, do: { pulse: aux-1, for: 1 s, four: 2 s } }", "10:51 R0107")]
    [InlineData("r: { when: press, do: { pulse: rex, for: 1 s } }", "10:34 R0109")]
    [InlineData("r: { when: press, do: { log: } }", "10:27 R0020")]
    [InlineData("r: { when: press, do: {} }", "10:25 R0110")]
    [InlineData("r: { when: press, do: [] }", "10:25 R0020")]
    [InlineData("r: { when: press, do: pulse }", "10:25 R0020")]
    [InlineData("r: { when: press, do: { pulse: aux-1, for: 1 s, log: x } }", "10:51 R0412")]
    [InlineData("r: { when: press, for: 5 s, do: { log: x } }", "10:21 R0409")]
    [InlineData("r: { when: [ press ], do: { log: x } }", "10:14 R0020")]
    [InlineData("r: { wen: press, do: { log: x } }", "10:8 R0101")]
    [InlineData("r: { colour: red, do: { log: x } }", "10:3 R0102", "10:8 R0101")]
    [InlineData("R: { when: press, do: { log: x } }", "10:3 R0111")]
    [InlineData("r: press", "10:6 R0020")]
    [InlineData("r: { when: dor is open, if: rxe is active, do: { pulse: stirke, for: 5 }, cooldown: x }", "10:14 R0108", "10:31 R0108", "10:59 R0109", "10:72 R0201", "10:87 R0203")]
    public void AWrongRule_IsReportedAtItsPlace(string text, params string[] expected) =>
        Assert.Equal(expected, Check(text).Select(d => $"{d.Position.Line}:{d.Position.Column} {d.Code}"));

    [Fact]
    public void Contradictions_AreWarnedOf()
    {
        ImmutableArray<Diagnostic> diagnostics = Check("a: { when: rex is active, while: { activate: aux-1 } }\n  b: { when: door is open, while: { deactivate: aux-1 } }\n  c: { when: press, do: { pulse: aux-1, for: 2 s } }");
        Assert.Equal([(Severity.Warning, "R0408", 11, "rules.b"), (Severity.Warning, "R0408", 12, "rules.c")], diagnostics.Select(d => (d.Severity, d.Code, d.Position.Line, d.Path)));
        Assert.Contains("'deactivate' of 'aux-1' in the rule 'b'", diagnostics[1].Message, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r: { when: press, if: door is open, do: { pulse: aux-1, for: 1 s }, while: { deactivate: aux-1 } }")]
    [InlineData("r: { when: door is open, while: [ { activate: aux-1 }, { deactivate: aux-1 } ] }")]
    public void ARuleThatContradictsItself_IsWarnedOf(string text)
    {
        Diagnostic warning = Assert.Single(Check(text));
        Assert.Equal((Severity.Warning, "R0408"), (warning.Severity, warning.Code));
        Assert.Contains("in the same rule", warning.Message, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r: { when: rex is active and strike is inactive, while: { activate: strike } }")]
    [InlineData("r: { when: rex is active, unless: strike is active, while: { activate: strike } }")]
    [InlineData("r: { when: press, if: strike is not active, while: { activate: strike } }")]
    [InlineData("r: { when: press and (door is open or strike is active), while: { deactivate: strike } }")]
    [InlineData("r: { when: strike is inactive, for: 1 s, while: { activate: strike } }")]
    [InlineData("r: { when: not strike is active for 1 s, while: [ { activate: aux-1 }, { activate: strike } ] }")]
    [InlineData("r: { when: strike.readback is inactive, while: { activate: strike } }")]
    public void ARuleThatReadsWhatItHolds_IsRefused(string text) => Assert.Equal("Error R0413", Assert.Single(Check(text).Select(d => $"{d.Severity} {d.Code}")));

    [Theory]
    [InlineData("r: { when: press, if: strike was active within 5 s, while: { activate: strike } }")]
    [InlineData("r: { when: strike becomes inactive, if: door is open, while: { activate: strike } }")]
    [InlineData("r: { when: door is open, if: (strike becomes active) within 5 s, while: { activate: strike } }")]
    [InlineData("r: { when: strike is inactive, do: { pulse: strike, for: 1 s } }")]
    [InlineData("r: { when: strike is active, while: { activate: aux-1 } }\n  s: { when: aux-1 is active, while: { activate: aux-2 } }")]
    [InlineData("r: { when: aux-2 was active within 1 s, while: { activate: aux-1 } }\n  s: { when: aux-1 is active, while: { activate: aux-2 } }")]
    public void WhatLeadsBackThroughADelayOrAnEventOrNotAtAll_IsRight(string text) => Assert.Empty(Check(text));

    [Fact]
    public void ACircleOfRules_IsRefusedOnceAndListed()
    {
        Diagnostic circle = Assert.Single(Check("a: { when: rex is active and strike is inactive, while: { activate: aux-1 } }\n  b: { when: aux-1 is active, while: { activate: aux-2 } }\n  c: { when: door is open, unless: aux-2 is active, while: { activate: strike } }"));
        Assert.Equal((Severity.Error, "R0414", 10, "rules.a.while"), (circle.Severity, circle.Code, circle.Position.Line, circle.Path));
        Assert.Contains("'a' reads 'strike' and holds 'aux-1'; 'b' reads 'aux-1' and holds 'aux-2'; 'c' reads 'aux-2' and holds 'strike'", circle.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void AWarning_DoesNotKeepThePipelineBack()
    {
        var (pipeline, diagnostics) = PipelineReader.Read("a.yaml", StandIns.With("rules:\n  a: { when: rex is active, while: { activate: aux-1 } }\n  b: { when: door is open, while: { deactivate: aux-1 } }\n"), StandIns.Catalog);
        Assert.Single(diagnostics);
        Assert.Equal(2, pipeline!.Rules.Length);
    }

    [Fact]
    public void OneRuleTooMany_IsRefused()
    {
        StringBuilder rules = new();
        for (int i = 0; i <= RulesReader.MostRules; i++)
            rules.Append(CultureInfo.InvariantCulture, $"  r{i}: {{ when: press, do: {{ log: x }} }}\n");
        Diagnostic diagnostic = Assert.Single(Check(rules.ToString().TrimStart()));
        Assert.Equal((10 + RulesReader.MostRules, "R0115"), (diagnostic.Position.Line, diagnostic.Code));
    }

    [Fact]
    public void NamesOf64Characters_AreTheLongest()
    {
        string name = new('a', 64);
        Assert.Empty(Check($"{name}: {{ when: press, do: {{ log: x }} }}"));
        Assert.Equal("R0111", Assert.Single(Check($"{name}a: {{ when: press, do: {{ log: x }} }}")).Code);
    }

    [Fact]
    public void ExpressionsNest64LevelsDeep()
    {
        string deep = new string('(', 64) + "press" + new string(')', 64);
        Assert.Empty(Check($"r: {{ when: {deep}, do: {{ log: x }} }}"));
        Assert.Equal("R0410", Assert.Single(Check($"r: {{ when: ({deep}), do: {{ log: x }} }}")).Code);
    }

    [Fact]
    public void AProfileOfOnesOwn_IsNamedByItsFile()
    {
        const string Own = "pipeline: p\ndevice: own.yaml\nrules:\n  r: { when: bell is active, do: { pulse: gong, for: 1 s } }\n";
        const string Profile = "profile: own\nports: { bell: { in: contact } }\noutputs: { gong: { kind: relay } }\n";
        Assert.Empty(PipelineReader.Read("a.yaml", Own, StandIns.Catalog, name => name == "own.yaml" ? Profile : null).Diagnostics);
        Diagnostic missing = Assert.Single(PipelineReader.Read("a.yaml", Own, StandIns.Catalog, _ => null).Diagnostics);
        Assert.Equal("R0103", missing.Code);
        Diagnostic wrong = Assert.Single(PipelineReader.Read("a.yaml", Own, StandIns.Catalog, _ => Profile.Replace("relay", "rely", System.StringComparison.Ordinal)).Diagnostics);
        Assert.Equal(("own.yaml", 3, "R0205"), (wrong.Position.File, wrong.Position.Line, wrong.Code));
    }

    [Theory]
    [InlineData("profile: x\nports: { a: { in: samples, rate: 1 kHz, unit: V } }\n")]
    [InlineData("profile: x\nports: { a: { in: samples, rate: 1 MHz, unit: V, block: 1 s } }\n")]
    [InlineData("profile: x\nports: { a: { in: samples, rate: 1 kHz, unit: Ω, format: float32 } }\noutputs: { b: { kind: output, normally: closed, on-conflict: active } }\n")]
    public void AGoodProfile_HasNothingToSay(string text) => Assert.Empty(ProfileReader.Read("p.yaml", text).Diagnostics);

    [Theory]
    [InlineData("ports: {}\n", "1:1 R0102")]
    [InlineData("profile: x\nports: { a: { in: smaples, rate: 1 kHz } }\n", "2:19 R0205")]
    [InlineData("profile: x\nports: { a: { in: samples, rate: 1 kHz } }\n", "2:10 R0207")]
    [InlineData("profile: x\nports: { a: { in: contact, rate: 1 kHz } }\n", "2:28 R0107")]
    [InlineData("profile: x\nports: { a: { in: samples, rate: 1.000001 MHz, unit: V, block: 1 s } }\n", "2:10 R0208")]
    [InlineData("profile: x\nports: { a: { in: contact } }\noutputs: { a: { kind: relay } }\n", "3:12 R0112")]
    [InlineData("profile: x\nports: { a: { in: samples, rate: 1 kHz, unit: counts, front-end: { supply: 3.3 V, pull-up: 2.2 kΩ, adc-bits: 12 V, range: 5 V } } }\n", "2:110 R0202")]
    public void AWrongProfile_IsReportedAtItsPlace(string text, string expected)
    {
        ImmutableArray<Diagnostic> diagnostics = ProfileReader.Read("p.yaml", text).Diagnostics;
        Assert.Equal(expected, string.Join(", ", diagnostics.Select(d => $"{d.Position.Line}:{d.Position.Column} {d.Code}")));
    }

    // the rules start in line 10
    private static ImmutableArray<Diagnostic> Check(string rules) => StandIns.Check(StandIns.With($"\nrules:\n  {rules}\n"));
}
