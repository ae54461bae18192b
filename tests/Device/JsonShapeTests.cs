using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>The JSON that scripts rely on.</summary>
public sealed class JsonShapeTests(Workbench bench) : IClassFixture<Workbench>
{
    [Fact]
    public void RunAtFullSpeed_PrintsCommandsAndASummary()
    {
        CliResult run = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--for", "10s", "--json");
        Assert.Equal(0, run.Code);
        Assert.Empty(run.Error);
        Assert.Equal("""{"at":2.026,"turn":4,"n":1,"sink":"strike","command":"activate","cause":{"rule":"unlock","line":34,"turn":4}}""", run.Output.Split('\n')[0]);
        Assert.Equal(["arrivals", "turns", "commands", "seconds", "identical"], Names(run.Summary));
        Assert.Equal(JsonValueKind.Null, run.Summary.GetProperty("identical").ValueKind);
        Assert.Equal(10, run.Summary.GetProperty("seconds").GetDouble());
        Assert.Equal(2, run.Summary.GetProperty("commands").GetInt64());
    }

    [Fact]
    public void SignalsAskedFor_ComeWithMeasurementSinceAndTurn()
    {
        CliResult run = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--for", "4s", "--json", "--signals", "door");
        JsonElement open = run.Json.First(o => o.TryGetProperty("value", out JsonElement v) && v.GetString() == "open");
        Assert.Equal(["at", "since", "turn", "signal", "value", "ohms", "margin"], Names(open));
        Assert.Equal("door", open.GetProperty("signal").GetString());
        Assert.DoesNotContain("\"signal\":\"rex\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_IsIdentical_AndTwiceTheSame()
    {
        CliResult once = Cli.Run("replay", bench.Recording, "--json"), twice = Cli.Run("replay", bench.Recording, "--json");
        Assert.Equal(0, once.Code);
        Assert.True(once.Summary.GetProperty("identical").GetBoolean());
        Assert.Equal(8, once.Summary.GetProperty("commands").GetInt64());
        Assert.False(once.Summary.TryGetProperty("truncated", out _));
        Assert.Equal(once.Output, twice.Output);
    }

    [Fact]
    public void ReplayOfACutRecording_IsIdenticalAndTruncated()
    {
        byte[] bytes = File.ReadAllBytes(bench.Recording);
        CliResult cut = Cli.Run("replay", bench.Write("short.mcap", bytes[..(bytes.Length * 3 / 4)]), "--json");
        Assert.Equal(0, cut.Code);
        Assert.True(cut.Summary.GetProperty("identical").GetBoolean());
        Assert.True(cut.Summary.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public void ReplayThroughAnotherPipeline_IsCounterfactual()
    {
        string other = bench.Write("other.yaml", File.ReadAllText(Cli.FrontDoor).Replace("for: 7 s", "for: 3 s", StringComparison.Ordinal));
        CliResult replay = Cli.Run("replay", bench.Recording, "--pipeline", other, "--json");
        Assert.Equal(1, replay.Code);
        Assert.False(replay.Summary.GetProperty("identical").GetBoolean());
        Assert.True(replay.Summary.GetProperty("counterfactual").GetBoolean());
        Assert.Equal(5.026, replay.Json[1].GetProperty("at").GetDouble());
        string text = Cli.Run("replay", bench.Recording, "--pipeline", other, "--signals", "none").Output;
        Assert.Contains("recorded: 2  9.026 s  strike          deactivate", text, StringComparison.Ordinal);
        Assert.Contains("replayed: 2  5.026 s  strike          deactivate", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ReplayThroughAPipelineThatDoesTheSame_IsIdenticalAndCounterfactual()
    {
        string other = bench.Write("same.yaml", "# another comment\n" + File.ReadAllText(Cli.FrontDoor));
        CliResult replay = Cli.Run("replay", bench.Recording, "--pipeline", other, "--json");
        Assert.Equal(0, replay.Code);
        Assert.True(replay.Summary.GetProperty("identical").GetBoolean());
        Assert.True(replay.Summary.GetProperty("counterfactual").GetBoolean());
    }

    [Fact]
    public void Diagnostics_HaveAllTheirFields()
    {
        CliResult check = Cli.Run("check", bench.Write("wrong.yaml", "pipeline: p\ndevice: door-controler\n"), "--json");
        Assert.Equal(1, check.Code);
        JsonElement diagnostic = check.Json[0];
        Assert.Equal(["file", "line", "column", "severity", "code", "path", "message", "hint"], Names(diagnostic));
        Assert.Equal(2, diagnostic.GetProperty("line").GetInt32());
        Assert.Equal("error", diagnostic.GetProperty("severity").GetString());
    }

    [Fact]
    public void Tests_AreAnObjectEach()
    {
        CliResult test = Cli.Run("test", Cli.FrontDoor, "--json");
        Assert.Equal(0, test.Code);
        Assert.Equal(7, test.Json.Count);
        Assert.Equal(["file", "test", "outcome", "duration"], Names(test.Json[0]));
        Assert.All(test.Json, t => Assert.Equal("passed", t.GetProperty("outcome").GetString()));
        Assert.EndsWith("7 passed, 0 failed\n", Cli.Run("test", Cli.FrontDoor).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TextOfARun_ShowsThePipelinesOwnSignals_NotTheStatesOfOutputs()
    {
        string text = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--for", "10s").Output;
        Assert.Contains("strike          activate", text, StringComparison.Ordinal);
        Assert.DoesNotContain("strike          active", text, StringComparison.Ordinal);
        Assert.DoesNotContain("readback", text, StringComparison.Ordinal);
        Assert.Contains("strike.readback", Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--for", "10s", "--signals", "all").Output, StringComparison.Ordinal);
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];
}
