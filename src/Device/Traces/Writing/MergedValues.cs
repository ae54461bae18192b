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
    private readonly Stamped<Value>[] _next;
    private readonly TimeOrder<int> _order = new();

    /// <summary>Starts to read <paramref name="channels"/>.</summary>
    public MergedValues(Trace trace, ImmutableArray<TraceChannel> channels)
    {
        if (channels.Length > MostChannels)
            throw CommandException.Usage($"{trace.Path}: {channels.Length} channels are more than can be read side by side; choose at most {MostChannels}.");
        _next = new Stamped<Value>[channels.Length];
        for (int place = 0; place < channels.Length; place++)
        {
            _readers.Add(trace.ReadValues(channels[place]));
            if (_readers[place].TryRead(out _next[place]))
                _order.Add(place, _next[place].Stamp);
        }
    }

    /// <summary>The next value, and the place of its channel among those chosen; false at the end.</summary>
    public bool TryRead(out Stamped<Value> value, out int place)
    {
        value = default;
        if (!_order.TryPeek(out place))
            return false;
        value = _next[place];
        bool more = _readers[place].TryRead(out _next[place]);
        _order.Move(more, _next[place].Stamp);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _readers.ForEach(r => r.Dispose());
}
