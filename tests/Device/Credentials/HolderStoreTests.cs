using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Device.Credentials;
using Reactive.Operators;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Credentials;

public sealed class HolderStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static Holder Whole => new()
    {
        Id = 7,
        FirstName = "Änna",
        LastName = "O'Neil",
        Notes = "a\r\n\"b\"\0c",
        Card = HolderCard.Of(CardFormats.Find("H10301")!.Format, 12, 3456, out _),
        Pin = StoreFolder.Pin("0042"),
        QrText = "=x😀",
        Conditions = ["access-granted", "lift"],
        ValidFrom = -5,
        ValidTo = 1_796_112_000_000_000_001,
        UsesLeft = 3,
        IsSuspended = true,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Holders_ReadBackAsTheyWere_AlsoFromANewConnection()
    {
        Holder[] holders = [StoreFolder.Person(1, "Ben"), Whole, Whole with { Id = 9, FirstName = "Cleo", Card = HolderCard.Of(new ReaderBits(128, UInt128.MaxValue)), Pin = null, QrText = null, ValidFrom = null, ValidTo = null, UsesLeft = null }];
        using (HolderStore store = _folder.With(holders))
            Assert.Equal(holders, store.Read().Holders);
        using HolderStore again = HolderStore.Open(_folder.Store);
        Assert.Equal(holders, again.Read().Holders);
    }

    [Fact]
    public void TheFile_IsForItsOwnerAlone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "rights of files are those of Linux");
        using HolderStore store = _folder.With(Whole);
        foreach (string file in Directory.GetFiles(_folder.Path))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode);
        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void Use_IsTakenOnlyAsTheNextOne_AndOnlyWhileOneIsLeft()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna", 2), StoreFolder.Person(2, "Ben"));
        Assert.Equal(new TakeResult(0, "use-refused"), store.Take(1, 2));
        Assert.Equal(new TakeResult(1, null), store.Take(1, 1));
        Assert.Equal(new TakeResult(0, null), store.Take(1, 2));
        Assert.Equal(new TakeResult(0, "use-refused"), store.Take(1, 3));
        Assert.Equal(new TakeResult(0, "use-refused"), store.Take(1, 1));
        Assert.Equal(new TakeResult(0, "use-refused"), store.Take(2, 1));
        Assert.Equal(new TakeResult(0, "use-refused"), store.Take(5, 1));
        Assert.Equal((0, 2L), (store.Read().Find(1)!.UsesLeft!.Value, store.Read().Find(1)!.LastUse));
    }

    [Fact]
    public void UseThatWasTakenBefore_IsTheSameCommit()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna", 5));
        Assert.Equal(new TakeResult(4, null), store.Take(1, 1));
        Assert.Equal(new TakeResult(4, null), store.Take(1, 1));
        Assert.Equal(4, store.Read().Find(1)!.UsesLeft);
    }

    [Fact]
    public void TwoConnections_NeverTakeOneUseTwice()
    {
        using HolderStore one = _folder.With(StoreFolder.Person(1, "Anna", 5)), other = _folder.Open();
        Assert.Equal(new TakeResult(4, null), one.Take(1, 1));
        Assert.Equal(new TakeResult(3, null), other.Take(1, 2));
        Assert.Equal(new TakeResult(0, "use-refused"), one.Take(1, 1));
    }

    [Fact]
    public void Import_KeepsTheNumberOfTheLastUse_ById()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna", 5), StoreFolder.Person(2, "Ben", 5));
        store.Take(1, 1);
        store.Take(1, 2);
        HolderChanges changes = store.Replace(StoreFolder.List(StoreFolder.Person(1, "Anne", 9) with { LastUse = 77 }, StoreFolder.Person(2, "Ben", 5)));
        Assert.Equal([1], changes.Changed.Select(h => h.Id));
        Assert.Equal((9, 2L), (store.Read().Find(1)!.UsesLeft!.Value, store.Read().Find(1)!.LastUse));
        Assert.Equal(new TakeResult(8, null), store.Take(1, 3));
    }

    [Fact]
    public void HolderWhoComesBack_GoesOnBehindTheLastUse()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna", 5));
        store.Take(1, 1);
        store.Replace(HolderList.Empty);
        store.Replace(StoreFolder.List(StoreFolder.Person(1, "anna", 5)));
        Assert.Equal(1, store.Read().Find(1)!.LastUse);
        Assert.Equal(new TakeResult(4, null), store.Take(1, 2));
    }

    [Fact]
    public void IdOfAHolderWhoIsGone_IsNobodyElses_AndNothingIsWritten()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna"), StoreFolder.Person(2, "Ben"));
        store.Replace(StoreFolder.List(StoreFolder.Person(2, "Ben")));
        StoreException refused = Assert.Throws<StoreException>(() => store.Replace(StoreFolder.List(StoreFolder.Person(1, "Cleo"))));
        Assert.Equal($"{_folder.Store}: the id 1 of Cleo was that of Anna.", refused.Message);
        Assert.Equal(["Ben"], store.Read().Holders.Select(h => h.FirstName));
    }

    [Fact]
    public void Ids_AreThoseThatWereGiven()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna"), StoreFolder.Person(8, "Ben"));
        store.Replace(StoreFolder.List(StoreFolder.Person(1, "Anna")));
        HolderIds ids = store.Ids();
        Assert.Equal(9, ids.FirstNew);
        Assert.Equal(1, ids.Known["ANNA"]);
        Assert.Equal([new KeyValuePair<int, string>(8, "Ben")], ids.Gone);
    }

    [Fact]
    public void UseTakenWhileTheListIsChanged_StaysTaken()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna", 5)), driver = _folder.Open();
        store.Change(list =>
        {
            Assert.Equal(new TakeResult(4, null), driver.Take(1, 1));
            return list.With(list.Find(1)! with { IsSuspended = true }, out _)!;
        });
        Assert.Equal(StoreFolder.Person(1, "Anna", 4) with { IsSuspended = true, LastUse = 1 }, store.Read().Find(1));
    }

    [Fact]
    public void ListThatSomebodyElseChangedMeanwhile_IsReadAnew()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna")), other = _folder.Open();
        int calls = 0;
        store.Change(list =>
        {
            if (calls++ == 0)
                other.Change(l => l.With(StoreFolder.Person(2, "Ben"), out _)!);
            return list.With(StoreFolder.Person(3, "Cleo"), out _)!;
        });
        Assert.Equal(2, calls);
        Assert.Equal(["Anna", "Ben", "Cleo"], store.Read().Holders.Select(h => h.FirstName));
    }

    [Fact]
    public void WhatAnotherProcessChanges_IsTold_AndNothingElse()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna", 5), StoreFolder.Person(2, "Ben"), StoreFolder.Person(3, "Cleo")), other = _folder.Open();
        store.Read();
        Assert.False(store.HasChanged());
        store.Take(1, 1);
        Assert.False(store.HasChanged());
        store.Changes();
        other.Replace(StoreFolder.List(StoreFolder.Person(2, "Ben"), StoreFolder.Person(3, "Chloe"), StoreFolder.Person(4, "Dan")));
        Assert.True(store.HasChanged());
        HolderChanges changes = store.Changes();
        Assert.Equal([StoreFolder.Person(3, "Chloe"), StoreFolder.Person(4, "Dan")], changes.Changed);
        Assert.Equal([1], changes.Removed);
        Assert.False(store.HasChanged());
        Assert.True(store.Changes().AreNone);
    }

    [Fact]
    public void UsesThatNobodyConfirmed_AreToldAtTheNextStart()
    {
        using (HolderStore store = _folder.With(StoreFolder.Person(1, "Anna", 5), StoreFolder.Person(2, "Ben", 5)))
        {
            store.Take(1, 1);
            store.Take(2, 1);
            store.Take(1, 2);
            store.Confirm(1, 1);
            Assert.Equal([new TakenUse(1, 2, "Anna"), new TakenUse(2, 1, "Ben")], store.Unconfirmed());
            store.Flush();
            store.Replace(StoreFolder.List(StoreFolder.Person(1, "Anna", 5)));
        }

        using HolderStore again = _folder.Open();
        Assert.Equal([new TakenUse(1, 2, "Anna"), new TakenUse(2, 1, "Ben")], again.Unconfirmed());
        again.Confirm(1, 2);
        again.Confirm(2, 1);
        again.Flush();
        Assert.Empty(again.Unconfirmed());
    }

    [Fact]
    public void LatestCard_IsKept_AfterTheNextFlushInTheFile()
    {
        var first = new LatestCard(StoreFolder.Bits(5), "H10301", "front", 17);
        var second = new LatestCard(new ReaderBits(128, UInt128.MaxValue), null, "back", null);
        using HolderStore store = _folder.Open(), other = _folder.Open();
        Assert.Null(store.Latest());
        store.KeepLatest(first);
        Assert.Equal(first, store.Latest());
        Assert.Null(other.Latest());
        store.Flush();
        Assert.Equal(first, other.Latest());
        store.KeepLatest(second);
        store.Flush();
        Assert.Equal(second, other.Latest());
    }

    [Fact]
    public void FiftyThousandHolders_AreReplacedAndReadBack()
    {
        HolderList list = StoreFolder.Many(50_000, uses: 3);
        using HolderStore store = _folder.Open();
        Assert.Equal(50_000, store.Replace(list).Changed.Count);
        Assert.Equal(list.Holders, store.Read().Holders);
        Assert.True(store.Replace(list).AreNone);
        Assert.Equal(new TakeResult(2, null), store.Take(50_000, 1));
    }
}
