using System;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators.Tests.Conformance;

/// <summary>
/// Seeded signals by what flows: calm stretches, bounces, glitches, faults and long excursions, cut as one likes. Samples and
/// states come in four segments: a few samples are missing before the second and many before the fourth, and with the
/// third the clock is anchored anew. No cut moves these.
/// </summary>
internal static class SignalGenerators
{
    private const int Length = 12_000;
    private const int SegmentLength = Length / 4;
    private const long FirstIndex = 5;

    // samples missing before each segment
    private static readonly long[] Missing = [0, 3, 0, 1777];

    // made once: they take longer than most kernels
    private static readonly ConcurrentDictionary<(Flow Flow, int Seed), float[]> Channels = new();
    private static readonly ConcurrentDictionary<(Flow Flow, int Seed), byte[]> Interleaved = new();

    private static readonly double[] Ohms = [0, 20, 300, 500, 700, 1000, 1030, 1400, 1500, 2000, 2200, 3873, 6000, 9000, 10_400, 12_000, 22_000, 60_000, 1e6, double.PositiveInfinity];

    /// <summary>Samples cut into blocks. Channel c of a bank is what seed + c gives alone.</summary>
    public static List<SampleBlock> Samples(Flow flow, int seed, Random? cuts)
    {
        byte[] bytes = Interleaved.GetOrAdd((flow, seed), key => SampleBytes(key.Flow, key.Seed));
        SampleFormat format = flow.Samples!.Format;
        int frame = flow.Channels * SampleBlock.SizeOf(format);
        return [.. Pieces(flow.Samples.Rate, cuts).Select(p =>
            new SampleBlock(bytes.AsMemory(p.Start * frame, p.Count * frame), format, p.FirstIndex, p.Clock, flow.Channels))];
    }

    /// <summary>States cut into blocks. Channel c of a bank is what seed + c gives alone.</summary>
    public static List<StateBlock> States(Flow flow, int seed, Random? cuts)
    {
        int channels = flow.Channels;
        byte[] codes = Interleaved.GetOrAdd((flow, seed), key => StateCodes(key.Flow, key.Seed));
        return [.. Pieces(flow.Samples!.Rate, cuts).Select(p => Probe.States(
            flow.Symbols!,
            codes.AsSpan(p.Start * channels, p.Count * channels),
            p.FirstIndex,
            p.Clock,
            channels,
            p.Start == 0 ? [] : codes.AsSpan((p.Start - 1) * channels, channels)))];
    }

    /// <summary>Sparse values; with cuts, some are said again a little later.</summary>
    public static List<Stamped<Value>> Values(Flow flow, int seed, Random? cuts)
    {
        if (flow.Symbols == SymbolType.WiegandLines)
            return WiegandPair.Values(seed, Length, cuts);
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
            values.Add(new Stamped<Value>(Event(flow, random), Probe.Kilohertz.TimeOf(i)));
        return values;
    }

    private static Value Event(Flow flow, Random random)
    {
        if (flow.Kind == FlowKind.Several)
            return Event(flow.Parts[random.Next(flow.Parts.Length)], random);
        if (flow.Record == RecordType.Entry)
            return random.Next(12) == 0 ? Value.Fault("store-locked") : ReaderFrames.Entry(random);
        if (flow.Record == RecordType.Digit)
            return random.Next(4) == 0 ? Value.DigitOver(Value.Digits[random.Next(16)], 60_000_000, (DigitCarrier)random.Next(3)) : Value.Digit(Value.Digits[random.Next(16)], carrier: (DigitCarrier)random.Next(3));
        if (flow.Record == RecordType.Tone)
            return random.Next(4) == 0 ? Value.ToneOver(440, 60_000_000) : Value.Tone(400 + random.Next(100));
        if (flow.IsText)
            return Value.Of("code " + random.Next(20));
        if (flow.Record == RecordType.Frame)
            return random.Next(12) == 0 ? Value.Fault("cut", new ReaderBits(5, 3)) : ReaderFrames.Any(random);
        if (flow.Record == RecordType.Card)
            return random.Next(12) == 0 ? Value.Fault("cut", new ReaderBits(5, 3)) : ReaderFrames.Card(random);
        if (flow.Record == RecordType.Pin)
            return random.Next(12) == 0 ? Value.Fault("too-long") : ReaderFrames.Pin(random);
        if (flow.Symbols is null)
            return Value.Pulse;
        // what is typed is short, as a rule
        int code = flow.Symbols == SymbolType.Key && random.Next(4) == 0 ? SymbolType.Key.IndexOf("#") : random.Next(flow.Symbols.Names.Length);
        return Value.Symbol(flow.Symbols, (byte)code);
    }

    private static byte[] SampleBytes(Flow flow, int seed)
    {
        int channels = flow.Channels;
        byte[] bytes = new byte[Length * channels * SampleBlock.SizeOf(flow.Samples!.Format)];
        for (int channel = 0; channel < channels; channel++)
        {
            float[] one = flow.Samples!.Rate == WiegandPair.Rate
                ? WiegandPair.Levels(seed, Length, channel, flow.Samples.Format == SampleFormat.Float32)
                : Channels.GetOrAdd((flow with { Channels = 1 }, seed + channel), key => Channel(key.Flow, key.Seed));
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

        return bytes;
    }

    private static byte[] StateCodes(Flow flow, int seed)
    {
        byte[][] alone = [.. Enumerable.Range(0, flow.Channels).Select(c =>
            flow.Samples!.Rate == WiegandPair.Rate ? WiegandPair.Codes(seed, Length, c, (byte)(flow.Symbols == SymbolType.Contact ? 1 : 0))
            : flow.Samples.Rate == LogicLine.Rate ? LogicLine.States(seed + c, Length) : Codes(flow.Symbols!, seed + c))];
        return [.. Enumerable.Range(0, Length).SelectMany(i => alone.Select(c => c[i]))];
    }

    private static float[] Channel(Flow flow, int seed)
    {
        if (flow.Samples!.Rate == LogicLine.Rate)
            return LogicLine.Samples(seed, Length, flow.Samples.Format == SampleFormat.Float32);
        if (Sound.Is(flow.Samples.Rate))
            return Sound.Samples(flow.Samples.Rate, seed, Length, flow.Samples.Format);
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

    /// <summary>The segments cut into pieces: where each lies among the frames, and what its first one is called.</summary>
    private static IEnumerable<(int Start, int Count, long FirstIndex, SampleClock Clock)> Pieces(SampleRate rate, Random? cuts)
    {
        var clock = new SampleClock(rate);
        long shift = FirstIndex;
        for (int segment = 0; segment < Missing.Length; segment++)
        {
            shift += Missing[segment];
            int from = segment * SegmentLength;
            // ahead by a time that is no whole number of samples
            if (segment == 2)
                clock = new SampleClock(rate, from + shift, clock.TimeOf(from + shift).AddNanoseconds(2_345_678));
            foreach ((int start, int count) in Cut(SegmentLength, cuts))
                yield return (from + start, count, from + start + shift, clock);
        }
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
