using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Operators.Vectors;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>
/// The window in which tones are looked for, and their tables. It is a raised cosine of four hops: as long as tells neighbours
/// apart and as low tones need, and as short as leaves room for the tolerance and for some windows within the least duration.
/// </summary>
internal sealed class ToneShape
{
    /// <summary>Hops in a window.</summary>
    public const int HopsInWindow = 4;

    // longer ones would tell beginnings and ends later
    private const double UsualSeconds = 0.05;

    // a tone two bins off is not seen at all; periods of it, so that its mirror image is not
    private const double BinsApart = 2;
    private const double LeastPeriods = 5;

    // so far off, in bins, a tone may be and is found with a third of its power
    private const double MostBinsOff = 0.9;

    // of the least duration one window and the hops behind it
    private const double WindowsInDuration = 1.5;

    /// <summary>The shape for frequencies at a rate.</summary>
    public ToneShape(ImmutableArray<double> hertz, double tolerance, double duration, SampleRate rate)
    {
        Hertz = hertz;
        Tolerance = tolerance;
        HopSamples = Math.Max(1, (int)Math.Round(SecondsOf(hertz, tolerance, duration) * rate.Hertz / HopsInWindow));
        WindowSamples = HopSamples * HopsInWindow;
        HopSeconds = HopSamples / rate.Hertz;
        Length = Correlation.Padded(WindowSamples);
        Weights = new float[Length];
        Cosines = [.. hertz.Select(_ => new float[Length])];
        Sines = [.. hertz.Select(_ => new float[Length])];
        for (int i = 0; i < WindowSamples; i++)
        {
            // sums up to half the samples
            double weight = 0.5 - (0.5 * ExactMath.CosPi((2 * i + 1.0) / WindowSamples));
            Weights[i] = (float)(weight * 2 / WindowSamples);
            for (int tone = 0; tone < hertz.Length; tone++)
            {
                double turn = -2 * hertz[tone] * i / rate.Hertz;
                Cosines[tone][i] = (float)(weight * ExactMath.CosPi(turn) * 2 / WindowSamples);
                Sines[tone][i] = (float)(weight * ExactMath.SinPi(turn) * 2 / WindowSamples);
            }
        }
    }

    /// <summary>The frequencies.</summary>
    public ImmutableArray<double> Hertz { get; }

    /// <summary>How far off they may be, as a part of each.</summary>
    public double Tolerance { get; }

    /// <summary>Samples in a hop.</summary>
    public int HopSamples { get; }

    /// <summary>Samples in a window.</summary>
    public int WindowSamples { get; }

    /// <summary>What a hop lasts.</summary>
    public double HopSeconds { get; }

    /// <summary>How long the tables are; zeros stand behind the window.</summary>
    public int Length { get; }

    /// <summary>The weights of the window, which sum up to 1.</summary>
    public float[] Weights { get; }

    /// <summary>By tone: the window with its real part. The sum of products with a sine of that frequency has half its amplitude.</summary>
    public float[][] Cosines { get; }

    /// <summary>The same, the imaginary part.</summary>
    public float[][] Sines { get; }

    /// <summary>What the square of a tone's magnitude is multiplied by to be its power, where a full-scale sine has <see cref="SoundInput.SinePower"/>.</summary>
    public const float TonePower = 2;

    /// <summary>How many turns a tone makes in some hops.</summary>
    public double TurnsIn(int tone, int hops) => Hertz[tone] * HopSeconds * hops;

    /// <summary>How many times too little the power of a tone is found that is <paramref name="hertz"/> off.</summary>
    public double LossOf(double hertz)
    {
        double bins = Math.Abs(hertz) * HopSeconds * HopsInWindow;
        if (bins < 1e-6)
            return 1;
        // the response of a raised cosine; both of its factors are 0 where a tone is one bin off
        double response = Math.Abs(bins - 1) < 1e-6 ? 0.5 : ExactMath.SinPi(bins) / (Math.PI * bins * (1 - (bins * bins)));
        return 1 / (response * response);
    }

    /// <summary>What keeps such tones from being found; nothing where all is well.</summary>
    public static IEnumerable<ParameterProblem> Problems(ImmutableArray<double> hertz, double tolerance, double duration)
    {
        double[] sorted = [.. hertz.Order()];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i - 1] * (1 + tolerance) < sorted[i] * (1 - tolerance))
                continue;
            double most = (sorted[i] - sorted[i - 1]) / (sorted[i] + sorted[i - 1]);
            yield return new ParameterProblem("tolerance", Text($"{sorted[i - 1]} Hz and {sorted[i]} Hz could be the same tone with a 'tolerance' of {tolerance * 100:0.##} %"), Text($"less than {most * 100:0.##} % tells them apart"));
            yield break;
        }

        double least = LeastSeconds(hertz);
        if (least > MostBinsOff / (tolerance * sorted[^1]))
            yield return new ParameterProblem("tolerance", Text($"with these frequencies 'tolerance' must be at most {Math.Floor(MostBinsOff / (least * sorted[^1]) * 1000) / 10:0.#} %, not {tolerance * 100:0.##} %"), "use an operator for each frequency");
        if (least * WindowsInDuration > duration)
            yield return new ParameterProblem("duration", Text($"with these frequencies 'duration' must be at least {Math.Ceiling(least * WindowsInDuration * 1000):0} ms, not {duration * 1000:0.##} ms"), "tones that lie near each other, or are low, take longer to tell");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static double LeastSeconds(ImmutableArray<double> hertz)
    {
        double[] sorted = [.. hertz.Order()];
        double least = LeastPeriods / sorted[0];
        for (int i = 1; i < sorted.Length; i++)
            least = Math.Max(least, BinsApart / (sorted[i] - sorted[i - 1]));
        return least;
    }

    private static double SecondsOf(ImmutableArray<double> hertz, double tolerance, double duration) =>
        Math.Max(LeastSeconds(hertz), Math.Min(UsualSeconds, Math.Min(MostBinsOff / (tolerance * hertz.Max()), duration / WindowsInDuration)));
}
