using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Reactive.Device.Credentials;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Device.Tests.Credentials;

public sealed class HolderStoreDriverTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StoreFolder _folder = new();
    private readonly BlockingCollection<string> _told = [];
    private readonly ManualResetEventSlim _mayPost = new(true);
    private int _refusedPosts;
    private HolderStoreDriver? _driver;

    public void Dispose()
    {
        _mayPost.Set();
        _driver?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void AllHolders_AreToldAtTheStart()
    {
        _folder.With(StoreFolder.Person(1, "Anna", 5), StoreFolder.Person(2, "Ben")).Dispose();
        Start();
        Assert.Equal("all Anna 5 (0), Ben", Next());
    }

    [Fact]
    public void Use_IsTakenOrRefused_WithOneOutcome()
    {
        _folder.With(StoreFolder.Person(1, "Anna", 2)).Dispose();
        HolderStoreDriver driver = Start();
        Next();
        Take(driver, 1, "1 1 1");
        Take(driver, 2, "1 1 1");
        Take(driver, 3, "1 3 0");
        Take(driver, 4, "9 1 0");
        Take(driver, 5, "1 2 0");
        Take(driver, 6, "1 3 0");
        Assert.Equal(["1 done 1", "2 done 1", "3 failed fault use-refused", "4 failed fault use-refused", "5 done 0", "6 failed fault use-refused"], Next(6));
    }

    [Theory]
    [InlineData("take-use", "")]
    [InlineData("take-use", "1 1")]
    [InlineData("take-use", "1 0 0")]
    [InlineData("take-use", "-1 1 0")]
    [InlineData("take-use", "1 1 0 0")]
    [InlineData("give-use", "1 1 0")]
    public void CommandThatIsNone_IsRefused(string verb, string text)
    {
        _folder.With(StoreFolder.Person(1, "Anna", 2)).Dispose();
        HolderStoreDriver driver = Start();
        Next();
        driver.Carry(new Command(7, 1, default, "residents", verb, text, default));
        Assert.Equal("7 failed fault use-refused", Next());
    }

    [Fact]
    public void WhatAnotherProcessChanges_IsTold_InAnOrderThatCanBeFollowed()
    {
        Holder anna = StoreFolder.Person(1, "Anna"), ben = StoreFolder.Person(2, "Ben"), cleo = StoreFolder.Person(3, "Cleo");
        using HolderStore store = _folder.With(anna, ben, cleo);
        Start();
        Next();
        // Anna gets Ben's card, who gets that of Cleo, who is removed
        store.Replace(StoreFolder.List(anna with { Card = ben.Card }, ben with { Card = cleo.Card }));
        Assert.Equal("changed Ben, Anna without 3", Next());
        // two who swap have no such order
        store.Replace(StoreFolder.List(anna with { Card = cleo.Card }, ben));
        Assert.Equal("all Anna, Ben", Next());
    }

    [Fact]
    public void StoreThatIsMissing_IsWaitedFor_AndCommandsFailMeanwhile()
    {
        HolderStoreDriver driver = Start();
        Assert.Equal($"trouble There is no store {_folder.Store}: 'reactive holders import' makes one.", Next());
        Take(driver, 1, "1 1 4");
        Assert.Equal("1 failed fault store-failed", Next());
        string made = System.IO.Path.Combine(_folder.Path, "made.db");
        using (HolderStore store = HolderStore.Open(made, create: true))
            store.Replace(StoreFolder.List(StoreFolder.Person(1, "Anna", 5)));
        System.IO.File.Move(made, _folder.Store);
        Assert.Equal(["all Anna 5 (0)", "trouble over"], Next(2));
        Take(driver, 2, "1 1 4");
        Assert.Equal("2 done 4", Next());
    }

    [Fact]
    public void FileThatIsNoStore_IsTroubleOnce_AndCommandsFail()
    {
        System.IO.File.WriteAllText(_folder.Store, new string('x', 5000));
        HolderStoreDriver driver = Start();
        Assert.StartsWith($"trouble {_folder.Store} is damaged, or is no database", Next(), StringComparison.Ordinal);
        for (int i = 1; i < 20; i++)
        {
            Take(driver, i, "1 1 4");
            Assert.Equal(FormattableString.Invariant($"{i} failed fault store-corrupt"), Next());
        }
    }

    [Fact]
    public void LockedStore_IsAFault_AndTakesWhenTheLockIsGone()
    {
        _folder.With(StoreFolder.Person(1, "Anna", 5)).Dispose();
        HolderStoreDriver driver = Start();
        Next();
        using (Database other = Database.Open(_folder.Store, TimeSpan.Zero))
        {
            other.Run("BEGIN EXCLUSIVE");
            Take(driver, 1, "1 1 4");
            Take(driver, 2, "1 1 4");
            Take(driver, 3, "1 1 4");
            Assert.Equal("1 failed fault store-locked", Next());
        }

        // those who waited with the first have waited long enough
        Assert.Equal(["2 failed fault store-locked", "3 failed fault store-locked"], Next(2));
        Take(driver, 4, "1 1 4");
        Assert.Equal("4 done 4", Next());
    }

    [Fact]
    public void NewsThatDoNotFit_AreFollowedByAllHolders()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna"));
        _refusedPosts = 3;
        Start();
        Assert.Equal("all Anna", Next());
        _refusedPosts = 1;
        store.Replace(StoreFolder.List(StoreFolder.Person(1, "Anna"), StoreFolder.Person(2, "Ben")));
        Assert.Equal("all Anna, Ben", Next());
    }

    [Fact]
    public void MoreCommandsThanMayWait_FailAtOnce_AndTheRestWhenItStops_EachOnce()
    {
        _folder.With(StoreFolder.Person(1, "Anna", 5)).Dispose();
        _mayPost.Reset();
        HolderStoreDriver driver = Start();
        for (int i = 1; i <= 300; i++)
            Take(driver, i, "1 1 4");
        Assert.Equal(Enumerable.Range(257, 44).Select(i => FormattableString.Invariant($"{i} failed fault store-busy")), Next(44));
        var stopping = new Thread(driver.Dispose);
        stopping.Start();
        Assert.True(SpinWait.SpinUntil(() => Refused(driver), Patience));
        _mayPost.Set();
        stopping.Join();
        IEnumerable<string> rest = Next(_told.Count).Where(t => !t.StartsWith("9999 ", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, 256).Select(i => FormattableString.Invariant($"{i} failed fault store-closed")).Prepend("all Anna 5 (0)"), rest);
        using HolderStore store = _folder.Open();
        Assert.Equal(5, store.Read().Find(1)!.UsesLeft);
    }

    [Fact]
    public void UseThatNobodyConfirmed_IsToldOnceAtTheStart()
    {
        using (HolderStore store = _folder.With(StoreFolder.Person(1, "Anna", 5)))
        {
            store.Take(1, 1);
            store.Take(1, 2);
            store.Confirm(1, 1);
            store.Flush();
        }

        HolderStoreDriver driver = Start();
        Assert.Equal(["unconfirmed 2 of Anna", "all Anna 3 (2)"], Next(2));
        Take(driver, 1, "1 3 2");
        Assert.Equal("1 done 2", Next());
        Assert.True(driver.Confirm(1, 3));
        driver.Dispose();
        Start();
        Assert.Equal("all Anna 2 (3)", Next());
    }

    [Fact]
    public void LatestCard_IsInTheFileWhenItStops()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna"));
        HolderStoreDriver driver = Start();
        Next();
        driver.KeepLatest(new LatestCard(StoreFolder.Bits(8), null, "front", 3));
        var latest = new LatestCard(StoreFolder.Bits(9), "H10301", "front", 4);
        driver.KeepLatest(latest);
        driver.Dispose();
        Assert.Equal(latest, store.Latest());
    }

    [Fact]
    public void ImportWhileItRuns_LosesNoUse_AndNoAnswer()
    {
        using HolderStore store = _folder.With(StoreFolder.Person(1, "Anna", 1000));
        HolderStoreDriver driver = Start();
        Next();
        bool isOver = false;
        var import = new Thread(() =>
        {
            for (int round = 1; round <= 5; round++)
                store.Change(list => StoreFolder.List([.. StoreFolder.Many(3000 * round).Holders.Skip(1).Prepend(list.Find(1)!)]));
            Volatile.Write(ref isOver, true);
        });
        import.Start();
        int use = 0;
        while (!Volatile.Read(ref isOver) || use < 20)
        {
            use++;
            Take(driver, use, FormattableString.Invariant($"1 {use} {1000 - use}"));
            string answer = Next();
            while (answer.StartsWith("all ", StringComparison.Ordinal) || answer.StartsWith("changed ", StringComparison.Ordinal))
                answer = Next();
            Assert.Equal(FormattableString.Invariant($"{use} done {1000 - use}"), answer);
            if (use >= 900)
                break;
        }

        import.Join();
        Assert.Equal((1000 - use, (long)use), (store.Read().Find(1)!.UsesLeft!.Value, store.Read().Find(1)!.LastUse));
    }

    // what has been answered since stopping began is that it is closed
    private bool Refused(HolderStoreDriver driver)
    {
        Take(driver, 9999, "1 1 4");
        return _told.Any(t => t == "9999 failed fault store-closed");
    }

    private static void Take(HolderStoreDriver driver, long number, string text) => driver.Carry(new Command(number, 1, default, "residents", "take-use", text, default));

    private HolderStoreDriver Start()
    {
        var listener = new HolderStoreListener(
            Post,
            (command, outcome, readback) => _told.Add(string.Create(CultureInfo.InvariantCulture, $"{command} {outcome} {readback}")),
            use => _told.Add(string.Create(CultureInfo.InvariantCulture, $"unconfirmed {use.Use} of {use.FirstName}")),
            trouble => _told.Add("trouble " + (trouble ?? "over")));
        return _driver = new HolderStoreDriver(_folder.Store, [], listener, TimeSpan.FromMilliseconds(5));
    }

    private bool Post(Value news)
    {
        _mayPost.Wait();
        if (_refusedPosts > 0)
        {
            _refusedPosts--;
            return false;
        }

        var inputs = new List<EntryInput>();
        Assert.True(HolderNews.TryRead(news.Text!, [], inputs, out string? problem), problem);
        if (inputs is [{ List: { } list }])
        {
            _told.Add("all " + string.Join(", ", list.Holders.Take(10).Select(Shown)));
            return true;
        }

        string removed = string.Join(' ', inputs.Where(i => i.Kind == EntryInputKind.Removed).Select(i => i.HolderId));
        _told.Add("changed " + string.Join(", ", inputs.Where(i => i.Holder is not null).Select(i => Shown(i.Holder!))) + (removed.Length > 0 ? " without " + removed : ""));
        return true;
    }

    private static string Shown(Holder holder) => holder.UsesLeft is { } left ? string.Create(CultureInfo.InvariantCulture, $"{holder.FirstName} {left} ({holder.LastUse})") : holder.FirstName;

    private string Next() => _told.TryTake(out string? told, Patience) ? told : throw new TimeoutException("Nothing more is told.");

    private string[] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];
}
