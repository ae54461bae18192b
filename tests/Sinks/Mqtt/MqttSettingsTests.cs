using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

public sealed class MqttSettingsTests
{
    private static readonly MqttSettings Plain = new() { Host = "broker.example" };

    private static readonly Dictionary<string, (MqttSettings Settings, string Setting)> Wrong = new()
    {
        ["a scheme in the host"] = (Plain with { Host = "tcp://broker" }, "host"),
        ["a port in the host"] = (Plain with { Host = "broker:1883" }, "host"),
        ["an empty host"] = (Plain with { Host = "" }, "host"),
        ["port 0"] = (Plain with { Port = 0 }, "port"),
        ["port 65536"] = (Plain with { Port = 65_536 }, "port"),
        ["a path without WebSocket"] = (Plain with { Path = "/other" }, "path"),
        ["a path without a slash"] = (Plain with { Transport = MqttTransport.WebSocket, Path = "mqtt" }, "path"),
        ["a proxy without a port"] = (Plain with { Proxy = new MqttProxy("proxy", 0) }, "proxy"),
        ["a password for a proxy without a user"] = (Plain with { Proxy = new MqttProxy("proxy", 8080, null, "secret") }, "proxy"),
        ["a colon in the user for a proxy"] = (Plain with { Proxy = new MqttProxy("proxy", 8080, "a:b", "secret") }, "proxy"),
        ["a certificate without TLS"] = (Plain with { ClientCertificate = "me.pem" }, "client-certificate"),
        ["a CA without TLS"] = (Plain with { CaFile = "ca.pem" }, "ca-file"),
        ["ALPN without TLS"] = (Plain with { Alpn = ["mqtt"] }, "alpn"),
        ["an empty protocol"] = (Plain with { Transport = MqttTransport.Tls, Alpn = [""] }, "alpn"),
        ["a protocol beyond ASCII"] = (Plain with { Transport = MqttTransport.Tls, Alpn = ["mätt"] }, "alpn"),
        ["a CA and no check"] = (Plain with { Transport = MqttTransport.Tls, CaFile = "ca.pem", ChecksCertificate = false }, "ca-file"),
        ["a key without a certificate"] = (Plain with { Transport = MqttTransport.Tls, ClientKey = "me.key" }, "client-key"),
        ["an empty user"] = (Plain with { User = "" }, "user"),
        ["a NUL in the client id"] = (Plain with { ClientId = "a\0b" }, "client-id"),
        ["a password that is too long"] = (Plain with { User = "u", Password = new byte[65_536] }, "password"),
        ["a password without a user in 3.1.1"] = (Plain with { Password = new byte[1] }, "password"),
        ["a kept session without a client id"] = (Plain with { CleanSession = false }, "client-id"),
        ["half a second of keep alive"] = (Plain with { KeepAlive = TimeSpan.FromSeconds(0.5) }, "keep-alive"),
        ["a day of keep alive"] = (Plain with { KeepAlive = TimeSpan.FromDays(1) }, "keep-alive"),
        ["no time to connect"] = (Plain with { ConnectTimeout = TimeSpan.Zero }, "connect-timeout"),
        ["a session that is kept for ever"] = (Plain with { SessionExpiry = TimeSpan.MaxValue }, "session-expiry"),
        ["no payload at all"] = (Plain with { LargestPayload = 0 }, "largest-payload"),
        ["a wildcard in the connect message"] = (Plain with { ConnectMessage = new MqttMessage("a/#", default) }, "connect-message"),
        ["QoS 3 in the connect message"] = (Plain with { ConnectMessage = new MqttMessage("a", default, 3) }, "connect-message"),
        ["a will without a topic"] = (Plain with { Will = new MqttMessage("", default) }, "will"),
        ["a will that is too long"] = (Plain with { Will = new MqttMessage("a", new byte[65_536]) }, "will"),
        ["a will that is kept, and what takes it back is not"] = (Plain with { Will = new MqttMessage("a", default, 0, true), ConnectMessage = new MqttMessage("a", default) }, "connect-message"),
    };

    public static TheoryData<string> WrongCases => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(WrongCases))]
    public void WhatDoesNotFit_IsToldByItsSetting(string which)
    {
        MqttProblem problem = Assert.Single(Wrong[which].Settings.Problems());
        Assert.Equal(Wrong[which].Setting, problem.Setting);
        Assert.EndsWith(".", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AllThatIsWrong_IsToldAtOnce()
    {
        MqttSettings settings = Plain with { Host = "", Port = -1, ClientKey = "k", Alpn = ["mqtt"], User = "a\0", KeepAlive = TimeSpan.FromTicks(1) };
        Assert.Equal(["host", "port", "alpn", "client-key", "user", "keep-alive"], settings.Problems().Select(p => p.Setting));
    }

    [Fact]
    public void WhatFits_HasNoProblem()
    {
        var message = new MqttMessage("site/state", Encoding.UTF8.GetBytes("on"), 1, true);
        Assert.Empty(Plain.Problems());
        Assert.Empty((Plain with { Host = "2001:db8::1", User = "u", Password = new byte[3], CleanSession = false, ClientId = "door", ConnectMessage = message, Will = message }).Problems());
        Assert.Empty((Plain with { Transport = MqttTransport.SecureWebSocket, Path = "/a/b?c=d", Alpn = ["http/1.1"], ClientCertificate = "c", ClientKey = "k", CaFile = "ca" }).Problems());
        Assert.Empty((Plain with { Protocol = MqttProtocol.V5, Password = new byte[3], Proxy = new MqttProxy("10.0.0.1", 3128, "u", "p:w") }).Problems());
    }

    [Theory]
    [InlineData(MqttTransport.Tcp, 1883)]
    [InlineData(MqttTransport.Tls, 8883)]
    [InlineData(MqttTransport.WebSocket, 80)]
    [InlineData(MqttTransport.SecureWebSocket, 443)]
    public void Port_IsTheUsualOneOfTheTransport(MqttTransport transport, int port)
    {
        Assert.Equal(port, (Plain with { Transport = transport }).EffectivePort);
        Assert.Equal(7, (Plain with { Transport = transport, Port = 7 }).EffectivePort);
    }

    [Fact]
    public void Text_TellsNoSecret()
    {
        MqttSettings settings = Plain with { User = "u", Password = Encoding.UTF8.GetBytes("hunter2"), Proxy = new MqttProxy("proxy", 3128, "u", "hunter3") };
        Assert.Equal("broker.example:1883 (Tcp, V311)", settings.ToString());
        Assert.Equal("proxy:3128", settings.Proxy.ToString());
    }
}
