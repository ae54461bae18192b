using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Device.Credentials;

/// <summary>What became of a use that a store was asked to take.</summary>
/// <param name="Remaining">How often the holder may enter after it, where it was taken.</param>
/// <param name="Fault">Why it was not taken, one of <see cref="StoreFault"/>; null where it was.</param>
public readonly record struct TakeResult(int Remaining, string? Fault);

/// <summary>
/// The holders of an entry list in an SQLite file, for one thread. Several processes may have it open, one at a time writes; only one of them may take
/// uses, for another that asks for the same one is told that it has been taken. All that cannot be
/// done throws <see cref="StoreException"/>, and then nothing of it has been done.
/// </summary>
public sealed class HolderStore : IDisposable
{
    /// <summary>How long the device waits for another process that writes, unless told otherwise: half as long as the entry list waits for the store.</summary>
    public static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);

    // so often is the list read anew where another process was faster
    private const int MostTries = 10;

    private readonly List<(int HolderId, long Use)> _confirmed = [];
    private readonly Database _database;
    private readonly string _path;
    private readonly HolderRows _rows;
    private LatestCard? _latest;
    private bool _isLatestKept = true;
    private long _seenVersion = -1;
    private long _seenRevision;
    private long _seenEdition;

    private HolderStore(Database database, string path, IReadOnlyList<CardFormat> ownFormats)
    {
        _database = database;
        _path = path;
        _rows = new HolderRows(database, path, ownFormats);
    }

    /// <summary>Opens a store.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ownFormats">Card formats of the pipeline, found before those of the product; null for none.</param>
    /// <param name="create">Whether it is made where none is there.</param>
    /// <param name="wait">How long to wait for another process that writes; null for <see cref="UsualWait"/>.</param>
    /// <exception cref="StoreException">It is not there, something else, of a newer version, damaged or locked, or SQLite is not installed.</exception>
    public static HolderStore Open(string path, IReadOnlyList<CardFormat>? ownFormats = null, bool create = false, TimeSpan? wait = null)
    {
        if (create)
            StoreSchema.MakeFile(path);
        else if (!File.Exists(path))
            throw new StoreException(StoreFault.Failed, $"There is no store {path}: 'reactive holders import' makes one.");
        Database database = Database.Open(path, wait ?? UsualWait);
        try
        {
            StoreSchema.Require(database, path);
            database.Run("PRAGMA synchronous = FULL");
            return new HolderStore(database, path, ownFormats ?? []);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>All holders with the numbers of their last uses. What changes from here on is told by <see cref="Changes"/>.</summary>
    public HolderList Read()
    {
        List<Holder> holders = [];
        See(() => holders = _rows.All());
        try
        {
            return HolderList.Create(holders, out ImmutableArray<HolderConflict> conflicts)
                ?? throw new StoreException(StoreFault.Corrupt, $"{_path} is damaged: {conflicts[0]}.");
        }
        catch (ArgumentException failure)
        {
            throw new StoreException(StoreFault.Corrupt, $"{_path} is damaged: the row of a holder is impossible.", failure);
        }
    }

    /// <summary>Whether another process has written since <see cref="Read"/> or <see cref="Changes"/>. Costs next to nothing.</summary>
    public bool HasChanged() => Version() != _seenVersion;

    /// <summary>Who is new, has changed or is no more since <see cref="Read"/> or the last time, holders of whom a use was taken among them.</summary>
    public HolderChanges Changes()
    {
        long since = _seenRevision;
        List<Holder> changed = [];
        List<int> removed = [];
        See(() =>
        {
            changed = _rows.Since(since);
            _database.Read("SELECT id FROM gone WHERE revision > ? ORDER BY id", row => removed.Add((int)(row.Number(0) ?? 0)), since);
        });
        return new HolderChanges(changed, removed);
    }

    /// <summary>
    /// Takes a use for good: as the next one of its holder, and only if one is left. A use that was taken before is taken all the same, since whoever asks
    /// again has not heard of it.
    /// </summary>
    /// <param name="holderId">Whose.</param>
    /// <param name="use">Its number.</param>
    public TakeResult Take(int holderId, long use)
    {
        long? left = null;
        try
        {
            _database.Together(() =>
            {
                _database.Run("UPDATE holders SET uses = uses - 1, last_use = ?2, revision = (SELECT revision + 1 FROM list) WHERE id = ?1 AND last_use = ?2 - 1 AND uses > 0", holderId, use);
                bool isNew = _database.Changed == 1;
                left = _database.Number("SELECT uses FROM holders WHERE id = ? AND last_use = ?", holderId, use);
                if (!isNew)
                    return false;
                _database.Run("UPDATE list SET revision = revision + 1");
                _database.Run("INSERT OR IGNORE INTO taken VALUES (?, ?)", holderId, use);
                return true;
            });
        }
        catch (StoreException failure)
        {
            return new TakeResult(0, failure.Fault);
        }

        return left is { } remaining ? new TakeResult((int)remaining, null) : new TakeResult(0, StoreFault.UseRefused);
    }

    /// <summary>A holder was let in after the commit of a use. Written with the next <see cref="Flush"/>.</summary>
    public void Confirm(int holderId, long use) => _confirmed.Add((holderId, use));

    /// <summary>The uses that were taken and of which nobody has said that the holder was let in.</summary>
    public IReadOnlyList<TakenUse> Unconfirmed()
    {
        var uses = new List<TakenUse>();
        _database.Read(
            "SELECT holder, use, coalesce((SELECT first_name FROM holders WHERE id = holder), (SELECT first_name FROM gone WHERE id = holder)) FROM taken ORDER BY holder, use",
            row => uses.Add(new TakenUse((int)(row.Number(0) ?? 0), row.Number(1) ?? 0, row.IsNull(2) ? null : row.Text(2))));
        return [.. uses.Where(u => !_confirmed.Contains((u.HolderId, u.Use)))];
    }

    /// <summary>Keeps the latest card that was nobody's. Written with the next <see cref="Flush"/>.</summary>
    public void KeepLatest(LatestCard card) => (_latest, _isLatestKept) = (card, false);

    /// <summary>The latest card that was nobody's; null where there was none.</summary>
    public LatestCard? Latest()
    {
        if (!_isLatestKept)
            return _latest;
        LatestCard? latest = null;
        _database.Read("SELECT bits, format, reader, wall FROM latest", row => latest = ReaderBits.TryParse(row.Text(0), out ReaderBits bits, out _)
            ? new LatestCard(bits, row.IsNull(1) ? null : row.Text(1), row.Text(2), row.Number(3))
            : throw new StoreException(StoreFault.Corrupt, $"{_path} is damaged: the latest card is impossible."));
        return latest;
    }

    /// <summary>Writes what <see cref="Confirm"/> and <see cref="KeepLatest"/> have left. It is not waited for until it is on the disk: a power loss may take it.</summary>
    public void Flush()
    {
        if (_confirmed.Count == 0 && _isLatestKept)
            return;
        _database.Run("PRAGMA synchronous = NORMAL");
        try
        {
            _database.Together(() =>
            {
                foreach ((int holderId, long use) in _confirmed)
                    _database.Run("DELETE FROM taken WHERE holder = ? AND use = ?", holderId, use);
                if (!_isLatestKept && _latest is { } card)
                    _database.Run("INSERT OR REPLACE INTO latest VALUES (1, ?, ?, ?, ?)", card.Bits.Written, card.Format, card.Reader, card.WallNanoseconds);
                return true;
            });
            _confirmed.Clear();
            _isLatestKept = true;
        }
        finally
        {
            _database.Run("PRAGMA synchronous = FULL");
        }
    }

    /// <summary>Which ids have been given.</summary>
    public HolderIds Ids()
    {
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var gone = new Dictionary<int, string>();
        long next = 1;
        _database.Together(
            () =>
            {
                next = _database.Number("SELECT next_id FROM list") ?? 1;
                _database.Read("SELECT first_name, id FROM holders", row => names[row.Text(0)] = (int)(row.Number(1) ?? 0));
                _database.Read("SELECT first_name, id FROM gone", row => gone[(int)(row.Number(1) ?? 0)] = row.Text(0));
                return true;
            },
            writes: false);
        return new HolderIds((int)Math.Min(next, int.MaxValue), names, gone);
    }

    /// <summary>
    /// Puts a list in the place of the one that is there, in one step: the import of a table. Numbers of last uses stay those of the ids. Nothing is written
    /// where nothing differs.
    /// </summary>
    /// <returns>What was different.</returns>
    public HolderChanges Replace(HolderList list) => Change(_ => list);

    /// <summary>Changes the list in one step.</summary>
    /// <param name="change">Makes the new list of the one that is there. Called again where another process was faster.</param>
    /// <returns>What was different.</returns>
    /// <exception cref="StoreException">Also where a holder has the id of another one who is gone.</exception>
    public HolderChanges Change(Func<HolderList, HolderList> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        for (int i = 0; i < MostTries; i++)
        {
            HolderList before = Read();
            HolderChanges changes = HolderChanges.Between(before, change(before));
            if (changes.AreNone || TryWrite(changes, before))
                return changes;
        }

        throw new StoreException(StoreFault.Locked, $"{_path} is being changed by another process again and again.");
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    // false where people have changed the list since it was read; uses that were taken meanwhile do no harm
    private bool TryWrite(HolderChanges changes, HolderList before) => _database.Together(() =>
    {
        if (_database.Number("SELECT edition FROM list") != _seenEdition)
            return false;
        long revision = (_database.Number("SELECT revision FROM list") ?? 0) + 1;
        foreach (int id in changes.Removed)
            _rows.Remove(id, revision);
        foreach (Holder holder in changes.Changed)
        {
            RequireOwnId(holder);
            _rows.Put(holder, before.Find(holder.Id), revision);
        }

        _database.Run("UPDATE list SET revision = ?, edition = edition + 1, next_id = max(next_id, (SELECT coalesce(max(id), 0) + 1 FROM holders))", revision);
        return true;
    });

    private void RequireOwnId(Holder holder) => _database.Read(
        "SELECT first_name FROM gone WHERE id = ?",
        row =>
        {
            if (!HolderIds.IsSameName(row.Text(0), holder.FirstName))
                throw new StoreException(StoreFault.Failed, $"{_path}: the id {holder.Id} of {holder} was that of {row.Text(0)}.");
        },
        holder.Id);

    // the version is read first: what is written behind it is a change of the next time
    private void See(Action read)
    {
        long version = Version();
        _database.Together(
            () =>
            {
                (long revision, long edition) = (_database.Number("SELECT revision FROM list") ?? 0, _database.Number("SELECT edition FROM list") ?? 0);
                read();
                (_seenVersion, _seenRevision, _seenEdition) = (version, revision, edition);
                return true;
            },
            writes: false);
    }

    private long Version() => _database.Number("PRAGMA data_version") ?? 0;
}
