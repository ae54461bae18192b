using System;
using System.Buffers.Binary;
using System.Linq;
using System.Runtime.InteropServices;
using Xunit;

namespace Reactive.Device.Tests.Traces;

/// <summary>Sound that cannot be: people get a message that says where, scripts an exit code.</summary>
public sealed class BadSoundTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string Pipeline = "pipeline: p\ndevice: i8307\nsignals:\n  heard: { from: call, through: [ dtmf ] }\n";

    [Theory]
    [InlineData(0, 3, "byte 24: a rate of 0 Hz cannot be")]
    [InlineData(-1, 3, "byte 24: a rate of 4294967295 Hz cannot be")]
    [InlineData(10_000_000, 2, "the input has 10 MHz, but digits are found at 4 kHz to 1 MHz")]
    [InlineData(1000, 2, "the input has 1 kHz, but digits are found at 4 kHz to 1 MHz")]
    public void RateThatCannotBe_IsRefused(int rate, int code, string message)
    {
        CliResult decoded = Cli.Run("decode", "dtmf", bench.Write("rate.wav", Wav(rate, 1, 16, new byte[64])));
        Assert.Equal(code, decoded.Code);
        Assert.Contains(message, decoded.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RateOfTheFileThatIsNotThePorts_IsRefusedWithAWayOut()
    {
        CliResult run = Cli.Run("run", bench.Write("rate.yaml", Pipeline), "--feed", $"call={bench.Write("fast.wav", Wav(10_000_000, 1, 16, new byte[6400]))}", "--speed", "max");
        Assert.Equal(2, run.Code);
        Assert.Contains("has 10 MHz, but the port 'call' takes 8 kHz: a feed must have the port's rate.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void NaN_IsSilenceForDigits_AndIsNotFedToWholeNumbers()
    {
        byte[] samples = [.. Enumerable.Range(0, 1000).SelectMany(i => BitConverter.GetBytes(i == 500 ? float.NaN : 0.1f))];
        string file = bench.Write("nan.wav", Wav(8000, 3, 32, samples));
        Assert.Equal((0, ""), (Cli.Run("decode", "dtmf", file).Code, Cli.Run("decode", "dtmf", file).Output));
        CliResult run = Cli.Run("run", bench.Write("nan.yaml", Pipeline), "--feed", "call=" + file, "--speed", "max");
        Assert.Equal(3, run.Code);
        Assert.Contains("the sample of '1' at 0.0625 s is not a number, which cannot be fed to a port of whole ADC counts.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty.pcap", 0, "is empty.")]
    [InlineData("empty.pcapng", 0, "is empty.")]
    [InlineData("text.pcap", 40, "is no packet capture: it starts with none of the numbers by which pcap and pcapng are known.")]
    public void FileThatIsNoCapture_IsRefused(string name, int length, string message)
    {
        CliResult decoded = Cli.Run("decode", "dtmf", bench.Write(name, new string('x', length)));
        Assert.Equal(3, decoded.Code);
        Assert.Contains(message, decoded.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty.wav", 0, "is empty.")]
    [InlineData("text.wav", 40, "cannot be read as sound")]
    public void FileThatIsNoSound_IsRefused(string name, int length, string message)
    {
        Assert.SkipUnless(length == 0 || NativeLibrary.TryLoad("libsndfile.so.1", out _), "libsndfile1 is not installed.");
        CliResult decoded = Cli.Run("decode", "dtmf", bench.Write(name, new string('x', length)));
        Assert.Equal(3, decoded.Code);
        Assert.Contains(message, decoded.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text.mp3", "cannot be read as sound: it is of no kind that libsndfile knows.")]
    [InlineData("text.flac", "cannot be read as sound")]
    [InlineData("text.ogg", "cannot be read as sound")]
    [InlineData("text.au", "is no sound: an AU file begins with '.snd'.")]
    [InlineData("text.snd", "is no sound: an AU file begins with '.snd'.")]
    public void TextUnderTheNameOfSound_IsRefused(string name, string message)
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libsndfile.so.1", out _), "libsndfile1 is not installed.");
        CliResult decoded = Cli.Run("decode", "dtmf", bench.Write(name, string.Concat(Enumerable.Repeat("this is no sound at all\n", 50))));
        Assert.Equal((3, ""), (decoded.Code, decoded.Output));
        Assert.Contains(message, decoded.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void SoundWithoutASample_IsSaidToHaveNone()
    {
        string file = bench.Write("none.wav", Wav(8000, 1, 16, []));
        CliResult decoded = Cli.Run("decode", "dtmf", file);
        Assert.Equal((0, "", $"{file}: there is nothing in it: no sample.\n"), (decoded.Code, decoded.Output, decoded.Error));
    }

    [Fact]
    public void SoundWithoutADigit_IsSaidToHaveNone()
    {
        string file = bench.Write("still.wav", Wav(8000, 1, 16, new byte[16_000]));
        CliResult decoded = Cli.Run("decode", "dtmf", file);
        Assert.Equal((0, "", $"{file}: 'dtmf' found nothing in it.\n"), (decoded.Code, decoded.Output, decoded.Error));
    }

    [Fact]
    public void NaNAmidATone_HidesItFromNobody()
    {
        byte[] samples = [.. Enumerable.Range(0, 1600).SelectMany(i => BitConverter.GetBytes(i % 397 == 0 ? float.NaN : (float)(0.2 * (Math.Sin(2 * Math.PI * 697 * i / 8000) + Math.Sin(2 * Math.PI * 1209 * i / 8000)))))];
        Assert.Equal("1", Assert.Single(Cli.Run("decode", "dtmf", bench.Write("amid.wav", Wav(8000, 3, 32, samples)), "--json").Json).GetProperty("value").GetProperty("digit").GetString());
    }

    [Fact]
    public void CaptureThatIsCut_IsNamedAsItWas()
    {
        byte[] whole = new Capture.CaptureBuilder().Udp(0, "192.0.2.1:53", "192.0.2.2:53", "nothing").ToPcap();
        string file = bench.Write("cut.pcap", whole[..^5]);
        Assert.StartsWith($"reactive: {file} has no channels. {file}: the file is cut within a packet (at byte 24); it is read up to there.", Cli.Run("decode", "dtmf", file).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void CaptureWithoutTelephony_SaysSo()
    {
        CliResult decoded = Cli.Run("decode", "dtmf", bench.Write("none.pcap", new Capture.CaptureBuilder().Udp(0, "192.0.2.1:53", "192.0.2.2:53", "nothing").ToPcap()));
        Assert.Equal(3, decoded.Code);
        Assert.Contains("none.pcap has no channels.", decoded.Error, StringComparison.Ordinal);
    }

    private static byte[] Wav(int rate, short tag, short bits, byte[] samples)
    {
        byte[] header = new byte[44];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), 36 + samples.Length);
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(20), tag);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), unchecked(rate * bits / 8));
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(32), (short)(bits / 8));
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(34), bits);
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), samples.Length);
        return [.. header, .. samples];
    }
}
