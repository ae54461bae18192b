using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
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
    private const int SilenceFrames = 4096;

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
        TraceSamples samples = channels[0].Samples!;
        int frameBytes = channels.Length * SampleBlock.SizeOf(samples.Format);
        output.Write(Header(channels.Length, samples, 0));
        long frames = 0;
        long? first = null;
        SampleClock clock = samples.Clock;
        long moved = 0;
        int moves = 0;
        using (SampleReader reader = trace.ReadSamples(channels))
        {
            byte[] silence = new byte[SilenceFrames * frameBytes];
            while (reader.TryRead(out SampleBlock block))
            {
                long jump = first is null ? 0 : block.Stamp - clock.TimeOf(block.EndIndex - 1);
                (clock, moved, moves) = (block.Clock, moved + jump, moves + (jump == 0 ? 0 : 1));
                first ??= block.FirstIndex;
                RefuseLong(trace, (block.EndIndex - first.Value) * (double)frameBytes);
                for (long gap = block.FirstIndex - first.Value - frames; gap > 0; gap -= SilenceFrames)
                    output.Write(silence, 0, (int)Math.Min(gap, SilenceFrames) * frameBytes);
                output.Write(block.Bytes.Span);
                frames = block.EndIndex - first.Value;
            }
        }

        // chunks are padded to an even length; samples of 16 bits and more need no padding
        output.Position = 0;
        output.Write(Header(channels.Length, samples, frames * frameBytes));
        return moves == 0 ? [] : [$"{trace.Path}: a re-anchor moves time ({Plural.Of(moves, "jump")}, {new SignalTime(moved)} s in all): a WAV file holds no times, and samples follow each other there."];
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
        if (samples.Clock.Rate.Denominator != 1 || samples.Clock.Rate.Numerator > int.MaxValue)
            throw CommandException.Usage($"{trace.Path} has {samples.Clock.Rate}: WAV knows whole numbers of hertz up to {int.MaxValue} only.");
        if (samples.Count is { } count)
            RefuseLong(trace, (double)count * channels.Length * SampleBlock.SizeOf(samples.Format));
    }

    private static void RefuseLong(Trace trace, double bytes)
    {
        if (bytes > MostBytes)
            throw CommandException.Failure($"{trace.Path}: more than 4 GB of samples do not fit a WAV file: export fewer channels at once.");
    }
}
