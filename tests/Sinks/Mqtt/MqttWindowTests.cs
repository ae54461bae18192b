using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>What is accepted, when, and how it ends.</summary>
public sealed class MqttWindowTests
{
    [Fact]
    public void WithoutAConnection_NothingIsAcceptedAndReadyComesWithIt()
    {
        using var it = new FakeConnection();
        Assert.False(it.TryPublish(1));
        it.Accept();
        Assert.Equal(["Connecting", "Connected", "Ready"], it.Told());
        Assert.True(it.TryPublish(1));
    }

    [Theory]
    [InlineData(65_535, 256)]
    [InlineData(20, 20)]
    [InlineData(1, 1)]
    public void Window_IsTheLesserOfTheBrokersAndOurs(int receiveMaximum, int expected)
    {
        using var it = new FakeConnection();
        it.Accept(new MqttSession(false, ReceiveMaximum: receiveMaximum));
        Assert.Equal(expected, Enumerable.Range(0, 1_000).TakeWhile(i => it.TryPublish(i, qos: 1 + (i % 2))).Count());
        Assert.True(it.TryPublish(9_999, qos: 0));
    }

    [Fact]
    public void Room_IsToldOnceAndOnlyAfterItWasMissed()
    {
        using var it = new FakeConnection(limits: new MqttLimits { Unacknowledged = 2 });
        it.Accept();
        Assert.True(it.TryPublish(1));
        Assert.True(it.TryPublish(2));
        it.Client.DeliverFirst();
        Assert.Equal(["Connecting", "Connected", "Delivered 1"], it.Told());
        Assert.True(it.TryPublish(3));
        Assert.False(it.TryPublish(4));
        it.Client.DeliverAll();
        // a place is free once its outcome is told, so that what nobody hears cannot pile up
        Assert.False(it.TryPublish(4));
        Assert.Equal(["Delivered 2", "Delivered 3", "Ready"], it.Told());
        Assert.True(it.TryPublish(4));
    }

    [Fact]
    public void Qos0_IsBoundedByNumberUntilItIsWritten()
    {
        using var it = new FakeConnection();
        it.Accept();
        Assert.Equal(1_000, Enumerable.Range(0, 2_000).TakeWhile(i => it.TryPublish(i, qos: 0)).Count());
        Assert.True(it.TryPublish(5_000, qos: 1));
        it.Client.DeliverFirst();
        it.Told();
        Assert.True(it.TryPublish(1_000, qos: 0));
        Assert.False(it.TryPublish(1_001, qos: 0));
    }

    [Fact]
    public void Bytes_AreBoundedAndOneLargeMessageFitsAlone()
    {
        using var it = new FakeConnection(limits: new MqttLimits { BytesOut = 100 });
        it.Accept();
        Assert.True(it.TryPublish(1, payload: new string('x', 500)));
        Assert.False(it.TryPublish(2, payload: "x"));
        it.Client.DeliverAll();
        it.Told();
        Assert.True(it.TryPublish(2, payload: new string('x', 60)));
        Assert.True(it.TryPublish(3, qos: 0, payload: new string('x', 40)));
        Assert.False(it.TryPublish(4, payload: "x"));
    }

    [Fact]
    public void LostConnection_EndsEachTokenOnceInOrder()
    {
        using var it = new FakeConnection();
        it.Accept();
        for (int i = 1; i <= 4; i++)
            it.TryPublish(i, qos: i % 3);
        FakeMqttClient client = it.Client;
        int[] open = [.. client.Open];
        client.Events.NotDelivered(open[1], -11, "the connection ended before the answer came");
        client.Events.Lost("cut");
        client.Events.NotDelivered(open[0], -11, "late");
        client.Events.Delivered(open[2]);
        Assert.Equal(
            [
                "Connecting",
                "Connected",
                "NotDelivered 2 Lost: the connection ended before the answer came",
                "Lost: cut",
                "NotDelivered 1 Lost: cut",
                "NotDelivered 3 Lost: cut",
                "NotDelivered 4 Lost: cut",
            ],
            it.Told());
    }

    [Fact]
    public void OutcomeTwice_IsToldOnce()
    {
        using var it = new FakeConnection();
        it.Accept();
        it.TryPublish(7);
        int number = it.Client.Open[0];
        it.Client.Events.Delivered(number);
        it.Client.Events.NotDelivered(number, 0x87, "no");
        it.Client.Events.Delivered(number);
        Assert.Equal(["Connecting", "Connected", "Delivered 7"], it.Told());
    }

    [Fact]
    public void RefusedByTheBroker_IsToldWithItsCode()
    {
        using var it = new FakeConnection();
        it.Accept();
        it.TryPublish(7);
        it.Client.Events.NotDelivered(it.Client.Open[0], 0x97, "a quota is used up (code 151)");
        Assert.Equal("NotDelivered 7 Refused 151: a quota is used up (code 151)", it.Told()[^1]);
    }

    [Theory]
    [InlineData("a/+", 0, false, 1, "the topic has the wildcard +, which is for subscriptions")]
    [InlineData("", 0, false, 1, "the topic is empty")]
    [InlineData("t", 2, false, 1, "the broker takes QoS 1 at most")]
    [InlineData("t", 1, true, 1, "the broker keeps no messages")]
    [InlineData("t", 1, false, 90, "the broker takes packets of 100 bytes at most")]
    [InlineData("t", 1, false, 2_000, "2000 bytes are more than the 1000 that may be sent")]
    public void WhatTheBrokerWouldEndTheConnectionOver_IsNotSent(string topic, int qos, bool retain, int bytes, string text)
    {
        using var it = new FakeConnection(new MqttSettings { Host = "broker", LargestPayload = 1_000 });
        it.Accept(new MqttSession(false, MaximumQos: 1, RetainAvailable: false, MaximumPacketBytes: 100));
        Assert.True(it.Connection.TryPublish(7, topic, new byte[bytes], qos, retain));
        Assert.Equal(["Connecting", "Connected", $"NotDelivered 7 Unacceptable: {text}"], it.Told());
        Assert.Empty(it.Client.Open);
    }

    [Fact]
    public void Expiry_IsPassedOn()
    {
        using var it = new FakeConnection();
        it.Accept();
        it.Connection.TryPublish(1, "t", Encoding.UTF8.GetBytes("p"), 1, true, TimeSpan.FromSeconds(30));
        Assert.Equal("publish t p qos 1 retain expires 30", it.Client.Calls[^1]);
    }

    [Fact]
    public void Flood_KeepsWhatFitsAndCountsTheRest()
    {
        using var it = new FakeConnection();
        it.Accept();
        it.Told();
        for (int i = 0; i < 100_000; i++)
            it.Client.Send("t", "x");
        string[] told = it.Told();
        Assert.Equal(1_024, told.Count(t => t == "Message t x"));
        Assert.Equal("Dropped 98976", Assert.Single(told, t => t.StartsWith("Dropped", StringComparison.Ordinal)));
        it.Client.Send("t", "y");
        Assert.Equal(["Message t y"], it.Told());
    }

    [Fact]
    public void Flood_IsBoundedByBytesToo()
    {
        using var it = new FakeConnection(new MqttSettings { Host = "broker", LargestPayload = 100 }, new MqttLimits { BytesWaiting = 10 });
        it.Accept();
        it.Told();
        it.Client.Send("t", new string('x', 101));
        it.Client.Send("t", new string('x', 20));
        it.Client.Send("t", "y");
        Assert.Equal(["Dropped 2", "Message t " + new string('x', 20)], it.Told());
    }

    [Fact]
    public void AnyOrderOfEvents_EndsEveryAcceptedTokenExactlyOnce()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            var chance = new Random(seed);
            using var it = new FakeConnection(limits: new MqttLimits { Unacknowledged = 5, Unsent = 3, BytesOut = 20 });
            var accepted = new List<long>();
            var told = new List<string>();
            for (int step = 0; step < 200; step++)
            {
                switch (chance.Next(8))
                {
                    case 0:
                        it.Accept(new MqttSession(false, ReceiveMaximum: chance.Next(1, 8)));
                        break;
                    case 1 when chance.Next(4) == 0:
                        it.Client.Events.Lost("cut");
                        break;
                    case 2 when it.Client.Open.Count > 0:
                        it.Client.Deliver(it.Client.Open[chance.Next(it.Client.Open.Count)]);
                        break;
                    case 3 when it.Client.Open.Count > 0:
                        it.Client.Events.NotDelivered(it.Client.Open[chance.Next(it.Client.Open.Count)], chance.Next(2) == 0 ? -1 : 0x80, "no");
                        break;
                    case 4:
                        it.Pass(chance.Next(20));
                        break;
                    case 5:
                        told.AddRange(it.Told());
                        break;
                    default:
                        if (it.TryPublish(step, chance.Next(3), chance.Next(5) == 0 ? "#" : "t"))
                            accepted.Add(step);
                        break;
                }
            }

            it.Connection.Stop();
            told.AddRange(it.Told());
            IEnumerable<long> ended = told.Where(t => t.StartsWith("Delivered ", StringComparison.Ordinal) || t.StartsWith("NotDelivered ", StringComparison.Ordinal)).Select(t => long.Parse(t.Split(' ')[1], null));
            Assert.Equal(accepted, ended.Order());
        }
    }
}
