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
/// A damaged file is left as it is and nothing is kept; where it is moved away, another takes its place.
/// </summary>
internal sealed class OutboxStore : IOutboxStore, IDisposable
{
    private const int Version = 1;

    // "ROUT", by which the file tells whose it is
    private const long ApplicationId = 0x524F5554;

    // the first bytes of every file of SQLite that is not empty
    private static readonly byte[] Header = "SQLite format 3\0"u8.ToArray();

    // nobody else writes here: whoever does must not hold up the messages for long
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly string _connection;
    private readonly FileStream _lock;
    private Database? _database;

    /// <summary>The letters of <paramref name="connection"/> in <paramref name="path"/>, which is made where it is not there. It is opened by the first call, on the thread that makes it.</summary>
    /// <exception cref="StoreException">Another run uses it, the file cannot be made, or it is something else than an outbox.</exception>
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

        try
        {
            RefuseOthers();
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Takes what people should know of what is in the file. Called by <see cref="Load"/>.</summary>
    public Action<string>? Tell { get; set; }

    /// <inheritdoc/>
    public (IReadOnlyList<StoredLetter> Letters, long LastId) Load()
    {
        var letters = new List<StoredLetter>();
        int unreadable = 0;
        Open().Read(
            "SELECT id, message, expires FROM letters WHERE connection = ? ORDER BY id",
            row =>
            {
                // a row that cannot be read is left for those who look into the file
                if (Message.Parse(row.Text(1)) is { } message)
                    letters.Add(new StoredLetter(row.Number(0) ?? 0, message, row.Number(2) ?? 0));
                else
                    unreadable++;
            },
            _connection);
        if (unreadable > 0)
            Tell?.Invoke($"{Output.Plural.Of(unreadable, "message")} in {_path} cannot be read, and will not go out.");
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

    // What is no outbox was named by mistake, and is told before the run begins. All else may pass, and is told when the letters are taken up.
    private void RefuseOthers()
    {
        try
        {
            RequireHeader();
            using Database database = Database.Open(_path, Wait);
            Require(database);
        }
        catch (StoreException failure) when (failure.Fault != StoreFault.Foreign)
        {
            // told later
        }
    }

    private void RequireHeader()
    {
        try
        {
            using FileStream file = File.Open(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var header = new byte[Header.Length];
            if (file.Length > 0 && (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.AsSpan().SequenceEqual(Header)))
                throw new StoreException(StoreFault.Foreign, $"{_path} is no outbox: it is left as it is. Name another file, or one that is not there yet.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFault.Failed, $"{_path} cannot be read: {failure.Message}", failure);
        }
    }

    // A file that could not be opened may be usable later: it is tried with every change.
    private Database Open()
    {
        if (_database is not null)
            return _database;
        StoreSchema.MakeFile(_path);
        Database database = Database.Open(_path, Wait);
        try
        {
            Require(database);
            if (database.Text("PRAGMA quick_check(1)") is { } wrong and not "ok")
                throw new StoreException(StoreFault.Corrupt, $"{_path} is damaged ({wrong}). Move it away: another takes its place.");
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
