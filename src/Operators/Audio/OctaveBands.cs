using System;
using System.Collections.Immutable;
using System.Globalization;

namespace Reactive.Operators;

/// <summary>Bands of an octave or a third of one, in powers of ten as IEC 61260-1 has them: an octave is a ratio of 10^0.3, and 1 kHz lies in the middle of a band.</summary>
internal static class OctaveBands
{
    private const double OctaveDecibels = 3;
    private const double Middle = 1000;

    // the names of thirds of an octave within a decade, from 1 on
    private static readonly double[] Nominals = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];

    // a name is rounded by less than this
    private const double Rounding = 1.03;

    /// <summary>The bands from a frequency on up to the highest whose upper edge lies below another, by their numbers: 0 is the one around 1 kHz.</summary>
    public static ImmutableArray<int> Between(double from, double most, bool areThirds)
    {
        var bands = ImmutableArray.CreateBuilder<int>();
        for (int band = areThirds ? -18 : -6; Edges(band, areThirds).High <= most && band <= (areThirds ? 13 : 4); band++)
        {
            if (Exact(band, areThirds) * Rounding >= from)
                bands.Add(band);
        }

        return bands.ToImmutable();
    }

    /// <summary>The edges of a band in hertz.</summary>
    public static (double Low, double High) Edges(int band, bool areThirds)
    {
        double half = Math.Sqrt(Ratio(OctaveDecibels / (areThirds ? 3 : 1))), exact = Exact(band, areThirds);
        return (exact / half, exact * half);
    }

    /// <summary>The name of a band: <c>31.5 Hz</c>.</summary>
    public static string Name(int band, bool areThirds)
    {
        int third = areThirds ? band : band * 3, decade = (int)Math.Floor(third / 10.0);
        return string.Create(CultureInfo.InvariantCulture, $"{(decimal)Nominals[third - (decade * 10)] * (decimal)(Middle * Ratio(decade * 10.0)):0.####} Hz");
    }

    private static double Exact(int band, bool areThirds) => Middle * Ratio(OctaveDecibels * band / (areThirds ? 3 : 1));

    private static double Ratio(double decibels) => ExactMath.PowerRatio(decibels);
}
