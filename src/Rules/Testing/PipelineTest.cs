using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
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
public sealed record TestFailure(SourcePosition Position, string Message);

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
        HashSet<string> replaced = [.. test.Feeds.Where(f => f.Signal is not null).Select(f => f.Signal!)];
        var journal = new TestJournal(pipeline, Watched(pipeline, test));
        var failures = new List<TestFailure>();
        SignalTime start = SignalTime.Zero;
        PipelineGraph? before = null;
        foreach (RestartFault? restart in test.Faults.OfType<RestartFault>().Append(null))
        {
            PipelineGraph graph = PipelineGraph.Build(pipeline, journal, replaced);
            graph.Engine.Target = new CommandModel(graph.Engine);
            if (before is not null)
                graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Checkpoint, Source = -1, Value = Value.Of(before.Checkpoint()) });
            Live(graph, test, start, restart?.At.Previous ?? test.End, failures);
            coverage?.Add(graph);
            if (restart is null)
                break;
            journal.Down(restart.At);
            before = graph;
            start = restart.Back;
        }

        failures.AddRange(journal.Faults.Select(f => new TestFailure(test.Position, f)));
        new Verdict(test, journal, failures).Give();
        failures.AddRange(new Silence(pipeline, test, journal).Broken());
        return new TestOutcome(test, [.. failures.Distinct().OrderBy(f => f.Position.Line).ThenBy(f => f.Position.Column)]);
    }

    // One life of the device, from its start until it goes down or the test ends.
    private static void Live(PipelineGraph graph, TestDefinition test, SignalTime start, SignalTime end, List<TestFailure> failures)
    {
        var feeds = new LifeFeeds(test, start, end);
        var order = new FeedOrder(graph.Engine, feeds.Blocks(graph, failures), feeds.Values(graph));
        order.Start((test.StartWallNanoseconds ?? FeedOrder.DefaultWallNanoseconds) + start.Nanoseconds, start);
        while (order.Step(end))
        {
            // each step takes one arrival
        }

        order.End(end);
    }

    private static IEnumerable<string> Watched(PipelineDefinition pipeline, TestDefinition test)
    {
        IEnumerable<string> named = test.Expectations.Select(e => e switch { StateExpectation s => s.Signal, EventExpectation e1 => e1.Signal, _ => null }).OfType<string>()
            .Concat(test.Silences.SelectMany(s => s.Signals));
        return test.Silences.Any(s => s.OfAll) ? named.Concat(Silence.Heard(pipeline, test)) : named;
    }
}
