using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class HoldTests
{
    [Fact]
    public void Minimum_LengthensAShortPressOnly() =>
        Assert.Equal(
            ["0: inactive since 0", "10: active since 10", "20: inactive since 13", "30: active since 30", "45: inactive since 45"],
            Sparse("hold: { minimum: 10 ms }", "0*10 1*3 0*17 1*15 0*20"));

    [Fact]
    public void Minimum_CountsFromWhenTheHeldContactBecameActive() =>
        Assert.Equal(["0: inactive since 0", "10: active since 10", "20: inactive since 18"], Sparse("hold: { minimum: 10 ms }", "0*10 1*2 0*4 1*2 0*20"));

    [Fact]
    public void After_CountsAnewFromEachEnd() =>
        Assert.Equal(["0: inactive since 0", "10: active since 10", "28: inactive since 18"], Sparse("hold: 10 ms", "0*10 1*2 0*4 1*2 0*20"));

    [Fact]
    public void Both_TheLaterEndCounts() =>
        Assert.Equal(
            ["0: inactive since 0", "10: active since 10", "20: inactive since 13", "30: active since 30", "48: inactive since 45"],
            Sparse("hold: { minimum: 10 ms, after: 3 ms }", "0*10 1*3 0*17 1*15 0*20"));

    [Fact]
    public void ActiveAgainAtTheEnd_BecomesActiveAnew() =>
        Assert.Equal(
            ["0: inactive since 0", "10: active since 10", "20: inactive since 12", "20: active since 20"],
            Sparse("hold: { minimum: 10 ms }", "0*10 1*2 0*8 1*5"));

    [Fact]
    public void Fault_PassesAtOnceAndEndsTheHold() =>
        Assert.Equal(
            ["0: inactive since 0", "10: active since 10", "14: fault not-a-number since 14", "16: inactive since 16"],
            Sparse("hold: 10 ms", "0*10 1*2 0*2 128*2 0*20"));

    [Fact]
    public void Events_ActiveUntilTheTimeAfterTheLast() =>
        Assert.Equal(
            ["0: inactive since 0", "5: active since 5", "22: inactive since 22", "30: active since 30", "40: inactive since 40"],
            Script.Events(HoldOperator.Spec, "hold: 10 ms", 100, 5, 12, 30));

    [Fact]
    public void UnknownAmongEvents_IsNone() =>
        Assert.Equal(
            ["0: inactive since 0", "5: active since 5", "15: inactive since 15"],
            Script.Run(HoldOperator.Spec, "hold: 10 ms", new Flow(FlowKind.Event), 100, (5, Value.Pulse), (7, Value.Unknown(UnknownReason.Offline)), (8, Value.Fault("parity"))));

    [Fact]
    public void EqualsTheDefinitionMillisecondByMillisecond()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            int minimum = random.Next(2) * 10, after = minimum == 0 ? 7 : random.Next(2) * 7;
            string script = Script.Random(random, codes: 2, longest: 15);
            byte[] samples = Script.Codes(script);
            var expected = new List<string>();
            int held = -1, activeFrom = 0, since = 0, end = 0;
            for (int i = 0; i < samples.Length; i++)
            {
                // the end of a hold comes before what happens at that instant
                if (i > 0 && samples[i - 1] == 0 && held == 1 && i >= end)
                {
                    expected.Add($"{i}: inactive since {since}");
                    held = 0;
                }

                if (i > 0 && samples[i] == samples[i - 1])
                    continue;
                since = i;
                if (samples[i] == 1 && held != 1)
                {
                    expected.Add($"{i}: active since {i}");
                    (held, activeFrom) = (1, i);
                }

                if (samples[i] == 1)
                    continue;
                end = held == 1 ? Math.Max(activeFrom + minimum, i + after) : i;
                if (held == 0 || end > i)
                    continue;
                expected.Add($"{i}: inactive since {i}");
                held = 0;
            }

            Assert.Equal(expected, Sparse($"hold: {{ minimum: {minimum} ms, after: {after} ms }}", script));
        }
    }

    [Fact]
    public void NoTime_IsAProblem() =>
        Assert.Equal(["'after' is missing, or 'minimum', or both"], Script.Problems(HoldOperator.Spec, "hold: {}", new Flow(FlowKind.State, SymbolType.Contact)));

    [Theory]
    [InlineData("hold: {}", "'after' is missing")]
    [InlineData("hold: { minimum: 1 s, after: 2 s }", "an event has no length: 'minimum' is for contacts")]
    public void WrongTimesOfEvents_AreProblems(string yaml, string expected) => Assert.Equal([expected], Script.Problems(HoldOperator.Spec, yaml, new Flow(FlowKind.Event)));

    private static string[] Sparse(string yaml, string script) => Script.Sparse(HoldOperator.Spec, yaml, SymbolType.Contact, script);
}
