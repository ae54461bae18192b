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

    // those that see nothing of it at the rate of contacts
    private static readonly string[] Readers = ["dtmf", "gain", "level", "mute", "silence", "tone"];

    public static bool Is(SampleRate? rate) => rate == Rate || rate == Wide;

    public static bool IsReadBy(OperatorSpec spec) => Readers.Contains(spec.Name);

    /// <summary>Samples in the range of 16 bits; of singles, some are not finite.</summary>
    public static float[] Samples(SampleRate rate, int seed, int length, SampleFormat format)
    {
        var random = new Random(seed);
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
}
