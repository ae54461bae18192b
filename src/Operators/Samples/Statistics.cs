using System;
using Reactive.Operators.Vectors;

namespace Reactive.Operators;

/// <summary>A statistic that is gathered in sixteen lanes, by the place of a sample in its window, and then folded.</summary>
internal interface IStatistic
{
    /// <summary>What a lane holds before its first sample.</summary>
    static abstract double Start { get; }

    /// <summary>A lane with one more sample.</summary>
    static abstract double Add(double lane, double sample);

    /// <summary>All lanes with one more sample each.</summary>
    static abstract Sixteen Add(Sixteen lanes, Sixteen samples);

    /// <summary>Two lanes as one.</summary>
    static abstract double Fold(double a, double b);

    /// <summary>The statistic of <paramref name="count"/> samples.</summary>
    static abstract double Of(double folded, long count);
}

/// <summary>The smallest sample; NaN where any is.</summary>
internal readonly struct Least : IStatistic
{
    /// <inheritdoc/>
    public static double Start => double.PositiveInfinity;

    /// <inheritdoc/>
    public static double Add(double lane, double sample) => Math.Min(lane, sample);

    /// <inheritdoc/>
    public static Sixteen Add(Sixteen lanes, Sixteen samples) => Sixteen.Min(lanes, samples);

    /// <inheritdoc/>
    public static double Fold(double a, double b) => Math.Min(a, b);

    /// <inheritdoc/>
    public static double Of(double folded, long count) => folded;
}

/// <summary>The largest sample; NaN where any is.</summary>
internal readonly struct Largest : IStatistic
{
    /// <inheritdoc/>
    public static double Start => double.NegativeInfinity;

    /// <inheritdoc/>
    public static double Add(double lane, double sample) => Math.Max(lane, sample);

    /// <inheritdoc/>
    public static Sixteen Add(Sixteen lanes, Sixteen samples) => Sixteen.Max(lanes, samples);

    /// <inheritdoc/>
    public static double Fold(double a, double b) => Math.Max(a, b);

    /// <inheritdoc/>
    public static double Of(double folded, long count) => folded;
}

/// <summary>The mean. Exact up to 2^22 integers of 32 bits.</summary>
internal readonly struct Mean : IStatistic
{
    /// <inheritdoc/>
    public static double Start => 0;

    /// <inheritdoc/>
    public static double Add(double lane, double sample) => lane + sample;

    /// <inheritdoc/>
    public static Sixteen Add(Sixteen lanes, Sixteen samples) => lanes + samples;

    /// <inheritdoc/>
    public static double Fold(double a, double b) => a + b;

    /// <inheritdoc/>
    public static double Of(double folded, long count) => folded / count;
}

/// <summary>The root of the mean of the squares.</summary>
internal readonly struct RootMeanSquare : IStatistic
{
    /// <inheritdoc/>
    public static double Start => 0;

    /// <inheritdoc/>
    public static double Add(double lane, double sample) => lane + (sample * sample);

    /// <inheritdoc/>
    public static Sixteen Add(Sixteen lanes, Sixteen samples) => lanes + (samples * samples);

    /// <inheritdoc/>
    public static double Fold(double a, double b) => a + b;

    /// <inheritdoc/>
    public static double Of(double folded, long count) => Math.Sqrt(folded / count);
}
