using System;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Device.Credentials;
using Reactive.Operators;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Credentials;

/// <summary>A folder for stores that is gone afterwards. Tests that make one are skipped where SQLite is not installed.</summary>
internal sealed class StoreFolder : IDisposable
{
    public StoreFolder()
    {
        if (!SqliteLibrary.IsThere)
        {
            Assert.False(Environment.GetEnvironmentVariable("REQUIRE_PEERS") == "1", "libsqlite3-0 is not installed, and REQUIRE_PEERS=1 asks for it");
            Assert.Skip("libsqlite3-0 is not installed (apt-get install libsqlite3-0).");
        }

        Path = Directory.CreateTempSubdirectory("reactive-").FullName;
        Store = System.IO.Path.Combine(Path, "holders.db");
    }

    public string Path { get; }

    /// <summary>Where the store is.</summary>
    public string Store { get; }

    /// <summary>The secret under which the PINs of tests are.</summary>
    public static PinSecret Secret { get; } = new([.. Enumerable.Range(0, PinSecret.Length).Select(i => (byte)i)]);

    public static Holder Person(int id, string name, int? uses = null) => new() { Id = id, FirstName = name, Card = HolderCard.Of(Bits(id)), UsesLeft = uses };

    /// <summary>The card of the holder of an id.</summary>
    public static ReaderBits Bits(int id) => new(26, (UInt128)(uint)id);

    public static PinDigest Pin(string digits) => Secret.Digest(new ReaderBits(4 * digits.Length, UInt128.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));

    public static HolderList List(params Holder[] holders)
    {
        HolderList? list = HolderList.Create(holders, out ImmutableArray<HolderConflict> conflicts);
        Assert.Empty(conflicts);
        return list!;
    }

    public static HolderList Many(int count, int? uses = null) => List([.. Enumerable.Range(1, count).Select(id => Person(id, "H" + id.ToString(CultureInfo.InvariantCulture), uses))]);

    public HolderStore Open(TimeSpan? wait = null) => HolderStore.Open(Store, create: true, wait: wait);

    /// <summary>A store with these holders.</summary>
    public HolderStore With(params Holder[] holders)
    {
        HolderStore store = Open();
        store.Replace(List(holders));
        return store;
    }

    public string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
