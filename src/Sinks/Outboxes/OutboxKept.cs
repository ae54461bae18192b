using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Sinks;

/// <summary>
/// What of an outbox is in its store: letters get their ids here, are kept before they are sent, and are forgotten once they have ended. A store that refuses is told of once, nothing is taken for
/// kept meanwhile, and it is tried again with each change. For one thread at a time.
/// </summary>
/// <param name="store">The store, closed with it; null for none.</param>
/// <param name="trouble">Told what the store refuses with, and null once it takes again.</param>
internal sealed class OutboxKept(IOutboxStore? store, Action<Exception?> trouble) : IDisposable
{
    // ids of letters that came before anybody knew which the store has
    private const long FarIds = 1L << 40;

    private readonly List<long> _toForget = [];
    private bool _isLoaded = store is null;
    private bool _isTroubled;
    private long _lastId;

    /// <summary>Whether something waits to be forgotten: at once, for the next run would send it; where the store refuses, with the next change.</summary>
    public bool IsToForget => _toForget.Count > 0 && !_isTroubled;

    /// <summary>Whether these letters change the store before what is left in it is known.</summary>
    public bool MissesWhatIsLeft(List<Letter> added) => !_isLoaded && Changes(added);

    /// <summary>What an earlier run has left, in its order. Where the store cannot be read, what is in it stays there.</summary>
    /// <param name="now">The time of the outbox.</param>
    /// <param name="wall">Nanoseconds since 1970.</param>
    public IEnumerable<Letter> TakeUp(long now, long wall)
    {
        if (_isLoaded)
            return [];
        try
        {
            (IReadOnlyList<StoredLetter> left, long lastId) = store!.Load();
            _lastId = Math.Max(_lastId, lastId);
            _isLoaded = true;
            if (_isTroubled)
                Tell(null);
            return left.Select(letter => Again(letter, now, wall));
        }
#pragma warning disable CA1031 // whatever the store throws: it is told, and the outbox goes on without what it has
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _lastId = Math.Max(_lastId, FarIds);
            if (!_isTroubled)
                Tell(failure);
            return [];
        }
    }

    /// <summary>The id of a letter that is kept by nobody.</summary>
    public long NextId() => ++_lastId;

    /// <summary>Gives new letters their ids, keeps those that are durable, and forgets what has ended: all or none. False where what should be kept is not.</summary>
    public bool Change(List<Letter> added, long now, long wall)
    {
        bool changes = Changes(added);
        for (int i = 0; i < added.Count; i++)
            added[i].Id = ++_lastId;
        if (!changes || !_isLoaded)
            return !changes;
        try
        {
            store!.Change([.. added.Where(l => l.IsDurable).Select(l => new StoredLetter(l.Id, l.Message, l.Deadline == long.MaxValue ? 0 : wall + (l.Deadline - now)))], _toForget);
            _toForget.Clear();
            if (_isTroubled)
                Tell(null);
            return true;
        }
#pragma warning disable CA1031 // whatever the store throws: what it has not kept has not been accepted
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (!_isTroubled)
                Tell(failure);
            return false;
        }
    }

    /// <summary>A letter that was kept has ended: it goes with the next change.</summary>
    public void Forget(long id) => _toForget.Add(id);

    /// <inheritdoc/>
    public void Dispose() => store?.Dispose();

    private bool Changes(List<Letter> added) => store is not null && (_toForget.Count > 0 || added.Exists(static l => l.IsDurable));

    private static Letter Again(StoredLetter letter, long now, long wall)
    {
        // a clock that is far behind makes no message last longer than it was ever meant to
        long most = letter.Message.ExpiresNanoseconds > 0 ? letter.Message.ExpiresNanoseconds : long.MaxValue - now;
        long deadline = letter.ExpiresWallNanoseconds == 0 ? long.MaxValue : now + Math.Min(letter.ExpiresWallNanoseconds - wall, most);
        return new Letter(letter.Id, 0, letter.Message, deadline, true);
    }

    private void Tell(Exception? failure)
    {
        _isTroubled = failure is not null;
        trouble(failure);
    }
}
