using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Reactive.Device.Bench.Dtmf;
using Reactive.Device.Telephony;
using Reactive.Device.Tests.Telephony;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Capture;
using Reactive.Signals;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Traces.Capture;

/// <summary>Streams whose packets never come in order, and that no session description names.</summary>
public sealed partial class CaptureOrderTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string Phone = CaptureBuilder.Phone, Door = CaptureBuilder.Door;
    private const string Keys = "159#D04";

    // in tones, but for the 5 and the 0, which are events; numbers and timestamps wrap on the way
    private static readonly Lazy<List<byte[]>> Sent = new(() => Call(Keys, "50"));

    public static TheoryData<string, int> Disorders() => new()
    {
        { "swapped", 0 }, { "window 4", 1 }, { "window 4", 2 }, { "window 8", 3 }, { "window 8", 4 }, { "window 8", 5 },
    };

    [Theory]
    [MemberData(nameof(Disorders))]
    public void PacketsOutOfOrder_GiveWhatTheyGiveInOrder(string disorder, int seed)
    {
        string ordered = Write("ordered.pcap", Sent.Value), torn = Write("torn.pcap", Disordered(Sent.Value, disorder, seed));
        Same(ordered, torn);
        Assert.Equal(Keys, Digits(torn));
        Assert.Matches("stream-1: [0-9]+ out of order\\.$", Assert.Single(Warnings(torn)));
    }

    [Theory]
    [MemberData(nameof(Disorders))]
    public void PacketsLostAndDoubledToo_AreConcealedAndCounted(string disorder, int seed)
    {
        List<byte[]> left = Reordering.Thinned(Sent.Value, seed), came = Reordering.Doubled(Disordered(left, disorder, seed), seed);
        string ordered = Write("ordered.pcap", left), torn = Write("torn.pcap", came);
        Same(ordered, torn, isStamped: false);
        Assert.Equal(Digits(ordered), Digits(torn));
        string lost = Lost().Match(Assert.Single(Warnings(ordered))).Value;
        Assert.NotEmpty(lost);
        string told = Assert.Single(Warnings(torn));
        Assert.Contains(lost, told, StringComparison.Ordinal);
        Assert.Contains($", {came.Count - left.Count} came twice, ", told, StringComparison.Ordinal);
    }

    [Fact]
    public void EventWhosePacketsShareANumber_IsADigit()
    {
        List<byte[]> packets = [.. Enumerable.Range(0, 40).Select(i => i is >= 10 and < 20
            ? Rtp.Packet(101, 10, 1600, Rtp.Event(7, (i - 9) * 160, i == 19))
            : Rtp.Packet(0, i < 10 ? i : i - 9, (uint)(i * 160), Rtp.Sound(160)))];
        Assert.Equal("7", Digits(Write("shared.pcap", packets)));
    }

    [Fact]
    public void NumbersThatJump_AndAnotherType_AreTheSameStream_AnotherSenderIsAnother()
    {
        List<byte[]> packets = [];
        for (int i = 0; i < 120; i++)
            packets.Add(Rtp.Packet(i < 80 ? 0 : 8, i < 40 ? 100 + i : 30_000 + i, (uint)(i * 160), Rtp.Sound(160, (byte)i), ssrc: i < 100 ? 1u : 2u));
        List<byte[]> torn = [.. Reordering.Shuffled(packets[..40], 8, 1), .. Reordering.Swapped(packets[40..80]), .. Reordering.Shuffled(packets[80..100], 8, 2), .. Reordering.Swapped(packets[100..])];
        string path = Write("jump.pcap", torn);
        using Trace trace = TraceFormats.Open(path);
        Assert.Equal(["PCMU/8000, PCMA/8000", "PCMA/8000"], trace.Channels.Select(c => c.Label[(c.Label.IndexOf("SSRC 0x", StringComparison.Ordinal) + 17)..]));
        Assert.Equal([100 * 160L, 20 * 160L], trace.Channels.Select(c => c.Samples!.Count!.Value));
        Assert.All(trace.Warnings, w => Assert.Matches("stream-[12]: [0-9]+ out of order\\.$", w));
    }

    [Theory]
    [InlineData("1 2 3", 1)]
    [InlineData("3 1 2", 1)]
    [InlineData("3 2 1", 1)]
    [InlineData("65535 1 0", 1)]
    [InlineData("2 1 4 3", 1)]
    // twice the same is not two of them
    [InlineData("1 2 2 1 2", 0)]
    [InlineData("1 2", 0)]
    [InlineData("1 3 5 7", 0)]
    [InlineData("5 1 3", 0)]
    public void ThreeInARow_AreTheLeast_HoweverTheyCame(string numbers, int streams)
    {
        int[] sequence = [.. numbers.Split(' ').Select(n => int.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];
        using Trace trace = TraceFormats.Open(Write("few.pcap", [.. sequence.Select(n => Rtp.Packet(0, n, (uint)((short)n * 160), Rtp.Sound(160)))]));
        Assert.Equal(streams, trace.Channels.Length);
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    public void TypeThatNobodyNames_TakesTenPackets(int count, int streams)
    {
        List<byte[]> packets = [.. Enumerable.Range(0, count).Select(i => Rtp.Packet(111, i, (uint)(i * 960), Rtp.Sound(80)))];
        using Trace trace = TraceFormats.Open(Write("unnamed.pcap", Reordering.Swapped(packets)));
        Assert.Equal(streams, trace.Channels.Length);
    }

    [Fact]
    public void ClockOfEventsAlone_IsSeenWhateverTheirOrder()
    {
        // 300 ms on a clock of 16 kHz
        List<byte[]> packets = [.. Enumerable.Range(1, 15).Select(i => Rtp.Packet(101, i, 5000, Rtp.Event(7, i * 320, i == 15)))];
        CliResult decoded = Cli.Run("decode", "dtmf", Write("events.pcap", Reordering.Swapped(packets)), "--ends", "--json");
        Assert.Equal(0.3, decoded.Json[^1].GetProperty("value").GetProperty("duration").GetDouble());
    }

    public static TheoryData<string, string> Corpora() => new()
    {
        { "sipp/dtmf_2833_1.pcap", "1" }, { "sipp/dtmf_2833_star.pcap", "*" }, { "asterisk_testsuite/ulaw-2013785496.pcap", "2013785496" },
        { "asterisk_testsuite/40msalaw.pcap", "" }, { "asterisk_testsuite/CARRIER_G711U.pcap", "" }, { "sipp/g711a.pcap", "" }, { "ndpi/rtp.pcapng", "" },
    };

    [Theory]
    [MemberData(nameof(Corpora))]
    public void CaptureOfTheCorpus_GivesTheSameOutOfOrder(string file, string digits)
    {
        string original = Corpus.Require("sip_rtp/" + file);
        (List<double> times, List<byte[]> frames, int linkType) = Frames(original);
        foreach ((string disorder, int seed) in Disorders().Select(d => d.Data))
        {
            var capture = new CaptureBuilder();
            foreach ((double at, byte[] frame) in times.Zip(Disordered(frames, disorder, seed)))
                capture.Raw(at, frame);
            string torn = bench.Write("corpus.pcap", capture.ToPcap(linkType, nano: true));
            // those of sipp are one event and nothing else: ten packets, shuffled in eight, do not tell their clock, nor when the three copies of the last came
            bool isEvent = file.StartsWith("sipp/dtmf", StringComparison.Ordinal);
            if (!isEvent || disorder == "swapped")
                Same(original, torn, isStamped: !isEvent);
            if (seed is 0 or 3)
                Assert.Equal(digits, Digits(torn));
        }
    }

    internal static List<T> Disordered<T>(List<T> sent, string disorder, int seed) =>
        disorder == "swapped" ? Reordering.Swapped(sent) : Reordering.Shuffled(sent, disorder[^1] - '0', seed);

    private static (List<double> Times, List<byte[]> Frames, int LinkType) Frames(string path)
    {
        using CaptureReader reader = CaptureFile.Open(path);
        List<double> times = [];
        List<byte[]> frames = [];
        long first = 0;
        int linkType = 0;
        while (reader.TryRead(out CapturedPacket packet))
        {
            first = frames.Count == 0 ? packet.Nanoseconds : first;
            linkType = packet.LinkType;
            times.Add((packet.Nanoseconds - first) / 1e6);
            frames.Add(packet.Bytes.ToArray());
        }

        return (times, frames, linkType);
    }

    // The same channels, of sound the same samples at the same times, and the same digits.
    private static void Same(string ordered, string torn, bool isStamped = true)
    {
        using Trace expected = TraceFormats.Open(ordered), actual = TraceFormats.Open(torn);
        Assert.NotEmpty(expected.Channels);
        Assert.Equal(expected.Channels.Select(c => c.Label), actual.Channels.Select(c => c.Label));
        foreach (TraceChannel channel in expected.Channels.Where(c => c.Refusal is null))
        {
            if (channel.Samples is not { } samples)
            {
                IEnumerable<Stamped<Value>> digits = TraceReading.Values(expected, channel.Index), torns = TraceReading.Values(actual, channel.Index);
                Assert.Equal(digits.Select(d => isStamped ? d.ToString() : d.Value.ToString()), torns.Select(d => isStamped ? d.ToString() : d.Value.ToString()));
                continue;
            }

            Assert.Equal(samples.Clock.TimeOf(0), actual.Channels[channel.Index].Samples!.Clock.TimeOf(0));
            Assert.Equal(Samples(expected, channel), Samples(actual, actual.Channels[channel.Index]));
        }
    }

    private static List<(long, short)> Samples(Trace trace, TraceChannel channel)
    {
        var samples = new List<(long, short)>();
        TraceReading.Samples(trace, [channel], b =>
        {
            for (int i = 0; i < b.Count; i++)
                samples.Add((b.FirstIndex + i, b.Int16[i]));
        });
        return samples;
    }

    private static ImmutableArray<string> Warnings(string path)
    {
        using Trace trace = TraceFormats.Open(path);
        return trace.Warnings;
    }

    private static string Digits(string path)
    {
        CliResult decoded = Cli.Run("decode", "dtmf", path, "--json");
        Assert.Equal(0, decoded.Code);
        return string.Concat(decoded.Json.Select(d => d.GetProperty("value").GetProperty("digit").GetString()));
    }

    private string Write(string name, List<byte[]> packets)
    {
        var capture = new CaptureBuilder();
        for (int i = 0; i < packets.Count; i++)
            capture.Udp(i * 20, Phone, Door, packets[i]);
        return bench.Write(name, capture.ToPcap());
    }

    // Keys of 200 ms and as much pause: tones in mu-law, or events in their place.
    private static List<byte[]> Call(string keys, string asEvents)
    {
        (short[] samples, _) = DtmfSignal.Render(keys.Select(k => new SentDigit(k, 200, 200)), 1);
        byte[] sound = MuLaw(samples);
        List<byte[]> packets = [];
        for (int i = 0; i < sound.Length / 160; i++)
        {
            uint timestamp = unchecked((uint)(i * 160) - 8000);
            // 100 ms of silence before the first key
            int key = (i - 5) / 20, within = (i - 5) % 20;
            bool isEvent = i >= 5 && key < keys.Length && within < 10 && asEvents.Contains(keys[key], StringComparison.Ordinal);
            packets.Add(isEvent
                ? Rtp.Packet(101, 65_500 + i, timestamp - (uint)(within * 160), Rtp.Event(Value.Digits.IndexOf(keys[key], StringComparison.Ordinal), (within + 1) * 160, within == 9), marked: within == 0)
                : Rtp.Packet(0, 65_500 + i, timestamp, sound[(i * 160)..((i + 1) * 160)]));
        }

        return packets;
    }

    private static byte[] MuLaw(short[] samples)
    {
        short[] levels = new short[256];
        G711.MuLawToLinear([.. Enumerable.Range(0, 256).Select(c => (byte)c)], levels);
        return [.. samples.Select(s => (byte)Enumerable.Range(0, 256).MinBy(c => Math.Abs(levels[c] - s)))];
    }

    [GeneratedRegex("[0-9]+ packets? lost and concealed")]
    private static partial Regex Lost();
}
