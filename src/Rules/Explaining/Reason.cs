using System.Collections.Immutable;
using Reactive.Rules.Graph;
using Reactive.Signals;

namespace Reactive.Rules.Explaining;

/// <summary>One thing that held a rule back.</summary>
/// <param name="Keyword">Where it stands in the rule: <c>when</c>, <c>and</c> (the conditions of a <c>when</c> with an event), <c>if</c>, <c>unless</c>, <c>enabled</c>, <c>cooldown</c>, <c>mode</c>.</param>
/// <param name="Text">As written: the condition or event, or what the rule says of its cooldown or mode.</param>
/// <param name="Truth">Its truth; an event that did not occur is false.</param>
/// <param name="Wanted">What it had to be for the rule to activate.</param>
/// <param name="Turn">The turn since which it was so; 0 for since the start. Of an event, the turn in which it occurred last.</param>
/// <param name="Since">The instant of that turn.</param>
public sealed record Reason(string Keyword, string Text, Truth Truth, bool Wanted, long Turn, SignalTime Since)
{
    /// <summary>How far it was from that; null where nothing more can be said.</summary>
    public Shortfall? Shortfall { get; init; }

    /// <summary>Whether it is an event that did not occur.</summary>
    public bool IsEvent { get; init; }

    /// <summary>The signals and outputs that it reads, each once, in the order in which they are written.</summary>
    public ImmutableArray<SignalFinding> Signals { get; init; } = [];

    /// <summary>What lies under it, where it counts the time of conditions or reads a derived signal: which of those conditions and events were in the way.</summary>
    public ImmutableArray<Reason> Because { get; init; } = [];

    /// <summary>Where it waits for a state of a machine: the ways that lead there, those out of the state that the machine is in first.</summary>
    public ImmutableArray<WayReason> Ways { get; init; } = [];
}

/// <summary>A way of a state machine, and what kept it from being taken.</summary>
/// <param name="Way">The way.</param>
/// <param name="Lacks">What it lacked; nothing where the machine was in another state than that which it leads out of.</param>
public sealed record WayReason(WayFinding Way, ImmutableArray<Reason> Lacks);
