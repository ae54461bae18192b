using System;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>Brokers that refuse, fall silent, or are none at all.</summary>
public sealed class MqttOddBrokerTests
{
    private static readonly byte[] Accepts311 = [0x20, 2, 0, 0];
    private static readonly byte[] Accepts5 = [0x20, 3, 0, 0, 0];

    private static MqttSettings At(ScriptedBroker broker, MqttProtocol protocol = MqttProtocol.V311)
    {
        Peers.RequirePaho();
        return new MqttSettings { Host = "127.0.0.1", Port = broker.Port, Protocol = protocol, ConnectTimeout = TimeSpan.FromSeconds(5) };
    }

    private static void Answer(NetworkStream stream, params byte[] answer)
    {
        if (ScriptedBroker.ReadPacket(stream) == 1)
            stream.Write(answer);
    }

    private static void Await(NetworkStream stream)
    {
        while (ScriptedBroker.ReadPacket(stream) > 0)
        {
            // until the client goes
        }
    }

    [Fact]
    public void ClosesAfterConnect_IsTriedAgainWithPauses()
    {
        using var broker = new ScriptedBroker(stream => ScriptedBroker.ReadPacket(stream));
        using var line = new Line(At(broker));
        for (int i = 0; i < 3; i++)
        {
            line.Wait("Connecting");
            line.Wait("Lost: the broker cannot be reached");
        }

        Assert.InRange(broker.Connections, 3, 4);
    }

    [Fact]
    public void NobodyListens_IsTriedAgain()
    {
        Peers.RequirePaho();
        using var line = new Line(new MqttSettings { Host = "127.0.0.1", Port = Mosquitto.FreePort() });
        line.Wait("Lost: the broker cannot be reached");
        line.Wait("Connecting");
    }

    [Fact]
    public void UnknownName_IsToldAsSuch()
    {
        Peers.RequirePaho();
        using var line = new Line(new MqttSettings { Host = "no-such-name.invalid" });
        Assert.Equal("Lost: the name no-such-name.invalid is not known", line.Wait("Lost"));
    }

    [Fact]
    public void SaysNothing_IsGivenUpAfterTheConnectTimeout()
    {
        using var broker = new ScriptedBroker(Await);
        var time = new ManualTime();
        using var line = new Line(At(broker) with { ConnectTimeout = TimeSpan.FromSeconds(10) }, time: time);
        line.Wait("Connecting");
        time.Pass(TimeSpan.FromSeconds(10));
        line.Wait("Lost: the broker has not answered in time");
    }

    [Theory]
    [InlineData(1, "it does not speak this version of the protocol (code 1)")]
    [InlineData(2, "it does not accept the client id (code 2)")]
    [InlineData(3, "it is not available (code 3)")]
    [InlineData(4, "user name or password are wrong (code 4); 'user' and 'password' are not set")]
    [InlineData(5, "not authorised (code 5); 'user' and 'password' are not set")]
    public void Refuses_IsToldWithItsReason(byte code, string reason)
    {
        using var broker = new ScriptedBroker(stream => Answer(stream, 0x20, 2, 0, code));
        using var line = new Line(At(broker));
        Assert.Equal($"Lost: the broker refuses: {reason}", line.Wait("Lost"));
    }

    [Fact]
    public void TakesLeave_IsToldWithItsReason()
    {
        using var broker = new ScriptedBroker(stream => Answer(stream, [.. Accepts5, 0xE0, 1, 0x8E]));
        using var line = new Line(At(broker, MqttProtocol.V5));
        line.Wait("Connected");
        Assert.Equal("Lost: the broker took leave: another client has taken over the client id (code 142)", line.Wait("Lost"));
    }

    [Fact]
    public void LimitsOfABrokerOfMqtt5_AreKept()
    {
        // Receive Maximum 7, Maximum QoS 1, Retain Available 0, Maximum Packet Size 100, Server Keep Alive 33 s (3.2.2.3)
        byte[] properties = [33, 0, 7, 36, 1, 37, 0, 39, 0, 0, 0, 100, 19, 0, 33];
        using var broker = new ScriptedBroker(stream =>
        {
            Answer(stream, [0x20, (byte)(3 + properties.Length), 0, 0, (byte)properties.Length, .. properties]);
            Await(stream);
        });
        using Line line = Line.Connected(At(broker, MqttProtocol.V5));
        line.Publish(1, "t", "x", 2);
        Assert.EndsWith("the broker takes QoS 1 at most", line.Wait("NotDelivered 1 Unacceptable"), StringComparison.Ordinal);
        line.Publish(2, "t", "x", 1, retain: true);
        Assert.EndsWith("the broker keeps no messages", line.Wait("NotDelivered 2 Unacceptable"), StringComparison.Ordinal);
        line.Publish(3, "t", new string('x', 90), 1);
        Assert.EndsWith("the broker takes packets of 100 bytes at most", line.Wait("NotDelivered 3 Unacceptable"), StringComparison.Ordinal);
        int accepted = 0;
        // the place of what was refused is free a moment after that is told
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                while (accepted < 20 && line.Connection.TryPublish(accepted, "t", Encoding.UTF8.GetBytes("x"), 1, false))
                    accepted++;
                return accepted >= 7;
            },
            TimeSpan.FromSeconds(10)));
        Assert.Equal(7, accepted);
        Assert.False(line.Connection.TryPublish(8, "t", Encoding.UTF8.GetBytes("x"), 1, false));
    }

    [Theory]
    [InlineData(MqttProtocol.V311)]
    [InlineData(MqttProtocol.V5)]
    public void Junk_IsALossAndNothingWorse(MqttProtocol protocol)
    {
        int rounds = Environment.GetEnvironmentVariable("REACTIVE_LONG") == "1" ? 500 : 8;
        int round = 0;
        using var broker = new ScriptedBroker(stream =>
        {
            int seed = Interlocked.Increment(ref round);
            var chance = new Random(seed);
            ScriptedBroker.ReadPacket(stream);
            if (seed % 2 == 0)
                stream.Write(protocol == MqttProtocol.V5 ? Accepts5 : Accepts311);
            stream.Write(Junk(chance));
            stream.Flush();
        });
        var limits = new MqttLimits { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(1) };
        Line[] lines = [.. Enumerable.Range(0, 8).Select(_ => new Line(At(broker, protocol), limits))];
        try
        {
            foreach (Line line in lines)
                line.Connection.Subscribe("a/#", 1);
            foreach (Line line in lines)
            {
                for (int i = 0; i < rounds; i++)
                    line.Wait("Lost");
            }
        }
        finally
        {
            foreach (Line line in lines)
                line.Dispose();
        }
    }

    // bytes without sense, or packets that look like some
    private static byte[] Junk(Random chance)
    {
        var junk = new byte[chance.Next(1, 300)];
        chance.NextBytes(junk);
        for (int at = 0; chance.Next(3) > 0 && at + 2 < junk.Length;)
        {
            junk[at] = (byte)(chance.Next(1, 16) << 4 | (chance.Next(4) == 0 ? chance.Next(16) : 0));
            junk[at + 1] = (byte)chance.Next(20);
            at += 2 + junk[at + 1];
        }

        return junk;
    }
}
