using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml.Linq;
using Reactive.Device.Bench.Dtmf;
using Reactive.Device.Tests.Traces;
using Xunit;

namespace Reactive.Device.Tests.Plotting;

/// <summary>The pictures in the docs. With <c>REACTIVE_WRITE_PICTURES=1</c> they are drawn anew, from traces that are made here.</summary>
public sealed class DocumentPictureTests(Workbench bench) : IClassFixture<Workbench>
{
    private static readonly string Folder = Path.Combine(Cli.Root, "docs", "pictures");

    private static bool IsWriting => Environment.GetEnvironmentVariable("REACTIVE_WRITE_PICTURES") == "1";

    [Theory]
    [InlineData("dtmf-call.svg")]
    [InlineData("door-loop.svg")]
    [InlineData("spectrogram.svg")]
    public void Picture_IsThere_AndIsSvgOfReasonableSize(string name)
    {
        string path = Path.Combine(Folder, name);
        if (IsWriting)
            Draw(name, path);
        Assert.InRange(new FileInfo(path).Length, 1000, 300_000);
        Assert.Equal("svg", XDocument.Load(path).Root!.Name.LocalName);
        Assert.Contains($"pictures/{name}", File.ReadAllText(Path.Combine(Cli.Root, "docs", "traces.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dtmf-duration")]
    [InlineData("dtmf-deviation")]
    [InlineData("dtmf-snr")]
    [InlineData("dtmf-twist")]
    public void Curves_AreThere_WithBothReceivers(string name)
    {
        XElement svg = XDocument.Load(Path.Combine(Folder, name + ".svg")).Root!;
        Assert.Equal(2, svg.Elements("{http://www.w3.org/2000/svg}path").Count());
        Assert.Contains("dtmf_rx of spandsp", svg.Elements().Select(e => e.Value));
        Assert.Contains($"pictures/{name}.svg", File.ReadAllText(Path.Combine(Cli.Root, "docs", "dtmf.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void CurvesOfBench_AreDrawnIntoAFolder_AndOnlyWhereThereAreSome()
    {
        string folder = Path.GetDirectoryName(bench.Write("curves.txt", ""))!;
        CliResult drawn = Cli.Run("bench", "dtmf-accuracy", "--plot", folder);
        Assert.Equal((0, 4), (drawn.Code, drawn.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Contains("svg", File.ReadAllText(Path.Combine(folder, "dtmf-snr.svg")), StringComparison.Ordinal);
        Assert.Equal((2, 2, 2), (Cli.Run("bench", "dtmf", "--plot", folder).Code, Cli.Run("bench", "--plot", folder).Code, Cli.Run("bench", "dtmf-accuracy", "--plot", folder + "/none").Code));
    }

    private void Draw(string name, string path)
    {
        string[] arguments = name switch
        {
            "door-loop.svg" => ["end-of-line", bench.Write("door-loop.csv", DoorLoop()), "--option", "wiring=parallel-first", "--option", "parallel=22 kΩ", "--option", "series=4.7 kΩ"],
            "dtmf-call.svg" => ["dtmf", bench.Write("call.wav", Call("0174#", 1)), "--ends"],
            _ => ["dtmf", bench.Write("noisy-call.wav", Call("2580*", 0.12)), "--ends", "--spectrogram", "--from", "0.3 s", "--to", "2.2 s"],
        };
        CliResult drawn = Cli.Run(["decode", .. arguments, "--plot", path]);
        Assert.Equal((0, ""), (drawn.Code, drawn.Error));
    }

    // keys as a person presses them, unlike in length and loudness; the clearer, the less noise
    private static byte[] Call(string digits, double clearness)
    {
        var random = new Random(7);
        SentDigit[] sent = [.. digits.Select(d => new SentDigit(d, random.Next(70, 210), random.Next(160, 340), -12 - random.Next(6), random.Next(-3, 3), SnrDb: 10 + (34 * clearness)))];
        return SoundTests.Wav(1, 1, DtmfSignal.Rate, 16, [.. MemoryMarshal.AsBytes<short>(DtmfSignal.Render([new SentDigit('1', 0, 300, -20, SnrDb: 30), .. sent], 7).Samples)]);
    }

    // a door that is opened and closed and bounces; then its cable is cut for a while. At 1 kHz, in ohms
    private static string DoorLoop()
    {
        var random = new Random(11);
        var table = new StringBuilder("time (s),loop (ohms)\n");
        for (int i = 0; i < 2400; i++)
        {
            bool isBouncing = i is (> 300 and < 380) or (> 1100 and < 1220);
            bool isOpen = isBouncing ? random.Next(12) < 5 && i / 9 % 2 == 0 : i is >= 300 and < 1100;
            double ohms = (isOpen ? 26700 : 4700) * (1 + (0.02 * (random.NextDouble() + random.NextDouble() - 1)));
            string written = i is >= 1700 and < 2100 ? "inf" : ohms.ToString("0", CultureInfo.InvariantCulture);
            table.Append(CultureInfo.InvariantCulture, $"{i / 1000.0:0.000},{written}\n");
        }

        return table.ToString();
    }
}
