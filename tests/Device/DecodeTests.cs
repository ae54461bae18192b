using System;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Reactive.Device.Bench.Dtmf;
using Reactive.Device.Tests.Traces;
using Xunit;

namespace Reactive.Device.Tests;

public sealed class DecodeTests(Workbench bench) : IClassFixture<Workbench>
{
    private static readonly string Loop = Samples("time (s),loop (ohms)", 30, i => i < 10 ? "1000" : i < 20 ? "2000" : "inf");

    [Fact]
    public void EndOfLineOnOhms_GivesALineAChange_WithOhmsAndMargin()
    {
        CliResult decoded = Cli.Run("decode", "end-of-line", bench.Write("loop.csv", Loop), "--option", "wiring=serial-first", "--option", "resistor=1 kΩ", "--json");
        Assert.Equal(0, decoded.Code);
        Assert.Equal(
            """
            {"at":0,"signal":"end-of-line","value":"closed","ohms":1000,"margin":414.1}
            {"at":0.01,"signal":"end-of-line","value":"open","ohms":2000,"margin":585.9}
            {"at":0.02,"signal":"end-of-line","value":"cut","ohms":null,"margin":null}

            """, decoded.Output);
    }

    [Fact]
    public void DtmfOfSound_GivesDigits_AndWithEndsHowLongTheyLasted()
    {
        string file = bench.Write("digits.wav", SoundTests.Wav(1, 1, 8000, 16, [.. MemoryMarshal.AsBytes<short>(DtmfSignal.Render([new('5', SnrDb: 40), new('#', SnrDb: 40)], 1).Samples)]));
        CliResult digits = Cli.Run("decode", "dtmf", file, "--json"), ends = Cli.Run("decode", "dtmf", file, "--json", "--ends");
        Assert.Equal((0, 0), (digits.Code, ends.Code));
        Assert.Equal(["5", "#"], digits.Json.Select(DigitOf));
        Assert.Equal(["5", "5 ended", "#", "# ended"], ends.Json.Select(DigitOf));
        // the tone begins after 100 ms, and is heard in the windows that end every 5 ms
        Assert.Equal(0.134875, digits.Json[0].GetProperty("at").GetDouble());
        Assert.InRange(digits.Json[0].GetProperty("since").GetDouble(), 0.099, 0.101);
        Assert.InRange(ends.Json[1].GetProperty("value").GetProperty("duration").GetDouble(), 0.048, 0.052);
        Assert.Equal(2, Cli.Run("decode", "debounce", file, "--ends").Code);

        static string DigitOf(JsonElement line) => line.GetProperty("value").GetProperty("digit").GetString() + (line.GetProperty("value").TryGetProperty("ended", out JsonElement ended) && ended.GetBoolean() ? " ended" : "");
    }

    [Fact]
    public void TextForPeople_HasTimeStateOhmsAndMargin()
    {
        CliResult decoded = Cli.Run("decode", "end-of-line", bench.Write("loop2.csv", Loop), "--option", "wiring=serial-first", "--option", "resistor=1 kΩ");
        Assert.Contains("0.010 s  open              2.00 kΩ       margin 585.9 Ω", decoded.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void RangesOnTheCommandLine_AreReadAsInADefinition()
    {
        string counts = bench.Write("counts.csv", Samples("time (s),counts", 30, i => i < 15 ? "200" : "500"));
        CliResult decoded = Cli.Run("decode", "end-of-line", counts, "--option", "bands={closed: 101..350, open: 351..620}", "--json");
        Assert.Equal(0, decoded.Code);
        Assert.Equal("closed", decoded.Json[0].GetProperty("value").GetString());
        Assert.Equal("open", decoded.Json[1].GetProperty("value").GetString());
        Assert.Equal(2, Cli.Run("decode", "end-of-line", counts, "--option", "bands={closed: 101.350}").Code);
        Assert.Equal(2, Cli.Run("decode", "end-of-line", counts, "--option", "bands={closed").Code);
    }

    [Fact]
    public void PointsOnTheCommandLine_NeedNoBraces()
    {
        string volts = bench.Write("volts.csv", Samples("time (s),level (V)", 30, i => i == 1 ? "nan" : "2.5"));
        foreach (string points in new[] { "points=0.5 V: 0 %, 4.5 V: 100 %", "points={ 0.5 V: 0 %, 4.5 V: 100 % }" })
        {
            CliResult decoded = Cli.Run("decode", "calibrate", volts, "--option", points, "--json");
            Assert.Equal(0, decoded.Code);
            // of samples, those that differ from the one before
            Assert.Equal([0, 0.001, 0.002], decoded.Json.Select(l => l.GetProperty("at").GetDouble()));
            Assert.Equal(50, decoded.Json[0].GetProperty("value").GetDouble());
            Assert.Equal("not-a-number", decoded.Json[1].GetProperty("value").GetProperty("fault").GetString());
        }

        CliResult wrong = Cli.Run("decode", "calibrate", volts, "--option", "points=0.5 V 0 %");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("points", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void DebounceOnWords_SettlesInSignalTime()
    {
        string contact = bench.Write("contact.csv", "seconds,rex\n0,inactive\n1,active\n1.01,inactive\n1.02,active\n2,inactive\n3,inactive\n");
        Assert.Equal(
            """
            {"at":0.05,"since":0,"signal":"debounce","value":"inactive"}
            {"at":1.07,"since":1.02,"signal":"debounce","value":"active"}
            {"at":2.05,"since":2,"signal":"debounce","value":"inactive"}

            """, Cli.Run("decode", "debounce", contact, "--option", "time=50 ms", "--json").Output);
        Assert.Equal(4, Cli.Run("decode", "edge", contact, "--json").Json.Count);
    }

    [Fact]
    public void NotANumber_IsAFaultAndNoFailure()
    {
        CliResult decoded = Cli.Run("decode", "digital", bench.Write("nan.csv", Samples("time (s),volts", 30, i => i == 20 ? "nan" : "3.3")), "--json");
        Assert.Equal(0, decoded.Code);
        Assert.Equal("not-a-number", decoded.Json[1].GetProperty("value").GetProperty("fault").GetString());
        Assert.Equal("inactive", decoded.Json[2].GetProperty("value").GetString());
    }

    [Fact]
    public void SeveralChannels_AreDecodedTogether_AsABank()
    {
        string bank = bench.Write("bank.csv", Samples("time (s),a (V),b (V),c (V)", 30, i => $"{(i < 10 ? 3.3 : 0)},9,{(i < 20 ? 0 : 3.3)}".Replace(",9,", ",3.3,", StringComparison.Ordinal)));
        CliResult decoded = Cli.Run("decode", "digital", bank + ":a,c", "--option", "normally=open", "--json");
        Assert.Equal(
            ["0 digital.a inactive", "0 digital.c active", "0.01 digital.a active", "0.02 digital.c inactive"],
            decoded.Json.Select(l => $"{l.GetProperty("at")} {l.GetProperty("signal")} {l.GetProperty("value")}"));
    }

    [Fact]
    public void ZerosAndOnes_AreAContact()
    {
        string logic = bench.Write("logic.csv", "seconds,in\n0,0\n1,1\n1.01,0\n3,0\n");
        CliResult decoded = Cli.Run("decode", "debounce", logic, "--option", "time=5 ms", "--json");
        Assert.Equal(["inactive", "active", "inactive"], decoded.Json.Select(l => l.GetProperty("value").GetString()!));
    }

    [Fact]
    public void WhatWouldSettleAfterTheEnd_IsNotMadeUp()
    {
        string contact = bench.Write("end.csv", "seconds,rex\n0,inactive\n1,active\n1.04,active\n");
        Assert.Single(Cli.Run("decode", "debounce", contact, "--option", "time=50 ms", "--json").Json);
        Assert.Equal(2, Cli.Run("decode", "debounce", contact, "--option", "time=40 ms", "--json").Json.Count);
    }

    [Fact]
    public void RowsWithoutTimes_TakeARate()
    {
        string rows = bench.Write("rows.csv", "3.3\n0\n0\n");
        CliResult decoded = Cli.Run("decode", "digital", rows, "--columns", "in (V)", "--rate", "8kHz", "--json");
        Assert.Equal([0, 0.000125], decoded.Json.Select(l => l.GetProperty("at").GetDouble()));
    }

    [Fact]
    public void FileWithoutAHeader_TakesColumnsFromTheCommandLine()
    {
        string bare = bench.Write("bare.csv", "0,3.3\n0.001,0\n0.002,0\n");
        Assert.Equal(3, Cli.Run("decode", "digital", bare).Code);
        Assert.Equal(2, Cli.Run("decode", "digital", bare, "--columns", "time (s),V", "--json").Json.Count);
    }

    [Fact]
    public void ValuesFarApart_AreRefusedWithARateThatFits()
    {
        string gap = bench.Write("gap.csv", "time (s),v (V)\n0,1\n0.000001,2\n1000000,3\n");
        string[] decode = ["decode", "stuck", gap, "--option", "for=1h", "--json"];
        CliResult refused = Cli.Run(decode);
        Assert.Equal(2, refused.Code);
        Assert.Equal(
            $"reactive: {gap}: the values of 'v' span 1000000 s, which are 1,000,000,000,001 samples at 1 MHz, and no more than 100,000,000 are decoded: name a lower rate, such as --rate 100Hz.\n",
            refused.Error);
        Assert.Empty(refused.Output);
        CliResult coarse = Cli.Run([.. decode, "--rate", "1Hz"]);
        Assert.True(coarse.Code == 0, coarse.Error);
        Assert.NotEmpty(coarse.Json);
    }

    [Fact]
    public void WholeNumbersBeyondSinglePrecision_KeepEveryDigit()
    {
        string counter = bench.Write("counter.csv", Samples("time (s),n,small (V)", 30, i => i < 20 ? "123456789,0.5" : "123456790,0.5"));
        CliResult decoded = Cli.Run("decode", "changed", counter + ":n", "--json");
        Assert.True(decoded.Code == 0, decoded.Error);
        Assert.Equal(["0 123456789", "0.02 123456790"], decoded.Json.Select(l => $"{l.GetProperty("at")} {l.GetProperty("value")}"));
        Assert.Empty(decoded.Error);
        string again = bench.PathOf("counter2.csv");
        Assert.Equal(0, Cli.Run("export", counter, again).Code);
        Assert.Equal(["0.019,123456789,0.5", "0.02,123456790,0.5"], System.IO.File.ReadLines(again).Skip(20).Take(2));
    }

    [Fact]
    public void DigitsThatSamplesDoNotHold_AreWarnedAbout_WithThePlaceOfTheFirst()
    {
        string fine = bench.Write("fine.csv", Samples("time (s),v (V),b (V)", 30, i => i == 7 ? "0.12345679,1" : i == 8 ? "1,1234567.89" : "16777216,1e-7"));
        CliResult both = Cli.Run("export", fine, bench.PathOf("fine2.csv"));
        Assert.Equal(0, both.Code);
        Assert.StartsWith($"{fine}:10:9: '1234567.89' has more digits than samples hold: numbers of 'b' are rounded to single precision, about 7 digits\n", both.Error, StringComparison.Ordinal);
        CliResult one = Cli.Run("export", fine + ":v", bench.PathOf("fine2.csv"));
        Assert.DoesNotContain("digits", one.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RateBesideEvenSamples_IsRefused()
    {
        CliResult refused = Cli.Run("decode", "digital", bench.Write("even.csv", Samples("time (s),V", 30, _ => "1")), "--rate", "8kHz");
        Assert.Equal(2, refused.Code);
        Assert.Contains("has samples at 1 kHz: --rate 8 kHz is for a table without times, or for values at uneven times.", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownInADump_IsAGapWhereItIsHeld()
    {
        string dump = bench.Write("gap.vcd", "$timescale 1 ms $end\n$var real 64 ! level $end\n$enddefinitions $end\n#0\nr200 !\n#10\nrnan !\n#20\nr500 !\n#30\n");
        CliResult decoded = Cli.Run("decode", "end-of-line", dump, "--option", "bands={closed: 101..350, open: 351..620}", "--json");
        Assert.True(decoded.Code == 0, decoded.Error);
        Assert.Equal(["0 closed", "0.02 open"], decoded.Json.Select(l => $"{l.GetProperty("at")} {l.GetProperty("value")}"));
    }

    [Theory]
    [InlineData(2, "Did you mean 'digital'?", "digitl", "{f}")]
    [InlineData(2, "did you mean 'hysteresis'?", "digital", "{f}", "--option", "hysteresi=1 V")]
    [InlineData(2, "needs a unit", "digital", "{f}", "--option", "hysteresis=1")]
    [InlineData(2, "must be less than 'threshold'", "digital", "{f}", "--option", "hysteresis=9 V")]
    [InlineData(2, "must be open or closed", "digital", "{f}", "--option", "normally=shut")]
    [InlineData(2, "given twice", "digital", "{f}", "--option", "threshold=1 V", "--option", "threshold=2 V")]
    [InlineData(2, "NAME=VALUE", "digital", "{f}", "--option", "threshold")]
    [InlineData(2, "not samples in V", "edge", "{f}")]
    [InlineData(2, "has no channel 'rex'", "digital", "{f}:rex")]
    [InlineData(2, "There is no file", "digital", "nowhere.csv")]
    [InlineData(3, "is not a number", "digital", "{bad}")]
    [InlineData(2, "", "digital")]
    public void WrongUse_SaysWhatIsWrong(int code, string message, params string[] arguments)
    {
        string good = bench.Write("good.csv", Samples("time (s),loop (V)", 30, _ => "3.3"));
        string bad = bench.Write("bad.csv", "time (s),loop (V)\n0,1\n1,x\n");
        CliResult result = Cli.Run(["decode", .. Array.ConvertAll(arguments, a => a.Replace("{f}", good, StringComparison.Ordinal).Replace("{bad}", bad, StringComparison.Ordinal))]);
        Assert.Equal(code, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    internal static string Samples(string header, int count, Func<int, string> value)
    {
        var text = new StringBuilder(header + "\n");
        for (int i = 0; i < count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i / 1000m:0.000},{value(i)}\n");
        return text.ToString();
    }
}
