using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Traces;
using Reactive.Signals;

namespace Reactive.Device.Tests.Traces;

/// <summary>A trace of values in memory.</summary>
internal sealed class ListTrace(params (TraceChannel Channel, List<Stamped<Value>> Values)[] signals) : Trace("list")
{
    public override string Format => "list";

    public override long? WallNanoseconds => 1_600_000_000_000_000_000;

    public override ImmutableArray<TraceChannel> Channels => [.. signals.Select(s => s.Channel)];

    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels) => throw new NotSupportedException();

    public override ValueReader ReadValues(TraceChannel channel) => new Reader(signals[channel.Index].Values);

    private sealed class Reader(List<Stamped<Value>> values) : ValueReader
    {
        private int _next;

        public override bool TryRead(out Stamped<Value> value)
        {
            bool more = _next < values.Count;
            value = more ? values[_next++] : default;
            return more;
        }
    }
}
