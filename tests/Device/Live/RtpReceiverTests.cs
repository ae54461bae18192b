using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Live;
using Reactive.Device.Live.Inputs;
using Reactive.Device.Telephony;
using Reactive.Device.Tests.Telephony;
using Reactive.Device.Time;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Xunit;

namespace Reactive.Device.Tests.Live;

/// <summary>RTP as it comes, without a network: order, loss, senders, and where samples lie.</summary>
public sealed class RtpReceiverTests : IDisposable
{
    private const string Pipeline = "pipeline: call\ndevice: i8307\nsignals:\n  heard: { from: call, through: [ dtmf ] }\n  sent: { from: call-events }\n";

    private readonly Doorbell _bell = new();
    private readonly DriverLine _line;
    private readonly RtpReceiver _receiver;
    private readonly List<string> _digits = [];
    private SignalTime _now = SignalTime.Zero;

    public RtpReceiverTests()
    {
        Source source = PipelineGraph.Build(PipelineFile.Of("call.yaml", Pipeline).Definition!, new ObserverList()).Source("call")!;
        _line = new DriverLine(source.Index, 64, 320, new DeviceClock(() => _now), _bell);
        _receiver = new RtpReceiver(
            ImmutableDictionary<int, PayloadFormat>.Empty.Add(101, new PayloadFormat(PayloadKind.Events, "telephone-event", 8000)),
            new RtpPlayout(new SoundLine(new InputChannel(source, _line))),
            new TelephoneEventReceiver(8000, d => _digits.Add(string.Create(CultureInfo.InvariantCulture, $"{d.Stamp} {d.Value}"))));
    }

    public void Dispose() => _bell.Dispose();

    [Fact]
    public void PacketsInOrder_GoOnAtOnce()
    {
        for (int i = 0; i < 5; i++)
        {
            Send(1000 + (i * 20), i);
            Assert.Equal(i == 0 ? 0 : i == 1 ? 2 : 1, Blocks().Count);
        }

        Assert.All(_receiver.Counts, c => Assert.Equal(0, c.Count));
    }

    [Fact]
    public void Samples_LieWhereTheyCame()
    {
        Send(1000, 0);
        Send(1020, 1);
        Assert.Equal([(7840, 160), (8000, 160)], Blocks());
    }

    [Fact]
    public void PacketOutOfOrder_WaitsForTheOneBefore()
    {
        Start();
        Send(1060, 3);
        Assert.Empty(Blocks());
        Send(1070, 2);
        Assert.Equal([(8160, 160), (8320, 160)], Blocks());
    }

    [Fact]
    public void PacketsThatNeverComeInOrder_GiveAllTheirSound()
    {
        for (int i = 0; i < 10; i++)
            Send(1000 + (i * 20), i ^ 1);
        List<(long First, int Count)> blocks = Blocks();
        Assert.Equal(10, blocks.Count);
        Assert.All(Enumerable.Range(1, 9), i => Assert.Equal(blocks[0].First + (160 * i), blocks[i].First));
        Assert.All(_receiver.Counts, c => Assert.Equal(0, c.Count));
    }

    [Theory]
    [InlineData(17)]
    [InlineData(-17)]
    [InlineData(0)]
    public void PacketsThatAreFarApart_AreOfNobody(int step)
    {
        Send(1000, 1000);
        Send(1020, 1000 + step);
        Assert.Empty(Blocks());
    }

    [Fact]
    public void LostPacket_IsConcealedAfterSixtyMilliseconds()
    {
        Start();
        Send(1060, 3);
        Send(1080, 4);
        Advance(1119);
        Assert.Empty(Blocks());
        Assert.Equal(SignalTime.FromMilliseconds(1120), _receiver.Due);
        Advance(1120);
        Assert.Equal([(8160, 160), (8320, 160), (8480, 160)], Blocks());
        Assert.Equal(1, _receiver.Lost);
        Send(1125, 2);
        Assert.Equal(1, _receiver.Late);
        Assert.Empty(Blocks());
    }

    [Fact]
    public void Duplicates_AreCounted()
    {
        Start();
        Send(1040, 1);
        Send(1060, 3);
        Send(1061, 3);
        Assert.Equal(2, _receiver.Late);
    }

    [Fact]
    public void Pause_IsSilenceAndThenAGap()
    {
        Start();
        _now = SignalTime.FromMilliseconds(2020);
        _receiver.Accept(Rtp.Packet(0, 2, 160 + 160 + 7840, Rtp.Sound(160), marked: true), _now);
        List<(long First, int Count)> blocks = Blocks();
        Assert.Equal(11, blocks.Count);
        Assert.Equal((8160L, 160), blocks[0]);
        Assert.Equal((8160L + (9 * 160), 160), blocks[9]);
        Assert.Equal((16_000L, 160), blocks[10]);
    }

    [Fact]
    public void OtherSender_IsListenedTo_OnceTheFirstIsSilent()
    {
        Start();
        Send(1040, 1, ssrc: 9);
        Send(1060, 2, ssrc: 9);
        Assert.Equal(2, _receiver.Foreign);
        Assert.Empty(Blocks());
        Send(1600, 100, ssrc: 9);
        Send(1640, 500, ssrc: 8);
        Send(1660, 102, ssrc: 9);
        Assert.Empty(Blocks());
        Send(1680, 103, ssrc: 9);
        Assert.Equal([(13_120, 160), (13_280, 160)], Blocks());
    }

    [Theory]
    [InlineData(30_000, 30_001, 30_002, 30_003)]
    [InlineData(30_001, 30_000, 30_003, 30_002)]
    [InlineData(30_000, 30_003, 30_001, 30_002)]
    [InlineData(30_003, 30_000, 30_001, 30_002)]
    public void SenderThatCountsAnew_IsFollowed_AndNothingOfItIsLost(params int[] numbers)
    {
        Start();
        for (int i = 0; i < numbers.Length; i++)
            Send(1040 + (i * 10), numbers[i]);
        List<(long First, int Count)> blocks = Blocks();
        Assert.Equal(4, blocks.Count);
        Assert.All(Enumerable.Range(1, 3), i => Assert.Equal(blocks[0].First + (160 * i), blocks[i].First));
        Assert.All(_receiver.Counts, c => Assert.Equal(0, c.Count));
    }

    [Fact]
    public void LateAndDoubledPackets_AroundNewNumbers_AreLate()
    {
        Start();
        foreach (int number in new[] { 3, 30_000, 30_000, 1, 30_001, 4, 2, 30_002 })
            Send(1040, number);
        // 3 waited for 2, which is lost
        Assert.Equal((1, 4, 0), (_receiver.Lost, _receiver.Late, _receiver.Strays));
        Assert.Equal(5, Blocks().Count);
    }

    [Fact]
    public void EventsOfTheFirstNewNumber_AreHeardOnce()
    {
        Start();
        _receiver.Accept(Rtp.Packet(101, 30_000, 320, [5]), _now);
        _receiver.Accept(Rtp.Packet(101, 30_001, 320, Rtp.Event(5, 160)), _now);
        Assert.Equal(["1.02 5"], _digits);
        Assert.Contains(_receiver.Counts, c => c == ("telephone events that are malformed", 1));
    }

    [Fact]
    public void TimeNeverGoesBack_WhereTheFirstTwoAreSwapped()
    {
        _receiver.Accept(Rtp.Packet(101, 2, 320, Rtp.Event(5, 320, isEnd: true)), SignalTime.FromMilliseconds(1000));
        _receiver.Accept(Rtp.Packet(101, 1, 320, Rtp.Event(5, 160)), SignalTime.FromMilliseconds(1020));
        Assert.Equal(["1.02 5", "1.02 5 over after 0.04 s"], _digits);
    }

    [Fact]
    public void FirstPacketOfLongAgo_IsForgotten()
    {
        Send(1000, 0);
        Send(1501, 1);
        Assert.Empty(Blocks());
        Send(1520, 2);
        Assert.Equal([(11_848, 160), (12_008, 160)], Blocks());
    }

    [Fact]
    public void LongPackets_AreCutIntoBlocks()
    {
        Start();
        _now = SignalTime.FromMilliseconds(1070);
        _receiver.Accept(Rtp.Packet(8, 2, 320, Rtp.Sound(400, 0xd5)), _now);
        Assert.Equal([(8160, 160), (8320, 160), (8480, 80)], Blocks());
    }

    [Fact]
    public void Events_AreDigits_AndNoLoss()
    {
        Start();
        for (int i = 1; i <= 3; i++)
        {
            _now = SignalTime.FromMilliseconds(1020 + (i * 20));
            _receiver.Accept(Rtp.Packet(101, 1 + i, 320, Rtp.Event(5, i * 160, i == 3), marked: i == 1), _now);
        }

        Assert.Equal(["1.04 5", "1.08 5 over after 0.06 s"], _digits);
        Assert.All(_receiver.Counts, c => Assert.Equal(0, c.Count));
    }

    [Fact]
    public void LostEnd_IsDueByItself()
    {
        Start();
        _now = SignalTime.FromMilliseconds(1040);
        _receiver.Accept(Rtp.Packet(101, 2, 320, Rtp.Event(5, 160)), _now);
        Assert.Equal(SignalTime.FromMilliseconds(1240), _receiver.Due);
        Advance(1240);
        Assert.Equal(["1.04 5", "1.24 5 over after 0.02 s"], _digits);
        Assert.Equal(SignalTime.Never, _receiver.Due);
    }

    [Fact]
    public void WhatIsNotDecoded_IsCounted()
    {
        Start();
        _receiver.Accept(Rtp.Packet(9, 2, 320, new byte[160]), _now);
        _receiver.Accept(new byte[40], _now);
        _receiver.Accept([0x80, 200, 0, 6, .. new byte[24]], _now);
        Assert.Equal((1, 1), (_receiver.Undecoded, _receiver.NotRtp));
    }

    [Fact]
    public void AnyDatagrams_GiveSamplesThatNeverGoBack()
    {
        var random = new Random(1);
        long end = 0;
        for (int i = 0; i < 20_000; i++)
        {
            _now = _now.AddNanoseconds(random.Next(40_000_000));
            byte[] payload = new byte[random.Next(5000)];
            byte[] packet = Rtp.Packet(random.Next(3) == 0 ? 101 : random.Next(12), random.Next(4) == 0 ? random.Next(65536) : i, (uint)(i * 160), random.Next(2) == 0 ? Rtp.Event(random.Next(20), random.Next(65536)) : payload, ssrc: (uint)random.Next(3) / 2);
            if (random.Next(10) == 0)
                random.NextBytes(packet.AsSpan(0, Math.Min(packet.Length, 12)));
            _receiver.Accept(packet, _now);
            foreach ((long first, int count) in Blocks())
            {
                Assert.True(first >= end && count is > 0 and <= 160);
                end = first + count;
            }
        }

        Assert.True(end > 0);
    }

    [Fact]
    public void SteadyState_AllocatesNothing()
    {
        byte[][] packets = [.. Enumerable.Range(0, 1000).Select(i => Rtp.Packet(i % 50 == 49 ? 101 : 0, i, (uint)(i * 160), i % 50 == 49 ? Rtp.Event(16, 160) : Rtp.Sound(160)))];
        Run(0, 100);
        // the runtime, compiling and collecting, may allocate in one of the stretches, and not in all
        long least = long.MaxValue;
        for (int from = 100; from < 1000; from += 300)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(from, from + 300);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.Equal(50, _receiver.Lost);

        // of 20 packets one is lost
        void Run(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                if (i % 20 != 7)
                    Step(packets[i]);
            }
        }

        void Step(byte[] packet)
        {
            _now = _now.AddNanoseconds(20_000_000);
            _receiver.Accept(packet, _now);
            _receiver.Advance(_now);
            while (_line.TryTake(out Handover item))
                _line.Return(Of(item));
        }
    }

    private void Start()
    {
        Send(1000, 0);
        Send(1020, 1);
        Assert.Equal([(7840, 160), (8000, 160)], Blocks());
    }

    private void Send(int milliseconds, int sequence, uint ssrc = Rtp.Ssrc)
    {
        _now = SignalTime.FromMilliseconds(milliseconds);
        _receiver.Accept(Rtp.Packet(0, sequence, (uint)(sequence * 160), Rtp.Sound(160), ssrc: ssrc), _now);
    }

    private void Advance(int milliseconds)
    {
        _now = SignalTime.FromMilliseconds(milliseconds);
        _receiver.Advance(_now);
    }

    private List<(long First, int Count)> Blocks()
    {
        var blocks = new List<(long, int)>();
        while (_line.TryTake(out Handover item))
        {
            blocks.Add((item.Block.FirstIndex, item.Block.Count));
            _line.Return(Of(item));
        }

        return blocks;
    }

    private static byte[] Of(in Handover item)
    {
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(item.Block.Bytes, out ArraySegment<byte> segment);
        return segment.Array!;
    }
}
