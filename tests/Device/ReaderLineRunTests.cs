using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>Frames that are sent on a reader line in runs: replayed, explained, sealed where they are nobody's business.</summary>
public sealed class ReaderLineRunTests(Workbench bench) : IClassFixture<Workbench>
{
    // the bits of H10301 12:34567, which no output may hold where they are sensitive
    private const string Frame = "10000110010000111000001111";
    private const string Raw = "0x2190e0f";

    [Fact]
    public void WhatIsSent_ReplaysIdentically()
    {
        string recording = Record("open", sensitive: false);
        CliResult replay = Cli.Run("replay", recording, "--json");
        Assert.Equal((0, true, 2L), (replay.Code, replay.Summary.GetProperty("identical").GetBoolean(), replay.Summary.GetProperty("commands").GetInt64()));
        Assert.Equal([(1.07, "controller", "send", Raw + "/26"), (2, "controller", "send", Raw + "/26")], replay.Json.SkipLast(1).Select(c => (c.GetProperty("at").GetDouble(), c.GetProperty("sink").GetString()!, c.GetProperty("command").GetString()!, c.GetProperty("text").GetString()!)));
    }

    [Fact]
    public void AnExplanation_ShowsWhatHadBroughtTheFrame_ThoughItIsNoTrigger()
    {
        string recording = Record("explained", sensitive: false);
        CliResult explained = Cli.Run("explain", recording, "--command", "2");
        string file = Path.GetFileName(bench.PathOf("explained.yaml"));
        Assert.Equal(
            $"""
            command 2: controller send {Raw}/26, at 2 s in turn TURN
            ├─ rule again ({file}:10) activated at 2 s in turn TURN
            │  └─ when   io-1-in becomes active · occurred
            │     └─ io-1-in = active, before inactive, since 2 s, turn TURN
            │        │  port io-1-in
            │        └─ arrival ARRIVAL: active of io-1-in, stamped 2 s
            └─ sent was what passed-on had brought
               └─ passed-on = 26 bits {Raw}, since 1 s, at 1.07 s, turn SENT
                  │  frame: port reader → wiegand
                  │  card: frame → card H10301
                  │  card → reader-output: began 1 s, settled 1.07 s
                  │  by a timer that was armed in turn ARMED at 1.05005 s, due 1.07 s
                  └─ arrival EDGE: idle of reader, stamped 1.05005 s

            """,
            Numbered(explained.Output));
        JsonElement sent = Cli.Run("explain", recording, "--sink", "controller", "--at", "3s", "--json").Json.Single().GetProperty("because").GetProperty("sent");
        Assert.Equal(("passed-on", 1.0, Raw), (sent.GetProperty("signal").GetString(), sent.GetProperty("since").GetDouble(), sent.GetProperty("value").GetProperty("raw").GetString()));
    }

    [Fact]
    public void WhatStemsFromASensitivePort_IsSealedWhereItIsSent()
    {
        string recording = Record("hidden", sensitive: true), key = bench.PathOf("owner.pem");
        foreach (string told in new[] { Raw, Raw[2..], Frame })
            Assert.Equal(-1, File.ReadAllBytes(recording).AsSpan().IndexOf(Encoding.ASCII.GetBytes(told)));
        Assert.NotEqual(-1, File.ReadAllBytes(Record("told", sensitive: false)).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Raw)));
        CliResult replay = Cli.Run("replay", recording, "--key", key, "--json", "--signals", "all");
        Assert.Equal((0, true, 2L), (replay.Code, replay.Summary.GetProperty("identical").GetBoolean(), replay.Summary.GetProperty("commands").GetInt64()));
        Assert.Contains("""
            "n":2,"sink":"controller","command":"send","sensitive":true,"is":"26 bits","cause"
            """, replay.Output, StringComparison.Ordinal);
        Hidden(replay);
        Hidden(Cli.Run("replay", recording, "--key", key));
        foreach (string command in new[] { "1", "2" })
        {
            Hidden(Cli.Run("explain", recording, "--key", key, "--command", command));
            Hidden(Cli.Run("explain", recording, "--key", key, "--command", command, "--json"));
        }
    }

    [Fact]
    public void ASealedCommand_StaysSealedInTheReplaysOwnRecording()
    {
        string recording = Record("again", sensitive: true), key = bench.PathOf("owner.pem"), again = bench.PathOf("again-2.mcap");
        Assert.Equal(0, Cli.Run("replay", recording, "--key", key, "--out", again).Code);
        Assert.Equal(-1, File.ReadAllBytes(again).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Raw)));
        Assert.True(Cli.Run("replay", again, "--key", key, "--json").Summary.GetProperty("identical").GetBoolean());
        Assert.Equal(2, Cli.Run("replay", again).Code);
    }

    private static void Hidden(CliResult result)
    {
        Assert.Equal(0, result.Code);
        Assert.Contains("26 bits", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Raw[2..], result.Output + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("34567", result.Output + result.Error, StringComparison.Ordinal);
    }

    // Turns and arrivals by what they are: how many edges came before is no matter.
    private static string Numbered(string text)
    {
        string Turn(string before) => text[(text.IndexOf(before, StringComparison.Ordinal) + before.Length)..].Split([' ', '\n', ':'])[0];
        string last = Turn("at 2 s in turn "), sent = Turn("at 1.07 s, turn "), armed = Turn("armed in turn ");
        string[] arrivals = [.. text.Split('\n').Where(l => l.Contains("arrival ", StringComparison.Ordinal)).Select(l => l.Split("arrival ")[1].Split(':')[0])];
        return text.Replace($"turn {last}\n", "turn TURN\n", StringComparison.Ordinal).Replace($"turn {sent}\n", "turn SENT\n", StringComparison.Ordinal)
            .Replace($"turn {armed} ", "turn ARMED ", StringComparison.Ordinal)
            .Replace($"arrival {arrivals[0]}:", "arrival ARRIVAL:", StringComparison.Ordinal).Replace($"arrival {arrivals[1]}:", "arrival EDGE:", StringComparison.Ordinal);
    }

    private string Record(string name, bool sensitive)
    {
        string pipeline = bench.Write(name + ".yaml", $$"""
            pipeline: sends
            device: i8307
            ports: { reader: { sensitive: {{(sensitive ? "yes" : "no")}} } }
            signals:
              frame: { from: reader, through: [ wiegand ] }
              card: { from: frame, through: [ card: H10301 ] }
              passed-on: { from: card, through: [ reader-output ] }
            rules:
              forward: { when: passed-on, do: { send: passed-on, on: controller } }
              again: { when: io-1-in becomes active, do: { send: passed-on, on: controller } }

            """);
        var lines = new StringBuilder("time (us),reader\n0,idle\n");
        for (int i = 0; i < Frame.Length; i++)
            lines.Append(CultureInfo.InvariantCulture, $"{1_000_000 + (2000 * i)},{(Frame[i] == '1' ? "d1" : "d0")}\n{1_000_050 + (2000 * i)},idle\n");
        string reader = bench.Write(name + "-reader.csv", lines.Append("3000000,idle\n").ToString());
        string contact = bench.Write(name + "-contact.csv", "time (us),io-1-in\n0,inactive\n2000000,active\n3000000,active\n");
        string key = bench.PathOf("owner.pem"), recording = bench.PathOf(name + ".mcap");
        if (!File.Exists(key))
            Assert.Equal(0, Cli.Run("key", "new", key).Code);
        string[] seal = sensitive ? ["--owner-key", bench.PathOf("owner.pub.pem")] : [];
        CliResult run = Cli.Run(["run", pipeline, "--speed", "max", "--feed", $"reader={reader}", "--feed", $"io-1-in={contact}", "--record", recording, .. seal]);
        Assert.Equal(0, run.Code);
        if (sensitive)
            Hidden(run);
        return recording;
    }
}
