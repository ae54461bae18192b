using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Reactive.Device.Traces.Csv;

/// <summary>
/// The most common way to print a number, one to sixteen characters that are digits and at most one point, taken apart in one
/// go: a shuffle takes the point out and brings the digits to the right end of a vector, and three multiplications make them
/// one number. Processors without these instructions leave it to <see cref="PrintedNumber"/>.
/// </summary>
internal static class ShortNumber
{
    private const int Width = 16;

    // by length and by what follows the point (Width stands for no point): which character goes where, 0x80 for a zero
    private static readonly byte[] Shuffles = MakeShuffles();

    /// <summary>Takes apart what lies between two places.</summary>
    /// <param name="text">The text, with <see cref="PrintedNumber.Slack"/> around it.</param>
    /// <param name="at">Where it starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="comma">What may stand for the decimal point besides itself.</param>
    /// <param name="mantissa">All digits as one number.</param>
    /// <param name="decimals">How many follow the point.</param>
    /// <returns>False where it is written in another way.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ref byte text, int at, int end, byte comma, out ulong mantissa, out int decimals)
    {
        mantissa = 0;
        decimals = 0;
        int length = end - at;
        if (!Sse41.IsSupported || (uint)(length - 1) >= Width)
            return false;
        Vector128<byte> digits = Vector128.LoadUnsafe(ref text, (nuint)(end - Width)) - Vector128.Create((byte)'0');
        Vector128<byte> areDigits = Vector128.Equals(Vector128.Min(digits, Vector128.Create((byte)9)), digits);
        // a bit a character of the number, the first one lowest: set where it is no digit
        uint others = (areDigits.ExtractMostSignificantBits() ^ 0xFFFF) >> (Width - length);
        int following = Width;
        if (others != 0)
        {
            int place = BitOperations.TrailingZeroCount(others);
            byte c = Unsafe.Add(ref text, at + place);
            if ((others & (others - 1)) != 0 || (c != (byte)'.' && c != comma) || length == 1)
                return false;
            following = decimals = length - 1 - place;
        }

        int row = (((length - 1) * (Width + 1)) + following) * Width;
        Vector128<byte> shuffle = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Shuffles), (nuint)row);
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(Ssse3.Shuffle(digits, shuffle), Vector128.Create((sbyte)10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create((short)100, 1, 100, 1, 100, 1, 100, 1));
        Vector128<short> packed = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        ulong eights = Sse2.MultiplyAddAdjacent(packed, Vector128.Create((short)10_000, 1, 10_000, 1, 10_000, 1, 10_000, 1)).AsUInt64().ToScalar();
        mantissa = ((eights & uint.MaxValue) * 100_000_000) + (eights >> 32);
        return true;
    }

    private static byte[] MakeShuffles()
    {
        byte[] shuffles = new byte[Width * (Width + 1) * Width];
        for (int length = 1; length <= Width; length++)
        {
            for (int following = 0; following <= Width; following++)
            {
                Span<byte> shuffle = shuffles.AsSpan((((length - 1) * (Width + 1)) + following) * Width, Width);
                int digits = following == Width ? length : length - 1;
                for (int i = 0; i < Width; i++)
                {
                    int fromRight = Width - 1 - i;
                    // what stands before the point moves into its place
                    shuffle[i] = fromRight >= digits ? (byte)0x80 : fromRight < following ? (byte)i : (byte)(i - 1);
                }
            }
        }

        return shuffles;
    }
}
