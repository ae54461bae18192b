using System;
using System.IO;
using System.Linq;
using Reactive.Device.Tests.Traces;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary><c>run --feed</c>: traces through the ports, their front ends, chains and rules.</summary>
public sealed class FeedTests(Workbench bench) : IClassFixture<Workbench>
{
    [Fact]
    public void StepsInOhms_AreHeldAtThePortsRate()
    {
        string steps = bench.Write("steps.csv", "time (s),loop [kΩ],rex (ohm)\n0,3.873,inf\n1.5,22,inf\n2,3.873,0\n5,inf,inf\n6,3.8,inf\n");
        CliResult run = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--feed", $"door-monitor={steps}:loop", "--feed", $"rex={steps}:rex", "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal([1.55, 2.02, 5.05], run.Json.SkipLast(1).Select(c => c.GetProperty("at").GetDouble()));
        Assert.Equal(["log", "strike", "log"], run.Json.SkipLast(1).Select(c => c.GetProperty("sink").GetString()!));
        Assert.Equal(6, run.Summary.GetProperty("seconds").GetDouble());
    }

    [Fact]
    public void SamplesAtThePortsRate_GiveWhatStepsGive()
    {
        string steps = bench.Write("s.csv", "time (s),volts\n0,3.3\n0.1,0\n0.3,0\n");
        string samples = bench.Write("d.csv", DecodeTests.Samples("time (s),volts", 301, i => i < 100 ? "3.3" : "0"));
        string[] outputs = [.. new[] { steps, samples }.Select(f => Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--feed", $"rex={f}", "--json", "--signals", "rex").Output)];
        Assert.Contains("\"value\":\"active\"", outputs[0], StringComparison.Ordinal);
        Assert.Equal(outputs[0], outputs[1]);
    }

    [Fact]
    public void RecordedFeed_ReplaysIdentical()
    {
        string feed = bench.Write("r.csv", DecodeTests.Samples("time (s),counts", 3000, i => i < 1000 ? "1722" : "2461")), recording = bench.PathOf("feed.mcap");
        Assert.Equal(0, Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--feed", $"door-monitor={feed}", "--record", recording).Code);
        CliResult replay = Cli.Run("replay", recording, "--json");
        Assert.Equal(0, replay.Code);
        Assert.True(replay.Summary.GetProperty("identical").GetBoolean());
        Assert.Equal(1, replay.Summary.GetProperty("commands").GetInt64());
    }

    [Fact]
    public void ReaderIsFed_InWordsOrByBothLevels_AndWhatItIgnoredIsCounted()
    {
        string pipeline = bench.Write("reader.yaml", "pipeline: p\ndevice: door-controller\nsignals:\n  frame: { from: reader, through: [ wiegand ] }\nrules: { r: { when: frame, do: { log: read } } }\n");
        var words = new System.Text.StringBuilder("time (us),reader\n0,idle\n");
        var levels = new System.Text.StringBuilder("time (us),d0,d1\n0,1,1\n");
        foreach ((char bit, int i) in "00110101".Select((b, i) => (b, i)))
        {
            int at = 5000 + (1000 * i);
            words.Append(System.Globalization.CultureInfo.InvariantCulture, $"{at},{(bit == '0' ? "d0" : "d1")}\n{at + 50},idle\n{at + 500},d1\n{at + 507},idle\n");
            levels.Append(System.Globalization.CultureInfo.InvariantCulture, $"{at},{(bit == '0' ? "0,1" : "1,0")}\n{at + 50},1,1\n{at + 500},1,0\n{at + 507},1,1\n");
        }

        foreach (string feed in new[] { bench.Write("words.csv", words.Append("90000,idle\n").ToString()), bench.Write("levels.csv", levels.Append("90000,1,1\n").ToString()) + ":d0,d1" })
        {
            CliResult run = Cli.Run("run", pipeline, "--speed", "max", "--feed", $"reader={feed}", "--signals", "frame", "--json");
            Assert.Equal("""{"at":0.022,"since":0.005,"turn":35,"signal":"frame","value":{"bits":8,"raw":"0x35"}}""", run.Output.Split('\n')[0]);
            Assert.Equal(8, run.Summary.GetProperty("ignored").GetProperty("pulses shorter than 20 µs").GetInt64());
        }

        string one = bench.Write("one.csv", "time (s),volts,amps\n0,3.3,1\n1,0,2\n");
        CliResult refused = Cli.Run("run", pipeline, "--speed", "max", "--feed", $"reader={one}");
        Assert.Equal(2, refused.Code);
        Assert.Contains("is no logic line: a reader has two, D0 and D1", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherRate_IsRefusedNamingBoth()
    {
        string fast = bench.Write("fast.csv", string.Concat(DecodeTests.Samples("time (ms),volts", 100, _ => "3.3")));
        CliResult run = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--feed", $"rex={fast}");
        Assert.Equal(2, run.Code);
        Assert.Contains("has 1 MHz, but the port 'rex' takes 1 kHz", run.Error, StringComparison.Ordinal);
        Assert.Contains("in the pipeline: ports: { rex: { rate: 1 MHz } }", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WordsFeedContacts_AndNothingElseDoes()
    {
        string pipeline = bench.Write("tamper.yaml",
            """
            pipeline: tamper
            device: door-controller
            signals:
              tampered: { from: tamper, through: [ debounce: 20 ms ] }
            rules:
              alarm: { when: tampered becomes active, do: { log: opened } }
            """);
        string words = bench.Write("words.csv", "time (s),tamper\n0,inactive\n1,active\n1.005,inactive\n2,active\n3,active\n");
        CliResult run = Cli.Run("run", pipeline, "--speed", "max", "--feed", $"tamper={words}", "--json");
        Assert.True(run.Code == 0, run.Error + run.Output);
        Assert.Equal(2.02, run.Json[0].GetProperty("at").GetDouble());

        CliResult numbers = Cli.Run("run", pipeline, "--speed", "max", "--feed", $"tamper={bench.Write("n.csv", "time (s),tamper\n0,1\n1,2\n")}");
        Assert.Equal(2, numbers.Code);
        Assert.Contains("takes inactive or active", numbers.Error, StringComparison.Ordinal);
        CliResult loop = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--feed", $"rex={words}");
        Assert.Equal(2, loop.Code);
        Assert.Contains("feed ohms, volts or counts", loop.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void SoundIsScaled_AndOtherFormatsGiveTheSame()
    {
        // the port counts 16 bits: half of full scale is 16384 in any format
        byte[] pcm = new byte[2 * 200];
        byte[] wide = new byte[4 * 200];
        byte[] real = new byte[4 * 200];
        for (int i = 0; i < 200; i++)
        {
            double level = i < 100 ? 0.5 : 0;
            BitConverter.TryWriteBytes(pcm.AsSpan(2 * i), (short)(level * 32768));
            BitConverter.TryWriteBytes(wide.AsSpan(4 * i), (int)(level * 2147483648.0));
            BitConverter.TryWriteBytes(real.AsSpan(4 * i), (float)level);
        }

        string[] outputs = [.. new[] { ("pcm.wav", SoundTests.Wav(1, 1, 1000, 16, pcm)), ("wide.wav", SoundTests.Wav(1, 1, 1000, 32, wide)), ("real.wav", SoundTests.Wav(3, 1, 1000, 32, real)) }
            .Select(f => Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--feed", $"rex={bench.Write(f.Item1, f.Item2)}", "--json", "--signals", "rex").Output)];
        Assert.Contains("\"value\":\"active\"", outputs[0], StringComparison.Ordinal);
        Assert.Equal(outputs[0], outputs[1]);
        Assert.Equal(outputs[0], outputs[2]);
    }

    [Fact]
    public void RecordedChannel_FeedsItsPortAgain()
    {
        CliResult fed = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--feed", $"door-monitor={bench.Recording}:door-monitor", "--feed", $"rex={bench.Recording}:rex", "--json");
        CliResult replayed = Cli.Run("replay", bench.Recording, "--json");
        Assert.Equal(0, fed.Code);
        Assert.Equal(replayed.Json.SkipLast(1).Select(c => c.GetRawText()), fed.Json.SkipLast(1).Select(c => c.GetRawText()));
    }

    [Fact]
    public void ZerosAndOnes_FeedAContact()
    {
        string pipeline = bench.Write("tamper2.yaml", "pipeline: t\ndevice: door-controller\nsignals:\n  tampered: { from: tamper, through: [ debounce: 20 ms ] }\nrules:\n  alarm: { when: tampered becomes active, do: { log: opened } }\n");
        CliResult run = Cli.Run("run", pipeline, "--speed", "max", "--feed", $"tamper={bench.Write("z.csv", "time (s),in\n0,0\n1,1\n3,1\n")}", "--json");
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(1.02, run.Json[0].GetProperty("at").GetDouble());
    }

    [Theory]
    [InlineData("door=none.csv")]
    [InlineData("rex=nowhere.csv")]
    [InlineData("rex={bad}")]
    [InlineData("rex={early}")]
    public void AMistakeInAFeed_LeavesAnOlderRecordingAsItIs(string feed)
    {
        string recording = bench.Write("older.mcap", "older");
        string text = feed
            .Replace("{bad}", bench.Write("bad.csv", "time (s),V\n0,1\n1,x\n"), StringComparison.Ordinal)
            .Replace("{early}", bench.Write("early.csv", "time (s),V\n-1,1\n1,2\n"), StringComparison.Ordinal);
        CliResult run = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--feed", text, "--record", recording);
        Assert.InRange(run.Code, 2, 3);
        Assert.Equal("older", File.ReadAllText(recording));
    }

    [Theory]
    [InlineData(2, "PORT=FILE", "rex")]
    [InlineData(2, "uses no port 'door'", "door={f}")]
    [InlineData(2, "There is no file", "rex=nowhere.csv")]
    [InlineData(3, ":3:3: 'x' is not a number", "rex={bad}")]
    [InlineData(3, ":3:3: 'nan' cannot be fed", "rex={nan}")]
    [InlineData(3, "starts at -1 s", "rex={early}")]
    [InlineData(3, ":1:10: 'k ohm' in 'loop (k ohm)' is no unit", "door-monitor={unit}")]
    [InlineData(2, "holds Hz, which cannot be turned into that", "door-monitor={hertz}")]
    [InlineData(3, "import it first: reactive import FILE OUT.mcap --columns", "door-monitor={bare}")]
    public void WrongFeeds_AreToldBeforeAnythingRuns(int code, string message, string feed)
    {
        string text = feed
            .Replace("{f}", bench.Write("f.csv", "time (s),V\n0,1\n1,2\n"), StringComparison.Ordinal)
            .Replace("{bad}", bench.Write("bad.csv", "time (s),V\n0,1\n1,x\n"), StringComparison.Ordinal)
            .Replace("{nan}", bench.Write("nan.csv", "time (s),V\n0,1\n1,nan\n"), StringComparison.Ordinal)
            .Replace("{early}", bench.Write("early.csv", "time (s),V\n-1,1\n1,2\n"), StringComparison.Ordinal);
        text = text
            .Replace("{unit}", bench.Write("unit.csv", "time (s),loop (k ohm)\n0,3.9\n1,22\n"), StringComparison.Ordinal)
            .Replace("{hertz}", bench.Write("hertz.csv", "time (s),loop (Hz)\n0,1\n1,2\n"), StringComparison.Ordinal)
            .Replace("{bare}", bench.Write("bare.csv", "0,3.9\n1,22\n"), StringComparison.Ordinal);
        CliResult run = Cli.Run("run", Cli.FrontDoor, "--speed", "max", "--feed", text);
        Assert.Equal(code, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }
}
