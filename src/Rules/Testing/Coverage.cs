using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Testing;

/// <summary>How many things there are and how many were exercised.</summary>
/// <param name="Exercised">Those that a test exercised.</param>
/// <param name="Of">All of them.</param>
public readonly record struct CoverageCount(int Exercised, int Of)
{
    /// <summary>Whole percent, rounded down, so that 100 means all; 100 where there is nothing.</summary>
    public int Percent => Of == 0 ? 100 : (int)(100L * Exercised / Of);
}

/// <summary>
/// What the tests of one pipeline exercised: the rules, conditions, events and timers of the graphs that ran, merged by where they
/// stand and what they say. The chain of a signal that a test feeds is not in that test's graph, and so not counted by it; nor are the
/// insides of building blocks that come with the product.
/// </summary>
public sealed class Coverage
{
    private readonly Dictionary<(CoverageKind Kind, SourcePosition Position, string Subject, string Missing), CoverageItem> _items = [];
    private readonly string _file;

    /// <summary>The coverage of a pipeline of which nothing has been exercised yet.</summary>
    public Coverage(PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        _file = pipeline.File;
        Add(PipelineGraph.Build(pipeline, new Unwatched(), secrets: SecretSet.OfTests));
    }

    /// <summary>Everything that can be exercised, in the order of the file, and then of those that it includes.</summary>
    public IEnumerable<CoverageItem> Items => _items.Values.OrderBy(i => i.Position.File != _file).ThenBy(i => i.Position.File, StringComparer.Ordinal).ThenBy(i => i.Position.Line).ThenBy(i => i.Position.Column).ThenBy(i => i.Kind);

    /// <summary>What counts and no test exercised, in the order of the file.</summary>
    public IEnumerable<CoverageItem> Missing => Items.Where(i => i.IsDemanded && !i.IsExercised);

    /// <summary>How much of what counts was exercised.</summary>
    public CoverageCount Total => Count(_items.Values.Where(i => i.IsDemanded));

    /// <summary>How much of what counts was exercised of one kind.</summary>
    public CoverageCount Of(CoverageKind kind) => Count(_items.Values.Where(i => i.IsDemanded && i.Kind == kind));

    /// <summary>How much was exercised of what is only shown: conditions that were unknown.</summary>
    public CoverageCount Shown => Count(_items.Values.Where(i => !i.IsDemanded));

    /// <summary>Adds what a graph exercised that has run.</summary>
    public void Add(PipelineGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        foreach (CoverageItem item in CoverageReader.Of(graph.Rules).Where(i => IsOwn(i.Position)))
        {
            var key = (item.Kind, item.Position, item.Subject, item.Missing);
            _items[key] = _items.TryGetValue(key, out CoverageItem? known) && known.IsExercised ? known : item;
        }
    }

    // what comes with the product is tested there
    private bool IsOwn(SourcePosition position) => position.File == _file || position.File.EndsWith(".yaml", StringComparison.Ordinal);

    private static CoverageCount Count(IEnumerable<CoverageItem> items)
    {
        int exercised = 0, all = 0;
        foreach (CoverageItem item in items)
        {
            all++;
            exercised += item.IsExercised ? 1 : 0;
        }

        return new CoverageCount(exercised, all);
    }

    private sealed class Unwatched : RunObserver
    {
    }
}
