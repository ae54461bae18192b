using System;
using System.Diagnostics;
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

    [Theory]
    [InlineData("1x", "nowhere/kept.state", "kept.state cannot be used")]
    [InlineData("max", "nowhere/kept.state", "kept.state cannot be used")]
    [InlineData("1x", ".", "is a folder; name a file")]
    [InlineData("max", ".", "is a folder; name a file")]
    public void AStateThatCannotBeWritten_IsWrongUse_BeforeAnythingRuns(string speed, string state, string told)
    {
        CliResult run = Cli.Run("run", Pipeline, "--speed", speed, "--for", "1s", "--state", Path.Combine(_folder, state));
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("1x")]
    [InlineData("max")]
    public void AFileOfSomethingElse_RefusesTheRun_AndIsLeftAsItIs_WithAnOlderRecording(string speed)
    {
        string state = Path.Combine(_folder, "notes.txt"), recording = Path.Combine(_folder, "older.mcap");
        File.WriteAllText(state, "my notes\nreactive checkpoint 1\n");
        File.WriteAllText(recording, "older");
        CliResult run = Cli.Run("run", Pipeline, "--speed", speed, "--for", "1s", "--state", state, "--record", recording);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains("notes.txt: the file is not what a run has left, and would be written over: name another, or remove it to start afresh.", run.Error, StringComparison.Ordinal);
        Assert.Equal("my notes\nreactive checkpoint 1\n", File.ReadAllText(state));
        Assert.Equal("older", File.ReadAllText(recording));
    }

    [Theory]
    [InlineData("1x")]
    [InlineData("max")]
    public void AStateOfAnotherVersion_IsKeptAside_AndTheRunBeginsAnew(string speed)
    {
        string state = Path.Combine(_folder, "kept.state");
        File.WriteAllText(state, "reactive checkpoint 2\ncounter visits: 7\n");
        CliResult run = Cli.Run("run", Pipeline, "--speed", speed, "--for", "1s", "--state", state, "--json");
        Assert.Equal(0, run.Code);
        Assert.Contains("kept.state.old, and the run begins anew", run.Error, StringComparison.Ordinal);
        Assert.Equal("reactive checkpoint 2\ncounter visits: 7\n", File.ReadAllText(state + ".old"));
        Assert.Contains("counter visits: 0\n", File.ReadAllText(state), StringComparison.Ordinal);
    }

    // The button is pressed at 2.026 s; what is read at 5.2 s is printed long after that was to be on the disk.
    [Fact]
    public void WhatChanged_IsOnTheDisk_WhenTheDeviceIsKilledSecondsLater()
    {
        string state = Path.Combine(_folder, "kept.state"), pipeline = Path.Combine(_folder, "latch.yaml");
        File.WriteAllText(pipeline,
            """
            pipeline: latch
            device: door-controller
            signals:
              door: { from: door-monitor, through: [ end-of-line: { wiring: parallel-first }, debounce: 50 ms ] }
              rex: { from: rex, through: [ digital, debounce: 20 ms ] }
              down: { latch: { set: rex becomes active, reset: tamper becomes active } }
            rules:
              hold: { when: down is active, while: { lockdown: strike } }
            """);
        using Process run = Cli.Start("run", pipeline, "--state", state, "--signals", "door", "--json");
        string? line;
        do
            line = run.StandardOutput.ReadLine();
        while (line is not null && !line.StartsWith("{\"at\":5.", StringComparison.Ordinal));
        Assert.NotNull(line);
        run.Kill();
        run.WaitForExit();
        Assert.Contains("latch down: active\n", File.ReadAllText(state), StringComparison.Ordinal);
    }

    [Fact]
    public void ASecondRunOnTheSameFiles_IsRefused_AndAReplayOfTheFirstGoes()
    {
        string state = Path.Combine(_folder, "kept.state"), recording = Path.Combine(_folder, "running.mcap");
        using Process first = Cli.Start("run", Pipeline, "--state", state, "--record", recording, "--json", "--signals", "all");
        Assert.NotNull(first.StandardOutput.ReadLine());
        foreach (string speed in new[] { "1x", "max" })
        {
            CliResult onState = Cli.Run("run", Pipeline, "--speed", speed, "--for", "1s", "--state", state);
            Assert.Equal((2, ""), (onState.Code, onState.Output));
            Assert.Contains("kept.state is in use by another run", onState.Error, StringComparison.Ordinal);
            CliResult onRecording = Cli.Run("run", Pipeline, "--speed", speed, "--for", "1s", "--record", recording);
            Assert.Equal((2, ""), (onRecording.Code, onRecording.Output));
            Assert.Contains("running.mcap cannot be written: another run writes into it", onRecording.Error, StringComparison.Ordinal);
        }

        Assert.True(Cli.Run("replay", recording, "--json").Summary.GetProperty("identical").GetBoolean());
        first.Kill();
        first.WaitForExit();
        Assert.True(Cli.Run("replay", recording, "--json").Summary.GetProperty("identical").GetBoolean());
        Assert.Equal(0, Cli.Run("run", Pipeline, "--speed", "max", "--for", "1s", "--state", state, "--record", recording).Code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
