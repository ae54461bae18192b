using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Reactive.Device.Tests;

public sealed class ExplainTests(Workbench bench) : IClassFixture<Workbench>
{
    [Fact]
    public void ActivationOfTheStrike_LeadsToTheSamplesOfTheButton()
    {
        JsonElement command = Explain(1);
        Assert.Equal("strike", command.GetProperty("sink").GetString());
        JsonElement activation = command.GetProperty("because").GetProperty("activation");
        Assert.Equal("unlock", activation.GetProperty("rule").GetString());
        Assert.Equal("front-door.yaml", activation.GetProperty("file").GetString());
        Assert.Equal(command.GetProperty("cause").GetProperty("line").GetInt32(), activation.GetProperty("line").GetInt32());
        Assert.Equal(command.GetProperty("cause").GetProperty("turn").GetInt64(), activation.GetProperty("turn").GetInt64());

        JsonElement when = activation.GetProperty("when");
        Assert.Equal("rex becomes active", when.GetProperty("text").GetString());
        Assert.True(when.GetProperty("occurred").GetBoolean());
        JsonElement rex = when.GetProperty("reads")[0];
        Assert.Equal(2.006, rex.GetProperty("since").GetDouble());
        Assert.Equal(2.026, rex.GetProperty("at").GetDouble());
        Assert.Equal(["digital", "debounce"], rex.GetProperty("chain").EnumerateArray().Select(o => o.GetProperty("operator").GetString()!));
        Assert.Equal("20 ms", rex.GetProperty("chain")[1].GetProperty("options").GetProperty("time").GetString());

        JsonElement arrival = rex.GetProperty("arrival");
        Assert.Equal("block", arrival.GetProperty("kind").GetString());
        Assert.Equal("rex", arrival.GetProperty("port").GetString());
        Assert.Equal(2025, arrival.GetProperty("index").GetInt64());
        JsonElement began = Assert.Single(arrival.GetProperty("samples").EnumerateArray(), s => s.TryGetProperty("began", out _));
        Assert.Equal(2006, began.GetProperty("index").GetInt64());
        Assert.InRange(began.GetProperty("volts").GetDouble(), 0, 0.02);
        Assert.InRange(began.GetProperty("ohms").GetDouble(), 0, 20);
        JsonElement settled = Assert.Single(arrival.GetProperty("samples").EnumerateArray(), s => s.TryGetProperty("settled", out _));
        Assert.Equal(2026, settled.GetProperty("index").GetInt64());

        JsonElement condition = activation.GetProperty("if");
        Assert.True(condition.GetProperty("truth").GetBoolean());
        Assert.Equal(0.05, condition.GetProperty("at").GetDouble());
    }

    [Fact]
    public void AnAlternativeThatAlwaysHolds_IsTheCauseThatIsShown()
    {
        string file = bench.Write("always.yaml", "pipeline: p\ndevice: door-controller\ninputs: { card: trigger }\nrules:\n  up: { when: once always or card, do: { log: started } }\n");
        string recording = bench.PathOf("always.mcap");
        Assert.Equal(0, Cli.Run("run", file, "--speed", "max", "--for", "1s", "--record", recording).Code);
        string[] lines = [.. Cli.Run("explain", recording, "--command", "1").Output.Split('\n').SkipWhile(l => !l.Contains("when ", StringComparison.Ordinal)).Select(l => l.Trim(' ', '│', '├', '└', '─'))];
        Assert.Equal(["when   once always or card · occurred", "once always · occurred", "always · true since 0 s, turn 1", "card · has never occurred"], lines.Where(l => l.Length > 0));
    }

    [Fact]
    public void EndOfAPulse_IsExplainedByThePulseAndItsActivation()
    {
        JsonElement because = Explain(2).GetProperty("because");
        Assert.Equal(7, because.GetProperty("pulse").GetProperty("duration").GetDouble());
        Assert.Equal(2.026, because.GetProperty("pulse").GetProperty("at").GetDouble());
        Assert.False(because.GetProperty("pulse").GetProperty("moved").GetBoolean());
        Assert.Equal("rex becomes active", because.GetProperty("activation").GetProperty("when").GetProperty("text").GetString());
    }

    [Fact]
    public void OutputInACondition_LeadsToTheEarlierCommand_EachOnce()
    {
        JsonElement unless = Explain(3).GetProperty("because").GetProperty("activation").GetProperty("unless");
        Assert.False(unless.GetProperty("truth").GetBoolean());
        List<JsonElement> outputs = [.. All(unless).Where(e => e.TryGetProperty("output", out _))];
        Assert.Equal(2, outputs.Count);
        Assert.Equal(2, outputs[0].GetProperty("command").GetProperty("n").GetInt64());
        Assert.True(outputs[0].GetProperty("command").TryGetProperty("because", out _));
        Assert.True(outputs[1].GetProperty("seen").GetBoolean());
    }

    [Fact]
    public void ConditionThatMustLast_ShowsItsTimer()
    {
        string pipeline = bench.Write("lamp.yaml", File.ReadAllText(Cli.FrontDoor).Replace("door is open for 30 s", "door is open for 1 s", StringComparison.Ordinal));
        string recording = bench.PathOf("lamp.mcap");
        Assert.Equal(0, Cli.Run("run", pipeline, "--speed", "max", "--for", "10s", "--record", recording).Code);

        JsonElement lit = Cli.Run("explain", recording, "--sink", "aux-1", "--at", "4.5s", "--json").Json[0];
        JsonElement timer = lit.GetProperty("because").GetProperty("activation").GetProperty("when").GetProperty("timer");
        Assert.Equal(3.454, timer.GetProperty("at").GetDouble());
        Assert.Equal(4.454, timer.GetProperty("due").GetDouble());
        Assert.Equal(lit.GetProperty("at").GetDouble(), timer.GetProperty("due").GetDouble());

        JsonElement dark = Cli.Run("explain", recording, "--sink", "aux-1", "--at", "9s", "--json").Json[0].GetProperty("because");
        Assert.Equal("held-open", dark.GetProperty("release").GetProperty("rule").GetString());
        Assert.False(dark.GetProperty("release").GetProperty("when").GetProperty("truth").GetBoolean());
        Assert.True(dark.GetProperty("activation").GetProperty("when").GetProperty("truth").GetBoolean());

        string text = Cli.Run("explain", recording, "--sink", "aux-1", "--at", "4.5s").Output;
        Assert.Contains("timer armed in turn", text, StringComparison.Ordinal);
        Assert.Contains("due 4.454 s", text, StringComparison.Ordinal);
    }

    [Fact]
    public void SparseSignalsTimersReadbacksAndReleases_AreFollowedToTheirArrivals()
    {
        string pipeline = bench.Write("chain.yaml",
            """
            pipeline: chain
            device: door-controller
            signals:
              tampered: { from: tamper, through: [ debounce: 20 ms ] }
              opened: { from: tampered, through: [ edge: active ] }
            rules:
              alarm:  { when: opened, unless: led-red is active, do: { pulse: buzzer, for: 1 s } }
              follow: { when: buzzer is active for 200 ms, if: opened within 5 s, while: { activate: led-red } }
              again:  { when: led-red.readback becomes inactive, do: { log: done } }
            """);
        string trace = bench.Write("chain.csv", "time (s),tamper\n0,inactive\n1,active\n3,inactive\n4,inactive\n");
        string recording = bench.PathOf("chain.mcap");
        Assert.Equal(0, Cli.Run("run", pipeline, "--speed", "max", "--feed", $"tamper={trace}", "--record", recording).Code);

        string text = Cli.Run("explain", recording, "--command", "5").Output;
        string[] steps =
        [
            "command 5: log \"done\", at 2.02 s", "rule again (chain.yaml:9)", "led-red.readback becomes inactive · occurred",
            "command 4: led-red deactivate", "rule follow (chain.yaml:8) was active no longer", "buzzer is active for 200 ms · false since 2.02 s",
            "command 3: buzzer deactivate", "the pulse of 1 s that began in turn", "rule alarm (chain.yaml:7) activated at 1.02 s", "opened · occurred",
            "tampered: port tamper → debounce 20 ms", "by a timer that was armed in turn", "active of tamper, stamped 1 s",
            "led-red = inactive, its position at the start", "opened within 5 s · true since 1.02 s", "due 6.02 s",
            "rule follow (chain.yaml:8) activated at 1.22 s", "timer armed in turn", "due 1.22 s", "command 1: buzzer activate", "(see above)",
            "the answer to command 4: done, reads back inactive",
        ];
        int at = 0;
        foreach (string step in steps)
        {
            int found = text.IndexOf(step, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{step}' is missing after:\n{text[..at]}\n--- in ---\n{text[at..]}");
            at = found;
        }
    }

    [Fact]
    public void EveryCommandOfTheRecording_IsExplained()
    {
        for (int n = 1; n <= 8; n++)
        {
            CliResult explained = Cli.Run("explain", bench.Recording, "--command", n.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(0, explained.Code);
            Assert.StartsWith($"command {n}: ", explained.Output, StringComparison.Ordinal);
            Assert.Contains("front-door.yaml:", explained.Output, StringComparison.Ordinal);
            Assert.Contains("began", explained.Output, StringComparison.Ordinal);
            Assert.Empty(explained.Error);
        }
    }

    [Fact]
    public void SinkAndInstant_MeanTheLastCommandUntilThen()
    {
        Assert.Equal(1, Cli.Run("explain", bench.Recording, "--sink", "strike", "--at", "9.0259s", "--json").Json[0].GetProperty("n").GetInt64());
        Assert.Equal(2, Cli.Run("explain", bench.Recording, "--sink", "strike", "--at", "9.026s", "--json").Json[0].GetProperty("n").GetInt64());
        CliResult none = Cli.Run("explain", bench.Recording, "--sink", "strike", "--at", "1s");
        Assert.Equal(1, none.Code);
        Assert.Contains("no command to 'strike' at or before 1 s", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RecordingCutShort_ExplainsWhatItStillHolds()
    {
        byte[] bytes = File.ReadAllBytes(bench.Recording);
        string cut = bench.Write("cut.mcap", bytes[..(bytes.Length / 2)]);
        Assert.Equal(0, Cli.Run("explain", cut, "--command", "1").Code);
        Assert.Equal(1, Cli.Run("explain", cut, "--command", "8").Code);
    }

    [Fact]
    public void DamagedRecording_ExitsWith3()
    {
        byte[] bytes = File.ReadAllBytes(bench.Recording);
        bytes[bytes.Length / 2] ^= 0x55;
        CliResult damaged = Cli.Run("explain", bench.Write("damaged.mcap", bytes), "--command", "1");
        Assert.Equal(3, damaged.Code);
        Assert.Contains("is damaged", damaged.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "--command", "9")]
    [InlineData(1, "--command", "0")]
    [InlineData(2, "--command", "first")]
    [InlineData(2, "--at", "3s")]
    [InlineData(2, "--sink", "strik", "--at", "3s")]
    [InlineData(2, "--sink", "strike", "--at", "3")]
    [InlineData(2, "--sink", "strike", "--at", "3s", "--command", "1")]
    [InlineData(2)]
    public void WrongUse_SaysSo(int code, params string[] arguments)
    {
        CliResult result = Cli.Run(["explain", bench.Recording, .. arguments]);
        Assert.Equal(code, result.Code);
        Assert.NotEmpty(result.Error);
        Assert.Empty(result.Output);
    }

    private JsonElement Explain(int command)
    {
        CliResult result = Cli.Run("explain", bench.Recording, "--command", command.ToString(System.Globalization.CultureInfo.InvariantCulture), "--json");
        Assert.Equal(0, result.Code);
        return Assert.Single(result.Json);
    }

    private static IEnumerable<JsonElement> All(JsonElement element)
    {
        yield return element;
        if (!element.TryGetProperty("reads", out JsonElement reads))
            yield break;
        foreach (JsonElement inner in reads.EnumerateArray().SelectMany(All))
            yield return inner;
    }

    [Fact]
    public void MergedEvent_IsExplainedByTheInputItCameFrom()
    {
        string pipeline = bench.Write("merged.yaml", """
            pipeline: merged
            device: door-controller
            signals:
              front: { from: aux-1-in, through: [ edge: active ] }
              rear: { from: aux-2-in, through: [ edge: active ] }
              either: { from: [front, rear], through: [ merge ] }
            rules: { r: { when: either, do: { log: either } } }
            """);
        string feed = bench.Write("rear.csv", "time (s),rear\n0,inactive\n1,active\n2,inactive\n");
        string recording = bench.PathOf("merged.mcap");
        Assert.Equal(0, Cli.Run("run", pipeline, "--feed", $"aux-2-in={feed}", "--speed", "max", "--record", recording).Code);
        string explained = Cli.Run("explain", recording, "--command", "1").Output;
        Assert.Contains("rear: port aux-2-in → edge active", explained, StringComparison.Ordinal);
        Assert.DoesNotContain("aux-1-in", explained, StringComparison.Ordinal);
    }
}
