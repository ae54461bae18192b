using System;
using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>A test written in or beside a pipeline: what is fed and what goes wrong, and what must come of it, in virtual time.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Position">Where it is written.</param>
/// <param name="Feeds">What is fed, in order of time.</param>
/// <param name="Expectations">
/// The commands and signals that must come, in order of time. A command that none of them expects is a failure (but see
/// <see cref="AllowsOthers"/>), a line in the log too; signals may do as they like.
/// </param>
/// <param name="End">Until when the run goes on: the last instant of anything in the test unless <c>until</c> says more.</param>
public sealed record TestDefinition(
    string Name,
    SourcePosition Position,
    ImmutableArray<FeedDefinition> Feeds,
    ImmutableArray<ExpectationDefinition> Expectations,
    SignalTime End)
{
    /// <summary>Wall time at its start, in nanoseconds since 1970: its own, or that of its file or pipeline; null where none of them says it.</summary>
    public long? StartWallNanoseconds { get; init; }

    /// <summary>Whether commands may come that nothing expects: where <c>expect</c> is left out, which <c>silent</c> allows.</summary>
    public bool AllowsOthers { get; init; }

    /// <summary>What those do who are called, by the name of the contact.</summary>
    public ImmutableDictionary<string, ParameterValues> Peers { get; init; } = ImmutableDictionary<string, ParameterValues>.Empty;

    /// <summary>What must not come, and when.</summary>
    public ImmutableArray<SilenceDefinition> Silences { get; init; } = [];

    /// <summary>What goes wrong, in order of time.</summary>
    public ImmutableArray<FaultDefinition> Faults { get; init; } = [];
}

/// <summary>What a test feeds, or lets go wrong: a signal in place of its chain or a port, of which exactly one is named.</summary>
/// <param name="Signal">The signal whose chain is replaced, or null.</param>
/// <param name="Port">The port, or null.</param>
/// <param name="Channel">The one channel of a bank, from 0; null for all.</param>
public readonly record struct FedSource(string? Signal, string? Port, int? Channel = null);

/// <summary>One fed value.</summary>
/// <param name="At">When.</param>
/// <param name="Signal">The signal whose chain it replaces, or null.</param>
/// <param name="Port">The port through whose chain it goes (a dense port holds it at its own rate), or null.</param>
/// <param name="Value">The value, or unknown (offline).</param>
/// <param name="Position">Where it stands.</param>
/// <param name="Channel">The one channel of a bank that it is fed to, from 0; null for all.</param>
public sealed record FeedDefinition(SignalTime At, string? Signal, string? Port, Value Value, SourcePosition Position, int? Channel = null)
{
    /// <summary>Of sound the samples that are heard from then on, in parts of full scale at the rate of the port; else empty.</summary>
    public ReadOnlyMemory<float> Sound { get; init; }

    /// <summary>What it is fed to.</summary>
    public FedSource Source => new(Signal, Port, Channel);
}
