using System;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Recording;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Recording;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>Recordings of earlier versions replay identically.</summary>
public sealed class GoldenRecordingTests
{
    public static TheoryData<string> Recordings =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Recordings"), "*.mcap").Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void GoldenRecording_ReplaysIdentically(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Recordings", name);
        using MappedBytes bytes = RecordingFile.Map(path);
        var reader = new RecordingReader(bytes);
        PipelineFile file = RecordingFile.Pipeline(path, reader);
        var replay = new Replay(reader, counterfactual: false);
        PipelineGraph graph = PipelineGraph.Build(file.Definition!, replay);
        replay.Into(graph.Engine);
        while (replay.Step(SignalTime.Never))
        {
            // one message at a time
        }

        replay.Conclude();
        Assert.Null(reader.Error);
        Assert.False(reader.Truncated);
        Assert.Null(replay.Difference);
        Assert.True(replay.RecordedCount > 0);
        Assert.Equal(replay.RecordedCount, graph.Engine.CommandCount);
    }

}
