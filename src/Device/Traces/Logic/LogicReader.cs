using System;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Reactive.Signals;

namespace Reactive.Device.Traces.Logic;

/// <summary>Chosen logic channels as frames of 0 and 1.</summary>
internal sealed class LogicReader : SampleReader
{
    // what fits the caches: unpacking writes 2 bytes for each bit
    private const int MostBytes = 1 << 16;

    private readonly PackedBytes _bytes;
    private readonly LogicBits _bits;
    private readonly int _unitSize;
    private readonly int _channels;
    private readonly byte[] _packed;
    private readonly byte[] _frames;
    private long _index;

    /// <summary>The <paramref name="bits"/> of samples of <paramref name="unitSize"/> bytes; <paramref name="bytes"/> is disposed with this.</summary>
    public LogicReader(PackedBytes bytes, int unitSize, ImmutableArray<int> bits, SampleClock clock)
    {
        _bytes = bytes;
        _unitSize = unitSize;
        _channels = bits.Length;
        _bits = new LogicBits(unitSize, bits);
        Clock = clock;
        int frames = Math.Max(1, MostBytes / Math.Max(unitSize, sizeof(short) * _channels));
        _packed = new byte[frames * unitSize];
        _frames = new byte[frames * _channels * sizeof(short)];
    }

    /// <inheritdoc/>
    public override SampleClock Clock { get; }

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        // a sample that a cut file ends within is left out
        int count = _bytes.Fill(_packed) / _unitSize;
        if (count == 0)
        {
            block = default;
            return false;
        }

        Memory<byte> frames = _frames.AsMemory(0, count * _channels * sizeof(short));
        _bits.Unpack(_packed.AsSpan(0, count * _unitSize), MemoryMarshal.Cast<byte, short>(frames.Span));
        block = new SampleBlock(frames, SampleFormat.Int16, _index, Clock, _channels);
        _index += count;
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _bytes.Dispose();
        base.Dispose();
    }
}
