using System;

namespace Reactive.Sinks;

/// <summary>When the length of a queue is told: when it has changed, and not more often than every so often.</summary>
internal sealed class OutboxDepth(TimeSpan every)
{
    private readonly long _every = every.Ticks * 100;
    private long _at = long.MinValue;
    private int _told;

    /// <summary>When a length is to be told: 0 for at once, <see cref="long.MaxValue"/> where it has been.</summary>
    public long Due(int depth) => depth == _told ? long.MaxValue : _at == long.MinValue ? 0 : _at + _every;

    /// <summary>Whether a length is to be told now, which the caller then does.</summary>
    public bool Changes(int depth, long now)
    {
        if (depth == _told || (_at != long.MinValue && now - _at < _every))
            return false;
        (_at, _told) = (now, depth);
        return true;
    }
}
