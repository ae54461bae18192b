using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Operators.Tests.Readers;
using Reactive.Signals;

namespace Reactive.Operators.Tests.Conformance;

/// <summary>A logic line on which tags come and go: frames at both rates, some with a wrong bit, rest at either level, noise.</summary>
internal static class LogicLine
{
    // half a bit of RF/64 is 12.8 samples at 125 kHz: no whole number
    public static readonly SampleRate Rate = new(50_000);

    private static readonly long[] Tags = [0x3B00344CE7, 0x0102030405, 0, 0xFFFFFFFFFF];

    public static float[] Samples(int seed, int length, bool withFaults)
    {
        var random = new Random(seed);
        var line = new List<float>(length);
        // each kind once, so that whatever an operator waits for comes; then anything until it is full
        int[] kinds = [0, 1, 2, 3];
        random.Shuffle(kinds);
        for (int i = 0; line.Count < length; i++)
            Add(line, i < kinds.Length ? kinds[i] : 4 + random.Next(2), random, withFaults);
        return [.. line.Take(length)];
    }

    /// <summary>The same as states of a contact, what is no number as its fault.</summary>
    public static byte[] States(int seed, int length) =>
        [.. Samples(seed, length, true).Select(v => float.IsNaN(v) ? SymbolType.FirstFault : (byte)v)];

    private static void Add(List<float> line, int kind, Random random, bool withFaults)
    {
        switch (kind)
        {
            case 0 or 1:
                ulong frame = TagFrames.Of(Tags[random.Next(Tags.Length)]);
                if (random.Next(4) == 0)
                    frame ^= 1UL << random.Next(55);
                bool inverted = random.Next(2) == 0;
                double half = Rate.Hertz / 125_000 * (kind == 0 ? 32 : 16);
                line.AddRange(TagFrames.Line([frame, frame], half, inverted, () => (random.NextDouble() - 0.5) * half / 4).Select(v => (float)v));
                break;
            case 2 or 3:
                // high for longer than low, so that it is believed even after that
                line.AddRange(Enumerable.Repeat((float)(kind - 2), kind == 2 ? 2600 : 3900));
                break;
            default:
                float level = random.Next(2);
                if (withFaults && random.Next(3) == 0)
                    level = float.NaN;
                line.AddRange(Enumerable.Repeat(level, random.Next(1, 60)));
                break;
        }
    }
}
