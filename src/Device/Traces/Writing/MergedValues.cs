using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Writing;

/// <summary>The values of several channels in the order of their times; at one instant in the order of the channels.</summary>
internal sealed class MergedValues : IDisposable
{
    /// <summary>The most channels at once: each is read on its own.</summary>
    public const int MostChannels = 1024;

    private readonly List<ValueReader> _readers = [];
    private readonly PriorityQueue<Stamped<Value>, (long At, int Place)> _next = new();

    /// <summary>Starts to read <paramref name="channels"/>.</summary>
    public MergedValues(Trace trace, ImmutableArray<TraceChannel> channels)
    {
        if (channels.Length > MostChannels)
            throw CommandException.Usage($"{trace.Path}: {channels.Length} channels are more than can be read side by side; choose at most {MostChannels}.");
        foreach (TraceChannel channel in channels)
        {
            _readers.Add(trace.ReadValues(channel));
            Fetch(_readers.Count - 1);
        }
    }

    /// <summary>The next value, and the place of its channel among those chosen; false at the end.</summary>
    public bool TryRead(out Stamped<Value> value, out int place)
    {
        bool more = _next.TryDequeue(out value, out (long At, int Place) first);
        place = first.Place;
        if (more)
            Fetch(place);
        return more;
    }

    /// <inheritdoc/>
    public void Dispose() => _readers.ForEach(r => r.Dispose());

    private void Fetch(int place)
    {
        if (_readers[place].TryRead(out Stamped<Value> value))
            _next.Enqueue(value, (value.Stamp.Nanoseconds, place));
    }
}
