using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>
/// The CRC-32 of IEEE 802.3 (polynomial 0x04C11DB7, reflected, initial value and final inversion 0xFFFFFFFF), which MCAP uses for chunks,
/// attachments and sections. Carry-less multiplication (x86), CRC instructions (Arm64) and tables give the same value; nothing is allocated.
/// </summary>
public static class Crc32
{
    private const uint ReversedPolynomial = 0xEDB88320;
    private const int Slices = 16;
    private const int FoldedBlockBytes = 64;
    private const int WideBlockBytes = 256;

    private static readonly uint[] Tables = BuildTables();

    private static readonly Vector128<ulong> FoldByFour = Over(4 * 128);
    private static readonly Vector128<ulong> FoldByOne = Over(128);
    private static readonly Vector512<ulong> FoldWideByFour = Wide(Over(4 * 512));
    private static readonly Vector512<ulong> FoldWideByOne = Wide(Over(512));

    /// <summary>Gives the CRC of <paramref name="bytes"/>; 0 for no bytes.</summary>
    /// <param name="bytes">The bytes; only read.</param>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>Continues a CRC: <c>Append(Compute(a), b)</c> is the CRC of a followed by b.</summary>
    /// <param name="crc">The CRC so far; 0 to start.</param>
    /// <param name="bytes">The bytes that follow; only read.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        if (Pclmulqdq.V512.IsSupported && BitConverter.IsLittleEndian && bytes.Length >= WideBlockBytes)
        {
            state = FoldWide(state, ref bytes);
        }
        else if (Pclmulqdq.IsSupported && BitConverter.IsLittleEndian && bytes.Length >= FoldedBlockBytes)
        {
            state = Fold(state, ref bytes);
        }
        else if (ArmCrc32.Arm64.IsSupported)
        {
            for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            {
                state = ArmCrc32.Arm64.ComputeCrc32(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            }
        }

        return ~Slice(state, bytes);
    }

    /// <summary>The value of <see cref="Append"/> by tables alone, slower: what the instructions are tested against.</summary>
    /// <param name="crc">The CRC so far; 0 to start.</param>
    /// <param name="bytes">The bytes that follow; only read.</param>
    public static uint AppendByTables(uint crc, ReadOnlySpan<byte> bytes) => ~Slice(~crc, bytes);

    // As below, with registers of four lanes each.
    private static uint FoldWide(uint state, ref ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector512<ulong>> lanes = MemoryMarshal.Cast<byte, Vector512<ulong>>(bytes);
        int folded = lanes.Length;
        Vector512<ulong> a = lanes[0] ^ Vector512.CreateScalar((ulong)state);
        Vector512<ulong> b = lanes[1];
        Vector512<ulong> c = lanes[2];
        Vector512<ulong> d = lanes[3];
        lanes = lanes[4..];
        for (; lanes.Length >= 4; lanes = lanes[4..])
        {
            a = Carry(a, FoldWideByFour) ^ lanes[0];
            b = Carry(b, FoldWideByFour) ^ lanes[1];
            c = Carry(c, FoldWideByFour) ^ lanes[2];
            d = Carry(d, FoldWideByFour) ^ lanes[3];
        }

        a = Carry(a, FoldWideByOne) ^ b;
        a = Carry(a, FoldWideByOne) ^ c;
        a = Carry(a, FoldWideByOne) ^ d;
        foreach (Vector512<ulong> lane in lanes)
        {
            a = Carry(a, FoldWideByOne) ^ lane;
        }

        bytes = bytes[(folded * Vector512<byte>.Count)..];
        Vector128<ulong> last = Carry(a.GetLower().GetLower(), FoldByOne) ^ a.GetLower().GetUpper();
        last = Carry(last, FoldByOne) ^ a.GetUpper().GetLower();
        return Reduce(Carry(last, FoldByOne) ^ a.GetUpper().GetUpper());
    }

    private static uint Fold(uint state, ref ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector128<ulong>> lanes = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        int folded = lanes.Length;
        Vector128<ulong> a = lanes[0] ^ Vector128.CreateScalar((ulong)state);
        Vector128<ulong> b = lanes[1];
        Vector128<ulong> c = lanes[2];
        Vector128<ulong> d = lanes[3];
        lanes = lanes[4..];
        for (; lanes.Length >= 4; lanes = lanes[4..])
        {
            a = Carry(a, FoldByFour) ^ lanes[0];
            b = Carry(b, FoldByFour) ^ lanes[1];
            c = Carry(c, FoldByFour) ^ lanes[2];
            d = Carry(d, FoldByFour) ^ lanes[3];
        }

        a = Carry(a, FoldByOne) ^ b;
        a = Carry(a, FoldByOne) ^ c;
        a = Carry(a, FoldByOne) ^ d;
        foreach (Vector128<ulong> lane in lanes)
        {
            a = Carry(a, FoldByOne) ^ lane;
        }

        bytes = bytes[(folded * Vector128<byte>.Count)..];
        return Reduce(a);
    }

    // What is left are 128 bits with the same remainder as everything before them; the tables reduce them.
    private static uint Reduce(Vector128<ulong> lane)
    {
        Span<byte> rest = stackalloc byte[Vector128<byte>.Count];
        lane.AsByte().CopyTo(rest);
        return Slice(0, rest);
    }

    private static Vector512<ulong> Carry(Vector512<ulong> lanes, Vector512<ulong> factors) =>
        Pclmulqdq.V512.CarrylessMultiply(lanes, factors, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(lanes, factors, 0x11);

    /// <summary>The factors that carry 128 bits over <paramref name="bits"/> bits: x^(bits+32) mod P for the low half, x^(bits-32) mod P for the high one.</summary>
    private static Vector128<ulong> Over(int bits) => Vector128.Create(Power(bits + 32), Power(bits - 32));

    // x^n mod P, bit-reflected, and shifted left by one as the reflected product needs it.
    private static ulong Power(int n)
    {
        uint remainder = 0x8000_0000;
        for (int i = 0; i < n; i++)
            remainder = (remainder & 1) != 0 ? (remainder >> 1) ^ ReversedPolynomial : remainder >> 1;
        return (ulong)remainder << 1;
    }

    private static Vector512<ulong> Wide(Vector128<ulong> factors) =>
        Vector512.Create(Vector256.Create(factors, factors), Vector256.Create(factors, factors));

    private static Vector128<ulong> Carry(Vector128<ulong> lane, Vector128<ulong> factors) =>
        Pclmulqdq.CarrylessMultiply(lane, factors, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, factors, 0x11);

    private static uint Slice(uint state, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> tables = Tables;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            uint head = state ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint next = 0;
            for (int i = 0; i < sizeof(uint); i++)
            {
                next ^= tables[((Slices - 1 - i) << 8) + (int)((head >> (8 * i)) & 0xFF)];
            }

            for (int i = sizeof(uint); i < Slices; i++)
            {
                next ^= tables[((Slices - 1 - i) << 8) + bytes[i]];
            }

            state = next;
        }

        foreach (byte value in bytes)
        {
            state = (state >> 8) ^ tables[(int)((state ^ value) & 0xFF)];
        }

        return state;
    }

    private static uint[] BuildTables()
    {
        uint[] tables = new uint[Slices << 8];
        for (uint value = 0; value < 256; value++)
        {
            uint remainder = value;
            for (int bit = 0; bit < 8; bit++)
            {
                remainder = (remainder & 1) != 0 ? (remainder >> 1) ^ ReversedPolynomial : remainder >> 1;
            }

            tables[value] = remainder;
        }

        for (int i = 256; i < tables.Length; i++)
        {
            uint previous = tables[i - 256];
            tables[i] = (previous >> 8) ^ tables[previous & 0xFF];
        }

        return tables;
    }
}
