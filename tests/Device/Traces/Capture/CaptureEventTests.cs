using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Tests.Telephony;
using Reactive.Device.Traces;
using Xunit;

namespace Reactive.Device.Tests.Traces.Capture;

/// <summary>Telephone events whose packets are not kept, or not where others are.</summary>
public sealed class CaptureEventTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string Phone = CaptureBuilder.Phone, Door = CaptureBuilder.Door;
    private const int Sound = 0, Events = 101, Redundant = 102;

    [Fact]
    public void EventsThatShareANumber_ComeEachAtItsTime() =>
        Assert.Equal(["0.2 7", "0.38 7 over after 0.2 s"], Digits(Enumerable.Range(0, 40).Select(i => (i * 20, i is >= 10 and < 20
            ? Rtp.Packet(Events, 10, 1600, Rtp.Event(7, (i - 9) * 160, i == 19))
            : Rtp.Packet(Sound, i < 10 ? i : i - 9, (uint)(i * 160), Rtp.Sound(160))))));

    [Fact]
    public void EventsThatHaveTheNumberOfSound_AreHeard() =>
        Assert.Equal(["0.2 7", "0.38 7 over after 0.2 s"], Digits(Call((i, at) => [(at, Rtp.Packet(Events, i < 10 ? i : 10, 1600, Pressed(i)))])));

    [Fact]
    public void CopiesOfEvents_ChangeNoTimes() =>
        // each comes once more 90 ms later
        Assert.Equal(["0.2 7", "0.38 7 over after 0.2 s"], Digits(Enumerable.Range(0, 40).SelectMany(i =>
        {
            byte[] packet = i is >= 10 and < 20 ? Rtp.Packet(Events, i, 1600, Pressed(i)) : Rtp.Packet(Sound, i, (uint)(i * 160), Rtp.Sound(160));
            return new[] { (i * 20, packet), ((i * 20) + 90, packet) };
        })));

    [Fact]
    public void EventsNumberedApartFromSound_ComeAtTheirTime() =>
        Assert.Equal(["0.205 7", "0.385 7 over after 0.2 s"], Digits(Call((i, at) => [(at + 5, Rtp.Packet(Events, 30_000 + i, 1600, Pressed(i)))])));

    [Fact]
    public void EventsNumberedApart_WhoseEndComesThreeTimes_ComeAtTheirTime_AndNoSoundIsLost()
    {
        string path = Write(Call((i, at) => Enumerable.Repeat(0, i == 19 ? 3 : 1).Select((_, copy) => (at + 5, Rtp.Packet(Events, 30_000 + i + copy, 1600, Pressed(i))))));
        Assert.Equal(["0.205 7", "0.385 7 over after 0.2 s"], Digits(path));
        using Trace trace = TraceFormats.Open(path);
        Assert.Equal(40 * 160, trace.Channels[0].Samples!.Count);
        Assert.DoesNotContain(trace.Warnings, w => w.Contains("lost", StringComparison.Ordinal) || w.Contains("jump", StringComparison.Ordinal));
    }

    [Fact]
    public void EventsBesideSoundThatIsCut_AreHeard()
    {
        CaptureBuilder capture = new CaptureBuilder().Call("0 101 102");
        for (int i = 0; i < 40; i++)
        {
            bool isRedundant = i is >= 10 and < 19;
            byte[] packet = isRedundant ? Rtp.Packet(Redundant, i, (uint)(i * 160), [.. Block(Events, (i - 10) * 160, 4), Sound, .. Pressed(i), .. Rtp.Sound(160)])
                : i == 19 ? Rtp.Packet(Events, i, 1600, Pressed(i))
                : Rtp.Packet(Sound, i, (uint)(i * 160), Rtp.Sound(160));
            byte[] frame = CaptureBuilder.Ethernet(CaptureBuilder.Ip(Phone, Door, 17, CaptureBuilder.Udp(Phone, Door, packet)));
            capture.Raw(i * 20, isRedundant ? frame[..100] : frame);
        }

        string path = bench.Write("cut.pcap", capture.ToPcap());
        Assert.Equal(["0.2 7", "0.38 7 over after 0.2 s"], Digits(path));
        using Trace trace = TraceFormats.Open(path);
        Assert.Contains(trace.Warnings, w => w.EndsWith("stream-1: 9 packets not captured whole.", StringComparison.Ordinal));
    }

    // 40 packets of sound; beside those from 200 ms to 380 ms a key
    private static IEnumerable<(int, byte[])> Call(Func<int, int, IEnumerable<(int, byte[])>> beside) =>
        Enumerable.Range(0, 40).SelectMany(i => new[] { (i * 20, Rtp.Packet(Sound, i, (uint)(i * 160), Rtp.Sound(160))) }.Concat(i is >= 10 and < 20 ? beside(i, i * 20) : []));

    private static byte[] Pressed(int packet) => Rtp.Event(7, (packet - 9) * 160, packet == 19);

    // the header of a payload within a redundant one
    private static byte[] Block(int type, int ticksBefore, int length) => [(byte)(0x80 | type), (byte)(ticksBefore >> 6), (byte)((ticksBefore << 2) | (length >> 8)), (byte)length];

    private string[] Digits(IEnumerable<(int, byte[])> packets) => Digits(Write(packets));

    private static string[] Digits(string path)
    {
        using Trace trace = TraceFormats.Open(path);
        string[] values = [.. TraceReading.Values(trace, trace.Choose("stream-1-events")[0].Index).Select(d => $"{d.Stamp} {d.Value}")];
        // and the same for people, who ask for ends
        Assert.Equal(values.Length, Cli.Run("decode", "dtmf", path, "--ends", "--json").Json.Count);
        return values;
    }

    private string Write(IEnumerable<(int At, byte[] Packet)> packets)
    {
        CaptureBuilder capture = new CaptureBuilder().Call("0 101");
        foreach ((int at, byte[] packet) in packets.OrderBy(p => p.At))
            capture.Udp(at, Phone, Door, packet);
        return bench.Write("events.pcap", capture.ToPcap());
    }
}
