using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using Reactive.Device.Telephony;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Telephony;

/// <summary>SIP messages, session descriptions, and the digits of INFO.</summary>
public sealed class SipTests
{
    private const string Info = "INFO sip:door@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2\r\nFrom: <sip:a@b;tag=no>;tag=me\r\nTo: <sip:door@b>;tag=you\r\nCall-ID: one@two\r\nCSeq: 7 INFO\r\n"
        + "Content-Type: application/dtmf-relay\r\nContent-Length: 9\r\n\r\nSignal=5\n";

    [Fact]
    public void Request_IsRead()
    {
        SipMessage message = Read(Info, SipReading.Message, out int consumed)!;
        Assert.Equal(("INFO", 0, "one@two", 7u, "me", "application/dtmf-relay"), (message.Method, message.Status, message.CallId, message.Sequence, message.Tag, message.ContentType));
        Assert.Equal("Signal=5\n", Encoding.ASCII.GetString(message.Body));
        Assert.Equal(Info.Length, consumed);
    }

    [Fact]
    public void ResponseInCompactForm_FoldedAndAfterEmptyLines_IsRead()
    {
        SipMessage message = Read("\r\n\r\nSIP/2.0 200 OK\r\ni : x\r\nf: a;tag=1\r\nt: <b>\r\n ;tag=2\r\nCSeq:1 INVITE\r\nc: application/SDP; charset=utf-8\r\nl: 3\r\n\r\nv=0more", SipReading.Message, out _)!;
        Assert.Equal(("INVITE", 200, "x", "2", "application/sdp", 3), (message.Method, message.Status, message.CallId, message.Tag, message.ContentType, message.Body.Length));
    }

    [Fact]
    public void StreamOfMessages_IsTakenOneByOne()
    {
        byte[] two = Encoding.ASCII.GetBytes(Info + Info);
        for (int length = 0; length < Info.Length; length++)
            Assert.Equal(SipReading.Incomplete, SipMessage.Read(two.AsSpan(0, length), true, out _, out _));
        Assert.Equal(SipReading.Message, SipMessage.Read(two, true, out _, out int consumed));
        Assert.Equal(Info.Length, consumed);
    }

    [Theory]
    [InlineData("INFO sip:a SIP/2.0\r\nCall-ID: x\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("INFO sip:a SIP/2.0\r\nCall-ID: x\r\nContent-Length: 99999999999\r\n\r\n")]
    [InlineData("INFO sip:a SIP/2.0\r\nCall-ID: x\r\nCSeq: many INFO\r\n\r\n")]
    [InlineData("INFO sip:a SIP/2.0\r\nCSeq: 1 INFO\r\n\r\n")]
    [InlineData("INFO sip:a HTTP/1.1\r\nCall-ID: x\r\n\r\n")]
    [InlineData("SIP/2.0 99 OK\r\nCall-ID: x\r\n\r\n")]
    [InlineData("SIP/2.0 OK\r\nCall-ID: x\r\n\r\n")]
    [InlineData("INFO sip:a SIP/2.0\r\nCall-ID: x\r\n")]
    [InlineData("nothing of the kind")]
    public void DamagedMessage_IsRefused(string text) => Read(text, SipReading.NotSip, out _);

    [Fact]
    public void NamesThatAreTooLong_AreRefused() => Read($"INFO sip:a SIP/2.0\r\nCall-ID: {new string('x', 513)}\r\n\r\n", SipReading.NotSip, out _);

    [Fact]
    public void BodyThatIsCut_IsAsLongAsItIs() =>
        Assert.Equal(4, Read("INFO sip:a SIP/2.0\r\nCall-ID: x\r\nContent-Length: 9\r\n\r\nSign", SipReading.Message, out _)!.Body.Length);

    [Fact]
    public void SessionDescription_NamesItsMedia()
    {
        var media = SessionDescription.Read("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\nc=IN IP4 192.0.2.1/127\r\nm=audio 4000 RTP/AVP 0 101 13\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\nm=video 5000/2 RTP/AVP 96\r\nc=IN IP6 2001:db8::1\r\na=rtpmap:96 H264/90000\r\nm=audio 0 RTP/AVP 8\r\n"u8);
        Assert.Equal(["audio", "video", "audio"], media.Select(m => m.Kind));
        Assert.Equal([4000, 5000, 0], media.Select(m => m.Port));
        Assert.Equal([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.1")], media.Select(m => m.Address));
        Assert.Equal(["0 PCMU/8000", "13 CN/8000", "101 telephone-event/8000"], media[0].Formats.OrderBy(f => f.Key).Select(f => $"{f.Key} {f.Value}"));
    }

    [Theory]
    [InlineData("Signal=5\r\nDuration=160\r\n", '5', 160)]
    [InlineData("Signal= 5\nDuration = 160", '5', 160)]
    [InlineData("SIGNAL:5\r\nduration: 250", '5', 250)]
    [InlineData("Signal=star", '*', 100)]
    [InlineData("Signal=POUND", '#', 100)]
    [InlineData("Signal=10", '*', 100)]
    [InlineData("11", '#', 100)]
    [InlineData("15", 'D', 100)]
    [InlineData("d", 'D', 100)]
    [InlineData(" 7\r\n", '7', 100)]
    [InlineData("Signal=1\r\nDuration=99999999", '1', 10_000)]
    public void InfoBody_IsADigit(string body, char digit, int milliseconds)
    {
        Assert.True(InfoDigit.TryRead(Encoding.ASCII.GetBytes(body), out InfoDigit read));
        Assert.Equal(((char?)digit, TimeSpan.FromMilliseconds(milliseconds)), (read.Digit, read.Duration));
    }

    [Theory]
    [InlineData("16")]
    [InlineData("!")]
    [InlineData("Signal=flash")]
    public void InfoBodyOfTheHook_IsNoDigit(string body)
    {
        Assert.True(InfoDigit.TryRead(Encoding.ASCII.GetBytes(body), out InfoDigit read));
        Assert.Null(read.Digit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("Signal=")]
    [InlineData("Signal=55")]
    [InlineData("Duration=100")]
    [InlineData("Signal=5\r\nDuration=long")]
    [InlineData("Signal=5\r\nDuration=-1")]
    [InlineData("five")]
    [InlineData("E")]
    public void InfoBodyThatIsMalformed_IsRefused(string body) => Assert.False(InfoDigit.TryRead(Encoding.ASCII.GetBytes(body), out _));

    [Fact]
    public void InfoBodiesOfTheCorpus_AreWhatTheySay()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(Corpus.Require("sip_rtp/sip_info/dtmf_relay_bodies.json")));
        int rows = 0;
        foreach (JsonElement item in file.RootElement.GetProperty("items").EnumerateArray())
        {
            string body = item.GetProperty("body").GetString()!;
            Assert.True(InfoDigit.IsType(item.GetProperty("content_type").GetString()!));
            Assert.True(InfoDigit.TryRead(Encoding.UTF8.GetBytes(body), out InfoDigit read), body);
            string signal = body.StartsWith("Signal=", StringComparison.Ordinal) ? body["Signal=".Length..].Split('\r')[0] : body;
            Assert.Equal((signal[0], body.Contains("Duration", StringComparison.Ordinal) ? 150 : 100), (read.Digit!.Value, (int)read.Duration.TotalMilliseconds));
            rows++;
        }

        Assert.Equal(32, rows);
    }

    [Fact]
    public void RandomBytes_AreReadOrRefused()
    {
        var random = new Random(1);
        byte[] start = Encoding.ASCII.GetBytes(Info);
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = i % 2 == 0 ? start[..random.Next(start.Length)] : new byte[random.Next(300)];
            if (i % 2 == 1)
                random.NextBytes(bytes);
            for (int change = random.Next(6); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            SipMessage.Read(bytes, i % 3 == 0, out _, out int consumed);
            Assert.InRange(consumed, 0, bytes.Length);
            SessionDescription.Read(bytes);
            InfoDigit.TryRead(bytes, out _);
            if (RtpHeader.TryRead(bytes, out RtpHeader header))
                Assert.InRange(header.Start + header.Length, 12, bytes.Length);
            var blocks = new RedundantPayload(bytes, 0);
            while (blocks.TryNext(out RedundantBlock block))
                Assert.InRange(block.Start + block.Length, 0, bytes.Length);
        }
    }

    private static SipMessage? Read(string text, object reading, out int consumed)
    {
        Assert.Equal(reading, SipMessage.Read(Encoding.ASCII.GetBytes(text), false, out SipMessage? message, out consumed));
        return message;
    }
}
