using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Writing;

/// <summary>
/// Writes even channels of one clock as the tracks of a WAV file: 16-bit or 32-bit PCM or floating point, as their samples
/// are. A gap in the trace is silence; the file starts with the first sample.
/// </summary>
internal static class WavTraceWriter
{
    private const int HeaderBytes = 44;
    private const long MostBytes = uint.MaxValue - HeaderBytes;

    /// <summary>Writes <paramref name="channels"/> of <paramref name="trace"/> into the file <paramref name="path"/>.</summary>
    /// <exception cref="CommandException">They do not fit a WAV file, the trace is broken, or the file cannot be written.</exception>
    /// <returns>What is not in the file, a sentence each: times that a re-anchor moved.</returns>
    public static ImmutableArray<string> Write(Trace trace, ImmutableArray<TraceChannel> channels, string path)
    {
        Refuse(trace, channels);
        ImmutableArray<string> lost = [];
        WrittenFile.Write(path, output => lost = Write(trace, channels, output));
        return lost;
    }

    /// <summary>Writes into <paramref name="output"/>, which must know its place and stays open.</summary>
    /// <returns>What is not in the file, a sentence each.</returns>
    public static ImmutableArray<string> Write(Trace trace, ImmutableArray<TraceChannel> channels, Stream output)
    {
        Refuse(trace, channels);
        var tracks = new WavTracks(output, trace.Path, channels.Length, channels[0].Samples!);
        using (SampleReader reader = trace.ReadSamples(channels))
        {
            while (reader.TryRead(out SampleBlock block))
                tracks.Add(block);
        }

        tracks.End();
        return tracks.Jumps == 0 ? [] : [$"{trace.Path}: a re-anchor moves time ({Plural.Of(tracks.Jumps, "jump")}, {new SignalTime(tracks.JumpedNanoseconds)} s in all): a WAV file holds no times, and samples follow each other there."];
    }

    /// <summary>What stands before <paramref name="bytes"/> of samples.</summary>
    internal static byte[] Header(int tracks, TraceSamples samples, long bytes)
    {
        int size = SampleBlock.SizeOf(samples.Format);
        byte[] header = new byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), (uint)(bytes + HeaderBytes - 8));
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(20), samples.Format == SampleFormat.Float32 ? (short)3 : (short)1);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(22), (short)tracks);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), (int)samples.Clock.Rate.Numerator);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), (int)Math.Min(int.MaxValue, samples.Clock.Rate.Numerator * tracks * size));
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(32), (short)(tracks * size));
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(34), (short)(size * 8));
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), (uint)bytes);
        return header;
    }

    private static void Refuse(Trace trace, ImmutableArray<TraceChannel> channels)
    {
        if (channels.FirstOrDefault(c => c.Samples is null) is { } uneven)
            throw CommandException.Usage($"{trace.Path}: '{uneven.Name}' comes at times of its own, and WAV holds even samples: export it as csv, vcd or jsonl.");
        TraceSamples samples = channels[0].Samples!;
        if (channels.FirstOrDefault(c => c.Samples!.Clock != samples.Clock || c.Samples.Format != samples.Format) is { } other)
            throw CommandException.Usage($"{trace.Path}: '{channels[0].Name}' and '{other.Name}' have different rates, starts or formats, and the tracks of a WAV file have not: export them one by one.");
        RefuseRate(trace.Path, samples.Clock.Rate);
        if (samples.Count is { } count)
            RefuseLong(trace.Path, (double)count * channels.Length * SampleBlock.SizeOf(samples.Format));
    }

    /// <summary>Refuses what WAV cannot say.</summary>
    internal static void RefuseRate(string source, SampleRate rate)
    {
        if (rate.Denominator != 1 || rate.Numerator > int.MaxValue)
            throw CommandException.Usage($"{source} has {rate}: WAV knows whole numbers of hertz up to {int.MaxValue} only.");
    }

    /// <summary>Refuses more bytes than a WAV file can count.</summary>
    internal static void RefuseLong(string source, double bytes)
    {
        if (bytes > MostBytes)
            throw CommandException.Failure($"{source}: more than 4 GB of samples do not fit a WAV file: export fewer channels at once.");
    }
}
