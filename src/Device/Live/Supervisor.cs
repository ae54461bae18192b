using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Extensions.Logging;
using Reactive.Device.Time;
using Reactive.Signals;
using Reactive.Sinks;

namespace Reactive.Device.Live;

/// <summary>Brings one input or output to life: a thread of its own that hands over through its <see cref="DriverLine"/> and never touches the loop.</summary>
public interface IDriver
{
    /// <summary>For messages: the port it serves.</summary>
    string Name { get; }

    /// <summary>Runs until <paramref name="stop"/>; to return earlier is to fail. Called again, on a new thread of work, after it failed. Sample indexes go on across restarts: time away is samples missed.</summary>
    void Run(CancellationToken stop);

    /// <summary>It failed: its sources are to be shown as offline. Must not throw.</summary>
    void ReportLost();
}

/// <summary>
/// Keeps drivers running: each on its own thread; one that dies shows as offline and is started again after 0.1 s, then
/// twice as long each time, up to 10 s; ten quiet seconds make it start from 0.1 s again.
/// </summary>
public sealed class Supervisor : IDisposable
{
    /// <summary>How long <see cref="Dispose"/> waits for all drivers together.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);
    private const long QuietNanoseconds = 10 * SignalTime.NanosecondsPerSecond;

    private readonly List<Thread> _threads = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _log;
    private readonly DeviceClock _clock;
    private readonly Action<TimeSpan, CancellationToken> _pause;

    /// <summary>A supervisor that tells <paramref name="log"/> of deaths and restarts.</summary>
    /// <param name="log">The log.</param>
    /// <param name="clock">The device clock, which says how long a driver has run.</param>
    /// <param name="pause">Waits before a restart, or until the stop; null for the real thing.</param>
    public Supervisor(ILogger log, DeviceClock clock, Action<TimeSpan, CancellationToken>? pause = null)
    {
        _log = log;
        _clock = clock;
        _pause = pause ?? ((delay, stop) => stop.WaitHandle.WaitOne(delay));
    }

    /// <summary>Starts <paramref name="driver"/>.</summary>
    public void Start(IDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        var thread = new Thread(() => Keep(driver), maxStackSize: 256 * 1024) { Name = driver.Name, IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    /// <summary>Stops all drivers and waits for them, <see cref="LongestStop"/> in all at most.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        // A driver that is still alive looks at its token: that one is left to the collector.
        if (ThreadJoin.Within(LongestStop, _threads))
            _stop.Dispose();
    }

    private void Keep(IDriver driver)
    {
        CancellationToken stop = _stop.Token;
        TimeSpan delay = FirstDelay;
        while (!stop.IsCancellationRequested)
        {
            SignalTime started = _clock.Now;
            string failure = RunOnce(driver, stop);
            if (stop.IsCancellationRequested)
                return;
            driver.ReportLost();
            if (_clock.Now - started > QuietNanoseconds)
                delay = FirstDelay;
            _log.LogError("Driver {Driver} failed and starts again in {Delay} s: {Failure}", driver.Name, delay.TotalSeconds, failure);
            _pause(delay, stop);
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks));
        }
    }

    // Returns why it ended.
    private static string RunOnce(IDriver driver, CancellationToken stop)
    {
        try
        {
            driver.Run(stop);
            return "it ended by itself";
        }
#pragma warning disable CA1031 // whatever kills a driver must not kill the device: it is shown as offline and started again
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure.Message;
        }
    }
}
