using System;
using System.Collections.Generic;
using System.Globalization;

namespace Reactive.Device.Plotting;

/// <summary>A mark on an axis.</summary>
/// <param name="At">Where, in the unit of the axis.</param>
/// <param name="Label">What is written there.</param>
internal readonly record struct Tick(double At, string Label);

/// <summary>Marks at round numbers: 1, 2 or 5 times a power of ten, and of times above a minute at whole minutes and hours.</summary>
internal static class RoundTicks
{
    private const int Most = 40;

    private static readonly double[] Minutes = [10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];

    /// <summary>About <paramref name="count"/> marks between two numbers, each divided by <paramref name="scale"/> in its label.</summary>
    public static List<Tick> Of(double low, double high, int count, double scale = 1)
    {
        double step = StepOf((high - low) / count);
        int decimals = DecimalsOf(step / scale);
        return At(low, high, step, at => Number(at / scale, decimals, step / scale));
    }

    /// <summary>About <paramref name="count"/> marks between two times in seconds: <c>0.25</c>, <c>1:30</c>, <c>2:05:00</c>.</summary>
    public static List<Tick> OfTime(double low, double high, int count)
    {
        double step = StepOf((high - low) / count);
        if (step < 60 && high < 120)
            return Of(low, high, count);
        if (step >= 60 || high >= 120)
            step = step < 10 ? step : Array.Find(Minutes, m => m >= (high - low) / count) is > 0 and var minutes ? minutes : Math.Ceiling((high - low) / count / 86400) * 86400;
        int decimals = DecimalsOf(step);
        return At(low, high, step, at => Clock(at, decimals));
    }

    private static double StepOf(double rough)
    {
        if (!(rough > 0) || !double.IsFinite(rough))
            return 1;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        // what is a round number but for its last bit is one
        return power * ((rough / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 });
    }

    private static int DecimalsOf(double step) => step >= 1 ? 0 : (int)Math.Min(15, Math.Ceiling(-Math.Log10(step) - 1e-9));

    private static List<Tick> At(double low, double high, double step, Func<double, string> label)
    {
        List<Tick> ticks = [];
        double first = Math.Ceiling((low / step) - 1e-9);
        for (int i = 0; i < Most && (first + i) * step <= high + (step * 1e-9); i++)
        {
            // not -0
            double at = ((first + i) * step) + 0.0;
            ticks.Add(new Tick(at, label(at)));
        }

        return ticks;
    }

    private static string Number(double value, int decimals, double step) => Math.Abs(value) >= 1e7 || (step > 0 && step < 1e-9)
        ? value.ToString("0.###e0", CultureInfo.InvariantCulture)
        : value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '\u2212');

    private static string Clock(double seconds, int decimals)
    {
        string sign = seconds < 0 ? "\u2212" : "";
        decimal rest = Math.Round((decimal)Math.Abs(seconds), decimals);
        decimal hours = Math.Floor(rest / 3600), minutes = Math.Floor(rest / 60 % 60);
        string last = (rest % 60).ToString(decimals > 0 ? "00." + new string('0', decimals) : "00", CultureInfo.InvariantCulture);
        return hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{sign}{hours}:{minutes:00}:{last}") : string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes}:{last}");
    }
}
