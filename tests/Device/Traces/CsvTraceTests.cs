using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Csv;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Traces;

public sealed class CsvTraceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-csv-").FullName;

    [Theory]
    [InlineData("time (s),loop (ohms)", "0.001,470", 1_000_000, 470, "Ω")]
    [InlineData("seconds,ohms", "0.001,470", 1_000_000, 470, "Ω")]
    [InlineData("t [ms],loop [kΩ]", "1,0.47", 1_000_000, 470, "Ω")]
    [InlineData("time_us,volts", "1000,3.3", 1_000_000, 3.3, "V")]
    [InlineData("time (ns),V", "1000000,-3.3e0", 1_000_000, -3.3, "V")]
    [InlineData("time (µs),in mV", "1000,3300", 1_000_000, 3.3, "V")]
    [InlineData("t/ms,counts", "1,4095", 1_000_000, 4095, "")]
    [InlineData("\"time (s)\",\"adc\"", "\"0.001\",\"17\"", 1_000_000, 17, "")]
    [InlineData("time (s);volts", "0,001;3,3", 1_000_000, 3.3, "V")]
    [InlineData("time (s)\tvolts", "0.001\t3.3", 1_000_000, 3.3, "V")]
    [InlineData("volts , time (s)", " 3.3 , 1e-3 ", 1_000_000, 3.3, "V")]
    [InlineData("time (s),ohms", "1.000000001,inf", 1_000_000_001, double.PositiveInfinity, "Ω")]
    public void HeadersAndNumbers_AreReadInTheirUnits(string header, string row, long nanoseconds, double value, string unit)
    {
        using Trace trace = Open($"{header}\n{row}\n");
        Stamped<Value> read = Assert.Single(TraceReading.Values(trace));
        Assert.Equal(nanoseconds, read.Stamp.Nanoseconds);
        Assert.Equal(value, read.Value.Number, 9);
        Assert.Equal(unit, trace.Channels[0].Unit.Symbol);
    }

    [Theory]
    [InlineData("", ":1:1: the file is empty")]
    [InlineData("\n\n", ":1:1: the file is empty")]
    [InlineData("time (s),v (V)\n", "there are no rows")]
    [InlineData("time (s),v (V)\n0,1\n1,x\n", ":3:3: 'x' is not a number")]
    [InlineData("time (s),v (V)\n0,1\nsoon,1\n", ":3:1: 'soon' is not a time in s")]
    [InlineData("time (s),v (V)\n0,1\nnan,1\n", ":3:1: 'nan' is not a time in s")]
    [InlineData("time (s),v (V)\n0,1\n1e40,1\n", ":3:1: '1e40' is not a time in s")]
    [InlineData("time (s),v (V)\n0,1\n99999999999,1\n", ":3:1: '99999999999' is not a time in s")]
    [InlineData("time (s),v (V)\n0,1\n2,1\n1,1\n", ":4:1: time runs backwards: 1 s comes after 2 s")]
    [InlineData("time (s),v (V)\n0,1\n1\n", ":3:2: the line has 1 fields, the header 2")]
    [InlineData("time (s),v (V)\n0,1\n1,2,3\n", ":3:5: the line has 3 fields, the header 2")]
    [InlineData("time (s),v (V)\n0,1\n1,\n", ":3:3: '' is not a number")]
    [InlineData("time (s),v (V)\n0,\"1\n", ":2:3: this quote is not closed")]
    [InlineData("time,v (V)\n0,1\n", ":1:1: the column 'time' does not say its unit")]
    [InlineData("a (V),b (V)\n0,1\n", "no column holds times")]
    [InlineData("time (s)\n0\n", "no column of values")]
    [InlineData("0,1\n1,2\n", ":1:1: the columns have no names")]
    [InlineData("time (s),door\n0,open\n1,ajar\n", ":3:3: 'ajar' is no loop state: expected open, closed, short or cut")]
    [InlineData("time (s),door\n0,ajar\n", ":2:3: 'ajar' is neither a number nor a state")]
    [InlineData("time (s),loop (k ohm)\n0,3.9\n", ":1:10: 'k ohm' in 'loop (k ohm)' is no unit that is known: Ω, V, s,")]
    [InlineData("time (s),loop [mA]\n0,3.9\n", ":1:10: 'mA' in 'loop [mA]' is no unit that is known")]
    [InlineData("time (s),v (uV)\n0,nan\n", ":1:10: 'uV' in")]
    [InlineData("time (sex),v (V)\n0,1\n", ":1:1: 'sex' in 'time (sex)' is no unit that is known")]
    [InlineData("time (s),v (V)\n0,1\n1,1e300\n", ":3:3: '1e300' does not fit")]
    [InlineData("time (s),v (V)\n0,-1e39\n", ":2:3: '-1e39' does not fit")]
    [InlineData("time (s),größe (V)\n0,1\n1,µ\n", ":3:3: 'µ' is not a number")]
    public void WhatIsWrong_IsToldWithItsPlace(string text, string message)
    {
        CommandException failure = Assert.Throws<CommandException>(() => Open(text));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, failure.Code);
    }

    [Theory]
    [InlineData("loop (Hz)", "Hz")]
    [InlineData("loop (%)", "%")]
    [InlineData("bus[7:0]", "")]
    [InlineData("ranges[3]", "")]
    [InlineData("loop", "")]
    public void BracketsBehindANameThatAreAUnitOrAnIndex_AreRead(string header, string unit)
    {
        using Trace trace = Open($"time (s),{header}\n0,3.9\n");
        Assert.Equal(unit, trace.Channels[0].Unit.Symbol);
    }

    [Fact]
    public void AnUnknownUnit_IsRefusedOnlyWhereItIsChosen()
    {
        using Trace trace = Open("time (s),current (mA),v (V),door (front)\n0,3.9,1,open\n");
        Assert.Contains(":1:10: 'mA'", trace.Channels[0].Refusal, StringComparison.Ordinal);
        Assert.Null(trace.Channels[1].Refusal);
        Assert.Null(trace.Channels[2].Refusal);
        Assert.Equal(SymbolType.LoopState, trace.Channels[2].Words);
    }

    [Fact]
    public void LargeNumbers_AreReadUpToSinglePrecision_AndResistancesBeyond()
    {
        using Trace volts = Open("time (s),v (V)\n0,3.4e38\n");
        Assert.Equal(3.4e38, Assert.Single(TraceReading.Values(volts)).Value.Number);
        using Trace ohms = Open("time (s),loop (MΩ)\n0,1e35\n");
        Assert.Equal(1e41, Assert.Single(TraceReading.Values(ohms)).Value.Number);
    }

    [Fact]
    public void BytesThatAreNotUtf8_AreRefusedWithTheirPlace()
    {
        string path = Path.Combine(_folder, "latin1.csv");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes("time (s),größe (V)\n0,1\n"));
        CommandException failure = Assert.Throws<CommandException>(() => CsvTrace.Open(path, new TraceOptions()));
        Assert.EndsWith(":1:12: the byte F6 is not UTF-8: save the file as UTF-8", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, failure.Code);
    }

    [Fact]
    public void BinaryAndHugeLines_AreRefused()
    {
        string path = Path.Combine(_folder, "b.csv");
        foreach (byte[] bytes in new byte[][] { [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))], new byte[200_000], [0xFF, 0xFE, 0x74, 0x00, 0x0A], [.. Enumerable.Repeat((byte)'7', 300_000)] })
        {
            File.WriteAllBytes(path, bytes);
            Assert.Equal(ExitCode.Failure, Assert.Throws<CommandException>(() => CsvTrace.Open(path, new TraceOptions())).Code);
        }
    }

    [Fact]
    public void RandomBytes_NeverThrowAnythingElse()
    {
        var random = new Random(20251120);
        string path = Path.Combine(_folder, "r.csv");
        const string Letters = "time (s),V\n\r\"0123456789.;e-+\t#nainf\0\xFF";
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = new byte[random.Next(400)];
            for (int k = 0; k < bytes.Length; k++)
                bytes[k] = (byte)Letters[random.Next(Letters.Length)];
            File.WriteAllBytes(path, [.. random.Next(2) == 0 ? "time (s),V\n"u8.ToArray() : [], .. bytes]);
            try
            {
                using Trace trace = CsvTrace.Open(path, new TraceOptions());
                SignalTime before = new(long.MinValue);
                foreach (Stamped<Value> value in TraceReading.Values(trace))
                {
                    Assert.True(value.Stamp >= before);
                    before = value.Stamp;
                }
            }
            catch (CommandException)
            {
                // a message is all that may come
            }
        }
    }

    [Fact]
    public void DamagedTables_AreAMessageOrRead()
    {
        var random = new Random(7);
        string path = Path.Combine(_folder, "d.csv");
        byte[] whole = Encoding.ASCII.GetBytes("time (s),a (V),b,door\n" + string.Concat(Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i / 1000m:0.000},{i * 0.37m},{i % 2},open\n"))));
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = [.. whole];
            for (int k = random.Next(1, 6); k > 0; k--)
                bytes[random.Next(random.Next(2) == 0 ? 40 : bytes.Length)] = (byte)"\0\n\r,;\t\"#-+.e90 \xFFx"[random.Next(16)];
            File.WriteAllBytes(path, bytes[..random.Next(bytes.Length)]);
            try
            {
                using Trace trace = CsvTrace.Open(path, new TraceOptions { Rate = random.Next(4) == 0 ? new SampleRate(1000) : null });
                foreach (TraceChannel channel in trace.Channels.Where(c => c.Refusal is null))
                {
                    int values = TraceReading.Values(trace, channel.Index).Count;
                    Assert.InRange(values, 1, 210);
                    if (channel.Samples is not null)
                        Assert.Equal(values, TraceReading.Samples(trace, [channel], _ => { }));
                }
            }
            catch (CommandException)
            {
                // a message is all that may come
            }
        }
    }

    [Theory]
    [InlineData(1000, 3, 1000)]
    [InlineData(8000, 6, 8000)]
    [InlineData(8000, 4, 8000)]
    [InlineData(44100, 6, 44100)]
    [InlineData(44100, 9, 44100)]
    [InlineData(48000, 5, 48000)]
    [InlineData(3, 9, 3)]
    [InlineData(250_000, 6, 250_000)]
    public void EvenTimes_HoweverRounded_GiveTheRate(int rate, int decimals, int expected)
    {
        var text = new StringBuilder("time (s),V\n");
        for (int i = 0; i < 5000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{Math.Round((decimal)i / rate, decimals)},{i % 3}\n");
        using Trace trace = Open(text.ToString());
        Assert.True(trace.Fits(trace.Channels[0], new SampleRate(expected)));
        Assert.Equal(expected, trace.Channels[0].Samples!.Clock.Rate.Hertz);
        Assert.Equal(5000, trace.Channels[0].Samples!.Count);
    }

    [Theory]
    [InlineData("0,1\n1,2\n3,1\n")]
    [InlineData("0,1\n5,2\n11,1\n")]
    [InlineData("0,1\n0,2\n1,1\n")]
    [InlineData("0.5,1\n")]
    [InlineData("0,1\n0.001,2\n0.004,1\n")]
    public void UnevenTimes_AreSteps(string rows) => Assert.Null(Open("time (s),V\n" + rows).Channels[0].Samples);

    [Fact]
    public void SampleThatIsMissing_IsNoRounding()
    {
        var text = new StringBuilder("time (s),V\n");
        for (int i = 0; i < 1000; i++)
            text.Append(i == 500 ? "" : string.Create(CultureInfo.InvariantCulture, $"{i / 1000m:0.000},1\n"));
        using Trace trace = Open(text.ToString());
        Assert.Null(trace.Channels[0].Samples);
        Assert.Equal(1_000_000, trace.Channels[0].LeastStepNanoseconds);
    }

    [Fact]
    public void Columns_AreChosenByNameOrNumber()
    {
        string path = Write("time (s),door (ohm),rex (V),note\n0,1,2,active\n");
        using Trace trace = TraceFormats.Open(path);
        Assert.Equal(["door", "rex", "note"], trace.Channels.Select(c => c.Name));
        foreach ((string selection, int expected) in new[] { ("rex", 1), ("2", 1), ("door (ohm)", 0), ("REX (v)", 1) })
            Assert.Equal(expected, Assert.Single(trace.Choose(selection, 1)).Index);
        Assert.Equal([0, 1, 2], trace.Choose("1-3", 3).Select(c => c.Index));
        Assert.Same(SymbolType.Contact, trace.Channels[2].Words);
        Assert.Contains("has several channels: name one", Assert.Throws<CommandException>(() => trace.Choose("", 1)).Message, StringComparison.Ordinal);
        Assert.Contains("4 channels are needed, and the file has 3 (door, rex, note)", Assert.Throws<CommandException>(() => trace.Choose("", 4)).Message, StringComparison.Ordinal);
        CommandException unknown = Assert.Throws<CommandException>(() => trace.Choose("rexx"));
        Assert.Equal(ExitCode.Usage, unknown.Code);
        Assert.Contains("Did you mean 'rex'?", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.1,1\n0.2,2\n", "time (s),loop (V)", 1, "loop")]
    [InlineData("0.1,1\n0.2,2\n", "a,b", 2, "a")]
    [InlineData("0.1,1\n0.2,2\n", null, 2, "1")]
    public void FileOfNumbers_OpensWithColumnsOrARate(string rows, string? columns, int channels, string first)
    {
        bool isTimed = columns?.Contains("time", StringComparison.Ordinal) == true;
        using Trace trace = CsvTrace.Open(Write(rows), new TraceOptions { Columns = columns, Rate = isTimed ? null : new SampleRate(8000) });
        Assert.Equal(channels, trace.Channels.Length);
        Assert.Equal(first, trace.Channels[0].Name);
        Assert.Equal(isTimed ? 1 : 0.1, TraceReading.Values(trace)[0].Value.Number);
    }

    [Fact]
    public void RowsAtARate_AreSamplesFromZero()
    {
        using Trace trace = CsvTrace.Open(Write("left;right;door\n0,5;1;open\n-0,5;2;offline\n"), new TraceOptions { Rate = new SampleRate(8000) });
        Assert.Equal(new SampleRate(8000), trace.Channels[1].Samples!.Clock.Rate);
        var samples = new List<float>();
        Assert.Equal(2, TraceReading.Samples(trace, [trace.Channels[1], trace.Channels[0]], b => samples.AddRange(b.Float32)));
        Assert.Equal([1, 0.5f, 2, -0.5f], samples);
        Assert.Null(trace.Channels[2].Samples);
        Assert.Equal([0, 125_000], TraceReading.Values(trace, 2).Select(v => v.Stamp.Nanoseconds));
        Assert.Equal(ValueKind.Unknown, TraceReading.Values(trace, 2)[1].Value.Kind);
        CommandException both = Assert.Throws<CommandException>(() => CsvTrace.Open(Write("time (s),V\n0,1\n"), new TraceOptions { Rate = new SampleRate(8000) }));
        Assert.Contains("--rate 8 kHz is for a table without", both.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ColumnThatCannotBeRead_IsRefusedWhereItIsChosen()
    {
        using Trace trace = Open("time (s),V,note\n0,1,a word\n0.001,2,\"another, with a comma\"\n0.002,3,\n");
        Assert.Equal([1, 2, 3], TraceReading.Values(trace).Select(v => v.Value.Number));
        Assert.Contains(":2:5: 'a word' is neither a number nor a state", Assert.Throws<CommandException>(() => trace.ReadValues(trace.Channels[1])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,0\n1,1\n5,0\n", "in", true)]
    [InlineData("0,0\n1,1\n5,2\n", "in", false)]
    [InlineData("0,0\n1,1\n5,0\n", "in (V)", false)]
    [InlineData("0,0\n1,1\n5,nan\n", "in", false)]
    public void ZerosAndOnes_AreLogic(string rows, string column, bool expected) =>
        Assert.Equal(expected, Open($"time (s),{column}\n{rows}").Channels[0].IsLogic);

    [Fact]
    public void PlainAndUnusualRows_GiveTheSame()
    {
        string[] plain = ["0,1,-2.5\n", "0.001,3,4e3\n", "0.002,12345678.25,0.0000001\n", "0.003,-0,+7\n"];
        string[] unusual = ["# comment\n\n\"0\", 1 , -2.5\r\n", "0.001,\"3\",4e3\n", "2e-3,12345678.25, 0.0000001\n", "\t0.003,-0,+7"];
        double[][] read = [.. new[] { plain, unusual, [plain[0], unusual[1], plain[2], unusual[3]] }.Select(rows =>
        {
            using Trace trace = Open("time (s),a,b\n" + string.Concat(rows));
            var samples = new List<double>();
            TraceReading.Samples(trace, trace.Channels, b => samples.AddRange(b.Float32.ToArray().Select(f => (double)f)));
            return (double[])[.. samples, .. TraceReading.Values(trace, 1).Select(v => v.Value.Number)];
        })];
        Assert.Equal([1, -2.5, 3, 4000, 12345678.25f, 1e-7f, -0.0, 7, -2.5, 4000, 1e-7, 7], read[0]);
        Assert.Equal(read[0], read[1]);
        Assert.Equal(read[0], read[2]);
    }

    [Fact]
    public void LongTables_AreReadAgain_AndMemoryIsBounded()
    {
        // more than is kept: 130,000 rows of 80 columns are 41 MB as samples
        string path = Path.Combine(_folder, "long.csv");
        using (var writer = new StreamWriter(path))
        {
            writer.Write("time (s)" + string.Concat(Enumerable.Range(1, 80).Select(i => $",c{i}")) + "\n");
            string row = string.Concat(Enumerable.Range(1, 80).Select(i => string.Create(CultureInfo.InvariantCulture, $",{i}"))) + "\n";
            for (int i = 0; i < 130_000; i++)
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{i / 1000m:0.000}{row}"));
        }

        Open("time (s),V\n0,1\n");
        long before = GC.GetAllocatedBytesForCurrentThread();
        using Trace trace = CsvTrace.Open(path, new TraceOptions());
        float sum = 0;
        Assert.Equal(130_000, TraceReading.Samples(trace, [trace.Channels[79], trace.Channels[2]], b => sum += b.Float32[^2] + b.Float32[^1]));
        Assert.Equal(0, sum % 83);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, KeptSamples.MostBytes + 4_000_000);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Trace Open(string text) => CsvTrace.Open(Write(text), new TraceOptions());

    private string Write(string text)
    {
        string path = Path.Combine(_folder, "t.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
