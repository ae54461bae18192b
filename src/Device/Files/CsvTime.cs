using System;
using System.Globalization;
using System.Text;
using Reactive.Signals;

namespace Reactive.Device.Files;

/// <summary>Reads printed times exactly: a double would lose nanoseconds after a few months.</summary>
internal static class CsvTime
{
    private const int MostDigits = 18;

    /// <summary>Reads a number of <paramref name="unit"/> as nanoseconds, rounded to the nearest.</summary>
    /// <param name="text">The number.</param>
    /// <param name="unit">A unit of time.</param>
    /// <param name="delimiter">What separates fields: a comma is a decimal comma where it is something else.</param>
    /// <param name="nanoseconds">The time.</param>
    /// <param name="resolution">What the last printed digit is worth, in nanoseconds, at least 1.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, Unit unit, byte delimiter, out long nanoseconds, out long resolution)
    {
        nanoseconds = resolution = 0;
        bool negative = !text.IsEmpty && text[0] == (byte)'-';
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        long mantissa = 0;
        int digits = 0, decimals = -1;
        foreach (byte c in text)
        {
            if (c is >= (byte)'0' and <= (byte)'9' && digits < MostDigits)
            {
                mantissa = (mantissa * 10) + (c - '0');
                digits += mantissa > 0 ? 1 : 0;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if ((c == (byte)'.' || (c == (byte)',' && delimiter != (byte)',')) && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                return TryReadSlowly(text, unit, negative, out nanoseconds, out resolution);
            }
        }

        if (text.IsEmpty || (digits == 0 && text.IndexOf((byte)'0') < 0))
            return false;
        long scale = (long)(unit.Factor * SignalTime.NanosecondsPerSecond);
        Int128 whole = (Int128)mantissa * scale;
        Int128 divisor = PowerOfTen(Math.Max(decimals, 0));
        Int128 rounded = (whole + (divisor / 2)) / divisor;
        if (rounded > long.MaxValue / 2)
            return false;
        nanoseconds = negative ? -(long)rounded : (long)rounded;
        resolution = (long)Math.Max(1, (double)(scale / divisor));
        return true;
    }

    // Exponents and very many digits.
    private static bool TryReadSlowly(ReadOnlySpan<byte> text, Unit unit, bool negative, out long nanoseconds, out long resolution)
    {
        nanoseconds = 0;
        resolution = 1;
        if (text.IsEmpty || text[0] is (byte)'-' or (byte)'+'
            || !decimal.TryParse(Encoding.UTF8.GetString(text), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal number)
            || Math.Abs(number) > long.MaxValue / 2 / (unit.Factor * SignalTime.NanosecondsPerSecond))
            return false;
        nanoseconds = (long)Math.Round(number * unit.Factor * SignalTime.NanosecondsPerSecond) * (negative ? -1 : 1);
        return true;
    }

    private static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (int i = 0; i < exponent; i++)
            power *= 10;
        return power;
    }
}
