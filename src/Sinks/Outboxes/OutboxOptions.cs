using System;

namespace Reactive.Sinks;

/// <summary>What becomes of a letter for which an outbox has no room.</summary>
public enum FullPolicy
{
    /// <summary>It fails at once.</summary>
    Refuse,
    /// <summary>The oldest that still waits fails, and makes room.</summary>
    DropOldest,
}

/// <summary>The limits of an outbox.</summary>
public sealed record OutboxOptions
{
    /// <summary>Its name, for the thread and for those who are told.</summary>
    public required string Name { get; init; }

    /// <summary>Letters that may be in it, those under way included; 1 to 60,000. Default 10,000.</summary>
    public int Most { get; init; } = 10_000;

    /// <summary>What becomes of one more. Default: it fails.</summary>
    public FullPolicy OnFull { get; init; }

    /// <summary>How often a letter is handed to the transport before it fails; 0 for as often as it takes until it expires. Default 0.</summary>
    public int MostAttempts { get; init; }

    /// <summary>How often the depth is told, at most. Default: every 100 ms.</summary>
    public TimeSpan DepthEvery { get; init; } = TimeSpan.FromMilliseconds(100);
}

/// <summary>What became of the letters of a run that were not delivered.</summary>
/// <param name="Lost">Those that failed: refused, without room, or in memory alone at the end.</param>
/// <param name="Expired">Those that expired.</param>
/// <param name="Kept">Those that are in the store, for the next run.</param>
public readonly record struct OutboxCounts(long Lost, long Expired, long Kept)
{
    /// <summary>The sum of two.</summary>
    public static OutboxCounts operator +(OutboxCounts one, OutboxCounts other) => new(one.Lost + other.Lost, one.Expired + other.Expired, one.Kept + other.Kept);
}

/// <summary>Who is told what becomes of letters. Called on the thread of the outbox, or on that of the caller where what he posts has its outcome at once; must not throw or wait.</summary>
/// <param name="Outcome">The outcome of a command of this run: done, failed or expired; each exactly once.</param>
/// <param name="Earlier">What became of a letter that an earlier run had left.</param>
/// <param name="Depth">How many letters wait; those under way do not count.</param>
/// <param name="Trouble">That the store refuses (what it threw), or works again (null): once each.</param>
public sealed record OutboxListener(OutcomeHandler Outcome, Action<Letter, Signals.Value> Earlier, Action<int> Depth, Action<Exception?> Trouble);
