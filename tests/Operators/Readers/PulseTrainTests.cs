using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

public sealed class PulseTrainTests
{
    [Fact]
    public void FrameThatComes_IsSentAtOnce_BitByBit() => Assert.Equal(
        [
            "0 idle", "1000 d1", "1000.05 idle", "1002 d0", "1002.05 idle", "1004 d0", "1004.05 idle", "1006 d1", "1006.05 idle",
        ],
        Sent("pulse-train: {}", (1000, "1001")));

    [Fact]
    public void WidthAndSpacing_AreThose() => Assert.Equal(
        ["0 idle", "1000 d0", "1000.1 idle", "1001 d1", "1001.1 idle"],
        Sent("pulse-train: { width: 100 µs, spacing: 1 ms, gap: 10 ms }", (1000, "01")));

    [Fact]
    public void NextFrame_WaitsForTheGapBehindTheLastPulse() => Assert.Equal(
        [
            "0 idle", "1000 d1", "1000.05 idle", "1002 d0", "1002.05 idle",
            "1052 d0", "1052.05 idle", "1054 d0", "1054.05 idle", "1056 d1", "1056.05 idle",
            "1106 d1", "1106.05 idle",
        ],
        Sent("pulse-train: {}", (1000, "10"), (1000, "001"), (1040, "1")));

    [Theory]
    // the last pulse begins at 1002
    [InlineData(1051, "1052 d1")]
    [InlineData(1052, "1052 d1")]
    [InlineData(1053, "1053 d1")]
    public void FrameAtTheEndOfTheGap_IsSentAtOnce(long at, string pulse) => Assert.Equal(pulse, Sent("pulse-train: {}", (1000, "10"), (at, "1"))[5]);

    [Fact]
    public void FrameBefore0s_IsSentAt0s() => Assert.Equal(["0 idle", "0 d1", "0.05 idle"], Sent("pulse-train: {}", (-5, "1")));

    [Fact]
    public void LateFrame_IsSentAsSoonAsItCan() => Assert.Equal(["0 idle", "1000 d1", "1000.05 idle", "1050 d0", "1050.05 idle"], Sent("pulse-train: {}", (1000, "1"), (400, "0")));

    [Fact]
    public void FullQueue_DropsTheNewest_AndSaysSoInTheirPlaceOnce()
    {
        // one is sent, two wait, two are dropped; one more has room when the first of those that wait is sent
        (long At, string Bits)[] frames = [(1000, "1"), (1001, "0"), (1002, "11"), (1003, "1"), (1004, "1"), (1060, "1"), (1110, "01")];
        Kernel<Stamped<Value>, Stamped<Value>> kernel = Kernel("pulse-train: { queue: 2 }");
        Assert.Equal(
            [
                "0 idle", "1000 d1", "1000.05 idle", "1050 d0", "1050.05 idle", "1100 d1", "1100.05 idle", "1102 d1", "1102.05 idle",
                "1152 fault overflow", "1152.05 idle", "1202 d0", "1202.05 idle", "1204 d1", "1204.05 idle",
            ],
            Run(kernel, frames));
        Assert.Equal([("frames that found the queue full", 3L)], ((ICounting)kernel).Counts);
    }

    [Fact]
    public void DroppedFrames_HarmNoOther()
    {
        List<Value> read = [.. new ReaderChain(ReaderChain.Frames, "pulse-train: { queue: 3 }", "wiegand: {}").Run(
            Enumerable.Range(0, 40).Select(i => new Stamped<Value>(Value.Of(new ReaderBits(26, (UInt128)i)), SignalTime.FromMilliseconds(1000 + (20 * i))))).Select(v => v.Value)];
        Assert.All(read, v => Assert.Equal((ValueKind.Frame, 26), (v.Kind, v.Frame.Length)));
        Assert.Equal(read.Select(v => v.Frame.Bits).Distinct().Order(), read.Select(v => v.Frame.Bits));
        Assert.InRange(read.Count, 5, 39);
    }

    [Fact]
    public void WhatIsNoFrame_IsNotSent() => Assert.Equal(
        ["0 idle", "1000 d1", "1000.05 idle"],
        Run(Kernel("pulse-train: {}"), [
            new Stamped<Value>(Value.Fault("cut", new ReaderBits(5, 3)), SignalTime.FromMilliseconds(10)), new Stamped<Value>(Value.Unknown(UnknownReason.Offline), SignalTime.FromMilliseconds(20)),
            new Stamped<Value>(Value.Of(new ReaderBits(0, 0)), SignalTime.FromMilliseconds(30)), new Stamped<Value>(Value.Of(new ReaderBits(1, 1)), SignalTime.FromMilliseconds(1000)),
        ]));

    [Theory]
    [InlineData("pulse-train: { width: 1 ms, spacing: 1 ms }", "'width' must be shorter than 'spacing'")]
    [InlineData("pulse-train: { queue: 2.5 }", "'queue' must be a whole number, not 2.5")]
    [InlineData("pulse-train: { gap: 19.9 ms }", "'gap' must be at least 20 ms with a spacing of 2 ms, not 19.9 ms: what comes sooner is taken for the same frame")]
    [InlineData("pulse-train: { spacing: 5.5 ms }", "'gap' must be at least 55 ms with a spacing of 5.5 ms, not 50 ms: what comes sooner is taken for the same frame")]
    [InlineData("pulse-train: { spacing: 20 ms }", "'gap' must be at least 60 ms with a spacing of 20 ms, not 50 ms: what comes sooner is taken for the same frame")]
    public void ParametersThatDisagree_AreRefused(string yaml, string message) => Assert.Equal([message], ReaderChain.Problems(PulseTrainOperator.Spec, yaml, ReaderChain.Frames));

    [Theory]
    [InlineData("pulse-train: { spacing: 1 ms, gap: 10 ms }")]
    [InlineData("pulse-train: { spacing: 5 ms }")]
    [InlineData("pulse-train: { spacing: 20 ms, gap: 60 ms }")]
    public void GapOfTenSpacings_IsEnough(string yaml) => Assert.Empty(ReaderChain.Problems(PulseTrainOperator.Spec, yaml, ReaderChain.Frames));

    private static Kernel<Stamped<Value>, Stamped<Value>> Kernel(string yaml) => Probe.Kernel<Stamped<Value>, Stamped<Value>>(PulseTrainOperator.Spec, yaml, ReaderChain.Frames);

    private static List<string> Sent(string yaml, params (long At, string Bits)[] frames) => Run(Kernel(yaml), frames);

    private static List<string> Run(Kernel<Stamped<Value>, Stamped<Value>> kernel, (long At, string Bits)[] frames) =>
        Run(kernel, frames.Select(f => new Stamped<Value>(Value.Of(ReaderChain.Bits(f.Bits)), SignalTime.FromMilliseconds(f.At))));

    // milliseconds and the lines
    private static List<string> Run(Kernel<Stamped<Value>, Stamped<Value>> kernel, IEnumerable<Stamped<Value>> frames)
    {
        var transcript = new Transcript();
        foreach (Stamped<Value> frame in frames)
            Probe.Feed(kernel, frame, transcript);
        Probe.RunOut(kernel, transcript);
        Assert.All(transcript.Values, v => Assert.Equal(v.Stamp, v.Since));
        return [.. transcript.Values.Select(v => FormattableString.Invariant($"{v.Stamp.Nanoseconds / 1_000_000m:0.######} {v.Value}"))];
    }
}
