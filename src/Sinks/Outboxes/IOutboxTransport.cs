using System;
using System.Collections.Generic;

namespace Reactive.Sinks;

/// <summary>What a transport did with a letter.</summary>
public enum SendResult
{
    /// <summary>It has it: <see cref="Outbox.Settle"/> follows, exactly once.</summary>
    Taken,
    /// <summary>It has gone out, and nothing follows.</summary>
    Gone,
    /// <summary>It takes none now. After <see cref="IOutboxTransport.TrySend"/> <see cref="Outbox.Ready"/> follows when it does.</summary>
    NotNow,
    /// <summary>It never takes this one: it is too long, or says what cannot be said.</summary>
    Refused,
}

/// <summary>What carries letters: a connection to a broker.</summary>
public interface IOutboxTransport
{
    /// <summary>
    /// Hands over a letter of quality 0 on the thread that posts it, which is the loop's, while the thread of the outbox rests: where that takes no longer than a call of the system, and
    /// nothing is in the way. Else <see cref="SendResult.NotNow"/>, which promises nothing: the letter comes again on the thread of the outbox. The outbox is locked meanwhile: whoever waits here
    /// for a thread that posts, settles or says that it is ready waits for ever.
    /// </summary>
    /// <param name="letter">The letter.</param>
    /// <param name="remainingNanoseconds">How long it is still worth delivering; <see cref="long.MaxValue"/> for ever.</param>
    SendResult TrySendAtOnce(Letter letter, long remainingNanoseconds);

    /// <summary>Hands a letter over, on the thread of the outbox. Must not wait for the other end.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="remainingNanoseconds">How long it is still worth delivering; <see cref="long.MaxValue"/> for ever.</param>
    SendResult TrySend(Letter letter, long remainingNanoseconds);
}

/// <summary>What keeps letters over the end of the process. Called on the thread of the outbox only; what it throws means that nothing of the call was kept.</summary>
public interface IOutboxStore : IDisposable
{
    /// <summary>What an earlier run has left, in the order of their ids, and the greatest id that is taken.</summary>
    (IReadOnlyList<StoredLetter> Letters, long LastId) Load();

    /// <summary>Keeps new letters and forgets others, all or none: once it has returned, the end of the process costs none of them.</summary>
    void Change(IReadOnlyList<StoredLetter> added, IReadOnlyList<long> removed);
}
