using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Device.Output;
using Reactive.Device.Simulation;
using Reactive.Device.Speakers;
using Reactive.Operators;
using Xunit;

namespace Reactive.Device.Tests.Speakers;

/// <summary><c>speaker-test</c>: tones, calibrations and tests, from files, in simulated rooms, and through sound cards that are files.</summary>
public sealed class SpeakerTestCommandTests(Workbench bench) : IClassFixture<Workbench>
{
    [Fact]
    public void TonesPlayedInARoom_AreCalibratedAndTested()
    {
        string tones = bench.PathOf("tones.wav"), reference = bench.PathOf("tones.ref");
        Assert.Equal(0, Cli.Run("speaker-test", "tones", tones, "--rate", "16kHz").Code);
        HeardSound played = HeardSound.Read(tones);
        Assert.Equal((16_000, new SpeakerTestSeries(16_000).Length), (played.RateHertz, played.Samples.Length));
        string heard = Heard("entrance.wav", new SimulatedRoom(), played), muffled = Heard("muffled.wav", Room("muffled"), played);

        CliResult calibrated = Cli.Run("speaker-test", "calibrate", reference, "--heard", heard, "--json");
        Assert.True(calibrated.Code == 0, calibrated.Error);
        Assert.Equal([300, 500, 1000, 2000, 3150, 4000, 6300], calibrated.Json.SkipLast(1).Select(j => j.GetProperty("frequency").GetInt32()));
        Assert.Equal(0.012, calibrated.Summary.GetProperty("delay").GetDouble(), tolerance: 0.0001);

        CliResult same = Cli.Run("speaker-test", "run", reference, "--heard", heard);
        Assert.Equal(0, same.Code);
        Assert.Contains("pass: 7 bands as calibrated.", same.Output, StringComparison.Ordinal);
        CliResult other = Cli.Run("speaker-test", "run", reference, "--heard", muffled, "--json");
        Assert.Equal(1, other.Code);
        Assert.Equal("fail", other.Summary.GetProperty("verdict").GetString());
        Assert.Equal("quieter", other.Json[3].GetProperty("reason").GetString());
        // whoever can live with that may say so
        Assert.Equal(0, Cli.Run("speaker-test", "run", reference, "--heard", muffled, "--fail", "60dB").Code);
    }

    [Theory]
    [InlineData("simulated", 0, "pass: 7 bands as calibrated.")]
    [InlineData("simulated:hall", 0, "delay  31.")]
    [InlineData("simulated:muffled", 1, "fail: quieter")]
    [InlineData("simulated:missing", 1, "the series was not heard")]
    [InlineData("simulated:clipping", 1, "fail: ")]
    [InlineData("simulated:noisy", 1, "inconclusive: ")]
    public void SimulatedRooms_HaveTheirVerdicts(string speaker, int code, string told)
    {
        string reference = bench.PathOf("simulated.ref");
        CliResult calibrated = Cli.Run("speaker-test", "calibrate", reference, "--speaker", "simulated", "--microphone", "simulated");
        Assert.True(calibrated.Code == 0, calibrated.Error);
        CliResult tested = Cli.Run("speaker-test", "run", reference, "--speaker", speaker, "--microphone", "simulated");
        Assert.True(tested.Code == code, tested.Output + tested.Error);
        Assert.Contains(told, tested.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void SoundCards_PlayAndHear()
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libasound.so.2", out _), "libasound2 is not installed.");
        // what the microphone hears is a file from which ALSA reads, and what the speaker plays one into which it writes
        var series = new SpeakerTestSeries(16_000);
        float[] room = new SimulatedRoom().Hear(series.Render(), 16_000);
        string microphone = bench.Write("microphone.raw", [.. MemoryMarshal.AsBytes<short>(room.Select(PcmSample.Of).ToArray())]), speaker = bench.PathOf("speaker.raw"), reference = bench.PathOf("alsa.ref");
        string configuration = bench.Write("speaker.conf", $"pcm.mouth {{ type file slave.pcm {{ type null }} file \"{speaker}\" format raw }}\npcm.ear {{ type file slave.pcm {{ type null }} file /dev/null infile \"{microphone}\" format raw }}\n");
        CliResult calibrated = With(configuration, "speaker-test", "calibrate", reference, "--speaker", "alsa:mouth", "--microphone", "alsa:ear");
        Assert.True(calibrated.Code == 0, calibrated.Error);
        short[] played = MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(speaker)).ToArray();
        Assert.Equal(series.Render().Select(PcmSample.Of), played.Take(series.Length));
        CliResult tested = With(configuration, "speaker-test", "run", reference, "--speaker", "alsa:mouth", "--microphone", "alsa:ear");
        Assert.True(tested.Code == 0, tested.Output + tested.Error);
        CliResult none = With(configuration, "speaker-test", "run", reference, "--speaker", "alsa:nobody", "--microphone", "alsa:ear");
        Assert.Equal(3, none.Code);
        Assert.Contains("ALSA cannot play at 16000 Hz on 'nobody': No such file or directory.", none.Error, StringComparison.Ordinal);
        Assert.Contains("ALSA cannot capture at 16000 Hz from 'deaf'", With(configuration, "speaker-test", "run", reference, "--speaker", "alsa:mouth", "--microphone", "alsa:deaf").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongUse_IsToldWithWhatWasExpected()
    {
        string reference = bench.PathOf("wrong.ref"), tones = bench.PathOf("wrong.wav");
        Assert.Equal(0, Cli.Run("speaker-test", "calibrate", reference, "--speaker", "simulated", "--microphone", "simulated").Code);
        Assert.Equal(0, Cli.Run("speaker-test", "tones", tones, "--rate", "8kHz").Code);
        Refused(2, "--heard FILE, or --speaker DEVICE with --microphone DEVICE, was expected.", "run", reference);
        Refused(2, "--heard FILE, or --speaker DEVICE", "run", reference, "--speaker", "simulated");
        Refused(2, "there is no simulated room 'hal'. Did you mean 'hall'?", "run", reference, "--speaker", "simulated:hal", "--microphone", "simulated");
        Refused(2, "the room is that of the speaker, as in --speaker simulated:hall.", "run", reference, "--speaker", "simulated", "--microphone", "simulated:hall");
        Refused(2, "--speaker takes alsa:DEVICE or simulated[:ROOM], not 'hw:0'.", "run", reference, "--speaker", "hw:0", "--microphone", "simulated");
        Refused(2, "has 8 kHz, and", "run", reference, "--heard", tones);
        Refused(2, "--fail takes 0 dB to 60 dB, such as 6dB, not '6'.", "run", reference, "--heard", tones, "--fail", "6");
        Refused(2, "--warn 5 dB lies beyond --fail 4 dB", "run", reference, "--heard", tones, "--warn", "5dB", "--fail", "4dB");
        Refused(2, "--core takes the lowest and the highest band in hertz, such as 500-2000, not '2000-500'.", "run", reference, "--heard", tones, "--core", "2000-500");
        Refused(2, "There is no file nothing.ref: 'reactive speaker-test calibrate' makes it.", "run", "nothing.ref", "--heard", tones);
        Refused(2, "--rate takes 8000 Hz to 192000 Hz, such as 16000Hz, not '4kHz'.", "tones", tones, "--rate", "4kHz");
        Refused(2, "--level takes -60 dB to 0 dB", "tones", tones, "--level", "3dB");
        Refused(2, "is no sound", "run", reference, "--heard", bench.Write("table.csv", "time (s),a\n0,1\n1,2\n"));
    }

    [Fact]
    public void RecordingsThatDoNotHoldTheSeries_AreRefused()
    {
        string reference = bench.PathOf("holds.ref"), tones = bench.PathOf("holds.wav");
        Assert.Equal(0, Cli.Run("speaker-test", "tones", tones).Code);
        HeardSound whole = HeardSound.Read(tones);
        Assert.Equal(0, Cli.Run("speaker-test", "calibrate", reference, "--heard", tones).Code);
        WaveFile.Write(bench.PathOf("cut.wav"), whole.Samples.AsSpan(0, 48_000), 16_000);
        Refused(3, "cut.wav ends after 3 s, before the tone of 3150 Hz is over: a recording of the whole series was expected.", "run", reference, "--heard", bench.PathOf("cut.wav"));
        WaveFile.Write(bench.PathOf("short.wav"), new float[1600], 16_000);
        Refused(3, "short.wav lasts 0.1 s, and the series 4.1 s", "run", reference, "--heard", bench.PathOf("short.wav"));
        // silence of the right length: nothing to calibrate by, and a speaker that fails
        WaveFile.Write(bench.PathOf("silence.wav"), new float[100_000], 16_000);
        Refused(1, "silence.wav: the series was not heard", "calibrate", bench.PathOf("silence.ref"), "--heard", bench.PathOf("silence.wav"));
        Assert.False(File.Exists(bench.PathOf("silence.ref")));
        Assert.Equal(1, Cli.Run("speaker-test", "run", reference, "--heard", bench.PathOf("silence.wav")).Code);
        WaveFile.Write(bench.PathOf("noise.wav"), (Room("noisy") with { NoiseDbfs = -14 }).Hear(whole.Samples, 16_000), 16_000);
        Refused(1, "does not stand out against the noise by 10 dB", "calibrate", bench.PathOf("noise.ref"), "--heard", bench.PathOf("noise.wav"));
        var random = new Random(3);
        byte[] bytes = new byte[5000];
        random.NextBytes(bytes);
        Assert.InRange(Cli.Run("speaker-test", "run", reference, "--heard", bench.Write("random.wav", bytes)).Code, 2, 3);
    }

    [Fact]
    public void Reference_IsReadAsItWasWritten()
    {
        SpeakerReference written = Written();
        SpeakerReference read = SpeakerReference.Parse("r", System.Text.Encoding.UTF8.GetBytes(written.Text()));
        Assert.Equal(written.Text(), read.Text());
        Assert.Equal(written.Bands, read.Bands);
        Assert.StartsWith("speaker-reference 1\nrate 8000 Hz\nlevel -12.0 dBFS\ndelay 12.5 ms\npolarity inverted\nband 300 Hz level -20.50 dBFS noise -80.00 dBFS distortion 1.25 %\n", written.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedReference_IsRefusedWithItsLine()
    {
        string text = Written().Text();
        Wrong("r is no reference of a speaker: 'reactive speaker-test calibrate' makes one.", "");
        Wrong("r is no reference of a speaker", "RIFF1234WAVE");
        Wrong("r is of version 2, and this program reads version 1: calibrate the speaker anew.", text.Replace("reference 1", "reference 2", StringComparison.Ordinal));
        Wrong("r:2: the line 'rate' is damaged or missing.", text.Replace("8000", "800", StringComparison.Ordinal));
        Wrong("r:7: the line 'band' is damaged or missing.", text.Replace("500 Hz", "501 Hz", StringComparison.Ordinal));
        Wrong("r is damaged: its checksum does not fit.", text.Replace("-20.50", "-20.40", StringComparison.Ordinal));
        Wrong("r:12: the file goes on behind its checksum", text + "more\n");
        for (int length = 0; length < text.Length; length++)
            Assert.Equal(3, Assert.Throws<CommandException>(() => SpeakerReference.Parse("r", System.Text.Encoding.UTF8.GetBytes(text[..length]))).Code);
        // whatever a byte is changed into: refused, or the same figures
        var random = new Random(8);
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.Equal(text, SpeakerReference.Parse("r", bytes).Text());
            }
            catch (CommandException refused)
            {
                Assert.Equal(3, refused.Code);
            }
        }

        static void Wrong(string message, string text) =>
            Assert.StartsWith(message, Assert.Throws<CommandException>(() => SpeakerReference.Parse("r", System.Text.Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chime_IsAClip()
    {
        string chime = bench.PathOf("chime.wav");
        Assert.Equal(0, Cli.Run("speaker-test", "chime", chime).Code);
        HeardSound heard = HeardSound.Read(chime);
        Assert.Equal((8000, 12_800), (heard.RateHertz, heard.Samples.Length));
        Assert.InRange(heard.Samples.Max(), 0.3f, 0.6f);
        Assert.InRange(Math.Abs(heard.Samples[^1]), 0, 0.001f);
    }

    private static SpeakerReference Written() => new()
    {
        RateHertz = 8000,
        LevelDbfs = -12,
        DelayMilliseconds = 12.5,
        IsInverted = true,
        Bands = [.. new SpeakerTestSeries(8000).Frequencies.Select(f => new ReferenceBand(f, -20.5, f == 3150 ? double.NegativeInfinity : -80, f == 2000 ? double.NaN : 1.25))],
    };

    private static SimulatedRoom Room(string name) => SimulatedRoom.All.Single(r => r.Name == name);

    private static void Refused(int code, string message, params string[] arguments)
    {
        CliResult refused = Cli.Run(["speaker-test", .. arguments]);
        Assert.True(refused.Code == code, refused.Output + refused.Error);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
    }

    private static CliResult With(string configuration, params string[] arguments)
    {
        using Process process = Cli.StartWith("ALSA_CONFIG_PATH", configuration, arguments);
        return Cli.End(process);
    }

    private string Heard(string name, SimulatedRoom room, HeardSound played)
    {
        string path = bench.PathOf(name);
        WaveFile.Write(path, room.Hear(played.Samples, played.RateHertz), played.RateHertz);
        return path;
    }
}
