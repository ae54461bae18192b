using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>Against a real broker.</summary>
public sealed class MqttBrokerTests
{
    private static MqttSettings At(Mosquitto broker, MqttProtocol protocol = MqttProtocol.V311) =>
        new() { Host = "127.0.0.1", Port = broker.Port, Protocol = protocol, ConnectTimeout = TimeSpan.FromSeconds(10) };

    [Theory]
    [InlineData(MqttProtocol.V311)]
    [InlineData(MqttProtocol.V5)]
    public void EachQos_GoesThereAndBack(MqttProtocol protocol)
    {
        using Mosquitto broker = Mosquitto.Start();
        using Line line = Line.Connected(At(broker, protocol) with { ClientId = "door" });
        line.Subscribe("site/#", 2);
        for (int qos = 0; qos <= 2; qos++)
        {
            line.Publish(qos, "site/Tür", $"häl{qos}", qos);
            line.Wait($"Message site/Tür häl{qos} qos {qos}");
            line.Settle();
        }

        Assert.Equal(["Delivered 0", "Delivered 1", "Delivered 2"], line.Listener.Told.Where(t => t.StartsWith("Delivered", StringComparison.Ordinal) && t != "Delivered -1").Order());
    }

    [Theory]
    [InlineData(MqttProtocol.V311)]
    [InlineData(MqttProtocol.V5)]
    public void RetainedMessage_ComesToWhoSubscribesLater(MqttProtocol protocol)
    {
        using Mosquitto broker = Mosquitto.Start();
        using Line first = Line.Connected(At(broker, protocol));
        first.Publish(1, "door", "open", 1, retain: true);
        first.Wait("Delivered 1");
        using Line second = Line.Connected(At(broker, protocol));
        second.Subscribe("door", 1);
        Assert.Equal("Message door open qos 1 retained", second.Listener.Told.Single(t => t.StartsWith("Message door", StringComparison.Ordinal)));
        second.Connection.Unsubscribe("door");
        second.Settle();
        first.Publish(2, "door", "closed", 1);
        first.Wait("Delivered 2");
        second.Settle();
        Assert.DoesNotContain(second.Listener.Told, t => t.StartsWith("Message door closed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MqttProtocol.V311)]
    [InlineData(MqttProtocol.V5)]
    public void Will_IsPublishedForACutConnectionAndNotForAFarewell(MqttProtocol protocol)
    {
        using Mosquitto broker = Mosquitto.Start();
        using var relay = new Relay(broker.Port);
        using Line watcher = Line.Connected(At(broker, protocol));
        watcher.Subscribe("site/state", 1);
        MqttSettings settings = At(broker, protocol) with
        {
            Port = relay.Port,
            ClientId = "door",
            ConnectMessage = new MqttMessage("site/state", Encoding.UTF8.GetBytes("online"), 1, true),
            Will = new MqttMessage("site/state", Encoding.UTF8.GetBytes("gone"), 1, true),
        };
        using Line door = Line.Connected(settings);
        watcher.Wait("Message site/state online qos 1");
        relay.Cut();
        watcher.Wait("Message site/state gone qos 1");
        door.Wait("Lost: the connection broke");
        door.Wait("Connected");
        watcher.Wait("Message site/state online qos 1");
        door.Connection.Stop();
        door.Wait("Stopped");
        watcher.Settle();
        Assert.Equal(1, watcher.Listener.Told.Count(t => t.Contains("gone", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(MqttProtocol.V311, 5)]
    [InlineData(MqttProtocol.V5, 0x87)]
    public void Password_RightAndWrong(MqttProtocol protocol, int code)
    {
        Peers.RequireProgram("mosquitto_passwd");
        using Mosquitto broker = Mosquitto.Start(
            ["password_file FOLDER/passwords"],
            prepare: folder => Peers.Run("mosquitto_passwd", "-b", "-c", Path.Combine(folder, "passwords"), "door", "sésame"));
        MqttSettings settings = At(broker, protocol) with { User = "door", Password = Encoding.UTF8.GetBytes("sésame") };
        using (Line.Connected(settings))
        {
        }

        using var wrong = new Line(settings with { Password = Encoding.UTF8.GetBytes("sesame") });
        Assert.EndsWith($"(code {code})", wrong.Wait("Lost: the broker refuses: not authorised"), StringComparison.Ordinal);
        wrong.Wait("Connecting");
        using var none = new Line(settings with { User = null, Password = null });
        none.Wait("Lost: the broker refuses: not authorised");
    }

    [Fact]
    public void MessageThatTheBrokerRefuses_IsToldWithItsCode()
    {
        using Mosquitto broker = Mosquitto.Start(["allow_anonymous true", "acl_file FOLDER/acl"], prepare: folder => File.WriteAllText(Path.Combine(folder, "acl"), "topic readwrite open/#\n"));
        using Line line = Line.Connected(At(broker, MqttProtocol.V5));
        line.Publish(1, "closed/door", "x", 1);
        Assert.Equal("NotDelivered 1 Refused 135: not authorised (code 135)", line.Wait("NotDelivered"));
        line.Publish(2, "open/door", "x", 1);
        line.Wait("Delivered 2");
        line.Connection.Subscribe("closed/#", 0);
        line.Publish(3, "open/door", "x", 2);
        line.Wait("Delivered 3");
    }

    [Theory]
    [InlineData(MqttTransport.Tcp)]
    [InlineData(MqttTransport.WebSocket)]
    public void KilledAndRestartedBroker_IsFoundAgain(MqttTransport transport)
    {
        using Mosquitto broker = Mosquitto.Start(hasWeb: true);
        using Line line = Line.Connected(At(broker) with { Transport = transport, Port = transport == MqttTransport.Tcp ? broker.Port : broker.WebPort });
        line.Subscribe("a", 1);
        broker.Stop();
        line.Wait("Lost");
        broker.Run();
        line.Wait("Connected");
        line.Settle();
        line.Publish(1, "a", "again", 1);
        line.Wait("Message a again qos 1");
    }

    [Theory]
    [InlineData(MqttProtocol.V311)]
    [InlineData(MqttProtocol.V5)]
    public void FrozenBroker_IsNoticedWithinOneAndAHalfKeepAliveAndFoundAgain(MqttProtocol protocol)
    {
        using Mosquitto broker = Mosquitto.Start();
        var time = new ManualTime();
        MqttSettings settings = At(broker, protocol) with { KeepAlive = TimeSpan.FromSeconds(20), ConnectTimeout = TimeSpan.FromSeconds(10) };
        using Line line = Line.Connected(settings, time: time);
        line.Settle();
        broker.Freeze();
        line.Publish(1, "a", "x", 1);
        time.Pass(settings.KeepAlive * 1.25);
        line.Wait("Lost: the broker does not answer");
        line.Wait("NotDelivered 1 Lost");
        // its kernel still accepts connections
        time.Pass(TimeSpan.FromSeconds(1));
        line.Wait("Connecting");
        time.Pass(settings.ConnectTimeout);
        line.Wait("Lost: the broker has not answered in time");
        broker.Thaw();
        time.Pass(TimeSpan.FromSeconds(1));
        line.Wait("Connected");
    }

    [Fact]
    public void FrozenBroker_MakesNobodyWaitWhoPublishesAtOnce()
    {
        using Mosquitto broker = Mosquitto.Start();
        MqttSettings settings = At(broker, MqttProtocol.V311);
        Assert.SkipUnless(MosquittoClient.Suits(settings), "libmosquitto is not installed");
        using Line line = Line.Connected(settings);
        line.Settle();
        bool isDelivered = false;
        // the thread that tells may be at the connection just now
        Assert.True(SpinWait.SpinUntil(() => line.Connection.TryPublishAtOnce(1, "a", new byte[1], false, null, out isDelivered), TimeSpan.FromSeconds(20)));
        Assert.True(isDelivered);
        broker.Freeze();
        int taken = 0, written = 0;
        // far more than the buffers of two sockets hold: a call that waited would wait for ever
        for (int i = 0; i < 1_000; i++)
        {
            taken += line.Connection.TryPublishAtOnce(i, "a", new byte[60_000], false, null, out isDelivered) ? 1 : 0;
            written += isDelivered ? 1 : 0;
        }

        Assert.InRange(written, 1, 999);
        Assert.InRange(taken, written + 1, 1_000);
        broker.Thaw();
        for (int i = written; i < taken; i++)
            line.Wait("Delivered");
    }

    [Fact]
    public void IdleConnection_StaysOverManyKeepAlives()
    {
        using Mosquitto broker = Mosquitto.Start();
        using Line line = Line.Connected(At(broker) with { KeepAlive = TimeSpan.FromSeconds(1) });
        using Line other = Line.Connected(At(broker, MqttProtocol.V5) with { KeepAlive = TimeSpan.FromSeconds(1) });
        using var never = new ManualResetEventSlim();
        never.Wait(TimeSpan.FromSeconds(4));
        Assert.Equal(["Connecting", "Connected"], line.Listener.Told);
        Assert.Equal(["Connecting", "Connected"], other.Listener.Told);
    }

    [Fact]
    public void KeptSession_BringsWhatCameInTheMeantime()
    {
        using Mosquitto broker = Mosquitto.Start();
        foreach (MqttProtocol protocol in Enum.GetValues<MqttProtocol>())
        {
            MqttSettings settings = At(broker, protocol) with { ClientId = "door" + protocol, CleanSession = false };
            using (Line door = Line.Connected(settings))
                door.Subscribe("mail", 1);
            using Line sender = Line.Connected(At(broker, protocol));
            sender.Publish(1, "mail", "letter", 1);
            sender.Wait("Delivered 1");
            using Line again = Line.Connected(settings);
            again.Wait("Message mail letter qos 1");
        }
    }

    [Fact]
    public void PayloadBeyondTheLimit_IsDroppedAndCounted()
    {
        using Mosquitto broker = Mosquitto.Start();
        using Line door = Line.Connected(At(broker) with { LargestPayload = 1_000 });
        door.Subscribe("a", 1);
        using Line sender = Line.Connected(At(broker));
        sender.Publish(1, "a", new string('x', 1_001), 1);
        sender.Publish(2, "a", "y", 1);
        door.Wait("Dropped 1");
        door.Wait("Message a y");
    }

    [Fact]
    public void Window_IsTheBrokersReceiveMaximumAndKeepsMoving()
    {
        using Mosquitto broker = Mosquitto.Start(["allow_anonymous true", "max_inflight_messages 5"]);
        using Line line = Line.Connected(At(broker, MqttProtocol.V5));
        int accepted = 0, most = 0, open = 0;
        line.Listener.Also = told =>
        {
            if (told.StartsWith("Delivered", StringComparison.Ordinal))
                Interlocked.Decrement(ref open);
        };
        while (accepted < 2_000)
        {
            if (line.Connection.TryPublish(accepted, "a", new byte[10], 1, false))
            {
                accepted++;
                most = Math.Max(most, Interlocked.Increment(ref open));
            }
            else
            {
                line.Wait("Ready");
            }
        }

        line.Wait("Delivered 1999");
        Assert.InRange(most, 1, 5);
        Assert.Equal(2_000, line.Listener.Told.Count(t => t.StartsWith("Delivered", StringComparison.Ordinal)));
    }

    [Fact]
    public void Flood_ToAListenerThatHangs_IsDroppedAndCounted()
    {
        const int Messages = 100_000;
        using Mosquitto broker = Mosquitto.Start();
        using var gate = new ManualResetEventSlim();
        using Line door = Line.Connected(At(broker));
        door.Subscribe("flood", 0);
        long messages = 0, dropped = 0;
        using var over = new ManualResetEventSlim();
        door.Listener.Also = line =>
        {
            gate.Wait();
            if (line.StartsWith("Message flood", StringComparison.Ordinal))
                messages++;
            else if (line.StartsWith("Dropped", StringComparison.Ordinal))
                dropped += long.Parse(line.Split(' ')[1], null);
            if (messages + dropped == Messages)
                over.Set();
        };
        using Line sender = Line.Connected(At(broker));
        string payload = new('x', 100);
        for (int i = 0; i < Messages; i++)
        {
            while (!sender.Connection.TryPublish(i, "flood", Encoding.UTF8.GetBytes(payload), 0, false))
                sender.Wait("Ready");
        }

        sender.Publish(-3, "over", "", 1);
        sender.Wait("Delivered -3");
        door.Connection.TryPublish(-2, "after", default, 1, false);
        gate.Set();
        Assert.True(over.Wait(TimeSpan.FromSeconds(30)), $"{messages} came, {dropped} were dropped");
        Assert.True(dropped > 0);
        door.Wait("Delivered -2");
    }
}
