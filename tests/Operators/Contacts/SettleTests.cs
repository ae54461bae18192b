using System;
using System.Collections.Generic;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class SettleTests
{
    private static readonly SymbolType Contact = SymbolType.Contact;

    [Theory]
    [InlineData("0*20 1*20", "0: inactive since 0", "20: active since 20")]
    [InlineData("0*20 1*2 0*1 1*20", "0: inactive since 0", "20: active since 20")]
    public void FirstEdge_PassesAtOnceAndBouncesDoNot(string script, params string[] expected) => Both("settle: 10 ms", script, expected);

    [Fact]
    public void LastStateOfTheLockout_PassesAtItsEnd() =>
        Both("settle: 10 ms", "0*20 1*4 0*20", "0: inactive since 0", "20: active since 20", "30: inactive since 24");

    [Fact]
    public void ChangeAtTheEndOfTheLockout_PassesAtOnce() =>
        Both("settle: 10 ms", "0*20 1*10 0*20", "0: inactive since 0", "20: active since 20", "30: inactive since 30");

    [Fact]
    public void WhatPassesAtTheEnd_LocksAsWell() =>
        Both("settle: 10 ms", "0*20 1*4 0*8 1*30", "0: inactive since 0", "20: active since 20", "30: inactive since 24", "40: active since 32");

    [Fact]
    public void LockoutZero_PassesEveryChange() =>
        Both("settle: 0 s", "0*3 1*1 0*3", "0: inactive since 0", "3: active since 3", "4: inactive since 4");

    [Fact]
    public void LockoutBetweenTwoSamples_RoundsUpToTheLater() =>
        Assert.Equal(["0: inactive since 0", "20: active since 20", "25: inactive since 22"], Script.Dense(SettleOperator.Spec, "settle: 4200 us", Contact, "0*20 1*2 0*20"));

    [Fact]
    public void DenseFault_IsAStateLikeOthers() =>
        Assert.Equal(["0: inactive since 0", "20: fault not-a-number since 20", "30: inactive since 25"], Script.Dense(SettleOperator.Spec, "settle: 10 ms", Contact, "0*20 128*5 0*20"));

    [Fact]
    public void SparseFault_PassesAtOnceAndEndsTheLockout() =>
        Assert.Equal(
            ["0: inactive since 0", "20: active since 20", "23: fault not-a-number since 23", "25: active since 25"],
            Script.Sparse(SettleOperator.Spec, "settle: 10 ms", Contact, "0*20 1*3 128*2 1*20"));

    [Fact]
    public void LateValue_CountsFromTheLastInstantSeen() =>
        Assert.Equal(
            ["20: active since 20", "30: inactive since 15"],
            Script.Run(SettleOperator.Spec, "settle: 10 ms", new(Reactive.Signals.Specs.FlowKind.State, Contact), 100, (20, Value.Contact(true)), (15, Value.Contact(false))));

    [Fact]
    public void MissingSamples_CountAsNone()
    {
        var kernel = Probe.Kernel<StateBlock, Stamped<Value>>(SettleOperator.Spec, "settle: 5 ms", new(Reactive.Signals.Specs.FlowKind.States, Contact));
        var transcript = new Transcript();
        kernel.Step(Probe.States(Contact, [0, 0, 1], 0, Probe.Kilohertz), transcript);
        kernel.Step(Probe.States(Contact, [1, 1, 1, 1], 100, Probe.Kilohertz, before: 1), transcript);
        Assert.Equal(["0: inactive since 0", "102: active since 2"], Script.Lines(transcript));
    }

    [Fact]
    public void EqualsTheDefinitionSampleBySample()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            string script = Script.Random(new Random(seed), codes: 4, longest: 15);
            byte[] samples = Script.Codes(script);
            var expected = new List<string>();
            int passed = -1, locked = 0, since = 0;
            for (int i = 0; i < samples.Length; i++)
            {
                if (locked > 0 && --locked > 0)
                {
                    since = samples[i] == samples[i - 1] ? since : i;
                    continue;
                }

                // at the end of a lockout what stood before this sample passes first
                if (i > 0 && samples[i - 1] != passed)
                {
                    expected.Add($"{i}: {SymbolType.LoopState.Names[samples[i - 1]]} since {since}");
                    (passed, locked) = (samples[i - 1], 10);
                }

                since = i > 0 && samples[i] == samples[i - 1] ? since : i;
                if (locked == 0 && samples[i] != passed)
                {
                    expected.Add($"{i}: {SymbolType.LoopState.Names[samples[i]]} since {i}");
                    (passed, locked) = (samples[i], 10);
                }
            }

            Assert.Equal(expected, Script.Dense(SettleOperator.Spec, "settle: 10 ms", SymbolType.LoopState, script));
            Assert.Equal(expected, Script.Sparse(SettleOperator.Spec, "settle: 10 ms", SymbolType.LoopState, script));
        }
    }

    private static void Both(string yaml, string script, params string[] expected)
    {
        Assert.Equal(expected, Script.Dense(SettleOperator.Spec, yaml, Contact, script));
        Assert.Equal(expected, Script.Sparse(SettleOperator.Spec, yaml, Contact, script));
    }
}
