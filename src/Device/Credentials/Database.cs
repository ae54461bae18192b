using System;
using System.Collections.Generic;
using SQLitePCL;

namespace Reactive.Device.Credentials;

/// <summary>
/// A connection to an SQLite file, for one thread. The layer of ADO.NET is left out: it waits for locks in steps of 150 ms and whole seconds
/// by itself, and whoever stands at a door waits with it.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = [];
    private readonly sqlite3 _connection;
    private readonly string _path;

    private Database(string path, sqlite3 connection)
    {
        _path = path;
        _connection = connection;
    }

    /// <summary>How many rows the last statement changed.</summary>
    public int Changed => raw.sqlite3_changes(_connection);

    /// <summary>Opens a file that is there. It is looked into with the first statement.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wait">How long a statement waits for another process that writes.</param>
    /// <exception cref="StoreException">SQLite is not installed, or the file cannot be opened.</exception>
    public static Database Open(string path, TimeSpan wait)
    {
        SqliteLibrary.Require();
        int code = raw.sqlite3_open_v2(path, out sqlite3 connection, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(path, connection);
        try
        {
            database.Check(code);
            raw.sqlite3_extended_result_codes(connection, 1);
            raw.sqlite3_busy_timeout(connection, (int)wait.TotalMilliseconds);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run(string sql, params ReadOnlySpan<object?> values)
    {
        Statement statement = Prepare(sql);
        try
        {
            statement.Bind(values);
            while (statement.Step())
            {
                // a pragma may tell what it has set
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Runs a statement and calls <paramref name="row"/> with each row that it gives.</summary>
    public void Read(string sql, Action<Statement> row, params ReadOnlySpan<object?> values)
    {
        Statement statement = Prepare(sql);
        try
        {
            statement.Bind(values);
            while (statement.Step())
                row(statement);
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>The whole number in the first cell that a statement gives; null where there is none.</summary>
    public long? Number(string sql, params ReadOnlySpan<object?> values)
    {
        long? number = null;
        Read(sql, row => number ??= row.Number(0), values);
        return number;
    }

    /// <summary>The text in the first cell that a statement gives; null where there is none.</summary>
    public string? Text(string sql, params ReadOnlySpan<object?> values)
    {
        string? text = null;
        Read(sql, row => text ??= row.Text(0), values);
        return text;
    }

    /// <summary>Runs all that <paramref name="work"/> does, or none of it.</summary>
    /// <param name="work">The work; false undoes it.</param>
    /// <param name="writes">Whether it may write: then nobody else does from its beginning on. All it reads is as of one instant in any case.</param>
    /// <returns>What <paramref name="work"/> gave.</returns>
    public bool Together(Func<bool> work, bool writes = true)
    {
        Run(writes ? "BEGIN IMMEDIATE" : "BEGIN");
        bool isDone = false;
        try
        {
            isDone = work();
            if (isDone)
                Run("COMMIT");
            return isDone;
        }
        catch
        {
            isDone = false;
            throw;
        }
        finally
        {
            // SQLite undoes by itself what a full disk broke off
            if (!isDone && raw.sqlite3_get_autocommit(_connection) == 0)
                Run("ROLLBACK");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Statement statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }

    /// <summary>Throws where SQLite's answer is an error.</summary>
    internal void Check(int code)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)
            return;
        string told = $"{raw.sqlite3_errmsg(_connection).utf8_to_string()} (SQLite {raw.sqlite3_extended_errcode(_connection)})";
        throw (code & 0xff) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreException(StoreFault.Locked, $"{_path} is being written by another process: {told}."),
            raw.SQLITE_FULL => new StoreException(StoreFault.Full, $"{_path} cannot grow, the disk is full: {told}."),
            raw.SQLITE_CORRUPT => new StoreException(StoreFault.Corrupt, $"{_path} is damaged: {told}."),
            raw.SQLITE_NOTADB => new StoreException(StoreFault.Corrupt, $"{_path} is damaged, or is no database: {told}."),
            _ => new StoreException(StoreFault.Failed, $"{_path} cannot be used: {told}."),
        };
    }

    private Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out Statement? known))
            return known;
        Check(raw.sqlite3_prepare_v2(_connection, sql, out sqlite3_stmt prepared));
        return _statements[sql] = new Statement(this, prepared);
    }
}
