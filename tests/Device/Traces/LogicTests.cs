using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Traces.Logic;
using Reactive.Signals;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Traces;

public sealed class LogicTests(Workbench bench) : IClassFixture<Workbench>
{
    [Theory]
    [InlineData(1, "0")]
    [InlineData(1, "7,0")]
    [InlineData(2, "0,1")]
    [InlineData(2, "15,3,8")]
    [InlineData(3, "23,2")]
    [InlineData(8, "63,0,17")]
    public void ChangesFoundByVectors_AreThoseOfTheUnpackedSamples(int unitSize, string bits)
    {
        ImmutableArray<int> chosen = [.. bits.Split(',').Select(int.Parse)];
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            byte[] samples = new byte[random.Next(1, 900) * unitSize];
            for (int at = 0; at < samples.Length;)
            {
                // calm stretches of any length, which other channels may disturb
                byte level = (byte)random.Next(256);
                for (int end = Math.Min(samples.Length, at + random.Next(1, 300)); at < end; at++)
                    samples[at] = level;
            }

            int count = samples.Length / unitSize, channels = chosen.Length;
            short[] frames = new short[count * channels];
            new LogicBits(unitSize, chosen).UnpackScalar(samples, frames);
            var expected = Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, channels), (i, c) => (Start: i, Channel: c))
                .Where(x => x.Start == 0 || frames[(x.Start * channels) + x.Channel] != frames[((x.Start - 1) * channels) + x.Channel])
                .Select(x => (x.Start, (ushort)x.Channel, (byte)frames[(x.Start * channels) + x.Channel]));
            int cut = random.Next(count + 1);
            var scan = new LevelScan(unitSize, chosen);
            var first = new RunWriter();
            var second = new RunWriter();
            scan.Find(samples.AsSpan(0, cut * unitSize), first);
            scan.Find(samples.AsSpan(cut * unitSize), second);
            Assert.Equal(expected, [.. first.Runs.ToArray().Select(r => (r.Start, r.Channel, r.Code)), .. second.Runs.ToArray().Select(r => (r.Start + cut, r.Channel, r.Code))]);
        }
    }

    [Fact]
    public void RawLogic_NeedsARate_AndReadsItsFirstTwoLines()
    {
        string path = bench.PathOf("frame.logic");
        byte[] samples = [.. Enumerable.Repeat((byte)0xFF, 200_000)];
        foreach ((char bit, int i) in "00110101".Select((b, i) => (b, i)))
            samples.AsSpan(50_000 + (1000 * i), 50).Fill(bit == '0' ? (byte)0xFE : (byte)0xFD);
        System.IO.File.WriteAllBytes(path, samples);
        CliResult decoded = Cli.Run("decode", "wiegand", path, "--rate", "1MHz", "--json");
        Assert.Equal("""{"at":0.067,"since":0.05,"signal":"wiegand","value":{"bits":8,"raw":"0x35"}}""" + "\n", decoded.Output);
        CliResult refused = Cli.Run("decode", "wiegand", path);
        Assert.Equal(2, refused.Code);
        Assert.Contains("holds samples without times: give --rate, such as --rate 1MHz", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, Cli.Run("decode", "wiegand", path + ":0,1,2", "--rate", "1MHz").Code);
    }

    [Fact]
    public void CaptureOfAReader_IsTheTwoReadsThatArePublished()
    {
        string capture = System.IO.Path.Combine(Corpus.Require("sigrok/wiegand"), "36bit", "wiegand-8a640910.sr");
        CliResult decoded = Cli.Run("decode", "wiegand", capture, "--json");
        // from sample 12448 and 23808 at 20 kHz; the last bit, 33 spacings of 47 samples later, and ten times the spacing behind it
        Assert.Equal(
            """
            {"at":0.72335,"since":0.6224,"signal":"wiegand","value":{"bits":34,"raw":"0x08a640910"}}
            {"at":1.29135,"since":1.1904,"signal":"wiegand","value":{"bits":34,"raw":"0x08a640910"}}

            """, decoded.Output);
    }

    [Fact]
    public void FramesOfACapture_AreToldWithTheCardsThatFit()
    {
        string capture = System.IO.Path.Combine(Corpus.Require("sigrok/wiegand"), "36bit", "wiegand-8a640910.sr");
        CliResult decoded = Cli.Run("decode", "wiegand", capture, "--option", "formats=BQT34,H10306", "--json");
        Assert.StartsWith("""{"at":0.72335,"since":0.6224,"signal":"wiegand","value":{"bits":34,"raw":"0x08a640910"},"cards":[{"format":"BQT34","facility":69,"card":3277960,"bits":34,"raw":"0x08a640910"},{"format":"H10306","facility":17714,"card":1160,"bits":34,"raw":"0x08a640910"}]}""", decoded.Output, StringComparison.Ordinal);
        Assert.Contains("H10306 17714:1160", Cli.Run("decode", "wiegand", capture, "--option", "formats=all").Output, StringComparison.Ordinal);
        CliResult refused = Cli.Run("decode", "wiegand", capture, "--option", "formats=H1036");
        Assert.Equal(2, refused.Code);
        Assert.Contains("there is no card format 'H1036'", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void LinesOfADump_AreReadAtTheirOwnTimes_AndGlitchesAreCounted()
    {
        var dump = new System.Text.StringBuilder("$timescale 1 us $end\n$var wire 1 ! d0 $end\n$var wire 1 \" d1 $end\n$enddefinitions $end\n#0\n1!\n1\"\n");
        foreach ((char bit, int i) in "00110101".Select((b, i) => (b, i)))
        {
            char line = bit == '0' ? '!' : '"';
            dump.Append(System.Globalization.CultureInfo.InvariantCulture, $"#{5000 + (1000 * i)}\n0{line}\n#{5050 + (1000 * i)}\n1{line}\n");
            if (i == 3)
                dump.Append("#8500\n0!\n#8507\n1!\n");
        }

        string path = bench.Write("lines.vcd", dump.Append("#90000\n").ToString());
        CliResult decoded = Cli.Run("decode", "wiegand", path + ":d0,d1", "--json");
        Assert.Equal("""{"at":0.022,"since":0.005,"signal":"wiegand","value":{"bits":8,"raw":"0x35"}}""" + "\n", decoded.Output);
        Assert.Contains("ignored pulses shorter than 20 µs: 1", decoded.Error, StringComparison.Ordinal);
    }
}
