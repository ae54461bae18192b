using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Sinks.Tests.Mqtt;
using Reactive.Sinks.Tests.Sip;
using Xunit;

namespace Reactive.Device.Tests.Messaging;

/// <summary>Pipelines that call real telephones: runs as processes, what the telephones see, and recordings that replay without them.</summary>
public sealed class CallRunTests : MessageRuns
{
    private const int RateHertz = 8000;

    [Fact]
    public void ATelephoneOpensTheGate_AndTheRecordingReplaysWithoutIt()
    {
        string recording = Path.Combine(Folder, "call.mcap");
        using (Telephone telephone = Telephone.Start("answermode=auto"))
        {
            using Process run = Cli.Start("run", Write("gate.yaml", Gate(telephone.Address)), "--json", "--signals", "sip.call,sip.ended", "--record", recording);
            telephone.Wait("CALL_ESTABLISHED");
            Lines(run, Says("sip.call", "answered"));
            telephone.Do("sndcode", "5");
            Lines(run, static l => Is(l, "sink", "relay-1"));
            // the gate says goodbye, and the call is over on both sides
            telephone.Wait("CALL_CLOSED");
            Lines(run, Says("sip.ended", "ours"));
            Ended(run);
        }

        CliResult replay = Cli.Run("replay", recording, "--json");
        Assert.Equal((0, true), (replay.Code, replay.Summary.GetProperty("identical").GetBoolean()));
        string why = Cli.Run("explain", recording, "--sink", "relay-1").Output;
        Assert.Contains("rule open", why, StringComparison.Ordinal);
        Assert.Contains(": 5 of sip.digit", why, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunThatIsStopped_EndsItsCall()
    {
        using Telephone telephone = Telephone.Start("answermode=auto");
        using Process run = Cli.Start("run", Write("gate.yaml", Gate(telephone.Address)), "--json", "--signals", "sip.call");
        Lines(run, Says("sip.call", "answered"));
        telephone.Wait("CALL_ESTABLISHED");
        Ended(run);
        telephone.Wait("CALL_CLOSED");
    }

    [Fact]
    public void KeysThatAreOnlyHeard_OpenTheGateOnce()
    {
        Peers.RequireProgram("pulseaudio");
        Peers.RequireProgram("parec");
        string recording = Path.Combine(Folder, "call.mcap");
        string keys = Path.Combine(Folder, "keys.wav");
        File.WriteAllBytes(keys, Key(770, 1336));
        using (Telephone telephone = Telephone.Start("answermode=auto"))
        {
            using Process run = Cli.Start("run", Write("gate.yaml", Gate(telephone.Address)), "--json", "--signals", "sip.call,pressed", "--record", recording);
            Lines(run, Says("sip.call", "answered"));
            telephone.Wait("CALL_ESTABLISHED");
            telephone.Do("ausrc", $"aufile,{keys}");
            Lines(run, static l => Is(l, "sink", "relay-1"));
            telephone.Wait("CALL_CLOSED");
            Ended(run);
        }

        CliResult replay = Cli.Run("replay", recording, "--json", "--signals", "pressed");
        Assert.Equal((0, true), (replay.Code, replay.Summary.GetProperty("identical").GetBoolean()));
        Assert.Single(replay.Json, static l => l.TryGetProperty("signal", out JsonElement s) && s.GetString() == "pressed");
        Assert.Contains("dtmf", Cli.Run("explain", recording, "--sink", "relay-1").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AClip_IsPlayedIntoTheCall_AndThenTheCallIsEnded()
    {
        string text = Gate("ADDRESS") + "  greet: { when: sip.call becomes answered, do: { play: greeting.wav, on: telephone } }\n";
        File.WriteAllBytes(Path.Combine(Folder, "greeting.wav"), Key(400, 400));
        using Telephone telephone = Telephone.Start("answermode=auto");
        string recording = Path.Combine(Folder, "call.mcap");
        using Process run = Cli.Start("run", Write("gate.yaml", text.Replace("ADDRESS", telephone.Address, StringComparison.Ordinal)), "--json", "--record", recording, "--for", "6s");
        Lines(run, static l => Is(l, "sink", "telephone"));
        CliResult ended = Cli.End(run);
        Assert.Equal(0, ended.Code);
        Assert.DoesNotContain("does not play", ended.Error, StringComparison.Ordinal);
        Assert.True(Cli.Run("replay", recording, "--json").Summary.GetProperty("identical").GetBoolean());
    }

    [Fact]
    public void AUserAgentThatIsKilled_ComesBack_AndCallsAgain()
    {
        using Telephone telephone = Telephone.Start("answermode=auto");
        using Process run = Cli.Start("run", Write("gate.yaml", Gate(telephone.Address)), "--json", "--signals", "sip,sip.call,sip.ended");
        Lines(run, Says("sip.call", "answered"));
        Reactive.Sinks.Tests.Sip.Signals.Send(UserAgentOf(run), Reactive.Sinks.Tests.Sip.Signals.Kill);
        Lines(run, Says("sip.ended", "lost"));
        Lines(run, Says("sip", "connected"));
        Lines(run, Says("sip.call", "answered"));
        Ended(run);
    }

    [Fact]
    public void WhereNobodyIs_TheCallFails_AndTheRunGoesOn()
    {
        Peers.RequireProgram("baresip");
        string nobody = $"sip:nobody@127.0.0.1:{SipPorts.Free()}";
        using Process run = Cli.Start("run", Write("gate.yaml", Gate(nobody)), "--json", "--signals", "sip.call,sip.ended,sip.outcome");
        Lines(run, Says("sip.outcome", "failed"));
        Ended(run);
    }

    // it rings as soon as there is a telephone
    private static string Gate(string address) =>
        $$"""
        pipeline: gate
        device: i8307
        sip:
          address: 127.0.0.1
          port: {{SipPorts.Pair()}}
          media-port: {{SipPorts.FirstMedia()}}
          accounts: { gate: { user: gate, domain: 127.0.0.1 } }
          contacts: { bell: { address: "{{address}}" } }
        signals:
          heard: { from: call, through: [ dtmf: {} ] }
          pressed: { from: [heard, sip.digit], through: [ merge-digits: {} ] }
        rules:
          ring: { when: once sip is connected, do: { call: bell, ring: 5 s } }
          open: { when: pressed.digit is "5", do: [ { pulse: relay-1, for: 1 s }, { hang-up: call } ] }

        """;

    private static int UserAgentOf(Process run) => Process.GetProcessesByName("baresip").Single(p => File.ReadAllText($"/proc/{p.Id}/status").Contains($"PPid:\t{run.Id}\n", StringComparison.Ordinal)).Id;

    private static Func<string, bool> Says(string signal, string value) => line => Is(line, "signal", signal) && Is(line, "value", value);

    private static bool Is(string line, string name, string value) => JsonDocument.Parse(line).RootElement is var json && json.TryGetProperty(name, out JsonElement own) && own.ToString() == value;

    // two tones for 200 ms and then silence for five seconds: 16 bits, one channel
    private static byte[] Key(double low, double high)
    {
        short[] samples = new short[RateHertz * 52 / 10];
        for (int i = 0; i < RateHertz / 5; i++)
            samples[i + (RateHertz / 2)] = (short)(4000 * (Math.Sin(2 * Math.PI * low * i / RateHertz) + Math.Sin(2 * Math.PI * high * i / RateHertz)));
        using var wave = new MemoryStream();
        using var to = new BinaryWriter(wave);
        to.Write("RIFF"u8);
        to.Write(36 + (2 * samples.Length));
        to.Write("WAVEfmt "u8);
        to.Write(16);
        to.Write((short)1);
        to.Write((short)1);
        to.Write(RateHertz);
        to.Write(2 * RateHertz);
        to.Write((short)2);
        to.Write((short)16);
        to.Write("data"u8);
        to.Write(2 * samples.Length);
        to.Write(samples.SelectMany(BitConverter.GetBytes).ToArray());
        return wave.ToArray();
    }
}
