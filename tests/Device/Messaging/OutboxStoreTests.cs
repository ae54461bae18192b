using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Reactive.Device.Credentials;
using Reactive.Device.Messaging;
using Reactive.Signals.Loop;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Device.Tests.Messaging;

public sealed class OutboxStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("outbox-").FullName;

    private string File => Path.Combine(_folder, "outbox.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WhatWasKept_IsThereAgain_InItsOrder_AndWhatWasForgottenIsNot()
    {
        StoredLetter[] letters = [.. Enumerable.Range(1, 5).Select(i => new StoredLetter(i, new Message($"a/{i}", "{\"x\": \"ü\"}") { Qos = 2, Retain = i == 3, ExpiresNanoseconds = 1_500_000_000 }, i * 1000))];
        using (var store = new OutboxStore(File, "mqtt"))
        {
            Assert.Equal((0, 0L), (store.Load().Letters.Count, store.Load().LastId));
            store.Change(letters, []);
            store.Change([], [2, 4]);
        }

        using var again = new OutboxStore(File, "mqtt");
        Assert.Equal([letters[0], letters[2], letters[4]], again.Load().Letters);
        Assert.Equal(5, again.Load().LastId);
    }

    [Fact]
    public void ConnectionsHaveLettersOfTheirOwn()
    {
        using (var store = new OutboxStore(File, "mqtt"))
            store.Change([Letter(1)], []);
        using var other = new OutboxStore(File, "sip");
        Assert.Empty(other.Load().Letters);
        other.Change([Letter(1)], [7]);
        Assert.Single(other.Load().Letters);
    }

    [Fact]
    public void AFileOfSomethingElse_IsLeftAsItIs()
    {
        System.IO.File.WriteAllText(File, "my notes");
        Assert.Equal(StoreFault.Foreign, Assert.Throws<StoreException>(() => new OutboxStore(File, "mqtt")).Fault);
        Assert.Equal("my notes", System.IO.File.ReadAllText(File));
        System.IO.File.Delete(File);
        HolderStore.Open(File, create: true).Dispose();
        Assert.Equal(StoreFault.Foreign, Assert.Throws<StoreException>(() => new OutboxStore(File, "mqtt")).Fault);
    }

    [Fact]
    public void AFullDisk_KeepsNothing_AndKeepsAgainWhenThereIsRoom()
    {
        string disk = Path.Combine(_folder, "disk");
        Directory.CreateDirectory(disk);
        if (Environment.UserName != "root" || Shell("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk) != 0)
            Assert.Skip("a small disk can only be mounted as root");
        try
        {
            using var store = new OutboxStore(Path.Combine(disk, "outbox.db"), "mqtt");
            store.Change([Letter(1)], []);
            string ballast = Path.Combine(disk, "ballast");
            System.IO.File.WriteAllBytes(ballast, new byte[65_536]);
            long id = 1;
            StoreException? full = null;
            while (full is null && id < 10_000)
                full = Record.Exception(() => store.Change([Letter(++id)], [])) as StoreException;
            Assert.Equal(StoreFault.Full, full!.Fault);
            IReadOnlyList<StoredLetter> kept = store.Load().Letters;
            Assert.Equal(Enumerable.Range(1, (int)id - 1).Select(i => (long)i), kept.Select(l => l.Id));
            // forgetting needs room too: until there is some, what was delivered stays, and would be sent again
            Assert.Throws<StoreException>(() => store.Change([], [.. kept.Select(l => l.Id)]));
            System.IO.File.Delete(ballast);
            store.Change([], [.. kept.Take(5).Select(l => l.Id)]);
            Assert.Equal(kept.Count - 5, store.Load().Letters.Count);
        }
        finally
        {
            Shell("umount", disk);
        }
    }

    private static StoredLetter Letter(long id) => new(id, new Message("a/b", new string('x', 500)) { Qos = 1 }, 0);

    private static int Shell(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
