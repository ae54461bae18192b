using System;
using System.Text;
using SQLitePCL;

namespace Reactive.Device.Credentials;

/// <summary>A prepared statement and the row that it stands at.</summary>
internal sealed class Statement(Database database, sqlite3_stmt statement) : IDisposable
{
    /// <summary>Gives the parameters their values: whole numbers, texts, and null.</summary>
    public void Bind(ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            database.Check(values[i] switch
            {
                null => raw.sqlite3_bind_null(statement, i + 1),
                // no bytes at all would be taken for nothing
                "" => raw.sqlite3_bind_text(statement, i + 1, ""),
                // with its length, for a text may hold zeros
                string text => raw.sqlite3_bind_text(statement, i + 1, Encoding.UTF8.GetBytes(text).AsSpan()),
                IConvertible number => raw.sqlite3_bind_int64(statement, i + 1, number.ToInt64(null)),
                var other => throw new ArgumentException($"A {other.GetType().Name} is no value of a database.", nameof(values)),
            });
        }
    }

    /// <summary>Goes to the next row; false where there is none.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(statement);
        database.Check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Makes it ready to be run again.</summary>
    public void Reset()
    {
        // its answer is that of the step before, which was told
        _ = raw.sqlite3_reset(statement);
        _ = raw.sqlite3_clear_bindings(statement);
    }

    /// <summary>Whether a cell has nothing.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <summary>A whole number; null where the cell has none.</summary>
    public long? Number(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_INTEGER ? raw.sqlite3_column_int64(statement, column) : null;

    /// <summary>A text; empty where the cell has none.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));

    /// <inheritdoc/>
    public void Dispose() => statement.Dispose();
}
