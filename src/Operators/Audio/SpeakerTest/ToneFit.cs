using System;

namespace Reactive.Operators;

/// <summary>
/// A sine fitted into samples by least squares, and what is left over. Speaker and microphone may have clocks of their own: the frequency is
/// found first, by how far the phase has moved from the first half to the second.
/// </summary>
/// <param name="Power">Of the sine, as the mean of squares.</param>
/// <param name="Rest">Of all that is not the sine nor a constant, as the mean of squares.</param>
internal readonly record struct ToneFit(double Power, double Rest)
{
    /// <summary>Fits a sine.</summary>
    /// <param name="samples">The samples; at least some periods of the tone.</param>
    /// <param name="turns">Its frequency in turns a sample.</param>
    public static ToneFit Of(ReadOnlySpan<float> samples, double turns)
    {
        double mean = 0;
        foreach (float sample in samples)
            mean += sample;
        mean /= samples.Length;
        int half = samples.Length / 2;
        (double firstReal, double firstImaginary) = Heard(samples[..half], turns, 0, mean);
        (double secondReal, double secondImaginary) = Heard(samples.Slice(half, half), turns, half, mean);
        double moved = ExactMath.Turns((secondReal * firstReal) + (secondImaginary * firstImaginary), (secondImaginary * firstReal) - (secondReal * firstImaginary));
        // noise has any phase: a quarter of a turn is more than any two clocks differ by
        if (Math.Abs(moved) <= 0.25)
            turns += moved / half;
        return Fit(samples, turns, mean);
    }

    // How much of a tone there is, under a raised cosine that hears little of its neighbours; where it begins tells the phase.
    private static (double Real, double Imaginary) Heard(ReadOnlySpan<float> samples, double turns, int start, double mean)
    {
        double real = 0, imaginary = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double sample = (samples[i] - mean) * (0.5 - (0.5 * ExactMath.CosPi(2.0 * (i + 0.5) / samples.Length))), angle = 2 * turns * (start + i);
            real += sample * ExactMath.CosPi(angle);
            imaginary -= sample * ExactMath.SinPi(angle);
        }

        return (real, imaginary);
    }

    private static ToneFit Fit(ReadOnlySpan<float> samples, double turns, double mean)
    {
        double cosines = 0, sines = 0, both = 0, withCosine = 0, withSine = 0, all = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double cosine = ExactMath.CosPi(2 * turns * i), sine = ExactMath.SinPi(2 * turns * i), sample = samples[i] - mean;
            cosines += cosine * cosine;
            sines += sine * sine;
            both += cosine * sine;
            withCosine += sample * cosine;
            withSine += sample * sine;
            all += sample * sample;
        }

        double determinant = (cosines * sines) - (both * both);
        double a = ((withCosine * sines) - (withSine * both)) / determinant, b = ((withSine * cosines) - (withCosine * both)) / determinant;
        double explained = (a * withCosine) + (b * withSine);
        return new ToneFit(((a * a) + (b * b)) / 2, Math.Max(0, all - explained) / samples.Length);
    }
}
