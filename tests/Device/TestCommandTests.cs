using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>The command <c>test</c>: sequences, faults and expectations of signals, and what the tests exercised.</summary>
public sealed class TestCommandTests : IDisposable
{
    private const string Door = """
        pipeline: small
        device: door-controller
        signals:
          rex: { from: rex, through: [ digital, debounce: 20 ms ] }
        rules:
          unlock: { when: rex becomes active, unless: alarm is active, do: { pulse: strike, for: 7 s }, cooldown: 2 s }
        tests:
          - name: it unlocks
            feed: [ { at: 0 s, port.rex: cut 1s short 3ms cut 2ms short, alarm: inactive } ]
            expect: [ { at: 1 s..1.05 s, strike: active, rex: active }, { at: 8 s..8.05 s, strike: inactive } ]

        """;

    private const string Beside = """
        for: small.yaml
        tests:
          - name: an alarm holds it back
            feed: [ { at: 0 s, rex: 0 1s 1, alarm: active } ]
            silent: 1 s..9 s
          - name: with the wire cut it stays locked
            feed: [ { at: 0 s, port.rex: "4.7 kΩ 1s short", alarm: inactive } ]
            faults: [ { at: 0.2 s, noise: rex, of: 100 Ω }, { at: 0.5 s, cut: rex, for: 9 s } ]
            expect: [ { at: 9 s, rex: inactive }, { at: 9.5 s..9.6 s, strike: active } ]

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TestsBesideAPipeline_TakeAllThatThoseInItTake()
    {
        CliResult result = Cli.Run("test", Write());
        Assert.Equal("passed  it unlocks\npassed  an alarm holds it back\npassed  with the wire cut it stays locked\n3 passed, 0 failed\n", result.Output);
        Assert.Equal((0, ""), (result.Code, result.Error));
    }

    [Fact]
    public void Coverage_IsOfThePipeline_OverAllItsTests_BeforeTheClosingLine()
    {
        string file = Write();
        CliResult result = Cli.Run("test", file, "--coverage");
        Assert.Equal(0, result.Code);
        Assert.Equal(
            $"""
            passed  it unlocks
            passed  an alarm holds it back
            passed  with the wire cut it stays locked

            {file}: 6 of 7 (85 %) exercised
              rules        2 of 3 (66 %)
              conditions   2 of 2 (100 %); 1 of 1 were also unknown
              events       1 of 1 (100 %)
              timers       1 of 1 (100 %)
            {file}:6  rule unlock was never suppressed by its cooldown

            3 passed, 0 failed

            """.ReplaceLineEndings("\n"), result.Output);
    }

    [Fact]
    public void CoverageAsJson_IsAnObjectAFile_AndOneForWhatIsMissing()
    {
        string file = Write();
        CliResult result = Cli.Run("test", file, "--coverage", "--json");
        JsonElement[] coverage = [.. result.Json.Where(o => o.TryGetProperty("coverage", out _)).Select(o => o.GetProperty("coverage"))];
        Assert.Equal(3, result.Json.Count - coverage.Length);
        Assert.Equal(["file", "exercised", "of", "percent", "rules", "conditions", "events", "timers", "transitions"], Names(coverage[0]));
        Assert.Equal(file, coverage[0].GetProperty("file").GetString());
        Assert.Equal("""{"exercised":2,"of":3,"percent":66}""", coverage[0].GetProperty("rules").GetRawText());
        Assert.Equal($$"""{"file":{{JsonSerializer.Serialize(file)}},"line":6,"column":3,"kind":"rule","item":"rule unlock","missing":"was never suppressed by its cooldown"}""", Assert.Single(coverage[1..]).GetRawText());
    }

    [Fact]
    public void Coverage_LeavesTheExitCodeAsItIs()
    {
        string file = Write();
        Assert.Equal(2, Cli.Run("test", file, "--coverage", "--filter", "nothing of that name").Code);
        File.WriteAllText(file, Door.Replace("for: 7 s", "for: 6 s", StringComparison.Ordinal));
        CliResult failed = Cli.Run("test", file, "--coverage");
        Assert.Equal(1, failed.Code);
        Assert.EndsWith("\n2 passed, 1 failed\n", failed.Output, StringComparison.Ordinal);
        Assert.Contains("expected 'strike' inactive between 8 s and 8.05 s; it came at 7.0", failed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void APipelineWithoutTests_HasEverythingStillToExercise()
    {
        string file = Path.Combine(_folder, "bare.yaml");
        File.WriteAllText(file, Door[..Door.IndexOf("tests:", StringComparison.Ordinal)]);
        File.WriteAllText(Path.Combine(_folder, "small.yaml"), Door);
        string output = Cli.Run("test", _folder, "--coverage").Output;
        Assert.Contains($"{file}: 0 of 7 (0 %) exercised\n", output, StringComparison.Ordinal);
        Assert.Contains($"{file}:6  rule unlock was never activated\n", output, StringComparison.Ordinal);
    }

    private string Write()
    {
        File.WriteAllText(Path.Combine(_folder, "small.yaml"), Door);
        File.WriteAllText(Path.Combine(_folder, "small.tests.yaml"), Beside);
        return Path.Combine(_folder, "small.yaml");
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];
}
