using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Reactive.Testing;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

/// <summary>The edges that makers of panels publish, given as bands: each state from its lower edge on, up to but not including its upper one.</summary>
public sealed class MakersBandsTests
{
    private static readonly Flow Counts = new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int16));

    [Theory]
    [InlineData("22k/4k7 parallel-first", 1302, 1986, 3124)]
    [InlineData("1k series-first", 1993, 3070, 3514)]
    [InlineData("2k series-first", 1738, 2608, 3307)]
    [InlineData("4k7 series-first", 1499, 2114, 3059)]
    [InlineData("10k series-first", 1319, 1704, 2824)]
    public void AxisA9210_InputOnlyPorts(string wiring, int cut, int open, int closed)
    {
        // published are inclusive upper edges, in falling order of resistance
        Assert.NotEmpty(wiring);
        AssertBands(Counts, ("cut", 0, cut + 1), ("open", cut + 1, open + 1), ("closed", open + 1, closed + 1), ("short", closed + 1, 4096));
    }

    [Fact]
    public void AxisA9210_Auxiliary_OppositeDirection() =>
        AssertBands(Counts, ("short", 0, 101), ("closed", 101, 351), ("open", 351, 621), ("cut", 621, 4096));

    [Fact]
    public void AxisA9161_MillivoltsWithGaps() =>
        AssertBands(Input(Unit.Volt), ("short", 0, 0.1), ("closed", 0.5, 1.5), ("open", 1.8, 2.2), ("cut", 2.3, 12));

    [Theory]
    [InlineData(800, 1500, 12_000, 1000, 2000)]
    [InlineData(1500, 3000, 15_000, 2000, 4000)]
    [InlineData(1500, 3000, 15_000, 2200, 6900)]
    [InlineData(4000, 6000, 12_000, 4700, 9400)]
    public void HoneywellMpip_PairsOfResistors(double tamper, double ready, double alarm, float closed, float open)
    {
        Kernel<SampleBlock, StateBlock> kernel = AssertBands(Input(Unit.Ohm), ("short", 0, tamper), ("closed", tamper, ready), ("open", ready, alarm), ("cut", alarm, double.PositiveInfinity));
        // 100 Ω of cable at most, parts of 1 %
        Assert.Equal(["closed", "closed", "open", "open"], Probe.States(kernel, closed * 0.99f, (closed * 1.01f) + 100, open * 0.99f, (open * 1.01f) + 100));
    }

    [Fact]
    public void CorpusTable_MercuryRowsWithEdges()
    {
        string path = Corpus.Require("eol/panel_bands.csv");
        var states = new Dictionary<string, string> { ["short fault (status 3)"] = "short", ["inactive / normal (status 0)"] = "closed", ["active / alarm (status 1)"] = "open", ["open fault (status 4)"] = "cut" };
        var bands = new List<(string State, double Low, double High)>();
        var gaps = new List<double>();
        foreach (string[] row in File.ReadLines(path).Skip(1).Select(Fields).Where(f => f[0] == "mercury_imron" && f[7].Length > 0))
        {
            double low = double.Parse(row[7], CultureInfo.InvariantCulture), high = double.Parse(row[8], CultureInfo.InvariantCulture);
            if (states.TryGetValue(row[5], out string? state))
                bands.Add((state, Math.Max(low, 0), high < 0 ? double.PositiveInfinity : high));
            else if (low >= 0)
                gaps.Add((low + high) / 2);
        }

        Assert.Equal(4, bands.Count);
        Assert.Equal(3, gaps.Count);
        AssertBands(Input(Unit.Ohm), [.. bands]);
        Assert.All(gaps, ohms => Assert.Equal(["fault undefined"], Probe.States(Kernel(Input(Unit.Ohm), bands), (float)ohms)));
    }

    [Fact]
    public void CorpusTable_NominalPairs()
    {
        string path = Corpus.Require("eol/panel_bands.csv");
        (string Maker, string Closed, string Open)[] pairs =
        [
            ("mercury_imron", "inactive / normal (status 0)", "active / alarm (status 1)"), ("dsc_neo", "secure (contact closed)", "violated (contact open)"),
            ("rosslare_ac825", "abnormal (switch closed)", "normal (switch open)"),
        ];
        string[][] rows = [.. File.ReadLines(path).Skip(1).Select(Fields)];
        foreach ((string maker, string closedState, string openState) in pairs)
        {
            float closed = float.Parse(rows.First(r => r[0] == maker && r[5] == closedState)[6], CultureInfo.InvariantCulture);
            float open = float.Parse(rows.First(r => r[0] == maker && r[5] == openState)[6], CultureInfo.InvariantCulture);
            Kernel<SampleBlock, StateBlock> kernel = Probe.Kernel<SampleBlock, StateBlock>(
                EndOfLineOperator.Spec, string.Create(CultureInfo.InvariantCulture, $"end-of-line: {{ closed: {closed} Ω, open: {open} Ω }}"), Input(Unit.Ohm));
            Assert.Equal(["short", "closed", "open", "cut"], Probe.States(kernel, 0, closed, open, float.PositiveInfinity));
        }
    }

    private static Flow Input(Unit unit) => new(FlowKind.Samples, null, unit, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));

    private static Kernel<SampleBlock, StateBlock> AssertBands(Flow input, params (string State, double Low, double High)[] bands)
    {
        bool counts = input.Unit == Unit.Count;
        foreach ((string state, double low, double high) in bands)
        {
            double top = double.IsInfinity(high) ? 1e9 : high;
            Assert.Equal([state], One(low));
            Assert.Equal([state], One(counts ? top - 1 : float.BitDecrement((float)top)));
            Assert.Equal([state], One(Math.Floor((low + top) / 2) is var middle && counts ? middle : (low + top) / 2));
            if (!double.IsInfinity(high) && !(counts && high == 4096))
                Assert.NotEqual([state], One(high));
        }

        return Kernel(input, bands);

        string[] One(double value) => counts ? Probe.States(Kernel(input, bands), (short)value) : Probe.States(Kernel(input, bands), (float)value);
    }

    private static Kernel<SampleBlock, StateBlock> Kernel(Flow input, IEnumerable<(string State, double Low, double High)> bands)
    {
        var values = new ParameterValues(EndOfLineOperator.Spec.Parameters);
        values.Set("bands", bands.ToImmutableDictionary(b => b.State, b => new QuantityRange(b.Low, b.High, input.Unit!.Dimension)));
        Assert.Empty(EndOfLineOperator.Spec.Check(values, input));
        return (Kernel<SampleBlock, StateBlock>)EndOfLineOperator.Spec.FormFor(input)!.CreateKernel(input, values);
    }

    private static string[] Fields(string line)
    {
        var fields = new List<string>();
        int start = 0;
        bool quoted = false;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"')
                quoted = !quoted;
            if (i == line.Length || (line[i] == ',' && !quoted))
            {
                fields.Add(line[start..i].Trim('"'));
                start = i + 1;
            }
        }

        return [.. fields];
    }
}
