using System;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Sinks.Tests.Outboxes;

/// <summary>Letters that go out on the thread that posts them.</summary>
public sealed class OutboxAtOnceTests
{
    private static readonly Message Said = OutboxRig.Said("door", qos: 0);

    private static OutboxRig Rig(SendResult result, bool isOpen = true)
    {
        var rig = new OutboxRig(isOpen: isOpen) { AtOnce = result };
        rig.Seen();
        return rig;
    }

    private static void PassStream(OutboxRig rig) => rig.Time.Pass(TimeSpan.FromMilliseconds(1));

    [Fact]
    public void Gone_IsDone_BeforeTheCallReturns()
    {
        using OutboxRig rig = Rig(SendResult.Gone);
        rig.Box.Post(1, Said);
        Assert.False(rig.ToldNothing);
        Assert.Equal("1 done mqtt", rig.Told());
        Assert.Single(rig.SentAtOnce);
        Assert.True(rig.SentNothing);
        Assert.Equal(default, rig.Box.Counts);
    }

    [Theory]
    [InlineData(true, "1 done mqtt", 0)]
    [InlineData(false, "1 failed mqtt", 1)]
    public void Taken_EndsWithWhatTheTransportSaysLater(bool isDone, string told, long lost)
    {
        using OutboxRig rig = Rig(SendResult.Taken);
        rig.Box.Post(1, Said);
        Assert.True(rig.ToldNothing);
        rig.Box.Settle(rig.SentAtOnce.Single().Id, isDone ? Outcome.Done : Value.Unknown(UnknownReason.Offline));
        Assert.Equal(told, rig.Told());
        Assert.Equal(new OutboxCounts(lost, 0, 0), rig.Box.Counts);
    }

    [Fact]
    public void Taken_CountsAsInTheOutbox()
    {
        using var rig = new OutboxRig(new OutboxOptions { Name = "mqtt", Most = 1 }) { AtOnce = SendResult.Taken };
        rig.Seen();
        rig.Box.Post(1, Said);
        PassStream(rig);
        rig.Box.Post(2, Said);
        Assert.Equal("2 failed mqtt", rig.Told());
        rig.Box.Settle(rig.SentAtOnce.Single().Id, Outcome.Done);
        Assert.Equal("1 done mqtt", rig.Told());
    }

    [Fact]
    public void NotNow_GoesThroughTheQueue()
    {
        using OutboxRig rig = Rig(SendResult.NotNow);
        rig.Box.Post(1, Said);
        Assert.Equal("door", rig.Next().Message.Topic);
    }

    [Fact]
    public void Refused_Fails()
    {
        using OutboxRig rig = Rig(SendResult.Refused);
        rig.Box.Post(1, Said);
        Assert.Equal("1 failed mqtt", rig.Told());
        Assert.Equal(new OutboxCounts(1, 0, 0), rig.Box.Counts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void WhatIsToBeKept_GoesThroughTheQueue(int qos)
    {
        using OutboxRig rig = Rig(SendResult.Gone);
        rig.Box.Post(1, OutboxRig.Said("door", qos));
        Assert.Equal([rig.Next().Id], rig.Kept);
        Assert.Empty(rig.SentAtOnce);
    }

    [Fact]
    public void AStream_GoesThroughTheQueue_ButForItsFirst()
    {
        using OutboxRig rig = Rig(SendResult.Gone);
        for (int i = 1; i <= 3; i++)
            rig.Box.Post(i, Said);
        Assert.Equal("1 done mqtt", rig.Told());
        Assert.Equal([2, 3], new[] { rig.Next(), rig.Next() }.Select(l => l.Command));
        rig.Seen();
        PassStream(rig);
        rig.Box.Post(4, Said);
        Assert.Equal("4 done mqtt", rig.Told());
        Assert.Equal([1, 4], rig.SentAtOnce.Select(l => l.Command));
    }

    [Fact]
    public void BehindWhatWaits_ItWaits()
    {
        using OutboxRig rig = Rig(SendResult.Gone, isOpen: false);
        rig.Box.Post(1, OutboxRig.Said("first"));
        rig.Seen();
        PassStream(rig);
        rig.Box.Post(2, Said);
        rig.Seen();
        Assert.Empty(rig.SentAtOnce);
        rig.Open(true);
        Assert.Equal([1, 2], new[] { rig.Next(), rig.Next() }.Select(l => l.Command));
    }

    [Fact]
    public void WhereTheTransportTakesNone_NothingGoesOutBeforeItIsReady()
    {
        using OutboxRig rig = Rig(SendResult.NotNow, isOpen: false);
        rig.Box.Post(1, OutboxRig.Said("late", qos: 0, expires: 1));
        rig.Seen();
        rig.Time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("1 expired mqtt", rig.Told());
        rig.Seen();
        rig.AtOnce = SendResult.Gone;
        rig.Box.Post(2, Said);
        rig.Seen();
        Assert.Empty(rig.SentAtOnce);
        rig.Open(true);
        Assert.Equal(2, rig.Next().Command);
    }

    [Fact]
    public void AfterItsEnd_NothingGoesOut()
    {
        OutboxRig rig = Rig(SendResult.Gone);
        rig.Box.Dispose();
        rig.Box.Post(1, Said);
        Assert.Equal("1 failed mqtt", rig.Told());
        Assert.Empty(rig.SentAtOnce);
        rig.Dispose();
    }
}
