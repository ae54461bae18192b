using System;
using System.Threading;
using Reactive.Device.Time;
using Reactive.Signals;
using Reactive.Sinks;

namespace Reactive.Device.Live;

/// <summary>
/// Watches the loop's heartbeat from a thread of its own: where it stops for longer than <see cref="Limit"/>, every output
/// goes to its de-energised state, once, and stays there until the loop beats again.
/// </summary>
public sealed class Watchdog : IDisposable
{
    private readonly Thread _thread;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Starts watching.</summary>
    /// <param name="heartbeat">When the loop was last awake.</param>
    /// <param name="clock">The device clock.</param>
    /// <param name="limit">How long it may sleep; a second or more on a device. Looked at four times in that.</param>
    /// <param name="hung">Called when it has slept for longer (true) and when it beats again (false).</param>
    public Watchdog(Func<SignalTime> heartbeat, DeviceClock clock, TimeSpan limit, Action<bool> hung)
    {
        Limit = limit;
        _thread = new Thread(() => Watch(heartbeat, clock, hung)) { Name = "watchdog", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How long the loop may sleep.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Stops watching; waits a second at most for a call that is under way.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (ThreadJoin.Within(TimeSpan.FromSeconds(1), _thread))
            _stop.Dispose();
    }

    private void Watch(Func<SignalTime> heartbeat, DeviceClock clock, Action<bool> hung)
    {
        bool isHung = false;
        CancellationToken stop = _stop.Token;
        while (!stop.WaitHandle.WaitOne(Limit / 4))
        {
            bool late = clock.Now - heartbeat() > Limit.Ticks * 100;
            if (late == isHung)
                continue;
            isHung = late;
            hung(late);
        }
    }
}
