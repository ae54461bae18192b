using System.Linq;
using Reactive.Rules.Explaining;
using Reactive.Signals;
using Xunit;

namespace Reactive.Rules.Tests.Explaining;

/// <summary>What there is to say of a rule around an instant.</summary>
public sealed class WhyNotTests
{
    [Fact]
    public void ARuleThatLasts_WasActive_SinceItActivated()
    {
        WhyNot why = new WhyBench("{ when: tamper is active, while: { activate: buzzer } }", 5).Put(1, "tamper", false).Put(2, "tamper", true).Put(9, "tamper", false).Until(10);
        Assert.Equal((WhyNotVerdict.Active, SignalTime.FromSeconds(2)), (why.Verdict, why.Finding.At));
        Assert.Empty(why.Reasons);
    }

    [Fact]
    public void AtTheInstantOfItsActivation_ItIsActive_AndOfItsRelease_NoLonger()
    {
        Assert.Equal(WhyNotVerdict.Active, Lamp(2).Verdict);
        Assert.Equal(WhyNotVerdict.Conditions, Lamp(1.999999999).Verdict);
        Assert.Equal(WhyNotVerdict.Conditions, Lamp(9).Verdict);
        Assert.Equal(WhyNotVerdict.Active, Lamp(8.999999999).Verdict);

        static WhyNot Lamp(double at) => new WhyBench("{ when: tamper is active, while: { activate: buzzer } }", at).Put(1, "tamper", false).Put(2, "tamper", true).Put(9, "tamper", false).Until(10);
    }

    [Fact]
    public void APulseThatStands_IsActivity()
    {
        WhyNot why = new WhyBench("{ when: go, do: { pulse: buzzer, for: 60 s } }", 40).Go(1).Until(50);
        Assert.Equal((WhyNotVerdict.Active, SignalTime.FromSeconds(1)), (why.Verdict, why.Finding.At));
        Assert.Equal(SignalTime.FromSeconds(61), Assert.Single(why.Stand.Standing.Busy).Ends);
    }

    [Theory]
    [InlineData(2, WhyNotVerdict.Activated, 2)]
    [InlineData(2.000000001, WhyNotVerdict.NoEvent, 2.000000001)]
    [InlineData(2.5, WhyNotVerdict.NoEvent, 2.5)]
    [InlineData(1.5, WhyNotVerdict.NoEvent, 1.5)]
    [InlineData(3.9, WhyNotVerdict.Suppressed, 4)]
    [InlineData(4, WhyNotVerdict.Suppressed, 4)]
    [InlineData(6, WhyNotVerdict.Suppressed, 4)]
    [InlineData(6.000000001, WhyNotVerdict.NoEvent, 6.000000001)]
    public void TheInstantIsMeant_OrAnOccurrenceBesideItThatWasHeldBack(double at, WhyNotVerdict verdict, double found)
    {
        WhyNot why = new WhyBench("{ when: go, cooldown: 5 s, do: { log: x } }", at).Go(2).Go(4).Until(60);
        Assert.Equal((verdict, found), (why.Verdict, why.Finding.At.Nanoseconds / 1e9));
        Assert.Equal(SignalTime.FromSeconds(at < 2 ? 2 : at < 4 ? 4 : 0), why.Stand.After?.At ?? SignalTime.Zero);
    }

    [Fact]
    public void ActivationsBeforeAndAfter_AreNeighbours_AndNoAnswer()
    {
        WhyNot why = new WhyBench("{ when: go, do: { log: x } }", 5).Go(4).Go(6).Until(9);
        Assert.Equal((WhyNotVerdict.NoEvent, SignalTime.FromSeconds(5)), (why.Verdict, why.Finding.At));
        Assert.Equal((SignalTime.FromSeconds(4), SignalTime.FromSeconds(6)), (why.Stand.ActivatedBefore?.At, why.Stand.ActivatedAfter?.At));
        Assert.Equal(["when go: false since 4"], WhyBench.Lines(why));
    }

    [Fact]
    public void WithoutItsEvent_WhatElseWouldHaveHeldItBack_IsNamedToo()
    {
        WhyNot why = new WhyBench("{ when: go, if: tamper is active, unless: alarm is active, do: { log: x } }", 5).Put(1, "tamper", false).Put(2, "alarm", true).Until(9);
        Assert.Equal(["when go: false since 0", "if tamper is active: false since 1", "unless alarm is active: true, must not, since 2"], WhyBench.Lines(why));
    }

    [Fact]
    public void WhileItIsBusy_ItIsActive_WhateverIsStillToCome()
    {
        WhyNot why = new WhyBench("{ when: go, mode: ignore, do: { pulse: buzzer, for: 4 s } }", 2.9).Go(1).Go(3).Until(20);
        Assert.Equal((WhyNotVerdict.Active, SignalTime.FromSeconds(1)), (why.Verdict, why.Finding.At));
    }

    [Fact]
    public void ACooldown_IsMissedByHowMuchTooEarly()
    {
        WhyNot why = new WhyBench("{ when: go, cooldown: 2 s, do: { log: x } }", 2).Go(1).Go(2.5).Until(9);
        Assert.Equal(["cooldown cooldown: 2 s: false since 1, by 0.5 s"], WhyBench.Lines(why));
    }

    [Fact]
    public void ACooldownOfARuleOfConditions_HoldsItBackUntilTheyComeAgain()
    {
        WhyNot why = new WhyBench("{ when: tamper is active, cooldown: 5 s, while: { activate: buzzer } }", 20).Put(1, "tamper", true).Put(2, "tamper", false).Put(3, "tamper", true).Until(30);
        Assert.Equal((WhyNotVerdict.Suppressed, SignalTime.FromSeconds(3)), (why.Verdict, why.Finding.At));
        Assert.Equal(["cooldown cooldown: 5 s: false since 1, by 3 s"], WhyBench.Lines(why));
    }

    [Theory]
    [InlineData("mode: ignore", WhyNotVerdict.Ignored, 0)]
    [InlineData("mode: queue, most: 1", WhyNotVerdict.Queued, 0)]
    public void ABusyRule_SaysWithWhat(string mode, WhyNotVerdict verdict, int waiting)
    {
        WhyNot why = new WhyBench($"{{ when: go, {mode}, do: {{ pulse: buzzer, for: 4 s }} }}", 2).Go(1).Go(2).Until(20);
        Assert.Equal(verdict, why.Verdict);
        var busy = Assert.IsType<BusyShortfall>(Assert.Single(why.Reasons).Shortfall);
        Assert.Equal((waiting, 3_000_000_000), (busy.Waiting, busy.LeftNanoseconds));
        Assert.Equal((SignalTime.FromSeconds(1), SignalTime.FromSeconds(5), "buzzer"), (busy.With.Single().BeganAt, busy.With.Single().Ends, busy.With.Single().Action.Target));
    }

    [Fact]
    public void ARuleWithoutRoom_SaysHowManyWaited_AndInWhichPauseItWas()
    {
        WhyNot why = new WhyBench("{ when: go, mode: queue, most: 1, do: [ { log: a }, { wait: 4 s }, { log: b } ] }", 3).Go(1).Go(2).Go(3).Until(20);
        Assert.Equal(WhyNotVerdict.Dropped, why.Verdict);
        var busy = Assert.IsType<BusyShortfall>(Assert.Single(why.Reasons).Shortfall);
        Assert.Equal((1, "wait", SignalTime.FromSeconds(5)), (busy.Waiting, busy.With.Single().Action.Action.Name, busy.With.Single().Ends));
    }

    [Fact]
    public void ARuleThatLastedAndEnded_SaysWhatEndedIt()
    {
        WhyNot why = new WhyBench("{ when: go, if: tamper is active, while: { activate: buzzer } }", 6).Put(1, "tamper", true).Go(2).Put(4, "tamper", false).Until(10);
        Assert.Equal((WhyNotVerdict.Ended, SignalTime.FromSeconds(4)), (why.Verdict, why.Finding.At));
        Assert.Equal(["if tamper is active: false since 4"], WhyBench.Lines(why));
    }

    [Fact]
    public void AnEventThatNeverCame_IsBlamedItself()
    {
        WhyNot why = new WhyBench("{ when: tamper becomes active, do: { log: x } }", 5).Put(1, "tamper", false).Until(10);
        Assert.Equal(WhyNotVerdict.NoEvent, why.Verdict);
        Assert.Equal((null, null), (why.Stand.Before, why.Stand.After));
        Assert.Equal(["when tamper becomes active: false since 0"], WhyBench.Lines(why));
    }

    [Fact]
    public void BeforeTheRunStarts_NothingActivates()
    {
        WhyNot why = new WhyBench("{ when: tamper is active, do: { log: x } }", 5, started: false).Put(1, "tamper", true).Until(10);
        Assert.Equal(WhyNotVerdict.NotStarted, why.Verdict);
        Assert.Equal(WhyNotVerdict.NotStarted, new WhyBench("{ when: go, do: { log: x } }", 5, started: false).Until(10).Verdict);
    }
}
