using System.Numerics;
using System.Runtime.CompilerServices;

namespace Reactive.Device.Traces.Csv;

/// <summary>
/// A decimal number as it is printed, taken apart: (-1)^negative * mantissa * 10^exponent. It is read eight characters at a
/// time, so that up to <see cref="Slack"/> bytes around it are looked at: they must be there, whatever they hold.
/// </summary>
/// <param name="Mantissa">All digits as one number; without meaning where there are more than 19 of them.</param>
/// <param name="Digits">How many digits were printed.</param>
/// <param name="Exponent">The power of ten: the exponent less the decimals.</param>
/// <param name="IsNegative">Whether a minus stands before it.</param>
/// <param name="IsScientific">Whether an exponent is printed.</param>
/// <param name="End">Where in the text it ends.</param>
internal readonly record struct PrintedNumber(ulong Mantissa, int Digits, int Exponent, bool IsNegative, bool IsScientific, int End)
{
    /// <summary>How many bytes must lie before and after a text, the first after it no part of any number.</summary>
    public const int Slack = 16;

    private const int MostExponent = 9999;
    private const ulong Zeros = 0x3030303030303030;

    private static readonly ulong[] Powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>Takes apart what starts at <paramref name="at"/>, however it is written; false where it is no decimal number.</summary>
    /// <param name="text">The text, with <see cref="Slack"/> around it.</param>
    /// <param name="at">Where the number starts.</param>
    /// <param name="comma">What may stand for the decimal point besides itself.</param>
    /// <param name="read">The number.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryRead(ref byte text, int at, byte comma, out PrintedNumber read)
    {
        int i = at;
        byte c = Unsafe.Add(ref text, i);
        bool negative = c == (byte)'-';
        if (negative || c == (byte)'+')
            i++;
        ulong mantissa = 0;
        int digits = ReadDigits(ref text, ref i, ref mantissa);
        int exponent = 0;
        c = Unsafe.Add(ref text, i);
        if (c == (byte)'.' || c == comma)
        {
            i++;
            int decimals = ReadDigits(ref text, ref i, ref mantissa);
            digits += decimals;
            exponent = -decimals;
        }

        read = default;
        if (digits == 0)
            return false;
        bool scientific = (Unsafe.Add(ref text, i) | 0x20) == 'e';
        if (scientific && !TryReadExponent(ref text, ref i, ref exponent))
            return false;
        read = new PrintedNumber(mantissa, digits, exponent, negative, scientific, i);
        return true;
    }

    private static int ReadDigits(ref byte text, ref int i, ref ulong mantissa)
    {
        int first = i;
        while (true)
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, i)) ^ Zeros;
            int digits = BitOperations.TrailingZeroCount(NoDigits(word)) >> 3;
            if (digits == 0)
                return i - first;
            mantissa = (mantissa * Powers[digits]) + Eight(word << (64 - (digits * 8)));
            i += digits;
            if (digits < 8)
                return i - first;
        }
    }

    private static bool TryReadExponent(ref byte text, ref int i, ref int exponent)
    {
        byte c = Unsafe.Add(ref text, ++i);
        bool negative = c == (byte)'-';
        if (negative || c == (byte)'+')
            i++;
        ulong power = 0;
        int digits = ReadDigits(ref text, ref i, ref power);
        if (digits is 0 or > 19 || power > MostExponent)
            return false;
        exponent += negative ? -(int)power : (int)power;
        return true;
    }

    // Of eight characters, less '0' each: the high bit of every one that is no digit. Right up to the first that is beyond ASCII.
    private static ulong NoDigits(ulong word) => ((word + 0x7676767676767676) | word) & 0x8080808080808080;

    // Eight digits, the first in the lowest byte, as a number: pairs of them, then fours, then all.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(ulong word)
    {
        word = ((word * 10) + (word >> 8)) & 0x00FF00FF00FF00FF;
        word = ((word * 100) + (word >> 16)) & 0x0000FFFF0000FFFF;
        return ((word * 10_000) + (word >> 32)) & 0xFFFFFFFF;
    }
}
