using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Guide;

/// <summary>The pipelines that show what the language is for: nothing is to be said of them, their tests pass, and exercise all of them.</summary>
public sealed class ExamplePipelineTests
{
    private const string TestsEnding = ".tests.yaml";

    public static TheoryData<string> Names => [.. Product.Files("pipelines").Where(f => !f.EndsWith(TestsEnding, StringComparison.Ordinal)).Select(f => Path.GetFileNameWithoutExtension(f)!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void AnExample_IsRight_AndItsTestsExerciseAllOfIt(string name)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read($"pipelines/{name}.yaml", StandIns.Text($"pipelines/{name}.yaml"), Product.Catalog, file => Product.TextIfThere("pipelines/" + file));
        Assert.Empty(diagnostics);
        ImmutableArray<TestDefinition> beside = [];
        if (Product.TextIfThere($"pipelines/{name}{TestsEnding}") is string text)
        {
            (beside, diagnostics) = PipelineReader.ReadTests($"pipelines/{name}{TestsEnding}", text, pipeline!);
            Assert.Empty(diagnostics);
        }

        var coverage = new Coverage(pipeline!);
        foreach (TestDefinition test in pipeline!.Tests.Concat(beside))
            Assert.Empty(PipelineTest.Run(pipeline, test, coverage).Failures);
        Assert.Empty(coverage.Missing.Select(m => $"{m.Position} {m.Subject} {m.Missing}"));
    }

    [Fact]
    public void EveryExample_StandsInTheTableOfTheGuide() =>
        Assert.Equal(Names.Select(n => n.Data), GuidePage.Rows("## Examples").Select(r => r[0].Split('.')[0].TrimStart('[')).Order(StringComparer.Ordinal));
}
