using System;
using System.IO;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary><c>run --state FILE</c>: what one run leaves, the next goes on from, and a replay of it too.</summary>
public sealed class StateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("state").FullName;

    private string Pipeline
    {
        get
        {
            string path = Path.Combine(_folder, "kept.yaml");
            File.WriteAllText(path, Text);
            return path;
        }
    }

    private const string Text =
        """
        pipeline: kept
        device: door-controller
        signals:
          rex: { from: rex, through: [ digital, debounce: 20 ms ] }
          visits: { counter: { up: rex becomes active } }
        rules:
          second: { when: visits = 2, do: { log: the second visit } }
        """;

    [Fact]
    public void ARunGoesOnFromTheFile_AndItsRecordingReplays()
    {
        string state = Path.Combine(_folder, "kept.state"), recording = Path.Combine(_folder, "b.mcap");
        Assert.DoesNotContain("second visit", Cli.Run("run", Pipeline, "--speed", "max", "--for", "10s", "--state", state, "--json").Output, StringComparison.Ordinal);
        Assert.Contains("counter visits: 1\n", File.ReadAllText(state), StringComparison.Ordinal);
        Assert.Contains("second visit", Cli.Run("run", Pipeline, "--speed", "max", "--for", "10s", "--state", state, "--record", recording, "--json").Output, StringComparison.Ordinal);
        CliResult replayed = Cli.Run("replay", recording, "--json");
        Assert.Contains("second visit", replayed.Output, StringComparison.Ordinal);
        Assert.True(replayed.Summary.GetProperty("identical").GetBoolean());
    }

    [Fact]
    public void AStateThatCannotBeWritten_IsAFailureThatNamesIt()
    {
        CliResult run = Cli.Run("run", Pipeline, "--speed", "max", "--for", "1s", "--state", Path.Combine(_folder, "nowhere", "kept.state"));
        Assert.Equal(3, run.Code);
        Assert.Contains("kept.state", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1x")]
    [InlineData("max")]
    public void AStateThatCannotBeRead_LeavesAnOlderRecordingAsItIs(string speed)
    {
        string state = Path.Combine(_folder, "kept.state"), recording = Path.Combine(_folder, "older.mcap");
        File.WriteAllBytes(state, new byte[(16 << 20) + 1]);
        File.WriteAllText(recording, "older");
        CliResult run = Cli.Run("run", Pipeline, "--speed", speed, "--for", "1s", "--state", state, "--record", recording);
        Assert.Equal(2, run.Code);
        Assert.Contains("too large to be the state of a run", run.Error, StringComparison.Ordinal);
        Assert.Equal("older", File.ReadAllText(recording));
    }

    [Theory]
    [InlineData("1x")]
    [InlineData("max")]
    public void ARecordingThatCannotBeWritten_IsWrongUse_BeforeAnythingRuns(string speed)
    {
        CliResult run = Cli.Run("run", Pipeline, "--speed", speed, "--for", "1s", "--record", Path.Combine(_folder, "nowhere", "a.mcap"));
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains("a.mcap cannot be written", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AStateOfSomethingElse_IsTold_AndTheRunBeginsAnew()
    {
        string state = Path.Combine(_folder, "kept.state");
        File.WriteAllText(state, "something else");
        CliResult run = Cli.Run("run", Pipeline, "--speed", "max", "--for", "10s", "--state", state, "--json");
        Assert.Equal(0, run.Code);
        Assert.Contains("counter visits: 1\n", File.ReadAllText(state), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
