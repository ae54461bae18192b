using System;

namespace Reactive.Operators;

/// <summary>Functions made of the four operations alone, so that every machine has the same numbers, in tables and in what is told.</summary>
internal static class ExactMath
{
    private const double Ln2 = 0.69314718055994530942;
    private const double Ln10 = 2.30258509299404568402;

    /// <summary>The sine of <paramref name="x"/> half turns: Taylor's series up to a quarter turn, where it has converged to the last bit but one.</summary>
    public static double SinPi(double x)
    {
        double turned = x - (2 * Math.Round(x / 2));
        if (turned > 0.5)
            turned = 1 - turned;
        else if (turned < -0.5)
            turned = -1 - turned;
        double angle = Math.PI * turned, square = angle * angle, term = angle, sum = angle;
        for (int i = 2; i <= 22; i += 2)
        {
            term *= -square / (i * (i + 1));
            sum += term;
        }

        return sum;
    }

    /// <summary>The cosine of <paramref name="x"/> half turns.</summary>
    public static double CosPi(double x) => SinPi(x + 0.5);

    /// <summary>The angle of a point seen from the origin, in turns, -0.5 to 0.5, to two millionths; NaN where a coordinate is NaN or both are 0.</summary>
    public static double Turns(double x, double y)
    {
        double across = Math.Abs(x), up = Math.Abs(y);
        bool isSteep = up > across;
        double ratio = isSteep ? across / up : up / across, square = ratio * ratio;
        // the arc tangent on 0 to 1 by a minimax polynomial
        double angle = ratio * (0.9998660 + (square * (-0.3302995 + (square * (0.1801410 + (square * (-0.0851330 + (square * 0.0208351))))))));
        double turns = angle * (0.5 / Math.PI);
        if (isSteep)
            turns = 0.25 - turns;
        if (x < 0)
            turns = 0.5 - turns;
        return y < 0 ? -turns : turns;
    }

    /// <summary>The ratio of two powers that lie <paramref name="decibels"/> apart.</summary>
    public static double PowerRatio(double decibels) => Exp(decibels / 10 * Ln10);

    /// <summary>The exponential function.</summary>
    public static double Exp(double exponent)
    {
        double halvings = Math.Round(exponent / Ln2), rest = exponent - (halvings * Ln2), term = 1, sum = 1;
        for (int i = 1; i <= 18; i++)
        {
            term *= rest / i;
            sum += term;
        }

        return Math.ScaleB(sum, (int)halvings);
    }

    /// <summary>How many decibels a ratio of powers is; negative infinity for 0, NaN for what is less or not finite.</summary>
    public static double Decibels(double powerRatio)
    {
        if (!(powerRatio > 0 && double.IsFinite(powerRatio)))
            return powerRatio == 0 ? double.NegativeInfinity : double.NaN;
        int exponent = Math.ILogB(powerRatio);
        double part = Math.ScaleB(powerRatio, -exponent);
        // the logarithm of 1 to 2 as twice the area tangent of a third at most
        double ratio = (part - 1) / (part + 1), square = ratio * ratio, term = ratio, sum = 0;
        for (int i = 1; i <= 25; i += 2)
        {
            sum += term / i;
            term *= square;
        }

        return 10 / Ln10 * ((2 * sum) + (exponent * Ln2));
    }
}
