using System;
using System.Collections.Generic;
using System.IO;
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
    public void WrongUse_ExitsWith2(params string[] arguments)
    {
        CliResult result = Cli.Run(Array.ConvertAll(arguments, a => a.Replace("{p}", Cli.FrontDoor, StringComparison.Ordinal).Replace("{r}", bench.Recording, StringComparison.Ordinal)));
        Assert.Equal(2, result.Code);
        Assert.NotEmpty(result.Error);
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
                    byte[] block = Encoding.UTF8.GetBytes(string.Concat(System.Linq.Enumerable.Repeat("a: b\n", 200_000)));
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
