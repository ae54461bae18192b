using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>Runs in real time: how they end, and what their recordings hold.</summary>
public sealed partial class LiveRunTests(Workbench bench) : IClassFixture<Workbench>
{
    private const int Terminate = 15;
    private const int Kill = 9;

    [Fact]
    public async Task SigtermDuringARun_EndsItWell_AndTheRecordingReplaysIdentical()
    {
        string recording = bench.PathOf("term.mcap");
        CliResult run = await RunUntilFirstCommand(Terminate, recording);
        Assert.Equal(0, run.Code);
        Assert.Equal(1, run.Summary.GetProperty("commands").GetInt64());

        CliResult replay = Cli.Run("replay", recording, "--json");
        Assert.Equal(0, replay.Code);
        Assert.True(replay.Summary.GetProperty("identical").GetBoolean());
        Assert.False(replay.Summary.TryGetProperty("truncated", out _));
        foreach (string same in new[] { "arrivals", "turns", "commands", "seconds" })
            Assert.Equal(run.Summary.GetProperty(same).GetDouble(), replay.Summary.GetProperty(same).GetDouble());
        Assert.Equal(run.Output.Split('\n')[0], replay.Output.Split('\n')[0]);
    }

    [Fact]
    public async Task KilledWhileRecording_WhatWasRecordedIsAPrefixOfTheReplay()
    {
        string recording = bench.PathOf("kill.mcap");
        await RunUntilFirstCommand(Kill, recording);
        CliResult replay = Cli.Run("replay", recording, "--json");
        Assert.Equal(0, replay.Code);
        Assert.True(replay.Summary.GetProperty("identical").GetBoolean());
        Assert.True(replay.Summary.GetProperty("truncated").GetBoolean());
        Assert.InRange(replay.Summary.GetProperty("seconds").GetDouble(), 1, 10);
    }

    [Fact]
    public void RunInRealTime_TakesItsTime_AndReplaysIdentical()
    {
        string recording = bench.PathOf("live.mcap");
        var watch = Stopwatch.StartNew();
        CliResult run = Cli.Run("run", Cli.FrontDoor, "--for", "4s", "--record", recording, "--json", "--signals", "door,rex");
        Assert.InRange(watch.Elapsed.TotalSeconds, 4, 30);
        Assert.Equal(0, run.Code);
        Assert.Equal(4, run.Summary.GetProperty("seconds").GetDouble());
        CliResult replay = Cli.Run("replay", recording, "--json", "--signals", "door,rex");
        Assert.True(replay.Summary.GetProperty("identical").GetBoolean());
        Assert.Equal(run.Output.Split('\n')[..^2], replay.Output.Split('\n')[..^2]);
    }

    [Theory]
    [InlineData("1x")]
    [InlineData("max")]
    public void FullDisk_LetsTheRunGoOn_AndSaysSoAtItsEnd(string speed)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        CliResult run = Cli.Run("run", Cli.FrontDoor, "--speed", speed, "--for", "3s", "--record", "/dev/full", "--json");
        Assert.Equal(3, run.Code);
        Assert.Contains("/dev/full is not whole", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Summary.GetProperty("commands").GetInt64());
        Assert.Equal(3, run.Summary.GetProperty("seconds").GetDouble());
    }

    [Fact]
    public void WhatWasNotRecorded_IsNotSaidToBe()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        CliResult run = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--for", "3s", "--record", "/dev/full");
        Assert.Equal(3, run.Code);
        Assert.DoesNotContain("recorded to", run.Output, StringComparison.Ordinal);
    }

    // A shell connects standard output to a disk that is full.
    [Theory]
    [InlineData("--signals all --json")]
    [InlineData("--json")]
    [InlineData("")]
    public void FullStandardOutput_LetsALiveRunGoOn_AndEndsWithCode3(string options)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full here");
        string recording = bench.PathOf("unseen.mcap");
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec dotnet {Path.Combine(AppContext.BaseDirectory, "reactive.dll")} run {Cli.FrontDoor} --for 3s --record {recording} {options} > /dev/full");
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        Assert.Equal(3, process.ExitCode);
        Assert.Contains("The output is not whole: No space left on device", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        CliResult replay = Cli.Run("replay", recording, "--json");
        Assert.Equal(3, replay.Summary.GetProperty("seconds").GetDouble());
        Assert.True(replay.Summary.GetProperty("identical").GetBoolean());
    }

    // Without an end of its own, and with nothing to print between 2.3 s and 3.4 s: it is the reader that ends it.
    [Theory]
    [InlineData("--speed max --for 100000000s", "--signals all --json")]
    [InlineData("--speed max --for 100000000s", "")]
    [InlineData("--speed 1x", "--json")]
    [InlineData("--speed 1x", "")]
    public void ReaderThatGoesAway_EndsTheRunAsSigtermDoes_AndTheRecordingIsWhole(string speed, string options)
    {
        string recording = bench.PathOf("unread.mcap");
        string[] all = $"run {Cli.FrontDoor} {speed} --record {recording} {options}".Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using Process process = Cli.Start(all);
        Assert.NotNull(process.StandardOutput.ReadLine());
        process.StandardOutput.Close();
        string error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        Assert.Equal((0, ""), (process.ExitCode, error));
        CliResult replay = Cli.Run("replay", recording, "--json");
        Assert.True(replay.Summary.GetProperty("identical").GetBoolean());
        Assert.False(replay.Summary.TryGetProperty("truncated", out _));
    }

    // A pipe that has a name in a folder: a shell opens it for the run, and reads one line.
    [Fact]
    public void ReaderOfANamedPipeThatGoesAway_EndsTheRunToo()
    {
        string pipe = bench.PathOf("named"), recording = bench.PathOf("named.mcap");
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"mkfifo {pipe}; dotnet {Path.Combine(AppContext.BaseDirectory, "reactive.dll")} run {Cli.FrontDoor} --record {recording} --json --signals all > {pipe} & head -n 1 {pipe}; wait $!");
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        Assert.Equal((0, ""), (process.ExitCode, error));
        Assert.True(Cli.Run("replay", recording, "--json").Summary.GetProperty("identical").GetBoolean());
    }

    // As a service manager may start it.
    [Theory]
    [InlineData("run {door} --for 1s")]
    [InlineData("run {door} --for 1s --json")]
    [InlineData("run {door} --speed max --for 10s")]
    [InlineData("check {door}")]
    [InlineData("operators")]
    public void WithoutStandardOutput_AllRunsAsWithIt(string line)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec dotnet {Path.Combine(AppContext.BaseDirectory, "reactive.dll")} {line.Replace("{door}", Cli.FrontDoor, StringComparison.Ordinal)} >&-");
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        Assert.Equal((0, ""), (process.ExitCode, error));
    }

    // What ends by itself gives its answer to the end, whether or not anybody reads it.
    [Theory]
    [InlineData(0, "check {door}")]
    [InlineData(1, "check {wrong}")]
    [InlineData(0, "test {door}")]
    [InlineData(0, "replay {recording} --signals all")]
    [InlineData(0, "replay {recording} --signals all --json")]
    [InlineData(0, "explain {recording} --command 1")]
    [InlineData(0, "operators")]
    [InlineData(0, "operators --markdown")]
    [InlineData(0, "schema")]
    [InlineData(0, "graph {door} --format dot")]
    [InlineData(0, "decode digital {recording}:rex")]
    [InlineData(0, "decode digital {recording}:rex --json")]
    [InlineData(0, "--help")]
    public void ReaderThatGoesAway_IsNoFailureOfAnyCommand(int code, string line)
    {
        string wrong = bench.Write("unread.yaml", "pipeline: p\ndevice: nothing\n");
        string[] all = [.. line.Split(' ').Select(a => a.Replace("{door}", Cli.FrontDoor, StringComparison.Ordinal).Replace("{wrong}", wrong, StringComparison.Ordinal).Replace("{recording}", bench.Recording, StringComparison.Ordinal))];
        using Process process = Cli.Start(all);
        process.StandardOutput.Close();
        string error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        Assert.Equal((code, ""), (process.ExitCode, error));
    }

    // The first command comes at 2 s; some seconds later at least one more flush has happened.
    private static async Task<CliResult> RunUntilFirstCommand(int signal, string recording)
    {
        using Process process = Cli.Start("run", Cli.FrontDoor, "--record", recording, "--json");
        string? first = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Contains("\"strike\"", first, StringComparison.Ordinal);
        await Task.Delay(1500);
        Assert.Equal(0, Send(process.Id, signal));
        CliResult rest = Cli.End(process);
        return rest with { Output = first + "\n" + rest.Output };
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
