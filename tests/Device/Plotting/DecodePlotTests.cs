using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using Reactive.Device.Bench.Dtmf;
using Reactive.Device.Tests.Telephony;
using Reactive.Device.Tests.Traces;
using Reactive.Device.Tests.Traces.Capture;
using Xunit;

namespace Reactive.Device.Tests.Plotting;

/// <summary>What <c>decode --plot</c> draws, element by element.</summary>
public sealed class DecodePlotTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string Svg = "{http://www.w3.org/2000/svg}";
    private static readonly string[] SerialFirst = ["--option", "wiring=serial-first", "--option", "resistor=1 kΩ"];

    [Fact]
    public void Loop_IsALineOverItsBands_AndAStripOfStates()
    {
        string trace = bench.Write("loop.csv", "time (s),loop (ohms)\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"0.0{i:00},{(i < 10 ? "1000" : i < 20 ? "2000" : "inf")}\n")));
        XElement svg = Plot(trace, "end-of-line", SerialFirst);
        Assert.Equal(["end-of-line of loop.csv", "1 kHz  ·  0 to 0.03 s", "loop"], Texts(svg).Take(3));
        XElement line = Assert.Single(svg.Elements(Svg + "path"));
        // 30 points 30 pixels apart; the first ten lie level, the last ten at the top of the panel, where infinity is
        Assert.StartsWith("M76 ", line.Attribute("d")!.Value, StringComparison.Ordinal);
        Assert.EndsWith("L946 86", line.Attribute("d")!.Value, StringComparison.Ordinal);
        Assert.Equal(30, svg.Elements(Svg + "circle").Count());
        Assert.Equal([("#3d8f5f", 76, 300), ("#d08b1f", 376, 300), ("#8e3a8a", 676, 300)], Bars(svg, height: 22));
        // bands are under the line: shades over the whole width
        Assert.Equal(["#d08b1f", "#3d8f5f", "#8e3a8a"], svg.Elements(Svg + "rect").Where(r => r.Attribute("opacity")?.Value == "0.13").Select(r => r.Attribute("fill")!.Value));
    }

    [Fact]
    public void Digits_AreBarsFromTheirBeginningToTheirEnd_WhereThatIsKnown()
    {
        string trace = bench.Write("digits.wav", Wave([new('5', 200, 300), new('#', 100, 100)]));
        XElement ends = Plot(trace, "dtmf", "--ends"), begins = Plot(trace, "dtmf");
        (string Fill, int X, int Width)[] long1 = [.. Bars(ends, height: 20)], short1 = [.. Bars(begins, height: 20)];
        Assert.Equal((2, 2), (long1.Length, short1.Length));
        // 1.0 s are 900 pixels: 200 ms are 180, and a digit is sure after 35 ms
        Assert.InRange(long1[0].Width, 176, 184);
        Assert.InRange(short1[0].Width, 30, 36);
        Assert.Equal(long1[0].X, short1[0].X);
        Assert.Contains("5", Texts(ends));
        Assert.Contains("2 events", Texts(ends)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void WholeCapture_ShowsEachStream_WithTheKeysOfItsCaller()
    {
        var builder = new CaptureBuilder();
        for (int i = 0; i < 20; i++)
        {
            builder.Udp(20 * i, CaptureBuilder.Phone, CaptureBuilder.Door, Rtp.Packet(0, i, (uint)(160 * i), Rtp.Sound(160), ssrc: 1));
            builder.Udp((20 * i) + 1, CaptureBuilder.Door, CaptureBuilder.Phone, Rtp.Packet(0, i, (uint)(160 * i), Rtp.Sound(160), ssrc: 2));
        }

        for (int i = 0; i < 4; i++)
            builder.Udp(500 + (20 * i), CaptureBuilder.Door, CaptureBuilder.Phone, Rtp.Packet(101, 20 + i, 4000, Rtp.Event(5, 160 * (i + 1), isEnd: i == 3), ssrc: 2));
        string trace = bench.Write("two.pcap", builder.ToPcap()), picture = bench.PathOf("two.svg");
        CliResult result = Cli.Run("decode", "dtmf", trace, "--plot", picture);
        Assert.Equal(0, result.Code);
        XElement svg = XDocument.Load(picture).Root!;
        Assert.Equal(["dtmf of two.pcap", "stream-1", "stream-2"], Texts(svg).Where(t => t.StartsWith("stream", StringComparison.Ordinal) || t.StartsWith("dtmf of", StringComparison.Ordinal)));
        Assert.Equal(2, svg.Elements(Svg + "path").Count());
        Assert.Single(Bars(svg, height: 20));
        Assert.Contains("5", Texts(svg));
    }

    [Fact]
    public void ChannelsStandUnderEachOther_AndOfMoreThanEightTheFirst()
    {
        byte[] samples = new byte[2 * 10 * 800];
        string trace = bench.Write("ten.wav", SoundTests.Wav(1, 10, 8000, 16, samples));
        XElement svg = Plot(trace + ":1-10", "dtmf", "--spectrogram");
        Assert.Contains("the first 8 of 10 channels", Texts(svg)[1], StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 8).Select(i => i.ToString(CultureInfo.InvariantCulture)), svg.Elements(Svg + "text").Where(t => t.Attribute("class")?.Value == "n").Select(t => t.Value));
        // silence has no frequencies
        Assert.Empty(svg.Elements(Svg + "image"));
    }

    [Fact]
    public void Part_ShowsThatPart()
    {
        string trace = bench.Write("part.csv", "time (s),in\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i / 10.0:0.0},{(i / 25 % 2 == 0 ? "active" : "inactive")}\n")));
        XElement svg = Plot(trace, "debounce", "--option", "time=50 ms", "--from", "2 s", "--to", "6 s");
        Assert.Equal("2 to 6 s", Texts(svg)[1]);
        // the channel, and the states that debounce tells of it
        Assert.Equal([112, 562, 225, 112, 562, 225], Bars(svg, height: 22).Select(b => b.Width));
    }

    [Fact]
    public void LongNoise_MakesAPictureOfBoundedSize()
    {
        var random = new Random(1);
        byte[] noise = new byte[2 * 8 * 8000 * 20];
        random.NextBytes(noise);
        string trace = bench.Write("noise.wav", SoundTests.Wav(1, 8, 8000, 16, noise)), picture = Path.ChangeExtension(trace, ".svg");
        Assert.Equal(0, Cli.Run("decode", "dtmf", trace + ":1-8", "--plot", picture, "--spectrogram").Code);
        Assert.InRange(new FileInfo(picture).Length, 100_000, 320_000);
        Assert.Equal(8, XDocument.Load(picture).Root!.Elements(Svg + "image").Count());
    }

    [Fact]
    public void HostileNames_AreTexts()
    {
        string trace = bench.Write("a&<b>'.csv", "time (s),<script>&]]> (ohms)\n0.000,1000\n0.001,1000\n0.002,2000\n");
        XElement svg = Plot(trace, "end-of-line", SerialFirst);
        Assert.Equal("end-of-line of a&<b>'.csv", Texts(svg)[0]);
        Assert.Contains(Texts(svg), t => t.StartsWith("<script>&]]>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("one", "time (s),v (volts)\n0.5,1\n")]
    [InlineData("two", "time (s),v (volts)\n0.5,1\n0.6,2\n")]
    [InlineData("nan", "time (s),v (volts)\n0,nan\n0.1,nan\n0.2,nan\n0.3,nan\n")]
    [InlineData("huge", "time (s),v (volts)\n0,-3e38\n0.1,3e38\n0.2,0\n0.3,1\n")]
    [InlineData("same", "time (s),v (volts)\n0,0\n0.1,0\n0.2,0\n0.3,0\n")]
    public void StrangeTraces_AreDrawn(string name, string table)
    {
        XElement svg = Plot(bench.Write(name + ".csv", table), "deadband", "--option", "band=1 V");
        Assert.DoesNotContain(svg.Descendants().Attributes(), a => a.Value.Contains("NaN", StringComparison.Ordinal) || a.Value.Contains("Infinity", StringComparison.Ordinal) || a.Value.Contains('∞'));
    }

    [Fact]
    public void EmptyTrace_IsAnEmptyPicture()
    {
        XElement svg = Plot(bench.Write("empty.wav", SoundTests.Wav(1, 1, 8000, 16, [])), "dtmf");
        Assert.Empty(svg.Elements(Svg + "path"));
        Assert.Equal("8 kHz  ·  0 to 1 s  ·  0 events", Texts(svg)[1]);
    }

    [Fact]
    public void WhatCannotBeDrawn_IsSaid()
    {
        string wave = bench.Write("said.wav", Wave([new('5')])), words = bench.Write("said.csv", "time (s),in\n0,active\n1,inactive\n");
        string Said(params string[] arguments)
        {
            CliResult result = Cli.Run(["decode", .. arguments]);
            Assert.Equal(2, result.Code);
            return result.Error.Trim();
        }

        Assert.Contains("--from says how a picture is drawn", Said("dtmf", wave, "--from", "1 s"), StringComparison.Ordinal);
        Assert.Contains("--spectrogram says how a picture is drawn", Said("dtmf", wave, "--spectrogram"), StringComparison.Ordinal);
        Assert.Contains("nothing to draw", Said("dtmf", wave, "--plot", wave + ".svg", "--from", "9 s"), StringComparison.Ordinal);
        Assert.Contains("nothing to draw", Said("dtmf", wave, "--plot", wave + ".svg", "--from", "200 ms", "--to", "100 ms"), StringComparison.Ordinal);
        Assert.Contains("takes even samples", Said("debounce", words, "--option", "time=1 ms", "--plot", words + ".svg", "--spectrogram"), StringComparison.Ordinal);
        Assert.Contains("--plot draws SVG: name a file that ends in .svg, not x.png", Said("dtmf", wave, "--plot", "x.png"), StringComparison.Ordinal);
        Assert.Contains("would write over", Said("dtmf", wave, "--plot", wave), StringComparison.Ordinal);
        Assert.Contains("cannot be written", Said("dtmf", wave, "--plot", Path.Combine(Path.GetDirectoryName(wave)!, "none", "x.svg")), StringComparison.Ordinal);
        Assert.Contains("cannot be written", Said("dtmf", wave, "--plot", "/proc/x.svg"), StringComparison.Ordinal);
        Assert.False(File.Exists(wave + ".svg"));
    }

    private static byte[] Wave(SentDigit[] digits) => SoundTests.Wav(1, 1, DtmfSignal.Rate, 16, [.. MemoryMarshal.AsBytes<short>(DtmfSignal.Render(digits, 1).Samples)]);

    private static XElement Plot(string trace, string name, params string[] arguments)
    {
        string picture = Path.Combine(Path.GetDirectoryName(trace)!, "picture.svg");
        CliResult result = Cli.Run(["decode", name, trace, .. arguments, "--plot", picture]);
        // of many channels some are left out, and of an empty file there is nothing to see: that is told
        string error = string.Concat(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.EndsWith($"'{name}' found nothing in it.", StringComparison.Ordinal)));
        bool isTold = error.StartsWith(picture + " shows the first 8 of ", StringComparison.Ordinal) || error == trace + ": there is nothing in it: no sample.";
        Assert.Equal((0, ""), (result.Code, isTold ? "" : error));
        return XDocument.Load(picture).Root!;
    }

    private static List<string> Texts(XElement svg) => [.. svg.Elements(Svg + "text").Select(t => t.Value)];

    private static IEnumerable<(string Fill, int X, int Width)> Bars(XElement svg, int height) => svg.Elements(Svg + "rect")
        .Where(r => r.Attribute("height")!.Value == height.ToString(CultureInfo.InvariantCulture) && r.Attribute("fill")!.Value != "none")
        .Select(r => (r.Attribute("fill")!.Value, (int)double.Parse(r.Attribute("x")!.Value, CultureInfo.InvariantCulture), (int)double.Parse(r.Attribute("width")!.Value, CultureInfo.InvariantCulture)));
}
