using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Bench.Dtmf;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators.Tests.Conformance;

/// <summary>Sound in which digits come and go: some too short, off their frequency, with noise, one behind another without a pause; silence, single tones.</summary>
internal static class Sound
{
    public static readonly SampleRate Rate = new(8000);

    // lowered to 8.82 kHz, where a piece of a window has an odd number of samples
    public static readonly SampleRate Wide = new(17_640);

    // so that 3 s are sound enough: tones of telephones, which last longer than digits
    public static readonly SampleRate Slow = new(4000);

    // those that see nothing of it at the rate of contacts
    private static readonly string[] Readers = ["agc", "cadence", "dtmf", "gain", "level", "mute", "silence", "spectrum"];
    private static readonly string[] ReadersOfTones = ["cadence", "tone"];

    // in milliseconds and hertz: two stretches of a busy line, a ringing tone, single tones
    private static readonly (int Length, int[] Hertz)[] Tones =
    [
        (250, [480, 620]), (250, []), (250, [480, 620]), (250, []), (250, [480, 620]), (250, []), (20, []), (240, [440, 480]), (60, []), (150, [1000]), (30, []), (80, [697]), (600, []), (400, [1000]),
    ];

    public static bool Is(SampleRate? rate) => rate == Rate || rate == Wide || rate == Slow;

    public static bool IsReadBy(OperatorSpec spec, SampleRate rate) => (rate == Slow ? ReadersOfTones : Readers).Contains(spec.Name);

    /// <summary>Samples in the range of 16 bits; of singles, some are not finite.</summary>
    public static float[] Samples(SampleRate rate, int seed, int length, SampleFormat format)
    {
        var random = new Random(seed);
        if (rate == Slow)
            return SlowSamples(random, length, format);
        double fullScale = format switch { SampleFormat.Int16 => short.MaxValue, SampleFormat.Int32 => int.MaxValue, _ => 1 };
        var sound = new List<float>(length);
        while (sound.Count < length)
        {
            int count = (int)(rate.Hertz * random.Next(20, 90) / 1000);
            (double low, double high) = DtmfSignal.FrequenciesOf(DtmfSignal.Digits[random.Next(16)]);
            double off = random.Next(4) == 0 ? 1.03 : 1, amplitude = 0.05 + (random.NextDouble() * 0.3), other = random.Next(8) == 0 ? 0 : amplitude, noise = random.Next(2) * 0.02;
            for (int i = 0; i < count; i++)
            {
                double at = 2 * Math.PI * i / rate.Hertz, value = (amplitude * Math.Sin(low * off * at)) + (other * Math.Sin(high * at)) + (noise * (random.NextDouble() - 0.5));
                sound.Add((float)(value * fullScale));
            }

            if (format == SampleFormat.Float32 && random.Next(4) == 0)
                sound.AddRange([float.NaN, float.PositiveInfinity, float.NegativeInfinity]);
            if (random.Next(4) > 0)
                sound.AddRange(Enumerable.Repeat(0f, (int)(rate.Hertz * random.Next(15, 60) / 1000)));
        }

        return [.. sound.Take(length)];
    }

    private static float[] SlowSamples(Random random, int length, SampleFormat format)
    {
        double fullScale = format == SampleFormat.Int16 ? short.MaxValue : 1, noise = random.Next(2) * 0.01;
        float[] sound = new float[length];
        int at = random.Next(100);
        foreach ((int milliseconds, int[] hertz) in Tones)
        {
            double amplitude = 0.1 + (random.NextDouble() * 0.2);
            for (int end = Math.Min(length, at + (milliseconds * 4)); at < end; at++)
                sound[at] = (float)(fullScale * (hertz.Sum(h => amplitude * Math.Sin(2 * Math.PI * h * at / Slow.Hertz)) + (noise * (random.NextDouble() - 0.5))));
        }

        if (format == SampleFormat.Float32)
            (sound[length / 5], sound[length / 3]) = (float.NaN, float.PositiveInfinity);
        return sound;
    }
}
