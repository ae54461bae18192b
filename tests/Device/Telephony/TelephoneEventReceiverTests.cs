using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Device.Telephony;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Telephony;

/// <summary>Telephone events as networks and their senders bring them.</summary>
public sealed class TelephoneEventReceiverTests
{
    private readonly List<string> _said = [];

    [Fact]
    public void AnEvent_BeginsAndIsOverOnce()
    {
        TelephoneEventReceiver receiver = Receiver();
        foreach ((int at, int duration, bool end) in new[] { (20, 160, false), (40, 320, false), (60, 480, true), (61, 480, true), (62, 480, true) })
            Take(receiver, at, 1000, 5, duration, end);
        Assert.Equal(["0.02 5 since 0", "0.06 5 over after 0.06 s since 0.06"], _said);
    }

    [Fact]
    public void SameKeyTwice_IsTwoDigits()
    {
        TelephoneEventReceiver receiver = Receiver();
        Take(receiver, 20, 1000, 5, 160, true);
        Take(receiver, 120, 1800, 5, 160, true);
        Assert.Equal(["0.02 5 since 0", "0.02 5 over after 0.02 s since 0.02", "0.12 5 since 0.1", "0.12 5 over after 0.02 s since 0.12"], _said);
    }

    [Fact]
    public void LostEnd_IsOverAfterSilence()
    {
        TelephoneEventReceiver receiver = Receiver();
        Take(receiver, 20, 1000, 5, 160);
        Take(receiver, 40, 1000, 5, 320);
        receiver.Advance(SignalTime.FromMilliseconds(239));
        Assert.Single(_said);
        receiver.Advance(SignalTime.FromMilliseconds(1000));
        Assert.Equal("0.24 5 over after 0.04 s since 0.04", _said[^1]);
    }

    [Fact]
    public void LostEnd_IsOverWithTheNextEvent()
    {
        TelephoneEventReceiver receiver = Receiver();
        Take(receiver, 20, 1000, 5, 160);
        Take(receiver, 100, 1640, 6, 160);
        Assert.Equal(["0.02 5 since 0", "0.1 5 over after 0.02 s since 0.02", "0.1 6 since 0.08"], _said);
    }

    [Fact]
    public void FiveFiveWithALostEnd_AreTwoDigits()
    {
        TelephoneEventReceiver receiver = Receiver();
        Take(receiver, 20, 1000, 5, 160);
        Take(receiver, 40, 1000, 5, 320);
        Take(receiver, 140, 1960, 5, 160, marked: true);
        Assert.Equal(2, receiver.Digits);
    }

    [Fact]
    public void JoinedLate_BeganBeforeTheFirstPacketThatIsSeen()
    {
        TelephoneEventReceiver receiver = Receiver();
        Take(receiver, 500, 1000, 11, 1600);
        Assert.Equal(["0.5 # since 0.3"], _said);
    }

    [Fact]
    public void OnlyTheEndIsSeen_IsADigitAllTheSame()
    {
        TelephoneEventReceiver receiver = Receiver();
        Take(receiver, 500, 1000, 10, 800, true);
        Assert.Equal(["0.5 * since 0.4", "0.5 * over after 0.1 s since 0.5"], _said);
    }

    [Fact]
    public void LatePackets_OfAnEventThatIsOver_ArePassedOver()
    {
        TelephoneEventReceiver receiver = Receiver();
        Take(receiver, 20, 1000, 5, 160);
        Take(receiver, 60, 1000, 5, 480, true);
        Take(receiver, 70, 1000, 5, 320);
        Take(receiver, 100, 1800, 6, 160);
        Take(receiver, 110, 1000, 5, 480, true);
        Assert.Equal(2, receiver.Digits);
    }

    [Fact]
    public void TimestampsThatWrap_StayInOrder()
    {
        TelephoneEventReceiver receiver = Receiver();
        Take(receiver, 20, uint.MaxValue - 100, 1, 160, true);
        Take(receiver, 120, 700, 2, 160, true);
        Take(receiver, 130, uint.MaxValue - 100, 1, 160, true);
        Assert.Equal(2, receiver.Digits);
    }

    [Fact]
    public void SenderThatCountsAnew_IsHeard()
    {
        TelephoneEventReceiver receiver = Receiver();
        Take(receiver, 20, 3_000_000_000, 1, 160, true);
        Take(receiver, 120, 1_600_000_000, 2, 160, true);
        Assert.Equal(2, receiver.Digits);
    }

    [Fact]
    public void SegmentsOfALongEvent_AreJoined()
    {
        TelephoneEventReceiver receiver = Receiver();
        for (int at = 100; at <= 8100; at += 100)
            Take(receiver, at, 1000, 7, at * 8);
        Take(receiver, 8192, 1000, 7, 65535);
        Take(receiver, 8212, 1000 + 65535, 7, 160);
        Take(receiver, 8232, 1000 + 65535, 7, 320, true);
        Assert.Equal(["0.1 7 since 0", "8.232 7 over after 8.232 s since 8.231875"], _said);
    }

    [Fact]
    public void DurationThatWraps_GoesOn()
    {
        TelephoneEventReceiver receiver = Receiver();
        for (int at = 100; at <= 8100; at += 100)
            Take(receiver, at, 1000, 7, at * 8);
        Take(receiver, 8200, 1000, 7, 64, true);
        Assert.Equal("8.2 7 over after 8.2 s since 8.2", _said[^1]);
    }

    [Fact]
    public void TimestampMovedWithinAnEvent_IsTheSamePress()
    {
        TelephoneEventReceiver receiver = Receiver();
        for (int i = 1; i <= 5; i++)
            Take(receiver, i * 20, (uint)(1000 + (i * 160)), 3, i * 160, isEnd: i == 5, marked: i == 1);
        Assert.Equal(["0.02 3 since 0", "0.1 3 over after 0.1 s since 0.1"], _said);
    }

    [Fact]
    public void OtherEvents_AreCountedOnceAndAreNoDigits()
    {
        TelephoneEventReceiver receiver = Receiver();
        Take(receiver, 20, 1000, 16, 160);
        Take(receiver, 40, 1000, 16, 320, true);
        Take(receiver, 60, 2000, 66, 160);
        Assert.Equal((2, 0), (receiver.Others, receiver.Digits));
        Assert.Empty(_said);
    }

    [Fact]
    public void DurationOfNothing_IsNoDigit()
    {
        TelephoneEventReceiver receiver = Receiver();
        Take(receiver, 20, 1000, 5, 0, true);
        Assert.Equal(0, receiver.Digits);
    }

    [Fact]
    public void ShortPayload_IsCounted()
    {
        TelephoneEventReceiver receiver = Receiver();
        receiver.Accept(SignalTime.Zero, 1, 1, false, [5, 0, 0]);
        Assert.Equal(1, receiver.Malformed);
    }

    [Fact]
    public void Durations_AreOfTheEventClock()
    {
        var receiver = new TelephoneEventReceiver(48_000, d => _said.Add(Text(d)));
        receiver.Accept(SignalTime.FromMilliseconds(20), 1, 1000, true, Rtp.Event(5, 960));
        receiver.Accept(SignalTime.FromMilliseconds(100), 1, 1000, false, Rtp.Event(5, 4800, true));
        Assert.Equal(["0.02 5 since 0", "0.1 5 over after 0.1 s since 0.1"], _said);
    }

    [Fact]
    public void AnyPackets_GiveDigitsThatBeginAndEndInTurn()
    {
        var random = new Random(1);
        for (int run = 0; run < 200; run++)
        {
            var said = new List<Stamped<Value>>();
            var receiver = new TelephoneEventReceiver(8000, said.Add);
            long at = 0;
            for (int i = 0; i < 200; i++)
            {
                byte[] payload = new byte[random.Next(8)];
                random.NextBytes(payload);
                if (payload.Length > 0)
                    payload[0] &= 0x13;
                receiver.Accept(SignalTime.FromMilliseconds(at += random.Next(120)), (uint)random.Next(2), (uint)random.Next(3) * (uint)random.Next(70_000), random.Next(2) == 0, payload);
            }

            receiver.Advance(SignalTime.FromMilliseconds(at + 1000));
            Assert.Equal(said.OrderBy(s => s.Stamp).Select(s => s.Stamp), said.Select(s => s.Stamp));
            Assert.All(said, s => Assert.True(s.Since <= s.Stamp && s.Since >= SignalTime.Zero));
            for (int i = 0; i < said.Count; i++)
                Assert.Equal((i % 2 == 1, said[i & ~1].Value.DigitCharacter), (said[i].Value.IsOver, said[i].Value.DigitCharacter));
            Assert.Equal(0, said.Count % 2);
        }
    }

    private TelephoneEventReceiver Receiver() => new(8000, d => _said.Add(Text(d)));

    private static void Take(TelephoneEventReceiver receiver, int milliseconds, uint timestamp, int code, int duration, bool isEnd = false, bool marked = false) =>
        receiver.Accept(SignalTime.FromMilliseconds(milliseconds), Rtp.Ssrc, timestamp, marked, Rtp.Event(code, duration, isEnd));

    private static string Text(Stamped<Value> digit) => string.Create(CultureInfo.InvariantCulture, $"{digit.Stamp} {digit.Value} since {digit.Since}");
}
