using System;
using System.IO;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>A mistake that is only in the tests of a pipeline keeps it from being tested, and from nothing else.</summary>
public sealed class MistakesInTestsTests : IDisposable
{
    private const string Text = """
        pipeline: p
        device: door-controller
        rules:
          r: { when: tamper is active, do: { log: opened } }
        tests:
          - { name: t, feed: [ { at: 2 s, tamper: active } ], expect: [], until: 1 s }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ItRuns_AndIsReplayedExplainedAndDrawn_WithAWarning_ButIsNotChecked()
    {
        string file = Path.Combine(_folder, "p.yaml"), recording = Path.Combine(_folder, "p.mcap"), feed = Path.Combine(_folder, "feed.csv");
        File.WriteAllText(file, Text);
        File.WriteAllText(feed, "time (s),tamper\n0,0\n1,1\n2,1\n");
        Warned($"{file}:", Cli.Run("run", file, "--speed", "max", "--feed", $"tamper={feed}", "--record", recording));
        Warned("p.yaml:", Cli.Run("replay", recording));
        Warned("p.yaml:", Cli.Run("explain", recording, "--command", "1"));
        Warned($"{file}:", Cli.Run("graph", file, "--format", "dot"));
        foreach (string command in new[] { "check", "test" })
        {
            CliResult refused = Cli.Run(command, file);
            Assert.Equal(1, refused.Code);
            Assert.StartsWith($"{file}:6:74: error R0505: ", refused.Output, StringComparison.Ordinal);
        }
    }

    private static void Warned(string name, CliResult result)
    {
        Assert.Equal(0, result.Code);
        Assert.StartsWith($"{name}6:74: warning R0505: ", result.Error, StringComparison.Ordinal);
    }
}
