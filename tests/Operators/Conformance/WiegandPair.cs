using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators.Tests.Conformance;

/// <summary>The two lines of a reader on which frames come and go: of several lengths and spacings, cut, glitched, turned round, stuck, unknown.</summary>
internal static class WiegandPair
{
    public static readonly SampleRate Rate = new(20_000);

    /// <summary>What stands for lines that are not known.</summary>
    public const byte Unknown = 255;

    private static readonly int[] Lengths = [4, 8, 26, 34, 37, 2, 64];

    /// <summary>For each sample which lines are pulled low: bit 0 for D0, bit 1 for D1.</summary>
    public static byte[] Lines(int seed, int length, bool withUnknown)
    {
        var random = new Random(seed);
        var lines = new List<byte>(length);
        while (lines.Count < length)
        {
            switch (lines.Count == 0 ? 9 : random.Next(12))
            {
                case 0:
                    Rest(lines, 3, random.Next(1, 2400));
                    break;
                case 1 when withUnknown:
                    Rest(lines, Unknown, random.Next(1, 30));
                    break;
                case 2:
                    Rest(lines, (byte)random.Next(1, 3), random.Next(1, 2000));
                    break;
                case 3:
                    int start = lines.Count;
                    Rest(lines, 0, 1300);
                    Frame(lines, random, random.Next(6));
                    Rest(lines, 0, 1300);
                    for (int i = start; i < lines.Count; i++)
                        lines[i] ^= 3;
                    break;
                default:
                    Rest(lines, 0, random.Next(10, 800));
                    Frame(lines, random, random.Next(9));
                    Rest(lines, 0, random.Next(400, 900));
                    break;
            }
        }

        return [.. lines.Take(length)];
    }

    /// <summary>One line as levels that rest high; NaN where it is not known.</summary>
    public static float[] Levels(int seed, int length, int channel, bool withUnknown) =>
        [.. Lines(seed, length, withUnknown).Select(l => l == Unknown ? float.NaN : (l >> channel & 1) == 0 ? 1f : 0f)];

    /// <summary>One line as a contact or level, by the code that a pulse has.</summary>
    public static byte[] Codes(int seed, int length, int channel, byte pulse) =>
        [.. Lines(seed, length, false).Select(l => (l >> channel & 1) == 1 ? pulse : (byte)(1 - pulse))];

    /// <summary>Both lines as values with times of their own; with cuts some are said again.</summary>
    public static List<Stamped<Value>> Values(int seed, int length, Random? cuts)
    {
        byte[] lines = Lines(seed, length, true);
        var random = new Random(seed);
        var clock = new SampleClock(Rate);
        var values = new List<Stamped<Value>>();
        for (int i = 0; i < length; i++)
        {
            if (i > 0 && lines[i] == lines[i - 1])
            {
                if (cuts is not null && i % 37 == 0 && cuts.Next(2) == 0)
                    values.Add(new Stamped<Value>(values[^1].Value, clock.TimeOf(i), values[^1].Since));
                continue;
            }

            // edges lie anywhere between the samples
            SignalTime at = clock.TimeOf(i).AddNanoseconds(random.Next(40_000));
            values.Add(new Stamped<Value>(lines[i] == Unknown ? Value.Unknown(UnknownReason.Offline) : Value.Symbol(SymbolType.WiegandLines, lines[i]), at));
            if (random.Next(40) == 0 && lines[i] == 0)
            {
                values.Add(new Stamped<Value>(Value.Symbol(SymbolType.WiegandLines, 1), at.AddNanoseconds(1_000)));
                values.Add(new Stamped<Value>(Value.Symbol(SymbolType.WiegandLines, 0), at.AddNanoseconds(6_000)));
            }
        }

        return values;
    }

    private static void Rest(List<byte> lines, byte low, int count) => lines.AddRange(Enumerable.Repeat(low, count));

    private static void Frame(List<byte> lines, Random random, int wrong)
    {
        int bits = Lengths[random.Next(Lengths.Length)], spacing = random.Next(8, 24), spoiled = random.Next(bits);
        for (int bit = 0; bit < bits; bit++)
        {
            byte low = (byte)(1 + random.Next(2));
            bool spoil = bit == spoiled;
            int width = spoil && wrong == 0 ? random.Next(12, 60) : random.Next(1, 4);
            Rest(lines, spoil && wrong == 1 ? (byte)3 : low, width);
            Rest(lines, 0, Math.Max(1, (spoil && wrong == 2 ? spacing * random.Next(3, 14) : spoil && wrong == 3 ? 3 : spacing) - width));
        }
    }
}
