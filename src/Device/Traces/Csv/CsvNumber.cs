using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    // In any unit this fits single precision; what is larger is for whoever can say that it does not.
    private const double Most = 1e30;

    private static readonly double[] Powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Reads the number that lies between two places.</summary>
    /// <param name="text">The text, with <see cref="PrintedNumber.Slack"/> around it.</param>
    /// <param name="at">Where it starts.</param>
    /// <param name="end">Where it ends: what stands there is no part of it.</param>
    /// <param name="comma">What may stand for the decimal point besides itself.</param>
    /// <param name="number">The number, at most 1e30 in magnitude.</param>
    /// <param name="digits">Its digits as one number; all bits where it is written at length. So the bits of many tell whether any is long.</param>
    /// <returns>False where it is written in no such way. It may still be a number to a more patient reader.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ref byte text, int at, int end, byte comma, out double number, out ulong digits)
    {
        bool isNegative = Unsafe.Add(ref text, at) == (byte)'-';
        if (!ShortNumber.TryRead(ref text, isNegative ? at + 1 : at, end, comma, out ulong mantissa, out int decimals))
        {
            // by way of another variable, so that the number itself can stay in a register
            bool isRead = TryReadLong(ref text, at, end, comma, out double read);
            number = read;
            digits = ulong.MaxValue;
            return isRead;
        }

        // signed numbers become doubles in one instruction; those of fifteen digits are exact
        double magnitude = (long)mantissa / Powers[decimals];
        number = isNegative ? -magnitude : magnitude;
        digits = mantissa;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadLong(ref byte text, int at, int end, byte comma, out double number)
    {
        number = 0;
        if (!PrintedNumber.TryRead(ref text, at, comma, out PrintedNumber read) || read.Digits > MostDigits || read.End != end)
            return false;
        if (read.Mantissa <= MostExact && read.Exponent is >= -MostPower and <= MostPower)
        {
            number = read.Exponent < 0 ? read.Mantissa / Powers[-read.Exponent] : read.Mantissa * Powers[read.Exponent];
            number = read.IsNegative ? -number : number;
            return Math.Abs(number) <= Most;
        }

        ReadOnlySpan<byte> printed = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, at), end - at);
        return double.TryParse(printed, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && Math.Abs(number) <= Most;
    }
}
