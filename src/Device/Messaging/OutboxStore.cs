using System;
using System.Collections.Generic;
using System.IO;
using Reactive.Device.Credentials;
using Reactive.Signals.Loop;
using Reactive.Sinks;

namespace Reactive.Device.Messaging;

/// <summary>
/// The letters of outboxes in an SQLite file (write-ahead log), each under the name of its connection. What was kept survives the end of the process, kill -9 included. The file is not
/// forced to the disk with each change, for that would cost each message tens of milliseconds: when the power goes, what was kept or delivered in the last
/// seconds may be as it was before; so a message of these seconds may be lost, or go out twice, and the file is whole in any case.
/// </summary>
internal sealed class OutboxStore : IOutboxStore, IDisposable
{
    private const int Version = 1;

    // "ROUT", by which the file tells whose it is
    private const long ApplicationId = 0x524F5554;

    // nobody else writes here: whoever does must not hold up the messages for long
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly string _connection;
    private readonly FileStream _lock;
    private Database? _database;

    /// <summary>The letters of <paramref name="connection"/> in <paramref name="path"/>, which is made where it is not there. It is opened by the first call, on the thread that makes it.</summary>
    /// <exception cref="StoreException">Another run uses it, or the file cannot be made.</exception>
    public OutboxStore(string path, string connection)
    {
        _path = path;
        _connection = connection;
        StoreSchema.MakeFile(path);
        try
        {
            // two runs would each send the letters of the other
            _lock = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFault.Locked, $"{path} is used by another run: each has an outbox of its own.", failure);
        }
    }

    /// <inheritdoc/>
    public (IReadOnlyList<StoredLetter> Letters, long LastId) Load()
    {
        var letters = new List<StoredLetter>();
        Open().Read(
            "SELECT id, message, expires FROM letters WHERE connection = ? ORDER BY id",
            row =>
            {
                // what was written here is what is read; a row that is not is left for those who look into the file
                if (Message.Parse(row.Text(1)) is { } message)
                    letters.Add(new StoredLetter(row.Number(0) ?? 0, message, row.Number(2) ?? 0));
            },
            _connection);
        return (letters, Open().Number("SELECT max(id) FROM letters WHERE connection = ?", _connection) ?? 0);
    }

    /// <inheritdoc/>
    public void Change(IReadOnlyList<StoredLetter> added, IReadOnlyList<long> removed)
    {
        Database database = Open();
        database.Together(() =>
        {
            foreach (StoredLetter letter in added)
                database.Run("INSERT INTO letters (connection, id, message, expires) VALUES (?, ?, ?, ?)", _connection, letter.Id, letter.Message.ToText(), letter.ExpiresWallNanoseconds);
            foreach (long id in removed)
                database.Run("DELETE FROM letters WHERE connection = ? AND id = ?", _connection, id);
            return true;
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database?.Dispose();
        _lock.Dispose();
    }

    // A file that could not be opened may be usable later: it is tried with every change.
    private Database Open()
    {
        if (_database is not null)
            return _database;
        Database database = Database.Open(_path, Wait);
        try
        {
            Require(database);
            database.Run("PRAGMA synchronous = NORMAL");
            return _database = database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private void Require(Database database)
    {
        if (database.Number("SELECT count(*) FROM sqlite_master") == 0 && database.Number("PRAGMA application_id") == 0)
        {
            database.Run("PRAGMA journal_mode = WAL");
            database.Together(() =>
            {
                database.Run("CREATE TABLE letters (connection TEXT NOT NULL, id INTEGER NOT NULL, message TEXT NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY (connection, id)) WITHOUT ROWID");
                database.Run($"PRAGMA application_id = {ApplicationId}");
                database.Run($"PRAGMA user_version = {Version}");
                return true;
            });
        }

        if (database.Number("PRAGMA application_id") != ApplicationId)
            throw new StoreException(StoreFault.Foreign, $"{_path} is a database of something else than messages: it is left as it is.");
        if (database.Number("PRAGMA user_version") is var version && version != Version)
            throw new StoreException(StoreFault.Foreign, $"{_path} is an outbox of version {version}, and this program knows version {Version}: it is left as it is.");
    }
}
