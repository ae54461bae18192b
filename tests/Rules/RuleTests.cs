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
    [InlineData("r: { when: press, mode: queue, do: { log: x } }", "10:21 R0116")]
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
        Diagnostic warning = Assert.Single(diagnostics);
        Assert.Equal((Severity.Warning, "R0408", 11, "rules.b"), (warning.Severity, warning.Code, warning.Position.Line, warning.Path));
    }

    [Fact]
    public void AWarning_DoesNotKeepThePipelineBack()
    {
        var (pipeline, diagnostics) = PipelineReader.Read("a.yaml", StandIns.With("rules:\n  a: { when: rex is active, while: { activate: aux-1 } }\n  b: { when: door is open, while: { deactivate: aux-1 } }\n"), StandIns.Catalog);
        Assert.Single(diagnostics);
        Assert.Equal(2, pipeline!.Rules.Length);
    }

    [Fact]
    public void TheRuleAfterThe256th_IsRefused()
    {
        StringBuilder rules = new();
        for (int i = 0; i < 257; i++)
            rules.Append(CultureInfo.InvariantCulture, $"  r{i}: {{ when: press, do: {{ log: x }} }}\n");
        Diagnostic diagnostic = Assert.Single(Check(rules.ToString().TrimStart()));
        Assert.Equal((10 + 256, "R0115"), (diagnostic.Position.Line, diagnostic.Code));
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
    [InlineData("profile: x\nports: { a: { in: samples, rate: 1 kHz, unit: Ω, format: float32 } }\noutputs: { b: { kind: output, normally: closed, on-conflict: active } }\n")]
    public void AGoodProfile_HasNothingToSay(string text) => Assert.Empty(ProfileReader.Read("p.yaml", text).Diagnostics);

    [Theory]
    [InlineData("ports: {}\n", "1:1 R0102")]
    [InlineData("profile: x\nports: { a: { in: smaples, rate: 1 kHz } }\n", "2:19 R0205")]
    [InlineData("profile: x\nports: { a: { in: samples, rate: 1 kHz } }\n", "2:10 R0207")]
    [InlineData("profile: x\nports: { a: { in: contact, rate: 1 kHz } }\n", "2:28 R0107")]
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
