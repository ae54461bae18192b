using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Sound;
using Reactive.Signals;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Traces;

public sealed class SoundTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-sound-").FullName;

    [Theory]
    [InlineData(8, 1, SampleFormat.Int16, new double[] { -32768, 0, 32512 }, new byte[] { 0, 128, 255 })]
    [InlineData(16, 1, SampleFormat.Int16, new double[] { -32768, 1, 32767 }, new byte[] { 0, 128, 1, 0, 255, 127 })]
    [InlineData(24, 1, SampleFormat.Int32, new double[] { -2147483648, 256, 2147483392 }, new byte[] { 0, 0, 128, 1, 0, 0, 255, 255, 127 })]
    [InlineData(32, 1, SampleFormat.Int32, new double[] { -2147483648, 1 }, new byte[] { 0, 0, 0, 128, 1, 0, 0, 0 })]
    [InlineData(32, 3, SampleFormat.Float32, new double[] { 1, -0.5 }, new byte[] { 0, 0, 128, 63, 0, 0, 0, 191 })]
    public void PlainWav_IsReadWithoutALibrary(int bits, int tag, SampleFormat format, double[] expected, byte[] stored)
    {
        foreach (byte[] file in new[] { Wav(tag, 1, 8000, bits, stored), Wav(tag, 1, 8000, bits, stored, extensible: true), Wav(tag, 1, 8000, bits, stored, rf64: true), Wav(tag, 1, 8000, bits, stored, before: [1, 2, 3]) })
        {
            using Trace trace = WavTrace.TryOpen(Write(file))!;
            Assert.Equal(format, trace.Channels[0].Samples!.Format);
            Assert.Equal(expected.Length, trace.Channels[0].Samples!.Count);
            Assert.Equal(expected, TraceReading.Values(trace).Select(v => v.Value.Number));
            Assert.Empty(trace.Warnings);
        }
    }

    [Fact]
    public void TwoTracks_AreLeftAndRight_AndCanBeChosen()
    {
        using Trace trace = TraceFormats.Open(Write(Wav(1, 2, 44100, 16, [1, 0, 2, 0, 3, 0, 4, 0])));
        Assert.Equal("WAV (16-bit PCM)", trace.Format);
        Assert.Equal(["left", "right"], trace.Channels.Select(c => c.Name));
        Assert.Equal([2, 4], TraceReading.Values(trace, 1).Select(v => v.Value.Number));
        var swapped = new List<short>();
        Assert.Equal(2, TraceReading.Samples(trace, [trace.Channels[1], trace.Channels[0]], b => swapped.AddRange(b.Int16)));
        Assert.Equal([2, 1, 4, 3], swapped);
        Assert.Equal([0, 22675], TraceReading.Values(trace).Select(v => v.Stamp.Nanoseconds));
    }

    [Fact]
    public void SamplesCutShort_AreUsed_WithAWarning()
    {
        byte[] whole = Wav(1, 2, 8000, 16, new byte[40]);
        using Trace cut = WavTrace.TryOpen(Write(whole[..^13]))!;
        Assert.Equal(6, cut.Channels[0].Samples!.Count);
        Assert.Equal(6, TraceReading.Samples(cut, cut.Channels, _ => { }));
        Assert.Contains("40 bytes of samples were declared, 27 are there (from byte 44 on)", Assert.Single(cut.Warnings), StringComparison.Ordinal);
        whole[40] = 38;
        using Trace odd = WavTrace.TryOpen(Write(whole))!;
        Assert.Equal(9, odd.Channels[0].Samples!.Count);
        Assert.Contains("the last frame is not whole (at byte 80)", Assert.Single(odd.Warnings), StringComparison.Ordinal);
        // a program that writes into a pipe does not know how long it will be
        Encoding.ASCII.GetBytes("\xFF\xFF\xFF\xFF").CopyTo(whole, 40);
        whole.AsSpan(40, 4).Fill(0xFF);
        using Trace streamed = WavTrace.TryOpen(Write(whole))!;
        Assert.Equal(10, streamed.Channels[0].Samples!.Count);
        Assert.Empty(streamed.Warnings);
    }

    [Theory]
    [InlineData(22, 0, "byte 22: 0 tracks")]
    [InlineData(32, 3, "byte 32: a frame of 3 bytes cannot hold 1 sample of 16 bits")]
    [InlineData(27, 255, "byte 24: a rate of 4278198080 Hz cannot be")]
    [InlineData(16, 2, "byte 16: this chunk has 2 bytes: at least 16 were expected")]
    [InlineData(12, 'x', "the samples come before the format")]
    [InlineData(36, 'x', "no chunk 'data' was found")]
    [InlineData(8, 'x', "this is no WAV file")]
    public void HeaderThatContradictsItself_IsToldWithItsOffset(int offset, int value, string message)
    {
        byte[] file = Wav(1, 1, 8000, 16, new byte[8]);
        file[offset] = (byte)value;
        Assert.Contains(message, Assert.Throws<CommandException>(() => WavTrace.TryOpen(Write(file))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryWavOfTheCorpus_IsWhatLibsndfileReads()
    {
        RequireLibrary();
        int own = 0;
        foreach (string path in Files("*.wav"))
        {
            if (WavTrace.TryOpen(path) is not { } trace)
                continue;
            own++;
            using SoundTrace library = SoundTrace.OpenWithLibrary(path);
            Assert.Equal(library.Channels.Select(c => (c.Name, c.Samples!.Format, c.Samples.Clock.Rate)), trace.Channels.Select(c => (c.Name, c.Samples!.Format, c.Samples.Clock.Rate)));
            Assert.Equal(library.Channels[0].Samples!.Count, trace.Channels[0].Samples!.Count);
            Assert.True(Bytes(library).SequenceEqual(Bytes(trace)), $"{path} differs");
            trace.Dispose();
        }

        Assert.True(own > 300, $"only {own} files were read without the library");
    }

    [Fact]
    public void EverySoundOfTheCorpus_OpensAndIsAsLongAsItSays()
    {
        RequireLibrary();
        string[] all = [.. Files("*.mp3"), .. Files("*.au"), .. Files("*.ogg"), .. Files("*.gsm"), .. Files("*.flac"), .. Files("*.wav")];
        Assert.NotEmpty(all);
        foreach (string path in all)
        {
            using Trace trace = TraceFormats.Open(path);
            long frames = TraceReading.Samples(trace, trace.Channels, _ => { });
            Assert.True(frames > 0, path);
            // how long an MP3 is shows when it is decoded
            Assert.Equal(path.EndsWith(".mp3", StringComparison.Ordinal) ? null : frames, trace.Channels[0].Samples!.Count);
            Assert.Empty(trace.Warnings);
        }
    }

    [Fact]
    public void TelephoneSound_Is16Bits_AsDecoded()
    {
        RequireLibrary();
        // mu-law: 0xFF is 0, 0x00 the most negative, 0x80 the most positive
        using Trace trace = TraceFormats.Open(Write(Wav(7, 1, 8000, 8, [0xFF, 0x00, 0x80])));
        Assert.Equal("WAV (U-Law)", trace.Format);
        Assert.Equal([0, -32124, 32124], TraceReading.Values(trace).Select(v => v.Value.Number));
    }

    [Fact]
    public void RandomDamage_IsAMessage()
    {
        bool hasLibrary = HasLibrary();
        var random = new Random(20251120);
        byte[] whole = Wav(1, 2, 8000, 16, new byte[400], before: [9, 9, 9]);
        for (int i = 0; i < 1500; i++)
        {
            byte[] bytes = [.. whole];
            for (int k = random.Next(1, 8); k > 0; k--)
                bytes[random.Next(random.Next(3) == 0 ? bytes.Length : 60)] = (byte)random.Next(256);
            if (random.Next(3) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            string path = Write(bytes);
            try
            {
                using Trace? trace = hasLibrary && random.Next(2) == 0 ? SoundTrace.OpenWithLibrary(path) : WavTrace.TryOpen(path);
                if (trace is not null)
                    Assert.InRange(TraceReading.Samples(trace, trace.Channels, b => Assert.InRange(b.Count, 1, SoundChannels.BlockFrames)), 0, 100_000);
            }
            catch (CommandException)
            {
                // a message is all that may come
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A WAV file.</summary>
    internal static byte[] Wav(int tag, int tracks, int rate, int bits, byte[] samples, bool extensible = false, bool rf64 = false, byte[]? before = null)
    {
        var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        writer.Write(Encoding.ASCII.GetBytes(rf64 ? "RF64" : "RIFF"));
        writer.Write(rf64 ? uint.MaxValue : (uint)(36 + samples.Length));
        writer.Write("WAVE"u8);
        if (rf64)
        {
            writer.Write("ds64"u8);
            writer.Write(28);
            writer.Write((long)(36 + samples.Length));
            writer.Write((long)samples.Length);
            writer.Write(new byte[12]);
        }

        if (before is not null)
        {
            writer.Write("LIST"u8);
            writer.Write(before.Length);
            writer.Write(before);
            // chunks are padded to an even length
            writer.Write(new byte[before.Length % 2]);
        }

        writer.Write("fmt "u8);
        writer.Write(extensible ? 40 : 16);
        writer.Write((ushort)(extensible ? 0xFFFE : tag));
        writer.Write((ushort)tracks);
        writer.Write(rate);
        writer.Write(rate * tracks * bits / 8);
        writer.Write((ushort)(tracks * bits / 8));
        writer.Write((ushort)bits);
        if (extensible)
        {
            writer.Write((ushort)22);
            writer.Write((ushort)bits);
            writer.Write(0);
            writer.Write((ushort)tag);
            writer.Write([0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71]);
        }

        writer.Write("data"u8);
        writer.Write(rf64 ? uint.MaxValue : (uint)samples.Length);
        writer.Write(samples);
        return file.ToArray();
    }

    internal static void RequireLibrary()
    {
        if (HasLibrary())
            return;
        Assert.False(Environment.GetEnvironmentVariable("REQUIRE_PEERS") == "1", "libsndfile1 is not installed, and REQUIRE_PEERS=1 asks for it");
        Assert.Skip("libsndfile1 is not installed (apt-get install libsndfile1).");
    }

    private static bool HasLibrary()
    {
        if (!NativeLibrary.TryLoad("libsndfile.so.1", out nint library))
            return false;
        NativeLibrary.Free(library);
        return true;
    }

    private static IEnumerable<string> Files(string pattern) => new[] { "dtmf", "speech", "sip_rtp" }
        .Select(Corpus.Require)
        .SelectMany(f => Directory.EnumerateFiles(f, pattern, SearchOption.AllDirectories))
        .Order(StringComparer.Ordinal);

    private static byte[] Bytes(Trace trace)
    {
        using var all = new MemoryStream();
        TraceReading.Samples(trace, trace.Channels, b => all.Write(b.Bytes.Span));
        return all.ToArray();
    }

    private string Write(byte[] bytes)
    {
        string path = Path.Combine(_folder, "s.wav");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
