using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Reactive.Operators;

/// <summary>The channels of a bank in which something is under way, in the order in which they were added: only these cost something in a block without changes.</summary>
/// <param name="channels">How many channels there are.</param>
internal sealed class WaitingChannels(int channels)
{
    private readonly List<int> _waiting = new(channels);
    private readonly bool[] _isListed = new bool[channels];

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>The one at <paramref name="place"/>, 0 to <see cref="Count"/> - 1.</summary>
    public int this[int place] => _waiting[place];

    /// <summary>Adds a channel that may be there already.</summary>
    public void Add(int channel)
    {
        if (_isListed[channel])
            return;
        _isListed[channel] = true;
        _waiting.Add(channel);
    }

    /// <summary>A channel waits no longer. It keeps its place until <see cref="Sweep"/> and is not added again before.</summary>
    public void Release(int channel) => _isListed[channel] = false;

    /// <summary>Removes those that were released; the others keep their order.</summary>
    public void Sweep()
    {
        int kept = 0;
        Span<int> waiting = CollectionsMarshal.AsSpan(_waiting);
        foreach (int channel in waiting)
        {
            if (_isListed[channel])
                waiting[kept++] = channel;
        }

        _waiting.RemoveRange(kept, _waiting.Count - kept);
    }

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        Array.Fill(_isListed, false);
        _waiting.Clear();
    }
}
