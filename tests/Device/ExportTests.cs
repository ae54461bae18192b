using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary><c>export</c>: any trace as another kind of file.</summary>
public sealed class ExportTests(Workbench bench) : IClassFixture<Workbench>
{
    [Fact]
    public void Table_BecomesSoundAndLinesAndATable()
    {
        string table = bench.Write("e.csv", DecodeTests.Samples("time (s),left,right", 1000, i => $"{i},{-i}"));
        string wav = bench.PathOf("e.wav"), lines = bench.PathOf("e.jsonl"), again = bench.PathOf("e2.csv");
        CliResult sound = Cli.Run("export", table, wav);
        Assert.Equal(0, sound.Code);
        Assert.Equal($"{table}: CSV, 2 channels at 1 kHz, 1 s -> {wav}\n", sound.Error);
        Assert.Empty(sound.Output);
        Assert.Equal(0, Cli.Run("export", wav + ":right", again).Code);
        Assert.Equal(["time (s),right (counts)", "0,0", "0.001,-1", "0.002,-2"], File.ReadLines(again).Take(4));
        Assert.Equal(0, Cli.Run("export", wav + ":1", lines).Code);
        Assert.Equal("{\"at\":0.999,\"signal\":\"left\",\"value\":999}", File.ReadLines(lines).Last());
    }

    [Fact]
    public void Import_ThenExport_GivesTheTableBack()
    {
        string table = bench.Write("i.csv", "time (s),loop (Ω),door,note\n0,470,open,a\n1,1000.5,closed,b\n5,470,closed,c\n");
        string recording = bench.PathOf("i.mcap"), again = bench.PathOf("i2.csv"), dump = bench.PathOf("i.vcd");
        CliResult imported = Cli.Run("import", table, recording);
        Assert.Equal(0, imported.Code);
        Assert.Equal(
            $"note is left out: {table}:2:12: 'a' is neither a number nor a state such as active, inactive, open or closed.\n{table}: CSV, 2 channels, 5 s -> {recording}\n",
            imported.Error);
        Assert.Equal(0, Cli.Run("export", recording, again).Code);
        Assert.Equal("time (s),loop (Ω),door\n0,470,open\n1,1000.5,closed\n5,470,closed\n", File.ReadAllText(again));
        Assert.Equal(0, Cli.Run("export", recording + ":loop", dump).Code);
        Assert.Equal(0, Cli.Run("export", dump, again).Code);
        Assert.Equal(["0,470", "1,1000.5", "5,470"], File.ReadLines(again).Skip(1));
    }

    [Fact]
    public void RecordingOfARun_IsExported()
    {
        string lines = bench.PathOf("run.jsonl");
        CliResult exported = Cli.Run("export", bench.Recording + ":door-monitor", lines);
        Assert.True(exported.Code == 0, exported.Error);
        Assert.Equal(60_001, File.ReadLines(lines).Count());
        CliResult decoded = Cli.Run("decode", "digital", bench.Recording + ":rex", "--json");
        Assert.Equal(0, decoded.Code);
        Assert.NotEmpty(decoded.Json);
    }

    [Theory]
    [InlineData(2, "export writes .csv, .jsonl, .vcd or .wav", "{t}", "out.xyz")]
    [InlineData(3, "'note' cannot be read: ", "{n}:note", "{o}")]
    [InlineData(2, "would write over", "{t}", "{t}")]
    [InlineData(2, "There is no file", "nowhere.csv", "{o}")]
    [InlineData(2, "has no channel 'x'", "{t}:x", "{o}")]
    [InlineData(2, "names the channel 'V' twice", "{t}:1,1", "{o}")]
    [InlineData(2, "cannot be written", "{t}", "/nowhere/at/all.csv")]
    [InlineData(2, "--rate takes samples a second", "{t}", "{o}", "--rate", "fast")]
    [InlineData(3, "is not a number", "{bad}", "{o}")]
    public void WrongUse_SaysWhatIsWrong(int code, string message, params string[] arguments)
    {
        string table = bench.Write("w.csv", "time (s),V\n0,1\n1,2\n"), bad = bench.Write("wbad.csv", "time (s),V\n0,1\n1,x\n");
        CliResult result = Cli.Run(["export", .. Array.ConvertAll(arguments, a => a.Replace("{t}", table, StringComparison.Ordinal).Replace("{n}", bench.Write("wn.csv", "time (s),V,note\n0,1,x\n"), StringComparison.Ordinal).Replace("{bad}", bad, StringComparison.Ordinal).Replace("{o}", bench.PathOf("w.jsonl"), StringComparison.Ordinal))]);
        Assert.Equal(code, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
