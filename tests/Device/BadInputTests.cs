using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>Whatever is handed to a command, people get a message and scripts an exit code.</summary>
public sealed class BadInputTests(Workbench bench) : IClassFixture<Workbench>
{
    public static TheoryData<string, int> Pipelines => new()
    {
        { "binary", 1 }, { "huge", 1 }, { "empty", 1 }, { "unclosed", 1 }, { "missing", 2 }, { "folder", 2 },
    };

    public static TheoryData<string, int> Recordings => new()
    {
        { "empty", 3 }, { "magic", 3 }, { "cut", 3 }, { "random", 3 }, { "damaged", 3 }, { "text", 3 }, { "missing", 2 }, { "folder", 2 },
    };

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Pipeline_GivesAMessageAndACode(string kind, int code)
    {
        string path = Make(kind, ".yaml");
        foreach (string command in new[] { "check", "test", "run" })
        {
            // a folder of pipelines is fine for check and test
            if (kind == "folder" && command != "run")
                continue;
            CliResult result = Cli.Run(command, path);
            Assert.Equal(code, result.Code);
            Assert.NotEmpty(result.Error + result.Output);
        }
    }

    [Theory]
    [InlineData(499, false)]
    [InlineData(501, true)]
    public void MoreMistakesThanAreTold_AreSaidToBeThere(int mistakes, bool said)
    {
        string rules = string.Concat(Enumerable.Range(0, mistakes).Select(i => $"  r{i}: {{ when: nothing is active, do: {{ log: x }} }}\n"));
        CliResult result = Cli.Run("check", bench.Write("mistakes.yaml", "pipeline: p\ndevice: door-controller\nrules:\n" + rules));
        Assert.Equal((1, said), (result.Code, result.Error.Contains("mistakes.yaml: only 500 mistakes are told, there may be more.", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Recording_GivesAMessageAndACode(string kind, int code)
    {
        string path = Make(kind, ".mcap");
        foreach (string[] arguments in new string[][] { ["replay", path], ["explain", path, "--command", "8"] })
        {
            CliResult result = Cli.Run(arguments);
            Assert.Equal(code, result.Code);
            Assert.StartsWith("reactive: ", result.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("folder")]
    [InlineData("unreadable")]
    public void File_ThatCannotBeRead_IsWrongUse(string kind)
    {
        string path = Make(kind, ".x");
        if (kind == "unreadable" && Environment.UserName == "root")
            Assert.Skip("root reads everything");
        foreach (string[] arguments in new string[][] { ["run", path], ["replay", path], ["explain", path, "--command", "1"], ["decode", "digital", path] })
            Assert.Equal(2, Cli.Run(arguments).Code);
    }

    [Theory]
    [InlineData]
    [InlineData("fly")]
    [InlineData("run")]
    [InlineData("run", "{p}", "--speed", "2x")]
    [InlineData("run", "{p}", "--for", "soon")]
    [InlineData("run", "{p}", "--signals", "dor")]
    [InlineData("run", "{p}", "--speed", "max", "--start", "yesterday-ish")]
    [InlineData("run", "{p}", "--speed", "max", "--record", "/nowhere/a.mcap")]
    [InlineData("replay")]
    [InlineData("replay", "{r}", "--to", "x")]
    [InlineData("replay", "{r}", "--colour")]
    [InlineData("explain", "{r}")]
    [InlineData("decode", "digital")]
    [InlineData("operators", "nothing-like-it")]
    [InlineData("run", "{p}", "--record", "{p}")]
    [InlineData("replay", "{r}", "--out", "{r}")]
    public void WrongUse_ExitsWith2(params string[] arguments)
    {
        CliResult result = Cli.Run(Array.ConvertAll(arguments, a => a.Replace("{p}", Cli.FrontDoor, StringComparison.Ordinal).Replace("{r}", bench.Recording, StringComparison.Ordinal)));
        Assert.Equal(2, result.Code);
        Assert.NotEmpty(result.Error);
    }

    [Theory]
    [InlineData("from 1970 to 2099", "run", "{p}", "--speed", "max", "--for", "1s", "--start", "9999-01-01T00:00:00Z")]
    [InlineData("from 1970 to 2099", "run", "{p}", "--speed", "max", "--for", "1s", "--start", "1969-12-31T23:59:59Z")]
    [InlineData("between 0 s and 3155760000 s", "run", "{p}", "--speed", "max", "--for", "1e12s")]
    [InlineData("between 0 s and 3155760000 s", "replay", "{r}", "--to", "1e12s")]
    [InlineData("between 0 s and 3155760000 s", "replay", "{r}", "--from", "-1s")]
    [InlineData("between 0 s and 3155760000 s", "explain", "{r}", "--sink", "strike", "--at", "3155760001s")]
    [InlineData("there is no option --covrage. Did you mean '--coverage'?", "test", "--covrage")]
    [InlineData("there is no option --set", "replay", "{r}", "--set", "rules.x.for=2s")]
    [InlineData("there is no option --jsn. Did you mean '--json'?", "check", "{p}", "--jsn")]
    [InlineData("there is no option --deny", "check", "--deny=all", "{p}")]
    public void WrongUse_SaysWhatIsRight(string expected, params string[] arguments)
    {
        CliResult result = Cli.Run(Array.ConvertAll(arguments, a => a.Replace("{p}", Cli.FrontDoor, StringComparison.Ordinal).Replace("{r}", bench.Recording, StringComparison.Ordinal)));
        Assert.Equal(2, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import", "{pipe}", "{out}")]
    [InlineData("decode", "digital", "{pipe}")]
    [InlineData("replay", "{pipe}")]
    public void APipe_IsRefusedAndNotWaitedFor(params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/mkfifo"), "there is no mkfifo here");
        string pipe = bench.PathOf($"pipe-{arguments[0]}.mcap");
        using (var made = System.Diagnostics.Process.Start("/usr/bin/mkfifo", [pipe]))
            made.WaitForExit();
        CliResult result = Cli.Run(Array.ConvertAll(arguments, a => a.Replace("{pipe}", pipe, StringComparison.Ordinal).Replace("{out}", bench.PathOf("piped.mcap"), StringComparison.Ordinal)));
        Assert.Equal(2, result.Code);
        Assert.Contains($"{pipe} is a pipe, not a file", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, " is empty.")]
    [InlineData(3, " is no sound: it ends after 3 bytes.")]
    public void SoundShorterThanAHeader_IsToldPlainly(int bytes, string expected)
    {
        string file = bench.Write($"short-{bytes}.mp3", new byte[bytes]);
        CliResult result = Cli.Run("import", file, bench.PathOf("short.mcap"));
        Assert.Equal(3, result.Code);
        Assert.Equal($"reactive: {file}{expected}", result.Error.TrimEnd());
    }

    [Fact]
    public void TheLongestTime_IsTaken() =>
        Assert.Equal(0, Cli.Run("replay", bench.Recording, "--to", "3155760000s", "--json").Code);

    [Theory]
    [InlineData("own.yaml")]
    [InlineData("./sub/../own.yaml")]
    [InlineData("link.yaml")]
    [InlineData("linked/own.yaml")]
    [InlineData("linked/own-profile.yaml")]
    [InlineData("feed.csv")]
    public void RecordingOverAnInput_IsRefused_HoweverItIsNamed(string output)
    {
        string folder = Directory.CreateDirectory(bench.PathOf("over-" + Path.GetRandomFileName())).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        File.WriteAllText(Path.Combine(folder, "own.yaml"), "pipeline: own\ndevice: own-profile.yaml\nrules:\n  r: { when: bell is active, do: { log: rung } }\n");
        File.WriteAllText(Path.Combine(folder, "own-profile.yaml"), "profile: own-profile\nports: { bell: { in: contact } }\n");
        File.WriteAllText(Path.Combine(folder, "feed.csv"), "time (s),bell\n0,inactive\n1,active\n");
        File.CreateSymbolicLink(Path.Combine(folder, "link.yaml"), "sub/../own.yaml");
        Directory.CreateSymbolicLink(Path.Combine(folder, "linked"), folder);
        string[] before = [.. Array.ConvertAll(Directory.GetFiles(folder), File.ReadAllText)];
        string[] run = ["run", Path.Combine(folder, "own.yaml"), "--speed", "max", "--feed", "bell=" + Path.Combine(folder, "feed.csv"), "--record"];
        CliResult result = Cli.Run([.. run, Path.Join(folder, output)]);
        Assert.Equal(2, result.Code);
        Assert.Contains("would write over", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, Array.ConvertAll(Directory.GetFiles(folder), File.ReadAllText));
        Assert.Equal(0, Cli.Run([.. run, Path.Join(folder, "linked", "a.mcap")]).Code);
    }

    [Fact]
    public void ALogThatNothingExpects_FailsATest()
    {
        string text = File.ReadAllText(Cli.FrontDoor);
        string silent = text.Replace("expect:\n      - { at: 2 s, log: \"front door: forced open\" }", "expect: []", StringComparison.Ordinal);
        Assert.NotEqual(text, silent);
        CliResult result = Cli.Run("test", bench.Write("silent.yaml", silent));
        Assert.Equal(1, result.Code);
        Assert.Contains("nothing expects log \"front door: forced open\" at 2 s", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void FailedTest_AndDifference_ExitWith1()
    {
        string text = File.ReadAllText(Cli.FrontDoor);
        Assert.Equal(1, Cli.Run("test", bench.Write("failing.yaml", text.Replace("for: 7 s", "for: 6 s", StringComparison.Ordinal))).Code);
        Assert.Equal(0, Cli.Run("check", Cli.FrontDoor).Code);
    }

    private string Make(string kind, string extension)
    {
        string path = bench.PathOf(kind + extension);
        byte[] recording = File.ReadAllBytes(bench.Recording);
        switch (kind)
        {
            case "missing":
                return path;
            case "folder":
                Directory.CreateDirectory(path);
                return path;
            case "huge":
                using (FileStream file = File.Create(path))
                {
                    byte[] block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a: b\n", 200_000)));
                    for (int i = 0; i < 100; i++)
                        file.Write(block);
                }

                return path;
            case "damaged":
                recording[recording.Length / 2] ^= 0x10;
                break;
        }

        byte[] random = new byte[50_000];
        new Random(1).NextBytes(random);
        File.WriteAllBytes(path, new Dictionary<string, byte[]>
        {
            ["binary"] = random,
            ["random"] = random,
            ["empty"] = [],
            ["magic"] = recording[..8],
            ["cut"] = recording[..500],
            ["damaged"] = recording,
            ["text"] = "pipeline: front-door\n"u8.ToArray(),
            ["unclosed"] = "pipeline: [a\nsignals: {"u8.ToArray(),
            ["unreadable"] = "x"u8.ToArray(),
        }[kind]);
        if (kind == "unreadable" && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);
        return path;
    }
}
