using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Rules.Tests.Language;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Trials;

/// <summary>What tests exercised, merged over all tests of a pipeline.</summary>
public sealed class CoverageTests
{
    [Fact]
    public void WithoutTests_EverythingIsMissing_InTheOrderOfTheFile()
    {
        Coverage coverage = Of();
        Assert.Equal(
            [
                "11 Rule rule unlock was never activated", "11 Rule rule unlock was never held back", "11 Rule rule unlock was never suppressed by its cooldown",
                "11 Event 'rex becomes active' never occurred",
                "11 Condition 'door is known' was never true", "11 Condition 'door is known' was never false",
                "11 Condition 'door is not cut' was never true", "11 Condition 'door is not cut' was never false",
                "11 Timer the pulse of strike in rule unlock never ended",
                "12 Rule rule alarm was never activated", "12 Event 'tamper becomes active' never occurred",
                "13 Rule rule held was never activated", "13 Rule rule held was never released",
                "13 Condition 'door is open' was never true", "13 Condition 'door is open' was never false",
                "13 Timer 'door is open for 30 s' was never fulfilled", "13 Timer 'door is open for 30 s' was never broken before its time",
            ],
            Missing(coverage));
        Assert.Equal(new CoverageCount(0, 17), coverage.Total);
        Assert.Equal(0, coverage.Total.Percent);
    }

    [Fact]
    public void TestsOfOnePipeline_AreMerged()
    {
        Coverage coverage = Of(
            "feed: [ { at: 0 s, door: closed, rex: 0 1s 1 100ms 0 100ms 1 } ]\nsilent: 9 s",
            "feed: [ { at: 0 s, door: open 10s closed 10s open 30s closed 10s cut, rex: 0 61s 1 } ]\nsilent: 70 s",
            "feed: [ { at: 0 s, door: closed, tamper: inactive } ]\nsilent: 2 s");
        Assert.Equal(["12 Rule rule alarm was never activated", "12 Event 'tamper becomes active' never occurred"], Missing(coverage));
        Assert.Equal(new CoverageCount(15, 17), coverage.Total);
        Assert.Equal(new CoverageCount(3, 3), coverage.Of(CoverageKind.Timer));
        Assert.Equal(88, coverage.Total.Percent);
    }

    [Fact]
    public void ACondition_IsCountedBothWays_UnknownIsOnlyShown()
    {
        Coverage coverage = Of("feed: [ { at: 0 s, door: cut 1s offline } ]\nsilent: 2 s");
        string[] missing = [.. Missing(coverage)];
        Assert.DoesNotContain("11 Condition 'door is not cut' was never false", missing);
        Assert.Contains("11 Condition 'door is not cut' was never true", missing);
        Assert.DoesNotContain("11 Condition 'door is known' was never false", missing);
        // 'door is known' is never unknown itself
        Assert.Equal(new CoverageCount(2, 3), coverage.Shown);
        Assert.DoesNotContain(missing, m => m.Contains("unknown", System.StringComparison.Ordinal));
    }

    [Fact]
    public void ARestart_LosesNothingOfWhatWasExercised() => Assert.DoesNotContain(
        "11 Timer the pulse of strike in rule unlock never ended", Missing(Of("feed: [ { at: 0 s, door: closed, rex: 0 1s 1 } ]\nfaults: [ { at: 9 s, restart: 1 s } ]\nsilent: 10 s")));

    [Theory]
    [InlineData("r: { when: tamper becomes active, unless: alarm was active within 2 s, do: { log: x } }", "tamper: 0 5s 1, alarm: 1 1s 0")]
    [InlineData("r: { when: tamper is active and (alarm becomes active within 2 s), while: { activate: buzzer } }", "tamper: 1, alarm: 0 1s 1")]
    [InlineData("r: { when: tamper is not active, do: { pulse: strike, for: 1 s } }", "tamper: 1 1s 0")]
    public void Timers_RunOutAndExpire(string rule, string feed)
    {
        PipelineDefinition pipeline = Said.Read($"rules:\n  {rule}\ntests:\n  - {{ name: t, feed: [ {{ at: 0 s, {feed} }} ], silent: 20 s, until: 30 s }}\n");
        var coverage = new Coverage(pipeline);
        Assert.Contains(coverage.Missing, i => i.Kind == CoverageKind.Timer);
        PipelineTest.Run(pipeline, pipeline.Tests[0], coverage);
        Assert.DoesNotContain(coverage.Missing, i => i.Kind == CoverageKind.Timer);
    }

    [Fact]
    public void TheChainOfAFedSignal_IsNotCountedByThatTest()
    {
        const string Text =
            """
            signals:
              wet: { is: tamper is active }
            rules:
              r: { when: wet becomes active, do: { log: wet } }
            tests:
              - { name: fed, feed: [ { at: 0 s, wet: 0 1s 1 } ], expect: [ { at: 1 s, log: wet } ] }
              - { name: through, feed: [ { at: 0 s, tamper: 0 1s 1 } ], expect: [ { at: 1 s, log: wet } ] }
            """;
        PipelineDefinition pipeline = Said.Read(Text);
        var coverage = new Coverage(pipeline);
        PipelineTest.Run(pipeline, pipeline.Tests[0], coverage);
        Assert.Equal(["'tamper is active' was never true", "'tamper is active' was never false"], coverage.Missing.Select(i => $"{i.Subject} {i.Missing}"));
        PipelineTest.Run(pipeline, pipeline.Tests[1], coverage);
        Assert.Empty(coverage.Missing);
        Assert.Equal(100, coverage.Total.Percent);
    }

    [Fact]
    public void OfBlocks_ThoseOfFilesAreCounted_NotThoseThatComeWithTheProduct()
    {
        const string Block = "block: b\ninputs: { on: contact }\nparameters: { what: { is: condition } }\nrules: { r: { when: $what, if: on is active, do: { log: x } } }\n";
        string[] Missing(string name)
        {
            (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read(
                "a.yaml", $"pipeline: p\ndevice: door-controller\nuse:\n  - {{ one: {name}, with: {{ what: tamper is active }} }}\n  - {{ two: {name}, with: {{ what: tamper is active }} }}\n", Said.Catalog with { Block = _ => Block }, _ => Block);
            Assert.True(pipeline is not null, string.Join("\n", diagnostics));
            return [.. new Coverage(pipeline).Missing.Select(i => $"{i.Position.File}:{i.Position.Line} {i.Subject} {i.Missing}")];
        }

        string[] own = Missing("b.yaml");
        Assert.Contains("b.yaml:4 rule one.r was never activated", own);
        Assert.Contains("b.yaml:4 rule two.r was never activated", own);
        Assert.Single(own, m => m == "b.yaml:4 'on is active' was never true");
        Assert.All(Missing("std/b"), m => Assert.StartsWith("a.yaml:", m, System.StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("do: { log: x }", false)]
    [InlineData("do: { pulse: buzzer, for: 1 s }", false)]
    [InlineData("while: { activate: buzzer }", true)]
    [InlineData("do: { log: x }, while: { activate: buzzer }", true)]
    public void ARelease_IsDemandedWhereSomethingLasts(string actions, bool demanded) => Assert.Equal(
        demanded, new Coverage(Said.Read($"rules:\n  r: {{ when: tamper is active, {actions} }}\n")).Missing.Any(i => i.Missing == "was never released"));

    [Fact]
    public void NearlyAll_IsNotAHundredPercent()
    {
        Assert.Equal(99, new CoverageCount(999, 1000).Percent);
        Assert.Equal(100, new CoverageCount(0, 0).Percent);
    }

    private static Coverage Of(params string[] tests)
    {
        PipelineDefinition pipeline = tests.Length == 0 ? Trial.Read("feed: []\nexpect: []") : Trial.Read([.. tests]);
        var coverage = new Coverage(pipeline);
        foreach (TestDefinition test in pipeline.Tests.Where(_ => tests.Length > 0))
            PipelineTest.Run(pipeline, test, coverage);
        return coverage;
    }

    private static string[] Missing(Coverage coverage) => [.. coverage.Missing.Select(i => $"{i.Position.Line} {i.Kind} {i.Subject} {i.Missing}")];
}
