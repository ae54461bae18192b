using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators.Tests.Conformance;

/// <summary>Seeded signals by what flows: calm stretches, bounces, glitches, faults and long excursions, cut as one likes.</summary>
internal static class SignalGenerators
{
    private const int Length = 12_000;

    private static readonly double[] Ohms = [0, 20, 300, 500, 700, 1000, 1030, 1400, 1500, 2000, 2200, 3873, 6000, 9000, 10_400, 12_000, 22_000, 60_000, 1e6, double.PositiveInfinity];

    public static List<SampleBlock> Samples(Flow flow, int seed, Random? cuts)
    {
        var random = new Random(seed);
        float[] values = new float[Length];
        for (int at = 0; at < Length;)
        {
            int end = Math.Min(Length, at + Stretch(random));
            double ohms = Ohms[random.Next(Ohms.Length)], noise = random.Next(3) * 0.004;
            bool wild = random.Next(12) == 0;
            for (; at < end; at++)
                values[at] = (float)(wild ? Wild(random, flow) : Sample(flow, ohms * (1 + (noise * (random.NextDouble() - 0.5)))));
        }

        SampleBlock whole = flow.Samples!.Format switch
        {
            SampleFormat.Int16 => SampleBlock.Of([.. values.Select(v => (short)v)], 5, Probe.Kilohertz),
            SampleFormat.Int32 => new SampleBlock(values.SelectMany(v => BitConverter.GetBytes((int)v)).ToArray(), SampleFormat.Int32, 5, Probe.Kilohertz),
            _ => SampleBlock.Of(values, 5, Probe.Kilohertz),
        };
        return [.. Cut(Length, cuts).Select(c => whole.Slice(c.Start, c.Count))];
    }

    public static List<StateBlock> States(Flow flow, int seed, Random? cuts)
    {
        byte[] codes = Codes(flow.Symbols!, seed);
        return [.. Cut(Length, cuts).Select(c => Probe.States(flow.Symbols!, codes.AsSpan(c.Start, c.Count), 5 + c.Start, Probe.Kilohertz))];
    }

    /// <summary>Sparse values; with cuts, some are said again a little later.</summary>
    public static List<Stamped<Value>> Values(Flow flow, int seed, Random? cuts)
    {
        byte[] codes = Codes(flow.Symbols!, seed);
        var values = new List<Stamped<Value>>();
        for (int i = 0; i < Length; i++)
        {
            if (i == 0 || codes[i] != codes[i - 1])
            {
                Value value = flow.Symbols!.ToValue(codes[i], i, 1);
                values.Add(new Stamped<Value>(i % 97 == 0 ? Value.Unknown(UnknownReason.Offline) : value, Probe.Kilohertz.TimeOf(i)));
            }
            else if (cuts is not null && values[^1].Value.IsKnown && i % 29 == 0 && cuts.Next(2) == 0)
            {
                values.Add(new Stamped<Value>(values[^1].Value, Probe.Kilohertz.TimeOf(i), values[^1].Since));
            }
        }

        return values;
    }

    private static byte[] Codes(SymbolType type, int seed)
    {
        var random = new Random(seed);
        byte[] codes = new byte[Length];
        for (int at = 0; at < Length;)
        {
            int end = Math.Min(Length, at + Stretch(random));
            byte code = (byte)random.Next(type.Names.Length);
            if (random.Next(10) == 0)
                code = (byte)(SymbolType.FirstFault + random.Next(type.Faults.Length));
            for (; at < end; at++)
                codes[at] = code;
        }

        return codes;
    }

    private static int Stretch(Random random) => random.Next(10) switch
    {
        0 => random.Next(1000, 1500),
        < 4 => random.Next(40, 250),
        _ => random.Next(1, 30),
    };

    private static double Sample(Flow flow, double ohms)
    {
        if (flow.Unit == Unit.Ohm)
            return ohms;
        if (flow.Unit == Unit.Volt)
            return double.IsInfinity(ohms) ? 12 : 12 * ohms / (ohms + 6800);
        return flow.Samples!.FrontEnd is { } frontEnd ? frontEnd.CountOf(frontEnd.VoltsOf(ohms)) : ohms > 3000 ? 1 : 0;
    }

    private static double Wild(Random random, Flow flow)
    {
        double full = flow.Unit == Unit.Ohm ? 10_000 : flow.Unit == Unit.Volt ? 12 : 4095;
        bool real = flow.Samples!.Format == SampleFormat.Float32;
        return random.Next(6) switch
        {
            0 when real => double.NaN,
            1 when real => double.PositiveInfinity,
            2 when real => double.NegativeInfinity,
            3 => -full * random.NextDouble(),
            _ => full * 2 * random.NextDouble(),
        };
    }

    private static IEnumerable<(int Start, int Count)> Cut(int length, Random? cuts)
    {
        int at = 0;
        while (at < length)
        {
            int count = cuts is null ? length : cuts.Next(5) switch { 0 => 0, 1 => 1, 2 => cuts.Next(2, 20), 3 => cuts.Next(20, 200), _ => cuts.Next(200, 1500) };
            count = Math.Min(count, length - at);
            yield return (at, count);
            at += count;
        }
    }
}
