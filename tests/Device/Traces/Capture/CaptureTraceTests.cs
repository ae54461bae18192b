using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Tests.Telephony;
using Reactive.Device.Traces;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Traces.Capture;

/// <summary>What is found in captures, and how it lies in time.</summary>
public sealed class CaptureTraceTests(TraceFolder folder) : IClassFixture<TraceFolder>
{
    private const string Phone = CaptureBuilder.Phone, Door = CaptureBuilder.Door;

    private const byte Loud = 0x80, Soft = 0xf0;

    // five packets of 20 ms, each louder than all before
    private static CaptureBuilder Call(params int[] left)
    {
        var capture = new CaptureBuilder();
        foreach (int i in Enumerable.Range(0, 5).Except(left))
            capture.Udp(i * 20, Phone, Door, Rtp.Packet(0, 65534 + i, (uint)(1000 + (i * 160)), Rtp.Sound(160, (byte)(0xf0 - (i * 16)))));
        return capture;
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Pcap_OfAnyOrderAndResolution_GivesTheSame(bool bigEndian, bool nano)
    {
        using Trace trace = Open(Call().ToPcap(1, bigEndian, nano));
        Whole(trace);
        Assert.Equal(CaptureBuilder.Start * 1_000_000_000, trace.WallNanoseconds);
    }

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 9)]
    [InlineData(false, 0x94)]
    public void Pcapng_OfAnyOrderAndResolution_GivesTheSame(bool bigEndian, byte resolution)
    {
        using Trace trace = Open(Call().ToPcapng(1, bigEndian, resolution));
        Whole(trace);
    }

    [Theory]
    [InlineData(0, "02000000")]
    [InlineData(108, "00000002")]
    [InlineData(101, "")]
    [InlineData(228, "")]
    [InlineData(12, "")]
    [InlineData(113, "00000001000600000000000000000800")]
    [InlineData(276, "0800000000000001000104060000000000000000")]
    [InlineData(1, "0000000000000000000000008100000588a800060800")]
    [InlineData(1, "0000000000000000000000008864110000010000" + "0021")]
    public void AnyLinkType_GivesTheSame(int linkType, string header)
    {
        var capture = new CaptureBuilder();
        for (int i = 0; i < 5; i++)
        {
            byte[] rtp = Rtp.Packet(0, 65534 + i, (uint)(1000 + (i * 160)), Rtp.Sound(160, (byte)(0xf0 - (i * 16))));
            capture.Raw(i * 20, [.. Convert.FromHexString(header), .. CaptureBuilder.Ip(Phone, Door, 17, CaptureBuilder.Udp(Phone, Door, rtp))]);
        }

        using Trace trace = Open(capture.ToPcap(linkType));
        Whole(trace);
    }

    [Fact]
    public void IPv6_IsFound()
    {
        var capture = new CaptureBuilder();
        for (int i = 0; i < 5; i++)
            capture.Udp(i * 20, "[2001:db8::1]:4000", "[2001:db8::2]:5004", Rtp.Packet(0, i, (uint)(i * 160), Rtp.Sound(160)));
        using Trace trace = Open(capture.ToPcap());
        Assert.Equal("stream-1 [2001:db8::1]:4000 to [2001:db8::2]:5004, SSRC 0x12345678, PCMU/8000", trace.Channels[0].Label);
    }

    [Fact]
    public void Fragments_AreJoined_InWhateverOrder()
    {
        var capture = Call(2);
        byte[] datagram = CaptureBuilder.Udp(Phone, Door, Rtp.Packet(0, 0, 1320, Rtp.Sound(160, 0xd0)));
        capture.Raw(81, CaptureBuilder.Ethernet(CaptureBuilder.Ip(Phone, Door, 17, datagram[96..], 12)));
        capture.Raw(82, CaptureBuilder.Ethernet(CaptureBuilder.Ip(Phone, Door, 17, datagram[..96], 0x2000)));
        using Trace trace = Open(capture.ToPcap());
        Assert.Equal(800, trace.Channels[0].Samples!.Count);
        Assert.Contains("1 out of order", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void FragmentsThatMiss_AreCounted()
    {
        var capture = Call();
        capture.Raw(90, CaptureBuilder.Ethernet(CaptureBuilder.Ip(Phone, Door, 17, new byte[64], 0x2000)));
        using Trace trace = Open(capture.ToPcap());
        Assert.EndsWith("1 packet came in fragments of which some are missing.", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void LostPackets_AreConcealed_AndCounted()
    {
        using Trace trace = Open(Call(2).ToPcap());
        short[] samples = Samples(trace);
        Assert.Equal(800, samples.Length);
        short last = samples[319];
        // the last packet once more, fading out
        Assert.Equal([last, (short)(last * 319 / 320), (short)(last * 161 / 320)], new[] { samples[320], samples[321], samples[479] });
        Assert.EndsWith("stream-1: 1 packet lost and concealed.", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void DuplicatesAndDisorder_ChangeNothing_AndAreCounted()
    {
        CaptureBuilder capture = Call(2);
        capture.Udp(70, Phone, Door, Rtp.Packet(0, 65535, 1160, Rtp.Sound(160, Loud)));
        capture.Udp(90, Phone, Door, Rtp.Packet(0, 0, 1320, Rtp.Sound(160, 0xd0)));
        capture.Udp(95, Phone, Door, Rtp.Packet(0, 0, 1320, Rtp.Sound(160, 0xd0)));
        using Trace trace = Open(capture.ToPcap());
        using Trace whole = Open(Call().ToPcap());
        Assert.Equal(Samples(whole), Samples(trace));
        Assert.EndsWith("stream-1: 2 came twice, 3 out of order.", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ShortPause_IsSilence_ALongOneIsAGap()
    {
        CaptureBuilder capture = Call();
        capture.Udp(1000, Phone, Door, Rtp.Packet(0, 65539, 1000 + 8000, Rtp.Sound(160, Loud), marked: true));
        capture.Udp(9000, Phone, Door, Rtp.Packet(0, 65540, 1000 + 72_000, Rtp.Sound(160, Loud), marked: true));
        using Trace trace = Open(capture.ToPcap());
        var blocks = new List<(long, int)>();
        TraceReading.Samples(trace, [trace.Channels[0]], b => blocks.Add((b.FirstIndex, b.Count)));
        Assert.Equal([(0, 4096), (4096, 4064), (72_000, 160)], blocks);
        Assert.Equal(0, Samples(trace)[5000]);
        Assert.EndsWith("stream-1: 1 pause of more than 2 s, left out.", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void TimestampsThatJump_FollowTheArrivals()
    {
        CaptureBuilder capture = Call();
        for (int i = 0; i < 3; i++)
            capture.Udp(200 + (i * 20), Phone, Door, Rtp.Packet(0, 65539 + i, (uint)(900_000_000 + (i * 160)), Rtp.Sound(160, Loud)));
        using Trace trace = Open(capture.ToPcap());
        Assert.Equal(1600 + 480, trace.Channels[0].Samples!.Count);
        Assert.EndsWith("stream-1: 1 jump of its timestamps.", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void SequenceThatStartsAnew_IsTheSameStream()
    {
        CaptureBuilder capture = Call();
        for (int i = 0; i < 3; i++)
            capture.Udp(100 + (i * 20), Phone, Door, Rtp.Packet(0, 30_000 + i, (uint)(1800 + (i * 160)), Rtp.Sound(160, Loud)));
        capture.Udp(165, Phone, Door, Rtp.Packet(0, 50_000, 1, Rtp.Sound(160, Loud)));
        using Trace trace = Open(capture.ToPcap());
        Assert.Equal(800 + 480, trace.Channels[0].Samples!.Count);
        Assert.EndsWith("stream-1: 1 with numbers that fit nothing.", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void PayloadTypeThatChanges_IsTheSameStreamAtTheSameRate()
    {
        CaptureBuilder capture = Call();
        for (int i = 5; i < 8; i++)
            capture.Udp(i * 20, Phone, Door, Rtp.Packet(8, 65534 + i, (uint)(1000 + (i * 160)), Rtp.Sound(160, 0xd5)));
        using Trace trace = Open(capture.ToPcap());
        Assert.EndsWith("PCMU/8000, PCMA/8000", Assert.Single(trace.Channels).Label, StringComparison.Ordinal);
        Assert.Equal(8, Samples(trace)[1279]);
    }

    [Fact]
    public void AnotherSender_IsAnotherStream_WithAClockOfItsOwn()
    {
        CaptureBuilder capture = Call();
        for (int i = 0; i < 4; i++)
            capture.Udp(200 + (i * 20), Phone, Door, Rtp.Packet(0, i, (uint)(i * 160), Rtp.Sound(160, Soft), ssrc: 99));
        using Trace trace = Open(capture.ToPcap());
        Assert.Equal(["stream-1", "stream-2"], trace.Channels.Select(c => c.Name));
        Assert.Equal(SignalTime.FromMilliseconds(200), trace.Channels[1].Samples!.Clock.TimeOf(0));
        CommandException refused = Assert.Throws<CommandException>(() => trace.ReadSamples(trace.Channels));
        Assert.EndsWith("stream-1 and stream-2 are of different streams, each with a clock of its own: read them one by one.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CodecsThatAreNotDecoded_AreNamed()
    {
        var capture = new CaptureBuilder();
        for (int i = 0; i < 4; i++)
            capture.Udp(i * 20, Phone, Door, Rtp.Packet(9, i, (uint)(i * 160), new byte[160]));
        using Trace trace = Open(capture.ToPcap());
        Assert.Equal("G722/8000 is not decoded", Assert.Single(trace.Channels).Refusal);
        Assert.EndsWith("stream-1: 4 packets of G722/8000 are not decoded.", Assert.Single(trace.Warnings), StringComparison.Ordinal);
        Assert.Throws<CommandException>(() => trace.ReadSamples(trace.Channels));
    }

    [Fact]
    public void SessionDescription_SaysWhatDynamicTypesAre()
    {
        var capture = new CaptureBuilder();
        string sdp = "v=0\r\nc=IN IP4 192.0.2.2\r\nm=audio 5004 RTP/AVP 97 100\r\na=rtpmap:97 L16/16000/2\r\na=rtpmap:100 telephone-event/16000\r\n";
        capture.Udp(0, "192.0.2.2:5060", "192.0.2.1:5060", $"SIP/2.0 200 OK\r\nCall-ID: a\r\nTo: x;tag=1\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\nContent-Length: {sdp.Length}\r\n\r\n{sdp}");
        capture.Udp(100, Phone, Door, Rtp.Packet(97, 1, 0, [0, 1, 0, 2, 0, 3, 0, 4]));
        capture.Udp(200, Phone, Door, Rtp.Packet(100, 2, 320, Rtp.Event(9, 1600, true)));
        // RTCP beside it is no stream
        capture.Udp(210, Phone, Door, [0x80, 200, 0, 6, .. new byte[24]]);
        using Trace trace = Open(capture.ToPcap());
        Assert.Equal(["stream-1.1", "stream-1.2", "stream-1-events"], trace.Channels.Select(c => c.Name));
        var blocks = new List<short>();
        TraceReading.Samples(trace, trace.Channels[..2], b => blocks.AddRange(b.Int16));
        Assert.Equal([1, 2, 3, 4], blocks);
        Assert.Equal(["0.2 9 0.1", "0.2 9 over after 0.1 s 0.2"], TraceReading.Values(trace, 2).Select(v => $"{v.Stamp} {v.Value} {v.Since}"));
    }

    [Fact]
    public void InfoOverTcp_InPieces_IsReadOnce()
    {
        var capture = new CaptureBuilder();
        string first = Info(1, "Signal=5\r\nDuration=100\r\n"), second = Info(2, "Signal=#\r\nDuration=200\r\n");
        const string A = "192.0.2.1:40000", B = "192.0.2.2:5060";
        capture.Tcp(0, A, B, 999, "", syn: true);
        capture.Tcp(10, A, B, 1000, first[..30]);
        capture.Tcp(30, A, B, (uint)(1000 + first.Length), second);
        capture.Tcp(40, A, B, 1030, first[30..]);
        capture.Tcp(50, A, B, 1030, first[30..]);
        capture.Udp(60, A, B, first);
        capture.Udp(70, A, B, Info(3, "Signal=nothing"));
        using Trace trace = Open(capture.ToPcap());
        Assert.Equal(["call-1-info"], trace.Channels.Select(c => c.Name));
        Assert.Equal(["0.04 5", "0.04 5 over after 0.0 s", "0.04 #", "0.24 # over after 0.2 s"], TraceReading.Values(trace).Select(v => $"{v.Stamp} {v.Value}"));
        Assert.Equal(["1 SIP INFO came again and is passed over.", "1 SIP INFO should bring a digit and is malformed.", "it holds signalling alone, no sound: 4 SIP messages (4 INFO) in 7 packets, and none of RTP."], trace.Warnings.Select(w => w[(w.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
    }

    [Fact]
    public void PieceOfTcpThatNeverComes_IsGivenUp()
    {
        var capture = new CaptureBuilder();
        const string A = "192.0.2.1:40000", B = "192.0.2.2:5060";
        capture.Tcp(0, A, B, 999, "", syn: true);
        uint at = 1500;
        for (int i = 1; i <= 70; i++)
        {
            string info = Info(i, "Signal=5");
            capture.Tcp(i * 200, A, B, at, info);
            at += (uint)info.Length;
        }

        using Trace trace = Open(capture.ToPcap());
        Assert.Equal(140, TraceReading.Values(trace).Count);
    }

    [Fact]
    public void CutCapture_IsReadUpToTheCut()
    {
        byte[] bytes = Call().ToPcap();
        using Trace trace = Open(bytes[..^10]);
        Assert.Equal(640, trace.Channels[0].Samples!.Count);
        Assert.EndsWith($"the file is cut within a packet (at byte {bytes.Length - 16 - 214}); it is read up to there.", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedLength_EndsTheReading()
    {
        byte[] bytes = Call().ToPcap();
        bytes[24 + (4 * 230) + 11] = 0x7f;
        using Trace trace = Open(bytes);
        Assert.EndsWith("a packet is said to have 2130706646 bytes (at byte 944); it is read up to there.", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty.")]
    [InlineData("00", "is no packet capture: it starts with none of the numbers by which pcap and pcapng are known.")]
    [InlineData("d4c3b2a10200", "is no packet capture: it ends within its header, after 6 bytes.")]
    public void WhatIsNoCapture_IsRefused(string hex, string message)
    {
        CommandException refused = Assert.Throws<CommandException>(() => Open(Convert.FromHexString(hex)));
        Assert.Equal(ExitCode.Failure, refused.Code);
        Assert.EndsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another SSRC each")]
    [InlineData("another payload type each")]
    [InlineData("the same number each")]
    [InlineData("any number each")]
    public void PacketsThatAreNoStream_AreNone_AndThatIsSaid(string each)
    {
        var random = new Random(1);
        var capture = new CaptureBuilder();
        for (int i = 0; i < 300; i++)
        {
            int number = each switch { "the same number each" => 7, "any number each" => random.Next(65536), _ => i };
            byte[] packet = Rtp.Packet(each == "another payload type each" ? i % 128 : 0, number, (uint)(i * 160), new byte[160]);
            if (each == "another SSRC each")
                packet[8] = (byte)i;
            if (each == "another SSRC each")
                packet[9] = (byte)(i >> 8);
            capture.Udp(i * 20, Phone, Door, packet);
        }

        using Trace trace = Open(capture.ToPcap());
        Assert.Empty(trace.Channels);
        Assert.EndsWith("300 packets, none of them SIP or of a stream of RTP.", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownLinkType_IsTold()
    {
        using Trace trace = Open(Call().ToPcap(147));
        Assert.Empty(trace.Channels);
        Assert.EndsWith("5 packets of link type 147 cannot be read.", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void SignallingAlone_IsSaidToBeThatAlone()
    {
        string sdp = "v=0\r\nc=IN IP4 192.0.2.2\r\nm=audio 5004 RTP/AVP 0\r\n";
        using Trace call = Open(new CaptureBuilder()
            .Udp(0, Phone, "192.0.2.2:5060", $"INVITE sip:d SIP/2.0\r\nCall-ID: a\r\nFrom: x;tag=1\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\n{sdp}")
            .Udp(10, "192.0.2.2:5060", Phone, "SIP/2.0 486 Busy\r\nCall-ID: a\r\nTo: x;tag=2\r\nCSeq: 1 INVITE\r\n\r\n").ToPcap());
        Assert.Empty(call.Channels);
        Assert.EndsWith(": it holds signalling alone, no sound: 2 SIP messages (1 INVITE, 1 answer) in 2 packets, and none of RTP, though they say where it is sent.", Assert.Single(call.Warnings), StringComparison.Ordinal);

        using Trace other = Open(new CaptureBuilder().Udp(0, Phone, Door, "good morning").ToPcap());
        Assert.EndsWith(": there is no sound in it: 1 packet, none of them SIP or of a stream of RTP.", Assert.Single(other.Warnings), StringComparison.Ordinal);
        using Trace empty = Open(new CaptureBuilder().ToPcap());
        Assert.EndsWith(": it holds no packets.", Assert.Single(empty.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void EndsOfOneCall_AreChannelsAndPartiesOfTheirOwn()
    {
        using Trace trace = Open(new CaptureBuilder()
            .Udp(0, Phone, Door, Info(1, "Signal=1"))
            .Udp(10, Door, Phone, Info(2, "Signal=2").Replace("tag=p", "tag=d", StringComparison.Ordinal)).ToPcap());
        Assert.Equal(["call-1-info", "call-1-info#2"], trace.Channels.Select(c => c.Name));
        Assert.Equal(["call-1-info", "call-1-info#2"], trace.Channels.Select(c => c.Party));
    }

    [Fact]
    public void DatagramsThatOnlyLookLikeRtp_AreNoStreams()
    {
        var capture = new CaptureBuilder();
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] payload = new byte[60];
            random.NextBytes(payload);
            payload[0] = 0x80;
            payload[1] &= 0x7f;
            capture.Udp(i, Phone, Door, payload);
        }

        using Trace trace = Open(capture.ToPcap());
        Assert.Empty(trace.Channels);
    }

    [Fact]
    public void RandomAndMutatedFiles_AreReadOrRefused()
    {
        var random = new Random(1);
        string sdp = "v=0\r\nc=IN IP4 192.0.2.2\r\nm=audio 5004 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";
        CaptureBuilder call = Call(1).Udp(110, Phone, Door, Rtp.Packet(101, 65539, 1800, Rtp.Event(1, 160))).Udp(120, Phone, "192.0.2.1:5060", Info(1, "Signal=1"))
            .Udp(130, "192.0.2.2:5060", Phone, $"SIP/2.0 200 OK\r\nCall-ID: a\r\nTo: x;tag=1\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\n{sdp}");
        byte[][] whole = [call.ToPcap(), call.ToPcapng(), call.ToPcapng(1, true, 6)];
        int read = 0;
        for (int i = 0; i < 1500; i++)
        {
            byte[] bytes = [.. whole[i % 3]];
            if (random.Next(2) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            for (int change = random.Next(12); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                using Trace trace = Open(bytes);
                foreach (TraceChannel channel in trace.Channels.Where(c => c.Refusal is null))
                {
                    IReadOnlyList<Stamped<Value>> values = TraceReading.Values(trace, channel.Index);
                    Assert.True(values.Count < 100_000);
                    Assert.All(values.Zip(values.Skip(1)), pair => Assert.True(pair.First.Stamp <= pair.Second.Stamp));
                }

                read++;
            }
            catch (CommandException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }

        Assert.InRange(read, 1000, 1500);
    }

    private static string Info(int sequence, string body) =>
        $"INFO sip:door SIP/2.0\r\nCall-ID: a\r\nFrom: <sip:p>;tag=p\r\nCSeq: {sequence} INFO\r\nContent-Type: application/dtmf-relay\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static void Whole(Trace trace)
    {
        Assert.Empty(trace.Warnings);
        TraceChannel channel = Assert.Single(trace.Channels);
        Assert.Equal("stream-1 192.0.2.1:4000 to 192.0.2.2:5004, SSRC 0x12345678, PCMU/8000", channel.Label);
        Assert.Equal((8000, 800L, SignalTime.Zero), (channel.Samples!.Clock.Rate.Hertz, channel.Samples.Count!.Value, channel.Samples.Clock.TimeOf(0)));
        short[] samples = Samples(trace);
        for (int packet = 0; packet < 5; packet++)
            Assert.Single(samples[(packet * 160)..((packet + 1) * 160)].Distinct());
        Assert.Equal(5, samples.Distinct().Count());
    }

    private static short[] Samples(Trace trace)
    {
        var samples = new List<short>();
        TraceReading.Samples(trace, [trace.Channels[0]], b => samples.AddRange(b.Int16));
        return [.. samples];
    }

    private Trace Open(byte[] bytes)
    {
        string path = Path.Combine(folder.Path, "a.pcap");
        File.WriteAllBytes(path, bytes);
        return TraceFormats.Open(path);
    }
}
