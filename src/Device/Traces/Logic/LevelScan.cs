using System;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reactive.Signals;

namespace Reactive.Device.Traces.Logic;

/// <summary>
/// Finds where chosen bits of packed logic samples change: bit <c>b</c> of a sample is bit <c>b % 8</c> of its byte <c>b / 8</c>. Samples
/// of one or two bytes are compared a vector at a time, so that lines at rest cost next to nothing.
/// </summary>
internal sealed class LevelScan
{
    private const byte NotSeen = 255;

    private readonly int _unitSize;
    private readonly int[] _bits;
    private readonly byte[] _levels;
    private readonly ushort _mask;

    /// <summary>Looks at <paramref name="bits"/>, in this order, of samples of <paramref name="unitSize"/> bytes.</summary>
    public LevelScan(int unitSize, ImmutableArray<int> bits)
    {
        _unitSize = unitSize;
        _bits = [.. bits];
        _levels = new byte[_bits.Length];
        Array.Fill(_levels, NotSeen);
        for (int i = 0; i < bits.Length && unitSize <= sizeof(ushort); i++)
            _mask |= (ushort)(1 << bits[i]);
    }

    /// <summary>Adds a run for each channel at each whole sample where its level differs from the one before, in <see cref="SymbolType.Level"/>.</summary>
    public void Find(ReadOnlySpan<byte> samples, RunWriter runs)
    {
        int count = samples.Length / _unitSize;
        for (int at = 0; at < count;)
        {
            Tell(samples.Slice(at * _unitSize, _unitSize), at, runs);
            at = _unitSize switch
            {
                1 => NextChange(samples[..count], at, (byte)_mask),
                2 => NextChange(MemoryMarshal.Cast<byte, ushort>(samples[..(2 * count)]), at, _mask),
                _ => at + 1,
            };
        }
    }

    // The index after `from` where the masked bits are no longer what they are there. Compiled at once for this processor: most
    // of a trace would be read before the runtime got round to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int NextChange<T>(ReadOnlySpan<T> samples, int from, T mask)
        where T : unmanaged, IBinaryInteger<T>
    {
        T level = samples[from] & mask;
        int at = from + 1;
        ref T first = ref MemoryMarshal.GetReference(samples);
        Vector256<T> masks = Vector256.Create(mask), levels = Vector256.Create(level);
        int width = Vector256<T>.Count;
        for (; at <= samples.Length - (4 * width); at += 4 * width)
        {
            Vector256<T> a = (Vector256.LoadUnsafe(ref first, (nuint)at) & masks) ^ levels;
            Vector256<T> b = (Vector256.LoadUnsafe(ref first, (nuint)(at + width)) & masks) ^ levels;
            Vector256<T> c = (Vector256.LoadUnsafe(ref first, (nuint)(at + (2 * width))) & masks) ^ levels;
            Vector256<T> d = (Vector256.LoadUnsafe(ref first, (nuint)(at + (3 * width))) & masks) ^ levels;
            if ((a | b | c | d) != Vector256<T>.Zero)
                break;
        }

        for (; at <= samples.Length - width; at += width)
        {
            Vector256<T> same = Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)at) & masks, levels);
            if (same != Vector256<T>.AllBitsSet)
                return at + BitOperations.TrailingZeroCount(~same.ExtractMostSignificantBits());
        }

        while (at < samples.Length && (samples[at] & mask) == level)
            at++;
        return at;
    }

    private void Tell(ReadOnlySpan<byte> sample, int at, RunWriter runs)
    {
        for (int channel = 0; channel < _bits.Length; channel++)
        {
            byte level = (byte)((sample[_bits[channel] >> 3] >> (_bits[channel] & 7)) & 1);
            if (level == _levels[channel])
                continue;
            _levels[channel] = level;
            runs.Add(at, channel, level, 0, level);
        }
    }
}
