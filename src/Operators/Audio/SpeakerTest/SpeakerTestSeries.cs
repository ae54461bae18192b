using System;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Operators;

/// <summary>
/// The sound that a speaker plays to be tested: silence, in which a microphone hears what else there is; a chirp, by which the series is found
/// in what was heard; and a tone for each band, with gaps between them. Pure: the same settings give the same samples on every machine.
/// </summary>
public sealed record SpeakerTestSeries
{
    /// <summary>The lowest rate, in hertz.</summary>
    public const int LeastRate = 8000;

    /// <summary>The highest rate, in hertz.</summary>
    public const int MostRate = 192_000;

    /// <summary>The highest level, in dBFS: a sine that uses the whole range.</summary>
    public const double MostLevelDbfs = 0;

    /// <summary>The lowest level, in dBFS.</summary>
    public const double LeastLevelDbfs = -60;

    // Of the rate. Above that the filters of sound cards and codecs have a say.
    private const double HighestPart = 0.4;

    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Marker = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Tone = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Edge = TimeSpan.FromMilliseconds(20);

    private const double MarkerLowHertz = 500;
    private const double MarkerHighHertz = 3000;

    /// <summary>The series for a rate.</summary>
    /// <param name="rateHertz">Samples a second, <see cref="LeastRate"/> to <see cref="MostRate"/>.</param>
    /// <param name="levelDbfs">How loud it is, in dBFS (0 is a sine that uses the whole range), <see cref="LeastLevelDbfs"/> to <see cref="MostLevelDbfs"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public SpeakerTestSeries(int rateHertz, double levelDbfs = -12)
    {
        if (rateHertz is < LeastRate or > MostRate)
            throw new ArgumentOutOfRangeException(nameof(rateHertz), rateHertz, "A rate lies between 8 kHz and 192 kHz.");
        if (!(levelDbfs is >= LeastLevelDbfs and <= MostLevelDbfs))
            throw new ArgumentOutOfRangeException(nameof(levelDbfs), levelDbfs, "A level lies between -60 and 0 dBFS.");
        RateHertz = rateHertz;
        LevelDbfs = levelDbfs;
        Frequencies = [.. AllFrequencies.Where(f => f <= HighestPart * rateHertz)];
    }

    /// <summary>The frequencies of the tones in hertz, lowest first, where the rate allows all.</summary>
    public static ImmutableArray<int> AllFrequencies { get; } = [300, 500, 1000, 2000, 3150, 4000, 6300, 8000];

    /// <summary>Samples a second.</summary>
    public int RateHertz { get; }

    /// <summary>How loud it is, in dBFS.</summary>
    public double LevelDbfs { get; }

    /// <summary>The frequencies of the tones in hertz, in their order: those up to four tenths of the rate.</summary>
    public ImmutableArray<int> Frequencies { get; }

    /// <summary>Where the chirp begins, in samples.</summary>
    public int MarkerStart => Samples(Silence);

    /// <summary>Samples of the chirp.</summary>
    public int MarkerSamples => Samples(Marker);

    /// <summary>Samples of a tone, its edges included.</summary>
    public int ToneSamples => Samples(Tone);

    /// <summary>Samples of a rising or a falling edge: a raised cosine.</summary>
    public int EdgeSamples => Samples(Edge);

    /// <summary>Samples of the whole, a gap behind the last tone included.</summary>
    public int Length => ToneStart(Frequencies.Length);

    /// <summary>What the whole lasts.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Length / (double)RateHertz);

    /// <summary>Where a tone begins, in samples; for the one behind the last, where the series ends.</summary>
    /// <param name="tone">Its place in <see cref="Frequencies"/>.</param>
    public int ToneStart(int tone) => MarkerStart + MarkerSamples + Samples(Gap) + (tone * (ToneSamples + Samples(Gap)));

    /// <summary>The series as samples from -1 to 1.</summary>
    public float[] Render()
    {
        float[] samples = new float[Length];
        Chirp(1).CopyTo(samples.AsSpan(MarkerStart));
        double peak = Peak;
        for (int tone = 0; tone < Frequencies.Length; tone++)
        {
            int start = ToneStart(tone);
            for (int i = 0; i < ToneSamples; i++)
                samples[start + i] = (float)(peak * Shape(i, ToneSamples) * ExactMath.SinPi(2.0 * Frequencies[tone] * i / RateHertz));
        }

        foreach (ref float sample in samples.AsSpan(MarkerStart, MarkerSamples))
            sample = (float)(sample * peak);
        return samples;
    }

    /// <summary>The chirp as samples.</summary>
    /// <param name="peak">How loud it is, as a part of the whole range.</param>
    internal float[] Chirp(double peak)
    {
        float[] samples = new float[MarkerSamples];
        double seconds = samples.Length / (double)RateHertz;
        for (int i = 0; i < samples.Length; i++)
        {
            double at = i / (double)RateHertz, turns = (MarkerLowHertz * at) + ((MarkerHighHertz - MarkerLowHertz) * at * at / (2 * seconds));
            samples[i] = (float)(peak * Shape(i, samples.Length) * ExactMath.SinPi(2 * turns));
        }

        return samples;
    }

    private double Peak => Math.Sqrt(ExactMath.PowerRatio(LevelDbfs));

    private int Samples(TimeSpan duration) => (int)(duration.Ticks * RateHertz / TimeSpan.TicksPerSecond);

    // a sound that begins at once clicks, and a click is heard in every band
    private double Shape(int sample, int length)
    {
        int fromEnd = Math.Min(sample, length - 1 - sample);
        return fromEnd >= EdgeSamples ? 1 : 0.5 - (0.5 * ExactMath.CosPi((fromEnd + 0.5) / EdgeSamples));
    }
}
