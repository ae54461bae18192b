using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class StuckTests
{
    private static readonly Flow Volts = new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));

    [Fact]
    public void EqualForTheTime_IsActiveUntilItMoves() =>
        Assert.Equal(["0: inactive", "5: active", "7: inactive"], Changes(3, 0, [1, 2, 7, 7, 7, 7, 7, 8, 8, 8]));

    [Fact]
    public void TimeBetweenSamples_IsRoundedUp()
    {
        var kernel = new StuckKernel(2_000_001, 0, 1);
        Assert.Equal(["inactive", "inactive", "inactive", "active"], Probe.States(kernel, 1, 1, 1, 1));
    }

    [Fact]
    public void Within_IsCountedFromWhereItCameToAStand() =>
        Assert.Equal(["0: inactive", "3: active", "4: inactive", "7: active"], Changes(3, 2, [0, 2, -2, 1, 3, 4, 5, 1, 3]));

    [Fact]
    public void SlowDrift_IsMovement() =>
        Assert.Equal(["0: inactive"], Changes(5, 2, [.. Enumerable.Range(0, 100).Select(i => (float)i)]));

    [Fact]
    public void NaN_IsAFaultAndStartsAnew() =>
        Assert.Equal(["0: inactive", "2: active", "3: not-a-number", "5: inactive", "7: active"], Changes(2, 0, [1, 1, 1, float.NaN, float.NaN, 1, 1, 1]));

    [Fact]
    public void BothZeros_AreEqualAndInfinityCanStand() =>
        Assert.Equal(["0: inactive", "2: active", "3: inactive", "5: active"], Changes(2, 0, [0f, -0f, 0f, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity]));

    [Fact]
    public void RandomSignals_EqualTheMeaning()
    {
        var random = new Random(9);
        for (int trial = 0; trial < 2000; trial++)
        {
            int periods = random.Next(1, 12), within = random.Next(3) == 0 ? random.Next(1, 3) : 0, values = random.Next(1, 5);
            float[] samples = new float[random.Next(1, 200)];
            for (int i = 0; i < samples.Length; i++)
                samples[i] = random.Next(60) == 0 ? float.NaN : i > 0 && random.Next(4) > 0 ? samples[i - 1] : random.Next(values);
            Assert.Equal(Meaning(periods, within, samples), Changes(periods, within, samples));
            short[] counts = [.. samples.Select(s => float.IsNaN(s) ? (short)9 : (short)s)];
            Assert.Equal(Meaning(periods, within, [.. counts.Select(c => (float)c)]), Changes(periods, within, SampleBlock.Of(counts, 0, Probe.Kilohertz)));
        }
    }

    [Fact]
    public void LongSignals_EqualTheMeaning()
    {
        // long enough for every width of the search, and for many skips
        var random = new Random(10);
        float[] samples = new float[50_000];
        for (int at = 0; at < samples.Length;)
        {
            int end = Math.Min(samples.Length, at + random.Next(1, 700));
            float level = random.Next(100);
            bool moves = random.Next(2) == 0;
            for (; at < end; at++)
                samples[at] = moves ? random.Next(-30000, 30000) : level;
        }

        foreach (int periods in new[] { 1, 2, 100, 300, 699, 100_000 })
            Assert.Equal(Meaning(periods, 0, samples), Changes(periods, 0, samples));
    }

    [Fact]
    public void Bank_GivesChangesInOrderOfTime()
    {
        // channel 0 moves every time, channel 1 stands, channel 2 moves at the end
        short[] frames = [.. Enumerable.Range(0, 6).SelectMany(i => new[] { (short)i, (short)5, (short)(i < 5 ? 1 : 2) })];
        var transcript = new Transcript();
        new StuckKernel(3_000_000, 0, 3).Step(new SampleBlock(MemoryMarshal.AsBytes<short>(frames).ToArray(), SampleFormat.Int16, 0, Probe.Kilohertz, 3), transcript);
        Assert.Equal(["0: inactive NaN NaN", "#1 0: inactive NaN NaN", "#2 0: inactive NaN NaN", "#1 3: active NaN NaN", "#2 3: active NaN NaN", "#2 5: inactive NaN NaN"], transcript.Lines);
    }

    [Theory]
    [InlineData("stuck: { within: 2 }", "'within' is given as 2, but the input is samples in V")]
    [InlineData("stuck: { within: -1 V }", "'within' must be at least 0, not -1 V")]
    public void WhatDoesNotFit_IsAProblem(string yaml, string expected) =>
        Assert.Equal([expected], StuckOperator.Spec.Check(ExampleReader.Read(StuckOperator.Spec, yaml), Volts).Select(p => p.Message));

    // sample by sample, as the docs say it
    private static List<string> Meaning(int periods, double within, float[] samples)
    {
        var changes = new List<string>();
        string state = "";
        double from = double.NaN;
        int began = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            if (!(Math.Abs(samples[i] - from) <= within))
                (from, began) = (samples[i], i);
            string next = double.IsNaN(from) ? "not-a-number" : i - began >= periods ? "active" : "inactive";
            if (next != state)
                changes.Add($"{i}: {next}");
            state = next;
        }

        return changes;
    }

    private static List<string> Changes(int periods, double within, float[] samples) => Changes(periods, within, SampleBlock.Of(samples, 0, Probe.Kilohertz));

    private static List<string> Changes(int periods, double within, SampleBlock block)
    {
        var transcript = new Transcript();
        new StuckKernel(periods * 1_000_000L, within, 1).Step(block, transcript);
        return [.. transcript.Lines.Select(l => l.Replace("fault ", "", StringComparison.Ordinal).Replace(" NaN NaN", "", StringComparison.Ordinal))];
    }
}
