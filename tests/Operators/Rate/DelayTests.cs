using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Rate;

public sealed class DelayTests
{
    private static readonly Flow Contact = new(FlowKind.State, SymbolType.Contact);

    [Fact]
    public void State_LeavesTheTimeAfterItsStampSinceUnchanged() =>
        Assert.Equal(
            ["7: inactive since 0", "17: active since 10", "19: inactive since 12", "27: fault not-a-number since 20"],
            Script.Sparse(DelayOperator.Spec, "delay: 7 ms", SymbolType.Contact, "0*10 1*2 0*8 128*30"));

    [Fact]
    public void Unknown_IsDelayedLikeOthers() =>
        Assert.Equal(
            ["8: active since 1", "9: unknown (offline) since 2"],
            Script.Run(DelayOperator.Spec, "delay: 7 ms", Contact, 100, (1, Value.Contact(true)), (2, Value.Unknown(UnknownReason.Offline))));

    [Fact]
    public void Events_OfOneInstantLeaveTogether() =>
        Assert.Equal(["8: pulse since 1", "8: pulse since 1", "10: pulse since 3"], Script.Events(DelayOperator.Spec, "delay: 7 ms", 100, 1, 1, 3));

    [Fact]
    public void DeadlineAndEventAtOneInstant_DeadlineFirst()
    {
        var kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(DelayOperator.Spec, "delay: 5 ms", new Flow(FlowKind.Event));
        var transcript = new Transcript();
        Probe.Feed(kernel, new Stamped<Value>(Value.Pulse, SignalTime.FromMilliseconds(1)), transcript);
        Assert.Equal(SignalTime.FromMilliseconds(6), kernel.Deadline);
        Probe.Feed(kernel, new Stamped<Value>(Value.Pulse, SignalTime.FromMilliseconds(6)), transcript);
        Assert.Equal(["6: pulse since 1"], Script.Lines(transcript));
        Assert.Equal(SignalTime.FromMilliseconds(11), kernel.Deadline);
    }

    [Fact]
    public void TooManyUnderWay_NewestAreDroppedAndOneFaultStandsForThem()
    {
        long[] at = [.. Enumerable.Range(0, 1500).Select(i => (long)i)];
        string[] expected =
        [
            .. Enumerable.Range(0, 1023).Select(i => $"{i + 2000}: pulse since {i}"),
            "3023: fault overflow since 1023",
            "5000: pulse since 3000",
        ];
        Assert.Equal(expected, Script.Events(DelayOperator.Spec, "delay: 2 s", 10_000, [.. at, 3000]));
    }

    [Fact]
    public void OverflowedState_IsAFaultThatOthersCanSave()
    {
        var debounce = Probe.Kernel<Stamped<Value>, Stamped<Value>>(DebounceOperator.Spec, "debounce: 5 ms", Contact);
        var invert = Probe.Kernel<Stamped<Value>, Stamped<Value>>(InvertOperator.Spec, "invert: {}", Contact);
        var transcript = new Transcript();
        var overflow = new Stamped<Value>(Value.Fault("overflow"), SignalTime.Zero);
        debounce.Step(overflow, transcript);
        invert.Step(overflow, transcript);
        var writer = new StateWriter();
        debounce.Save(writer);
        invert.Save(writer);
        var reader = new StateReader(writer.Written.ToArray());
        debounce.Load(reader);
        invert.Load(reader);
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void EqualsTheDefinitionEventByEvent()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            int delay = random.Next(0, 30);
            var at = new List<long>();
            for (long t = 0; t < 1000; t += random.Next(0, 20))
                at.Add(t);
            Assert.Equal(at.Select(t => $"{t + delay}: pulse since {t}"), Script.Events(DelayOperator.Spec, $"delay: {delay} ms", 2000, [.. at]));
        }
    }
}
