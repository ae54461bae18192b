using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Testing;

/// <summary>What one test gave.</summary>
/// <param name="Test">The test.</param>
/// <param name="Failures">What was not as expected, with its place; none where it passed.</param>
public sealed record TestOutcome(TestDefinition Test, ImmutableArray<TestFailure> Failures)
{
    /// <summary>Whether all was as expected.</summary>
    public bool Passed => Failures.IsEmpty;
}

/// <summary>One thing that was not as expected.</summary>
/// <param name="Position">The expectation, or the test for a command that nothing expected.</param>
/// <param name="Message">What was expected and what came.</param>
public sealed record TestFailure(SourcePosition Position, string Message)
{
    /// <summary>The expectation that was not met; null for what is no matter of one, such as a fault.</summary>
    public ExpectationDefinition? Unmet { get; init; }

    /// <summary>What the rules did that could have met it: of those that did not, why not. Nothing where no rule says anything of it.</summary>
    public ImmutableArray<WhyNot> Why { get; init; } = [];
}

/// <summary>
/// Runs the tests of a pipeline in virtual time: the same engine, chains and rules as on the device, fed from the test. A restart
/// begins another life of the device: a new graph on the same time axis, which goes on from what the one before has kept.
/// </summary>
public static class PipelineTest
{
    /// <summary>Runs one test.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="test">The test.</param>
    /// <param name="coverage">Takes what the test exercised; null where nobody asks.</param>
    public static TestOutcome Run(PipelineDefinition pipeline, TestDefinition test, Coverage? coverage = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(test);
        var journal = new TestJournal(pipeline, Watched(pipeline, test));
        var failures = new List<TestFailure>();
        foreach (Life life in Lives(pipeline, test, journal))
        {
            Live(life, test, failures);
            coverage?.Add(life.Graph);
            if (life.Restart is { } restart)
                journal.Down(restart.At);
        }

        failures.AddRange(journal.Faults.Select(f => new TestFailure(test.Position, f)));
        new Verdict(test, journal, failures).Give();
        failures.AddRange(new Silence(pipeline, test, journal).Broken());
        return new TestOutcome(test, [.. Explained(pipeline, test, failures).Distinct().OrderBy(f => f.Position.Line).ThenBy(f => f.Position.Column)]);
    }

    // A run is a function of what is fed: so it is run again, and this time the rules in question are watched.
    private static IEnumerable<TestFailure> Explained(PipelineDefinition pipeline, TestDefinition test, List<TestFailure> failures)
    {
        var suspects = new Suspects(pipeline, failures);
        if (suspects.IsEmpty)
            return failures;
        foreach (Life life in Lives(pipeline, test, suspects))
        {
            suspects.Watch(life.Graph, life.Start, life.End);
            Live(life, test, []);
        }

        return failures.Select(suspects.Explain);
    }

    // The lives of the device, one after the other: each is to be lived before the next is asked for.
    private static IEnumerable<Life> Lives(PipelineDefinition pipeline, TestDefinition test, RunObserver observer)
    {
        HashSet<string> replaced = [.. test.Feeds.Where(f => f.Signal is not null).Select(f => f.Signal!)];
        SignalTime start = SignalTime.Zero;
        PipelineGraph? before = null;
        IReadOnlyDictionary<string, string> tables = pipeline.Tables;
        foreach (RestartFault? restart in test.Faults.OfType<RestartFault>().Append(null))
        {
            PipelineGraph graph = PipelineGraph.Build(pipeline, observer, replaced, SecretSet.OfTests);
            graph.Engine.Target = new TestedTargets(graph, test);
            if (before is not null)
                graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Checkpoint, Source = -1, Value = Value.Of(before.Checkpoint()) });
            yield return new Life(graph, start, restart?.At.Previous ?? test.End, restart, tables);
            before = graph;
            tables = graph.Retold().ToDictionary(t => t.Name, t => t.News, StringComparer.Ordinal);
            start = restart?.Back ?? start;
        }
    }

    // One life of the device, from its start until it goes down or the test ends.
    private static void Live(Life life, TestDefinition test, List<TestFailure> failures)
    {
        (PipelineGraph graph, SignalTime start, SignalTime end, _, IReadOnlyDictionary<string, string> tables) = life;
        var feeds = new LifeFeeds(test, start, end);
        var targets = (TestedTargets)graph.Engine.Target!;
        var order = new FeedOrder(graph.Engine, feeds.Blocks(graph, failures), [.. graph.Tables(tables, start), .. feeds.Values(graph)]) { Models = targets.Others };
        targets.Order = order;
        order.Start((test.StartWallNanoseconds ?? FeedOrder.DefaultWallNanoseconds) + start.Nanoseconds, start);
        while (order.Step(end))
        {
            // each step takes one arrival
        }

        order.End(end);
    }

    private readonly record struct Life(PipelineGraph Graph, SignalTime Start, SignalTime End, RestartFault? Restart, IReadOnlyDictionary<string, string> Tables);

    private static IEnumerable<string> Watched(PipelineDefinition pipeline, TestDefinition test)
    {
        IEnumerable<string> named = test.Expectations.Select(e => e switch { StateExpectation s => s.Signal, EventExpectation e1 => e1.Signal, _ => null }).OfType<string>()
            .Concat(test.Silences.SelectMany(s => s.Signals));
        return test.Silences.Any(s => s.OfAll) ? named.Concat(Silence.Heard(pipeline, test)) : named;
    }
}
