using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Xunit;
using static Reactive.Rules.Tests.Graph.Make;

namespace Reactive.Rules.Tests.Graph;

/// <summary>Truth in three values, and in time.</summary>
public class ConditionTests
{
    private const double Nanosecond = 1e-9;

    [Theory]
    [InlineData(Truth.True, Truth.True, Truth.True, Truth.True)]
    [InlineData(Truth.True, Truth.False, Truth.False, Truth.True)]
    [InlineData(Truth.True, Truth.Unknown, Truth.Unknown, Truth.True)]
    [InlineData(Truth.False, Truth.False, Truth.False, Truth.False)]
    [InlineData(Truth.False, Truth.Unknown, Truth.False, Truth.Unknown)]
    [InlineData(Truth.Unknown, Truth.Unknown, Truth.Unknown, Truth.Unknown)]
    public void AndAndOr_FollowKleenesTables(Truth x, Truth y, Truth and, Truth or)
    {
        Assert.Equal((and, and), (Judge(And(Is("a"), Is("b")), x, y), Judge(And(Is("a"), Is("b")), y, x)));
        Assert.Equal((or, or), (Judge(Or(Is("a"), Is("b")), x, y), Judge(Or(Is("a"), Is("b")), y, x)));
    }

    [Fact]
    public void Not_OfUnknownIsUnknown()
    {
        Assert.Equal((Truth.False, Truth.True, Truth.Unknown), (Judge(Not(Is("a")), Truth.True), Judge(Not(Is("a")), Truth.False), Judge(Not(Is("a")), Truth.Unknown)));
    }

    [Fact]
    public void KnownAndOffline_AreNeverUnknown()
    {
        var known = new GraphBench(Rule("x", when: Known("a")));
        var offline = new GraphBench(Rule("x", when: Offline("a")));
        Assert.Equal((Truth.False, Truth.False), (known.Truth, offline.Truth));
        known.Put(1, "a", false).Until(1);
        offline.Put(1, "a", false).Until(1);
        Assert.Equal((Truth.True, Truth.False), (known.Truth, offline.Truth));
        known.Lose(2, "a").Until(2);
        offline.Lose(2, "a").Until(2);
        Assert.Equal((Truth.False, Truth.True), (known.Truth, offline.Truth));
        known.Put(3, "a", Value.Fault("broken")).Until(3);
        offline.Put(3, "a", Value.Fault("broken")).Until(3);
        Assert.Equal((Truth.False, Truth.False), (known.Truth, offline.Truth));
    }

    [Fact]
    public void FaultInAComparison_IsUnknown()
    {
        var bench = new GraphBench(Rule("x", when: Above("r", 1000)));
        Assert.Equal(Truth.True, bench.Put(1, "r", Value.Of(1001, Unit.Ohm)).Until(1).Truth);
        Assert.Equal(Truth.False, bench.Put(2, "r", Value.Of(1000, Unit.Ohm)).Until(2).Truth);
        Assert.Equal(Truth.Unknown, bench.Put(3, "r", Value.Fault("undefined")).Until(3).Truth);
        Assert.Equal(Truth.Unknown, bench.Put(4, "r", Value.Of(double.NaN, Unit.Ohm)).Until(4).Truth);
    }

    [Fact]
    public void For_BecomesTrueExactlyItsTimeAfter()
    {
        var bench = new GraphBench(Rule("x", when: For(Is("a"), 30)));
        bench.Put(1, "a", true);
        Assert.Equal(Truth.False, bench.Until(31 - Nanosecond).Truth);
        Assert.Equal(Truth.True, bench.Until(31).Truth);
        bench.Put(40, "a", false);
        Assert.Equal(Truth.False, bench.Until(40).Truth);
    }

    [Fact]
    public void For_IsBrokenByFalseAndByUnknown()
    {
        var bench = new GraphBench(Rule("x", when: For(Is("a"), 30)));
        bench.Put(1, "a", true).Put(20, "a", false).Put(21, "a", true);
        Assert.Equal(Truth.False, bench.Until(50.9).Truth);
        Assert.Equal(Truth.Unknown, bench.Lose(50.95, "a").Until(50.95).Truth);
        Assert.Equal(Truth.False, bench.Put(50.96, "a", true).Until(80.9).Truth);
        Assert.Equal(Truth.True, bench.Until(80.96).Truth);
    }

    [Fact]
    public void For_CountsFromTheStartWhereItWasTrueBefore()
    {
        var bench = new GraphBench(Pipeline(Rule("x", when: For(Is("a"), 10))), started: false);
        bench.Put(1, "a", true).Until(1);
        bench.Start(2);
        Assert.Equal(Truth.False, bench.Until(11.9).Truth);
        Assert.Equal(Truth.True, bench.Until(12).Truth);
    }

    [Fact]
    public void WasWithin_IsOpenAtTheFarEnd()
    {
        var bench = new GraphBench(Rule("x", when: Was(Is("a"), 5)));
        bench.Put(0, "a", false).Until(0);
        Assert.Equal(Truth.False, bench.Truth);
        Assert.Equal(Truth.True, bench.Put(1, "a", true).Until(1).Truth);
        bench.Put(10, "a", false);
        Assert.Equal(Truth.True, bench.Until(15 - Nanosecond).Truth);
        Assert.Equal(Truth.False, bench.Until(15).Truth);
    }

    [Fact]
    public void WasWithin_StaysTrueOverAnOutage()
    {
        var bench = new GraphBench(Rule("x", when: Was(Is("a"), 5)));
        bench.Put(1, "a", true).Lose(2, "a");
        Assert.Equal(Truth.True, bench.Until(6.9).Truth);
        Assert.Equal(Truth.Unknown, bench.Until(7).Truth);
    }

    [Fact]
    public void WasTrueAgainWithin_CountsFromTheLastTime()
    {
        var bench = new GraphBench(Rule("x", when: Was(Is("a"), 5)));
        bench.Put(0, "a", true).Put(1, "a", false).Put(4, "a", true).Put(5, "a", false);
        Assert.Equal(Truth.True, bench.Until(9.9).Truth);
        Assert.Equal(Truth.False, bench.Until(10).Truth);
    }

    [Fact]
    public void EventWithin_IsTrueForItsTimeFromTheLastOne()
    {
        var bench = new GraphBench(Rule("x", when: Within(Event(), 3)));
        Assert.Equal(Truth.False, bench.Truth);
        bench.Happen(1).Happen(2);
        Assert.Equal(Truth.True, bench.Until(5 - Nanosecond).Truth);
        Assert.Equal(Truth.False, bench.Until(5).Truth);
    }

    [Fact]
    public void Becomes_FromUnknownDoesNotFire()
    {
        var bench = new GraphBench(
            Rule("becomes", Becomes("a"), @do: [Say("becomes")]), Rule("starts", Becomes("a", orStarts: true), @do: [Say("starts")]),
            Rule("leaves", Leaves("a"), @do: [Say("leaves")]), Rule("changes", Changes("a"), @do: [Say("changes")]));
        bench.Put(1, "a", true).Put(2, "a", false).Put(3, "a", true).Put(4, "a", true).Lose(5, "a").Put(6, "a", true).Put(7, "a", Value.Fault("x")).Put(8, "a", false).Until(9);
        Assert.Equal(
            ["1 starts", "2 changes", "2 leaves", "3 becomes", "3 changes", "3 starts", "6 starts"], bench.Lines);
    }

    [Fact]
    public void ConditionAsEvent_FiresFromKnownFalseOnly()
    {
        var bench = new GraphBench(Rule("x", Rises(And(Is("a"), Is("b"))), @do: [Say("rise")]));
        bench.Put(1, "a", true).Put(2, "b", true).Put(3, "b", false).Put(4, "b", true).Lose(5, "b").Put(6, "b", true).Until(7);
        Assert.Equal(["4 rise"], bench.Lines);
    }

    [Fact]
    public void EventsJoinedAndGuarded_OccurInTheirTurns()
    {
        var bench = new GraphBench(Rule("x", Any(Guarded(Event("one"), Is("a")), Becomes("b")), @do: [Say("x")]));
        bench.Put(0, "a", false).Put(0, "b", false).Happen(1, "one").Put(2, "a", true).Happen(3, "two").Happen(4, "one").Put(5, "b", true).Happen(6, "one").Until(7);
        Assert.Equal(["4 x", "5 x", "6 x"], bench.Lines);
    }

    [Fact]
    public void Diamond_NeverShowsTwoTruths()
    {
        Condition a = Is("a");
        var bench = new GraphBench(Rule("x", when: And(a, Not(a)), @do: [Say("impossible")]), Rule("y", Rises(Or(a, Not(a))), @do: [Say("gap")]));
        for (int i = 1; i < 20; i++)
            bench.Put(i, "a", i % 2 == 0);
        Assert.Empty(bench.Until(30).Lines);
    }

    private static Truth Judge(Condition condition, params Truth[] operands)
    {
        var bench = new GraphBench(Rule("x", when: condition));
        foreach ((Truth truth, string name) in operands.Zip((string[])["a", "b"]))
        {
            if (truth != Truth.Unknown)
                bench.Put(1, name, truth == Truth.True);
        }

        return bench.Until(2).Truth;
    }
}
