using System;
using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Reactive.Device.Credentials;

/// <summary>The SQLite of the system, loaded when it is first needed. The one place that knows where it comes from.</summary>
internal static class SqliteLibrary
{
    private const string Name = "libsqlite3.so.0";

    // the name under which the bindings ask for it
    private const string AskedFor = "e_sqlite3";

    private static readonly Lazy<string?> Problem = new(Load);

    /// <summary>Whether it is there.</summary>
    public static bool IsThere => Problem.Value is null;

    /// <summary>Loads it.</summary>
    /// <exception cref="StoreException">It is not installed.</exception>
    public static void Require()
    {
        if (Problem.Value is { } problem)
            throw new StoreException(StoreFault.Failed, problem);
    }

    private static string? Load()
    {
        if (!NativeLibrary.TryLoad(Name, out nint library))
            return "SQLite is not installed, which stores of holders need (Debian: apt-get install libsqlite3-0).";
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (string name, Assembly _, DllImportSearchPath? _) => name == AskedFor ? library : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return null;
    }
}
