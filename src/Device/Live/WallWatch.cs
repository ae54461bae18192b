using System;
using Reactive.Signals;

namespace Reactive.Device.Live;

/// <summary>
/// Compares the wall clock with the device's once a second and anchors the run anew where they have come apart by more
/// than 10 ms: after a step (a time server, a hand on the clock) or a slow correction. Anchors are arrivals, so a replay
/// sees the calendar that the device saw.
/// </summary>
public sealed class WallWatch
{
    private const long Tolerance = 10_000_000;
    private const long Period = 1_000_000_000;

    private readonly Func<long> _wall;
    private readonly Action<long> _anchor;
    private SignalTime _checked;
    private long _offset;

    /// <summary>A watch that has just anchored the run.</summary>
    /// <param name="now">The device clock.</param>
    /// <param name="anchored">The wall clock that was given for it.</param>
    /// <param name="wall">Reads the wall clock, in nanoseconds since 1970.</param>
    /// <param name="anchor">Anchors the run at the device clock's now.</param>
    public WallWatch(SignalTime now, long anchored, Func<long> wall, Action<long> anchor)
    {
        _checked = now;
        _offset = anchored - now.Nanoseconds;
        _wall = wall;
        _anchor = anchor;
    }

    /// <summary>Looks at the clocks, at most once a second.</summary>
    public void Look(SignalTime now)
    {
        if (now - _checked < Period)
            return;
        _checked = now;
        long wall = _wall();
        if (Math.Abs(wall - now.Nanoseconds - _offset) <= Tolerance)
            return;
        _offset = wall - now.Nanoseconds;
        _anchor(wall);
    }
}
