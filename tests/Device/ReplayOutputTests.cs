using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Reactive.Device.Files;
using Reactive.Device.Simulation;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>What a replay says of recordings that do not quite fit.</summary>
public sealed class ReplayOutputTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string OnlyTheButton = "pipeline: other\ndevice: door-controller\nsignals:\n  rex: { from: rex, through: [ digital, debounce: 20 ms ] }\nrules:\n  r: { when: rex becomes active, do: { pulse: strike, for: 1 s } }\n";

    [Fact]
    public void GapInTheRecording_IsNoPlainIdentical()
    {
        string path = bench.Write("gap.mcap", WithAGap());
        CliResult replay = Cli.Run("replay", path, "--json");
        Assert.Equal(0, replay.Code);
        Assert.Equal(JsonValueKind.Null, replay.Summary.GetProperty("identical").ValueKind);
        Assert.True(replay.Summary.GetProperty("lost").GetInt64() > 0);
        double gap = replay.Summary.GetProperty("seconds").GetDouble();
        Assert.InRange(gap, 1, 59);
        string text = Cli.Run("replay", path, "--signals", "none").Output;
        Assert.Contains(FormattableString.Invariant($"Identical up to the gap at {gap} s; not compared after it."), text, StringComparison.Ordinal);
        Assert.DoesNotContain("Identical: all", text, StringComparison.Ordinal);
    }

    [Fact]
    public void PortsThatThePipelineDoesNotHave_AreCounted()
    {
        string other = bench.Write("other.yaml", OnlyTheButton);
        CliResult replay = Cli.Run("replay", bench.Recording, "--pipeline", other, "--json");
        Assert.Equal(1, replay.Code);
        long foreign = replay.Summary.GetProperty("foreign").GetInt64();
        Assert.True(foreign > 0);
        Assert.Contains($"{foreign} arrivals belong to ports that this pipeline does not have", Cli.Run("replay", bench.Recording, "--pipeline", other, "--signals", "none").Output, StringComparison.Ordinal);
        Assert.False(Cli.Run("replay", bench.Recording, "--json").Summary.TryGetProperty("foreign", out _));
    }

    // A minute of the simulated front door whose recorder was refused a few chunks in the middle.
    private static byte[] WithAGap()
    {
        PipelineFile pipeline = PipelineFile.ReadToRun(Cli.FrontDoor);
        var output = new RefusingOutput(from: 2000, to: 2004);
        var recorder = new RunRecorder(
            new McapWriter(output, new McapWriterOptions { Profile = RecordingFormat.Profile, Library = "test" }),
            new RecordingContext("front-door.yaml", pipeline.Text, pipeline.ProfileText));
        PipelineGraph graph = PipelineGraph.Build(pipeline.Definition!, recorder);
        recorder.Bind(graph.Engine);
        graph.Engine.Target = new CommandModel(graph.Engine);
        SignalTime end = SignalTime.FromSeconds(60);
        var order = new FeedOrder(graph.Engine, graph.Engine.Sources.Where(s => s.IsDense).Select(s => new SimulatedFeed(s, end)), []);
        order.Start(wallNanoseconds: 946_684_800L * SignalTime.NanosecondsPerSecond);
        while (order.Step(end))
            recorder.Flush();
        order.End(end);
        recorder.Close();
        return output.Taken;
    }

    private sealed class RefusingOutput(int from, int to) : IMcapOutput
    {
        private readonly List<byte> _taken = [];
        private int _call;

        public byte[] Taken => [.. _taken];

        public bool TryWrite(ReadOnlySpan<byte> bytes)
        {
            int call = _call++;
            if (call >= from && call < to)
                return false;
            _taken.AddRange(bytes);
            return true;
        }
    }
}
