using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Xml.Linq;
using Reactive.Device.Plotting;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Plotting;

/// <summary>The parts of which pictures are made.</summary>
public sealed class PlotPartTests
{
    [Theory]
    [InlineData(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-1, 1, 4, "−1.0 −0.5 0.0 0.5 1.0")]
    [InlineData(0.3, 0.3004, 4, "0.3000 0.3001 0.3002 0.3003 0.3004")]
    [InlineData(7, 23, 3, "10 20")]
    [InlineData(0, 3e38, 3, "0 1e38 2e38 3e38")]
    [InlineData(5, 5, 3, "5")]
    public void Ticks_AreRoundNumbers(double low, double high, int count, string labels) =>
        Assert.Equal(labels, string.Join(' ', RoundTicks.Of(low, high, count).Select(t => t.Label)));

    [Theory]
    [InlineData(0, 2, 4, "0.0 0.5 1.0 1.5 2.0")]
    [InlineData(0, 100, 5, "0 20 40 60 80 100")]
    [InlineData(0, 150, 10, "0:00 0:20 0:40 1:00 1:20 1:40 2:00 2:20")]
    [InlineData(0, 600, 5, "0:00 2:00 4:00 6:00 8:00 10:00")]
    [InlineData(119, 121, 4, "1:59.0 1:59.5 2:00.0 2:00.5 2:01.0")]
    [InlineData(3500, 7300, 3, "1:00:00 1:30:00 2:00:00")]
    public void TicksOfTime_AreSecondsMinutesAndHours(double low, double high, int count, string labels) =>
        Assert.Equal(labels, string.Join(' ', RoundTicks.OfTime(low, high, count).Select(t => t.Label)));

    [Fact]
    public void Ticks_AreFewWhateverTheRange()
    {
        foreach ((double low, double high) in new[] { (double.NaN, 1), (0, double.PositiveInfinity), (-1e300, 1e300), (0, double.Epsilon), (1e15, 1e15 + 1) })
            Assert.InRange(RoundTicks.Of(low, high, 5).Count, 0, 40);
    }

    [Theory]
    [InlineData(0, 9400, "kΩ", 1000)]
    [InlineData(0, 400, "Ω", 1)]
    [InlineData(0, 4.7e6, "MΩ", 1e6)]
    public void Scale_HasThePrefixOfItsGreatestValue(double low, double high, string unit, double factor)
    {
        ValueScale scale = ValueScale.Of(low, high, Unit.Ohm);
        Assert.Equal((unit, factor), (scale.Unit, scale.Factor));
    }

    [Fact]
    public void Scale_OfNothing_OfOneValue_AndOfHugeOnes_ShowsWhatThereIs()
    {
        ValueScale none = ValueScale.Of(double.PositiveInfinity, double.NegativeInfinity, null), one = ValueScale.Of(5, 5, null), huge = ValueScale.Of(-double.MaxValue, double.MaxValue, null);
        Assert.True(none.Low < none.High);
        Assert.Equal(0.5, one.PartOf(5));
        Assert.Equal((0, 1), (Math.Round(huge.PartOf(double.NegativeInfinity)), Math.Round(huge.PartOf(double.MaxValue))));
        Assert.Equal(1, ValueScale.Of(0, 1, null, hasInfinite: true).PartOf(double.PositiveInfinity));
    }

    [Fact]
    public void Columns_KeepTheLeastAndTheGreatest_OfAnyNumberOfPoints()
    {
        var columns = new PixelColumns(10);
        for (int i = 0; i < 10_000; i++)
            columns.Add(i / 1000.0, i == 4321 ? 7 : i % 2);
        Assert.Null(columns.Points);
        Assert.Equal((0, 7), columns[4]);
        Assert.Equal((0, 1), columns[5]);
        Assert.Equal((0, 7), (columns.Least, columns.Greatest));
    }

    [Fact]
    public void Columns_LeaveOutWhatIsOutside_AndBreakAtWhatIsNoNumber()
    {
        var columns = new PixelColumns(10);
        foreach ((double x, double value) in new[] { (-5.0, 9.0), (-1.0, 8.0), (0.5, 1.0), (1.5, double.NaN), (2.5, 2.0), (3.5, double.PositiveInfinity), (99.0, 5.0), (100.0, 5.0) })
            columns.Add(x, value);
        Assert.Equal([-1.0, 0.5, 1.5, 2.5, 3.5, 99], columns.Points!.Select(p => p.X));
        Assert.Equal((1, 2, true), (columns.Least, columns.Greatest, columns.HasInfinite));
    }

    [Fact]
    public void Bars_NearerThanAPixel_AreOne_AndTheirNumberIsBounded()
    {
        var bars = new Bars(100);
        for (int i = 0; i < 1000; i++)
            bars.Add(i / 20.0, (i / 20.0) + 0.01, "x", "#000");
        Assert.Equal(1000, bars.All.Sum(b => b.Count));
        Assert.InRange(bars.All.Count, 45, 55);
        for (int i = 0; i < 1000; i++)
            bars.Add(i % 2 * 50, 60 + (i % 2 * 30), "x", "#000");
        Assert.Equal((200, 2000), (bars.All.Count, bars.All.Sum(b => b.Count)));
    }

    [Fact]
    public void Texts_AreEscaped_AndWhatXmlCannotHoldIsReplaced()
    {
        using var stream = new MemoryStream();
        using (var svg = new SvgWriter(stream, 10, 10, "<&\">\u0001"))
            svg.Text(1, 2, "]]><script>\ud800\u0000\ufffe😀");
        stream.Position = 0;
        XElement root = XDocument.Load(stream).Root!;
        Assert.Equal("<&\">\ufffd", root.Elements().First().Value);
        Assert.Equal("]]><script>\ufffd\ufffd\ufffd😀", root.Elements().Last().Value);
    }

    [Fact]
    public void Png_HoldsItsPixels()
    {
        byte[] png = PngImage.Of([0, 15, 3, 1, 2, 4], 3, new byte[48]);
        Assert.Equal("89504e470d0a1a0a0000000d49484452000000030000000204030000", Convert.ToHexStringLower(png[..28]));
        int at = png.AsSpan().IndexOf("IDAT"u8);
        using var zlib = new ZLibStream(new MemoryStream(png, at + 4, png.Length - at - 4), CompressionMode.Decompress);
        byte[] rows = new byte[6];
        zlib.ReadExactly(rows);
        Assert.Equal([0, 0x0f, 0x30, 0, 0x12, 0x40], rows);
    }
}
