using System;
using System.IO;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Sinks.Tests.Outboxes;

public sealed class OutboxTests
{
    private static readonly Value Back = Value.Unknown(UnknownReason.Offline);

    [Fact]
    public void ALetterIsInTheStoreBeforeItGoesOut_AndOutOfItOnceItIsDelivered()
    {
        using var rig = new OutboxRig();
        rig.Box.Post(7, OutboxRig.Said("door"));
        Letter letter = rig.Next();
        Assert.Equal([letter.Id], rig.Kept);
        rig.Box.Settle(letter.Id, Outcome.Done);
        Assert.Equal("7 done mqtt", rig.Told());
        rig.Settled();
        Assert.Empty(rig.Kept);
    }

    [Fact]
    public void Quality0_IsNeverInTheStore_AndIsNotSentAgain()
    {
        using var rig = new OutboxRig();
        rig.Box.Post(1, OutboxRig.Said("door", qos: 0));
        Letter letter = rig.Next();
        Assert.Empty(rig.Kept);
        rig.Box.Settle(letter.Id, Back);
        Assert.Equal("1 failed mqtt", rig.Told());
        Assert.True(rig.SentNothing);
    }

    [Fact]
    public void WhatComesBack_GoesOutAgainBeforeWhatCameLater()
    {
        using var rig = new OutboxRig();
        rig.Box.Post(1, OutboxRig.Said("a"));
        rig.Box.Post(2, OutboxRig.Said("b"));
        Letter a = rig.Next(), b = rig.Next();
        rig.Open(false);
        rig.Box.Post(3, OutboxRig.Said("c"));
        // the later one comes back first
        rig.Box.Settle(b.Id, Back);
        rig.Box.Settle(a.Id, Back);
        rig.Seen();
        rig.Open(true);
        Assert.Equal(["a", "b", "c"], new[] { rig.Next(), rig.Next(), rig.Next() }.Select(l => l.Message.Topic));
    }

    [Fact]
    public void ACopyIsTheSameLetter()
    {
        using var rig = new OutboxRig();
        rig.Box.Post(1, OutboxRig.Said("a"));
        Letter first = rig.Next();
        rig.Box.Settle(first.Id, Back);
        rig.Seen();
        Assert.True(rig.SentNothing);
        rig.Time.Pass(TimeSpan.FromMilliseconds(100));
        Letter again = rig.Next();
        Assert.Equal((first.Id, first.Message), (again.Id, again.Message));
    }

    [Fact]
    public void WhatHasComeBack_IsNoWorkWhileTheTransportTakesNone()
    {
        using var rig = new OutboxRig();
        rig.Box.Post(1, OutboxRig.Said("a"));
        Letter first = rig.Next();
        rig.Open(false);
        rig.Box.Post(2, OutboxRig.Said("b"));
        rig.Box.Settle(first.Id, Back);
        rig.Seen();
        rig.Time.Pass(TimeSpan.FromSeconds(1));
        // the thread rests although the pause is over
        rig.Seen();
        rig.Open(true);
        Assert.Equal([1, 2], new[] { rig.Next(), rig.Next() }.Select(l => l.Command));
    }

    [Fact]
    public void ALetterThatHasExpired_NeverGoesOut()
    {
        using var rig = new OutboxRig(isOpen: false);
        rig.Box.Post(1, OutboxRig.Said("late", expires: 5));
        rig.Box.Post(2, OutboxRig.Said("in time"));
        rig.Seen();
        rig.Time.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal("1 expired mqtt", rig.Told());
        rig.Open(true);
        Assert.Equal("in time", rig.Next().Message.Topic);
        Assert.True(rig.SentNothing);
    }

    [Fact]
    public void ALetterBehindOneThatLasts_ExpiresAtItsOwnTime()
    {
        using var rig = new OutboxRig(isOpen: false);
        rig.Box.Post(1, OutboxRig.Said("lasts"));
        rig.Box.Post(2, OutboxRig.Said("short", expires: 1));
        rig.Seen();
        rig.Time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("2 expired mqtt", rig.Told());
    }

    [Fact]
    public void ALetterThatComesBackAfterItHasExpired_Expires()
    {
        using var rig = new OutboxRig();
        rig.Box.Post(1, OutboxRig.Said("a", expires: 2));
        Letter letter = rig.Next();
        rig.Time.Pass(TimeSpan.FromSeconds(3));
        rig.Box.Settle(letter.Id, Back);
        Assert.Equal("1 expired mqtt", rig.Told());
        rig.Seen();
        Assert.Empty(rig.Kept);
    }

    [Fact]
    public void OneMoreThanFits_FailsAtOnce()
    {
        using var rig = new OutboxRig(new OutboxOptions { Name = "mqtt", Most = 2 }, isOpen: false);
        rig.Box.Post(1, OutboxRig.Said("a"));
        rig.Box.Post(2, OutboxRig.Said("b"));
        rig.Box.Post(3, OutboxRig.Said("c"));
        Assert.Equal("3 failed mqtt", rig.Told());
        rig.Open(true);
        Assert.Equal(["a", "b"], new[] { rig.Next(), rig.Next() }.Select(l => l.Message.Topic));
    }

    [Fact]
    public void WhereTheOldestMakesRoom_ItFails()
    {
        using var rig = new OutboxRig(new OutboxOptions { Name = "mqtt", Most = 2, OnFull = FullPolicy.DropOldest }, isOpen: false);
        for (int command = 1; command <= 3; command++)
            rig.Box.Post(command, OutboxRig.Said($"{command}"));
        Assert.Equal("1 failed mqtt", rig.Told());
        rig.Open(true);
        Assert.Equal(["2", "3"], new[] { rig.Next(), rig.Next() }.Select(l => l.Message.Topic));
        rig.Seen();
        Assert.Equal(2, rig.Kept.Length);
    }

    [Fact]
    public void AfterSoManyAttempts_ItFails()
    {
        using var rig = new OutboxRig(new OutboxOptions { Name = "mqtt", MostAttempts = 2 });
        rig.Box.Post(1, OutboxRig.Said("a"));
        rig.Box.Settle(rig.Next().Id, Back);
        rig.Seen();
        rig.Time.Pass(TimeSpan.FromMilliseconds(100));
        rig.Box.Settle(rig.Next().Id, Back);
        Assert.Equal("1 failed mqtt", rig.Told());
    }

    [Fact]
    public void AStoreThatRefuses_IsToldOnce_AndNothingIsTakenForKept()
    {
        using var rig = new OutboxRig();
        rig.BreakStore(new IOException("the disk is full"));
        rig.Box.Post(1, OutboxRig.Said("a"));
        Assert.Equal("store the disk is full", rig.Told());
        Assert.Equal("1 failed mqtt", rig.Told());
        rig.Box.Post(2, OutboxRig.Said("b", qos: 0));
        Assert.Equal("b", rig.Next().Message.Topic);
        rig.Box.Post(3, OutboxRig.Said("c"));
        Assert.Equal("3 failed mqtt", rig.Told());
        rig.BreakStore(null);
        rig.Box.Post(4, OutboxRig.Said("d"));
        Assert.Equal("store works", rig.Told());
        Assert.Equal("d", rig.Next().Message.Topic);
    }

    [Fact]
    public void WhatAnEarlierRunHasLeft_GoesFirst_AndBelongsToNoCommand()
    {
        using var rig = new OutboxRig(left: [new StoredLetter(3, OutboxRig.Said("old"), 0), new StoredLetter(4, OutboxRig.Said("gone"), 1)]);
        rig.Box.Post(1, OutboxRig.Said("new"));
        Letter old = rig.Next(), fresh = rig.Next();
        Assert.Equal(("old", 0L, "new", 5L), (old.Message.Topic, old.Command, fresh.Message.Topic, fresh.Id));
        Assert.Equal("earlier gone expired", rig.Told());
        rig.Box.Settle(old.Id, Outcome.Done);
        Assert.Equal("earlier old done", rig.Told());
        rig.Settled();
        Assert.Equal([5L], rig.Kept);
    }

    [Fact]
    public void WhatAnEarlierRunHasLeft_IsCountedAtOnce_AndExpires_WithoutAConnection()
    {
        var now = (long)(DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds * 1_000_000;
        using var rig = new OutboxRig(left: [new StoredLetter(1, OutboxRig.Said("door", expires: 60), now + 60_000_000_000), new StoredLetter(2, OutboxRig.Said("gate"), 0)], isOpen: false);
        Assert.True(System.Threading.SpinWait.SpinUntil(() => rig.Depth == 2, TimeSpan.FromSeconds(30)));
        rig.Seen();
        rig.Time.Pass(TimeSpan.FromSeconds(70));
        Assert.Equal("earlier door expired", rig.Told());
        Assert.True(System.Threading.SpinWait.SpinUntil(() => rig.Depth == 1, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void AStoreThatCannotBeReadAtFirst_IsTriedAgain_AndItsLettersAreNotMixedUpWithNewOnes()
    {
        using var rig = new OutboxRig(left: [new StoredLetter(1, OutboxRig.Said("old"), 0)], storeFailure: new IOException("locked"));
        Assert.Equal("store locked", rig.Told());
        rig.Box.Post(1, OutboxRig.Said("at once", qos: 0));
        Assert.Equal("at once", rig.Next().Message.Topic);
        rig.Box.Post(2, OutboxRig.Said("kept"));
        Assert.Equal("2 failed mqtt", rig.Told());
        rig.BreakStore(null);
        rig.Box.Post(3, OutboxRig.Said("new"));
        Assert.Equal("store works", rig.Told());
        Letter old = rig.Next(), fresh = rig.Next();
        Assert.Equal(("old", 1L, "new"), (old.Message.Topic, old.Id, fresh.Message.Topic));
        Assert.True(fresh.Id > 1);
    }

    [Fact]
    public void AClockThatIsFarBehind_MakesNoLetterLastLongerThanItWasMeantTo()
    {
        long inFiftyYears = (DateTimeOffset.UtcNow.AddYears(50) - DateTimeOffset.UnixEpoch).Ticks * 100;
        using var rig = new OutboxRig(left: [new StoredLetter(1, OutboxRig.Said("old", expires: 60), inFiftyYears)], isOpen: false);
        rig.Seen();
        rig.Time.Pass(TimeSpan.FromSeconds(60));
        Assert.Equal("earlier old expired", rig.Told());
    }

    [Fact]
    public void TheEndOfTheRun_IsNoAttempt_AndWhatIsOnItsWayMayArrive()
    {
        using var rig = new OutboxRig(new OutboxOptions { Name = "mqtt", MostAttempts = 1 });
        rig.Box.Post(1, OutboxRig.Said("a"));
        rig.Box.Post(2, OutboxRig.Said("b"));
        Letter a = rig.Next(), b = rig.Next();
        rig.Box.Settle(a.Id, Outcome.Done);
        rig.Box.Drain();
        Assert.Equal("1 done mqtt", rig.Told());
        rig.Box.Settle(b.Id, Back);
        rig.Box.Dispose();
        Assert.True(rig.ToldNothing);
        Assert.Equal([b.Id], rig.Kept);
        Assert.True(rig.IsStoreClosed);
    }

    [Fact]
    public void AtTheEnd_WhatIsInMemoryAloneFails_AndWhatIsKeptStays()
    {
        var rig = new OutboxRig(isOpen: false);
        rig.Box.Post(1, OutboxRig.Said("kept"));
        rig.Box.Post(2, OutboxRig.Said("lost", qos: 0));
        rig.Box.Dispose();
        Assert.Equal("2 failed mqtt", rig.Told());
        Assert.True(rig.ToldNothing);
        Assert.Equal([1L], rig.Kept);
        rig.Box.Post(3, OutboxRig.Said("too late"));
        Assert.Equal("3 failed mqtt", rig.Told());
    }

    [Fact]
    public void ManyThatComeMeanwhile_AreKeptTogether()
    {
        using var rig = new OutboxRig(isOpen: false);
        for (int command = 1; command <= 5000; command++)
            rig.Box.Post(command, OutboxRig.Said("a"));
        rig.Seen();
        Assert.Equal(5000, rig.Kept.Length);
        Assert.InRange(rig.Changes, 1, 2500);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WhateverHappens_EachCommandEndsOnce_AndNothingIsLeftBehind(int seed)
    {
        var random = new Random(seed);
        var rig = new OutboxRig(new OutboxOptions { Name = "mqtt", Most = 50, OnFull = seed % 2 == 0 ? FullPolicy.Refuse : FullPolicy.DropOldest });
        rig.Seen();
        rig.AtOnce = SendResult.Gone;
        rig.Box.Post(1, OutboxRig.Said("1", qos: 0));
        Assert.Single(rig.SentAtOnce);
        for (int command = 2; command <= 400; command++)
        {
            rig.AtOnce = (SendResult)random.Next(3);
            rig.Time.Pass(TimeSpan.FromMilliseconds(random.Next(2)));
            if (random.Next(3) == 0)
                rig.Seen();
            rig.Box.Post(command, OutboxRig.Said($"{command}", random.Next(3), random.Next(3)));
            if (random.Next(10) == 0)
                rig.Open(random.Next(2) == 0);
            if (random.Next(20) == 0)
                rig.Time.Pass(TimeSpan.FromSeconds(random.Next(3)));
            while (!rig.SentNothing && random.Next(4) > 0)
                rig.Box.Settle(rig.Next().Id, random.Next(3) == 0 ? Back : random.Next(5) == 0 ? Outcome.Failed : Outcome.Done);
        }

        rig.Box.Dispose();
        var ended = new System.Collections.Generic.List<long>();
        while (!rig.ToldNothing)
            ended.Add(long.Parse(rig.Told().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(ended.Distinct().Count(), ended.Count);
        Assert.Equal(400, ended.Count + rig.Kept.Length);
    }
}
