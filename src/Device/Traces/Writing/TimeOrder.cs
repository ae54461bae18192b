using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Reactive.Signals;

namespace Reactive.Device.Traces.Writing;

/// <summary>Sources that each go on in time, the one whose turn it is first: the earliest, at one instant the one that was added first.</summary>
/// <typeparam name="T">A source.</typeparam>
internal sealed class TimeOrder<T>
{
    private readonly PriorityQueue<T, (SignalTime Next, int Place)> _queue = new();
    private int _added;

    /// <summary>Adds a source that goes on at <paramref name="next"/>.</summary>
    public void Add(T source, SignalTime next) => _queue.Enqueue(source, (next, _added++));

    /// <summary>The source whose turn it is; false where none is left.</summary>
    public bool TryPeek([MaybeNullWhen(false)] out T source) => _queue.TryPeek(out source, out _);

    /// <summary>Puts the source whose turn it was where it goes on; where it has ended, takes it out.</summary>
    /// <param name="hasNext">Whether it goes on.</param>
    /// <param name="next">When it does; ignored where it has ended.</param>
    public void Move(bool hasNext, SignalTime next)
    {
        if (!hasNext)
            _queue.TryDequeue(out _, out _);
        else if (_queue.TryPeek(out T? source, out (SignalTime, int Place) last))
            _queue.DequeueEnqueue(source, (next, last.Place));
    }
}
