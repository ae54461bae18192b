using System;
using System.Threading;

namespace Reactive.Sinks.Mqtt;

/// <summary>One instant at which something is to be looked at; arming it anew moves it. Used under its owner's lock.</summary>
internal sealed class MqttDeadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _due;

    /// <param name="time">The time.</param>
    /// <param name="tick">Called without any lock at the instant, and now and then before it: see <see cref="IsDue"/>.</param>
    public MqttDeadline(TimeProvider time, Action tick)
    {
        _time = time;
        _timer = time.CreateTimer(_ => tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets the instant.</summary>
    public void Arm(TimeSpan wait)
    {
        _due = _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);
        Set(wait);
    }

    /// <summary>Whether the instant has come. A tick may come early, or may have been on its way while the instant moved: then the timer is set again.</summary>
    public bool IsDue()
    {
        TimeSpan left = _time.GetElapsedTime(_time.GetTimestamp(), _due);
        if (left <= TimeSpan.Zero)
            return true;
        Set(left);
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Set(TimeSpan wait) => _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
}
