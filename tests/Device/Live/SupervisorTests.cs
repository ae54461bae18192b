using System;
using System.Collections.Concurrent;
using System.IO;
using System.Threading;
using Microsoft.Extensions.Logging.Abstractions;
using Reactive.Device.Live;
using Reactive.Device.Time;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Live;

public sealed class SupervisorTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public void DriverThatThrowsOrReturnsEarly_IsLost_AndStartsAgainLaterAndLater()
    {
        long now = 0;
        var clock = new DeviceClock(() => new SignalTime(Interlocked.Read(ref now)));
        var delays = new BlockingCollection<double>();
        int runs = 0;
        var driver = new Driver(stop =>
        {
            switch (++runs)
            {
                case 1:
                    throw new IOException("unplugged");
                case < 9:
                    return; // ends by itself
                case 9:
                    // ten quiet seconds: it starts from 0.1 s again
                    Interlocked.Exchange(ref now, 10_000_000_001);
                    throw new UnauthorizedAccessException("gone again");
                default:
                    stop.WaitHandle.WaitOne();
                    break;
            }
        });
        using (var supervisor = new Supervisor(NullLogger.Instance, clock, (delay, _) => delays.Add(delay.TotalSeconds, CancellationToken.None)))
        {
            supervisor.Start(driver);
            foreach (double expected in new[] { 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 0.1 })
                Assert.Equal(expected, delays.TryTake(out double delay, Long) ? delay : double.NaN);
        }

        Assert.Equal(9, driver.Losses);
        Assert.Empty(delays);
    }

    [Fact]
    public void DriverThatDoesNotStop_HoldsNobody_AndMayStillLookAtItsToken()
    {
        using var gate = new ManualResetEventSlim(false);
        using var entered = new ManualResetEventSlim(false);
        var seen = new BlockingCollection<bool>();
        var supervisor = new Supervisor(NullLogger.Instance, new DeviceClock());
        supervisor.Start(new Driver(stop =>
        {
            entered.Set();
            gate.Wait(CancellationToken.None);
            seen.Add(stop.WaitHandle.WaitOne(0), CancellationToken.None);
        }));
        Assert.True(entered.Wait(Long));
        supervisor.Dispose();
        gate.Set();
        Assert.True(seen.TryTake(out bool stopped, Long) && stopped);
    }

    private sealed class Driver(Action<CancellationToken> run) : IDriver
    {
        public string Name => "port";

        public int Losses { get; private set; }

        public void Run(CancellationToken stop) => run(stop);

        public void ReportLost() => Losses++;
    }
}
