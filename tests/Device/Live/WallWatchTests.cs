using System.Collections.Generic;
using Reactive.Device.Live;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests.Live;

public sealed class WallWatchTests
{
    private const long Second = SignalTime.NanosecondsPerSecond;
    private const long Midnight = 1_000_000 * Second;

    private readonly List<long> _anchors = [];
    private long _wall = Midnight;

    [Fact]
    public void ClocksThatAgree_AreNotAnchoredAgain()
    {
        WallWatch watch = Watch();
        for (long s = 1; s < 100; s++)
            Look(watch, s, Midnight + (s * Second) + 9_000_000);
        Assert.Empty(_anchors);
    }

    [Fact]
    public void StepOfAnHour_IsAnchoredOnce()
    {
        WallWatch watch = Watch();
        Look(watch, 1, Midnight + Second);
        Look(watch, 2, Midnight + (3602 * Second));
        Look(watch, 3, Midnight + (3603 * Second));
        Assert.Equal([Midnight + (3602 * Second)], _anchors);
    }

    [Fact]
    public void SlowDrift_IsAnchoredWhenItPassesTenMilliseconds()
    {
        WallWatch watch = Watch();
        for (long s = 1; s <= 25; s++)
            Look(watch, s, Midnight + (s * (Second + 1_000_000)));
        Assert.Equal([Midnight + (11 * (Second + 1_000_000)), Midnight + (22 * (Second + 1_000_000))], _anchors);
    }

    [Fact]
    public void LooksWithinASecond_DoNotReadTheClock()
    {
        WallWatch watch = Watch();
        _wall = Midnight + (5 * Second);
        watch.Look(new SignalTime(Second - 1));
        Assert.Empty(_anchors);
    }

    private WallWatch Watch() => new(SignalTime.Zero, Midnight, () => _wall, _anchors.Add);

    private void Look(WallWatch watch, long second, long wall)
    {
        _wall = wall;
        watch.Look(new SignalTime(second * Second));
    }
}
