using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Device.Traces.Csv;

/// <summary>
/// Where the fields of some lines end, found 64 bytes at a time before any field is read: then no field has to wait until the
/// one before it has been read.
/// </summary>
internal sealed class FieldEnds
{
    // Eight are written at a time, whether there are as many or not.
    private const int Stride = 8;

    private readonly int[] _ends;

    /// <summary>Room for the ends in <paramref name="bytes"/> bytes.</summary>
    public FieldEnds(int bytes) => _ends = new int[bytes + 64];

    /// <summary>Finds every delimiter and line end of <paramref name="buffer"/> from <paramref name="start"/> to <paramref name="end"/>.</summary>
    /// <param name="buffer">The text; 64 bytes follow the end.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="end">The byte after the last one.</param>
    /// <param name="delimiter">What stands between fields.</param>
    /// <returns>How many there are.</returns>
    public int Find(ReadOnlySpan<byte> buffer, int start, int end, byte delimiter)
    {
        ref byte text = ref MemoryMarshal.GetReference(buffer);
        int[] ends = _ends;
        int count = 0;
        for (int at = start; at < end; at += 64)
        {
            ulong mask = Mask(ref text, at, delimiter);
            if (end - at < 64)
                mask &= (1UL << (end - at)) - 1;
            int next = count + BitOperations.PopCount(mask);
            while (mask != 0)
            {
                Span<int> eight = ends.AsSpan(count, Stride);
                for (int i = 0; i < eight.Length; i++)
                {
                    eight[i] = at + BitOperations.TrailingZeroCount(mask);
                    mask &= mask - 1;
                }

                count += Stride;
            }

            count = next;
        }

        return count;
    }

    /// <summary>The place of one of them in the buffer; they are in order.</summary>
    public int this[int index] => _ends[index];

    /// <summary>The places of some of them.</summary>
    public ReadOnlySpan<int> Slice(int index, int count) => _ends.AsSpan(index, count);

    // A bit for each of 64 bytes, lowest first: set where a field ends.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(ref byte text, int at, byte delimiter)
    {
        if (!Vector512.IsHardwareAccelerated)
            return Quarter(ref text, at, delimiter) | (Quarter(ref text, at + 16, delimiter) << 16) | (Quarter(ref text, at + 32, delimiter) << 32) | (Quarter(ref text, at + 48, delimiter) << 48);
        Vector512<byte> bytes = Vector512.LoadUnsafe(ref text, (nuint)at);
        return (Vector512.Equals(bytes, Vector512.Create(delimiter)) | Vector512.Equals(bytes, Vector512.Create((byte)'\n'))).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Quarter(ref byte text, int at, byte delimiter)
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref text, (nuint)at);
        return (Vector128.Equals(bytes, Vector128.Create(delimiter)) | Vector128.Equals(bytes, Vector128.Create((byte)'\n'))).ExtractMostSignificantBits();
    }
}
