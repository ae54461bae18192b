using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Logic;
using Reactive.Signals;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Traces;

public sealed class SigrokTraceTests(TraceFolder folder) : IClassFixture<TraceFolder>
{
    private const string OneProbe = "[device 1]\ncapturefile=logic-1\ntotal probes=1\nsamplerate=10 kHz\nunitsize=1\n";

    [Fact]
    public void Channels_AreTheNamedProbes_WithRateAndCount()
    {
        using Trace trace = Open(new SessionFile(SessionFile.TwoByteProbes).Add("logic-1-1", 1, 8, 2, 0).Add("logic-1-2", 3, 8));
        Assert.Equal("sigrok", trace.Format);
        Assert.Equal(["D0", "D1", "late"], trace.Channels.Select(c => c.Name));
        Assert.All(trace.Channels, c => Assert.True(c.IsLogic));
        Assert.Equal(new SampleRate(1_000_000), trace.Channels[0].Samples!.Clock.Rate);
        Assert.Equal(3, trace.Channels[0].Samples!.Count);
        Assert.Empty(trace.Warnings);
    }

    [Fact]
    public void SeveralChannels_AreInterleavedInTheOrderGiven()
    {
        using Trace trace = Open(new SessionFile(SessionFile.TwoByteProbes).Add("logic-1-1", 1, 8, 2, 0).Add("logic-1-2", 3, 8));
        Assert.Equal([1, 1, 0, 0, 0, 1, 1, 1, 1], Shorts(trace, "late,D0,D1"));
        Assert.Equal([0, 1, 1], Shorts(trace, "D1"));
    }

    [Fact]
    public void Values_AreOneASampleAtItsTime()
    {
        using Trace trace = Open(new SessionFile(OneProbe).Add("logic-1", 1, 0, 1));
        using ValueReader values = trace.ReadValues(trace.Channels[0]);
        Assert.True(values.TryRead(out Stamped<Value> first));
        Assert.True(values.TryRead(out Stamped<Value> second));
        Assert.True(values.TryRead(out _));
        Assert.False(values.TryRead(out _));
        Assert.Equal((1.0, 0L, 0.0, 100_000L), (first.Value.Number, first.Stamp.Nanoseconds, second.Value.Number, second.Stamp.Nanoseconds));
    }

    [Fact]
    public void AnalogChannels_AreVolts_AndEndWithTheShortest()
    {
        string metadata = "[device 1]\nsamplerate=1000\ntotal analog=2\nanalog1=A\nanalog2=B\n";
        using Trace trace = Open(new SessionFile(metadata).Add("analog-1-1-1", Floats(1.5f, 2)).Add("analog-1-1-2", Floats(3)).Add("analog-1-2-1", Floats(-1, -2)));
        Assert.All(trace.Channels, c => Assert.Equal((Unit.Volt, false, SampleFormat.Float32), (c.Unit, c.IsLogic, c.Samples!.Format)));
        using SampleReader reader = trace.ReadSamples(trace.Channels);
        Assert.True(reader.TryRead(out SampleBlock block));
        Assert.Equal([1.5f, -1, 2, -2], block.Float32.ToArray());
        Assert.False(reader.TryRead(out _));
        trace.ReadSamples(trace.Channels).Dispose();
        Assert.Equal($"{trace.Path}: 'A' has 3 samples and 'B' 2: read together they end after 2; read one by one nothing is left out.", Assert.Single(trace.Warnings));
    }

    [Fact]
    public void LogicBesideAnalog_CannotBeReadTogether()
    {
        string metadata = OneProbe.Replace("unitsize", "probe1=D\nanalog2=A\nunitsize", StringComparison.Ordinal);
        using Trace trace = Open(new SessionFile(metadata).Add("logic-1-1", 1).Add("analog-1-2-1", Floats(1)));
        Assert.Contains("cannot be read together", Assert.Throws<CommandException>(() => trace.ReadSamples(trace.Channels)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("24000000", 24_000_000, 1)]
    [InlineData("1 MHz", 1_000_000, 1)]
    [InlineData("20 kHz", 20_000, 1)]
    [InlineData("12.5 MHz", 12_500_000, 1)]
    [InlineData("1 GHz", 1_000_000_000, 1)]
    [InlineData("0.5 Hz", 1, 2)]
    [InlineData("200k", 200_000, 1)]
    public void SampleRate_MayHaveAnyUnit(string text, long numerator, long denominator)
    {
        using Trace trace = Open(new SessionFile(OneProbe.Replace("10 kHz", text, StringComparison.Ordinal)).Add("logic-1", 1));
        Assert.Equal(new SampleRate(numerator, denominator), trace.Channels[0].Samples!.Clock.Rate);
    }

    [Fact]
    public void Version1_AndUnnamedProbes_AreRead()
    {
        using Trace trace = Open(new SessionFile("[device 1]\ncapturefile = raw\ntotal probes = 3\nsamplerate = 5\n", "1").Add("raw", 0b101, 0b010));
        Assert.Equal(["0", "1", "2"], trace.Channels.Select(c => c.Name));
        Assert.Equal([1, 0, 1, 0, 1, 0], Shorts(trace, ""));
    }

    [Fact]
    public void NoRate_IsTakenFromWhoeverKnowsIt()
    {
        string path = new SessionFile(OneProbe.Replace("samplerate=10 kHz\n", "", StringComparison.Ordinal)).Add("logic-1", 1).Write(folder.Path);
        Assert.Contains("'samplerate'", Refusal(path), StringComparison.Ordinal);
        using Trace trace = TraceFormats.Open(path, new TraceOptions { Rate = new SampleRate(8000) });
        Assert.Equal(new SampleRate(8000), trace.Channels[0].Samples!.Clock.Rate);
    }

    [Fact]
    public void TwoChannelsOfOneName_AreNumbered()
    {
        using Trace trace = Open(new SessionFile("[device 1]\nsamplerate=5\ntotal probes=3\nprobe1=x\nprobe2=y\nprobe3=x\n").Add("logic-1", 4));
        Assert.Equal(["x", "y", "x#2"], trace.Channels.Select(c => c.Name));
        Assert.Equal([1], Shorts(trace, "x#2"));
    }

    [Fact]
    public void FileCutWithinItsLastChunk_GivesWhatIsBefore_WithAWarning()
    {
        byte[] samples = new byte[200_000];
        new Random(3).NextBytes(samples);
        byte[] whole = new SessionFile(OneProbe).Add("logic-1-1", 1, 0, 1).Add("logic-1-2", samples).ToBytes();
        using Trace trace = TraceFormats.Open(SessionFile.Write(folder.Path, whole[..(whole.Length / 2)]));
        Assert.Contains("was cut short", Assert.Single(trace.Warnings), StringComparison.Ordinal);
        Assert.Null(trace.Channels[0].Samples!.Count);
        short[] read = Shorts(trace, "");
        Assert.InRange(read.Length, 80_000, 120_000);
        Assert.Equal(((byte[])[1, 0, 1, .. samples]).Take(read.Length).Select(b => (short)(b & 1)), read);
    }

    [Theory]
    [InlineData("no version", "without an entry 'version'")]
    [InlineData("version 3", "at byte 0: entry 'version' says '3'")]
    [InlineData("no metadata", "no entry 'metadata'")]
    [InlineData("no device", "entry 'metadata': there is no group [device 1]")]
    [InlineData("bad line", "entry 'metadata': line 2 is neither")]
    [InlineData("key twice", "entry 'metadata': line 3 gives 'samplerate' a second time")]
    [InlineData("bad rate", "'samplerate' is 'fast'")]
    [InlineData("unitsize too small", "'unitsize' is 1, but 12 logic channels need 2 bytes a sample")]
    [InlineData("unitsize is text", "'unitsize' is 'two'")]
    [InlineData("odd chunk", "entry 'logic-1-1' has 3 bytes, which is no whole number of samples of 2")]
    [InlineData("no samples", "no entry 'logic-1' or 'logic-1-1'")]
    [InlineData("chunk missing", "entry 'logic-1-3' is there, but not 'logic-1-2'")]
    [InlineData("no channels", "names no channel")]
    [InlineData("too many channels", "'total probes' is '5000'")]
    [InlineData("no zip", "at byte 0: this is no zip archive")]
    [InlineData("entry twice", "entry 'logic-1' stands in the archive twice")]
    public void WrongSession_IsRefusedWithItsEntry(string what, string expected)
    {
        const string Two = SessionFile.TwoByteProbes;
        byte[] bytes = what switch
        {
            "no version" => new SessionFile(Two, null).ToBytes(),
            "version 3" => new SessionFile(Two, "3").ToBytes(),
            "no metadata" => new SessionFile(null).ToBytes(),
            "no device" => new SessionFile("[global]\n").ToBytes(),
            "bad line" => new SessionFile("[device 1]\nhello\n").ToBytes(),
            "key twice" => new SessionFile("[device 1]\nsamplerate=1\nsamplerate=2\n").ToBytes(),
            "bad rate" => new SessionFile(OneProbe.Replace("10 kHz", "fast", StringComparison.Ordinal)).ToBytes(),
            "unitsize too small" => new SessionFile(Two.Replace("unitsize=2", "unitsize=1", StringComparison.Ordinal)).ToBytes(),
            "unitsize is text" => new SessionFile(Two.Replace("unitsize=2", "unitsize=two", StringComparison.Ordinal)).ToBytes(),
            "odd chunk" => new SessionFile(Two).Add("logic-1-1", 1, 2, 3).ToBytes(),
            "no samples" => new SessionFile(Two).ToBytes(),
            "chunk missing" => new SessionFile(OneProbe).Add("logic-1-1", 1).Add("logic-1-3", 1).ToBytes(),
            "no channels" => new SessionFile("[device 1]\nsamplerate=1\n").ToBytes(),
            "too many channels" => new SessionFile("[device 1]\nsamplerate=1\ntotal probes=5000\n").ToBytes(),
            "no zip" => "time (s),x\n0,1\n"u8.ToArray(),
            _ => new SessionFile(OneProbe).Add("logic-1", 1).Add("logic-1", 1).ToBytes(),
        };
        Assert.Contains(expected, Refusal(SessionFile.Write(folder.Path, bytes)), StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedByte_IsFoundByTheCrc_AndNamesTheEntry()
    {
        byte[] bytes = new SessionFile(OneProbe).Add("logic-1", new byte[999]).ToBytes();
        int name = bytes.AsSpan(0, bytes.AsSpan().LastIndexOf("logic-1"u8)).LastIndexOf("logic-1"u8);
        bytes[name + 50] ^= 1;
        using Trace trace = TraceFormats.Open(SessionFile.Write(folder.Path, bytes));
        Assert.Matches($"at byte {name - 30}: entry 'logic-1' is damaged: its CRC is", Assert.Throws<CommandException>(() => Shorts(trace, "")).Message);
    }

    [Fact]
    public void EntryThatClaimsMoreThanDeflateHolds_IsRefused()
    {
        byte[] bytes = new SessionFile(OneProbe).Add("logic-1", new byte[100]).ToBytes();
        int inDirectory = bytes.AsSpan().LastIndexOf("logic-1"u8) - 46;
        BitConverter.TryWriteBytes(bytes.AsSpan(inDirectory + 24), 2_000_000_000);
        Assert.Contains("deflate packs at most 1032 times", Refusal(SessionFile.Write(folder.Path, bytes)), StringComparison.Ordinal);
    }

    [Fact]
    public void EntriesThatShareBytes_AreRefused()
    {
        byte[] samples = new byte[60_001];
        byte[] bytes = new SessionFile(OneProbe).Add("logic-1-1", samples).Add("logic-1-2", 1).ToBytes();
        int directory = bytes.AsSpan().LastIndexOf("logic-1-2"u8) - 46;
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 20), 60_001);
        Assert.Contains("entry 'logic-1-2' overlaps others", Refusal(SessionFile.Write(folder.Path, bytes)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "0")]
    [InlineData(1, "7")]
    [InlineData(2, "3")]
    [InlineData(2, "15")]
    [InlineData(1, "0,1,2,3,4,5,6,7")]
    [InlineData(2, "15,0,3")]
    [InlineData(2, "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,0")]
    [InlineData(3, "23,2")]
    [InlineData(4, "31")]
    [InlineData(8, "63,0,17")]
    public void Unpacking_ByVectorsOrNot_IsTheSame(int unitSize, string bits)
    {
        ImmutableArray<int> chosen = [.. bits.Split(',').Select(int.Parse)];
        var unpack = new LogicBits(unitSize, chosen);
        for (int count = 0; count < 120; count++)
        {
            byte[] samples = new byte[count * unitSize];
            new Random(count).NextBytes(samples);
            short[] fast = new short[count * chosen.Length], slow = new short[fast.Length];
            unpack.Unpack(samples, fast);
            unpack.UnpackScalar(samples, slow);
            Assert.Equal(slow, fast);
        }
    }

    [Fact]
    public void EverySession_GivesTheSamplesThatItDeclares()
    {
        string[] files = Directory.GetFiles(Corpus.Require("sigrok"), "*.sr", SearchOption.AllDirectories);
        Assert.Equal(18, files.Length);
        foreach (string file in files)
        {
            using Trace trace = TraceFormats.Open(file);
            Assert.Empty(trace.Warnings);
            using SampleReader reader = trace.ReadSamples(trace.Channels);
            long count = 0;
            while (reader.TryRead(out SampleBlock block))
            {
                Assert.Equal(count, block.FirstIndex);
                count += block.Count;
            }

            Assert.Equal(trace.Channels[0].Samples!.Count, count);
        }
    }

    private static short[] Shorts(Trace trace, string channels)
    {
        var all = new List<short>();
        using SampleReader reader = trace.ReadSamples(trace.Choose(channels));
        while (reader.TryRead(out SampleBlock block))
            all.AddRange(block.Int16);
        return [.. all];
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static string Refusal(string path)
    {
        CommandException refused = Assert.Throws<CommandException>(() => TraceFormats.Open(path));
        Assert.Equal(ExitCode.Failure, refused.Code);
        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        return refused.Message;
    }

    private Trace Open(SessionFile session) => TraceFormats.Open(session.Write(folder.Path));
}
