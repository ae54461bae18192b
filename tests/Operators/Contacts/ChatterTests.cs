using System;
using System.Collections.Generic;
using System.Linq;
using System.Reactive.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class ChatterTests
{
    private const string ThreeInTen = "chatter: { more-than: 2, within: 10 ms, calm-for: 20 ms }";

    [Fact]
    public void OneTooMany_IsActiveAtThatChangeAndInactiveWhenCalm() =>
        Both(ThreeInTen, "0*20 1*2 0*3 1*60", "0: inactive since 0", "25: active since 25", "45: inactive since 45");

    [Fact]
    public void ChangeExactlyTheWindowAgo_DoesNotCount() =>
        Both(ThreeInTen, "0*20 1*2 0*8 1*60", "0: inactive since 0");

    [Fact]
    public void ChangeJustWithinTheWindow_Counts() =>
        Both(ThreeInTen, "0*20 1*2 0*7 1*60", "0: inactive since 0", "29: active since 29", "49: inactive since 49");

    [Fact]
    public void EachThatIsOneTooMany_MovesTheEnd() =>
        Both(ThreeInTen, "0*20 1*2 0*3 1*3 0*60", "0: inactive since 0", "25: active since 25", "48: inactive since 48");

    [Fact]
    public void AllowedChanges_DoNotMoveTheEnd() =>
        Both(ThreeInTen, "0*20 1*2 0*3 1*11 0*60", "0: inactive since 0", "25: active since 25", "45: inactive since 45");

    [Fact]
    public void CalmFor_IsTheWindowWhereItIsLeftOut() =>
        Both("chatter: { more-than: 2, within: 10 ms }", "0*20 1*2 0*3 1*60", "0: inactive since 0", "25: active since 25", "35: inactive since 35");

    [Fact]
    public void DenseFault_IsAStateLikeOthers() =>
        Assert.Equal(["0: inactive since 0", "24: active since 24"], Script.Dense(ChatterOperator.Spec, ThreeInTen, SymbolType.Contact, "0*20 128*2 0*2 128*2"));

    [Fact]
    public void SparseFault_PassesAndForgetsAllChanges() =>
        Assert.Equal(
            ["0: inactive since 0", "24: fault not-a-number since 24", "25: inactive since 25"],
            Script.Sparse(ChatterOperator.Spec, ThreeInTen, SymbolType.Contact, "0*20 1*2 0*2 128*1 1*1 0*1 1*20"));

    [Fact]
    public void Events_EachCounts() =>
        Assert.Equal(["0: inactive since 0", "6: active since 6", "27: inactive since 27"], Script.Events(ChatterOperator.Spec, ThreeInTen, 100, 1, 6, 6, 7));

    [Theory]
    [InlineData(1, 5, 5)]
    [InlineData(2, 12, 30)]
    [InlineData(7, 40, 3)]
    public void EqualsTheDefinitionSampleBySample(int allowed, int within, int calm)
    {
        for (int seed = 0; seed < 30; seed++)
        {
            string script = Script.Random(new Random(seed), codes: 3, longest: 1 + (within / 2));
            byte[] samples = Script.Codes(script);
            var expected = new List<string>();
            var changes = new List<int>();
            int last = int.MinValue;
            bool active = false;
            for (int i = 0; i < samples.Length; i++)
            {
                if (active && i == last + calm)
                {
                    active = false;
                    expected.Add($"{i}: inactive since {i}");
                }

                if (i == 0)
                    expected.Add("0: inactive since 0");
                if (i == 0 || samples[i] == samples[i - 1])
                    continue;
                changes.Add(i);
                if (changes.Count(c => c > i - within) <= allowed)
                    continue;
                last = i;
                if (!active)
                    expected.Add($"{i}: active since {i}");
                active = true;
            }

            string yaml = $"chatter: {{ more-than: {allowed}, within: {within} ms, calm-for: {calm} ms }}";
            Assert.Equal(expected, Script.Dense(ChatterOperator.Spec, yaml, SymbolType.LoopState, script));
            Assert.Equal(expected, Script.Sparse(ChatterOperator.Spec, yaml, SymbolType.LoopState, script));
        }
    }

    [Fact]
    public void PartOfAChange_IsAProblem() =>
        Assert.Equal(
            ["'more-than' must be a whole number, not 2.5"],
            Script.Problems(ChatterOperator.Spec, "chatter: { more-than: 2.5, within: 1 s }", new Flow(FlowKind.Event)));

    [Fact]
    public void TooManyInCode_AreRefused() =>
        Assert.Throws<ArgumentException>(() => Observable.Never<StateBlock>().Chatter(new ChatterOptions { MoreThan = 1001, Within = TimeSpan.FromSeconds(1) }));

    private static void Both(string yaml, string script, params string[] expected)
    {
        Assert.Equal(expected, Script.Dense(ChatterOperator.Spec, yaml, SymbolType.Contact, script));
        Assert.Equal(expected, Script.Sparse(ChatterOperator.Spec, yaml, SymbolType.Contact, script));
    }
}
