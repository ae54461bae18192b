using System.Threading;
using Reactive.Signals;

namespace Reactive.Sinks;

/// <summary>How many letters are in an outbox, waiting or under way, and what became of those that were not delivered. From any thread.</summary>
internal sealed class OutboxTally
{
    private readonly Lock _gate = new();
    private int _depth;
    private OutboxCounts _counts;

    /// <summary>Letters in it.</summary>
    public int Depth => Volatile.Read(ref _depth);

    /// <summary>What was not delivered.</summary>
    public OutboxCounts Counts
    {
        get
        {
            lock (_gate)
                return _counts;
        }
    }

    /// <summary>A letter is in it.</summary>
    public void Add() => Interlocked.Increment(ref _depth);

    /// <summary>A letter that was in it has ended.</summary>
    public void End(Value outcome)
    {
        Interlocked.Decrement(ref _depth);
        if (outcome != Outcome.Done)
            Count(outcome);
    }

    /// <summary>A message has ended without being in it, or failed or expired otherwise.</summary>
    public void Count(Value outcome) => Count(new OutboxCounts(outcome == Outcome.Failed ? 1 : 0, outcome == Outcome.Expired ? 1 : 0, 0));

    /// <summary>Letters stay in the store.</summary>
    public void Keep(long letters) => Count(new OutboxCounts(0, 0, letters));

    private void Count(OutboxCounts more)
    {
        lock (_gate)
            _counts += more;
    }
}
