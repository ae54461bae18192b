using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Recording;
using Reactive.Rules;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>Schedules in runs of the program: when they start, what a recording notes of them, and what a replay makes of that.</summary>
public sealed class ScheduleRunTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string Pipeline =
        "pipeline: p\ndevice: door-controller\ntime-zone: Europe/Stockholm\nstart: 2026-03-27T06:59:50Z\nrules:\n"
        + "  opens: { when: office-hours becomes active, do: { log: opens } }\n  tampered: { when: tamper becomes active, do: { log: tampered } }\n";

    [Theory]
    [InlineData("10", null)]
    [InlineData("25", "2026-03-27T06:59:35Z")]
    public void AtFullSpeed_TheStartOfThePipelineHolds_UnlessTheCommandLineSaysIt(string at, string? start)
    {
        string path = bench.Write("schedule.yaml", Pipeline);
        string[] more = start is null ? [] : ["--start", start];
        CliResult run = Cli.Run(["run", path, "--speed", "max", "--for", "60s", "--json", .. more]);
        Assert.Equal(0, run.Code);
        Assert.Equal([at], run.Json.Where(o => o.TryGetProperty("command", out _)).Select(o => o.GetProperty("at").GetRawText()));
    }

    [Fact]
    public void ARecording_NotesTheTimeZones_AndReplaysAlike()
    {
        string path = bench.Write("recorded.yaml", Pipeline), recording = bench.PathOf("recorded.mcap");
        Assert.Equal(0, Cli.Run("run", path, "--speed", "max", "--for", "60s", "--record", recording, "--json").Code);
        CliResult replay = Cli.Run("replay", recording, "--json");
        Assert.Equal((0, ""), (replay.Code, replay.Error));
        Assert.True(replay.Summary.GetProperty("identical").GetBoolean());
        Assert.Equal(Calendars.TimeZoneVersion, TimeZones(recording));
        // the front door has none
        Assert.Null(TimeZones(bench.Recording));
    }

    [Fact]
    public void ARecordingWithOtherTimeZones_IsReplayedWithAWord()
    {
        string recording = bench.Write("other.mcap", RecordedBy("1999z"));
        CliResult replay = Cli.Run("replay", recording, "--json");
        Assert.Equal(0, replay.Code);
        Assert.Contains($"was recorded with the time zones of 1999z, and is replayed with those of {Calendars.TimeZoneVersion}", replay.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyAPipelineWithATimeZone_LoadsTheTimeZones()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "there is no /proc to look into");
        Assert.False(LoadsTimeZones(Cli.FrontDoor));
        Assert.True(LoadsTimeZones(bench.Write("loading.yaml", Pipeline.Replace("rules:\n", "rules:\n  here: { when: office-hours is known, do: { log: here } }\n", StringComparison.Ordinal))));
    }

    // By the time of its first command everything that it needs is there.
    private static bool LoadsTimeZones(string pipeline)
    {
        using Process process = Cli.Start("run", pipeline, "--json", "--for", "60s");
        try
        {
            Assert.NotNull(process.StandardOutput.ReadLine());
            return File.ReadAllText($"/proc/{process.Id}/maps").Contains("NodaTime.dll", StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static string? TimeZones(string recording)
    {
        using MappedBytes bytes = RecordingFile.Map(recording);
        return new RecordingReader(bytes).TimeZones;
    }

    private static byte[] RecordedBy(string timeZones)
    {
        PipelineFile pipeline = PipelineFile.Of("p.yaml", Pipeline);
        using MemoryStream file = new();
        var recorder = new RunRecorder(
            new McapWriter(new StreamMcapOutput(file), new McapWriterOptions { Profile = RecordingFormat.Profile, Library = "test" }),
            new RecordingContext("p.yaml", pipeline.Text, pipeline.ProfileText) { TimeZones = timeZones });
        PipelineGraph graph = PipelineGraph.Build(pipeline.Definition!, recorder);
        recorder.Bind(graph.Engine);
        graph.Engine.Target = new CommandModel(graph.Engine);
        var order = new FeedOrder(graph.Engine, [], []);
        order.Start(pipeline.Definition!.StartWallNanoseconds!.Value);
        order.End(SignalTime.FromSeconds(20));
        recorder.Close();
        return file.ToArray();
    }
}
