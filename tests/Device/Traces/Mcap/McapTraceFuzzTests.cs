using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Mcap;
using Reactive.Signals;
using Reactive.Signals.Recording.Mcap;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Traces.Mcap;

/// <summary>Whatever the bytes are: values, warnings, or a message that names file and offset. Never another exception, and never much memory.</summary>
public sealed class McapTraceFuzzTests : IDisposable
{
    private const int Mutations = 2500;

    // What one opening and reading may allocate: signals are limited, and so is what a chunk unpacks to.
    private const long MostBytes = 96L << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-fuzz-").FullName;

    private string Place => Path.Combine(_folder, "a.mcap");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Mutations_AreReadOrRefused()
    {
        // with checksums damage is found before anything is decoded, without them it reaches the decoders
        byte[][] bases = [Foreign("zstd"), Foreign("lz4"), Recorded(), Unchecked(Foreign("zstd")), Unchecked(Foreign("")), Unchecked(Foreign("")), Unchecked(Recorded()), Unchecked(Recorded())];
        int read = 0, refused = 0;
        for (int seed = 0; seed < Mutations; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = [.. bases[random.Next(bases.Length)]];
            for (int n = random.Next(1, 4); n > 0; n--)
                bytes = Mutated(bytes, random);
            _ = Try(bytes, seed) ? read++ : refused++;
        }

        Assert.InRange(read, Mutations / 10, Mutations);
        Assert.InRange(refused, Mutations / 100, Mutations);
    }

    [Fact]
    public void EveryTruncation_IsReadOrRefused()
    {
        foreach (byte[] whole in new[] { Foreign("zstd"), Recorded() })
        {
            int read = 0;
            for (int length = 0; length < whole.Length; length += 7)
                read += Try(whole[..length], length) ? 1 : 0;
            Assert.InRange(read, 1, whole.Length);
        }
    }

    [Fact]
    public void RandomBytes_AreRefused()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            byte[] magic = [0x89, (byte)'M', (byte)'C', (byte)'A', (byte)'P', (byte)'0', (byte)'\r', (byte)'\n'];
            Assert.False(Try([.. magic, .. bytes], seed));
        }
    }

    [Fact]
    public void RandomBytesAsSchemasAndMessages_AreReadOrRefused()
    {
        (string Message, string Schema)[] encodings = [("json", "jsonschema"), ("cdr", "ros2msg"), ("ros1", "ros1msg"), ("protobuf", "protobuf")];
        string[] words = ["int8 ", "float64 ", "a", " b", "\n", "[]", "[3]", "MSG: p/a", "===", "{", "}", "\"type\":", "\"object\"", "\"properties\":", ",", "[", "]", "1", "p/a "];
        for (int seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            (string message, string schema) = encodings[seed % encodings.Length];
            byte[] definition = new byte[random.Next(60)];
            random.NextBytes(definition);
            if (random.Next(3) > 0)
                definition = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => words[random.Next(words.Length)])));
            var file = new ForeignFile();
            ushort topic = file.Topic("/t", message, "p/a", schema, definition);
            for (int i = 0; i < 5; i++)
            {
                byte[] bytes = new byte[random.Next(40)];
                random.NextBytes(bytes);
                file.Write(topic, bytes);
            }

            Assert.True(Try(file.Close(), seed));
        }
    }

    [Fact]
    public void FilesOfTheCorpus_Open()
    {
        string[] files = Directory.GetFiles(Corpus.Require("mcap"), "*.mcap", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            using Trace trace = TraceFormats.Open(file);
            Assert.All(trace.Channels, c => Assert.NotNull(c.Refusal));
            Assert.Empty(trace.Warnings);
        }
    }

    // Opens and reads all; whether that worked.
    private bool Try(byte[] bytes, int seed)
    {
        File.WriteAllBytes(Place, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using Trace trace = McapTrace.Open(Place, new TraceOptions());
            foreach (TraceChannel channel in trace.Channels.Where(c => c.Refusal is null).Take(40))
            {
                using ValueReader reader = trace.ReadValues(channel);
                SignalTime last = new(long.MinValue);
                int count = 0;
                while (reader.TryRead(out Stamped<Value> value))
                {
                    Assert.True(value.Stamp >= last && value.Since <= value.Stamp, $"seed {seed}: stamps go back");
                    Assert.True(++count <= 200_000, $"seed {seed}: more values than the file can hold");
                    last = value.Stamp;
                }
            }

            Assert.All(trace.Warnings, w => Assert.StartsWith(Place, w, StringComparison.Ordinal));
            return true;
        }
        catch (CommandException told)
        {
            Assert.StartsWith(Place, told.Message, StringComparison.Ordinal);
            Assert.Matches(@"at byte \d+", told.Message);
            return false;
        }
        catch (Exception other) when (other is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"seed {seed}: {other}");
            throw;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
    }

    private static byte[] Foreign(string compression)
    {
        var file = new ForeignFile();
        ushort json = file.Json("/json"), ros = file.Ros2("/ros", "p/msg/T", "string s\nint32[] a\nU u\n===\nMSG: p/U\nfloat64[2] f\nbool b");
        ushort one = file.Ros1("/one", "p/T", "uint8[] a\nfloat32 f");
        for (int i = 0; i < 30; i++)
        {
            file.Write(json, $$"""{"n":{{i}},"a":[1,{"x":true}]}""");
            file.Write(ros, new RosMessage().Text("abc").Int32(2, i, -i).Put(0.5, i).Byte(1).Bytes);
            file.Write(one, new RosMessage(isPacked: true).Int32(3).Byte(1, 2, 3).Put32(i).Bytes);
        }

        byte[] bytes = file.Close();
        return compression.Length == 0 ? bytes : Compressed.Of(bytes, compression);
    }

    private static byte[] Recorded()
    {
        string folder = Directory.CreateTempSubdirectory("reactive-fuzz-").FullName;
        try
        {
            var clock = new SampleClock(new SampleRate(1000), 2, new SignalTime(7_000_000));
            var samples = new TraceSamples(clock, SampleFormat.Int16, null);
            (long, SampleClock, double[])[] blocks = [.. Enumerable.Range(0, 20).Select(i => (i * 10L, clock, new double[10]))];
            MadeTrace made = new MadeTrace(1_767_225_600_000_000_000).Even("a", samples, Unit.Count, blocks).Even("b", samples, Unit.Count, blocks)
                .Uneven(
                    new TraceChannel { Index = 0, Name = "c", Words = SymbolType.Contact },
                    [.. Enumerable.Range(0, 50).Select(i => new Stamped<Value>(Value.Contact(i % 2 == 0), new SignalTime(i * 1_000_000L)))]);
            McapTraceWriter.Write(made, made.Channels, Path.Combine(folder, "r.mcap"));
            return File.ReadAllBytes(Path.Combine(folder, "r.mcap"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Unchecked(byte[] file)
    {
        for (int at = 8; at < file.Length - 8; at += 9 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at + 1)))
        {
            int crc = (McapOpcode)file[at] switch { McapOpcode.Chunk => 24, McapOpcode.DataEnd => 0, McapOpcode.Footer => 16, _ => -1 };
            if (crc >= 0)
                file.AsSpan(at + 9 + crc, 4).Clear();
        }

        return file;
    }

    private static byte[] Mutated(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                return bytes[..Math.Max(at, 1)];
            case 3:
                ulong hostile = random.Next(4) switch { 0 => ulong.MaxValue, 1 => long.MaxValue, 2 => 1UL << 27, _ => (ulong)random.Next(1 << 12) };
                at = Math.Min(at, Math.Max(0, bytes.Length - 8));
                if (bytes.Length >= 8)
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), hostile);
                return bytes;
            case 4:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 40))..], 0];
            default:
                byte[] copied = bytes[at..Math.Min(bytes.Length, at + random.Next(1, 200))];
                int to = random.Next(bytes.Length);
                return [.. bytes[..to], .. copied, .. bytes[to..]];
        }
    }
}
