using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Device.Traces;
using Reactive.Signals;

namespace Reactive.Device.Tests.Traces;

/// <summary>Reads traces to their ends.</summary>
internal static class TraceReading
{
    /// <summary>The values of a channel.</summary>
    public static IReadOnlyList<Stamped<Value>> Values(Trace trace, int channel = 0)
    {
        var values = new List<Stamped<Value>>();
        using ValueReader reader = trace.ReadValues(trace.Channels[channel]);
        while (reader.TryRead(out Stamped<Value> value))
            values.Add(value);
        return values;
    }

    /// <summary>Hands every block to <paramref name="seen"/>; gives the number of frames.</summary>
    public static long Samples(Trace trace, ImmutableArray<TraceChannel> channels, Action<SampleBlock> seen)
    {
        long frames = 0;
        using SampleReader reader = trace.ReadSamples(channels);
        while (reader.TryRead(out SampleBlock block))
        {
            frames += block.Count;
            seen(block);
        }

        return frames;
    }
}
