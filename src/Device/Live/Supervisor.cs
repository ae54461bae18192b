using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace Reactive.Device.Live;

/// <summary>Brings one input or output to life: a thread of its own that hands over through its <see cref="DriverLine"/> and never touches the loop.</summary>
public interface IDriver
{
    /// <summary>For messages: the port it serves.</summary>
    string Name { get; }

    /// <summary>Runs until <paramref name="stop"/>. Called again, on a new thread of work, after it failed. Sample indexes go on across restarts: time away is samples missed.</summary>
    void Run(CancellationToken stop);

    /// <summary>It failed: its sources are to be shown as offline.</summary>
    void ReportLost();
}

/// <summary>
/// Keeps drivers running: each on its own thread; one that dies shows as offline and is started again after 0.1 s, then
/// twice as long each time, up to 10 s; ten quiet seconds make it start from 0.1 s again.
/// </summary>
public sealed class Supervisor : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    private readonly List<Thread> _threads = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _log;

    /// <summary>A supervisor that tells <paramref name="log"/> of deaths and restarts.</summary>
    public Supervisor(ILogger log) => _log = log;

    /// <summary>Starts <paramref name="driver"/>.</summary>
    public void Start(IDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        var thread = new Thread(() => Keep(driver), maxStackSize: 256 * 1024) { Name = driver.Name, IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    /// <summary>Stops all drivers and waits for them, 2 s at most.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (Thread thread in _threads)
            thread.Join(TimeSpan.FromSeconds(2));
        _stop.Dispose();
    }

    private void Keep(IDriver driver)
    {
        CancellationToken stop = _stop.Token;
        TimeSpan delay = FirstDelay;
        while (!stop.IsCancellationRequested)
        {
            long started = Environment.TickCount64;
            try
            {
                driver.Run(stop);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // whatever kills a driver must not kill the device: it is shown as offline and started again
            catch (Exception failure)
#pragma warning restore CA1031
            {
                driver.ReportLost();
                if (Environment.TickCount64 - started > 10_000)
                    delay = FirstDelay;
                _log.LogError("Driver {Driver} failed and starts again in {Delay} s: {Failure}", driver.Name, delay.TotalSeconds, failure.Message);
                stop.WaitHandle.WaitOne(delay);
                delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks));
            }
        }
    }
}
