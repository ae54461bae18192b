using System;
using System.Diagnostics;
using Reactive.Signals;

namespace Reactive.Device.Time;

/// <summary>The device's monotonic clock on the signal axis: 0 when it was made. Never steps, whatever the wall clock does.</summary>
public sealed class DeviceClock
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Func<SignalTime>? _hand;

    /// <summary>A clock that starts at 0.</summary>
    public DeviceClock()
    {
    }

    /// <summary>A clock that <paramref name="hand"/> moves, for tests.</summary>
    public DeviceClock(Func<SignalTime> hand) => _hand = hand;

    /// <summary>Nanoseconds since the clock was made.</summary>
    public SignalTime Now => _hand?.Invoke()
        ?? new((long)((Int128)(Stopwatch.GetTimestamp() - _start) * SignalTime.NanosecondsPerSecond / Stopwatch.Frequency));

    /// <summary>The wall clock now, in nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public static long WallNanoseconds => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;
}
