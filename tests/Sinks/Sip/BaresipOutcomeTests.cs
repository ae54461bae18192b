using System;
using System.Linq;
using Reactive.Device.Bench.Sip;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>What becomes of calls, as the other end does this and that.</summary>
public sealed class BaresipOutcomeTests
{
    [Theory]
    [InlineData("486 Busy Here", "Busy")]
    [InlineData("600 Busy Everywhere", "Busy")]
    [InlineData("603 Decline", "Declined")]
    [InlineData("404 Not Found", "Failed")]
    [InlineData("488 Not Acceptable Here", "Failed")]
    [InlineData("503 Service Unavailable", "Failed")]
    [InlineData("302 Moved Temporarily", "Failed")]
    [InlineData("480 Temporarily Unavailable", "NoAnswer")]
    [InlineData("408 Request Timeout", "NoAnswer")]
    [InlineData("487 Request Terminated", "NoAnswer")]
    public void Refused_EndsInOurWords(string status, string end)
    {
        using AgentLine line = AgentLine.Up();
        using var peer = new SipPeer((p, request) =>
        {
            if (request.Start.StartsWith("INVITE", StringComparison.Ordinal))
                p.Reply(request, status);
        });
        line.Agent.Dial(1, "door", peer.Address);
        Assert.Equal($"Ended 1 {end}: {status}", line.Wait("Ended"));
        Assert.Equal(2, line.Notes.Told.Length);
    }

    [Fact]
    public void RingsWithoutEnd_IsCancelled()
    {
        using AgentLine line = AgentLine.Up();
        using var peer = new SipPeer((p, request) =>
        {
            if (request.Start.StartsWith("INVITE", StringComparison.Ordinal))
                p.Reply(request, "180 Ringing");
        });
        line.Agent.Dial(1, "door", peer.Address);
        line.Wait("Ringing 1");
        line.Agent.HangUp(1);
        line.Wait("Ended 1 Ours");
        Assert.NotNull(peer.Wait("CANCEL"));
    }

    [Fact]
    public void HungUpBeforeAnythingCame_Ends()
    {
        using AgentLine line = AgentLine.Up();
        using var peer = new SipPeer();
        line.Agent.Dial(1, "door", peer.Address);
        line.Agent.HangUp(1);
        line.Wait("Ended 1 Ours");
    }

    [Fact]
    public void AnswersAndVanishes_IsLostAfterTheLimit()
    {
        using AgentLine line = AgentLine.Up(s => s with { SilenceLimit = TimeSpan.FromSeconds(2) });
        using Telephone telephone = Telephone.Start("answermode=auto");
        line.Agent.Dial(1, "door", telephone.Address);
        line.Wait("Answered 1");
        // sound must have come before it can be missed
        telephone.Wait("CALL_RTPESTAB");
        telephone.Kill();
        Assert.StartsWith("Ended 1 Lost", line.Wait("Ended"), StringComparison.Ordinal);
    }

    [Fact]
    public void CallerGivesUp_NoAnswer()
    {
        using AgentLine line = AgentLine.Up();
        using Telephone telephone = Telephone.Start();
        telephone.Do("dial", line.Address);
        line.Wait("Incoming -1");
        telephone.Wait("CALL_RINGING");
        telephone.Do("hangup");
        Assert.StartsWith("Ended -1 NoAnswer", line.Wait("Ended"), StringComparison.Ordinal);
    }

    [Fact]
    public void CallerIsRefused_HearsBusy()
    {
        using AgentLine line = AgentLine.Up();
        using Telephone telephone = Telephone.Start();
        telephone.Do("dial", line.Address);
        line.Wait("Incoming -1");
        line.Agent.HangUp(-1);
        line.Wait("Ended -1 Ours");
        Assert.Contains("486", telephone.Wait("CALL_CLOSED"), StringComparison.Ordinal);
    }

    [Fact]
    public void CallsAtOnce_TheFirstAnswersTheOthersAreCancelled()
    {
        using AgentLine line = AgentLine.Up();
        SipPeer[] peers = [.. Enumerable.Range(0, 6).Select(i => new SipPeer((p, request) =>
        {
            if (request.Start.StartsWith("INVITE", StringComparison.Ordinal))
                p.Reply(request, "180 Ringing");
        }))];
        try
        {
            for (int i = 0; i < peers.Length; i++)
                line.Agent.Dial(i + 1, "door", peers[i].Address);
            SipText[] invites = [.. peers.Select(p => p.Wait("INVITE")!)];
            // two at the same instant
            peers[3].Accept(invites[3]);
            peers[4].Accept(invites[4]);
            string first = line.Wait("Answered")[9..];
            for (int i = 1; i <= peers.Length; i++)
            {
                if (first != $"{i}")
                    line.Agent.HangUp(i);
            }

            foreach (int i in (int[])[0, 1, 2, 5])
                Assert.NotNull(peers[i].Wait("CANCEL"));
            int loser = first == "4" ? 4 : 3;
            Assert.NotNull(peers[loser].Wait("BYE"));
            Assert.Null(peers[7 - loser].Wait("BYE", TimeSpan.FromMilliseconds(300)));
        }
        finally
        {
            foreach (SipPeer peer in peers)
                peer.Dispose();
        }
    }

    [Fact]
    public void MoreThanMayBe_AreRefusedBothWays()
    {
        using AgentLine line = AgentLine.Up(s => s with { MostCalls = 2 });
        using Telephone telephone = Telephone.Start("answermode=auto");
        using var caller = new SipPeer();
        line.Agent.Dial(1, "door", telephone.Address);
        line.Agent.Dial(2, "door", telephone.Address);
        line.Agent.Dial(3, "door", telephone.Address);
        Assert.Equal("Ended 3 Failed: there are too many calls", line.Wait("Ended"));
        using Telephone other = Telephone.Start();
        other.Do("dial", line.Address);
        Assert.Contains("486", other.Wait("CALL_CLOSED"), StringComparison.Ordinal);
        Assert.Equal(0, line.Notes.Count("Incoming"));
    }

    [Theory]
    [InlineData("nobody", "sip:bell@127.0.0.1:5999", "there is no account nobody")]
    [InlineData("door", "bell", "bell is no address of a user at a host")]
    [InlineData("door", "sip:bell@127.0.0.1;transport=tcp\n", "sip:bell@127.0.0.1;transport=tcp\n has what cannot stand in an address")]
    public void WhatCannotBeDialled_FailsAtOnce(string account, string address, string reason)
    {
        using AgentLine line = AgentLine.Up();
        line.Agent.Dial(1, account, address);
        Assert.Equal($"Ended 1 Failed: {reason}", line.Wait("Ended"));
    }

    [Fact]
    public void DigitInAnInfo_GoesDownAndUp()
    {
        using AgentLine line = AgentLine.Up();
        using var peer = new SipPeer((p, request) =>
        {
            if (request.Start.StartsWith("INVITE", StringComparison.Ordinal))
                p.Accept(request);
        });
        line.Agent.Dial(1, "door", peer.Address);
        SipText invite = peer.Wait("INVITE")!;
        line.Wait("Answered 1");
        peer.Request(invite, "INFO", 1, "Signal=5\r\nDuration=100\r\n");
        line.Wait("Digit 1 5 down");
        line.Wait("Digit 1 5 up");
        Assert.NotNull(peer.Wait("SIP/2.0 200"));
    }

    [Fact]
    public void Offer_HasTheCodecsInTheirOrder()
    {
        using AgentLine line = AgentLine.Up(account: a => a with { Codecs = ["G722", "PCMU", "PCMA"] });
        using var peer = new SipPeer();
        line.Agent.Dial(1, "door", peer.Address);
        string sound = peer.Wait("INVITE")!.Body.Split("\r\n").First(l => l.StartsWith("m=audio", StringComparison.Ordinal));
        Assert.Equal(["9", "0", "8"], sound.Split(' ')[3..6]);
    }
}
