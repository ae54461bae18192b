using System;
using System.Runtime.InteropServices;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>The sum of the squares of samples, gathered in sixteen lanes by their place, so that no cut changes it.</summary>
internal sealed class SquareSum
{
    private readonly double[] _lanes = new double[Sixteen.Count];

    /// <summary>Adds samples from a place on.</summary>
    public void Add(ReadOnlySpan<float> samples, long place)
    {
        int at = 0, lane = (int)(place % Sixteen.Count);
        for (; at < samples.Length && lane != 0; at++, lane = (lane + 1) % Sixteen.Count)
            _lanes[lane] += (double)samples[at] * samples[at];
        ref float first = ref MemoryMarshal.GetReference(samples);
        ref double lanes = ref MemoryMarshal.GetArrayDataReference(_lanes);
        Sixteen all = Sixteen.LoadDoubles(ref lanes, 0);
        for (; at <= samples.Length - Sixteen.Count; at += Sixteen.Count)
        {
            Sixteen next = Sixteen.Load(ref first, (nuint)at);
            all += next * next;
        }

        all.StoreDoubles(ref lanes, 0);
        for (; at < samples.Length; at++, lane++)
            _lanes[lane] += (double)samples[at] * samples[at];
    }

    /// <summary>The sum; it begins anew.</summary>
    public double Take()
    {
        for (int half = Sixteen.Count / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
                _lanes[i] += _lanes[i + half];
        }

        double sum = _lanes[0];
        Clear();
        return sum;
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => _lanes.AsSpan().Clear();

    /// <summary>Writes the lanes.</summary>
    public void Save(StateWriter writer)
    {
        foreach (double lane in _lanes)
            writer.Double(lane);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        foreach (ref double lane in _lanes.AsSpan())
            lane = reader.Double();
    }
}
