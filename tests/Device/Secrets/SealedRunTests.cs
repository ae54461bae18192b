using System;
using System.IO;
using System.Linq;
using Reactive.Device.Secrets;
using Xunit;

namespace Reactive.Device.Tests.Secrets;

/// <summary>A run with a sensitive port, as people work with it: recorded sealed, replayed and explained with the owner's key, and never shown.</summary>
public sealed class SealedRunTests(Workbench bench) : IClassFixture<Workbench>
{
    [Fact]
    public void ASealedRecording_ReplaysIdentically_WithTheKeyOfItsOwner()
    {
        (_, _, string key, string recording) = Pad.Record(bench);
        CliResult replay = Cli.Run("replay", recording, "--key", key, "--json", "--signals", "all");
        Assert.Equal((0, true, 4L), (replay.Code, replay.Summary.GetProperty("identical").GetBoolean(), replay.Summary.GetProperty("commands").GetInt64()));
        Pad.Silent(replay);
        Assert.Contains("""{"at":1.402,"since":1.332,"turn":94,"signal":"card","sensitive":true,"is":"card"}""", replay.Output, StringComparison.Ordinal);
        Assert.Contains("""{"at":0.126,"since":0.1,"turn":11,"signal":"key","sensitive":true,"is":"key"}""", replay.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ItsReplay_IsRecordedSealed_AndReplaysAsWell()
    {
        (_, _, string key, string recording) = Pad.Record(bench);
        string again = bench.PathOf("again.mcap");
        Assert.Equal(0, Cli.Run("replay", recording, "--key", key, "--out", again).Code);
        Assert.Equal(new FileInfo(recording).Length, new FileInfo(again).Length);
        Assert.NotEqual(File.ReadAllBytes(recording), File.ReadAllBytes(again));
        Assert.Equal(2, Cli.Run("replay", again).Code);
        CliResult replay = Cli.Run("replay", again, "--key", key, "--json");
        Assert.Equal((0, true), (replay.Code, replay.Summary.GetProperty("identical").GetBoolean()));
    }

    [Fact]
    public void WithoutTheKey_NothingOpensIt()
    {
        (string pipeline, _, _, string recording) = Pad.Record(bench);
        foreach (string[] arguments in (string[][])[["replay", recording], ["explain", recording, "--command", "1"], ["explain", recording, "--why-not", "unseen", "--at", "2s"], ["export", recording, bench.PathOf("x.csv")], ["import", recording, bench.PathOf("x.mcap")], ["decode", "wiegand", recording + ":reader"], ["run", pipeline, "--speed", "max", "--feed", $"reader={recording}:reader"]])
        {
            CliResult result = Cli.Run(arguments);
            Assert.Equal((2, ""), (result.Code, result.Output));
            Assert.Contains($"{recording} is sealed to its owner", result.Error, StringComparison.Ordinal);
            Assert.Contains("--key OWNER.pem, or in REACTIVE_KEY", result.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(bench.PathOf("x.csv")) || File.Exists(bench.PathOf("x.mcap")));
    }

    [Fact]
    public void AnotherKey_DoesNotOpenIt()
    {
        (_, _, _, string recording) = Pad.Record(bench);
        string other = bench.PathOf("other.pem");
        Assert.Equal(0, Cli.Run("key", "new", other).Code);
        foreach (string[] arguments in (string[][])[["replay", recording, "--key", other], ["explain", recording, "--command", "1", "--key", other], ["export", recording, bench.PathOf("y.csv"), "--key", other]])
        {
            CliResult result = Cli.Run(arguments);
            Assert.Equal((2, "", $"reactive: {recording} is sealed to another key than {other}.\n"), (result.Code, result.Output, result.Error));
        }
    }

    [Fact]
    public void WithoutTheOwnersKey_ItIsNotRecorded_AndAnOlderFileStays()
    {
        (string pipeline, string feed, string key, _) = Pad.Record(bench);
        string older = bench.Write("older.mcap", "older");
        CliResult run = Cli.Run("run", pipeline, "--speed", "max", "--feed", $"reader={feed}", "--record", older);
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains("is only recorded sealed to its owner (the port 'reader' is sensitive): name the owner's public key with --owner-key OWNER.pub.pem", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, Cli.Run("run", pipeline, "--speed", "max", "--feed", $"reader={feed}", "--record", older, "--owner-key", pipeline).Code);
        Assert.Equal(2, Cli.Run("run", pipeline, "--speed", "max", "--feed", $"reader={feed}", "--owner-key", key).Code);
        Assert.Equal("older", File.ReadAllText(older));
    }

    [Fact]
    public void AReplayOfAnOpenRecording_ThroughAPipelineThatIsSensitive_IsOnlyRecordedSealed()
    {
        (string pipeline, string feed, string key, _) = Pad.Record(bench);
        string open = bench.PathOf("open.mcap"), output = bench.PathOf("sealed-now.mcap");
        Assert.Equal(0, Cli.Run("run", bench.Write("open.yaml", Pad.Pipeline("")), "--speed", "max", "--feed", $"reader={feed}", "--record", open).Code);
        Assert.Equal(2, Cli.Run("replay", open, "--pipeline", pipeline, "--out", output).Code);
        Assert.False(File.Exists(output));
        Assert.Equal(0, Cli.Run("replay", open, "--pipeline", pipeline, "--out", output, "--key", key).Code);
        Assert.Equal(2, Cli.Run("replay", output).Code);
    }

    [Fact]
    public void AnotherPipeline_DoesNotMakeItsPortsOpen()
    {
        (_, _, string key, string recording) = Pad.Record(bench);
        string open = bench.Write("open-too.yaml", Pad.Pipeline("")), output = bench.PathOf("still-sealed.mcap");
        CliResult replay = Cli.Run("replay", recording, "--pipeline", open, "--key", key, "--out", output, "--signals", "all", "--json");
        Assert.Equal(0, replay.Code);
        Pad.Silent(replay);
        Assert.Equal(2, Cli.Run("replay", output).Code);
    }

    [Theory]
    [InlineData("--command", "1")]
    [InlineData("--command", "3")]
    [InlineData("--why-not", "unseen", "--at", "1.402s")]
    public void AnExplanation_ShowsTheKindOnly(params string[] asked)
    {
        (_, _, string key, string recording) = Pad.Record(bench);
        foreach (string[] form in (string[][])[[], ["--json"]])
        {
            CliResult explained = Cli.Run(["explain", recording, "--key", key, .. asked, .. form]);
            Assert.Equal(0, explained.Code);
            Pad.Silent(explained);
            Assert.Contains(form.Length == 0 ? asked[1] == "1" ? "pin = PIN" : "card = card" : "\"sensitive\":true", explained.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ItsSensitivePort_IsExportedToNoOtherFile()
    {
        (_, _, string key, string recording) = Pad.Record(bench);
        string table = bench.PathOf("out.jsonl");
        CliResult export = Cli.Run("export", recording, table, "--key", key);
        Assert.Equal(0, export.Code);
        Assert.Contains("reader is left out: what is typed or held there", export.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\"d1\"", File.ReadAllText(table), StringComparison.Ordinal);
        Assert.Equal(3, Cli.Run("export", recording + ":reader", table, "--key", key).Code);
    }

    [Fact]
    public void APortOfSamples_IsSealedAsWell_AndHowThingsStandIsShown()
    {
        (_, _, string key, _) = Pad.Record(bench);
        string text = File.ReadAllText(Cli.FrontDoor).Replace("\ndevice: ", "\nports: { door-monitor: { sensitive: yes } }\ndevice: ", StringComparison.Ordinal);
        string pipeline = bench.Write("loop.yaml", text), recording = bench.PathOf("loop.mcap");
        Assert.Equal(0, Cli.Run("run", pipeline, "--speed", "max", "--for", "20s", "--record", recording, "--owner-key", bench.PathOf("owner.pub.pem")).Code);
        Assert.Equal(2, Cli.Run("replay", recording).Code);
        CliResult replay = Cli.Run("replay", recording, "--key", key, "--json", "--signals", "door");
        Assert.Equal((0, true), (replay.Code, replay.Summary.GetProperty("identical").GetBoolean()));
        Assert.Contains("\"value\":\"open\"", replay.Output, StringComparison.Ordinal);
        string samples = bench.PathOf("samples.csv");
        Assert.Equal(0, Cli.Run("export", recording + ":door-monitor", samples, "--key", key).Code);
        Assert.True(File.ReadLines(samples).Count() > 10_000);
    }

    [Fact]
    public void ACutRecording_ReplaysUpToItsLastWholeChunk()
    {
        (_, _, string key, string recording) = Pad.Record(bench);
        byte[] whole = File.ReadAllBytes(recording);
        // from where the only chunk has ended on, the summary alone is missing
        CliResult replay = Cli.Run("replay", bench.Write("cut.mcap", whole[..^200]), "--key", key, "--json");
        Assert.Equal((0, true, true), (replay.Code, replay.Summary.GetProperty("truncated").GetBoolean(), replay.Summary.GetProperty("identical").GetBoolean()));
        CliResult early = Cli.Run("replay", bench.Write("early.mcap", whole[..200]), "--key", key);
        Assert.Equal(3, early.Code);
    }

    [Fact]
    public void APipelineWithoutAnythingSensitive_IsRecordedAsEver_AndThatIsTold()
    {
        Pad.Record(bench);
        string plain = bench.PathOf("plain.mcap");
        CliResult run = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--for", "60s", "--record", plain, "--owner-key", bench.PathOf("owner.pub.pem"));
        Assert.Equal(0, run.Code);
        Assert.Contains("has no sensitive port and no secret: nothing in", run.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(bench.Recording), File.ReadAllBytes(plain));
    }

    [Fact]
    public void APrivateKey_IsTheOwnersAlone_AndIsNeverWrittenOver()
    {
        string key = bench.PathOf("mine.pem");
        Assert.Equal(0, Cli.Run("key", "new", key).Code);
        byte[] made = File.ReadAllBytes(key);
        Assert.Equal(2, Cli.Run("key", "new", key).Code);
        Assert.Equal(2, Cli.Run("key", "new", bench.PathOf("mine.pub.pem")).Code);
        Assert.Equal(made, File.ReadAllBytes(key));
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        CliResult replay = Cli.Run("replay", Pad.Record(bench).Recording, "--key", key);
        Assert.Equal((2, $"reactive: {key} may be read or changed by others: 'chmod 600 {key}' mends that.\n"), (replay.Code, replay.Error));
    }

    [Fact]
    public void AKeyOfAnotherCurve_IsRefused()
    {
        using var other = System.Security.Cryptography.ECDiffieHellman.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP384);
        string path = bench.Write("p384.pem", other.ExportSubjectPublicKeyInfoPem());
        Assert.Contains("it is of another curve than P-256", Assert.Throws<Output.CommandException>(() => OwnerKey.ReadPublic(path)).Message, StringComparison.Ordinal);
    }
}
