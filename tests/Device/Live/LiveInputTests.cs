using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading;
using Reactive.Device.Bench.Dtmf;
using Reactive.Device.Live.Inputs;
using Reactive.Device.Output;
using Reactive.Device.Tests.Telephony;
using Reactive.Device.Time;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Live;

/// <summary>Runs with real inputs: RTP over the loopback, and ALSA's devices that are files.</summary>
public sealed class LiveInputTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string Pipeline = """
        pipeline: call
        device: i8307
        signals:
          heard: { from: call, through: [ dtmf ] }
          sent: { from: call-events }
        rules:
          by-tone: { when: heard.digit is 5, do: { pulse: relay-1, for: 100 ms } }
          by-event: { when: sent.digit is 7, do: { pulse: relay-2, for: 100 ms } }
        """;

    [Fact]
    public void RtpThatIsReorderedLostAndDoubled_IsHeard_AndItsRecordingReplaysIdentical()
    {
        string pipeline = bench.Write("rtp.yaml", Pipeline), recording = bench.PathOf("rtp.mcap");
        int port = FreePort();
        using Process run = Cli.Start("run", pipeline, "--input", $"call=rtp:{port}?97=L16/8000", "--input", $"call-events=rtp-events:{port}", "--for", "8s", "--record", recording, "--json", "--signals", "heard,sent");
        Send(port, run);
        CliResult ran = Cli.End(run);
        Assert.True(ran.Code == 0, ran.Error);
        Assert.Contains("\"value\":{\"digit\":\"5\",\"by\":\"in-band\"", ran.Output, StringComparison.Ordinal);
        Assert.Contains("\"value\":{\"digit\":\"7\",\"by\":\"rtp-event\"", ran.Output, StringComparison.Ordinal);
        Assert.Equal(["relay-1", "relay-2"], ran.Json.Where(j => j.TryGetProperty("command", out JsonElement c) && c.GetString() == "activate").Select(j => j.GetProperty("sink").GetString()).Distinct());
        Assert.Contains("packets lost and concealed", ran.Error, StringComparison.Ordinal);
        Assert.Contains("packets that came twice or too late", ran.Error, StringComparison.Ordinal);
        CliResult replay = Cli.Run("replay", recording, "--json", "--signals", "heard,sent");
        Assert.True(replay.Summary.GetProperty("identical").GetBoolean());
        Assert.Equal(ran.Output.Split('\n')[..^2], replay.Output.Split('\n')[..^2]);
    }

    [Fact]
    public void AlsaFile_IsHeard_AndItsRecordingReplaysIdentical()
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libasound.so.2", out _), "libasound2 is not installed.");
        (short[] samples, _) = DtmfSignal.Render([new SentDigit('5', 200, 200)], 1);
        string sound = bench.Write("card.raw", [.. new byte[3 * 16_000], .. MemoryMarshal.AsBytes(samples.AsSpan())]);
        string configuration = bench.Write("asound.conf", $"pcm.door {{ type file slave.pcm {{ type null }} file /dev/null infile \"{sound}\" format raw }}\n");
        string pipeline = bench.Write("alsa.yaml", Pipeline), recording = bench.PathOf("alsa.mcap");
        CliResult ran = Run(configuration, "run", pipeline, "--input", "call=alsa:door", "--for", "5s", "--record", recording, "--json", "--signals", "heard");
        Assert.True(ran.Code == 0, ran.Error);
        Assert.Contains("\"value\":{\"digit\":\"5\",\"by\":\"in-band\"", ran.Output, StringComparison.Ordinal);
        Assert.Contains("'call-events' has no input: what depends on it stays unknown.", ran.Error, StringComparison.Ordinal);
        Assert.True(Cli.Run("replay", recording, "--json").Summary.GetProperty("identical").GetBoolean());

        CliResult none = Run(configuration, "run", pipeline, "--input", "call=alsa:nothing", "--for", "500ms", "--json");
        Assert.Equal(0, none.Code);
        Assert.Contains("Driver call failed and starts again in 0.1 s: ALSA cannot capture 1 channels at 8000 Hz from 'nothing': No such file or directory.", none.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ALSA lib", none.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("call", "--input takes PORT=WHAT, where WHAT is")]
    [InlineData("call=", "--input takes PORT=WHAT, where WHAT is")]
    [InlineData("call=tcp:5", "'tcp:5' is no input; it is rtp:")]
    [InlineData("call=alsa:", "'alsa:' is no input; it is rtp:")]
    [InlineData("call=rtp:", "an address in numbers and a port were expected")]
    [InlineData("call=rtp:0", "an address in numbers and a port were expected")]
    [InlineData("call=rtp:70000", "an address in numbers and a port were expected")]
    [InlineData("call=rtp:example.org:5004", "an address in numbers and a port were expected")]
    [InlineData("call=rtp:5004?96", "a payload type, 0 to 127, and what it stands for were expected")]
    [InlineData("call=rtp:5004?200=L16/8000", "a payload type, 0 to 127, and what it stands for were expected")]
    [InlineData("call=rtp:5004?96=L16", "a payload type, 0 to 127, and what it stands for were expected")]
    public void MalformedInput_IsRefused(string text, string message)
    {
        CommandException refused = Assert.Throws<CommandException>(() => InputOption.Parse(text));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WellFormedInputs_AreRead()
    {
        RtpOption rtp = Assert.IsType<RtpOption>(InputOption.Parse("call=rtp:[::1]:5004?96=L16/16000/2&101=telephone-event/16000"));
        Assert.Equal(("call", true, IPEndPoint.Parse("[::1]:5004")), (rtp.Port, rtp.IsSound, rtp.At));
        Assert.Equal(["101 telephone-event/16000", "96 L16/16000/2"], rtp.Formats.Select(f => $"{f.Key} {f.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:5004"), Assert.IsType<RtpOption>(InputOption.Parse("d=rtp-events:5004")).At);
        Assert.Equal("plughw:0,0", Assert.IsType<AlsaOption>(InputOption.Parse("m=alsa:plughw:0,0")).Device);
    }

    [Fact]
    public void InputsThatDoNotFit_AreRefused()
    {
        string pipeline = bench.Write("fit.yaml", Pipeline);
        Refused("the pipeline uses no port 'door'; it uses call, call-events", "door=rtp:5004");
        Refused("the port 'call-events' takes DTMF digits, no sound. Telephone events are rtp-events:PORT.", "call-events=rtp:5004");
        Refused("the port 'call' takes samples in ADC counts, no digits.", "call=rtp-events:5004");
        Refused("'call' has an input already.", "call=rtp:5004", "call=rtp:5006");
        CliResult fed = Cli.Run("run", pipeline, "--input", "call=rtp:5004", "--speed", "max");
        Assert.Equal(2, fed.Code);
        Assert.Contains("--input goes with a run in real time", fed.Error, StringComparison.Ordinal);

        void Refused(string message, params string[] inputs)
        {
            CliResult refused = Cli.Run(["run", pipeline, .. inputs.SelectMany(i => new[] { "--input", i })]);
            Assert.Equal(2, refused.Code);
            Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AddressThatIsTaken_IsToldAndTriedAgain()
    {
        using var taken = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        CliResult ran = Cli.Run("run", bench.Write("taken.yaml", Pipeline), "--input", $"call=rtp:{((IPEndPoint)taken.Client.LocalEndPoint!).Port}", "--for", "300ms", "--json");
        Assert.Equal(0, ran.Code);
        Assert.Contains("Driver call failed and starts again in 0.1 s: Address already in use", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void SimulatedInput_TellsItsStory()
    {
        CliResult ran = Cli.Run("run", bench.Write("simulated.yaml", Pipeline), "--input", "call=simulated", "--for", "7s", "--json", "--signals", "heard");
        Assert.Contains("\"digit\":\"5\"", ran.Output, StringComparison.Ordinal);
    }

    // In real time. As long as nobody listens the system says so with the datagram after the one that nobody got.
    private static void Send(int port, Process run)
    {
        using var sender = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        sender.Connect(IPAddress.Loopback, port);
        var clock = new DeviceClock();
        var pacer = new Pacer(clock);
        bool isHeard = false;
        while (!isHeard && !run.HasExited)
        {
            pacer.WaitUntil(clock.Now + TimeSpan.FromMilliseconds(20), CancellationToken.None);
            try
            {
                sender.Send([0]);
                isHeard = sender.Send([0]) > 0;
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                isHeard = false;
            }
        }

        SignalTime begun = clock.Now;
        byte[][] packets = Packets();
        for (int i = 0; i < packets.Length && !run.HasExited; i++)
        {
            sender.Send(packets[i]);
            pacer.WaitUntil(begun + TimeSpan.FromMilliseconds((i + 1) * 20), CancellationToken.None);
        }
    }

    // 4 s: a 5 in tones at 2.6 s, a 7 as an event at 3.2 s; of every 20 packets one is lost, one comes twice, two change places
    private static byte[][] Packets()
    {
        (double low, double high) = DtmfSignal.FrequenciesOf('5');
        var packets = new List<byte[]>();
        for (int packet = 0; packet < 200; packet++)
        {
            byte[] payload = new byte[320];
            for (int i = 0; i < 160; i++)
            {
                double seconds = ((packet * 160) + i) / 8000.0;
                short sample = (short)(seconds is >= 2.6 and < 2.9 ? 6000 * (Math.Sin(2 * Math.PI * low * seconds) + Math.Sin(2 * Math.PI * high * seconds)) : 0);
                payload[2 * i] = (byte)(sample >> 8);
                payload[(2 * i) + 1] = (byte)sample;
            }

            packets.Add(packet is >= 160 and < 170
                ? Rtp.Packet(101, packet, 25_600, Rtp.Event(7, (packet - 159) * 160, packet == 169), marked: packet == 160)
                : Rtp.Packet(97, packet, (uint)(packet * 160), payload));
        }

        for (int i = 0; i < 160; i += 20)
        {
            if (i > 0)
                packets[i + 3] = packets[i + 2];
            (packets[i + 6], packets[i + 7]) = (packets[i + 7], packets[i + 6]);
        }

        return [.. packets];
    }

    private static int FreePort()
    {
        using var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.Client.LocalEndPoint!).Port;
    }

    private static CliResult Run(string configuration, params string[] arguments)
    {
        using Process process = Cli.StartWith("ALSA_CONFIG_PATH", configuration, arguments);
        return Cli.End(process);
    }
}
