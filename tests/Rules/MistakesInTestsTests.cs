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
    [InlineData(Door + Rules + "tests:\n  - { name: t, name: u, feed: [], expect: [] }\n", "a.yaml:6:16: warning R0012")]
    [InlineData(Door + Rules + "tests: none\n", "a.yaml:5:8: warning R0020")]
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

    [Fact]
    public void WhatIsWrongBeyondWhatIsKept_RefusesThePipeline()
    {
        string twice = string.Concat(Enumerable.Range(0, 600).Select(i => $"  - {{ name: t{i}, name: u, feed: [], expect: [] }}\n"));
        Assert.Null(PipelineReader.ReadToRun("a.yaml", $"{Door}tests:\n{twice}rules:\n  r: {{ when: tampr is active, do: {{ log: x }} }}\n", Said.Catalog).Pipeline);
    }
}
