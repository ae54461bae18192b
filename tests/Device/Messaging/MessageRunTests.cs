using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reactive.Sinks.Tests.Mqtt;
using Xunit;

namespace Reactive.Device.Tests.Messaging;

/// <summary>Pipelines with a broker, run as users run them, beside a real broker that comes and goes.</summary>
public sealed partial class MessageRunTests : MessageRuns
{
    [Fact]
    public void AMessageOpensTheDoor_OneThatIsTooOldDoesNot_AndTheRecordingNeedsNoBroker()
    {
        string recording = Path.Combine(Folder, "a.mcap");
        using (Mosquitto broker = Mosquitto.Start())
        using (Watcher watcher = Watcher.Of(broker))
        {
            string door = File.ReadAllText(Path.Combine(Cli.Root, "pipelines", "mqtt-door.yaml")).Replace("host: localhost", $"host: 127.0.0.1\n  port: {broker.Port}", StringComparison.Ordinal);
            // the simulated button would open it first
            door = door.Replace("rex becomes active or (remote-unlock and mode is normal)", "remote-unlock and mode is normal", StringComparison.Ordinal);
            using Process run = Cli.Start("run", Write("door.yaml", door), "--json", "--signals", "mqtt,remote-unlock", "--record", recording);
            watcher.Until(s => s.Any(m => m is ("site/front-door/status", "online")));
            watcher.Until(s => s.Any(m => m.Topic == "site/front-door/door" && ValueIn(m.Payload) == "closed"));
            watcher.Say("site/front-door/unlock", "{\"time\":\"2020-01-01T00:00:00Z\"}");
            watcher.Say("site/front-door/unlock", $"{{\"time\":\"{DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\"}}");
            watcher.Until(s => s.Any(m => m.Topic == "site/front-door/lock" && ValueIn(m.Payload) == "active"));
            string button = watcher.Seen().Single(m => m.Topic == "homeassistant/button/ACCC8E000001/remote-unlock/config").Payload;
            Assert.Equal("site/front-door/unlock", JsonDocument.Parse(button).RootElement.GetProperty("command_topic").GetString());
            CliResult ended = Ended(run);
            JsonElement[] unlocks = [.. ended.Json.Where(l => l.TryGetProperty("signal", out JsonElement s) && s.GetString() == "remote-unlock")];
            Assert.Equal(["{\"fault\":\"expired\"}", "true"], unlocks.Select(u => u.GetProperty("value").GetRawText()));
            // a clean end says what the will would have said
            watcher.Until(s => s.Any(m => m is ("site/front-door/status", "offline")));
        }

        CliResult replay = Cli.Run("replay", recording, "--json");
        Assert.Equal((0, true), (replay.Code, replay.Summary.GetProperty("identical").GetBoolean()));
        Assert.Contains("topic site/front-door/unlock", Cli.Run("explain", recording, "--sink", "strike").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AThousandMessagesWaitForTheBroker_AndComeInTheirOrder()
    {
        using Mosquitto broker = Mosquitto.Start();
        using Watcher watcher = Watcher.Of(broker);
        using var relay = new Relay(broker.Port) { IsOpen = false };
        using Process run = Cli.Start("run", Ticking(relay.Port, 1000), "--json");
        Commands(run, 1000);
        Assert.Empty(Numbers(watcher));
        relay.IsOpen = true;
        watcher.Until(s => s.Length >= 1000);
        Assert.Equal(Enumerable.Range(1, 1000), Numbers(watcher).Distinct().Take(1000));
        Ended(run);
    }

    [Fact]
    public void AConnectionThatIsCutAgainAndAgain_LosesNoMessage()
    {
        using Mosquitto broker = Mosquitto.Start();
        using Watcher watcher = Watcher.Of(broker);
        using var relay = new Relay(broker.Port);
        using Process run = Cli.Start("run", Ticking(relay.Port, 2000), "--json");
        for (int cut = 1; cut <= 3; cut++)
        {
            int enough = 300 * cut;
            watcher.Until(s => s.Length >= enough);
            relay.Cut();
        }

        watcher.Until(s => s.Select(m => m.Payload).Distinct().Count() == 2000);
        Assert.Equal(Enumerable.Range(1, 2000), Numbers(watcher).Distinct());
        Ended(run);
    }

    [Fact]
    public void AProcessThatIsKilled_HasLeftItsMessagesToTheNextRun()
    {
        string outbox = Path.Combine(Folder, "outbox.db");
        using Mosquitto broker = Mosquitto.Start();
        using Watcher watcher = Watcher.Of(broker);
        using var relay = new Relay(broker.Port) { IsOpen = false };
        using (Process run = Cli.Start("run", Ticking(relay.Port, 100_000), "--json", "--outbox", outbox))
        {
            Commands(run, 500);
            Kill(run);
        }

        relay.IsOpen = true;
        using Process next = Cli.Start("run", Ticking(relay.Port, 0), "--json", "--outbox", outbox);
        // what the last turn of the outbox had not kept yet is lost with the process, and nothing before it
        watcher.Until(s => s.Length >= 400);
        watcher.Say("end", "1");
        watcher.Until(s => s.Any(m => m.Topic == "end"));
        int[] numbers = [.. Numbers(watcher)];
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
        CliResult ended = Ended(next);
        Assert.Contains("an earlier run had left is done", ended.Error, StringComparison.Ordinal);
        Assert.Equal(0, ended.Summary.GetProperty("commands").GetInt32());
    }

    [Fact]
    public void TwoRuns_DoNotShareAnOutbox()
    {
        string outbox = Path.Combine(Folder, "outbox.db");
        using Process first = Cli.Start("run", Ticking(Mosquitto.FreePort(), 10), "--json", "--outbox", outbox);
        Commands(first, 1);
        CliResult second = Cli.Run("run", Ticking(Mosquitto.FreePort(), 10), "--outbox", outbox);
        Assert.Equal(2, second.Code);
        Assert.Contains("another run", second.Error, StringComparison.Ordinal);
        Ended(first);
    }

    [Fact]
    public void OfAFlood_EachMessageIsTakenOrCounted_AndTheRunGoesOn()
    {
        using Mosquitto broker = Mosquitto.Start();
        using Watcher watcher = Watcher.Of(broker, "stopped");
        string flood = Write("flood.yaml",
            $$"""
            pipeline: flood
            device: door-controller
            mqtt:
              host: 127.0.0.1
              port: {{broker.Port}}
              subscribe: { word: { topic: flood, is: text, qos: 0 }, stop: { topic: stop, is: trigger }, mode: { topic: mode, is: [day, night] } }
            rules:
              answer: { when: stop, do: { publish: stopped } }
              broken: { when: mode is offline, do: { log: x } }
            """);
        using Process run = Cli.Start("run", flood, "--json", "--signals", "mode,mqtt");
        Lines(run, l => l.Contains("\"connected\"", StringComparison.Ordinal));
        string lines = Path.Combine(Folder, "lines");
        File.WriteAllLines(lines, Enumerable.Range(0, 50_000).Select(Watcher.Number));
        // with quality 1 a sender ends when the broker has them all (of more than 65,535 it would lose count); to the run they go with quality 0
        for (int half = 0; half < 2; half++)
            Peers.Run("sh", "-c", $"mosquitto_pub -h 127.0.0.1 -p {broker.Port} -q 1 -t flood -l < {lines}");
        watcher.Say("mode", "neither");
        watcher.Say("stop", "now");
        watcher.Until(s => s.Any(m => m.Topic == "stopped"));
        CliResult ended = Ended(run);
        long counted = ended.Summary.GetProperty("arrivals").GetInt64() + (ended.Summary.TryGetProperty("missed", out JsonElement missed) ? missed.GetInt64() : 0)
            + Dropped().Matches(ended.Error).Sum(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.True(counted >= 100_000, $"{counted} of 100,000 messages are accounted for");
        // what is no word of the list is a fault in its place
        Assert.Contains("\"fault\":\"no-word\"", ended.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex("([0-9]+) messages came too fast")]
    private static partial Regex Dropped();
}
