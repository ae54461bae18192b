using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>TLS, WebSocket and proxies, against a real broker.</summary>
public sealed class MqttTransportTests
{
    private static Mosquitto Secure(string certificate, bool wantsClient = false)
    {
        Peers.RequireProgram("openssl");
        return Mosquitto.Start(
            listener:
            [
                "cafile FOLDER/ca.pem", $"certfile FOLDER/{certificate}.pem", $"keyfile FOLDER/{certificate}.key", $"require_certificate {(wantsClient ? "true" : "false")}",
            ],
            prepare: Certificates.Make);
    }

    private static MqttSettings At(Mosquitto broker, string host = "127.0.0.1", string authority = "ca") =>
        new() { Host = host, Port = broker.Port, Transport = MqttTransport.Tls, CaFile = Path.Combine(broker.Folder, authority + ".pem"), ConnectTimeout = TimeSpan.FromSeconds(10) };

    private static void GoesThereAndBack(MqttSettings settings)
    {
        using Line line = Line.Connected(settings);
        line.Subscribe("a", 1);
        line.Publish(1, "a", "hello", 1);
        line.Wait("Message a hello qos 1");
    }

    [Theory]
    [InlineData("127.0.0.1", MqttProtocol.V311)]
    [InlineData("localhost", MqttProtocol.V5)]
    public void RightCertificate_Connects(string host, MqttProtocol protocol)
    {
        using Mosquitto broker = Secure("right");
        GoesThereAndBack(At(broker, host) with { Protocol = protocol });
    }

    [Theory]
    [InlineData("expired", "127.0.0.1", "ca", "Lost: TLS failed: certificate verify failed")]
    [InlineData("right", "127.0.0.1", "stranger", "Lost: TLS failed: certificate verify failed")]
    [InlineData("elsewhere", "127.0.0.1", "ca", "Lost: the broker cannot be reached, or its certificate is not for 127.0.0.1")]
    public void WrongCertificate_IsALossUnlessNobodyChecks(string certificate, string host, string authority, string told)
    {
        using Mosquitto broker = Secure(certificate);
        using (var line = new Line(At(broker, host, authority)))
        {
            Assert.Equal(told, line.Wait("Lost"));
            Assert.DoesNotContain("Connected", line.Listener.Told);
        }

        GoesThereAndBack(At(broker, host) with { ChecksCertificate = false, CaFile = null });
    }

    [Fact]
    public void MissingFileOfAuthorities_IsALoss()
    {
        using Mosquitto broker = Secure("right");
        using var line = new Line(At(broker, authority: "nowhere"));
        Assert.StartsWith("Lost: TLS failed: ", line.Wait("Lost"), StringComparison.Ordinal);
    }

    [Fact]
    public void ClientCertificate_IsAskedForAndShown()
    {
        using Mosquitto broker = Secure("right", wantsClient: true);
        MqttSettings settings = At(broker) with { ClientCertificate = Path.Combine(broker.Folder, "client.pem"), ClientKey = Path.Combine(broker.Folder, "client.key") };
        GoesThereAndBack(settings);
        using var none = new Line(At(broker));
        none.Wait("Lost");
        Assert.DoesNotContain("Connected", none.Listener.Told);
    }

    [Fact]
    public void Alpn_IsOffered()
    {
        Peers.RequirePaho();
        Peers.RequireProgram("openssl");
        string folder = Directory.CreateTempSubdirectory("alpn-").FullName;
        Certificates.Make(folder);
        using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "right.pem"), Path.Combine(folder, "right.key"));
        var spoken = new List<string>();
        using var shaken = new ManualResetEventSlim();
        using var broker = new ScriptedBroker(stream =>
        {
            using var secure = new SslStream(stream);
            secure.AuthenticateAsServer(new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = [new SslApplicationProtocol("x-amzn-mqtt-ca")] });
            lock (spoken)
                spoken.Add(secure.NegotiatedApplicationProtocol.ToString());
            shaken.Set();
        });
        using (new Line(new MqttSettings { Host = "127.0.0.1", Port = broker.Port, Transport = MqttTransport.Tls, CaFile = Path.Combine(folder, "ca.pem"), Alpn = ["mqtt", "x-amzn-mqtt-ca"] }))
            Assert.True(shaken.Wait(TimeSpan.FromSeconds(20)));
        lock (spoken)
            Assert.Equal("x-amzn-mqtt-ca", spoken[0]);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(MqttProtocol.V311)]
    [InlineData(MqttProtocol.V5)]
    public void WebSocket_GoesThereAndBack(MqttProtocol protocol)
    {
        using Mosquitto broker = Mosquitto.Start(hasWeb: true);
        GoesThereAndBack(new MqttSettings { Host = "localhost", Port = broker.WebPort, Transport = MqttTransport.WebSocket, Path = "/mqtt", Protocol = protocol });
    }

    [Fact]
    public void SecureWebSocket_GoesThereAndBack()
    {
        Peers.RequireProgram("openssl");
        Peers.RequireProgram("socat");
        using Mosquitto broker = Mosquitto.Start(hasWeb: true, prepare: Certificates.Make);
        int port = Mosquitto.FreePort();
        string certificate = Path.Combine(broker.Folder, "right.pem"), key = Path.Combine(broker.Folder, "right.key");
        using Process socat = Process.Start(
            new ProcessStartInfo(Peers.Find("socat")!, ["-d", "-d", $"OPENSSL-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork,cert={certificate},key={key},verify=0", $"TCP:127.0.0.1:{broker.WebPort}"]) { RedirectStandardError = true })!;
        try
        {
            using var listens = new ManualResetEventSlim();
            socat.ErrorDataReceived += (_, line) =>
            {
                if (line.Data?.Contains("listening on", StringComparison.Ordinal) == true)
                    listens.Set();
            };
            socat.BeginErrorReadLine();
            Assert.True(listens.Wait(TimeSpan.FromSeconds(10)));
            GoesThereAndBack(At(broker) with { Port = port, Transport = MqttTransport.SecureWebSocket });
        }
        finally
        {
            socat.Kill(entireProcessTree: true);
            socat.WaitForExit();
        }
    }

    [Fact]
    public void Proxy_IsAskedWithUserAndPassword()
    {
        using Mosquitto broker = Mosquitto.Start();
        using var proxy = new Relay(broker.Port, isProxy: true);
        GoesThereAndBack(new MqttSettings { Host = "broker.example", Port = 1883, Proxy = new MqttProxy("127.0.0.1", proxy.Port, "dö or", "p@ss:%w/rd") });
        string asked = proxy.Asked[0];
        Assert.StartsWith("CONNECT broker.example:1883 HTTP/1.1\r\n", asked, StringComparison.Ordinal);
        Assert.Contains($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("dö or:p@ss:%w/rd"))}\r\n", asked, StringComparison.Ordinal);
    }

    [Fact]
    public void ProxyWithTls_ChecksTheBrokersName()
    {
        using Mosquitto broker = Secure("elsewhere");
        using var proxy = new Relay(broker.Port, isProxy: true);
        MqttSettings settings = At(broker, "elsewhere.example") with { Port = 8883, Proxy = new MqttProxy("127.0.0.1", proxy.Port) };
        GoesThereAndBack(settings);
        Assert.StartsWith("CONNECT elsewhere.example:8883 HTTP/1.1\r\n", proxy.Asked[0], StringComparison.Ordinal);
        using var wrong = new Line(settings with { Host = "broker.example" });
        wrong.Wait("Lost: the broker cannot be reached, or its certificate is not for broker.example");
    }

    [Fact]
    public void Structures_HaveTheSizesOfTheHeaders() => Assert.All(PahoNative.Sizes, s => Assert.True(s.Here == s.There, $"{s.Name}: {s.Here}, not {s.There}"));
}
