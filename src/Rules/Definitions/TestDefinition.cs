using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>A test written in or beside a pipeline: what is fed, and the commands that must come, in virtual time.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Position">Where it is written.</param>
/// <param name="Feeds">What is fed, in order of time.</param>
/// <param name="Expectations">The commands that must come, in order of time; any other is a failure, a line in the log too.</param>
/// <param name="End">Until when the run goes on: the last instant fed or expected unless <c>until</c> says more.</param>
public sealed record TestDefinition(
    string Name,
    SourcePosition Position,
    ImmutableArray<FeedDefinition> Feeds,
    ImmutableArray<ExpectationDefinition> Expectations,
    SignalTime End)
{
    /// <summary>Wall time at its start, in nanoseconds since 1970: its own, or that of its file or pipeline; null where none of them says it.</summary>
    public long? StartWallNanoseconds { get; init; }
}

/// <summary>One fed value.</summary>
/// <param name="At">When.</param>
/// <param name="Signal">The signal whose chain it replaces, or null.</param>
/// <param name="Port">The port through whose chain it goes (a dense port holds it at its own rate), or null.</param>
/// <param name="Value">The value, or unknown (offline).</param>
/// <param name="Position">Where it stands.</param>
/// <param name="Channel">The one channel of a bank that it is fed to, from 0; null for all.</param>
public sealed record FeedDefinition(SignalTime At, string? Signal, string? Port, Value Value, SourcePosition Position, int? Channel = null);

/// <summary>One expected command.</summary>
/// <param name="Earliest">Not before this instant.</param>
/// <param name="Latest">Not after this instant; equal to <paramref name="Earliest"/> for an exact time.</param>
/// <param name="Sink">The output, or <c>log</c>.</param>
/// <param name="Command"><c>activate</c>, <c>deactivate</c> or <c>log</c>.</param>
/// <param name="Text">The text logged, or null.</param>
/// <param name="Position">Where it stands.</param>
public sealed record ExpectationDefinition(SignalTime Earliest, SignalTime Latest, string Sink, string Command, string? Text, SourcePosition Position);
