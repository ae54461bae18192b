using System;
using System.Text;
using System.Threading;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>Connecting, losing and connecting again, over a client that does what the test says.</summary>
public sealed class MqttConnectionTests
{
    [Fact]
    public void Start_ConnectsAndTellsEachStateOnce()
    {
        using var it = new FakeConnection();
        Assert.Equal(["Connecting"], it.Told());
        it.Accept();
        it.Accept();
        Assert.Equal(["Connected"], it.Told());
        it.Client.Events.Lost("the cable was cut");
        it.Client.Events.Lost("the cable was cut again");
        Assert.Equal(["Lost: the cable was cut"], it.Told());
        Assert.True(it.Client.IsDisposed);
    }

    [Fact]
    public void Pauses_DoubleFromOneSecondToHalfAMinuteWithoutLuck()
    {
        using var it = new FakeConnection();
        foreach (double pause in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            int attempts = it.Clients.Count;
            it.Client.Events.Lost("no route");
            it.Pass(pause - 0.001);
            Assert.Equal(attempts, it.Clients.Count);
            it.Pass(0.001);
            Assert.Equal(attempts + 1, it.Clients.Count);
        }
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 0.5, 1.5)]
    [InlineData(2, 0.5, 3)]
    [InlineData(6, 0.5, 45)]
    [InlineData(1000, 0.75, 52.5)]
    public void Pause_LiesBetweenHalfAndTheWhole(int failures, double chance, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new MqttLimits().Pause(failures, chance));

    [Theory]
    [InlineData(59.999, 2)]
    [InlineData(60, 1)]
    public void ConnectionThatLasted_BeginsWithTheShortestPause(double lasted, double pause)
    {
        using var it = new FakeConnection(new MqttSettings { Host = "broker", KeepAlive = TimeSpan.Zero });
        it.Client.Events.Lost("no route");
        it.Pass(1);
        it.Accept();
        it.Pass(lasted);
        it.Client.Events.Lost("gone");
        it.Pass(pause - 0.001);
        Assert.Equal(2, it.Clients.Count);
        it.Pass(0.001);
        Assert.Equal(3, it.Clients.Count);
    }

    [Fact]
    public void NoAnswerWithinTheConnectTimeout_IsALoss()
    {
        using var it = new FakeConnection(new MqttSettings { Host = "broker", ConnectTimeout = TimeSpan.FromSeconds(5) });
        it.Pass(4.999);
        Assert.Equal(["Connecting"], it.Told());
        it.Pass(0.001);
        Assert.Equal(["Lost: the broker has not answered in time"], it.Told());
        it.Pass(1);
        Assert.Equal(["Connecting"], it.Told());
    }

    [Fact]
    public void WhatAnOldAttemptTells_ChangesNothing()
    {
        using var it = new FakeConnection();
        FakeMqttClient old = it.Client;
        old.Events.Lost("no route");
        it.Pass(1);
        it.Accept();
        Assert.True(it.TryPublish(1));
        it.Told();
        old.Events.Connected(new MqttSession(false));
        old.Events.Lost("late");
        old.Events.Delivered(1);
        old.Send("t", "late");
        Assert.Empty(it.Told());
    }

    [Fact]
    public void RefusedLogin_IsToldAndTriedAgain()
    {
        using var it = new FakeConnection();
        it.Client.Events.Refused(5, "not authorised (code 5)");
        Assert.Equal(["Connecting", "Lost: the broker refuses: not authorised (code 5); 'user' and 'password' are not set"], it.Told());
        it.Pass(1);
        Assert.Equal(2, it.Clients.Count);
    }

    [Fact]
    public void LibraryThatCannotBegin_IsALossWithItsMessage()
    {
        var listener = new NotingListener();
        using var connection = new MqttConnection(new MqttSettings { Host = "broker" }, new MqttLimits(), listener, (_, _) => throw new InvalidOperationException("no library"), new ManualTime(), () => 0);
        connection.StartByHand();
        connection.Handover.Pump();
        Assert.Equal(["Connecting", "Lost: no library"], listener.Told);
    }

    [Fact]
    public void EachConnect_PublishesTheConnectMessageAndSubscribesAgain()
    {
        var hello = new MqttMessage("site/state", Encoding.UTF8.GetBytes("online"), 1, Retain: true);
        using var it = new FakeConnection(new MqttSettings { Host = "broker", ConnectMessage = hello });
        Assert.True(it.Connection.Subscribe("a/#", 1));
        Assert.True(it.Connection.Subscribe("b", 2));
        string[] expected = ["connect", "publish site/state online qos 1 retain", "subscribe a/# qos 1", "subscribe b qos 2"];
        it.Accept();
        Assert.Equal(expected, it.Client.Calls);
        it.Connection.Unsubscribe("b");
        Assert.Equal("unsubscribe b", it.Client.Calls[^1]);
        it.Connection.Subscribe("b", 0);
        Assert.Equal("subscribe b qos 0", it.Client.Calls[^1]);
        it.Client.Events.Lost("gone");
        it.Pass(1);
        it.Accept();
        Assert.Equal([.. expected[..3], "subscribe b qos 0"], it.Client.Calls);
        it.Client.DeliverAll();
        Assert.DoesNotContain(it.Told(), t => t.StartsWith("Delivered", StringComparison.Ordinal));
    }

    [Fact]
    public void RefusedSubscriptionAndConnectMessage_AreTold()
    {
        using var it = new FakeConnection(new MqttSettings { Host = "broker", ConnectMessage = new MqttMessage("up", default, 1) });
        it.Connection.Subscribe("secret/#", 1);
        it.Accept();
        it.Client.Events.NotDelivered(it.Client.Open[0], 0x87, "not authorised (code 135)");
        it.Client.Events.NotDelivered(it.Client.Open[1], 0x80, "it gives no reason (code 128)");
        Assert.Equal(
            [
                "Connecting",
                "Connected",
                "Trouble: The broker refuses the connect message: not authorised (code 135).",
                "Trouble: The broker refuses the subscription to secret/#: it gives no reason (code 128).",
            ],
            it.Told());
    }

    [Fact]
    public void TooManySubscriptions_AreNotTaken()
    {
        using var it = new FakeConnection(limits: new MqttLimits { Subscriptions = 2 });
        Assert.True(it.Connection.Subscribe("a", 0));
        Assert.True(it.Connection.Subscribe("b", 0));
        Assert.False(it.Connection.Subscribe("c", 0));
        Assert.True(it.Connection.Subscribe("b", 1));
        it.Connection.Unsubscribe("a");
        Assert.True(it.Connection.Subscribe("c", 0));
        Assert.Throws<ArgumentException>(() => it.Connection.Subscribe("c/#/d", 0));
    }

    [Fact]
    public void AtOnce_IsWrittenOrNotTaken_AndNothingIsToldOfIt()
    {
        using var it = new FakeConnection();
        it.Client.WritesAtOnce = true;
        Assert.False(it.Connection.TryPublishAtOnce(1, "t", default, false, null, out _));
        it.Accept();
        it.Client.OnPublish = it.Client.Deliver;
        Assert.True(it.Connection.TryPublishAtOnce(3, "t", default, false, null, out bool isDelivered));
        Assert.True(isDelivered);
        it.Client.OnPublish = null;
        Assert.True(it.Connection.TryPublishAtOnce(4, "t", default, false, null, out isDelivered));
        Assert.False(isDelivered);
        it.Client.DeliverAll();
        Assert.Equal(["Connecting", "Connected", "Delivered 4"], it.Told());
    }

    [Fact]
    public void AtOnce_IsNotForAClientThatHandsMessagesToAThreadOfItsOwn()
    {
        using var it = new FakeConnection();
        it.Accept();
        Assert.False(it.Connection.WritesAtOnce);
        Assert.False(it.Connection.TryPublishAtOnce(1, "t", default, false, null, out _));
        Assert.Equal(["connect"], it.Client.Calls);
    }

    [Fact]
    public void AtOnce_DoesNotWaitForWhoIsAtTheConnection()
    {
        using var it = new FakeConnection();
        it.Client.WritesAtOnce = true;
        it.Accept();
        bool? taken = null;
        it.Client.OnPublish = _ =>
        {
            var other = new Thread(() => taken = it.Connection.TryPublishAtOnce(2, "t", default, false, null, out bool _));
            other.Start();
            Assert.True(other.Join(TimeSpan.FromSeconds(20)));
        };
        Assert.True(it.TryPublish(1));
        Assert.False(taken);
    }

    [Fact]
    public void Stop_TakesLeaveAndTellsTheRestAsStopped()
    {
        var it = new FakeConnection();
        it.Accept();
        it.TryPublish(1, qos: 0);
        it.Client.DeliverAll();
        it.TryPublish(2);
        it.Connection.Stop();
        Assert.False(it.TryPublish(3));
        Assert.Equal("disconnect", it.Client.Calls[^1]);
        Assert.True(it.Client.IsDisposed);
        it.Client.Events.Delivered(2);
        Assert.Equal(["Connecting", "Connected", "Delivered 1", "NotDelivered 2 Stopped: the connection was stopped", "Stopped"], it.Told());
        it.Connection.Stop();
        it.Pass(1_000);
        Assert.Single(it.Clients);
        Assert.Empty(it.Told());
    }

    [Fact]
    public void StopWithoutAConnection_TakesNoLeave()
    {
        var it = new FakeConnection();
        it.Client.Events.Lost("no route");
        it.Connection.Stop();
        it.Pass(1_000);
        Assert.Equal(["connect"], Assert.Single(it.Clients).Calls);
        Assert.Equal("Stopped", it.Told()[^1]);
    }

    [Fact]
    public void ListenerThatThrows_IsToldSoOnceAndTheRestGoesOn()
    {
        using var it = new FakeConnection();
        it.Listener.Also = line =>
        {
            if (line.StartsWith("Message", StringComparison.Ordinal))
                throw new InvalidOperationException("a mistake");
        };
        it.Accept();
        it.Client.Send("a", "1");
        it.Client.Send("a", "2");
        Assert.Equal(["Connecting", "Connected", "Message a 1", "Message a 2", "Trouble: What the connection to the broker told was not taken: a mistake"], it.Told());
    }

    [Fact]
    public void StatesThatNobodyHears_AreMergedIntoTheLast()
    {
        using var it = new FakeConnection();
        for (int i = 0; i < 1_000; i++)
        {
            it.Client.Events.Lost("no route");
            it.Pass(60);
        }

        it.Accept();
        string[] told = it.Told();
        Assert.Equal(17, told.Length);
        Assert.Equal("Connected", told[^1]);
    }

    [Fact]
    public void SettingsWithProblems_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new MqttConnection(new MqttSettings { Host = "a b" }, new MqttLimits(), new NotingListener()));
}
