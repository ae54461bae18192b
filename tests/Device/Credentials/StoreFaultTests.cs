using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Reactive.Device.Credentials;
using Reactive.Operators;
using Xunit;

namespace Reactive.Device.Tests.Credentials;

/// <summary>Stores that cannot do their part say so by name, and nothing is half done.</summary>
public sealed class StoreFaultTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void StoreThatIsNotThere_IsNotMade()
    {
        StoreException failure = Opening();
        Assert.Equal((StoreFault.Failed, $"There is no store {_folder.Store}: 'reactive holders import' makes one."), (failure.Fault, failure.Message));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void FileThatIsNoDatabase_IsRefusedAndLeftAsItIs()
    {
        string text = string.Concat(Enumerable.Repeat("first-name,pin\nAnna,1\n", 1000));
        File.WriteAllText(_folder.Store, text);
        StoreException failure = Opening();
        Assert.Equal(StoreFault.Corrupt, failure.Fault);
        Assert.StartsWith($"{_folder.Store} is damaged, or is no database: ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(_folder.Store));
    }

    [Fact]
    public void DatabaseOfSomethingElse_IsRefused()
    {
        using (Database other = Raw(create: true))
            other.Run("CREATE TABLE notes (text TEXT)");
        StoreException failure = Opening();
        Assert.Equal((StoreFault.Foreign, $"{_folder.Store} is a database of something else than holders: it is left as it is."), (failure.Fault, failure.Message));
    }

    [Fact]
    public void StoreOfANewerVersion_IsRefused()
    {
        _folder.With(StoreFolder.Person(1, "Anna")).Dispose();
        using (Database raw = Raw())
            raw.Run("PRAGMA user_version = 2");
        StoreException failure = Opening();
        Assert.Equal((StoreFault.Foreign, $"{_folder.Store} is a store of version 2, and this program knows version 1: it is left as it is."), (failure.Fault, failure.Message));
    }

    [Fact]
    public void LockedStore_TakesNothing_AndTakesWhenTheLockIsGone()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna", 5)), hasty = _folder.Open(TimeSpan.Zero);
        using (Database other = Raw())
        {
            other.Run("BEGIN EXCLUSIVE");
            Assert.Equal(new TakeResult(0, StoreFault.Locked), hasty.Take(1, 1));
            Assert.Equal(StoreFault.Locked, Assert.Throws<StoreException>(() => hasty.Replace(HolderList.Empty)).Fault);
            Assert.Equal(["Anna"], hasty.Read().Holders.Select(h => h.FirstName));
        }

        Assert.Equal(new TakeResult(4, null), hasty.Take(1, 1));
    }

    [Fact]
    public void DamagedStore_IsSaidToBe_WhereverItIsDamaged()
    {
        _folder.Open().Dispose();
        using (HolderStore store = _folder.Open())
            store.Replace(StoreFolder.Many(2000, uses: 5));
        byte[] whole = File.ReadAllBytes(_folder.Store);
        var random = new Random(3);
        int told = 0;
        for (int round = 0; round < 60; round++)
        {
            byte[] damaged = [.. whole];
            int page = random.Next(damaged.Length / 4096);
            random.NextBytes(damaged.AsSpan((page * 4096) + random.Next(64), random.Next(1, 2000)));
            foreach (string file in Directory.GetFiles(_folder.Path))
                File.Delete(file);
            File.WriteAllBytes(_folder.Store, damaged);
            try
            {
                using HolderStore store = HolderStore.Open(_folder.Store);
                _ = store.Read();
                TakeResult result = store.Take(1, 1);
                Assert.True(result.Fault is null or StoreFault.Corrupt or StoreFault.Failed or StoreFault.UseRefused, result.Fault);
            }
            catch (StoreException failure)
            {
                Assert.True(failure.Fault is StoreFault.Corrupt or StoreFault.Foreign or StoreFault.Failed, failure.Message);
                told++;
            }
        }

        Assert.True(told > 20, $"only {told} of 60 damages were noticed");
    }

    [Fact]
    public void RowThatIsImpossible_IsDamage()
    {
        _folder.With(StoreFolder.Person(1, "Anna"), StoreFolder.Person(2, "Ben")).Dispose();
        foreach (string damage in new[] { "first_name = ''", "first_name = 'anna'", "conditions = ''", "uses = 1000001", "uses = 'many'", "card = '0x2/1'", "pin_digest = '0042'", "last_use = -1", "format = 'H10301', card = NULL" })
        {
            using Database raw = Raw();
            raw.Run("BEGIN");
            raw.Run($"UPDATE holders SET {damage} WHERE id = 2");
            raw.Run("COMMIT");
            using HolderStore store = HolderStore.Open(_folder.Store);
            Assert.Equal(StoreFault.Corrupt, Assert.Throws<StoreException>(store.Read).Fault);
            raw.Run("UPDATE holders SET first_name = 'Ben', conditions = 'a', uses = NULL, card = '0x2/26', pin_digest = NULL, last_use = 0, format = NULL WHERE id = 2");
            Assert.Equal(2, store.Read().Count);
        }
    }

    [Fact]
    public void FullDisk_TakesNothing_AndTakesWhenThereIsRoom()
    {
        string disk = Path.Combine(_folder.Path, "disk");
        Directory.CreateDirectory(disk);
        if (Environment.UserName != "root" || Shell("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk) != 0)
            Assert.Skip("a small disk can only be mounted as root");
        try
        {
            string path = Path.Combine(disk, "holders.db"), ballast = Path.Combine(disk, "ballast");
            using HolderStore store = HolderStore.Open(path, create: true);
            store.Replace(StoreFolder.List(StoreFolder.Person(1, "Anna", 1_000_000)));
            Fill(ballast);
            long use = 1;
            TakeResult result = store.Take(1, use);
            while (result.Fault is null && use < 10_000)
                result = store.Take(1, ++use);
            Assert.Equal(StoreFault.Full, result.Fault);
            Assert.Equal(StoreFault.Full, Assert.Throws<StoreException>(() => store.Replace(StoreFolder.Many(2000))).Fault);
            Assert.Equal(use - 1, store.Read().Find(1)!.LastUse);
            File.Delete(ballast);
            Assert.Equal(new TakeResult((int)(1_000_000 - use), null), store.Take(1, use));
        }
        finally
        {
            Shell("umount", disk);
        }
    }

    private static void Fill(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
                file.Write(new byte[1024]);
        }
        catch (IOException)
        {
            // that is what it is for
        }
    }

    private static int Shell(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private StoreException Opening() => Assert.Throws<StoreException>(() => HolderStore.Open(_folder.Store));

    private Database Raw(bool create = false)
    {
        if (create)
            StoreSchema.MakeFile(_folder.Store);
        return Database.Open(_folder.Store, TimeSpan.Zero);
    }
}
