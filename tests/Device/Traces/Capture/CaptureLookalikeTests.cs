using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using Reactive.Device.Traces;
using Xunit;

namespace Reactive.Device.Tests.Traces.Capture;

/// <summary>What else goes over UDP, thousands of flows of it: none of it is sound.</summary>
public sealed class CaptureLookalikeTests(TraceFolder folder) : IClassFixture<TraceFolder>
{
    private const int Flows = 2000;

    [Theory]
    [InlineData("any bytes")]
    [InlineData("any bytes after the first of RTP")]
    [InlineData("any number and time of one sender")]
    [InlineData("any number, times that grow")]
    [InlineData("few numbers in any order, times that grow")]
    [InlineData("few numbers in any order, always the same time")]
    [InlineData("numbers that grow, any time")]
    [InlineData("numbers that grow, always the same time")]
    [InlineData("numbers that grow by more than one, times that grow")]
    [InlineData("DNS with EDNS")]
    [InlineData("RTCP")]
    [InlineData("STUN")]
    [InlineData("DTLS")]
    public void OtherDatagrams_AreNoStream(string kind)
    {
        var random = new Random(1);
        var capture = new CaptureBuilder();
        int sent = 0;
        for (int flow = 0; flow < Flows; flow++)
        {
            string from = $"192.0.2.{1 + (flow % 250)}:{4000 + flow}";
            byte[] sender = new byte[4];
            random.NextBytes(sender);
            int first = random.Next(65536), type = new[] { 0, 8, 96, 111 }[random.Next(4)];
            // few in most, many in some
            for (int i = 0, count = random.Next(10) > 0 ? random.Next(12, 40) : 200; i < count; i++)
                capture.Udp(sent++ * 2, from, CaptureBuilder.Door, Datagram(kind, random, sender, type, first, i));
        }

        string path = Path.Combine(folder.Path, "other.pcap");
        File.WriteAllBytes(path, capture.ToPcap());
        using Trace trace = TraceFormats.Open(path);
        Assert.Empty(trace.Channels.Select(c => c.Label));
    }

    private static byte[] Datagram(string kind, Random random, byte[] sender, int type, int first, int i)
    {
        byte[] bytes = new byte[random.Next(12, 200)];
        random.NextBytes(bytes);
        uint any = (uint)random.NextInt64(1L << 32), time = (uint)((first * 7) + (i * 160));
        uint ssrc = BinaryPrimitives.ReadUInt32BigEndian(sender);
        byte[] Rtp(int number, uint timestamp) => Telephony.Rtp.Packet(type, number, timestamp, bytes, ssrc: ssrc);
        switch (kind)
        {
            case "any bytes":
                return bytes;
            case "any bytes after the first of RTP":
                bytes[0] = 0x80;
                return bytes;
            case "any number and time of one sender":
                return Rtp(random.Next(65536), any);
            case "any number, times that grow":
                return Rtp(random.Next(65536), time);
            case "few numbers in any order, times that grow":
                return Rtp(random.Next(32), time);
            case "few numbers in any order, always the same time":
                return Rtp(random.Next(32), (uint)first);
            case "numbers that grow, any time":
                return Rtp(first + i, any);
            case "numbers that grow, always the same time":
                return Rtp(first + i, (uint)first);
            case "numbers that grow by more than one, times that grow":
                return Rtp(first + (i * 2), time);
            case "DNS with EDNS":
                // an answer of 0 to 3 records, none of authorities, one additional
                return [.. bytes[..2], 0x81, (byte)(0x80 + random.Next(4)), 0, 1, 0, (byte)random.Next(4), 0, 0, 0, 1, .. bytes[2..]];
            case "RTCP":
                return [0x81, (byte)random.Next(200, 208), 0, 7, .. sender, .. bytes];
            case "STUN":
                return [(byte)random.Next(2), 1, 0, (byte)(bytes.Length & ~3), 0x21, 0x12, 0xa4, 0x42, .. bytes];
            default:
                return [(byte)random.Next(20, 24), 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, (byte)(i >> 8), (byte)i, 0, (byte)bytes.Length, .. bytes];
        }
    }
}
