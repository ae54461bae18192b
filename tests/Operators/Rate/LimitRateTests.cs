using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Rate;

public sealed class LimitRateTests
{
    private static readonly Flow Volts = new(FlowKind.State, null, Unit.Volt);

    [Fact]
    public void Events_WithinTheStretchAreDropped() =>
        Assert.Equal(["5: pulse since 5", "15: pulse since 15"], Script.Events(LimitRateOperator.Spec, "limit-rate: 10 ms", 100, 5, 6, 14, 15, 20));

    [Fact]
    public void KeepLast_PassesAtTheEndAndBeginsAStretch() =>
        Assert.Equal(
            ["5: pulse since 5", "15: pulse since 14", "25: pulse since 24", "40: pulse since 40"],
            Script.Events(LimitRateOperator.Spec, "limit-rate: { per: 10 ms, keep: last }", 100, 5, 6, 14, 24, 40));

    [Fact]
    public void UnknownAmongEvents_PassesAndChangesNothing() =>
        Assert.Equal(
            ["5: pulse since 5", "7: unknown (offline) since 7", "15: pulse since 8"],
            Script.Run(LimitRateOperator.Spec, "limit-rate: { per: 10 ms, keep: last }", new Flow(FlowKind.Event), 100, (5, Value.Pulse), (7, Value.Unknown(UnknownReason.Offline)), (8, Value.Pulse)));

    [Fact]
    public void State_LastOfTheStretchPassesAtItsEnd() =>
        Assert.Equal(
            ["0: 1 V since 0", "10: 4 V since 9", "20: 5 V since 13"],
            Script.Run(LimitRateOperator.Spec, "limit-rate: 10 ms", Volts, 100, (0, V(1)), (2, V(2)), (7, V(3)), (9, V(4)), (13, V(5))));

    [Fact]
    public void StateBackToWhatPassed_SaysNothing() =>
        Assert.Equal(["0: 1 V since 0", "12: 3 V since 12"], Script.Run(LimitRateOperator.Spec, "limit-rate: 10 ms", Volts, 100, (0, V(1)), (2, V(2)), (7, V(1)), (12, V(3))));

    [Fact]
    public void KeepOfAState_IsAProblem() =>
        Assert.Equal(
            ["'keep' is for events, but the input is numbers in V: of a state the last value always passes"],
            Script.Problems(LimitRateOperator.Spec, "limit-rate: { per: 1 s, keep: last }", Volts));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Events_EqualTheDefinitionEventByEvent(bool keepLast)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var at = new List<long>();
            for (long t = 0; t < 1000; t += random.Next(0, 20))
                at.Add(t);
            var expected = new List<string>();
            long end = 0, waiting = -1;
            int next = 0;
            for (long t = 0; t <= 1100; t++)
            {
                if (t == end && waiting >= 0)
                {
                    expected.Add($"{t}: pulse since {waiting}");
                    (end, waiting) = (t + 15, -1);
                }

                for (; next < at.Count && at[next] == t; next++)
                {
                    if (t >= end)
                    {
                        expected.Add($"{t}: pulse since {t}");
                        end = t + 15;
                    }
                    else if (keepLast)
                    {
                        waiting = t;
                    }
                }
            }

            Assert.Equal(expected, Script.Events(LimitRateOperator.Spec, $"limit-rate: {{ per: 15 ms, keep: {(keepLast ? "last" : "first")} }}", 1100, [.. at]));
        }
    }

    private static Value V(double volts) => Value.Of(volts, Unit.Volt);
}
