using System;
using System.Linq;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>A broker that is there and does not answer.</summary>
public sealed class MqttWatchTests
{
    private const string Question = "unsubscribe reactive/watch";

    private static FakeConnection Connected(double keepAlive, MqttSession? session = null) =>
        new FakeConnection(new MqttSettings { Host = "broker", ClientId = "door", KeepAlive = TimeSpan.FromSeconds(keepAlive) }).Accept(session);

    [Fact]
    public void IdleAndFrozen_IsNoticedAfterOneAndAQuarterKeepAlive()
    {
        using FakeConnection it = Connected(20);
        it.Pass(14.999);
        Assert.DoesNotContain(Question, it.Client.Calls);
        it.Pass(0.001);
        Assert.Equal(Question, it.Client.Calls[^1]);
        it.Pass(9.999);
        Assert.Equal(["Connecting", "Connected"], it.Told());
        it.Pass(0.001);
        Assert.Equal(["Lost: the broker does not answer"], it.Told());
    }

    [Fact]
    public void IdleAndAnswering_StaysAndIsAskedAgain()
    {
        using FakeConnection it = Connected(20);
        for (int i = 1; i <= 10; i++)
        {
            it.Pass(15);
            Assert.Equal(i, it.Client.Calls.Count(c => c == Question));
            it.Client.DeliverAll();
        }

        Assert.Equal(["Connecting", "Connected"], it.Told());
    }

    [Fact]
    public void BrokerThatIsHeard_IsNotAsked()
    {
        using FakeConnection it = Connected(20);
        for (int i = 0; i < 10; i++)
        {
            it.Pass(14);
            it.Client.Send("t", "x");
        }

        Assert.DoesNotContain(Question, it.Client.Calls);
        it.TryPublish(1, qos: 0);
        it.Client.DeliverAll();
        it.Pass(15);
        // what is only written says nothing about the broker
        Assert.Contains(Question, it.Client.Calls);
    }

    [Fact]
    public void MessageAfterTheQuestion_IsAnAnswerToo()
    {
        using FakeConnection it = Connected(20);
        it.Pass(16);
        it.Client.Send("t", "x");
        it.Pass(12);
        Assert.Equal(["Connecting", "Connected", "Message t x"], it.Told());
    }

    [Fact]
    public void BrokersShorterKeepAlive_IsKeptThoughItIsHeard()
    {
        using FakeConnection it = Connected(60, new MqttSession(false, KeepAlive: TimeSpan.FromSeconds(4)));
        for (int i = 0; i < 12; i++)
        {
            it.Pass(1);
            it.Client.Send("t", "x");
        }

        Assert.Equal(4, it.Client.Calls.Count(c => c == Question));
    }

    [Fact]
    public void MissingAcknowledgement_EndsTheConnectionThoughTheBrokerIsHeard()
    {
        using FakeConnection it = Connected(60);
        it.Pass(7);
        it.TryPublish(1);
        it.Pass(10);
        it.TryPublish(2);
        for (int i = 0; i < 19; i++)
        {
            it.Pass(1);
            it.Client.Send("t", "x");
        }

        it.Pass(0.999);
        Assert.DoesNotContain(it.Told(), t => t.StartsWith("Lost", StringComparison.Ordinal));
        it.Pass(0.001);
        const string Reason = "the broker has not acknowledged a message for 30 s";
        Assert.Equal([$"Lost: {Reason}", $"NotDelivered 1 Lost: {Reason}", $"NotDelivered 2 Lost: {Reason}"], it.Told());
    }

    [Fact]
    public void WithoutKeepAlive_OnlyAcknowledgementsAreWatched()
    {
        using FakeConnection it = Connected(0);
        it.Pass(100_000);
        Assert.Equal(["connect"], it.Client.Calls);
        it.TryPublish(1);
        it.Pass(30);
        Assert.Contains("NotDelivered 1 Lost: the broker has not acknowledged a message for 30 s", it.Told());
    }
}
