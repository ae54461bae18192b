using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Reactive.Sinks.Tests.Mqtt;
using Xunit;

namespace Reactive.Device.Tests.Messaging;

/// <summary>What goes wrong between a run and its broker, with a real one.</summary>
public sealed class MessageFaultTests : MessageRuns
{
    [Fact]
    public void ABrokerThatHasLostWhatItKept_IsToldTheStatesAgain()
    {
        using Mosquitto broker = Mosquitto.Start();
        using Watcher watcher = Watcher.Of(broker);
        string states = Write("states.yaml",
            $$"""
            pipeline: states
            device: door-controller
            mqtt:
              host: 127.0.0.1
              port: {{broker.Port}}
              connect-message: { topic: status, payload: online, retain: yes }
              subscribe: { mode: { topic: set, is: [day, night] } }
              publish: { mode: { topic: mode, qos: 0 }, mqtt.queue: { topic: queue, retain: no } }
            """);
        using Process run = Cli.Start("run", states, "--json", "--signals", "mqtt");
        watcher.Until(s => s.Any(m => m is ("status", "online")));
        watcher.Say("set", "night");
        watcher.Until(s => s.Any(m => m.Topic == "mode" && ValueIn(m.Payload) == "night"));
        broker.Stop();
        broker.Run();
        Assert.Equal("night", ValueIn(Watcher.Kept(broker, "mode")));
        // the first may have been on its way; what comes once more is kept
        Assert.Equal("night", ValueIn(Watcher.Kept(broker, "mode")));
        Assert.Equal("online", Watcher.Kept(broker, "status"));
        Ended(run);
    }

    [Fact]
    public void ABrokerThatIsKilledAndComesBack_GetsWhatWasNotSaidInItsOrder()
    {
        using Mosquitto broker = Mosquitto.Start();
        using var relay = new Relay(broker.Port);
        using Process run = Start(relay, broker, out int before);
        broker.Stop();
        relay.IsOpen = false;
        broker.Run();
        using Watcher watcher = Watcher.Of(broker);
        relay.IsOpen = true;
        watcher.Until(s => s.Length > 0 && s[^1].Payload.Contains("\"n\":1000,", StringComparison.Ordinal));
        int[] numbers = [.. Numbers(watcher).Distinct()];
        Assert.Equal(Enumerable.Range(numbers[0], 1001 - numbers[0]), numbers);
        // what the broker had acknowledged it may have lost; it acknowledges in order
        Assert.True(numbers[0] > before - 300, $"{numbers[0]} was said again long after {before} had come");
        Ended(run);
    }

    [Fact]
    public void AFrozenBroker_IsNoticedAndFoundAgain()
    {
        using Mosquitto broker = Mosquitto.Start();
        using Process run = Cli.Start("run", Connected(broker.Port, "keep-alive: 4 s, connect-timeout: 2 s"), "--json", "--signals", "mqtt");
        Lines(run, l => l.Contains("\"connected\"", StringComparison.Ordinal));
        broker.Freeze();
        long frozen = Stopwatch.GetTimestamp();
        Lines(run, l => l.Contains("\"lost\"", StringComparison.Ordinal));
        // one and a half of keep-alive, and a time for a busy machine
        Assert.InRange(Stopwatch.GetElapsedTime(frozen).TotalSeconds, 0, 6 + 10);
        broker.Thaw();
        Lines(run, l => l.Contains("\"connected\"", StringComparison.Ordinal));
        Assert.Contains($"There is no connection to the broker 127.0.0.1:{broker.Port}: the broker does not answer.", Ended(run).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ABrokerThatRefusesTheLogIn_IsNamedWithWhatIsMissing_AndTheEndTellsWhatWasLost()
    {
        Peers.RequireProgram("mosquitto_passwd");
        using Mosquitto broker = Mosquitto.Start(["password_file FOLDER/passwords"], prepare: folder => Peers.Run("mosquitto_passwd", "-b", "-c", Path.Combine(folder, "passwords"), "door", "word"));
        string refused = Write("refused.yaml",
            $$"""
            pipeline: refused
            device: door-controller
            mqtt: { host: 127.0.0.1, port: {{broker.Port}}, user: door }
            schedules: { tick: { every: 100 ms } }
            rules: { say: { when: tick, do: { publish: tick } }, brief: { when: tick, do: { publish: soon, expires: 1 s } } }
            """);
        CliResult ended = Cli.Run("run", refused, "--for", "2s");
        Assert.Equal(0, ended.Code);
        Assert.Contains($"There is no connection to the broker 127.0.0.1:{broker.Port}: the broker refuses: ", ended.Error, StringComparison.Ordinal);
        Assert.Contains("; 'user' is set and 'password' is not.", ended.Error, StringComparison.Ordinal);
        Assert.Contains(", messages lost: ", ended.Output, StringComparison.Ordinal);
        Assert.Contains(", messages expired: ", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ABrokerThatDropsEachConnection_IsTriedAgain()
    {
        Peers.RequirePaho();
        using var again = new CountdownEvent(2);
        using var broker = new ScriptedBroker(stream =>
        {
            ScriptedBroker.ReadPacket(stream);
            if (!again.IsSet)
                again.Signal();
        });
        using Process run = Cli.Start("run", Connected(broker.Port), "--json", "--signals", "mqtt");
        Assert.True(again.Wait(TimeSpan.FromSeconds(30)));
        CliResult ended = Ended(run);
        Assert.DoesNotContain("\"connected\"", ended.Output, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{broker.Port}", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ACertificateThatIsExpiredOrOfAnotherHost_IsALossAndARightOneIsNot()
    {
        Peers.RequireProgram("openssl");
        int elsewhere = Mosquitto.FreePort();
        string[] With(string certificate) => ["cafile FOLDER/ca.pem", $"certfile FOLDER/{certificate}.pem", $"keyfile FOLDER/{certificate}.key"];
        using Mosquitto broker = Mosquitto.Start(listener: [.. With("right"), "listener WEB 127.0.0.1", .. With("expired"), $"listener {elsewhere} 127.0.0.1", .. With("elsewhere")], prepare: Certificates.Make);
        string Settings(int port) => Connected(port, $"transport: tls, ca-file: {Path.Combine(broker.Folder, "ca.pem")}");
        using (Process run = Cli.Start("run", Settings(broker.Port), "--json", "--signals", "mqtt"))
        {
            Lines(run, l => l.Contains("\"connected\"", StringComparison.Ordinal));
            Ended(run);
        }

        CliResult expired = Cli.Run("run", Settings(broker.WebPort), "--json", "--signals", "mqtt", "--for", "1s");
        Assert.Contains("TLS failed: certificate verify failed", expired.Error, StringComparison.Ordinal);
        CliResult other = Cli.Run("run", Settings(elsewhere), "--json", "--signals", "mqtt", "--for", "1s");
        Assert.Contains("its certificate is not for 127.0.0.1", other.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\"connected\"", expired.Output + other.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void MalformedPayloads_AreFaultsOfTheirStates_AndTheNextGoodOneIsAState()
    {
        using Mosquitto broker = Mosquitto.Start();
        using Watcher watcher = Watcher.Of(broker, "told");
        string odd = Write("odd.yaml",
            $$"""
            pipeline: odd
            device: door-controller
            mqtt:
              host: 127.0.0.1
              port: {{broker.Port}}
              subscribe: { warmth: { topic: a/+, is: number, field: main.temp } }
            rules: { told: { when: warmth becomes known, do: { publish: told } } }
            """);
        using Process run = Cli.Start("run", odd, "--json", "--signals", "warmth,mqtt");
        Lines(run, l => l.Contains("\"connected\"", StringComparison.Ordinal));
        string bytes = Path.Combine(Folder, "bytes");
        foreach ((byte[] payload, string fault) in new (byte[], string)[]
        {
            ([0xff, 0xfe, 0], "not-utf-8"), ("{"u8.ToArray(), "no-json"), ("[[[]]]"u8.ToArray(), "no-field"), ("{\"main\":{\"temp\":\"NaN\"}}"u8.ToArray(), "no-number"),
            ([.. "{\"main\":{\"temp\":\""u8, .. Enumerable.Repeat((byte)'1', 5000), .. "\"}}"u8], "too-long"), ([.. Enumerable.Repeat((byte)'[', 100_000)], "no-json"),
        })
        {
            File.WriteAllBytes(bytes, payload);
            Peers.Run("mosquitto_pub", "-h", "127.0.0.1", "-p", $"{broker.Port}", "-q", "1", "-t", "a/b", "-f", bytes);
            Lines(run, l => l.Contains($"\"fault\":\"{fault}\"", StringComparison.Ordinal));
            watcher.Say("a/b", "{\"main\":{\"temp\":21.5}}");
            Lines(run, l => l.Contains("\"value\":21.5", StringComparison.Ordinal));
        }

        watcher.Say("a/b", "");
        Lines(run, l => l.Contains("\"reason\":\"stale\"", StringComparison.Ordinal));
        Ended(run);
    }

    // a run that has said some of a thousand messages
    private Process Start(Relay relay, Mosquitto broker, out int said)
    {
        using Watcher watcher = Watcher.Of(broker);
        Process run = Cli.Start("run", Ticking(relay.Port, 1000), "--json", "--signals", "none");
        watcher.Until(s => s.Length >= 200);
        said = Numbers(watcher).Last();
        return run;
    }

    private string Connected(int port, string settings = "keep-alive: 10 s") => Write($"connected-{Guid.NewGuid():N}.yaml",
        $$"""
        pipeline: connected
        device: door-controller
        mqtt: { host: 127.0.0.1, port: {{port}}, {{settings}} }
        rules: { alone: { when: mqtt is lost for 1 h, do: { log: alone } } }
        """);
}
