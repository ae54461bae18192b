using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Device.Traces.Logic;

/// <summary>
/// Takes chosen bits out of packed logic samples and lays them beside each other as 0 and 1: bit <c>b</c> of a sample is bit
/// <c>b % 8</c> of its byte <c>b / 8</c>.
/// </summary>
internal sealed class LogicBits
{
    private readonly int _unitSize;
    private readonly int[] _bits;
    private readonly short[] _masks;

    /// <summary>Takes <paramref name="bits"/>, in this order, out of samples of <paramref name="unitSize"/> bytes.</summary>
    public LogicBits(int unitSize, ImmutableArray<int> bits)
    {
        _unitSize = unitSize;
        _bits = [.. bits];
        // whole vectors of masks: lanes beyond the last channel are written and then overwritten by the next frame
        _masks = new short[(bits.Length + Vector128<short>.Count - 1) / Vector128<short>.Count * Vector128<short>.Count];
        for (int i = 0; i < bits.Length && bits[i] < 16; i++)
            _masks[i] = (short)(1 << bits[i]);
    }

    /// <summary>Unpacks whole samples into <paramref name="frames"/>, which has room for exactly as many.</summary>
    public void Unpack(ReadOnlySpan<byte> samples, Span<short> frames)
    {
        int done = 0;
        if (_bits.Length == 1 && _unitSize == 1)
            done = OneOfBytes(samples, frames);
        else if (_bits.Length == 1 && _unitSize == 2)
            done = OneOfWords(samples, frames);
        else if (_unitSize <= 2 && _bits.All(static b => b < 16))
            done = ManyOfWords(samples, frames);
        UnpackScalar(samples[(done * _unitSize)..], frames[(done * _bits.Length)..]);
    }

    /// <summary>What <see cref="Unpack"/> does, one bit at a time: the meaning, against which it is tested.</summary>
    public void UnpackScalar(ReadOnlySpan<byte> samples, Span<short> frames)
    {
        int at = 0;
        for (int sample = 0; sample < samples.Length; sample += _unitSize)
        {
            foreach (int bit in _bits)
                frames[at++] = (short)((samples[sample + (bit >> 3)] >> (bit & 7)) & 1);
        }
    }

    private int OneOfBytes(ReadOnlySpan<byte> samples, Span<short> frames)
    {
        int at = 0;
        ref byte from = ref MemoryMarshal.GetReference(samples);
        ref ushort to = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<short, ushort>(frames));
        for (; at <= samples.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            // shifting words moves foreign bits into the upper bits of each byte only, which the mask takes away
            Vector256<byte> ones = Vector256.ShiftRightLogical(Vector256.LoadUnsafe(ref from, (nuint)at).AsUInt16(), _bits[0]).AsByte() & Vector256.Create((byte)1);
            (Vector256<ushort> lower, Vector256<ushort> upper) = Vector256.Widen(ones);
            lower.StoreUnsafe(ref to, (nuint)at);
            upper.StoreUnsafe(ref to, (nuint)(at + Vector256<ushort>.Count));
        }

        return at;
    }

    private int OneOfWords(ReadOnlySpan<byte> samples, Span<short> frames)
    {
        int at = 0;
        ref ushort from = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, ushort>(samples));
        ref ushort to = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<short, ushort>(frames));
        for (; at <= frames.Length - Vector256<ushort>.Count; at += Vector256<ushort>.Count)
            (Vector256.ShiftRightLogical(Vector256.LoadUnsafe(ref from, (nuint)at), _bits[0]) & Vector256.Create((ushort)1)).StoreUnsafe(ref to, (nuint)at);
        return at;
    }

    /// <summary>Eight channels at a time: the sample in every lane, each lane with the mask of its channel.</summary>
    private int ManyOfWords(ReadOnlySpan<byte> samples, Span<short> frames)
    {
        int channels = _bits.Length, count = frames.Length / channels;
        ref short to = ref MemoryMarshal.GetReference(frames);
        // the last frames are left to the scalar path, so that no vector is written beyond the end
        int whole = count - ((_masks.Length + channels - 1) / channels);
        int at = 0;
        for (; at < whole; at++)
        {
            short sample = _unitSize == 1 ? samples[at] : BinaryPrimitives.ReadInt16LittleEndian(samples[(at * 2)..]);
            Vector128<short> lanes = Vector128.Create(sample);
            for (int group = 0; group < _masks.Length; group += Vector128<short>.Count)
            {
                Vector128<short> mask = Vector128.Create<short>(_masks.AsSpan(group));
                Vector128<short> set = ~Vector128.Equals(lanes & mask, Vector128<short>.Zero) & Vector128<short>.One;
                set.StoreUnsafe(ref to, (nuint)((at * channels) + group));
            }
        }

        return at;
    }
}
