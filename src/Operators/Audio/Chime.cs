using System;

namespace Reactive.Operators;

/// <summary>The chime of a door: two struck tones, a major third apart, that die away.</summary>
public static class Chime
{
    private const double HighHertz = 659.26;
    private const double LowHertz = 523.25;
    private const double SecondAt = 0.5;
    private const double Seconds = 1.6;
    private const double Peak = 0.4;

    // the overtone of a bar of metal, much quieter than the tone
    private const double Overtone = 0.2;
    private const double HalvedEvery = 0.18;
    private const double Strike = 0.004;
    private const double Fade = 0.1;

    /// <summary>The chime as samples from -1 to 1: 1.6 s, the same on every machine.</summary>
    /// <param name="rateHertz">Samples a second, 8000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public static float[] Render(int rateHertz)
    {
        if (rateHertz is < SpeakerTestSeries.LeastRate or > SpeakerTestSeries.MostRate)
            throw new ArgumentOutOfRangeException(nameof(rateHertz), rateHertz, "A rate lies between 8 kHz and 192 kHz.");
        float[] samples = new float[(int)(Seconds * rateHertz)];
        for (int i = 0; i < samples.Length; i++)
        {
            double at = i / (double)rateHertz, left = Seconds - at;
            double sample = Struck(HighHertz, at) + Struck(LowHertz, at - SecondAt);
            samples[i] = (float)(Peak * sample * Math.Min(1, left / Fade));
        }

        return samples;
    }

    private static double Struck(double hertz, double at)
    {
        if (at < 0)
            return 0;
        // six decibels are a half of the amplitude
        double loud = Math.Sqrt(ExactMath.PowerRatio(-6.0206 * at / HalvedEvery)) * Math.Min(1, at / Strike);
        return loud * (ExactMath.SinPi(2 * hertz * at) + (Overtone * ExactMath.SinPi(4 * hertz * at)));
    }
}
