using System;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators.Tests.Conformance;

/// <summary>Seeded signals by what flows: calm stretches, bounces, glitches, faults and long excursions, cut as one likes.</summary>
internal static class SignalGenerators
{
    private const int Length = 12_000;

    // made once: they take longer than most kernels
    private static readonly ConcurrentDictionary<(Flow Flow, int Seed), float[]> Channels = new();

    private static readonly double[] Ohms = [0, 20, 300, 500, 700, 1000, 1030, 1400, 1500, 2000, 2200, 3873, 6000, 9000, 10_400, 12_000, 22_000, 60_000, 1e6, double.PositiveInfinity];

    /// <summary>Samples cut into blocks. Channel c of a bank is what seed + c gives alone.</summary>
    public static List<SampleBlock> Samples(Flow flow, int seed, Random? cuts)
    {
        int channels = flow.Channels;
        byte[] bytes = new byte[Length * channels * SampleBlock.SizeOf(flow.Samples!.Format)];
        for (int channel = 0; channel < channels; channel++)
        {
            float[] one = Channels.GetOrAdd((flow with { Channels = 1 }, seed + channel), key => Channel(key.Flow, key.Seed));
            for (int i = 0, at = channel; i < Length; i++, at += channels)
            {
                switch (flow.Samples.Format)
                {
                    case SampleFormat.Int16:
                        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(at * 2), (short)one[i]);
                        break;
                    case SampleFormat.Int32:
                        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at * 4), (int)one[i]);
                        break;
                    default:
                        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at * 4), one[i]);
                        break;
                }
            }
        }

        var whole = new SampleBlock(bytes, flow.Samples.Format, 5, new SampleClock(flow.Samples.Rate), flow.Channels);
        return [.. Cut(Length, cuts).Select(c => whole.Slice(c.Start, c.Count))];
    }

    /// <summary>States cut into blocks. Channel c of a bank is what seed + c gives alone.</summary>
    public static List<StateBlock> States(Flow flow, int seed, Random? cuts)
    {
        int channels = flow.Channels;
        var clock = new SampleClock(flow.Samples!.Rate);
        byte[][] alone = [.. Enumerable.Range(0, channels).Select(c => clock.Rate == LogicLine.Rate ? LogicLine.States(seed + c, Length) : Codes(flow.Symbols!, seed + c))];
        byte[] codes = [.. Enumerable.Range(0, Length).SelectMany(i => alone.Select(c => c[i]))];
        return [.. Cut(Length, cuts).Select(c => Probe.States(
            flow.Symbols!,
            codes.AsSpan(c.Start * channels, c.Count * channels),
            5 + c.Start,
            clock,
            channels,
            c.Start == 0 ? [] : codes.AsSpan((c.Start - 1) * channels, channels)))];
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

    /// <summary>Sparse numbers: steps, ramps and the same number said again, now and then unknown.</summary>
    public static List<Stamped<Value>> Numbers(Flow flow, int seed, Random? cuts)
    {
        var random = new Random(seed);
        var values = new List<Stamped<Value>>();
        double number = 0;
        for (int i = 0; i < Length; i += random.Next(1, 40))
        {
            number = random.Next(6) switch { 0 => random.Next(-100, 100), 1 => number, 2 => number + (random.NextDouble() / 10), _ => number + random.NextDouble() - 0.5 };
            values.Add(new Stamped<Value>(random.Next(40) == 0 ? Value.Unknown(UnknownReason.Offline) : Value.Of(number, flow.Unit!), Probe.Kilohertz.TimeOf(i)));
        }

        return values;
    }

    /// <summary>Events, now and then two of them at one instant.</summary>
    public static List<Stamped<Value>> Events(Flow flow, int seed, Random? cuts)
    {
        var random = new Random(seed);
        var values = new List<Stamped<Value>>();
        for (int i = 0; i < Length; i += random.Next(5) == 0 ? random.Next(2) : random.Next(1, 400))
            values.Add(new Stamped<Value>(flow.Symbols is null ? Value.Pulse : Value.Symbol(flow.Symbols, (byte)random.Next(flow.Symbols.Names.Length)), Probe.Kilohertz.TimeOf(i)));
        return values;
    }

    private static float[] Channel(Flow flow, int seed)
    {
        if (flow.Samples!.Rate == LogicLine.Rate)
            return LogicLine.Samples(seed, Length, flow.Samples.Format == SampleFormat.Float32);
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
