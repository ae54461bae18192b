using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Testing;

/// <summary>A value that a signal took, or with which an event happened.</summary>
/// <param name="At">When.</param>
/// <param name="Value">The value, to be compared.</param>
/// <param name="Shown">The value as failures tell it.</param>
internal readonly record struct Sighting(SignalTime At, Value Value, Value Shown)
{
    public Sighting(SignalTime at, Value value)
        : this(at, value, value)
    {
    }
}

/// <summary>Keeps what a test looks at, over all lives of the device, on one time axis.</summary>
/// <param name="pipeline">What is tested.</param>
/// <param name="watched">The signals that it looks at.</param>
internal sealed class TestJournal(PipelineDefinition pipeline, IEnumerable<string> watched) : RunObserver
{
    private readonly Dictionary<string, List<Sighting>> _signals = Lists(watched);
    private readonly HashSet<string> _shared = [.. SharedUse.Of(pipeline.Signals).Select(u => u.Name)];

    /// <summary>All commands of rules, in order of time.</summary>
    public List<Command> Commands { get; } = [];

    /// <summary>What went wrong that rules cannot see.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>The rule that gave a command, and where it stands: the line, with its file where that is another than the pipeline's.</summary>
    public string CauseOf(in Command command)
    {
        foreach (RuleDefinition rule in pipeline.Rules)
        {
            if (rule.Name == command.Cause.Rule && rule.Position.File != pipeline.File)
                return $"rule {rule.Name}, {rule.Position.File}:{rule.Position.Line}";
        }

        return $"rule {command.Cause.Rule}, line {command.Cause.Line}";
    }

    /// <summary>What a watched signal did, in order of time; before the first of it, it is unknown.</summary>
    public IReadOnlyList<Sighting> Of(string signal) => _signals[signal];

    /// <summary>The device went down: nothing is known of any state.</summary>
    public void Down(SignalTime at)
    {
        foreach (List<Sighting> sightings in _signals.Values)
            sightings.Add(new Sighting(at, Value.Unknown(UnknownReason.Starting)));
    }

    /// <inheritdoc/>
    public override void OnCommand(in Command command)
    {
        if (!_shared.Contains(command.Sink))
            Commands.Add(command);
    }

    /// <inheritdoc/>
    public override void OnFault(SignalTime at, string fault) => Faults.Add($"at {at} s {fault}");

    /// <inheritdoc/>
    public override void OnSignal(in SignalChange change)
    {
        if (_signals.TryGetValue(change.Signal, out List<Sighting>? sightings))
            sightings.Add(new Sighting(change.At, change.Value, change.Shown));
    }

    private static Dictionary<string, List<Sighting>> Lists(IEnumerable<string> signals)
    {
        var lists = new Dictionary<string, List<Sighting>>(StringComparer.Ordinal);
        foreach (string signal in signals)
            lists.TryAdd(signal, []);
        return lists;
    }
}
