using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class EndOfLineTests
{
    private const float Infinity = float.PositiveInfinity;

    private static readonly Flow Ohms = Input(Unit.Ohm);
    private static readonly Flow Volts = Input(Unit.Volt);
    private static readonly Flow BareCounts = new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int16));
    private static readonly FrontEnd Divider = new(3.3, 1400, 12, 3.3);
    private static readonly Flow Counts = BareCounts with { Samples = new SampleFlow(new SampleRate(1000), SampleFormat.Int16, Divider) };

    [Theory]
    [InlineData("end-of-line: { wiring: serial-first, resistor: 1 kΩ }", 1000f, 2000f)]
    [InlineData("end-of-line: { wiring: serial-first, resistor: 10 kΩ }", 10_000f, 20_000f)]
    [InlineData("end-of-line: parallel-first", 3872.66f, 22_000f)]
    [InlineData("end-of-line: { closed: 2.2 kΩ, open: 10.4 kΩ }", 2200f, 10_400f)]
    [InlineData("end-of-line: { closed: 5.6 kΩ, open: 11.2 kΩ }", 5600f, 11_200f)]
    [InlineData("end-of-line: { closed: 3.9 kΩ, open: 7.8 kΩ }", 3900f, 7800f)]
    public void NominalResistances_AreTheirStates(string yaml, float closed, float open)
    {
        Assert.Equal(["short", "closed", "open", "cut"], Probe.States(Kernel(yaml, Ohms), 0, closed, open, Infinity));
        Assert.Equal(["cut", "open", "closed", "short"], Probe.States(Kernel(yaml, Ohms), Infinity, open, closed, 0));
    }

    [Fact]
    public void Counts_FollowTheFrontEnd()
    {
        short[] samples = [.. new[] { 0, 1000, 2000, double.PositiveInfinity }.Select(r => (short)Math.Round(Divider.CountOf(Divider.VoltsOf(r))))];
        Assert.Equal(["short", "closed", "open", "cut"], Probe.States(Kernel("end-of-line: { wiring: serial-first, resistor: 1 kΩ }", Counts), samples));
    }

    [Fact]
    public void EdgeBetweenStates_IsTheMiddleOfTheDividerRatios()
    {
        // no tolerance, no cable: ratios 1000/2400 and 2000/3400 of 4095 counts, so the edge lies at 2057.5
        Kernel<SampleBlock, StateBlock> kernel = Kernel("end-of-line: { wiring: serial-first, resistor: 1 kΩ, tolerance: 0 %, hysteresis: 0 % }", Counts);
        double edge = 4095 * ((1000.0 / 2400) + (2000.0 / 3400)) / 2;
        Assert.Equal(2057, (int)edge);
        Assert.Equal(["closed", "open", "closed"], Probe.States(kernel, 2057, 2058, 2057));
    }

    [Fact]
    public void LongCable_MovesTheEdgesUp()
    {
        string yaml = "end-of-line: { wiring: serial-first, resistor: 1 kΩ, hysteresis: 0 % }", far = "end-of-line: { wiring: serial-first, resistor: 1 kΩ, hysteresis: 0 %, cable: 200 m, gauge: 24 }";
        float between = Enumerable.Range(1000, 1000).First(r => Probe.States(Kernel(yaml, Ohms), (float)r)[0] == "open");
        Assert.Equal(["open"], Probe.States(Kernel(yaml, Ohms), between));
        Assert.Equal(["closed"], Probe.States(Kernel(far, Ohms), between));
        Assert.Equal(33.68, EndOfLineOptions.LoopOhms(200, 24), 12);
    }

    [Fact]
    public void CableThatHidesTheSwitch_IsAProblemWithFigures()
    {
        string problem = Assert.Single(Problems("end-of-line: { wiring: serial-first, resistor: 1 kΩ, cable-resistance: 1 kΩ }", Ohms), p => p.Contains("open and closed", StringComparison.Ordinal));
        Assert.Equal("open and closed cannot be told apart: with 1 % resistors and 1 kΩ of cable, closed reaches 2.01 kΩ and open begins at 1.98 kΩ", problem);
    }

    [Theory]
    [InlineData("end-of-line: {}", "the loop is not described: expected 'wiring', 'open' and 'closed', or 'bands'")]
    [InlineData("end-of-line: { wiring: serial-first }", "'resistor' is missing: serial-first has two equal resistors")]
    [InlineData("end-of-line: { wiring: parallel-first, open: 1 kΩ, closed: 2 kΩ }", "the loop is described twice: expected only one of 'wiring', 'open' and 'closed', and 'bands'")]
    [InlineData("end-of-line: { wiring: parallel-first, resistor: 1 kΩ }", "'resistor' belongs to 'wiring: serial-first'")]
    [InlineData("end-of-line: { open: 1 kΩ }", "'closed' is missing beside it")]
    [InlineData("end-of-line: { wiring: parallel-first, cable: 10 m }", "'gauge' is missing beside 'cable'")]
    [InlineData("end-of-line: { wiring: parallel-first, supply: 12 V }", "'supply' and 'pull-up' are only for inputs in volts: the input is already in ohms")]
    [InlineData("end-of-line: { wiring: parallel-first, hysteresis: 15 % }", "'hysteresis' must be less than 14.67 %, half of what lies between short and closed, not 15 %")]
    [InlineData("end-of-line: { bands: { closed: 1..2 kΩ, open: 1500..3000 Ω } }", "the ranges of 'closed' and 'open' overlap")]
    [InlineData("end-of-line: { bands: { closed: 2..1 kΩ } }", "the range of 'closed' is empty: its lower end must lie below its upper end")]
    [InlineData("end-of-line: { bands: { closed: 0..1 kΩ, open: 1..2 V } }", "'bands' mixes units: give all ranges in ohms, all in volts or all in counts")]
    [InlineData("end-of-line: { bands: { closed: 0..1 V } }", "'bands' is given in volts, but the input is samples in Ω")]
    public void WrongParameters_AreProblems(string yaml, string expected) => Assert.Contains(expected, Problems(yaml, Ohms));

    [Fact]
    public void InputWithoutElectronics_IsAProblem()
    {
        Assert.Contains("the input has no front end, so its counts say nothing about ohms or volts", Problems("end-of-line: parallel-first", BareCounts));
        Assert.Contains("'supply' is missing: an input in volts says nothing about ohms without its 'supply' and 'pull-up'", Problems("end-of-line: parallel-first", Volts));
    }

    [Fact]
    public void SupplyBeyondTheAdc_CutIsAProblem()
    {
        Flow clipped = Counts with { Samples = Counts.Samples! with { FrontEnd = new FrontEnd(12, 1400, 12, 3.3) } };
        Assert.Contains(Problems("end-of-line: { wiring: serial-first, resistor: 1 kΩ }", clipped), p => p.StartsWith("the input cannot show 'cut'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("end-of-line: { bands: { short: 0..100 mV, closed: 100..1500 mV }, supply: 12 V }", "'hysteresis' is so wide that 'short' cannot be entered from 'closed'")]
    [InlineData("end-of-line: { bands: { short: 0..100 mV, closed: 110..200 mV, open: 5..6 V }, supply: 12 V }", "'hysteresis' is so wide that 'closed' cannot be entered from 'short'")]
    [InlineData("end-of-line: { bands: { open: 1..11.9 V, cut: 11.9 V.. }, supply: 12 V }", "'hysteresis' is so wide that 'cut' cannot be entered from 'open'")]
    public void HysteresisWiderThanAState_IsAProblem(string yaml, string expected) => Assert.Contains(expected, Problems(yaml, Volts));

    [Fact]
    public void MoreThanOneChannel_IsABrokenInvariant()
    {
        Kernel<SampleBlock, StateBlock> kernel = Kernel("end-of-line: parallel-first", Ohms);
        var block = new SampleBlock(new byte[16], SampleFormat.Float32, 0, Probe.Kilohertz, channels: 2);
        Assert.Throws<ArgumentException>(() => kernel.Step(block, new Transcript()));
    }

    [Fact]
    public void ImpossibleNumbers_AreAllRefused()
    {
        var problems = new List<ParameterProblem>();
        Assert.Null(LoopBands.Build(new EndOfLineOptions { OpenOhms = -1, ClosedOhms = double.NaN, TolerancePercent = 100, CableOhms = -1, UndefinedAfter = TimeSpan.FromSeconds(-1) }, Ohms, problems));
        Assert.Equal(["open", "closed", "tolerance", "cable-resistance", "undefined-after"], problems.Select(p => p.Parameter));
    }

    [Fact]
    public void SampleWithinTheHysteresis_DoesNotLeave()
    {
        // hysteresis 1 % of the supply of 12 V: 120 mV about the edge of 3 V
        const string Yaml = "end-of-line: { bands: { closed: 1..3 V, open: 3..6 V }, supply: 12 V }";
        Assert.Equal(["closed", "closed", "open", "open", "closed"], Probe.States(Kernel(Yaml, Volts), 2, 3.1f, 3.13f, 2.9f, 2.87f));
        Assert.Equal(["open", "closed"], [.. Probe.States(Kernel(Yaml, Volts), 3.1f), .. Probe.States(Kernel(Yaml, Volts), 2.99f)]);
    }

    [Fact]
    public void InGap_StateHoldsThenIsUndefined()
    {
        const string Yaml = "end-of-line: { bands: { closed: 1..3 V, open: 4..6 V }, undefined-after: 3 ms, hysteresis: 0 % }";
        Assert.Equal(
            ["closed", "closed", "closed", "closed", "fault undefined", "fault undefined", "open", "open", "closed"],
            Probe.States(Kernel(Yaml, Volts), 2, 3.5f, 3.5f, 3.5f, 3.5f, 3.5f, 5, 3.5f, 2));
    }

    [Fact]
    public void FromGapToGapWithTheLastSampleOfABlock_IsUndefinedThere() =>
        Assert.Equal(
            ["closed", "closed", "closed", "closed", "fault undefined"],
            Probe.States(Kernel("end-of-line: { bands: { closed: 1..3 V, open: 4..6 V, cut: 8..10 V }, undefined-after: 3 ms, hysteresis: 0 % }", Volts), 2, 3.5f, 3.5f, 3.5f, 7));

    [Fact]
    public void InGapFromTheStart_IsUndefinedAtOnce() =>
        Assert.Equal(["fault undefined", "closed"], Probe.States(Kernel("end-of-line: { bands: { closed: 1..3 V, open: 4..6 V } }", Volts), 3.5f, 2));

    [Fact]
    public void UndefinedAfterZero_IsUndefinedWithTheFirstSample() =>
        Assert.Equal(["closed", "fault undefined"], Probe.States(Kernel("end-of-line: { bands: { closed: 1..3 V, open: 4..6 V }, undefined-after: 0 s, hysteresis: 0 % }", Volts), 2, 3.5f));

    [Fact]
    public void VoltageThatNoLoopGives_IsForeign()
    {
        const string Yaml = "end-of-line: { wiring: serial-first, resistor: 1 kΩ, supply: 10 V, pull-up: 1.4 kΩ }";
        const string Foreign = "fault foreign-voltage";
        Assert.Equal(["cut", Foreign, Foreign, "cut"], Probe.States(Kernel(Yaml, Volts), 10.2f, 10.21f, 10.15f, 10.05f));
        Assert.Equal(["short", Foreign, Foreign, "short"], Probe.States(Kernel(Yaml, Volts), -0.19f, -0.21f, -0.15f, -0.05f));
        Assert.Equal([Foreign, Foreign, "fault not-a-number", "closed"], Probe.States(Kernel(Yaml, Volts), Infinity, -Infinity, float.NaN, 4.17f));
    }

    [Fact]
    public void CountBeyondTheAdc_IsForeign() =>
        Assert.Equal(["cut", "fault foreign-voltage", "fault foreign-voltage"], Probe.States(Kernel("end-of-line: { wiring: serial-first, resistor: 1 kΩ }", Counts), 4095, 4096, -100));

    [Fact]
    public void NegativeOhms_AreForeignAndInfiniteOnesCut() =>
        Assert.Equal(["short", "fault foreign-voltage", "cut", "fault foreign-voltage"], Probe.States(Kernel("end-of-line: { wiring: serial-first, resistor: 1 kΩ }", Ohms), -19, -21, Infinity, -Infinity));

    [Fact]
    public void Run_CarriesOhmsAndMarginOfItsFirstSample()
    {
        Kernel<SampleBlock, StateBlock> kernel = Kernel("end-of-line: { bands: { short: ..100 Ω, closed: 800..1500 Ω, open: 1500..12000 Ω, cut: 12 kΩ.. } }", Ohms);
        var transcript = new Transcript();
        kernel.Step(SampleBlock.Of([900f, 1000, 2000, Infinity, 40], 0, Probe.Kilohertz), transcript);
        Assert.Equal(["0: closed 900 100", "2: open 2000 500", "3: cut Infinity Infinity", "4: short 40 60"], transcript.Lines.Select(l => l.Replace("∞", "Infinity", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(SampleFormat.Int16)]
    [InlineData(SampleFormat.Int32)]
    [InlineData(SampleFormat.Float32)]
    public void Formats_DecideAlike(SampleFormat format)
    {
        var random = new Random(3);
        short[] counts = [.. Enumerable.Range(0, 5000).Select(i => (short)(random.Next(20) == 0 ? random.Next(-200, 4300) : (i / 100 % 4 * 1200) + random.Next(40)))];
        byte[] bytes = format switch
        {
            SampleFormat.Int16 => [.. counts.SelectMany(BitConverter.GetBytes)],
            SampleFormat.Int32 => [.. counts.SelectMany(c => BitConverter.GetBytes((int)c))],
            _ => [.. counts.SelectMany(c => BitConverter.GetBytes((float)c))],
        };
        const string Yaml = "end-of-line: { wiring: serial-first, resistor: 1 kΩ, undefined-after: 5 ms }";
        string[] expected = Probe.States(Kernel(Yaml, Counts), counts);
        Assert.Equal(expected, Probe.States(Kernel(Yaml, Counts), new SampleBlock(bytes, format, 0, Probe.Kilohertz)));
        Assert.Equal(5, expected.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(1000)]
    public void Walk_EqualsTheDefinitionSampleBySample(int longestStretch)
    {
        // the definition, written without any search: one sample after another, with gaps and hysteresis of 0.12 V
        (string State, double Low, double High)[] bands = [("short", double.NegativeInfinity, 0.1), ("closed", 0.5, 1.5), ("open", 1.8, 2.2), ("cut", 2.3, 12)];
        const string Yaml = "end-of-line: { bands: { short: 0..100 mV, closed: 500..1500 mV, open: 1800..2200 mV, cut: 2300..12000 mV }, undefined-after: 4 ms }";
        var random = new Random(longestStretch);
        var samples = new List<float>();
        while (samples.Count < 20_000)
            samples.AddRange(Enumerable.Repeat((float)((random.NextDouble() * 3) - 0.2), random.Next(1, longestStretch + 1)));
        var expected = new List<string>();
        string? state = null, region = null;
        int inGap = 0;
        foreach (float sample in samples)
        {
            (string State, double Low, double High) band = bands.FirstOrDefault(b => b.State == region);
            if (band.State is null || sample < band.Low - (0.01 * 12) || sample >= band.High + (0.01 * 12))
                region = bands.FirstOrDefault(b => sample >= b.Low && sample < b.High).State;
            inGap = region is null ? inGap + 1 : 0;
            state = region ?? (state is null || inGap > 4 ? "fault undefined" : state);
            expected.Add(state);
        }

        Assert.Equal(5, expected.Distinct().Count());
        Assert.Equal(expected, Probe.States(Kernel(Yaml, Volts), [.. samples]));
        foreach (int cut in new[] { 1, 2, 3, 5, 64, 1000 })
            Assert.Equal(expected, Probe.States(Kernel(Yaml, Volts), samples.Chunk(cut).Select((c, i) => SampleBlock.Of(c, i * cut, Probe.Kilohertz))));
    }

    private static Flow Input(Unit unit) => new(FlowKind.Samples, null, unit, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));

    private static Kernel<SampleBlock, StateBlock> Kernel(string yaml, Flow input) => Probe.Kernel<SampleBlock, StateBlock>(EndOfLineOperator.Spec, yaml, input);

    private static string[] Problems(string yaml, Flow input) =>
        [.. EndOfLineOperator.Spec.Check(ExampleReader.Read(EndOfLineOperator.Spec, yaml), input).Select(p => p.Message)];
}
