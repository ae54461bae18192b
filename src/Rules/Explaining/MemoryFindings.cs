using System.Collections.Immutable;
using Reactive.Signals;

namespace Reactive.Rules.Explaining;

/// <summary>What a condition that looks back remembers.</summary>
public abstract record MemoryFinding;

/// <summary>Of <c>X for D</c>: the last stretch in which X was true.</summary>
/// <param name="From">When it began; null where X was never true.</param>
/// <param name="Until">When it ended; null while it lasts.</param>
public sealed record StretchFinding(SignalTime? From, SignalTime? Until) : MemoryFinding;

/// <summary>Of <c>X was true within D</c>: when X ceased to be true.</summary>
/// <param name="Ended">The instant from which on it was not; null where it is true, or never was.</param>
public sealed record EndFinding(SignalTime? Ended) : MemoryFinding;

/// <summary>Of <c>count(E in D)</c>: how often E occurred.</summary>
/// <param name="Count">How often; more than <paramref name="Most"/> is not counted.</param>
/// <param name="Most">Where counting ends: a count that comes to it is one of so many at least.</param>
public sealed record CountFinding(int Count, int Most) : MemoryFinding;

/// <summary>Of <c>A then B within D</c>: how far it has come.</summary>
/// <param name="Reached">How many steps the farthest series has come that is still in time.</param>
/// <param name="Starts">By step, when the latest series began that came so far, in time or not; null for none since the last that was completed.</param>
public sealed record SeriesFinding(int Reached, ImmutableArray<SignalTime?> Starts) : MemoryFinding;
