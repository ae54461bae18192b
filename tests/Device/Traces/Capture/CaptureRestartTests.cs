using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Tests.Telephony;
using Reactive.Device.Traces;
using Xunit;

namespace Reactive.Device.Tests.Traces.Capture;

/// <summary>Senders that start to number anew while packets come late, twice and out of order.</summary>
public sealed class CaptureRestartTests(Workbench bench) : IClassFixture<Workbench>
{
    private const int Jump = 41;

    // forwards, backwards, and so little backwards that the old numbers lie ahead of the new
    public static TheoryData<string, int, int> Jumps()
    {
        var jumps = new TheoryData<string, int, int>();
        foreach ((string disorder, int seed) in CaptureOrderTests.Disorders().Select(d => d.Data))
        {
            foreach (int to in new[] { 30_000, 200, 4000 })
                jumps.Add(disorder, seed, to);
        }

        return jumps;
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void DisorderAcrossTheJump_LosesNothing(string disorder, int seed, int to)
    {
        List<byte[]> sent = [.. Enumerable.Range(0, 100).Select(i => Packet(i < Jump ? 5000 + i : to + i, i))];
        (short[] ordered, ImmutableArray<string> nothing) = Read("ordered.pcap", sent);
        (short[] torn, ImmutableArray<string> warnings) = Read("torn.pcap", CaptureOrderTests.Disordered(sent, disorder, seed));
        Assert.Equal(100 * 160, ordered.Length);
        Assert.Empty(nothing);
        Assert.Equal(ordered, torn);
        Assert.Matches("stream-1: [0-9]+ out of order\\.$", Assert.Single(warnings));
    }

    [Fact]
    public void LateAndDoubledPackets_BetweenTheFirstTwoOfTheNewNumbers_DoNotMatter()
    {
        // 2 comes twice, 3 comes late, both after 4
        Assert.Equal("1 came twice, 2 out of order", Told(0, 1, 2, 4, 30_000, 2, 3, 30_001, 30_002));
        // the sender is believed before 3 and 4 have come
        Assert.Equal("2 out of order", Told(0, 1, 2, 30_000, 30_001, 4, 3, 30_002));
    }

    [Fact]
    public void EveryPacketTwice_IsCountedAsThat() =>
        Assert.Equal("6 came twice", Told(0, 0, 1, 1, 2, 2, 30_000, 30_000, 30_001, 30_001, 30_002, 30_002));

    [Fact]
    public void StrayThatComesTwice_IsOne() => Assert.Equal("1 came twice, 1 with numbers that fit nothing", Told(0, 1, 2, 3, 30_000, 30_000, 4));

    [Fact]
    public void StrayLongBefore_IsNoneOfTheNewNumbers() =>
        Assert.Equal("1 with numbers that fit nothing", Told([0, 1, 2, 30_000, .. Enumerable.Range(3, 40), 30_002, 30_003, 30_004]));

    [Fact]
    public void StraysOneByOneBetweenOthers_AreNoNewNumbers() =>
        Assert.Equal("3 with numbers that fit nothing", Told(0, 1, 2, 30_000, 3, 30_001, 4, 30_002, 5, 6, 7));

    private string Told(params int[] numbers)
    {
        // a session description names the stream, whatever its numbers do; time goes on with numbers
        int[] order = [.. numbers.Distinct().OrderBy(n => n)];
        (_, ImmutableArray<string> warnings) = Read("told.pcap", [.. numbers.Select(n => Packet(n, Array.IndexOf(order, n)))]);
        string told = Assert.Single(warnings);
        return told[(told.IndexOf("stream-1: ", StringComparison.Ordinal) + 10)..^1];
    }

    private static byte[] Packet(int number, int place) => Rtp.Packet(0, number, (uint)(place * 160), Rtp.Sound(160, (byte)(place + 1)));

    private (short[] Samples, ImmutableArray<string> Warnings) Read(string name, List<byte[]> packets)
    {
        CaptureBuilder capture = new CaptureBuilder().Call("0");
        for (int i = 0; i < packets.Count; i++)
            capture.Udp(i * 20, CaptureBuilder.Phone, CaptureBuilder.Door, packets[i]);
        using Trace trace = TraceFormats.Open(bench.Write(name, capture.ToPcap()));
        var samples = new List<short>();
        TraceReading.Samples(trace, trace.Choose("stream-1"), b => samples.AddRange(b.Int16));
        return ([.. samples], trace.Warnings);
    }
}
