using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Device.Speakers;
using Reactive.Device.Tests.Traces;
using Reactive.Device.Traces;
using Reactive.Operators;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary><c>decode ... --out FILE.wav</c>: the samples that an operator gives, as a file.</summary>
public sealed class DecodeSoundTests(Workbench bench) : IClassFixture<Workbench>
{
    [Fact]
    public void Gain_WritesTheLouderSound_AndPrintsNothing()
    {
        float[] chime = Chime.Render(8000);
        string path = Wave("chime.wav", chime), louder = bench.PathOf("louder.wav");
        CliResult decoded = Cli.Run("decode", "gain", path, "--option", "by=-20 dB", "--out", louder, "--json");
        Assert.Equal((0, ""), (decoded.Code, decoded.Output));
        Assert.Equal($"{path}: {chime.Length} samples in 1 track at 8 kHz -> {louder}\n", decoded.Error);
        Assert.Equal(Samples(path).Select(s => (short)Math.Round(s / 10.0)), Samples(louder), (expected, written) => Math.Abs(expected - written) <= 1);
    }

    [Fact]
    public void Tracks_StayTogether()
    {
        string path = bench.Write("two.wav", SoundTests.Wav(1, 2, 8000, 16, [.. Enumerable.Range(0, 4000).SelectMany(i => BitConverter.GetBytes((short)i))]));
        string quiet = bench.PathOf("quiet.wav");
        CliResult decoded = Cli.Run("decode", "mute", path + ":1-2", "--out", quiet);
        Assert.True(decoded.Code == 0, decoded.Error);
        using Trace trace = TraceFormats.Open(quiet);
        Assert.Equal((2, 2000L), (trace.Channels.Length, trace.Channels[0].Samples!.Count!.Value));
    }

    [Fact]
    public void AnotherRate_IsThatOfTheFile()
    {
        string path = Wave("rate.wav", Chime.Render(8000)), resampled = bench.PathOf("resampled.wav");
        CliResult decoded = Cli.Run("decode", "resample", path, "--option", "to=16 kHz", "--out", resampled);
        Assert.True(decoded.Code == 0, decoded.Error);
        using Trace trace = TraceFormats.Open(resampled);
        Assert.Equal(16_000, trace.Channels[0].Samples!.Clock.Rate.Hertz);
    }

    [Fact]
    public void APicture_IsDrawnBesideTheFile()
    {
        string path = Wave("drawn.wav", Chime.Render(8000)), picture = bench.PathOf("drawn.svg");
        Assert.Equal(0, Cli.Run("decode", "gain", path, "--option", "by=6 dB", "--out", bench.PathOf("drawn-louder.wav"), "--plot", picture).Code);
        Assert.True(new FileInfo(picture).Length > 1000);
    }

    [Theory]
    [InlineData("dtmf", "sound.wav", "louder.wav", "--out writes samples, and 'dtmf' gives")]
    [InlineData("gain", "sound.wav", "louder.mp3", "--out writes a WAV file: name it .wav, not")]
    [InlineData("gain", "sound.wav", "sound.wav", "would write over")]
    [InlineData("gain", "sound.wav", "nowhere/louder.wav", "cannot be written")]
    public void WrongUse_IsRefused_AndWritesNothing(string name, string from, string to, string message)
    {
        byte[] before = File.ReadAllBytes(Wave(from, Chime.Render(8000)));
        string[] options = name == "gain" ? ["--option", "by=6 dB"] : [];
        CliResult refused = Cli.Run(["decode", name, bench.PathOf(from), .. options, "--out", bench.PathOf(to)]);
        Assert.Equal(2, refused.Code);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(bench.PathOf(from)));
    }

    private static short[] Samples(string path)
    {
        using Trace trace = TraceFormats.Open(path);
        var samples = new List<short>();
        TraceReading.Samples(trace, trace.Channels, b => samples.AddRange(b.Int16));
        return [.. samples];
    }

    private string Wave(string name, float[] samples)
    {
        WaveFile.Write(bench.PathOf(name), samples, 8000);
        return bench.PathOf(name);
    }
}
