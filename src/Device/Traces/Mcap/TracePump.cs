using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Recording;
using Reactive.Signals.Specs;

namespace Reactive.Device.Traces.Mcap;

/// <summary>Carries one topic's worth of a trace into a file: a value, or a block, at a time.</summary>
internal abstract class TracePump : IDisposable
{
    // What a block holds at most.
    private const int MostChannels = 1024;

    private protected TracePump(ImmutableArray<(TraceChannel, int)> channels) => Ordered = channels;

    /// <summary>The channels it carries.</summary>
    public IEnumerable<TraceChannel> Channels => Ordered.Select(c => c.Channel);

    /// <summary>When what <see cref="Advance"/> fetched takes its place: of a block, its last sample.</summary>
    public abstract SignalTime Next { get; }

    /// <summary>The earliest time in what was fetched.</summary>
    public abstract SignalTime First { get; }

    /// <summary>Samples written so far, of all channels.</summary>
    public long Samples { get; protected set; }

    /// <summary>Values written so far.</summary>
    public long Values { get; protected set; }

    /// <summary>Each channel with its place among all that are written.</summary>
    protected ImmutableArray<(TraceChannel Channel, int Order)> Ordered { get; }

    /// <summary>The number of its topic.</summary>
    protected int Topic { get; private set; }

    /// <summary>What flows there.</summary>
    protected abstract Flow Flow { get; }

    /// <summary>The pumps that carry <paramref name="channels"/>: even ones that share clock, format and unit go together.</summary>
    public static IEnumerable<TracePump> All(Trace trace, ImmutableArray<TraceChannel> channels)
    {
        var ordered = channels.Select((channel, order) => (Channel: channel, Order: order)).ToList();
        foreach (var even in ordered.Where(c => c.Channel.Samples is not null).GroupBy(c => (c.Channel.Samples!.Clock, c.Channel.Samples.Format, c.Channel.Unit, c.Channel.IsLogic, c.Channel.FullScale)))
        {
            foreach (var some in even.Chunk(MostChannels))
                yield return new SamplePump(trace, [.. some]);
        }

        foreach (var one in ordered.Where(c => c.Channel.Samples is null))
            yield return new ValuePump(trace, one);
    }

    /// <summary>Names its topic.</summary>
    /// <param name="recorder">Where it goes.</param>
    /// <param name="names">The names of topics so far.</param>
    public void Declare(TraceRecorder recorder, HashSet<string> names)
    {
        string stem = Ordered.Length > 1 ? "samples" : Ordered[0].Channel.Name.Replace('/', '.').TrimStart('.');
        string name = stem;
        for (int i = 2; name.Length == 0 || !names.Add(name); i++)
            name = stem + "#" + i.ToString(CultureInfo.InvariantCulture);
        TraceChannel first = Ordered[0].Channel;
        var more = new List<KeyValuePair<string, string>>();
        if (first.IsLogic)
            more.Add(new(TraceRecorder.LogicKey, "true"));
        if (first.LeastStepNanoseconds > 0)
            more.Add(new(TraceRecorder.LeastStepKey, first.LeastStepNanoseconds.ToString(CultureInfo.InvariantCulture)));
        if (first.Samples?.Count is { } count)
            more.Add(new(TraceRecorder.CountKey, count.ToString(CultureInfo.InvariantCulture)));
        if (first.FullScale is { } full)
            more.Add(new(TraceRecorder.FullScaleKey, full.ToString(CultureInfo.InvariantCulture)));
        for (int i = 0; i < Ordered.Length; i++)
        {
            string number = (i + 1).ToString(CultureInfo.InvariantCulture);
            more.Add(new(TraceRecorder.NameKey + number, Ordered[i].Channel.Name));
            more.Add(new(TraceRecorder.OrderKey + number, Ordered[i].Order.ToString(CultureInfo.InvariantCulture)));
            if (Ordered[i].Channel.Party is not { } party)
                continue;
            more.Add(new(TraceRecorder.PartyKey + number, party));
            more.Add(new(TraceRecorder.LabelKey + number, Ordered[i].Channel.Label));
        }

        Topic = recorder.Add(name, Flow, more);
    }

    /// <summary>Fetches what comes next; false at the end.</summary>
    public abstract bool Advance();

    /// <summary>Writes what was fetched; false where the file refused it.</summary>
    public abstract bool Write(TraceRecorder recorder);

    /// <inheritdoc/>
    public abstract void Dispose();

    private sealed class SamplePump(Trace trace, ImmutableArray<(TraceChannel Channel, int Order)> channels) : TracePump(channels)
    {
        private readonly SampleReader _reader = trace.ReadSamples([.. channels.Select(c => c.Channel)]);
        private SampleBlock _block;

        public override SignalTime Next => _block.Stamp;

        public override SignalTime First => SignalTime.Min(_block.Clock.AnchorTime, _block.Clock.TimeOf(_block.FirstIndex));

        protected override Flow Flow
        {
            get
            {
                TraceChannel first = Ordered[0].Channel;
                return new Flow(FlowKind.Samples, Unit: first.Unit, Samples: new SampleFlow(first.Samples!.Clock.Rate, first.Samples.Format));
            }
        }

        public override bool Advance() => _reader.TryRead(out _block);

        public override bool Write(TraceRecorder recorder)
        {
            Samples += (long)_block.Count * _block.Channels;
            return recorder.Write(Topic, _block);
        }

        public override void Dispose() => _reader.Dispose();
    }

    private sealed class ValuePump(Trace trace, (TraceChannel Channel, int Order) channel) : TracePump([channel])
    {
        private readonly ValueReader _reader = trace.ReadValues(channel.Channel);
        private Stamped<Value> _value;

        public override SignalTime Next => _value.Stamp;

        public override SignalTime First => SignalTime.Min(_value.Stamp, _value.Since);

        protected override Flow Flow => Ordered[0].Channel.Record is { } record ? new(FlowKind.Event, Record: record) : new(FlowKind.State, Ordered[0].Channel.Words, Ordered[0].Channel.Words is null ? Ordered[0].Channel.Unit : null);

        public override bool Advance() => _reader.TryRead(out _value);

        public override bool Write(TraceRecorder recorder)
        {
            Values++;
            return recorder.Write(Topic, _value);
        }

        public override void Dispose() => _reader.Dispose();
    }
}
