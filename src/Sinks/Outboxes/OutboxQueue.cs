using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Sinks;

/// <summary>The letters of an outbox that wait, in the order in which they go out: those that came back first, by their ids. For one thread at a time.</summary>
internal sealed class OutboxQueue
{
    // letters behind the first are looked through for expired ones this often, at most
    private const long SweepNanoseconds = 20_000_000;

    private readonly Queue<Letter> _waiting = new();
    private readonly PriorityQueue<Letter, long> _again = new();
    private long _nextDeadline = long.MaxValue;
    private long _swept = long.MinValue;

    public int Count => _waiting.Count + _again.Count;

    /// <summary>When to look through it for letters that have expired; <see cref="long.MaxValue"/> for never.</summary>
    public long NextSweep => Count == 0 || _nextDeadline == long.MaxValue ? long.MaxValue : _swept == long.MinValue ? _nextDeadline : Math.Max(_nextDeadline, _swept + SweepNanoseconds);

    /// <summary>Every letter, in no order.</summary>
    public IEnumerable<Letter> All => _again.UnorderedItems.Select(static i => i.Element).Concat(_waiting);

    public void Add(Letter letter)
    {
        _waiting.Enqueue(letter);
        _nextDeadline = Math.Min(_nextDeadline, letter.Deadline);
    }

    /// <summary>Takes one back: it goes out again before all that came later.</summary>
    public void AddAgain(Letter letter)
    {
        _again.Enqueue(letter, letter.Id);
        _nextDeadline = Math.Min(_nextDeadline, letter.Deadline);
    }

    public Letter? Peek() => _again.TryPeek(out Letter? letter, out _) || _waiting.TryPeek(out letter) ? letter : null;

    public Letter? Next() => _again.TryDequeue(out Letter? letter, out _) || _waiting.TryDequeue(out letter) ? letter : null;

    /// <summary>Takes out what has expired: letters have times of their own, and those behind the first may have expired before it.</summary>
    public IReadOnlyList<Letter> Sweep(long now)
    {
        if (NextSweep > now)
            return [];
        _swept = now;
        List<Letter> expired = [.. All.Where(l => l.Deadline <= now).OrderBy(static l => l.Id)];
        Letter[] again = [.. _again.UnorderedItems.Select(static i => i.Element).Where(l => l.Deadline > now)], waiting = [.. _waiting.Where(l => l.Deadline > now)];
        _again.Clear();
        _waiting.Clear();
        _nextDeadline = long.MaxValue;
        foreach (Letter letter in again)
            AddAgain(letter);
        foreach (Letter letter in waiting)
            Add(letter);
        return expired;
    }
}
