using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Reactive.Sinks.Tests;

/// <summary>Time that passes when a test says so. Timers are called on the thread that lets it pass.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<Timer> _timers = [];

    // as a machine that has been on for a while
    private long _now = TimeSpan.FromDays(10).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <summary>Lets time pass, from one timer to the next.</summary>
    public void Pass(TimeSpan time)
    {
        long end = _now + time.Ticks;
        while (Next(end) is { } due)
            due.Call();
        Volatile.Write(ref _now, end);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private Timer? Next(long end)
    {
        lock (_timers)
        {
            Timer? first = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            if (first is null)
                return null;
            Volatile.Write(ref _now, Math.Max(_now, first.Due));
            _timers.Remove(first);
            return first;
        }
    }

    private sealed class Timer(ManualTime time, Action call) : ITimer
    {
        public long Due { get; private set; }

        public void Call() => call();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._timers)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = time._now + dueTime.Ticks;
                time._timers.Add(this);
                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
