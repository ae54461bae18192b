using System;

namespace Reactive.Sinks;

/// <summary>The time of an outbox, in nanoseconds: letters expire by the first, and what the store keeps says when by the second.</summary>
internal sealed class OutboxClock(TimeProvider time)
{
    /// <summary>Nanoseconds since whenever; they only go on.</summary>
    public long Now => (long)((Int128)time.GetTimestamp() * 1_000_000_000 / time.TimestampFrequency);

    /// <summary>Nanoseconds since 1970, by a clock that people set.</summary>
    public long Wall => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
