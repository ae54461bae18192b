using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Device.Bench.Dtmf;

/// <summary>The digits that receivers are measured with, by seed.</summary>
internal static class DtmfCorpora
{
    /// <summary>What a receiver must find: levels, twists, deviations and noise all over the limits.</summary>
    public static IEnumerable<SentDigit> WithinLimits(int count, int seed) => Many(count, seed, (digit, random) => digit with
    {
        LevelDbfs = Between(random, -25, -3),
        TwistDb = Between(random, -8, 4),
        LowPercent = Between(random, -1.5, 1.5),
        HighPercent = Between(random, -1.5, 1.5),
        SnrDb = Between(random, 15, 60),
    });

    /// <summary>What a receiver must leave: one tone, or both, off by 3.5 %.</summary>
    public static IEnumerable<SentDigit> Off(int count, int seed, bool both)
    {
        int number = 0;
        return Many(count, seed, (digit, random) =>
        {
            bool low = number++ % 2 == 1;
            return Clean(digit, random) with { LowPercent = both || low ? 3.5 * Sign(random) : 0, HighPercent = both || !low ? 3.5 * Sign(random) : 0 };
        });
    }

    /// <summary>What a receiver must leave: tones of 20 ms, within the tolerance of frequencies.</summary>
    public static IEnumerable<SentDigit> Short(int count, int seed) => Many(count, seed, (digit, random) => Clean(digit, random) with
    {
        ToneMilliseconds = 20,
        PauseMilliseconds = 80,
        LowPercent = Between(random, -1.5, 1.5),
        HighPercent = Between(random, -1.5, 1.5),
    });

    /// <summary>Digits of -10 dB at 40 dB above the noise, all alike in one more thing.</summary>
    public static IEnumerable<SentDigit> Sweep(int count, int seed, Func<SentDigit, Random, SentDigit> change) =>
        Many(count, seed, (digit, random) => change(digit with { SnrDb = 40 }, random));

    /// <summary>Digits that last so long, 100 ms apart.</summary>
    public static Func<SentDigit, Random, SentDigit> Lasting(double milliseconds) =>
        (digit, _) => digit with { ToneMilliseconds = milliseconds, PauseMilliseconds = 100 - milliseconds };

    /// <summary>Digits both of whose tones are so far off, either way.</summary>
    public static Func<SentDigit, Random, SentDigit> Deviating(double percent) =>
        (digit, random) => digit with { LowPercent = percent * Sign(random), HighPercent = percent * Sign(random) };

    private static IEnumerable<SentDigit> Many(int count, int seed, Func<SentDigit, Random, SentDigit> change)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => change(new SentDigit(DtmfSignal.Digits[random.Next(DtmfSignal.Digits.Length)]), random))];
    }

    private static SentDigit Clean(SentDigit digit, Random random) => digit with { LevelDbfs = Between(random, -20, -6), TwistDb = Between(random, -4, 2), SnrDb = 40 };

    private static double Between(Random random, double least, double most) => least + (random.NextDouble() * (most - least));

    private static int Sign(Random random) => random.Next(2) == 0 ? -1 : 1;
}
