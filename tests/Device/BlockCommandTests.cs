using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Device.Profiles;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>Rules that are not in the pipeline's own file are named with theirs, and built-in blocks can be read.</summary>
public sealed class BlockCommandTests : IDisposable
{
    private const string Pipeline = """
        pipeline: back
        device: door-controller
        signals:
          rex: { from: rex, through: [ digital, debounce: 20 ms ] }
        include: parts/more.yaml
        use: { back: std/door, with: { open: aux-1-in is active, lock: strike, rex: rex becomes active } }
        rules:
          own: { when: rex becomes active, do: { log: own } }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ACauseInABlockOrAPart_IsNamedWithItsFile_OneInThePipelineWithItsLineAlone()
    {
        string file = Write(), recording = Path.Combine(_folder, "a.mcap");
        CliResult run = Cli.Run("run", file, "--speed", "max", "--for", "3s", "--record", recording, "--json");
        JsonElement Cause(string rule) => run.Json.SkipLast(1).Select(c => c.GetProperty("cause")).First(c => c.GetProperty("rule").GetString() == rule);
        JsonElement block = Cause("back.mode.accessed");
        Assert.Equal(["rule", "file", "line", "turn"], block.EnumerateObject().Select(p => p.Name));
        Assert.Equal("std/door", block.GetProperty("file").GetString());
        int line = block.GetProperty("line").GetInt32();
        Assert.Contains("    accessed:", Cli.Run("block", "std/door").Output.Split('\n')[line - 1], StringComparison.Ordinal);
        Assert.Equal(Path.Combine(_folder, "parts", "more.yaml"), Cause("more").GetProperty("file").GetString());
        Assert.Equal(["rule", "line", "turn"], Cause("own").EnumerateObject().Select(p => p.Name));

        string text = Cli.Run("run", file, "--speed", "max", "--for", "3s").Output;
        Assert.Contains($"rule back.mode.accessed, std/door:{line}\n", text, StringComparison.Ordinal);
        Assert.Contains($"rule more, {Path.Combine(_folder, "parts", "more.yaml")}:3\n", text, StringComparison.Ordinal);
        Assert.Contains("rule own, line 8\n", text, StringComparison.Ordinal);
        Assert.Contains($"rule back.mode.accessed, std/door:{line}\n", Cli.Run("replay", recording).Output, StringComparison.Ordinal);
        JsonElement explained = Cli.Run("explain", recording, "--sink", "strike", "--at", "3s", "--json").Json[0];
        Assert.Equal("std/door", explained.GetProperty("cause").GetProperty("file").GetString());
    }

    [Fact]
    public void WithoutAName_BlocksAreListedWithWhatTheyTake()
    {
        string list = Cli.Run("block").Output;
        Assert.Contains("std/door  A door with its lock - access for a time, modes, forced and held open, tamper.\n", list, StringComparison.Ordinal);
        Assert.Contains("\n  open              condition, must be given ", list, StringComparison.Ordinal);
        Assert.Contains("\n  release           duration 7 s (1 s to 1 h) ", list, StringComparison.Ordinal);
        Assert.Contains("\n  warning           output none ", list, StringComparison.Ordinal);
        JsonElement json = Cli.Run("block", "--json").Json.Single(b => b.GetProperty("block").GetString() == "std/door");
        Assert.Equal(["block", "summary", "parameters"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal("""{"name":"release","is":"duration","summary":"how long the lock is released for one access","default":"7 s","least":"1 s","most":"1 h"}""", json.GetProperty("parameters").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "release").GetRawText());
    }

    [Fact]
    public void EveryBlock_IsPrintedAsItIsWritten()
    {
        foreach (string name in ProfileLibrary.Blocks)
        {
            Assert.Equal(ProfileLibrary.BlockOf(name), Cli.Run("block", name).Output);
            Assert.Equal(ProfileLibrary.BlockOf(name), Cli.Run("block", name, "--json").Json[0].GetProperty("text").GetString());
        }
    }

    [Fact]
    public void AnUnknownBlock_IsWrongUseWithAHint()
    {
        CliResult unknown = Cli.Run("block", "std/dor");
        Assert.Equal((2, ""), (unknown.Code, unknown.Output));
        Assert.Contains("std/door", unknown.Error, StringComparison.Ordinal);
    }

    private string Write()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "parts"));
        File.WriteAllText(Path.Combine(_folder, "parts", "more.yaml"), "part: more\nrules:\n  more: { when: rex becomes active, do: { log: more } }\n");
        string file = Path.Combine(_folder, "back.yaml");
        File.WriteAllText(file, Pipeline);
        return file;
    }
}
