using Reactive.Signals.Loop;

namespace Reactive.Sinks;

/// <summary>A message that waits to be delivered. Duplicates of it are the same message again.</summary>
/// <param name="Id">By which it is known, once the outbox has taken it; later ones have greater ids, also than those that an earlier run has left.</param>
/// <param name="Command">The number of its command; 0 for one that an earlier run has left.</param>
/// <param name="Message">What is sent.</param>
/// <param name="Deadline">When it has expired, by the clock of the outbox; <see cref="long.MaxValue"/> for never.</param>
/// <param name="IsDurable">Whether it is in the store of the outbox until it has been delivered.</param>
public sealed record Letter(long Id, long Command, Message Message, long Deadline, bool IsDurable)
{
    /// <summary>By which it is known.</summary>
    public long Id { get; internal set; } = Id;

    /// <summary>How often it was handed to the transport. Used by the outbox alone.</summary>
    internal int Attempts { get; set; }
}

/// <summary>A letter as a store keeps it.</summary>
/// <param name="Id">By which it is known.</param>
/// <param name="Message">What is sent.</param>
/// <param name="ExpiresWallNanoseconds">When it has expired, in nanoseconds since 1970; 0 for never.</param>
public sealed record StoredLetter(long Id, Message Message, long ExpiresWallNanoseconds);
