using Reactive.Signals.Loop;
using Reactive.Sinks.Sip;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

public sealed class CallDeskTests
{
    private readonly DeskBench _bench = new();

    [Fact]
    public void ACall_CallsAllOfAGroupAtOnce()
    {
        _bench.Call(20, 0, "reception flat", "guard");
        Assert.Equal("dial 1 gate sip:reception@a.example; dial 2 gate sip:flat@a.example", _bench.Told);
        Assert.Equal("call=calling", _bench.Heard);
        _bench.Desk.Ringing(2);
        Assert.Equal("call=ringing", _bench.Heard);
    }

    [Fact]
    public void WhoAnswersFirst_HasTheCall_AndTheOthersAreCancelled()
    {
        _bench.Call(20, 0, "reception flat", "guard");
        _bench.Desk.Ringing(1);
        _bench.At(4);
        _ = (_bench.Told, _bench.Heard);
        _bench.Desk.Answered(2);
        Assert.Equal("hang-up 1", _bench.Told);
        Assert.Equal("with=flat; account=gate; call=answered; answered=flat; 1:done", _bench.Heard);
        _bench.Desk.Ended(1, SipEnd.Ours, "487");
        _bench.At(1000);
        Assert.Equal("", _bench.Told + _bench.Heard);
        _bench.Desk.Ended(2, SipEnd.HungUp, "");
        Assert.Equal("with=nobody; account=none; call=idle; ended=hung-up", _bench.Heard);
        Assert.True(_bench.Desk.IsIdle);
    }

    [Fact]
    public void TwoThatAnswerAtOneInstant_AreNotBothConnected()
    {
        _bench.Call(20, 0, "reception flat");
        _ = (_bench.Told, _bench.Heard);
        _bench.Desk.Answered(1);
        _bench.Desk.Answered(2);
        Assert.Equal("hang-up 2", _bench.Told);
        Assert.Equal("with=reception; account=gate; call=answered; answered=reception; 1:done", _bench.Heard);
        // one that answered although it had been given up is hung up once, and nobody hears of its end
        _bench.Desk.Ended(2, SipEnd.Ours, "");
        Assert.Equal("", _bench.Told + _bench.Heard);
        Assert.False(_bench.Desk.IsIdle);
    }

    [Fact]
    public void WhereNobodyAnswersInTime_TheNextGroupIsCalled_AndThenTheCallHasFailed()
    {
        _bench.Call(20, 0, "reception flat", "guard");
        _ = _bench.Told;
        _bench.At(19.999);
        Assert.Equal("", _bench.Told);
        _bench.At(20);
        Assert.Equal("hang-up 1; hang-up 2; dial 3 gate sip:guard@a.example", _bench.Told);
        _bench.Desk.Ended(1, SipEnd.Ours, "");
        _bench.Desk.Ended(2, SipEnd.Ours, "");
        _bench.At(40);
        Assert.Equal("hang-up 3", _bench.Told);
        _bench.Desk.Ended(3, SipEnd.Ours, "");
        Assert.Equal("call=calling; call=idle; ended=no-answer; 1:failed", _bench.Heard);
        Assert.True(_bench.Desk.IsIdle);
    }

    [Fact]
    public void WhereAllHaveRefused_TheNextGroupIsCalledAtOnce()
    {
        _bench.Call(20, 0, "reception flat", "guard");
        _bench.At(1);
        _ = (_bench.Told, _bench.Heard);
        _bench.Desk.Ended(1, SipEnd.Busy, "486");
        Assert.Equal("", _bench.Told);
        _bench.Desk.Ended(2, SipEnd.Failed, "404");
        Assert.Equal("dial 3 gate sip:guard@a.example", _bench.Told);
        _bench.Desk.Ended(3, SipEnd.Declined, "603");
        Assert.Equal("call=idle; ended=declined; 1:failed", _bench.Heard);
    }

    [Theory]
    [InlineData(SipEnd.Busy, SipEnd.Failed, "busy")]
    [InlineData(SipEnd.Failed, SipEnd.Lost, "failed")]
    [InlineData(SipEnd.Lost, SipEnd.Lost, "lost")]
    [InlineData(SipEnd.NoAnswer, SipEnd.Declined, "declined")]
    [InlineData(SipEnd.NoAnswer, SipEnd.Failed, "no-answer")]
    public void OfSeveralReasons_TheOneThatSaysMostIsTold(SipEnd one, SipEnd other, string told)
    {
        _bench.Call(20, 0, "reception flat");
        _ = _bench.Heard;
        _bench.Desk.Ended(1, one, "");
        _bench.Desk.Ended(2, other, "");
        Assert.Equal($"call=idle; ended={told}; 1:failed", _bench.Heard);
    }

    [Fact]
    public void ACallToNobody_FailsAtOnce()
    {
        _bench.Call(20, 0);
        Assert.Equal("1:failed; ended=failed", _bench.Heard);
        Assert.Equal("", _bench.Told);
    }

    [Fact]
    public void ACall_LastsAtMostAsLongAsItMay()
    {
        _bench.Call(20, 60, "reception");
        _bench.At(5);
        _bench.Desk.Answered(1);
        _ = (_bench.Told, _bench.Heard);
        _bench.At(64.9);
        Assert.Equal("", _bench.Told);
        _bench.At(65);
        Assert.Equal("hang-up 1", _bench.Told);
        _bench.Desk.Ended(1, SipEnd.Ours, "");
        Assert.Equal("with=nobody; account=none; call=idle; ended=ours", _bench.Heard);
    }

    [Fact]
    public void HangingUp_CancelsWhatRings_AndCallsNoFallback()
    {
        _bench.Call(20, 0, "reception flat", "guard");
        _bench.Desk.Ringing(1);
        _ = (_bench.Told, _bench.Heard);
        _bench.Order(Command.HangUp);
        Assert.Equal("hang-up 1; hang-up 2", _bench.Told);
        Assert.Equal("call=idle; ended=ours; 1:failed; 2:done", _bench.Heard);
        _bench.Desk.Ended(1, SipEnd.Ours, "");
        _bench.Desk.Ended(2, SipEnd.Ours, "");
        _bench.At(100);
        Assert.Equal("", _bench.Told + _bench.Heard);
        Assert.True(_bench.Desk.IsIdle);
    }

    [Fact]
    public void HangingUp_EndsWhatStands_AndDeclinesWhatComesIn()
    {
        _bench.Desk.Incoming(-1, "gate", "sip:r@a.example");
        _bench.Desk.Answered(-1);
        _bench.Desk.Incoming(-2, "gate", "sip:f@a.example");
        _ = (_bench.Told, _bench.Heard);
        _bench.Order(Command.HangUp);
        Assert.Equal("hang-up -1; hang-up -2", _bench.Told);
        Assert.Equal("with=nobody; account=none; call=idle; 1:done", _bench.Heard);
    }

    [Fact]
    public void MoreCallsThanThereMayBe_AreNotMade_AndNotTaken()
    {
        var bench = new DeskBench(DeskBench.Options with { MostCalls = 2 });
        bench.Call(20, 0, "reception flat guard");
        Assert.Equal("dial 1 gate sip:reception@a.example; dial 2 gate sip:flat@a.example", bench.Told);
        Assert.Equal("'guard' is not called: 2 calls are as many as there may be.; call=calling", bench.Heard);
        bench.Desk.Incoming(-1, "gate", "sip:r@a.example");
        Assert.Equal("hang-up -1", bench.Told);
        bench.Desk.Ended(-1, SipEnd.Ours, "");
        Assert.Equal("", bench.Heard);
    }

    [Fact]
    public void ACallThatComesIn_SaysWhoItIs_AndIsAnsweredByARule()
    {
        _bench.Desk.Incoming(-1, "gate", "sip:r@a.example:5080;transport=tcp");
        Assert.Equal("call=incoming; caller=reception", _bench.Heard);
        _bench.Order(Command.Accept);
        Assert.Equal("answer -1", _bench.Told);
        _bench.Desk.Answered(-1);
        Assert.Equal("1:done; with=reception; account=gate; call=answered", _bench.Heard);
    }

    [Fact]
    public void ACall_IsAnsweredOnce()
    {
        _bench.Desk.Incoming(-1, "gate", "sip:r@a.example");
        _bench.Desk.Incoming(-2, "gate", "sip:f@a.example");
        _bench.Order(Command.Accept);
        _bench.Order(Command.Accept);
        _bench.Order(Command.Accept);
        Assert.Equal("answer -1; answer -2", _bench.Told);
        Assert.Equal("call=incoming; caller=reception; caller=flat; 1:done; 2:done; 3:failed", _bench.Heard);
        // its time to ring is over with the answer
        _bench.At(100);
        Assert.Equal("", _bench.Told);
    }

    [Fact]
    public void WhileSomebodyIsSpokenWith_NobodyElseIsAnsweredByItself_OrHeard()
    {
        var bench = new DeskBench(DeskBench.Options with { AnswersAfterNanoseconds = 0 });
        bench.Desk.Incoming(-1, "gate", "sip:r@a.example");
        bench.Desk.Answered(-1);
        bench.Desk.Incoming(-2, "gate", "sip:x@c.example");
        Assert.Equal("answer -1", bench.Told);
        bench.Desk.Answered(-2);
        _ = bench.Heard;
        bench.Desk.Digit(-2, '5', true);
        Assert.Equal("", bench.Heard);
        bench.Desk.Digit(-1, '5', true);
        Assert.Equal("digit=5", bench.Heard);
    }

    [Fact]
    public void NoMoreComeInThanMay_WhoeverElseCalls()
    {
        var bench = new DeskBench(DeskBench.Options with { MostWaiting = 1 });
        bench.Desk.Incoming(-1, "gate", "sip:x@c.example");
        bench.Desk.Incoming(-2, "gate", "sip:y@c.example");
        Assert.Equal("hang-up -2", bench.Told);
        bench.Call(20, 0, "reception");
        Assert.Equal("dial 1 gate sip:reception@a.example", bench.Told);
        Assert.Equal("call=incoming; caller=other; call=calling", bench.Heard);
    }

    [Fact]
    public void WhatIsBeingGivenUp_TakesNoPlaceFromTheFallback()
    {
        var bench = new DeskBench(DeskBench.Options with { MostCalls = 1 });
        bench.Call(20, 0, "reception", "guard");
        _ = bench.Told;
        bench.At(20);
        Assert.Equal("hang-up 1; dial 2 gate sip:guard@a.example", bench.Told);
    }

    [Fact]
    public void ACallThatAnAgentNeverHeardOf_EndsWithIt()
    {
        _bench.Call(20, 0, "reception");
        _ = _bench.Heard;
        _bench.Desk.Down("it was killed");
        Assert.Equal("There is no telephone: it was killed.; call=idle; ended=lost; 1:failed; down", _bench.Heard);
        Assert.True(_bench.Desk.IsIdle);
    }

    [Fact]
    public void ACallThatNobodyAnswers_IsDeclinedAfterItsTime()
    {
        _bench.Desk.Incoming(-1, "gate", "sip:x@c.example");
        Assert.Equal("call=incoming; caller=other", _bench.Heard);
        _bench.At(30);
        Assert.Equal("hang-up -1", _bench.Told);
        _bench.Desk.Ended(-1, SipEnd.Ours, "");
        Assert.Equal("call=idle; ended=ours", _bench.Heard);
    }

    [Fact]
    public void AnAutomaticAnswer_ComesAfterItsTime()
    {
        var bench = new DeskBench(DeskBench.Options with { AnswersAfterNanoseconds = 2_000_000_000, MostNanoseconds = 10_000_000_000 });
        bench.Desk.Incoming(-1, "gate", "sip:r@a.example");
        bench.At(1.9);
        Assert.Equal("", bench.Told);
        bench.At(2);
        Assert.Equal("answer -1", bench.Told);
        bench.Desk.Answered(-1);
        bench.At(12);
        Assert.Equal("hang-up -1", bench.Told);
    }

    [Theory]
    [InlineData(CallersAllowed.All, "sip:pest@b.example", false)]
    [InlineData(CallersAllowed.All, "sip:x@c.example", true)]
    [InlineData(CallersAllowed.Contacts, "sip:x@c.example", false)]
    [InlineData(CallersAllowed.Contacts, "sip:f@A.example", true)]
    [InlineData(CallersAllowed.Contacts, "sip:F@a.example", false)]
    [InlineData(CallersAllowed.Contacts, "sip:pest@b.example", false)]
    [InlineData(CallersAllowed.Contacts, "", false)]
    [InlineData(CallersAllowed.Nobody, "sip:f@a.example", false)]
    public void WhoMayCall_IsSaid(CallersAllowed callers, string from, bool isLetIn)
    {
        var bench = new DeskBench(DeskBench.Options with { Callers = callers });
        bench.Desk.Incoming(-1, "gate", from);
        Assert.Equal(isLetIn ? "" : "hang-up -1", bench.Told);
        Assert.Equal(isLetIn, bench.Heard.StartsWith("call=incoming", System.StringComparison.Ordinal));
    }

    [Fact]
    public void Digits_GoIntoWhatStands_AndComeFromNothingElse()
    {
        _bench.Order(Command.SendDigits, "12#");
        Assert.Equal("1:failed", _bench.Heard);
        _bench.Call(20, 0, "reception");
        _bench.Desk.Digit(1, '5', true);
        _bench.Desk.Answered(1);
        _ = (_bench.Told, _bench.Heard);
        _bench.Desk.Digit(1, '5', true);
        _bench.Desk.Digit(1, '5', false);
        _bench.Desk.Digit(7, '5', true);
        _bench.Order(Command.SendDigits, "12#");
        Assert.Equal("digit=5; 3:done", _bench.Heard);
        Assert.Equal("digits 1 12#", _bench.Told);
    }

    [Fact]
    public void ASound_IsOverWhenOneHasHeardIt_AndNoneHearsItAnyMore()
    {
        string over = "";
        _bench.Desk.Play(new float[80], heard => over += heard);
        Assert.Equal("False", over);
        _bench.Desk.Incoming(-1, "gate", "sip:r@a.example");
        _bench.Desk.Answered(-1);
        _bench.Desk.Incoming(-2, "gate", "sip:f@a.example");
        _bench.Desk.Answered(-2);
        _ = _bench.Told;
        over = "";
        _bench.Desk.Play(new float[80], heard => over += heard);
        Assert.Equal("play -1 80; play -2 80", _bench.Told);
        _bench.Desk.Played(-2);
        _bench.Desk.Played(-2);
        Assert.Equal("", over);
        _bench.Desk.Ended(-1, SipEnd.HungUp, "");
        Assert.Equal("True", over);
        over = "";
        _bench.Desk.Play(new float[80], heard => over += heard);
        _bench.Desk.Ended(-2, SipEnd.Lost, "");
        _bench.Desk.Played(-2);
        Assert.Equal("False", over);
    }

    [Fact]
    public void NothingThatComesInIsAnswered_WhereNothingDoes()
    {
        _bench.Order(Command.Accept);
        Assert.Equal("1:failed", _bench.Heard);
    }

    [Fact]
    public void AnAccount_IsRegisteredUntilItIsNotAnyMore()
    {
        _bench.Desk.Registered("gate", false, "401 Unauthorized");
        _bench.Desk.Registered("gate", true, "");
        _bench.Desk.Registered("gate", true, "");
        _bench.Desk.Down("it was killed");
        _bench.Desk.Up();
        Assert.Equal(
            "Account gate is not registered: 401 Unauthorized.; gate=registered; There is no telephone: it was killed.; gate=unregistered; down; up",
            _bench.Heard);
    }

    [Fact]
    public void WhenTheAgentDies_TheCallIsLost_AndTheNextGroupFails()
    {
        _bench.Call(20, 0, "reception");
        _bench.Desk.Answered(1);
        _bench.Call(20, 0, "flat", "guard");
        _ = (_bench.Told, _bench.Heard);
        _bench.Desk.Ended(1, SipEnd.Lost, "");
        _bench.Desk.Ended(2, SipEnd.Lost, "");
        _bench.Desk.Down("it was killed");
        _bench.Desk.Ended(3, SipEnd.Lost, "");
        Assert.Equal(
            "with=nobody; account=none; call=calling; ended=lost; There is no telephone: it was killed.; call=idle; ended=lost; 2:failed; down",
            _bench.Heard);
        Assert.True(_bench.Desk.IsIdle);
    }

}
