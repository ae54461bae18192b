using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Device.Output;
using Reactive.Device.Speakers;
using Reactive.Operators;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Speakers;

/// <summary>Clips: read, brought to the rate of a speaker, shaped, and played by runs.</summary>
public sealed class ClipTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string Bell = """
        pipeline: bell
        device: i8307
        rules:
          start: { when: once io-1-in is active, do: { play: CLIP, on: speaker, gain: -6 dB, repeat: 2 } }
        """;

    [Fact]
    public void AClipAtTheRateOfTheSpeaker_IsPlayedAsItIs()
    {
        float[] chime = Chime.Render(16_000);
        WaveFile.Write(bench.PathOf("same.wav"), chime, 16_000);
        Assert.Equal(chime.Select(s => PcmSample.Of(PcmSample.Of(s))), Clip.Read(bench.PathOf("same.wav"), 16_000));
    }

    [Theory]
    [InlineData(8000, 16_000)]
    [InlineData(48_000, 16_000)]
    [InlineData(44_100, 16_000)]
    [InlineData(16_000, 48_000)]
    public void AClipOfAnotherRate_IsTheSameSound_AtTheSameTime(int from, int to)
    {
        WaveFile.Write(bench.PathOf("other.wav"), Tone(from, 1000), from);
        float[] played = Clip.Read(bench.PathOf("other.wav"), to), expected = Tone(to, 1000);
        Assert.Equal(expected.Length, played.Length);
        // near its ends the filter sees the silence outside
        for (int i = to / 50; i < played.Length - (to / 50); i++)
            Assert.InRange(played[i] - expected[i], -0.002, 0.002);
    }

    [Fact]
    public void Channels_AreMixed()
    {
        byte[] wave = File.ReadAllBytes(Wave("mono.wav", [0.5f, -0.25f, 0.125f, 0.75f], 16_000));
        // the header says two channels: frames of four bytes
        (wave[22], wave[32]) = (2, 4);
        BitConverter.GetBytes(64_000).CopyTo(wave, 28);
        Assert.Equal([0.125f, 0.4375f], Clip.Read(bench.Write("stereo.wav", wave), 16_000).Select(s => MathF.Round(s * 10_000) / 10_000));
    }

    [Fact]
    public void Gain_IsLimited_SoThatNothingIsClipped_AndThatIsTold()
    {
        float[] sound = [0.5f, -0.25f];
        Assert.Equal(0, Clip.Shape(sound, new PlayedClip("a.wav", GainDb: -6.0206), 8000), tolerance: 1e-6);
        Assert.Equal([0.25f, -0.125f], sound.Select(s => MathF.Round(s * 10_000) / 10_000));
        Assert.Equal(20 - 12.0412, Clip.Shape(sound, new PlayedClip("a.wav", GainDb: 20), 8000), tolerance: 1e-4);
        Assert.Equal([1f, -0.5f], sound.Select(s => MathF.Round(s * 10_000) / 10_000));
    }

    [Fact]
    public void Fades_AreAtBothEnds_AndNeverLongerThanHalfAClip()
    {
        float[] sound = [.. Enumerable.Repeat(1f, 8)];
        Clip.Shape(sound, new PlayedClip("a.wav", FadeSeconds: 0.0005), 8000);
        Assert.Equal([0.125f, 0.375f, 0.625f, 0.875f, 0.875f, 0.625f, 0.375f, 0.125f], sound);
        sound = [.. Enumerable.Repeat(1f, 4)];
        Clip.Shape(sound, new PlayedClip("a.wav", FadeSeconds: 1), 8000);
        Assert.Equal([0.25f, 0.75f, 0.75f, 0.25f], sound);
    }

    [Fact]
    public void ClipsThatCannotBePlayed_AreToldByCheck_AndDoNotRun()
    {
        Wave("fine.wav", Chime.Render(8000), 8000);
        Wave("long.wav", new float[(60 * 8000) + 1], 8000);
        Wave("empty.wav", [], 8000);
        Wave("odd.wav", new float[100], 12_347);
        bench.Write("text.wav", "this is no sound at all");
        Assert.Equal(0, Check("fine.wav", "").Code);
        Check("nothing.wav", "error R0417: there is no file");
        Check("long.wav", "long.wav is longer than 60 s");
        Check("empty.wav", "empty.wav");
        Check("odd.wav", "which cannot be brought to the 16 kHz of the speaker");
        Check("text.wav", "text.wav");
        CliResult run = Cli.Run("run", Pipeline("nothing.wav"), "--for", "100ms");
        Assert.Equal(1, run.Code);
        Assert.Contains("has errors and does not run", run.Error, StringComparison.Ordinal);

        CliResult Check(string clip, string message)
        {
            CliResult checkedFile = Cli.Run("check", Pipeline(clip));
            Assert.Equal(message.Length == 0 ? 0 : 1, checkedFile.Code);
            Assert.Contains(message, checkedFile.Output, StringComparison.Ordinal);
            return checkedFile;
        }
    }

    [Fact]
    public void ARun_PlaysOnASoundCard_AndItsRecordingReplaysIdentical()
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libasound.so.2", out _), "libasound2 is not installed.");
        float[] chime = Chime.Render(16_000);
        Wave("played.wav", chime, 16_000);
        string played = bench.PathOf("played.raw"), recording = bench.PathOf("played.mcap");
        string configuration = bench.Write("play.conf", $"pcm.mouth {{ type file slave.pcm {{ type null }} file \"{played}\" format raw }}\n");
        string pipeline = bench.Write("played.yaml", Bell.Replace("CLIP", "played.wav", StringComparison.Ordinal).Replace("io-1-in is active", "io-1-in is inactive", StringComparison.Ordinal));
        using Process process = Cli.StartWith("ALSA_CONFIG_PATH", configuration, "run", pipeline, "--speaker", "speaker=alsa:mouth", "--for", "2s", "--record", recording, "--json");
        CliResult ran = Cli.End(process);
        Assert.True(ran.Code == 0, ran.Error);
        Assert.Contains("\"sink\":\"speaker\",\"command\":\"play\",\"text\":\"played.wav gain=-6dB repeat=2\"", ran.Output, StringComparison.Ordinal);
        short[] samples = MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(played)).ToArray();
        // two times, the file being written anew with each opening: what is there is the second one
        Assert.True(samples.Length >= chime.Length);
        Assert.InRange(samples.Max() / 32768.0, chime.Max() * 0.5, chime.Max() * 0.502);
        Assert.True(Cli.Run("replay", recording, "--json").Summary.GetProperty("identical").GetBoolean());
        Assert.Contains("command 1: speaker play", Cli.Run("explain", recording, "--sink", "speaker", "--at", "2s").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("horn=simulated", "has no speaker 'horn'; it has speaker.")]
    [InlineData("speaker", "--speaker takes NAME=WHAT")]
    [InlineData("speaker=hw:0", "--speaker takes alsa:DEVICE or simulated")]
    public void WrongSpeakers_AreRefused(string option, string message)
    {
        Wave("wrong.wav", Chime.Render(8000), 8000);
        CliResult refused = Cli.Run("run", Pipeline("wrong.wav"), "--speaker", option);
        Assert.Equal(2, refused.Code);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomAndTruncatedFiles_AreRefusedClearly()
    {
        byte[] whole = File.ReadAllBytes(Wave("whole.wav", Chime.Render(8000), 8000));
        var random = new Random(4);
        for (int i = 0; i < 60; i++)
        {
            byte[] bytes = whole[..random.Next(0, 2000)];
            for (int change = 0; bytes.Length > 0 && change < i % 8; change++)
                bytes[random.Next(Math.Min(bytes.Length, 60))] = (byte)random.Next(256);
            string path = bench.Write("damaged.wav", bytes);
            try
            {
                Assert.All(Clip.Read(path, 16_000), s => Assert.True(float.IsFinite(s)));
            }
            catch (CommandException refused)
            {
                Assert.Contains("damaged.wav", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    private static float[] Tone(int rate, double hertz) => [.. Enumerable.Range(0, rate / 2).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * hertz * i / rate)))];

    private string Wave(string name, float[] samples, int rate)
    {
        WaveFile.Write(bench.PathOf(name), samples, rate);
        return bench.PathOf(name);
    }

    private string Pipeline(string clip) => bench.Write($"{clip}.yaml", Bell.Replace("CLIP", clip, StringComparison.Ordinal));
}
