using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>The last times of changes, as many as are allowed and one more: the newest is one too many where the oldest is near enough.</summary>
internal struct RecentChanges
{
    private readonly long[] _times;
    private int _count;
    private int _next;

    /// <summary>Room for <paramref name="allowed"/> changes and one more.</summary>
    public RecentChanges(int allowed) => _times = new long[allowed + 1];

    /// <summary>Adds a change; whether there are now more than allowed after <paramref name="time"/> - <paramref name="within"/>.</summary>
    public bool IsOneTooMany(long time, long within)
    {
        _times[_next] = time;
        _next = _next + 1 == _times.Length ? 0 : _next + 1;
        _count = Math.Min(_count + 1, _times.Length);
        // the place that comes next holds the oldest
        return _count == _times.Length && time - _times[_next] < within;
    }

    /// <summary>Forgets all changes.</summary>
    public void Clear() => _count = _next = 0;

    /// <summary>Writes the changes, oldest first, as how long before <paramref name="now"/> they were.</summary>
    public readonly void Save(StateWriter writer, long now)
    {
        writer.Int64(_count);
        for (int i = _count; i > 0; i--)
            writer.Int64(now - _times[(_next - i + _times.Length) % _times.Length]);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader, long now)
    {
        Clear();
        int count = reader.Count(_times.Length);
        long before = long.MaxValue / 4;
        for (int i = 0; i < count; i++)
        {
            long ago = reader.Int64();
            if (ago < 0 || ago > before)
                throw new StateException("Changes must be saved in the order of time.");
            before = ago;
            IsOneTooMany(now - ago, 0);
        }
    }
}
