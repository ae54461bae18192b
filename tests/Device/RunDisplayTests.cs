using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Running;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Spectre.Console;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>The display of a run on a terminal.</summary>
public sealed class RunDisplayTests
{
    [Theory]
    [InlineData(100, 30)]
    [InlineData(60, 16)]
    public void Picture_ShowsSignalsOutputsAndHappenings_WithinTheTerminal(int width, int height)
    {
        var state = new DisplayState(PipelineFile.Read(Cli.FrontDoor).Definition!, null);
        Value open = Value.Symbol(SymbolType.LoopState, 0, 22_100, 900);
        state.Take(new DisplayNote(null, new SignalChange("door", open, SignalTime.FromMilliseconds(3454), SignalTime.FromMilliseconds(3404), 5, 9), null));
        state.Take(new DisplayNote(new Command(1, 4, SignalTime.FromMilliseconds(2026), "strike", "activate", null, new CommandCause("unlock", 33, 4)), default, null));
        state.Take(new DisplayNote(null, new SignalChange("strike.readback", Value.Contact(active: true), SignalTime.FromMilliseconds(2027), SignalTime.FromMilliseconds(2027), 5, 9), null));
        for (int i = 0; i < 20; i++)
            state.Take(new DisplayNote(null, default, $"message {i} [with brackets] and more words than a narrow terminal has room for in one line of its own"));

        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Write(state.Render(new DisplayCounts(SignalTime.FromMilliseconds(4000), 1600, 9, 0, 0, 0, ("recording to a.mcap", true)), width, height));
        string[] lines = [.. text.ToString().Split('\n').Select(l => l.TrimEnd())];
        Assert.All(lines, l => Assert.InRange(l.Length, 0, width - 1));
        Assert.InRange(lines.Length, 10, height);
        Assert.Contains(lines, l => l.StartsWith("  door", StringComparison.Ordinal) && l.Contains("open       22.10 kΩ    since 3.404 s", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("  strike  active     reads back active", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("message 19 [with brackets]", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("1600 arrivals, 9 turns, 1 command, 0 late", StringComparison.Ordinal));
    }

    [Fact]
    public void OnATerminal_ItDraws_AndLeavesTheSummary()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script (util-linux) gives a terminal, and is not here");
        var start = new ProcessStartInfo("/usr/bin/script") { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["TERM"] = "xterm-256color";
        string program = Path.Combine(AppContext.BaseDirectory, "reactive.dll");
        // fed from a file, so that nothing is missed however busy the machine is
        string feed = Path.Combine(Directory.CreateTempSubdirectory("reactive-").FullName, "inputs.csv");
        File.WriteAllLines(feed, ["time (s),rex (V),door-monitor (V)", .. Enumerable.Range(0, 2600).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i / 1000.0:0.000},{(i is > 2000 and < 2300 ? 0 : 3.3)},2.11"))]);
        foreach (string argument in new[] { "-qec", $"stty cols 100 rows 30; dotnet {program} run {Cli.FrontDoor} --feed rex={feed}:rex --feed door-monitor={feed}:door-monitor --for 2500ms", "/dev/null" })
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        Directory.Delete(Path.GetDirectoryName(feed)!, recursive: true);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("happenings", output, StringComparison.Ordinal);
        Assert.Contains("rule unlock", output, StringComparison.Ordinal);
        string last = output[output.LastIndexOf("happenings", StringComparison.Ordinal)..];
        Assert.Contains("2.5 s, ", last, StringComparison.Ordinal);
        Assert.Contains("1 command", last, StringComparison.Ordinal);
        Assert.Contains("\x1b[?25h", output, StringComparison.Ordinal);
    }
}
