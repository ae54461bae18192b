using System;
using System.Diagnostics;
using Reactive.Device.Files;
using Reactive.Rules.Graph;
using Reactive.Signals.Loop;

namespace Reactive.Device.Bench;

/// <summary>A small pipeline whose rule answers each change of a contact with a command.</summary>
internal static class BenchPipeline
{
    private const string Text = """
        pipeline: bench
        device: door-controller
        signals:
          tamper: { from: tamper, through: [ debounce: 0 s ] }
        rules:
          lamp:
            when: tamper is active
            unless: strike is active or strike was active within 5 s
            while: { activate: aux-1 }
        """;

    public static PipelineGraph Build(RunObserver observer) =>
        PipelineGraph.Build(PipelineFile.Of("bench.yaml", Text).Definition ?? throw new InvalidOperationException("The benchmark's pipeline has errors."), observer);

    /// <summary>Notes when a command was given.</summary>
    public sealed class CommandWatch : RunObserver
    {
        public long Timestamp { get; private set; }

        public long Count { get; private set; }

        public override void OnCommand(in Command command)
        {
            Timestamp = Stopwatch.GetTimestamp();
            Count++;
        }
    }
}
