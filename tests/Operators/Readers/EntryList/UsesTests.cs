using System.Linq;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

/// <summary>Holders who may enter a number of times: granted follows the commit of the store.</summary>
public sealed class UsesTests
{
    private static readonly Holder Anna = Desk.Person(1, "Anna") with { UsesLeft = 3, LastUse = 7 };
    private static readonly Holder Ben = Desk.Person(2, "Ben");

    [Fact]
    public void UseIsGranted_WhenTheStoreHasTakenIt()
    {
        var desk = new Desk(new EntryOptions(), Anna);
        Assert.Equal(["1: requests use 8 of Anna", "5: granted Anna (access-granted), 2 left"], desk.Card(1, 1).Commit(5, 1, 8, 2).Told);
        Assert.Equal(["6: requests use 9 of Anna", "7: granted Anna (access-granted), 1 left"], desk.Card(6, 1).Commit(7, 1, 9, 1).Told);
        Assert.Equal(["8: requests use 10 of Anna", "9: granted Anna (access-granted), 0 left", "10: denied Anna: used-up"], desk.Card(8, 1).Commit(9, 1, 10, 0).Card(10, 1).Told);
    }

    [Fact]
    public void SameCommitTwice_GrantsOnce()
    {
        var desk = new Desk(new EntryOptions(), Anna);
        Assert.Equal(["1: requests use 8 of Anna", "2: granted Anna (access-granted), 2 left"], desk.Card(1, 1).Commit(2, 1, 8, 2).Commit(3, 1, 8, 2).Told);
        // nor does it for the next use, and what is left stays
        Assert.Equal(["4: requests use 9 of Anna"], desk.Card(4, 1).Commit(5, 1, 8, 2).Told);
        Assert.Equal(2, desk.Kernel.Counts.Last().Count);
    }

    [Fact]
    public void CommitThatNobodyAskedFor_GrantsNothing_ButCounts()
    {
        var desk = new Desk(new EntryOptions(), Anna);
        Assert.Equal(["2: denied Anna: used-up"], desk.Commit(1, 1, 8, 0).Card(2, 1).Told);
        Assert.Equal([], desk.Commit(3, 99, 1, 0).Told);
    }

    [Fact]
    public void CommitJustWithinTheTime_IsGranted_AndExactlyThenIsTooLate()
    {
        Assert.Equal(["0: requests use 8 of Anna", "1999.999999: granted Anna (access-granted), 2 left"], new Desk(new EntryOptions(), Anna).Card(0, 1).Commit(1999.999999, 1, 8, 2).Told);
        var desk = new Desk(new EntryOptions(), Anna);
        Assert.Equal(["0: requests use 8 of Anna", "2000: fault store-timeout of Anna"], desk.Card(0, 1).Commit(2000, 1, 8, 2).Told);
        // it was taken all the same
        Assert.Equal(["3000: requests use 9 of Anna"], desk.Card(3000, 1).Told);
    }

    [Fact]
    public void UseThatTimedOut_IsAskedForAgain_AndItsLateCommitGrantsThatOnce()
    {
        var desk = new Desk(new EntryOptions(), Anna);
        Assert.Equal(["0: requests use 8 of Anna", "2000: fault store-timeout of Anna", "3000: requests use 8 of Anna"], desk.Card(0, 1).Card(3000, 1).Told);
        Assert.Equal(["3001: granted Anna (access-granted), 2 left"], desk.Commit(3001, 1, 8, 2).Give(3002, EntryInput.Refused(1, 8, "store-refused")).Told);
    }

    [Fact]
    public void RefusalOfTheStore_IsAFault_AndTakesNothing()
    {
        var desk = new Desk(new EntryOptions(), Anna);
        Assert.Equal(["0: requests use 8 of Anna", "1: fault store-locked of Anna", "2: requests use 8 of Anna"], desk.Card(0, 1).Give(1, EntryInput.Refused(1, 8, "store-locked")).Card(2, 1).Told);
    }

    [Fact]
    public void WhileTheStoreIsLocked_OthersAreGranted() => Assert.Equal(
        ["0: requests use 8 of Anna", "1: granted Ben (access-granted)", "2000: fault store-timeout of Anna"],
        new Desk(new EntryOptions(), Anna, Ben).Card(0, 1).Card(1, 2).Wait(5000).Told);

    [Fact]
    public void SameCardAgainAtItsReader_BeforeTheCommit_IsTheSameTry()
    {
        var desk = new Desk(new EntryOptions(), Anna with { UsesLeft = 1 });
        Assert.Equal(["0: requests use 8 of Anna", "3: granted Anna (access-granted), 0 left"], desk.Card(0, 1).Card(1, 1).Card(2, 1).Commit(3, 1, 8, 0).Told);
        Assert.Equal(2, desk.Kernel.Counts.First().Count);
    }

    [Fact]
    public void SameCardAtAnotherReader_IsAnotherUse_AndTheLastIsNotGivenTwice()
    {
        var desk = new Desk([new EntryOptions(), new EntryOptions(), new EntryOptions()], Anna with { UsesLeft = 2 });
        Assert.Equal(["0: requests use 8 of Anna", "1 at 1: requests use 9 of Anna", "2 at 2: denied Anna: used-up"], desk.Card(0, 1).Card(1, 1, reader: 1).Card(2, 1, reader: 2).Told);
        Assert.Equal(["3: granted Anna (access-granted), 1 left", "4 at 1: granted Anna (access-granted), 0 left"], desk.Commit(3, 1, 8, 1).Commit(4, 1, 9, 0).Told);
    }

    [Fact]
    public void HolderSuspendedOrRemovedBeforeTheCommit_DoesNotEnter()
    {
        Assert.Equal(["0: requests use 8 of Anna", "2: denied Anna: suspended"], new Desk(new EntryOptions(), Anna).Card(0, 1).Give(1, EntryInput.Changed(Anna with { IsSuspended = true })).Commit(2, 1, 8, 2).Told);
        Assert.Equal(["0: requests use 8 of Anna", "2: denied nothing: unknown"], new Desk(new EntryOptions(), Anna).Card(0, 1).Give(1, EntryInput.Removed(1)).Commit(2, 1, 8, 2).Told);
    }

    [Fact]
    public void HolderGivenMoreUses_HasThem_ButNotByAChangeThatWasReadBeforeAUse()
    {
        var desk = new Desk(new EntryOptions(), Anna with { UsesLeft = 1 });
        desk.Card(0, 1).Commit(1, 1, 8, 0);
        _ = desk.Told;
        Assert.Equal(["3: denied Anna: used-up"], desk.Give(2, EntryInput.Changed(Anna with { UsesLeft = 1, LastUse = 7 })).Card(3, 1).Told);
        Assert.Equal(["5: requests use 9 of Anna"], desk.Give(4, EntryInput.Changed(Anna with { UsesLeft = 5, LastUse = 8 })).Card(5, 1).Told);
        Assert.Equal(["7: granted Anna (access-granted)"], desk.Give(6, EntryInput.Refused(1, 9, "x")).Give(6, EntryInput.Changed(Anna with { UsesLeft = null })).Card(7, 1).Told.Skip(1));
    }

    [Fact]
    public void AllHoldersAnew_EndWhatWasRequested()
    {
        var desk = new Desk(new EntryOptions(), Anna);
        Assert.Equal(
            ["0: requests use 8 of Anna", "1: fault store-restarted of Anna"],
            desk.Card(0, 1).Give(1, EntryInput.Of(Desk.List(Anna with { UsesLeft = 2, LastUse = 8 }))).Commit(2, 1, 8, 2).Told);
        Assert.Equal(["3: requests use 9 of Anna"], desk.Card(3, 1).Told);
    }

    [Fact]
    public void MoreRequestsThanMayWait_AreAFault()
    {
        Holder[] holders = [.. Enumerable.Range(1, 65).Select(i => Desk.Person(i, "P" + i) with { UsesLeft = 1 })];
        var desk = new Desk(new EntryOptions(), holders);
        for (int i = 1; i <= 65; i++)
            desk.Card(i, i);
        Assert.Equal("65: fault store-busy of P65", desk.Told[^1]);
        Assert.Equal(["66: granted P3 (access-granted), 0 left", "67: requests use 1 of P65"], desk.Commit(66, 3, 1, 0).Card(67, 65).Told);
        // each has its own time
        desk.Wait(2001);
        Assert.Equal(["2001: fault store-timeout of P1"], desk.Told);
        desk.Wait(2003);
        Assert.Equal(["2002: fault store-timeout of P2"], desk.Told);
    }

    [Fact]
    public void CardAndPin_TakeOneUse() => Assert.Equal(
        ["0: awaits the PIN of Anna", "1: requests use 8 of Anna", "3: granted Anna (access-granted), 2 left"],
        new Desk(new EntryOptions { Require = EntryRequirement.CardAndPin }, Anna).Card(0, 1).Type(1, "0001").Card(2, 1).Commit(3, 1, 8, 2).Told);
}
