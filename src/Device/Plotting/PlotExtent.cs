using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Logic;
using Reactive.Signals;

namespace Reactive.Device.Plotting;

/// <summary>From when to when a trace goes. Where the file does not say it, it is read through once more.</summary>
internal static class PlotExtent
{
    /// <summary>The first instant of the channels, and the one behind the last; the same where they are empty.</summary>
    public static (SignalTime From, SignalTime To) Of(Trace trace, ImmutableArray<TraceChannel> channels)
    {
        // of a capture some are samples, and others not
        if (channels.Length > 1 && channels.Any(c => c.Samples is null) && channels.Any(c => c.Samples is not null))
        {
            (SignalTime From, SignalTime To)[] each = [.. channels.Select(c => Of(trace, [c])).Where(e => e != (SignalTime.Zero, SignalTime.Zero))];
            return each.Length == 0 ? (SignalTime.Zero, SignalTime.Zero) : (each.Min(e => e.From), each.Max(e => e.To));
        }

        if (channels.All(c => c.Samples?.EndIndex is not null))
            return (channels.Min(c => c.Samples!.Clock.TimeOf(0)), channels.Max(c => c.Samples!.Clock.TimeOf(c.Samples.EndIndex!.Value)));
        SignalTime from = SignalTime.Never, to = SignalTime.BeforeStart;
        if (channels.Length > 1 && channels.All(c => c.IsPacked))
            OfLevels();
        else if (channels.All(c => c.Samples is not null))
            OfSamples();
        else
            OfValues();
        return from <= to ? (from, to) : (SignalTime.Zero, SignalTime.Zero);

        void OfLevels()
        {
            using LevelReader reader = trace.ReadLevels(channels);
            while (reader.TryRead(out StateBlock block))
                (from, to) = (SignalTime.Min(from, block.TimeOf(0)), SignalTime.Max(to, block.TimeOf(block.Count)));
        }

        void OfSamples()
        {
            using SampleReader reader = trace.ReadSamples(channels);
            while (reader.TryRead(out SampleBlock block))
                (from, to) = (SignalTime.Min(from, block.Clock.TimeOf(block.FirstIndex)), SignalTime.Max(to, block.Clock.TimeOf(block.EndIndex)));
        }

        void OfValues()
        {
            foreach (TraceChannel channel in channels)
            {
                using ValueReader reader = trace.ReadValues(channel);
                while (reader.TryRead(out Stamped<Value> value))
                    (from, to) = (SignalTime.Min(from, value.Since), SignalTime.Max(to, value.Stamp));
            }
        }
    }
}
