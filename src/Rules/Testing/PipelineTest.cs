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

/// <summary>Runs the tests of a pipeline in virtual time: the same engine, chains and rules as on the device, fed from the test.</summary>
public static class PipelineTest
{
    /// <summary>Runs one test.</summary>
    public static TestOutcome Run(PipelineDefinition pipeline, TestDefinition test)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(test);
        HashSet<string> replaced = [.. test.Feeds.Where(f => f.Signal is not null).Select(f => f.Signal!)];
        var commands = new CommandList();
        PipelineGraph graph = PipelineGraph.Build(pipeline, commands, replaced);
        graph.Engine.Target = new CommandModel(graph.Engine);
        var failures = ImmutableArray.CreateBuilder<TestFailure>();
        var order = new FeedOrder(graph.Engine, DenseFeeds(graph, test, failures), SparseFeeds(graph, test));
        order.Start(test.StartWallNanoseconds ?? FeedOrder.DefaultWallNanoseconds);
        while (order.Step(test.End))
        {
            // each step takes one arrival
        }

        order.End(test.End);
        failures.AddRange(commands.Faults.Select(f => new TestFailure(test.Position, f)));
        Compare(test, commands.Commands, failures);
        return new TestOutcome(test, failures.ToImmutable());
    }

    private static List<BlockFeed> DenseFeeds(PipelineGraph graph, TestDefinition test, ImmutableArray<TestFailure>.Builder failures)
    {
        var feeds = new List<BlockFeed>();
        foreach (IGrouping<string, FeedDefinition> port in test.Feeds.Where(f => f.Port is not null).GroupBy(f => f.Port!))
        {
            if (graph.Source(port.Key) is not { IsDense: true } source)
                continue;
            HeldStep[] steps = [.. port.Select(f => new HeldStep(f.At, HeldFeed.SampleOf(source.Spec, f.Value), f.Channel))];
            if (steps.Any(s => double.IsNaN(s.Sample) && source.Spec.Flow.Samples!.Format != SampleFormat.Float32))
                failures.Add(new TestFailure(port.First().Position, $"'{port.Key}' takes {source.Spec.Flow}; what is fed cannot be turned into that"));
            else
                feeds.Add(new HeldFeed(source.Index, source.Spec, steps, test.End));
        }

        return feeds;
    }

    private static IEnumerable<ListFeed> SparseFeeds(PipelineGraph graph, TestDefinition test)
    {
        foreach (IGrouping<string, FeedDefinition> feed in test.Feeds.GroupBy(f => f.Signal is null ? f.Port! : PipelineGraph.SignalSource(f.Signal)))
        {
            if (graph.Source(feed.Key) is { IsDense: false } source)
                yield return new ListFeed(source.Index, [.. feed.Select(f => new Stamped<Value>(f.Value, f.At))]);
        }
    }

    // Each expectation takes the first command that fits; what is left on either side is a failure.
    private static void Compare(TestDefinition test, List<Command> commands, ImmutableArray<TestFailure>.Builder failures)
    {
        List<Command> left = [.. commands];
        foreach (ExpectationDefinition expected in test.Expectations)
        {
            int index = left.FindIndex(c => Same(c, expected) && c.At >= expected.Earliest && c.At <= expected.Latest);
            if (index >= 0)
            {
                left.RemoveAt(index);
                continue;
            }

            int elsewhere = left.FindIndex(c => Same(c, expected));
            string instead = elsewhere >= 0 ? $"it came at {left[elsewhere].At} s" : "it never came";
            if (elsewhere >= 0)
                left.RemoveAt(elsewhere);
            string when = expected.Earliest == expected.Latest ? $"at {expected.Earliest} s" : $"between {expected.Earliest} s and {expected.Latest} s";
            failures.Add(new TestFailure(expected.Position, $"expected {Describe(expected.Sink, expected.Command, expected.Text)} {when}; {instead}"));
        }

        foreach (Command command in left)
            failures.Add(new TestFailure(test.Position, $"nothing expects {Describe(command.Sink, command.Verb, command.Text)} at {command.At} s (rule {command.Cause.Rule}, line {command.Cause.Line})"));
    }

    private static bool Same(in Command command, ExpectationDefinition expected) =>
        command.Sink == expected.Sink && command.Verb == expected.Command && (expected.Text is null || command.Text == expected.Text);

    private static string Describe(string sink, string verb, string? text) => verb switch
    {
        "activate" => $"'{sink}' active",
        "deactivate" => $"'{sink}' inactive",
        _ => $"{verb} \"{text}\"",
    };

    private sealed class CommandList : RunObserver
    {
        public List<Command> Commands { get; } = [];

        public List<string> Faults { get; } = [];

        public override void OnCommand(in Command command) => Commands.Add(command);

        public override void OnFault(SignalTime at, string fault) => Faults.Add($"at {at} s {fault}");
    }
}
