using System;
using System.IO;

namespace Reactive.Device.Credentials;

/// <summary>What the tables of a store are, and whether a file has them.</summary>
internal static class StoreSchema
{
    /// <summary>Which version of the tables this program knows.</summary>
    public const int Version = 1;

    // "RHLD", by which the file tells whose it is
    private const long ApplicationId = 0x52484C44;

    // every holder's row, and that of one who is gone, carries the number of the change that made it what it is;
    // 'edition' counts only what people change, not uses
    private static readonly string[] Tables =
    [
        """
        CREATE TABLE holders (
          id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, notes TEXT NOT NULL,
          card TEXT, format TEXT, facility INTEGER, number INTEGER, pin_digest TEXT, qr TEXT, conditions TEXT NOT NULL,
          valid_from INTEGER, valid_to INTEGER, uses INTEGER, suspended INTEGER NOT NULL, last_use INTEGER NOT NULL, revision INTEGER NOT NULL)
        """,
        "CREATE INDEX holders_revision ON holders (revision)",
        "CREATE TABLE gone (id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_use INTEGER NOT NULL, revision INTEGER NOT NULL)",
        "CREATE TABLE taken (holder INTEGER NOT NULL, use INTEGER NOT NULL, PRIMARY KEY (holder, use)) WITHOUT ROWID",
        "CREATE TABLE latest (one INTEGER PRIMARY KEY CHECK (one = 1), bits TEXT NOT NULL, format TEXT, reader TEXT NOT NULL, wall INTEGER)",
        "CREATE TABLE list (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER NOT NULL, edition INTEGER NOT NULL, next_id INTEGER NOT NULL)",
        "INSERT INTO list VALUES (1, 0, 0, 1)",
    ];

    /// <summary>Makes an empty file that nobody else may read, if none is there: what SQLite puts beside it takes its rights.</summary>
    /// <exception cref="StoreException">It cannot be made.</exception>
    public static void MakeFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            if (!File.Exists(path))
                new FileStream(path, options).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFault.Failed, $"{path} cannot be made: {failure.Message}", failure);
        }
    }

    /// <summary>Looks at a file, and makes the tables where it is empty.</summary>
    /// <exception cref="StoreException">It is something else, or of a newer version.</exception>
    public static void Require(Database database, string path)
    {
        if (database.Number("SELECT count(*) FROM sqlite_master") == 0 && database.Number("PRAGMA application_id") == 0 && database.Number("PRAGMA user_version") == 0)
            Make(database);
        if (database.Number("PRAGMA application_id") != ApplicationId)
            throw new StoreException(StoreFault.Foreign, $"{path} is a database of something else than holders: it is left as it is.");
        long version = database.Number("PRAGMA user_version") ?? 0;
        if (version != Version)
            throw new StoreException(StoreFault.Foreign, $"{path} is a store of version {version}, and this program knows version {Version}: it is left as it is.");
    }

    private static void Make(Database database)
    {
        database.Run("PRAGMA journal_mode = WAL");
        database.Together(() =>
        {
            // another process may have been faster
            if (database.Number("SELECT count(*) FROM sqlite_master") != 0)
                return false;
            foreach (string table in Tables)
                database.Run(table);
            database.Run($"PRAGMA application_id = {ApplicationId}");
            database.Run($"PRAGMA user_version = {Version}");
            return true;
        });
    }
}
