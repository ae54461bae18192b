using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>What is asked of baresip, and what is made of it where it and we do not agree.</summary>
public sealed class BaresipDeskTests
{
    [Fact]
    public void HangUpAndDigitsOfACallThatGoesOut_NameIt()
    {
        using var baresip = new ScriptedBaresip();
        string id = baresip.Standing(1).Id;
        baresip.Asked.Clear();
        baresip.Do(d => d.SendDigits(1, "5"));
        baresip.Do(d => d.HangUp(1));
        Assert.Equal([$"callfind {id}", "sndcode 5", $"callfind {id}", "hangup"], baresip.Asked);
        Assert.Equal("Ended 1 Ours: Connection reset by user", baresip.Notes.Told[^1]);
    }

    [Fact]
    public void CallThatTheProcessHasNoMore_IsLostAtTheSecondLook()
    {
        using var baresip = new ScriptedBaresip();
        baresip.Standing(1);
        baresip.Standing(2);
        baresip.Calls.RemoveAt(0);
        baresip.Do(d => d.Reconcile());
        Assert.Equal(0, baresip.Notes.Count("Ended"));
        baresip.Do(d => d.Reconcile());
        Assert.Equal("Ended 1 Lost: baresip has it no more", baresip.Notes.Told[^1]);
        baresip.Do(d => d.Reconcile());
        Assert.Equal(1, baresip.Notes.Count("Ended"));
    }

    [Fact]
    public void CallThatOnlyTheProcessHas_IsHungUpAtTheSecondLook()
    {
        using var baresip = new ScriptedBaresip();
        ScriptedCall known = baresip.Incoming("known");
        ScriptedCall standing = baresip.Standing(1);
        baresip.Add("unknown", 0, isIncoming: true);
        baresip.Add("unknown, too", standing.Line, isIncoming: false);
        baresip.Do(d => d.Reconcile());
        Assert.Equal(4, baresip.Calls.Count);
        baresip.Do(d => d.Reconcile());
        Assert.Equal([known, standing], baresip.Calls);
        Assert.Equal(0, baresip.Notes.Count("Ended"));
    }

    [Theory]
    [InlineData(300, 'L')]
    [InlineData(1_500, 'L')]
    [InlineData(3, '\u00e9')]
    public void LongOrOddCallId_IsHungUpAtOnce(int length, char letter)
    {
        using var baresip = new ScriptedBaresip();
        ScriptedCall known = baresip.Incoming("known");
        baresip.Incoming(new string(letter, length));
        Assert.Equal([known], baresip.Calls);
        Assert.Equal(1, baresip.Notes.Count("Incoming"));
        Assert.Equal(0, baresip.Notes.Count("Ended"));
    }

    [Fact]
    public void ManyOddCallIds_AreToldOnceAMinuteWithTheirNumber()
    {
        using var baresip = new ScriptedBaresip();
        for (int i = 0; i < 10; i++)
            baresip.Incoming($"odd one {i}");
        Assert.Empty(baresip.Calls);
        Assert.Equal(["Up", "Trouble: A call that comes in has an identity that cannot be used, or that of another call; it is hung up."], baresip.Notes.Told);
        baresip.Do(d => d.Reconcile());
        Assert.Equal(2, baresip.Notes.Told.Length);
        baresip.Time.Pass(TimeSpan.FromMinutes(1));
        baresip.Do(d => d.Reconcile());
        Assert.Equal("Trouble: 9 calls that came in had identities that cannot be used, or those of other calls; they were hung up.", baresip.Notes.Told[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TwoCallsWithOneCallId_OneIsLeftAndItIsTheOneThatStands(bool isSecond)
    {
        using var baresip = new ScriptedBaresip();
        ScriptedCall first = baresip.Incoming("same");
        if (isSecond)
        {
            // the other gets the place before it
            baresip.Calls.Remove(first);
            first = first with { Place = 2 };
            baresip.Calls.Add(first);
        }

        baresip.Do(d => d.Answer(-1));
        first.Stands = true;
        baresip.Tell("CALL_ESTABLISHED", "same");
        baresip.Incoming("same");
        Assert.Equal([first], baresip.Calls);
        Assert.Equal(1, baresip.Notes.Count("Incoming"));
        Assert.Equal(0, baresip.Notes.Count("Ended"));
        baresip.Do(d => d.Reconcile());
        baresip.Do(d => d.Reconcile());
        Assert.Equal(0, baresip.Notes.Count("Ended"));
        baresip.Calls.Clear();
        baresip.Tell("CALL_CLOSED", "same", "Connection reset by peer");
        Assert.Equal("Ended -1 HungUp: Connection reset by peer", baresip.Notes.Told[^1]);
    }

    [Fact]
    public void TheTrueOneOfTwoCallsWithOneCallIdEnds_IsLostSoon()
    {
        using var baresip = new ScriptedBaresip();
        baresip.Incoming("same");
        // both are gone before anybody could look
        baresip.Calls.Clear();
        baresip.Tell("CALL_INCOMING", "same");
        baresip.Tell("CALL_CLOSED", "same");
        Assert.Equal(0, baresip.Notes.Count("Ended"));
        baresip.Do(d => d.Reconcile());
        baresip.Do(d => d.Reconcile());
        Assert.StartsWith("Ended -1 Lost", baresip.Notes.Told[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void CallThatIsBeingHungUp_TakesNoPlace()
    {
        using var baresip = new ScriptedBaresip(s => s with { MostCalls = 1 });
        baresip.Standing(1);
        baresip.Do(d =>
        {
            d.HangUp(1);
            d.Dial(2, "door", "sip:bell@127.0.0.1");
            d.Dial(3, "door", "sip:bell@127.0.0.1");
        });
        Assert.Equal(0, baresip.Notes.Count("Ended 2"));
        Assert.Equal(1, baresip.Notes.Count("Ended 3 Failed: there are too many calls"));
    }

    [Fact]
    public void ClipThatIsRefused_CountsAsPlayed()
    {
        using var baresip = new ScriptedBaresip();
        baresip.Do(d => d.Dial(1, "door", "sip:bell@127.0.0.1"));
        baresip.Do(d => d.Play(1, new float[8]));
        Assert.Equal(["Trouble: A clip was not played: the call does not stand yet.", "Played 1"], baresip.Notes.Told[^2..]);
        baresip.Tell("CALL_ESTABLISHED", baresip.Calls[0].Id);
        baresip.Do(d => d.Play(1, new float[(8_000 * 600) + 1]));
        Assert.Equal(["Trouble: A clip was not played: it is too long.", "Played 1"], baresip.Notes.Told[^2..]);
    }

    [Fact]
    public void ClipThatCannotBeWritten_IsTroubleAndCountsAsPlayed()
    {
        using var baresip = new ScriptedBaresip();
        baresip.Standing(1);
        Directory.Delete(baresip.Configuration.Folder, recursive: true);
        baresip.Do(d => d.Play(1, new float[8]));
        Assert.StartsWith("Trouble: A clip was not played: ", baresip.Notes.Told[^2], StringComparison.Ordinal);
        Assert.Equal("Played 1", baresip.Notes.Told[^1]);
        baresip.Do(d => d.BeginSilenceAnew());
        Assert.StartsWith("Trouble: The silence", baresip.Notes.Told[^1], StringComparison.Ordinal);
        Assert.Equal(0, baresip.Notes.Count("Ended"));
    }

    [Fact]
    public void Silence_IsBegunAnewForCallsThatOnlyRing()
    {
        using var baresip = new ScriptedBaresip();
        baresip.Do(d => d.Dial(1, "door", "sip:bell@127.0.0.1"));
        baresip.Tell("CALL_PROGRESS", baresip.Calls[0].Id);
        baresip.Asked.Clear();
        baresip.Do(d => d.BeginSilenceAnew());
        Assert.Equal([$"ausrc {baresip.Configuration.Source}"], baresip.Asked);
    }

    [Theory]
    // said by a telephone event, and by an INFO when it is let go
    [InlineData("5 0,- 200,5 220,- 400", "5 down,5 up")]
    // the same key twice, as fast as telephones dial
    [InlineData("5 0,- 50,5 90,- 140", "5 down,5 up,5 down,5 up")]
    // INFO at the press, and now and then one that is late
    [InlineData("5 0,5 20,- 200,5 300,- 400,5 900,- 950", "5 down,5 up,5 down,5 up")]
    // what said that it was let go was lost
    [InlineData("5 0,5 5100,- 5200", "5 down,5 up,5 down,5 up")]
    [InlineData("5 0,7 100,- 200", "5 down,5 up,7 down,7 up")]
    public void Keys_AreEachOnePress(string said, string told)
    {
        using var baresip = new ScriptedBaresip();
        string id = baresip.Standing(1).Id;
        int before = baresip.Notes.Told.Length, now = 0;
        foreach (string[] key in said.Split(',').Select(k => k.Split(' ')))
        {
            int at = int.Parse(key[1], null);
            baresip.Time.Pass(TimeSpan.FromMilliseconds(at - now));
            now = at;
            baresip.Tell(key[0] == "-" ? "CALL_DTMF_END" : "CALL_DTMF_START", id, key[0] == "-" ? string.Empty : key[0]);
        }

        Assert.Equal(told.Split(',').Select(t => $"Digit 1 {t}"), baresip.Notes.Told[before..]);
    }

    [Fact]
    public void KeyThatIsHeldForTooLong_IsLetGo()
    {
        using var baresip = new ScriptedBaresip();
        baresip.Tell("CALL_DTMF_START", baresip.Standing(1).Id, "5");
        baresip.Desk.ReleaseKeys();
        Assert.Equal("Digit 1 5 down", baresip.Notes.Told[^1]);
        baresip.Time.Pass(TimeSpan.FromSeconds(5));
        baresip.Desk.ReleaseKeys();
        Assert.Equal("Digit 1 5 up", baresip.Notes.Told[^1]);
    }
}
