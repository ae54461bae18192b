using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Testing;

/// <summary>Finds what came where nothing was to come.</summary>
internal sealed class Silence(PipelineDefinition pipeline, TestDefinition test, TestJournal journal)
{
    private readonly HashSet<string> _events = [.. pipeline.Signals.Where(s => s.Flow.Kind == FlowKind.Event).Select(s => s.Name)];

    /// <summary>The signals that a silence of everything means: not those that the test feeds.</summary>
    public static IEnumerable<string> Heard(PipelineDefinition pipeline, TestDefinition test) =>
        pipeline.Signals.Where(s => s.Flow.Channels == 1).Select(s => s.Name).Except(test.Feeds.Select(f => f.Signal).OfType<string>(), StringComparer.Ordinal);

    /// <summary>Each command, and each signal with the first that it did, in the order of the silences.</summary>
    public IEnumerable<TestFailure> Broken()
    {
        foreach (SilenceDefinition silence in test.Silences)
        {
            string when = Told.When(silence.Earliest, silence.Latest);
            foreach (Command command in journal.Commands.Where(c => Covers(silence, c.At) && (silence.OfAll || silence.Sinks.Contains(c.Sink))))
                yield return new TestFailure(silence.Position, $"'{command.Sink}' was to be silent {when}; {Told.Of(command)} came at {command.At} s ({journal.CauseOf(command)})");
            foreach (string signal in silence.OfAll ? Heard(pipeline, test) : silence.Signals)
            {
                if (Heard(silence, signal) is { } heard)
                    yield return new TestFailure(silence.Position, $"'{signal}' was to be silent {when}; {heard}");
            }
        }
    }

    private string? Heard(SilenceDefinition silence, string signal)
    {
        bool isEvent = _events.Contains(signal);
        int count = 0;
        Sighting first = default;
        Value before = Value.Unknown(UnknownReason.Starting);
        foreach (Sighting sighting in journal.Of(signal))
        {
            bool counts = isEvent ? sighting.Value.IsKnown : !IsStarting(before) && !IsStarting(sighting.Value);
            before = sighting.Value;
            if (!counts || !Covers(silence, sighting.At))
                continue;
            first = count == 0 ? sighting : first;
            count++;
        }

        if (count == 0)
            return null;
        string value = first.Value.Kind == ValueKind.Pulse ? "" : isEvent ? $" with {Told.Of(first.Shown)}" : $" {Told.Of(first.Shown)}";
        string more = count == 1 ? "" : $", the first of {count} times";
        return $"it {(isEvent ? "happened" : "became")}{value} at {first.At} s{more}";
    }

    // the first value of a state is no change
    private static bool IsStarting(Value value) => value == Value.Unknown(UnknownReason.Starting);

    private static bool Covers(SilenceDefinition silence, SignalTime at) => at >= silence.Earliest && at <= silence.Latest;
}
