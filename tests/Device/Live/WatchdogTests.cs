using System;
using System.Collections.Concurrent;
using System.Threading;
using Reactive.Device.Live;
using Reactive.Device.Simulation;
using Reactive.Device.Time;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Device.Tests.Live;

public sealed class WatchdogTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public void LoopThatHangs_ReleasesEveryOutput_UntilItBeatsAgain()
    {
        long now = 0, beat = 0;
        var clock = new DeviceClock(() => new SignalTime(Interlocked.Read(ref now)));
        SimulatedOutput strike = new(), magnet = new();
        using var outputs = new OutputDriver(
            [(new OutputSpec { Name = "strike" }, strike), (new OutputSpec { Name = "magnet", NormallyClosed = true }, magnet)], (_, _, _) => { });
        outputs.Begin();
        outputs.Carry(new Command(1, 1, SignalTime.Zero, "strike", "activate", null, new CommandCause("rule", 1, 1)));
        Assert.True(SpinWait.SpinUntil(() => strike.Driven && magnet.Driven, Long));

        var hung = new BlockingCollection<bool>();
        // 20 ms of the hand-moved clock; the real one only decides how often it is looked at.
        using var watchdog = new Watchdog(() => new SignalTime(Interlocked.Read(ref beat)), clock, TimeSpan.FromMilliseconds(20), late =>
        {
            outputs.FailSafe(late);
            hung.Add(late);
        });
        Interlocked.Exchange(ref now, 20_000_000);
        Assert.False(hung.TryTake(out _, TimeSpan.FromMilliseconds(50)));
        Interlocked.Exchange(ref now, 20_000_001);
        Assert.True(hung.TryTake(out bool late, Long) && late);
        Assert.True(SpinWait.SpinUntil(() => !strike.Driven && !magnet.Driven, Long));
        Interlocked.Exchange(ref beat, 20_000_000);
        Assert.True(hung.TryTake(out late, Long) && !late);
        Assert.True(SpinWait.SpinUntil(() => strike.Driven && magnet.Driven, Long));
    }
}
