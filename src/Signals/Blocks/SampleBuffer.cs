using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reactive.Signals;

/// <summary>
/// The samples that an operator makes: memory that belongs to it, grows to the largest block made so far, and is reused for
/// the next. Blocks that come out are valid until the call that hands them over returns.
/// </summary>
public sealed class SampleBuffer
{
    private byte[] _bytes = [];

    /// <summary>Room for <paramref name="samples"/> samples (frames times channels) of <typeparamref name="T"/>; what stood there before is lost.</summary>
    public Span<T> Room<T>(int samples)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        if (_bytes.Length < samples * size)
            _bytes = new byte[(int)Math.Min(Array.MaxLength, Math.Max((long)samples * size, 2L * _bytes.Length))];
        return MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(0, samples * size));
    }

    /// <summary>The first <paramref name="frames"/> frames of the room as a block.</summary>
    public SampleBlock Block(SampleFormat format, int frames, long firstIndex, SampleClock clock, int channels = 1) =>
        new(_bytes.AsMemory(0, frames * channels * SampleBlock.SizeOf(format)), format, firstIndex, clock, channels);
}
