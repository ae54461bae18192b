using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Telephony;
using Xunit;

namespace Reactive.Device.Tests.Telephony;

/// <summary>Headers, sequence numbers and codes of RTP.</summary>
public sealed class RtpPartsTests
{
    [Fact]
    public void PlainHeader_IsRead()
    {
        Assert.True(RtpHeader.TryRead(Rtp.Packet(8, 65535, 0xdeadbeef, [1, 2, 3], marked: true), out RtpHeader header));
        Assert.Equal(new RtpHeader(8, true, 65535, 0xdeadbeef, Rtp.Ssrc, 12, 3), header);
    }

    [Fact]
    public void ContributorsExtensionAndPadding_AreNotPayload()
    {
        byte[] packet = [0xb2, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 9, 9, 9, 9, 8, 8, 8, 8, 0xbe, 0xde, 0, 1, 7, 7, 7, 7, 42, 43, 0, 2];
        Assert.True(RtpHeader.TryRead(packet, out RtpHeader header));
        Assert.Equal((28, 2), (header.Start, header.Length));
    }

    [Theory]
    [InlineData("no padding may be 0 bytes", new byte[] { 0xa0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0 })]
    [InlineData("more padding than there is", new byte[] { 0xa0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 2 })]
    [InlineData("padding without a byte", new byte[] { 0xa0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3 })]
    [InlineData("contributors that are not there", new byte[] { 0x81, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3 })]
    [InlineData("an extension that is not there", new byte[] { 0x90, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1 })]
    [InlineData("version 1", new byte[] { 0x40, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3 })]
    [InlineData("RTCP", new byte[] { 0x80, 200, 0, 6, 0, 0, 0, 2, 0, 0, 0, 3 })]
    [InlineData("too short", new byte[] { 0x80, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0 })]
    public void WhatIsNoRtp_IsRefused(string why, byte[] packet) => Assert.False(RtpHeader.TryRead(packet, out _), why);

    [Fact]
    public void SequenceThatWraps_GoesOn() => Assert.Equal([65536, 65537, 65538, 65539], Extended(65534, 65535, 0, 1));

    [Fact]
    public void SequenceOutOfOrder_KeepsItsPlace() => Assert.Equal([65536, 65538, 65537, 65538, 65539], Extended(65535, 1, 0, 1, 2));

    [Fact]
    public void JumpThatIsFollowed_IsARestart()
    {
        var tracker = new SequenceTracker();
        Assert.Equal(SequenceStep.Ahead, tracker.Next(10, out _));
        Assert.Equal(SequenceStep.Stray, tracker.Next(40_000, out long stray));
        Assert.Equal(SequenceStep.Restart, tracker.Next(40_001, out long restart));
        Assert.Equal(SequenceStep.Ahead, tracker.Next(40_002, out long next));
        Assert.Equal([1, 1], new[] { restart - stray, next - restart });
        // those of the new numbers that come late are above all before
        Assert.Equal(SequenceStep.Behind, tracker.Next(39_910, out long late));
        Assert.True(late > 65_536);
    }

    [Fact]
    public void JumpOutOfOrder_IsARestart()
    {
        var tracker = new SequenceTracker();
        tracker.Next(10, out _);
        Assert.Equal(SequenceStep.Stray, tracker.Next(0x8001, out long stray));
        Assert.Equal(SequenceStep.Restart, tracker.Next(0x8000, out long restart));
        Assert.Equal(SequenceStep.Ahead, tracker.Next(0x8003, out long next));
        Assert.Equal([-1, 2], new[] { restart - stray, next - stray });
    }

    [Fact]
    public void SameStrayTwice_IsNoRestart()
    {
        var tracker = new SequenceTracker();
        tracker.Next(10, out _);
        Assert.Equal(SequenceStep.Stray, tracker.Next(40_000, out _));
        Assert.Equal(SequenceStep.StrayAgain, tracker.Next(40_000, out _));
        Assert.Equal(SequenceStep.Stray, tracker.Next(40_017, out _));
        Assert.Equal(SequenceStep.Restart, tracker.Next(40_033, out _));
    }

    [Fact]
    public void JumpThatIsNotFollowed_IsAStray()
    {
        var tracker = new SequenceTracker();
        tracker.Next(10, out _);
        Assert.Equal(SequenceStep.Stray, tracker.Next(40_000, out _));
        Assert.Equal(SequenceStep.Ahead, tracker.Next(11, out long next));
        Assert.Equal(65537, next);
        Assert.Equal(SequenceStep.Stray, tracker.Next(40_001, out _));
    }

    [Fact]
    public void PacketsBehind_LeaveTheStray()
    {
        var tracker = new SequenceTracker();
        tracker.Next(10, out _);
        tracker.Next(12, out _);
        Assert.Equal(SequenceStep.Stray, tracker.Next(40_000, out _));
        Assert.Equal(SequenceStep.Behind, tracker.Next(11, out _));
        Assert.Equal(SequenceStep.Behind, tracker.Next(12, out _));
        Assert.Equal(SequenceStep.Restart, tracker.Next(40_001, out _));
    }

    [Fact]
    public void OldNumbersSoonAfterARestart_AreBehind_LaterOnesAreStrays()
    {
        var tracker = new SequenceTracker();
        tracker.Next(5000, out long last);
        tracker.Next(3000, out _);
        tracker.Next(3001, out long restart);
        // 5,001 is less than 3,000 ahead of the new numbers, but next to the old
        Assert.Equal(SequenceStep.Behind, tracker.Next(5001, out long late));
        Assert.Equal((1, 0, 1), (late - last, SequenceTracker.RunOf(late), SequenceTracker.RunOf(restart)));
        Assert.Equal(SequenceStep.Ahead, tracker.Next(3009, out _));
        Assert.Equal(SequenceStep.Stray, tracker.Next(45_000, out _));
        Assert.Equal(SequenceStep.Restart, tracker.Next(45_001, out _));
        Assert.Equal(SequenceStep.Ahead, tracker.Next(45_009, out _));
        Assert.Equal(SequenceStep.Stray, tracker.Next(3010, out _));
    }

    [Theory]
    [InlineData(0x00, -32124)]
    [InlineData(0x80, 32124)]
    [InlineData(0x7f, 0)]
    [InlineData(0xff, 0)]
    [InlineData(0xfe, 8)]
    [InlineData(0xef, 132)]
    [InlineData(0x6f, -132)]
    public void MuLaw(byte code, short sample) => Assert.Equal(sample, Decoded(G711.MuLawToLinear, code));

    [Theory]
    [InlineData(0xd5, 8)]
    [InlineData(0x55, -8)]
    [InlineData(0xd4, 24)]
    [InlineData(0xaa, 32256)]
    [InlineData(0x2a, -32256)]
    [InlineData(0xc5, 264)]
    [InlineData(0xf5, 528)]
    public void ALaw(byte code, short sample) => Assert.Equal(sample, Decoded(G711.ALawToLinear, code));

    [Fact]
    public void G711_HasAsManyValuesAsCodes()
    {
        byte[] codes = [.. Enumerable.Range(0, 256).Select(c => (byte)c)];
        short[] samples = new short[256];
        G711.ALawToLinear(codes, samples);
        Assert.Equal(256, samples.Distinct().Count());
        G711.MuLawToLinear(codes, samples);
        Assert.Equal(255, samples.Distinct().Count());
    }

    [Fact]
    public void Linear16_HasItsHighByteFirst()
    {
        PayloadFormat format = PayloadFormat.Parse("L16/16000/2")!;
        short[] samples = new short[4];
        Assert.Equal(2, format.Decode([0x12, 0x34, 0xff, 0xfe, 0x56], samples));
        Assert.Equal([0x1234, -2, 0, 0], samples);
    }

    [Theory]
    [InlineData("telephone-event/48000", PayloadKind.Events, 48000, 1)]
    [InlineData("PCMU/8000", PayloadKind.MuLaw, 8000, 1)]
    [InlineData("L16/44100/2", PayloadKind.Linear16, 44100, 2)]
    [InlineData("opus/48000/2", PayloadKind.Other, 48000, 2)]
    public void RtpMap_IsRead(string text, object kind, int rate, int channels)
    {
        PayloadFormat format = PayloadFormat.Parse(text)!;
        Assert.Equal((kind, rate, channels), (format.Kind, format.Rate, format.Channels));
    }

    [Theory]
    [InlineData("PCMU")]
    [InlineData("PCMU/0")]
    [InlineData("PCMU/10000000")]
    [InlineData("L16/8000/0")]
    [InlineData("L16/8000/9")]
    [InlineData("/8000")]
    [InlineData("")]
    public void RtpMapThatIsNone_IsRefused(string text) => Assert.Null(PayloadFormat.Parse(text));

    [Fact]
    public void RedundantPayload_IsTakenApartOldestFirst()
    {
        byte[] payload = [0x80 | 101, 0x02, 0x80, 4, 0, 1, 2, 3, 4, 9, 9];
        var blocks = new RedundantPayload(payload, 1000);
        Assert.True(blocks.TryNext(out RedundantBlock first));
        Assert.Equal(new RedundantBlock(101, 1000 - 160, 5, 4, false), first);
        Assert.True(blocks.TryNext(out RedundantBlock primary));
        Assert.Equal(new RedundantBlock(0, 1000, 9, 2, true), primary);
        Assert.False(blocks.TryNext(out _));
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0x80, 0, 0, 9, 0x80, 0, 0 })]
    [InlineData(new byte[] { 0x80, 0, 0, 9, 0, 1, 2 })]
    public void RedundantPayloadThatDoesNotFit_HasNoBlocks(byte[] payload)
    {
        var blocks = new RedundantPayload(payload, 0);
        Assert.False(blocks.TryNext(out _));
    }

    private delegate void Decode(ReadOnlySpan<byte> codes, Span<short> samples);

    private static short Decoded(Decode decode, byte code)
    {
        short[] sample = new short[1];
        decode([code], sample);
        return sample[0];
    }

    private static List<long> Extended(params int[] sequence)
    {
        var tracker = new SequenceTracker();
        var extended = new List<long>();
        foreach (int number in sequence)
        {
            tracker.Next((ushort)number, out long one);
            extended.Add(one);
        }

        return extended;
    }
}
