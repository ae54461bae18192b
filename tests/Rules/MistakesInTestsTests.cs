using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Tests.Language;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>A pipeline whose tests alone are wrong runs; it is not tested.</summary>
public sealed class MistakesInTestsTests
{
    private const string Door = "pipeline: p\ndevice: door-controller\n";
    private const string Rules = "rules:\n  r: { when: tamper is active, do: { log: x } }\n";
    private const string Early = "tests:\n  - { name: t, feed: [ { at: 2 s, tamper: active } ], expect: [], until: 1 s }\n";

    [Theory]
    [InlineData(Door + Rules + Early, "a.yaml:6:74: warning R0505")]
    [InlineData(Door + Early + Rules, "a.yaml:4:74: warning R0505")]
    [InlineData(Door + Rules + "tests:\n  - { name: t, feed: [ { at: 1 s, tampr: active } ], expect: [] }\n", "a.yaml:6:35: warning R0502")]
    [InlineData(Door + Rules + "tests:\n  - { name: t, feed: [], expect: [ { at: 1 s, strik: active } ] }\n", "a.yaml:6:47: warning R0502")]
    [InlineData(Door + Rules + "tests:\n  - { name: t, expect: [] }\n", "a.yaml:6:5: warning R0102")]
    public void AMistakeOnlyInTests_IsAWarningToWhoeverRunsIt(string text, string told)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> all, ImmutableArray<Diagnostic> ofTests) = PipelineReader.ReadToRun("a.yaml", text, Said.Catalog);
        Assert.NotNull(pipeline);
        Assert.Single(pipeline.Rules);
        Assert.StartsWith(told, Assert.Single(ofTests).ToString(), StringComparison.Ordinal);
        Assert.Equal(all, ofTests);
        (PipelineDefinition? tested, ImmutableArray<Diagnostic> errors) = PipelineReader.Read("a.yaml", text, Said.Catalog);
        Assert.Null(tested);
        Assert.Equal(ofTests.Select(d => d with { Severity = Severity.Error }), errors);
    }

    [Theory]
    [InlineData(Door + Early + "rules:\n  r: { when: tampr is active, do: { log: x } }\n")]
    [InlineData("pipeline: p\ndevice: nothing\n" + Rules + Early)]
    [InlineData(Door + Rules + Early + "rules: {}\n")]
    public void AMistakeBesideIt_RefusesThePipeline(string text)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> all, _) = PipelineReader.ReadToRun("a.yaml", text, Said.Catalog);
        Assert.Null(pipeline);
        Assert.Contains(all, d => d.Severity == Severity.Error);
    }

    private const string Test = "tests:\n  - name: t\n    feed:\n      - at: 1 s\n        tamper: active\n    expect: []\n";

    [Theory]
    [InlineData("    rules:\n      r: { when: tamper is active, do: { log: x } }\n", "a.yaml:9:5: error R0101")]
    [InlineData("    ports:\n      strike: { normally: closed }\n", "a.yaml:9:5: error R0101")]
    [InlineData("    rulez: { r: { when: tamper is active, do: { log: x } } }\n", "a.yaml:9:5: error R0101")]
    [InlineData("    held-open: { when: tamper is active, do: { log: x } }\n", "a.yaml:9:5: error R0101")]
    [InlineData("  - rules:\n      r: { when: tamper is active, do: { log: x } }\n", "a.yaml:9:5: error R0101")]
    [InlineData("  - name: u\n    expect: []\n    feed:\n      - at: 1 s\n        rules: { r: { when: tamper is active, do: { log: x } } }\n", "a.yaml:13:9: error R0502")]
    [InlineData("  - name: u\n    expect: []\n    feed:\n      - at: 1 s\n        held: { when: tamper is active, do: { log: x } }\n", "a.yaml:13:9: error R0502")]
    public void APartOfThePipelineThatSlidIntoATest_RefusesIt(string slid, string told)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> all, _) = PipelineReader.ReadToRun("a.yaml", Door + Test + slid, Said.Catalog);
        Assert.Null(pipeline);
        Diagnostic refusal = all.First(d => d.ToString().StartsWith(told, StringComparison.Ordinal));
        Assert.Equal(refusal.Code == "R0101" && (slid.Contains("rules:", StringComparison.Ordinal) || slid.Contains("ports:", StringComparison.Ordinal)), refusal.Hint.EndsWith("start it at the beginning of its line", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tests:\n  rules:\n    r: { when: tamper is active, do: { log: x } }\n")]
    [InlineData("tests:\n  - { name: t, name: u, feed: [], expect: [] }\n")]
    [InlineData("tests: none\n")]
    public void TestsOfTheWrongShape_RefuseThePipeline(string tests)
    {
        Assert.Null(PipelineReader.ReadToRun("a.yaml", Door + tests, Said.Catalog).Pipeline);
        Assert.Null(PipelineReader.ReadToRun("a.yaml", Door + tests + Rules, Said.Catalog).Pipeline);
    }

    [Fact]
    public void WhatIsMissingInAPipelineThatStartsWithItsTests_IsAnError()
    {
        (_, ImmutableArray<Diagnostic> all, ImmutableArray<Diagnostic> ofTests) = PipelineReader.ReadToRun("a.yaml", Early + Rules, Said.Catalog);
        Assert.StartsWith("a.yaml:1:1: error R0102", all[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("R0505", Assert.Single(ofTests).Code);
    }

    [Fact]
    public void WhatIsWrongBeyondWhatIsKept_RefusesThePipeline()
    {
        string twice = string.Concat(Enumerable.Range(0, 600).Select(i => $"  - {{ name: t{i}, feed: [ {{ at: 1 s, tampr: active }} ], expect: [] }}\n"));
        Assert.Null(PipelineReader.ReadToRun("a.yaml", $"{Door}tests:\n{twice}rules:\n  r: {{ when: tampr is active, do: {{ log: x }} }}\n", Said.Catalog).Pipeline);
    }
}
