using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reactive.Device.Bench.Dtmf;
using Reactive.Device.Tests.Telephony;
using Reactive.Device.Traces;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Traces.Capture;

/// <summary>Every press of a key once, whoever brings it: <c>decode dtmf</c>, feeds, and files made of captures.</summary>
public sealed class CaptureDigitsTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string Phone = CaptureBuilder.Phone, Door = CaptureBuilder.Door;

    public static TheoryData<string, string> Captures() => new()
    {
        { "sipp/dtmf_2833_0.pcap", "0" }, { "sipp/dtmf_2833_1.pcap", "1" }, { "sipp/dtmf_2833_2.pcap", "2" }, { "sipp/dtmf_2833_3.pcap", "3" },
        { "sipp/dtmf_2833_4.pcap", "4" }, { "sipp/dtmf_2833_5.pcap", "5" }, { "sipp/dtmf_2833_6.pcap", "6" }, { "sipp/dtmf_2833_7.pcap", "7" },
        { "sipp/dtmf_2833_8.pcap", "8" }, { "sipp/dtmf_2833_9.pcap", "9" }, { "sipp/dtmf_2833_pound.pcap", "#" }, { "sipp/dtmf_2833_star.pcap", "*" },
        { "asterisk_testsuite/ulaw-2013785496.pcap", "2013785496" },
        // sound without keys
        { "sipp/g711a.pcap", "" }, { "asterisk_testsuite/40msalaw.pcap", "" }, { "asterisk_testsuite/A_party_g711a.pcap", "" },
        { "asterisk_testsuite/CARRIER_G711U.pcap", "" }, { "asterisk_testsuite/CUSTOMER_G711U.pcap", "" }, { "ndpi/sip.pcap", "" }, { "ndpi/rtp.pcapng", "" },
    };

    [Theory]
    [MemberData(nameof(Captures))]
    public void CaptureOfTheCorpus_GivesItsDigitsOnce(string file, string digits)
    {
        CliResult decoded = Cli.Run("decode", "dtmf", Corpus.Require("sip_rtp/" + file), "--json");
        Assert.Equal(0, decoded.Code);
        Assert.Equal(digits, Digits(decoded.Json));
        Assert.All(decoded.Json, d => Assert.Equal("rtp-event", d.GetProperty("value").GetProperty("by").GetString()));
    }

    [Fact]
    public void EveryOtherCaptureOfTheCorpus_IsReadOrRefusedWithAReason()
    {
        string[] files = [.. Directory.GetFiles(Corpus.Require("sip_rtp"), "*.pcap*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".pcap" or ".pcapng")];
        Assert.True(files.Length > 35, $"only {files.Length} files");
        foreach (string file in files)
        {
            using Trace trace = TraceFormats.Open(file);
            foreach (TraceChannel channel in trace.Channels.Where(c => c.Refusal is null))
                TraceReading.Values(trace, channel.Index);
        }
    }

    [Fact]
    public void EventsOfTheCorpus_BeginAndEndWithTheirPackets()
    {
        string path = Corpus.Require("sip_rtp/asterisk_testsuite/ulaw-2013785496.pcap");
        var packets = File.ReadLines(Path.ChangeExtension(path, ".rfc4733.tshark.tsv")).Skip(1).Select(l => l.Split('\t')).GroupBy(c => c[2]).ToList();
        using Trace trace = TraceFormats.Open(path);
        IReadOnlyList<Stamped<Value>> events = TraceReading.Values(trace, trace.Choose("stream-1-events")[0].Index);
        Assert.Equal(
            packets.SelectMany(p => new[] { $"{decimal.Parse(p.First()[0], System.Globalization.CultureInfo.InvariantCulture):0.######}", $"{decimal.Parse(p.First(c => c[5] == "1")[0], System.Globalization.CultureInfo.InvariantCulture):0.######}" }),
            events.Select(e => e.Stamp.ToString()));
        Assert.Equal(packets.Select(p => long.Parse(p.Last()[7], System.Globalization.CultureInfo.InvariantCulture) * 125_000), events.Where(e => e.Value.IsOver).Select(e => e.Value.DigitNanoseconds!.Value));
    }

    [Fact]
    public void SoundOfTheCorpus_IsThatOfAnIndependentDecoder()
    {
        string path = Corpus.Require("sip_rtp/asterisk_testsuite/ulaw-2013785496.pcap");
        string wav = Path.ChangeExtension(path, ".audio-only.wav");
        byte[] bytes = File.ReadAllBytes(wav);
        using Trace trace = TraceFormats.Open(path);
        var samples = new List<short>();
        TraceReading.Samples(trace, trace.Choose("stream-1"), b => samples.AddRange(b.Int16));
        short[] expected = MemoryMarshal.Cast<byte, short>(bytes.AsSpan(44)).ToArray();
        // the other file has packet after packet, without the pauses in which events were sent
        Assert.Equal(expected.Where(s => s != 0).Take(10_000), samples.Where(s => s != 0).Take(10_000));
    }

    [Fact]
    public void KeysOfThreeCarriers_AreEachPrintedOnce()
    {
        string path = bench.Write("three.pcap", Three().ToPcap());
        CliResult decoded = Cli.Run("decode", "dtmf", path, "--json");
        Assert.Equal(0, decoded.Code);
        Assert.Equal(["1 rtp-event", "1 in-band", "2 sip-info"], decoded.Json.Select(d => $"{Digit(d)} {d.GetProperty("value").GetProperty("by").GetString()}"));

        CliResult sound = Cli.Run("decode", "dtmf", path + ":stream-1", "--json");
        Assert.Equal("11", Digits(sound.Json));
        CliResult withEnds = Cli.Run("decode", "dtmf", path, "--ends", "--json");
        Assert.Equal(6, withEnds.Json.Count);
        CliResult wrong = Cli.Run("decode", "dtmf", path, "--option", "tone=5 s");
        Assert.Equal(2, wrong.Code);
    }

    [Fact]
    public void Merging_TellsQuickPressesOfOneKeyApart()
    {
        Stamped<Value>[] events = [.. Press('1', 0, 100, DigitCarrier.RtpEvent), .. Press('1', 200, 300, DigitCarrier.RtpEvent)];
        Stamped<Value>[] tones = [.. Press('1', 35, 110, DigitCarrier.InBand), .. Press('1', 240, 310, DigitCarrier.InBand)];
        Assert.Equal(2, Begun(events, tones));
        Assert.Equal(2, Begun(tones, events));
        Assert.Equal(2, Begun(events[..2], tones));
        Assert.Equal(3, Begun(events, [.. tones, .. Press('2', 250, 300, DigitCarrier.InBand)]));
        // while an event goes on its tones are that press, however torn
        Assert.Equal(1, Begun(Press('1', 0, 900, DigitCarrier.RtpEvent), [.. Press('1', 40, 200, DigitCarrier.InBand), .. Press('1', 300, 500, DigitCarrier.InBand), .. Press('1', 600, 800, DigitCarrier.InBand)]));
        Assert.Equal(1, Begun(Press('1', 0, 100, DigitCarrier.RtpEvent), Press('1', 249, 349, DigitCarrier.SipInfo)));
        Assert.Equal(2, Begun(Press('1', 0, 100, DigitCarrier.RtpEvent), Press('1', 251, 351, DigitCarrier.SipInfo)));
    }

    [Fact]
    public void Feeds_TakeSoundAndDigits()
    {
        string path = bench.Write("feeds.pcap", Three().ToPcap());
        string pipeline = bench.Write("call.yaml", """
            pipeline: call
            device: i8307
            signals:
              heard: { from: call, through: [ dtmf ] }
              sent: { from: call-events }
              told: { from: call-info }
            rules:
              open: { when: sent.digit is 1, do: { pulse: relay-1, for: 1 s } }
            """);
        CliResult run = Cli.Run("run", pipeline, "--feed", $"call={path}:stream-1", "--feed", $"call-events={path}:stream-1-events", "--feed", $"call-info={path}:call-1-info", "--speed", "max", "--json", "--signals", "heard,sent,told");
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(2, run.Json.Count(j => j.TryGetProperty("signal", out JsonElement s) && s.GetString() == "heard"));
        Assert.Equal(2, run.Json.Count(j => j.TryGetProperty("signal", out JsonElement s) && s.GetString() == "sent"));
        Assert.Equal(2, run.Json.Count(j => j.TryGetProperty("signal", out JsonElement s) && s.GetString() == "told"));

        CliResult wrong = Cli.Run("run", pipeline, "--feed", $"call-events={path}:stream-1", "--speed", "max");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("the port 'call-events' takes DTMF digits, but the channel", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("holds sound.", wrong.Error, StringComparison.Ordinal);
        CliResult other = Cli.Run("run", pipeline, "--feed", $"call={path}:stream-1-events", "--speed", "max");
        Assert.Contains("holds DTMF digits", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ImportAndExport_KeepDigits()
    {
        string path = bench.Write("files.pcap", Three().ToPcap()), mcap = bench.PathOf("files.mcap");
        CliResult imported = Cli.Run("import", path, mcap);
        Assert.True(imported.Code == 0, imported.Error);
        using (Trace original = TraceFormats.Open(path))
        using (Trace copy = TraceFormats.Open(mcap))
        {
            Assert.Equal(original.Channels.Select(c => c.Name), copy.Channels.Select(c => c.Name));
            for (int i = 1; i < original.Channels.Length; i++)
            {
                Assert.Equal(TraceReading.Values(original, i), TraceReading.Values(copy, i));
                Assert.Equal(RecordType.Digit, copy.Channels[i].Record);
            }

            Assert.Equal(original.WallNanoseconds, copy.WallNanoseconds);
        }

        foreach (string from in new[] { path, mcap })
        {
            string csv = bench.PathOf("files.csv"), vcd = bench.PathOf("files.vcd"), lines = bench.PathOf("files.jsonl");
            Assert.Equal(0, Cli.Run("export", from + ":stream-1-events,call-1-info", csv).Code);
            Assert.Equal("time (s),stream-1-events,call-1-info\n0.2,1,unknown\n0.38,over,unknown\n2,over,2\n2.1,over,over\n", File.ReadAllText(csv));
            Assert.Equal(0, Cli.Run("export", from, vcd).Code);
            Assert.Contains("s1 ", File.ReadAllText(vcd), StringComparison.Ordinal);
            Assert.Equal(0, Cli.Run("export", from + ":stream-1-events", lines).Code);
            Assert.Equal(2, File.ReadLines(lines).Count());
            CliResult wav = Cli.Run("export", from, bench.PathOf("files.wav"));
            Assert.Contains("comes at times of its own, and WAV holds even samples", wav.Error, StringComparison.Ordinal);
            Assert.Equal(0, Cli.Run("export", from + ":stream-1", bench.PathOf("files.wav")).Code);
        }
    }

    [Fact]
    public void WhatIsImported_MergesPressesAsTheCaptureDoes()
    {
        string path = bench.Write("kept.pcap", Three().ToPcap()), mcap = bench.PathOf("kept.mcap");
        Assert.Equal(0, Cli.Run("import", path, mcap).Code);
        CliResult captured = Cli.Run("decode", "dtmf", path, "--ends", "--json"), imported = Cli.Run("decode", "dtmf", mcap, "--ends", "--json");
        Assert.Equal(6, imported.Json.Count);
        Assert.Equal(captured.Output, imported.Output);
        // who is who, too
        Assert.Equal(captured.Error.Replace("kept.pcap", "kept.mcap", StringComparison.Ordinal), imported.Error);
        using Trace copy = TraceFormats.Open(mcap);
        Assert.Equal(["stream-1", "stream-1", "stream-1"], copy.Channels.Select(c => c.Party));
        Assert.Equal(32768, copy.Channels[0].FullScale);

        // of an import of some channels, these
        Assert.Equal(0, Cli.Run("import", path + ":stream-1-events,call-1-info", mcap).Code);
        Assert.Equal(["1 rtp-event", "2 sip-info"], Cli.Run("decode", "dtmf", mcap, "--json").Json.Select(d => $"{Digit(d)} {d.GetProperty("value").GetProperty("by").GetString()}"));
    }

    // 3 s of sound: a 1 in tones and as an event, one in tones only; and a 2 as a message
    private static CaptureBuilder Three()
    {
        var capture = new CaptureBuilder();
        string sdp = "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 11 101\r\na=rtpmap:11 L16/8000\r\na=rtpmap:101 telephone-event/8000\r\n";
        capture.Udp(0, "192.0.2.1:5060", "192.0.2.2:5060", $"INVITE sip:door SIP/2.0\r\nCall-ID: a\r\nFrom: <sip:p>;tag=p\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\n{sdp}");
        (double low, double high) = DtmfSignal.FrequenciesOf('1');
        int sequence = 0;
        for (int packet = 0; packet < 150; packet++)
        {
            byte[] payload = new byte[320];
            for (int i = 0; i < 160; i++)
            {
                int n = (packet * 160) + i;
                double seconds = n / 8000.0;
                bool isOn = seconds is >= 0.2 and < 0.4 or >= 1 and < 1.1;
                short sample = (short)(isOn ? 6000 * (Math.Sin(2 * Math.PI * low * seconds) + Math.Sin(2 * Math.PI * high * seconds)) : 0);
                payload[2 * i] = (byte)(sample >> 8);
                payload[(2 * i) + 1] = (byte)sample;
            }

            capture.Udp(packet * 20, Phone, Door, Rtp.Packet(11, sequence++, (uint)(packet * 160), payload));
            if (packet is >= 10 and < 20)
                capture.Udp(packet * 20, Phone, Door, Rtp.Packet(101, sequence++, 1600, Rtp.Event(1, (packet - 9) * 160, packet == 19)));
            if (packet == 100)
                capture.Udp(2000, "192.0.2.1:5060", "192.0.2.2:5060", "INFO sip:door SIP/2.0\r\nCall-ID: a\r\nFrom: <sip:p>;tag=p\r\nCSeq: 2 INFO\r\nContent-Type: application/dtmf\r\n\r\n2");
        }

        return capture;
    }

    private static Stamped<Value>[] Press(char digit, int from, int to, DigitCarrier carrier)
    {
        SignalTime start = SignalTime.FromMilliseconds(from), end = SignalTime.FromMilliseconds(to);
        return [new Stamped<Value>(Value.Digit(digit, carrier: carrier), start), new Stamped<Value>(Value.DigitOver(digit, end - start, carrier), end)];
    }

    private static int Begun(params IReadOnlyList<Stamped<Value>>[] carriers)
    {
        var presses = new DigitPresses(new MergeDigitsOptions());
        return carriers.SelectMany(c => c).OrderBy(d => d.Stamp).Count(d => presses.Passes(d) && !d.Value.IsOver);
    }

    private static string Digits(IEnumerable<JsonElement> lines) => string.Concat(lines.Select(Digit));

    private static string Digit(JsonElement line) => line.GetProperty("value").GetProperty("digit").GetString()!;
}
