using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Reactive.Sinks.Sip;
using Reactive.Sinks.Tests.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>Sound out of calls and into them.</summary>
public sealed class BaresipSoundTests
{
    private const int Rate = 8_000;

    [Fact]
    public void TonesOfTheOtherEnd_AreHeard()
    {
        Require();
        string file = Path.GetTempFileName();
        try
        {
            // the key 5, twice
            float[] key = [.. Tones(0.2, 770, 1_336), .. new float[Rate / 10]];
            File.WriteAllBytes(file, BaresipWave.Bytes([.. key, .. key], TimeSpan.FromSeconds(20)));
            using Telephone telephone = Telephone.Start("answermode=auto");
            var ear = new Ear();
            using AgentLine line = AgentLine.Up(sound: ear);
            line.Agent.Dial(1, "door", telephone.Address);
            line.Wait("Answered 1");
            telephone.Wait("CALL_ESTABLISHED");
            Thread.Sleep(500);
            telephone.Do("ausrc", $"aufile,{file}");
            short[] heard = ear.HearUntil(s => Blocks(s).Count(b => Has(b, 770) && Has(b, 1_336)) >= 14);
            Assert.DoesNotContain(Blocks(heard), b => Has(b, 697) || Has(b, 1_209));
            line.Agent.HangUp(1);
            line.Wait("Ended 1 Ours");
            // without a call there is silence, and it goes on
            Thread.Sleep(500);
            int before = ear.Count;
            Thread.Sleep(1_000);
            Assert.InRange(ear.Count - before, Rate / 2, Rate * 3 / 2);
            Assert.Equal(0, ear.All[before..].Max(static s => Math.Abs((int)s)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Clip_IsHeardByTheOtherEndAndTheCallGoesOn()
    {
        Require();
        var ear = new Ear();
        using AgentLine other = AgentLine.Up(sound: ear);
        using AgentLine line = AgentLine.Up();
        line.Agent.Dial(1, "door", other.Address);
        other.Wait("Incoming -1");
        other.Agent.Answer(-1);
        line.Wait("Answered 1");
        other.Wait("Answered -1");
        Thread.Sleep(500);
        line.Agent.Play(1, Tones(1.0, 941, 941));
        ear.HearUntil(s => Blocks(s).Count(b => Has(b, 941)) >= 35);
        line.Wait("Played 1");
        int silent = ear.Count;
        // the call is not ended with the clip
        Assert.Equal(0, line.Notes.Count("Ended"));
        Thread.Sleep(1_500);
        Assert.DoesNotContain(Blocks(ear.All[(silent + (Rate / 2))..]), b => Has(b, 941));

        // one that begins while a clip is played hears silence
        using Telephone telephone = Telephone.Start("answermode=auto");
        line.Agent.Play(1, Tones(5, 941, 941));
        line.Agent.Dial(2, "door", telephone.Address);
        line.Wait("Answered 2");
        line.Agent.HangUp(1);
        line.Agent.Dial(3, "door", other.Address);
        other.Wait("Incoming -2");
        other.Agent.Answer(-2);
        line.Wait("Answered 3");
        Thread.Sleep(1_000);
        int later = ear.Count;
        Thread.Sleep(1_000);
        Assert.DoesNotContain(Blocks(ear.All[later..]), b => Has(b, 941));
    }

    [Fact]
    public void SoundServerKilled_TheAgentEnds()
    {
        Require();
        var ear = new Ear();
        using AgentLine line = AgentLine.Up(sound: ear);
        ear.HearUntil(s => s.Length > Rate / 10);
        Signals.Send(ProcessOf(line, "pulseaudio"), Signals.Kill);
        Assert.Equal("Down: the sound server ended", line.Wait("Down"));
    }

    [Theory]
    [InlineData(Signals.Pause)]
    [InlineData(Signals.Kill)]
    public void WhatReadsIsStoppedOrKilled_AnotherReadsAndCallsGoOn(int signal)
    {
        Require();
        using Telephone telephone = Telephone.Start("answermode=auto");
        var ear = new Ear();
        using AgentLine line = AgentLine.Up(sound: ear);
        line.Agent.Dial(1, "door", telephone.Address);
        line.Wait("Answered 1");
        ear.HearUntil(s => s.Length > Rate / 10);
        int process = ProcessOf(line, "parec");
        Signals.Send(process, signal);
        Thread.Sleep(200);
        int before = ear.Count;
        ear.HearUntil(s => s.Length > before + Rate);
        Assert.False(Directory.Exists($"/proc/{process}"));
        Assert.Equal(["Up", "Ringing 1", "Answered 1"], line.Notes.Told);
    }

    private static int ProcessOf(AgentLine line, string program)
    {
        string folder = File.ReadAllText($"/proc/{line.Agent.ProcessId}/cmdline").Split('\0').First(a => a.Contains("reactive-sip-", StringComparison.Ordinal));
        return Process.GetProcessesByName(program).Single(p => File.ReadAllText($"/proc/{p.Id}/cmdline").Contains(folder, StringComparison.Ordinal)).Id;
    }

    private static void Require()
    {
        Peers.RequireProgram("baresip");
        Peers.RequireProgram("pulseaudio");
        Peers.RequireProgram("parec");
    }

    private static float[] Tones(double seconds, double low, double high) =>
        [.. Enumerable.Range(0, (int)(seconds * Rate)).Select(i => (float)(0.25 * (Math.Sin(2 * Math.PI * low * i / Rate) + Math.Sin(2 * Math.PI * high * i / Rate))))];

    private static IEnumerable<short[]> Blocks(short[] samples) => samples.Chunk(Rate / 50).Where(b => b.Length == Rate / 50);

    // whether a block of 20 ms has a tone of some loudness (Goertzel)
    private static bool Has(short[] block, double hertz)
    {
        double coefficient = 2 * Math.Cos(2 * Math.PI * hertz / Rate), s1 = 0, s2 = 0;
        foreach (short sample in block)
            (s1, s2) = ((sample / 32_768.0) + (coefficient * s1) - s2, s1);
        double amplitude = 2 * Math.Sqrt(Math.Max(0, (s1 * s1) + (s2 * s2) - (coefficient * s1 * s2))) / block.Length;
        return amplitude > 0.12;
    }

    private sealed class Ear : ISipSound
    {
        private readonly List<short> _samples = [];

        public int Count
        {
            get
            {
                lock (_samples)
                    return _samples.Count;
            }
        }

        public short[] All
        {
            get
            {
                lock (_samples)
                    return [.. _samples];
            }
        }

        public void Hear(ReadOnlySpan<short> samples)
        {
            lock (_samples)
                _samples.AddRange(samples);
        }

        public short[] HearUntil(Func<short[], bool> isEnough)
        {
            long begun = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(15))
            {
                if (All is var all && isEnough(all))
                    return all;
                Thread.Sleep(50);
            }

            Assert.Fail($"It was not heard, in {Count} samples, the loudest {All.Max(static s => Math.Abs((int)s))}.");
            return [];
        }
    }
}
