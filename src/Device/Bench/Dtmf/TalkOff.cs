using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Device.Bench.Dtmf;

/// <summary>Sound that is like digits and is none: gliding voices, bursts of two other tones, fading chords. Ten minutes at 8 kHz, 3 : 3 : 4.</summary>
internal static class TalkOff
{
    private const int Rate = DtmfSignal.Rate;
    private const double Turn = 2 * Math.PI / Rate;

    private static readonly double[] Roots = [220, 246.9, 261.6, 293.7, 329.6, 349.2, 392, 440];
    private static readonly double[] Chord = [1, 1.2599, 1.4983, 2, 3];

    /// <summary>The samples of a seed.</summary>
    public static short[] Samples(int seed)
    {
        var random = new Random(seed);
        var samples = new List<short>();
        Fill(samples, 180, () => Voice(samples, random));
        Fill(samples, 360, () => Burst(samples, random));
        Fill(samples, 600, () => Fading(samples, random));
        return [.. samples];
    }

    private static void Fill(List<short> samples, int seconds, Action add)
    {
        while (samples.Count < seconds * Rate)
            add();
    }

    // the harmonics of a pitch that moves
    private static void Voice(List<short> samples, Random random)
    {
        int count = random.Next(400, 2400);
        double from = Between(random, 90, 420), to = from * Between(random, 0.8, 1.25), angle = 0;
        double[] peaks = [.. Enumerable.Range(0, Math.Min(12, (int)(3600 / Math.Max(from, to)))).Select(k => random.NextDouble() / Math.Pow(k + 1, Between(random, 0.1, 1.2)))];
        double scale = 0.6 / Math.Max(1e-6, peaks.Sum());
        for (int i = 0; i < count; i++)
        {
            angle += Turn * (from + ((to - from) * i / count));
            double value = 0;
            for (int k = 0; k < peaks.Length; k++)
                value += peaks[k] * Math.Sin((k + 1) * angle);
            Add(samples, value * scale * Math.Min(1, Math.Min(i / 80.0, (count - i) / 80.0)));
        }
    }

    // drawn anew where both are within 2.5 % of a digit's tones
    private static void Burst(List<short> samples, Random random)
    {
        double low, high;
        do
            (low, high) = (Between(random, 300, 1100), Between(random, 1100, 3000));
        while (DtmfSignal.Digits.Any(d => DtmfSignal.FrequenciesOf(d) is var tones && Near(tones.Low, low, high) && Near(tones.High, low, high)));
        int count = random.Next(240, 800);
        double lowPeak = Between(random, 0.05, 0.45), highPeak = Between(random, 0.05, 0.45);
        for (int i = 0; i < count; i++)
            Add(samples, (lowPeak * Math.Sin(Turn * low * i)) + (highPeak * Math.Sin(Turn * high * i)));
        samples.AddRange(new short[240]);
    }

    private static void Fading(List<short> samples, Random random)
    {
        int count = random.Next(1600, 4800);
        double root = Roots[random.Next(Roots.Length)];
        double[] peaks = [.. Chord.Select(_ => Between(random, 0.05, 0.2))];
        for (int i = 0; i < count; i++)
            Add(samples, Math.Exp(-i / 2400.0) * peaks.Select((peak, k) => peak * Math.Sin(Turn * root * Chord[k] * i)).Sum());
    }

    private static bool Near(double tone, double low, double high) => Math.Abs((low / tone) - 1) < 0.025 || Math.Abs((high / tone) - 1) < 0.025;

    private static double Between(Random random, double least, double most) => least + (random.NextDouble() * (most - least));

    private static void Add(List<short> samples, double value) => samples.Add((short)Math.Clamp(value * short.MaxValue, short.MinValue, short.MaxValue));
}
