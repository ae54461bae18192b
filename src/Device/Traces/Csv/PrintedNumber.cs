using System;

namespace Reactive.Device.Traces.Csv;

/// <summary>A decimal number as it is printed, taken apart: (-1)^negative * mantissa * 10^exponent.</summary>
/// <param name="Mantissa">All digits as one number; without meaning where there are more than 19 of them.</param>
/// <param name="Digits">How many digits were printed.</param>
/// <param name="Exponent">The power of ten: the exponent less the decimals.</param>
/// <param name="IsNegative">Whether a minus stands before it.</param>
/// <param name="IsScientific">Whether an exponent is printed.</param>
/// <param name="End">Where in the text it ends.</param>
internal readonly record struct PrintedNumber(ulong Mantissa, int Digits, int Exponent, bool IsNegative, bool IsScientific, int End)
{
    private const int MostExponent = 9999;

    /// <summary>Takes apart what starts at <paramref name="at"/>; false where it is no decimal number.</summary>
    /// <param name="text">The text, with something after the number that is no part of it.</param>
    /// <param name="at">Where the number starts.</param>
    /// <param name="comma">What may stand for the decimal point besides itself.</param>
    /// <param name="read">The number.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, int at, byte comma, out PrintedNumber read)
    {
        int i = at;
        byte c = text[i];
        bool negative = c == (byte)'-';
        if (negative || c == (byte)'+')
            c = text[++i];
        ulong mantissa = 0;
        int first = i;
        while ((uint)(c - '0') <= 9)
        {
            mantissa = (mantissa * 10) + (uint)(c - '0');
            c = text[++i];
        }

        int digits = i - first;
        int exponent = 0;
        if (c == (byte)'.' || c == comma)
        {
            c = text[++i];
            first = i;
            while ((uint)(c - '0') <= 9)
            {
                mantissa = (mantissa * 10) + (uint)(c - '0');
                c = text[++i];
            }

            exponent = first - i;
            digits -= exponent;
        }

        read = default;
        if (digits == 0)
            return false;
        bool scientific = (c | 0x20) == 'e';
        if (scientific && !TryReadExponent(text, ref i, ref exponent))
            return false;
        read = new PrintedNumber(mantissa, digits, exponent, negative, scientific, i);
        return true;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, ref int i, ref int exponent)
    {
        byte c = text[++i];
        bool negative = c == (byte)'-';
        if (negative || c == (byte)'+')
            c = text[++i];
        int power = 0;
        int first = i;
        while ((uint)(c - '0') <= 9 && power <= MostExponent)
        {
            power = (power * 10) + (c - '0');
            c = text[++i];
        }

        exponent += negative ? -power : power;
        return i > first && power <= MostExponent;
    }
}
