using System.Linq;
using Reactive.Rules.Explaining;
using Reactive.Signals;
using Xunit;

namespace Reactive.Rules.Tests.Explaining;

/// <summary>From what a rule read to what held it back, for every kind of condition and event.</summary>
public sealed class BlameTests
{
    private const string Says = "do: { log: x }";

    [Fact]
    public void AState_IsBlamedSinceItIsOtherwise()
    {
        WhyNot why = At("when: go, if: tamper is active", 5).Put(1, "tamper", true).Put(2, "tamper", false).Go(5).Until(6);
        Assert.Equal(WhyNotVerdict.HeldBack, why.Verdict);
        Assert.Equal(["if tamper is active: false since 2"], WhyBench.Lines(why));
        Assert.Equal("tamper", Assert.Single(why.Reasons[0].Signals).Name);
    }

    [Fact]
    public void AnAlternativeThatAlwaysHolds_IsNamed_AndOneThatNeverDoesIsNot()
    {
        Assert.Equal(["when once always: false since 0", "when go: false since 0"], WhyBench.Lines(At("when: once always or go", 5).Until(6)));
        Assert.Equal(["when go: false since 0"], WhyBench.Lines(At("when: once never or go", 5).Until(6)));
    }

    [Fact]
    public void ALoopState_LiesSoFarFromTheBandThatWasNeeded()
    {
        // closed ends half way, as a divider ratio, between 3.873 kΩ + 1 % and 22 kΩ - 1 %
        WhyNot open = At("when: go, if: door is closed", 5).Door(1, "open", 22100, 9000).Go(5).Until(6);
        var measured = Assert.IsType<MeasuredShortfall>(open.Reasons[0].Shortfall);
        Assert.Equal(22100, measured.Measurement);
        Assert.InRange(measured.Distance, 14400, 14700);

        // to be no longer open it may also be cut
        WhyNot notOpen = At("when: go, if: door is not open", 5).Door(1, "open", 22100, 9000).Go(5).Until(6);
        Assert.Equal(("if", "door is not open", true), (notOpen.Reasons[0].Keyword, notOpen.Reasons[0].Text, notOpen.Reasons[0].Wanted));
        Assert.InRange(Assert.IsType<MeasuredShortfall>(notOpen.Reasons[0].Shortfall).Distance, 14400, 14700);

        WhyNot cut = At("when: go, if: door is not cut", 5).Door(1, "cut", float.PositiveInfinity, float.PositiveInfinity).Go(5).Until(6);
        Assert.Equal(double.PositiveInfinity, Assert.IsType<MeasuredShortfall>(cut.Reasons[0].Shortfall).Distance);
        Assert.Null(At("when: go, if: door is not cut", 5).Door(1, "cut").Go(5).Until(6).Reasons[0].Shortfall);
    }

    [Fact]
    public void AContact_LiesAsFarFromItsOtherStateAsItsMargin()
    {
        WhyNot why = At("when: go, if: tamper is active", 5).Put(1, "tamper", Value.Symbol(SymbolType.Contact, 0, 3.25f, 2.25f)).Go(5).Until(6);
        Assert.Equal(["if tamper is active: false since 1, by 2.25 V"], WhyBench.Lines(why));
    }

    [Theory]
    [InlineData("level > 2 V", 1.5, 0.5)]
    [InlineData("level <= 1 V", 1.5, 0.5)]
    [InlineData("level != 1.5 V", 1.5, 0)]
    public void AComparison_IsMissedByTheDifference(string condition, double volts, double by)
    {
        WhyNot why = At($"when: go, if: {condition}", 5).Put(1, "signal.level", Value.Of(volts, Unit.Volt)).Go(5).Until(6);
        Assert.Equal(new Miss(by, Unit.Volt), Assert.Single(why.Reasons).Shortfall!.Missed);
    }

    [Fact]
    public void WhatIsUnknown_IsBlamedOnItsSignal_WithItsReason()
    {
        WhyNot lost = At("when: go, if: tamper is active", 5).Put(1, "tamper", true).Lose(2, "tamper").Go(5).Until(6);
        Assert.Equal(["if tamper is active: unknown since 2"], WhyBench.Lines(lost));
        var unknown = Assert.IsType<UnknownShortfall>(lost.Reasons[0].Shortfall);
        Assert.Equal((UnknownReason.Offline, SignalTime.FromSeconds(2)), (unknown.Signal.Value.Reason, unknown.Signal.Turn.At));

        WhyNot never = At("when: go, unless: level > 1 V", 5).Go(5).Until(6);
        Assert.Equal(["unless level > 1 V: unknown, must not, since 0"], WhyBench.Lines(never));
        Assert.Equal(UnknownReason.Starting, Assert.IsType<UnknownShortfall>(never.Reasons[0].Shortfall).Signal.Value.Reason);

        Assert.Equal(["if tamper is known: false since 2"], WhyBench.Lines(At("when: go, if: tamper is known", 5).Put(1, "tamper", true).Lose(2, "tamper").Go(5).Until(6)));
        Assert.Equal(["if tamper is offline: false since 1"], WhyBench.Lines(At("when: go, if: tamper is offline", 5).Lose(0.5, "tamper").Put(1, "tamper", true).Go(5).Until(6)));
    }

    [Fact]
    public void OfConditionsThatMustAllHold_ThoseAreBlamedThatDidNot()
    {
        WhyNot why = At("when: go, if: tamper is active and alarm is active and aux-1-in is active", 5).Put(1, "tamper", true).Put(2, "alarm", false).Lose(3, "aux-1-in").Go(5).Until(6);
        Assert.Equal(["if alarm is active: false since 2", "if aux-1-in is active: unknown since 0"], WhyBench.Lines(why));
    }

    [Fact]
    public void OfAlternatives_AllAreBlamed()
    {
        WhyNot why = At("when: go, if: tamper is active or alarm is active", 5).Put(1, "tamper", false).Put(2, "alarm", false).Go(5).Until(6);
        Assert.Equal(["if tamper is active: false since 1", "if alarm is active: false since 2"], WhyBench.Lines(why));
    }

    [Theory]
    [InlineData("if: not (tamper is active and alarm is active)")]
    [InlineData("unless: tamper is active and alarm is active")]
    public void ThroughNot_WhatHeldIsBlamed(string must)
    {
        WhyNot why = At($"when: go, {must}", 5).Put(1, "tamper", true).Put(2, "alarm", true).Go(5).Until(6);
        string keyword = must[..must.IndexOf(':', System.StringComparison.Ordinal)];
        Assert.Equal([$"{keyword} tamper is active: true, must not, since 1", $"{keyword} alarm is active: true, must not, since 2"], WhyBench.Lines(why));
    }

    [Fact]
    public void ThroughNot_OfAlternativesThoseThatHeldAreBlamed()
    {
        WhyNot why = At("when: go, unless: tamper is active or alarm is active", 5).Put(1, "tamper", true).Put(2, "alarm", false).Go(5).Until(6);
        Assert.Equal(["unless tamper is active: true, must not, since 1"], WhyBench.Lines(why));
    }

    [Fact]
    public void AllPartsOfARule_AreBlamedByTheirKeywords()
    {
        WhyNot why = At("when: go and tamper is active, if: alarm is active, unless: aux-1-in is active, enabled: aux-2-in is active", 5)
            .Put(1, "tamper", false).Put(1, "alarm", false).Put(1, "aux-1-in", true).Put(1, "aux-2-in", false).Go(5).Until(6);
        Assert.Equal(
            ["and tamper is active: false since 1", "if alarm is active: false since 1", "unless aux-1-in is active: true, must not, since 1", "enabled aux-2-in is active: false since 1"],
            WhyBench.Lines(why));
    }

    [Fact]
    public void ARuleThatIsOff_IsBlamedOnThat() =>
        Assert.Equal(["enabled off: false since 0"], WhyBench.Lines(At("when: go, enabled: off", 5).Go(5).Until(6)));

    [Fact]
    public void WhatMustLast_IsMissedByWhatWasStillMissing()
    {
        WhyNot why = At("when: tamper is active for 30 s", 12).Put(0, "tamper", false).Put(2.5, "tamper", true).Until(20);
        Assert.Equal(WhyNotVerdict.Conditions, why.Verdict);
        Assert.Equal(["when tamper is active for 30 s: false since 0, by 20.5 s"], WhyBench.Lines(why));
        var stretch = Assert.IsType<StretchShortfall>(why.Reasons[0].Shortfall);
        Assert.Equal((SignalTime.FromSeconds(2.5m), null), (stretch.From, stretch.Until));
    }

    [Fact]
    public void WhatMustLast_SaysWhenItBroke_AndWhatBrokeIt()
    {
        WhyNot why = At("when: (tamper is active and alarm is active) for 30 s", 12).Put(1, "alarm", true).Put(2.5, "tamper", true).Put(7.5, "alarm", false).Until(20);
        Assert.Equal(["when (tamper is active and alarm is active) for 30 s: false since 2.5, by 25 s <when alarm is active: false since 7.5>"], WhyBench.Lines(why));
        var stretch = Assert.IsType<StretchShortfall>(why.Reasons[0].Shortfall);
        Assert.Equal((SignalTime.FromSeconds(2.5m), SignalTime.FromSeconds(7.5m), 5_000_000_000), (stretch.From, stretch.Until, stretch.HeldNanoseconds));

        WhyNot never = At("when: tamper is active for 30 s", 12).Put(1, "tamper", false).Until(20);
        Assert.Equal(["when tamper is active for 30 s: false since 1 <when tamper is active: false since 1>"], WhyBench.Lines(never));
        WhyNot fulfilled = At("when: tamper is active for 2 s", 12).Put(1, "tamper", true).Put(8, "tamper", false).Until(20);
        Assert.Equal(["when tamper is active for 2 s: false since 8 <when tamper is active: false since 8>"], WhyBench.Lines(fulfilled));
    }

    [Fact]
    public void WhatWasWithin_IsTooLateBy()
    {
        WhyNot why = At("when: go, if: tamper was active within 5 s", 12).Put(1, "tamper", true).Put(3, "tamper", false).Go(12).Until(13);
        Assert.Equal(["if tamper was active within 5 s: false since 8, by 4 s"], WhyBench.Lines(why));
        Assert.Equal(SignalTime.FromSeconds(3), Assert.IsType<TooLateShortfall>(why.Reasons[0].Shortfall).Last);
        Assert.Equal(["if tamper was active within 5 s: false since 1"], WhyBench.Lines(At("when: go, if: tamper was active within 5 s", 12).Put(1, "tamper", false).Go(12).Until(13)));
        Assert.Equal(
            ["if tamper was active within 5 s: unknown since 2 <if tamper is active: unknown since 2>"],
            WhyBench.Lines(At("when: go, if: tamper was active within 5 s", 12).Put(1, "tamper", false).Lose(2, "tamper").Go(12).Until(13)).Select(l => l.Replace("tamper was active:", "tamper is active:", System.StringComparison.Ordinal)));
    }

    [Fact]
    public void WhatMustNotHaveBeenWithin_IsTooEarlyBy()
    {
        WhyNot why = At("when: go, unless: tamper was active within 5 s", 12).Put(1, "tamper", true).Put(9.5, "tamper", false).Go(12).Until(13);
        Assert.Equal(["unless tamper was active within 5 s: true, must not, since 1, by 2.5 s"], WhyBench.Lines(why));
    }

    [Fact]
    public void AnEventWithin_IsTooLateBy_OrNeverCame()
    {
        Assert.Equal(["if press within 5 s: false since 8, by 4 s"], WhyBench.Lines(At("when: go, if: press within 5 s", 12).Press(3, "single").Go(12).Until(13)));
        Assert.Equal(["if press within 5 s: false since 0"], WhyBench.Lines(At("when: go, if: press within 5 s", 12).Go(12).Until(13)));
        Assert.Equal(["unless press within 5 s: true, must not, since 10, by 3 s"], WhyBench.Lines(At("when: go, unless: press within 5 s", 12).Press(10, "single").Go(12).Until(13)));
    }

    [Theory]
    [InlineData(">= 5", "false", 3)]
    [InlineData("> 2", "false", 1)]
    [InlineData("< 2", "false", 1)]
    [InlineData("<= 1", "false", 1)]
    [InlineData("= 4", "false", 2)]
    [InlineData("!= 2", "false", 1)]
    public void ACount_IsSoManyOf(string compared, string truth, int by)
    {
        WhyNot why = At($"when: go, if: count(press in 10 s) {compared}", 12).Press(1, "single").Press(8, "single").Press(9, "single").Go(12).Until(13);
        Assert.EndsWith($"{truth} since {(compared is ">= 5" or "= 4" ? "0" : compared is "> 2" or "!= 2" ? "11" : "8")}, by {by}", Assert.Single(WhyBench.Lines(why)), System.StringComparison.Ordinal);
        Assert.Equal(2, Assert.IsType<CountShortfall>(why.Reasons[0].Shortfall).Count);
    }

    [Fact]
    public void TimeSince_IsTooShortOrTooLongBy()
    {
        Assert.Equal(["if time since press > 10 s: false since 9, by 7 s"], WhyBench.Lines(At("when: go, if: time since press > 10 s", 12).Press(9, "single").Go(12).Until(13)));
        Assert.Equal(["if time since press < 2 s: false since 11, by 1 s"], WhyBench.Lines(At("when: go, if: time since press < 2 s", 12).Press(9, "single").Go(12).Until(13)));
        Assert.Equal(["if time since press > 10 s: unknown since 0"], WhyBench.Lines(At("when: go, if: time since press > 10 s", 12).Go(12).Until(13)));
    }

    [Fact]
    public void ASeries_HasComeSoFar()
    {
        const string Rule = "when: tamper becomes active then alarm becomes active then press within 5 s";
        WhyNot inTime = At(Rule, 4).Put(0, "tamper", false).Put(0, "alarm", false).Put(2, "tamper", true).Put(3, "alarm", true).Until(20);
        var series = Assert.IsType<SeriesShortfall>(Assert.Single(inTime.Reasons).Shortfall);
        Assert.Equal((WhyNotVerdict.NoEvent, 2, 3, SignalTime.FromSeconds(2), 4_000_000_000), (inTime.Verdict, series.Reached, series.Steps, series.Began!.Value, series.LeftNanoseconds));
        Assert.Equal(new Miss(1, Unit.Count), series.Missed);

        WhyNot late = At(Rule, 9).Put(0, "tamper", false).Put(0, "alarm", false).Put(2, "tamper", true).Put(3, "alarm", true).Press(8.5, "single").Until(20);
        series = Assert.IsType<SeriesShortfall>(Assert.Single(late.Reasons).Shortfall);
        Assert.Equal((8.5, 2, -1_500_000_000), (late.Finding.At.Nanoseconds / 1e9, series.Reached, series.LeftNanoseconds));
        Assert.Equal(Miss.Time(1_500_000_000), series.Missed);
        Assert.Null(Assert.IsType<SeriesShortfall>(Assert.Single(At(Rule, 9).Until(20).Reasons).Shortfall).Began);
    }

    [Fact]
    public void AStateThatCameFromUnknown_IsNoBecoming()
    {
        WhyNot why = At("when: tamper becomes active", 5).Put(1, "tamper", false).Lose(2, "tamper").Put(4, "tamper", true).Until(9);
        Assert.Equal((WhyNotVerdict.NoEvent, SignalTime.FromSeconds(4)), (why.Verdict, why.Finding.At));
        Assert.Equal(UnknownReason.Offline, Assert.IsType<FromUnknownShortfall>(Assert.Single(why.Reasons).Shortfall).Signal!.Previous!.Value.Reason);
        Assert.Equal(WhyNotVerdict.Activated, At("when: tamper becomes active or starts active", 4).Lose(2, "tamper").Put(4, "tamper", true).Until(9).Verdict);
    }

    [Fact]
    public void AnEventWithAnotherValue_IsBlamedOnIt()
    {
        WhyNot why = At("when: press is double", 5).Press(4.5, "single").Until(9);
        Assert.Equal((WhyNotVerdict.NoEvent, SignalTime.FromSeconds(4.5m)), (why.Verdict, why.Finding.At));
        Assert.Equal("single", Assert.IsType<OtherValueShortfall>(Assert.Single(why.Reasons).Shortfall).Signal.Value.ToString());
    }

    [Fact]
    public void AnEventWhoseGuardDidNotHold_IsBlamedOnTheGuard()
    {
        WhyNot why = At("when: press is double or (go and tamper is active)", 5).Put(1, "tamper", false).Go(5).Until(9);
        Assert.Equal((WhyNotVerdict.NoEvent, SignalTime.FromSeconds(5)), (why.Verdict, why.Finding.At));
        Assert.Equal("when tamper is active: false since 1", WhyBench.Lines(why)[^1]);
    }

    private static WhyBench At(string rule, double at) => new($"{{ {rule}, {Says} }}", at);
}
