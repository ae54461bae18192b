using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class GapClockTests
{
    [Fact]
    public void TwoGapsFromOneFrame_ExpireByChannel()
    {
        var gaps = new GapClock(3) { Limit = 2 };
        gaps.Open(0, 4);
        gaps.Open(2, 4);
        gaps.Open(1, 5);
        Assert.Equal((6 * 3, 0), gaps.NextExpiry(100));
        gaps.Close(0);
        Assert.Equal(((6 * 3) + 2, 2), gaps.NextExpiry(100));
        gaps.Close(2);
        Assert.Equal(((7 * 3) + 1, 1), gaps.NextExpiry(100));
        Assert.Equal((22, -1), gaps.NextExpiry(22));
    }

    [Fact]
    public void LimitThatBecameShorter_ExpiresInTheFirstFrameByChannel()
    {
        var gaps = new GapClock(4) { Limit = 1000 };
        foreach (int channel in new[] { 3, 1, 2 })
            gaps.Open(channel, 10 - channel);
        gaps.Pass(50);
        gaps.Limit = 42;
        Assert.Equal((2, 2), gaps.NextExpiry(100));
        gaps.Close(2);
        Assert.Equal((3, 3), gaps.NextExpiry(100));
        gaps.Close(3);
        Assert.Equal((4 + 1, 1), gaps.NextExpiry(100));
    }

    [Fact]
    public void LimitOfYears_LiesBeyondAnyBlock()
    {
        var gaps = new GapClock(1024) { Limit = long.MaxValue / 4 };
        gaps.Open(1023, 0);
        Assert.Equal((int.MaxValue, -1), gaps.NextExpiry(int.MaxValue));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void AnyOrder_EqualsASearchOfAllChannels(int channels)
    {
        var random = new Random(channels);
        var gaps = new GapClock(channels) { Limit = 30 };
        var from = new Dictionary<int, long>();
        long frames = 0;
        for (int i = 0; i < 4000; i++)
        {
            int channel = random.Next(channels);
            switch (random.Next(8))
            {
                case < 4 when !from.ContainsKey(channel):
                    int offset = random.Next(-20, 20);
                    gaps.Open(channel, offset);
                    from[channel] = frames + offset;
                    break;
                case 4:
                    gaps.Close(channel);
                    from.Remove(channel);
                    break;
                case 5:
                    int passed = random.Next(20);
                    gaps.Pass(passed);
                    frames += passed;
                    break;
                case 6:
                    gaps.Limit = random.Next(1, 60);
                    break;
            }

            Assert.Equal(from.Count, gaps.OpenCount);
            Assert.Equal(from.TryGetValue(channel, out long began) ? frames - began : 0, gaps.FramesOf(channel));
            if (from.Count == 0)
                continue;
            int length = random.Next(40) * channels;
            (long place, int first) = from.Select(f => ((Math.Max(0, f.Value - frames + gaps.Limit) * channels) + f.Key, f.Key)).Min();
            Assert.Equal(place < length ? ((int)place, first) : (length, -1), gaps.NextExpiry(length));
        }
    }
}
