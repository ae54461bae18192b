using System;
using Reactive.Device.Traces.Writing;

namespace Reactive.Device.Traces.Csv;

/// <summary>Whether samples hold the digits that a table prints.</summary>
internal static class PrintedPrecision
{
    /// <summary>
    /// Digits that make no larger number than this one need no looking at: single precision has 24 bits, so that rounding takes
    /// at most a 2^24th of a number, which is half of its last digit.
    /// </summary>
    public const ulong MostExact = 1 << 23;

    // A product of this many bits is a whole number to within the rounding of the last of them.
    private const double MostProduct = 1L << 50;
    private const double Rounding = 1.0 / (1L << 51);

    private static readonly double[] Powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

    /// <summary>Whether rounded to single precision <paramref name="number"/> is still the one that its digits say.</summary>
    public static bool IsHeldBySingle(double number)
    {
        float single = (float)number;
        if (single == number || double.IsNaN(number))
            return true;
        // the decimals that are printed, found by trying: then half of the last digit is what rounding may take
        foreach (double power in Powers)
        {
            double digits = Math.Abs(number * power);
            if (digits > MostProduct)
                break;
            if (Math.Abs(digits - Math.Round(digits)) <= digits * Rounding)
            {
                if (Math.Abs(single - number) * power < 0.5)
                    return true;
                break;
            }
        }

        return PrintedFloat.Widen(single) == number;
    }

    /// <summary>Whether it is a whole number of 32 bits.</summary>
    public static bool IsInt32(double number) => number == (int)number;
}
