using System.Linq;
using Reactive.Device.Running;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>How often the state of a run is written while it keeps changing.</summary>
public sealed class WritePaceTests
{
    [Fact]
    public void WhatKeepsChanging_IsWrittenSixTimesAtOnce_ThenEveryTenSeconds() =>
        Assert.Equal([0, 1, 2, 3, 4, 5, 10, 20, 30, 40], Written(Enumerable.Range(0, 50)));

    [Fact]
    public void AfterAMinuteOfSilence_SixMoreMayComeAtOnce() =>
        Assert.Equal([0, 1, 2, 3, 4, 5, 70, 71, 72, 73, 74, 75, 80], Written(Enumerable.Range(0, 7).Concat(Enumerable.Range(70, 12))));

    [Fact]
    public void WhatChangesEveryTenSeconds_IsWrittenEachTime() =>
        Assert.Equal([0, 10, 20, 30, 40, 50, 60, 70, 80], Written(Enumerable.Range(0, 9).Select(i => 10 * i)));

    private static int[] Written(System.Collections.Generic.IEnumerable<int> changes)
    {
        var pace = new WritePace();
        return [.. changes.Where(at =>
        {
            var now = new SignalTime(at * SignalTime.NanosecondsPerSecond);
            bool allowed = pace.Allows(now);
            if (allowed)
                pace.Wrote(now);
            return allowed;
        })];
    }
}
