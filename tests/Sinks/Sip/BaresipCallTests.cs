using System;
using System.Threading;
using Reactive.Sinks.Sip;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>Calls with a real telephone.</summary>
public sealed class BaresipCallTests
{
    [Fact]
    public void CallOut_RingsIsAnsweredAndHungUpByTheOther()
    {
        using Telephone telephone = Telephone.Start();
        using AgentLine line = AgentLine.Up();
        line.Agent.Dial(1, "door", telephone.Address);
        telephone.Wait("CALL_INCOMING");
        line.Wait("Ringing 1");
        telephone.Do("accept");
        line.Wait("Answered 1");
        telephone.Do("hangup");
        Assert.Equal("Ended 1 HungUp: Connection reset by peer", line.Wait("Ended"));
        Assert.Equal(["Up", "Ringing 1", "Answered 1", "Ended 1 HungUp: Connection reset by peer"], line.Notes.Told);
    }

    [Fact]
    public void CallIn_IsToldAndAnsweredAndHungUpByUs()
    {
        using Telephone telephone = Telephone.Start();
        using AgentLine line = AgentLine.Up();
        telephone.Do("dial", line.Address);
        Assert.Equal("Incoming -1 door sip:bell@127.0.0.1", line.Wait("Incoming"));
        line.Agent.Answer(-1);
        line.Wait("Answered -1");
        telephone.Wait("CALL_ESTABLISHED");
        line.Agent.HangUp(-1);
        line.Wait("Ended -1 Ours");
        telephone.Wait("CALL_CLOSED");
    }

    [Fact]
    public void CallsBothWays_StandWhileTheyAreLookedAtAgainAndAgain()
    {
        using Telephone first = Telephone.Start(), second = Telephone.Start(), third = Telephone.Start("answermode=auto");
        using AgentLine line = AgentLine.Up(limits: new BaresipLimits { Heartbeat = TimeSpan.FromMilliseconds(20) });
        first.Do("dial", line.Address);
        line.Wait("Incoming -1");
        line.Agent.Answer(-1);
        line.Wait("Answered -1");
        second.Do("dial", line.Address);
        line.Wait("Incoming -2");
        line.Agent.Answer(-2);
        line.Wait("Answered -2");
        line.Agent.Dial(3, "door", third.Address);
        line.Wait("Answered 3");
        Thread.Sleep(2_000);
        Assert.Equal((0, 0, 0), (line.Notes.Count("Ended"), line.Notes.Count("Trouble"), line.Notes.Count("Down")));
        line.Agent.HangUp(-1);
        first.Wait("CALL_CLOSED");
        line.Agent.SendDigits(-2, "7");
        second.Wait("CALL_DTMF_START");
        line.Agent.HangUp(3);
        third.Wait("CALL_CLOSED");
        Assert.Equal(0, line.Notes.Count("Ended -2"));
    }

    [Fact]
    public void CallLongerThanTheSilenceItSends_Stands()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("REACTIVE_LONG") == "1", "takes more than a minute: ./test.sh --long");
        using Telephone telephone = Telephone.Start("answermode=auto");
        using AgentLine line = AgentLine.Up();
        line.Agent.Dial(1, "door", telephone.Address);
        line.Wait("Answered 1");
        // the telephone would hang up where its own silence ends
        for (int i = 0; i < 3; i++)
        {
            Thread.Sleep(TimeSpan.FromSeconds(25));
            telephone.Do("ausrc", telephone.Silence);
        }

        Assert.Equal(["Up", "Ringing 1", "Answered 1"], line.Notes.Told);
    }

    [Fact]
    public void Digits_GoBothWaysEachForItself()
    {
        using Telephone telephone = Telephone.Start("answermode=auto");
        using AgentLine line = AgentLine.Up();
        line.Agent.Dial(1, "door", telephone.Address);
        line.Wait("Answered 1");
        foreach (char digit in "11#")
            telephone.Do("sndcode", digit.ToString());
        foreach (char digit in "11#")
        {
            line.Wait($"Digit 1 {digit} down");
            line.Wait($"Digit 1 {digit} up");
        }

        line.Agent.SendDigits(1, "55*A");
        foreach (char digit in "55*A")
        {
            Assert.Contains($"\"param\":\"{digit}\"", telephone.Wait("CALL_DTMF_START"), StringComparison.Ordinal);
            telephone.Wait("CALL_DTMF_END");
        }
    }
}
