using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Traces;
using Reactive.Signals;

namespace Reactive.Device.Tests.Traces.Mcap;

/// <summary>A trace in memory: even channels of one clock, and uneven ones.</summary>
internal sealed class MadeTrace : Trace
{
    private readonly Dictionary<string, (long First, SampleClock Clock, double[] Samples)[]> _even = [];
    private readonly Dictionary<string, Stamped<Value>[]> _uneven = [];
    private readonly List<TraceChannel> _channels = [];

    public MadeTrace(long? wall = null)
        : base("made.csv") => WallNanoseconds = wall;

    public override string Format => "made up";

    public override ImmutableArray<TraceChannel> Channels => [.. _channels];

    public override long? WallNanoseconds { get; }

    public MadeTrace Even(string name, TraceSamples samples, Unit unit, params (long First, SampleClock Clock, double[] Samples)[] blocks)
    {
        _even.Add(name, blocks);
        _channels.Add(new TraceChannel { Index = _channels.Count, Name = name, Unit = unit, Samples = samples });
        return this;
    }

    public MadeTrace Uneven(TraceChannel channel, params Stamped<Value>[] values)
    {
        _uneven.Add(channel.Name, values);
        _channels.Add(channel with { Index = _channels.Count });
        return this;
    }

    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels) => new Samples(channels[0].Samples!, [.. channels.Select(c => _even[c.Name])]);

    public override ValueReader ReadValues(TraceChannel channel) =>
        channel.Samples is not null ? new SampleValueReader(ReadSamples([channel]), channel.Unit) : new Values(_uneven[channel.Name]);

    private sealed class Samples(TraceSamples all, (long First, SampleClock Clock, double[] Samples)[][] channels) : SampleReader
    {
        private int _next;

        public override SampleClock Clock => all.Clock;

        public override bool TryRead(out SampleBlock block)
        {
            block = default;
            if (_next == channels[0].Length)
                return false;
            (long first, SampleClock clock, double[] samples) = channels[0][_next];
            byte[] bytes = new byte[samples.Length * channels.Length * SampleBlock.SizeOf(all.Format)];
            for (int i = 0; i < samples.Length * channels.Length; i++)
                SampleWriter.Put(bytes, all.Format, i, channels[i % channels.Length][_next].Samples[i / channels.Length]);
            block = new SampleBlock(bytes, all.Format, first, clock, channels.Length);
            _next++;
            return true;
        }
    }

    private sealed class Values(Stamped<Value>[] values) : ValueReader
    {
        private int _next;

        public override bool TryRead(out Stamped<Value> value)
        {
            value = _next < values.Length ? values[_next] : default;
            return _next++ < values.Length;
        }
    }
}

/// <summary>All that a trace gives, as text that can be compared.</summary>
internal static class Told
{
    public static List<string> Of(Trace trace) => [.. trace.Channels.SelectMany(c => Of(trace, c)), $"wall {trace.WallNanoseconds}"];

    private static IEnumerable<string> Of(Trace trace, TraceChannel c)
    {
        yield return $"{c.Index} {c.Name} [{c.Unit}] {c.Words} logic={c.IsLogic} step={c.LeastStepNanoseconds} {c.Samples?.Format} {c.Samples?.Count} {Clock(c.Samples?.Clock)}";
        using ValueReader values = trace.ReadValues(c);
        while (values.TryRead(out Stamped<Value> value))
            yield return $"{c.Name} {value.Stamp.Nanoseconds} {value.Since.Nanoseconds} {value.Value} {value.Value.Measurement} {value.Value.Margin}";
        if (c.Samples is null)
            yield break;
        using SampleReader samples = trace.ReadSamples([.. trace.Channels.Where(o => o.Samples?.Clock == c.Samples.Clock)]);
        while (samples.TryRead(out SampleBlock block))
            yield return $"{block.FirstIndex} x{block.Channels} {Clock(block.Clock)} {Convert.ToHexString(block.Bytes.Span)}";
    }

    private static string Clock(SampleClock? clock) => clock is null ? "" : $"{clock.Rate} {clock.AnchorIndex} at {clock.AnchorTime.Nanoseconds}";
}
