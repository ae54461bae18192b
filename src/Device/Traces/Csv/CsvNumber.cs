using System;
using System.Globalization;

namespace Reactive.Device.Traces.Csv;

/// <summary>
/// Reads decimal numbers in place, bit for bit as <see cref="double.Parse(string)"/> does. A mantissa of at most 2^53 and a
/// power of ten of at most 10^22 are both exact doubles, so that one division or product of them is rounded once, and rightly;
/// what is longer is left to the library.
/// </summary>
internal static class CsvNumber
{
    private const int MostDigits = 19;
    private const ulong MostExact = 1UL << 53;
    private const int MostPower = 22;

    private static readonly double[] Powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Reads the number that starts at <paramref name="at"/>, up to the first character that cannot belong to it.</summary>
    /// <param name="text">The text. Whatever the number, a character that is no part of it must follow: an end of line does.</param>
    /// <param name="at">Where it starts; where it ended, when it was read.</param>
    /// <param name="comma">What may stand for the decimal point besides itself.</param>
    /// <param name="number">The number, always finite.</param>
    /// <returns>False where it is written in no such way; it may still be a number to a more patient reader.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, ref int at, byte comma, out double number)
    {
        number = 0;
        if (!PrintedNumber.TryRead(text, at, comma, out PrintedNumber read) || read.Digits > MostDigits)
            return false;
        if (read.Mantissa <= MostExact && read.Exponent is >= -MostPower and <= MostPower)
        {
            number = read.Exponent < 0 ? read.Mantissa / Powers[-read.Exponent] : read.Mantissa * Powers[read.Exponent];
            if (read.IsNegative)
                number = -number;
        }
        else if (!double.TryParse(text[at..read.End], NumberStyles.Float, CultureInfo.InvariantCulture, out number) || !double.IsFinite(number))
        {
            return false;
        }

        at = read.End;
        return true;
    }
}
