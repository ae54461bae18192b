using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators.Tests.Readers;

/// <summary>The lines of a reader as they are written down: pulses at microseconds, then as edges or as samples.</summary>
internal sealed class WiegandPulses
{
    private readonly List<(long Nanoseconds, int Line, bool Low)> _edges = [];

    /// <summary>Where the next pulse begins, in nanoseconds.</summary>
    public long Now { get; private set; } = 1_000_000;

    /// <summary>A pulse on D0 or D1 at this instant, which stays.</summary>
    public WiegandPulses Pulse(int line, double microseconds)
    {
        _edges.Add((Now, line, true));
        _edges.Add((Now + (long)(microseconds * 1000), line, false));
        return this;
    }

    public WiegandPulses Wait(double microseconds)
    {
        Now += (long)(microseconds * 1000);
        return this;
    }

    /// <summary>A frame of binary digits; after it the next pulse would come one spacing later.</summary>
    public WiegandPulses Frame(string bits, double spacing = 1000, double width = 50)
    {
        foreach (char bit in bits)
            Pulse(bit - '0', width).Wait(spacing);
        return this;
    }

    /// <summary>Both lines as values, idle at 0 s.</summary>
    public List<Stamped<Value>> Edges()
    {
        var values = new List<Stamped<Value>> { new(Value.Symbol(SymbolType.WiegandLines, 0), SignalTime.Zero) };
        int low = 0;
        foreach (IGrouping<long, (long Nanoseconds, int Line, bool Low)> instant in _edges.OrderBy(e => e.Nanoseconds).GroupBy(e => e.Nanoseconds))
        {
            foreach ((_, int line, bool isLow) in instant.OrderBy(e => e.Low))
                low = isLow ? low | (1 << line) : low & ~(1 << line);
            values.Add(new Stamped<Value>(Value.Symbol(SymbolType.WiegandLines, (byte)low), new SignalTime(instant.Key)));
        }

        return values;
    }

    /// <summary>Both lines as they would be sampled up to <see cref="Now"/>: frames of two levels, which rest high.</summary>
    public short[] Samples(SampleRate rate, bool restsHigh = true)
    {
        List<Stamped<Value>> edges = Edges();
        var clock = new SampleClock(rate);
        short[] samples = new short[2 * (clock.FirstIndexAtOrAfter(new SignalTime(Now)) + 1)];
        int next = 0, low = 0;
        for (int i = 0; i < samples.Length / 2; i++)
        {
            while (next < edges.Count && edges[next].Stamp.CompareTo(clock.TimeOf(i)) <= 0)
                low = edges[next++].Value.Code;
            samples[2 * i] = (short)((low & 1) == 0 == restsHigh ? 1 : 0);
            samples[(2 * i) + 1] = (short)((low & 2) == 0 == restsHigh ? 1 : 0);
        }

        return samples;
    }
}
