using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reactive.Signals;

/// <summary>How one sample is stored. Always little endian.</summary>
public enum SampleFormat : byte
{
    /// <summary>Signed 16-bit integers: ADC counts, PCM audio.</summary>
    Int16,
    /// <summary>Signed 32-bit integers.</summary>
    Int32,
    /// <summary>IEEE 754 single precision, in the base unit of the port.</summary>
    Float32,
}

/// <summary>
/// A run of consecutive samples of one or many channels (interleaved scan frames). It is a view: the memory belongs to
/// whoever made the block and is valid until the call that handed it over returns. Copy what you keep.
/// </summary>
public readonly struct SampleBlock
{
    /// <summary>A view of <paramref name="bytes"/> as samples that start at <paramref name="firstIndex"/> on <paramref name="clock"/>.</summary>
    /// <param name="bytes">The samples, little endian, frames in order, the channels of a frame beside each other.</param>
    /// <param name="format">How a sample is stored.</param>
    /// <param name="firstIndex">The index of the first frame.</param>
    /// <param name="clock">What gives frames their time.</param>
    /// <param name="channels">Samples in a frame, 1 to 1024.</param>
    /// <exception cref="ArgumentException">The bytes are not a whole number of frames.</exception>
    public SampleBlock(ReadOnlyMemory<byte> bytes, SampleFormat format, long firstIndex, SampleClock clock, int channels = 1)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        int frame = SizeOf(format) * channels;
        Count = bytes.Length / frame;
        if (Count * frame != bytes.Length)
            throw new ArgumentException($"{bytes.Length} bytes are not a whole number of frames of {frame} bytes.", nameof(bytes));
        Bytes = bytes;
        Format = format;
        Channels = channels;
        FirstIndex = firstIndex;
        Clock = clock;
    }

    // of frames that are known to be whole: a division a block is felt
    private SampleBlock(ReadOnlyMemory<byte> bytes, int count, SampleFormat format, long firstIndex, SampleClock clock, int channels)
    {
        Bytes = bytes;
        Count = count;
        Format = format;
        Channels = channels;
        FirstIndex = firstIndex;
        Clock = clock;
    }

    /// <summary>The samples as stored.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What gives the samples their time.</summary>
    public SampleClock Clock { get; }

    /// <summary>The index of the first frame.</summary>
    public long FirstIndex { get; }

    /// <summary>How many frames the block holds.</summary>
    public int Count { get; }

    /// <summary>Samples in a frame.</summary>
    public int Channels { get; }

    /// <summary>How a sample is stored.</summary>
    public SampleFormat Format { get; }

    /// <summary>The index after the last frame.</summary>
    public long EndIndex => FirstIndex + Count;

    /// <summary>The time of the last sample: the stamp of the block.</summary>
    public SignalTime Stamp => Clock.TimeOf(EndIndex - 1);

    /// <summary>The samples as 16-bit integers. The format must be <see cref="SampleFormat.Int16"/>.</summary>
    public ReadOnlySpan<short> Int16 => As<short>(SampleFormat.Int16);

    /// <summary>The samples as 32-bit integers. The format must be <see cref="SampleFormat.Int32"/>.</summary>
    public ReadOnlySpan<int> Int32 => As<int>(SampleFormat.Int32);

    /// <summary>The samples as single-precision numbers. The format must be <see cref="SampleFormat.Float32"/>.</summary>
    public ReadOnlySpan<float> Float32 => As<float>(SampleFormat.Float32);

    /// <summary>Bytes of one sample.</summary>
    public static int SizeOf(SampleFormat format) => format == SampleFormat.Int16 ? 2 : 4;

    /// <summary>Full scale of sound: the highest number of a format of integers and one more; 1 for singles.</summary>
    public static double FullScaleOf(SampleFormat format) => format switch { SampleFormat.Int16 => 1 << 15, SampleFormat.Int32 => 1L << 31, _ => 1 };

    /// <summary>The sample of <paramref name="channel"/> at frame <paramref name="offset"/>, widened; slow, for display.</summary>
    public double At(int offset, int channel = 0)
    {
        int i = (offset * Channels) + channel;
        return Format switch
        {
            // or all three would be singles on the way
            SampleFormat.Int16 => (double)Int16[i],
            SampleFormat.Int32 => Int32[i],
            _ => Float32[i],
        };
    }

    /// <summary>The frames from <paramref name="offset"/> on, <paramref name="count"/> of them, as a block of its own.</summary>
    public SampleBlock Slice(int offset, int count)
    {
        int frame = SizeOf(Format) * Channels;
        return new SampleBlock(Bytes.Slice(offset * frame, count * frame), count, Format, FirstIndex + offset, Clock, Channels);
    }

    /// <summary>The same samples on another clock (after a re-anchor).</summary>
    public SampleBlock On(SampleClock clock) => new(Bytes, Count, Format, FirstIndex, clock, Channels);

    /// <summary>A block with a copy of 16-bit samples.</summary>
    public static SampleBlock Of(short[] samples, long firstIndex, SampleClock clock) =>
        new(MemoryMarshal.AsBytes<short>(samples).ToArray(), SampleFormat.Int16, firstIndex, clock);

    /// <summary>A block with a copy of single-precision samples.</summary>
    public static SampleBlock Of(float[] samples, long firstIndex, SampleClock clock) =>
        new(MemoryMarshal.AsBytes<float>(samples).ToArray(), SampleFormat.Float32, firstIndex, clock);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<T> As<T>(SampleFormat format)
        where T : unmanaged
    {
        if (Format != format)
            ThrowFormat(format);
        return MemoryMarshal.Cast<byte, T>(Bytes.Span);
    }

    private void ThrowFormat(SampleFormat asked) =>
        throw new InvalidOperationException($"The block holds {Format} samples, not {asked}.");
}
