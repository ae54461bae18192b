using System.Collections.Immutable;
using System.Linq;
using Reactive.Operators;
using Reactive.Rules.Testing;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>What a definition says, shown by what it does: with the real operators, on the door controller.</summary>
internal static class Said
{
    public static Catalog Catalog { get; } = new(OperatorCatalog.All, SinkCatalog.All, [StandIns.DoorController])
    {
        Connections = SinkCatalog.Connections,
        CardFormat = static name => CardFormats.Find(name)?.Format,
        CardFormatNames = static () => CardFormats.All.Select(e => e.Format.Name),
    };

    /// <summary>Reads sections of a pipeline; none of them may be wrong.</summary>
    public static PipelineDefinition Read(string sections)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", "pipeline: p\ndevice: door-controller\n" + sections, Catalog);
        Assert.True(pipeline is not null, string.Join("\n", diagnostics));
        return pipeline;
    }

    /// <summary>Feeds a pipeline and expects exactly these commands up to <paramref name="until"/>.</summary>
    public static void Passes(string sections, string feed, string expect, string until = "20 s")
    {
        PipelineDefinition pipeline = Read($"{sections}\ntests:\n  - name: t\n    feed: [ {feed} ]\n    expect: [ {expect} ]\n    until: {until}\n");
        foreach (TestOutcome outcome in pipeline.Tests.Select(t => PipelineTest.Run(pipeline, t)))
            Assert.True(outcome.Passed, string.Join("\n", outcome.Failures));
    }
}
