using System;
using System.Linq;
using System.Numerics;
using Reactive.Operators.Vectors;
using Xunit;

namespace Reactive.Operators.Tests.Vectors;

public sealed class StaySearchTests
{
    private static readonly double[] Edges = [double.NegativeInfinity, -40_000, -1.5, -0.1, 0, 0.1, 1, 99.5, 100, 3000.25, 40_000, double.PositiveInfinity];

    public static TheoryData<int> Channels() => [1, 2, 3, 8, 31, 32, 33, 128, 1024];

    [Theory]
    [MemberData(nameof(Channels))]
    public void EveryWidth_EqualsScalar(int channels)
    {
        var random = new Random(channels);
        for (int round = 0; round < 2000; round++)
        {
            StayInterval[] stays = [.. Enumerable.Range(0, channels).Select(_ => Stay(random))];
            int frames = channels == 1 ? random.Next(300) : random.Next(1 + (300 / channels));
            float[] singles = [.. Enumerable.Range(0, frames * channels).Select(i => Inside(random, stays[i % channels]))];
            if (singles.Length > 0 && random.Next(4) > 0)
                singles[random.Next(singles.Length)] = random.Next(3) == 0 ? float.NaN : random.Next(-70_000, 70_000);
            Equal(stays, singles, random.Next(singles.Length + 1));
            Equal(stays, [.. singles.Select(s => (short)Math.Clamp(float.IsNaN(s) ? 0 : s, short.MinValue, short.MaxValue))], random.Next(singles.Length + 1));
            Equal(stays, [.. singles.Select(s => (int)Math.Clamp(float.IsNaN(s) ? 0 : s, -1e9f, 1e9f))], random.Next(singles.Length + 1));
        }
    }

    [Fact]
    public void ChangedBounds_ApplyToTheirChannelAlone()
    {
        var search = new StaySearch<short>(40);
        for (int channel = 0; channel < 40; channel++)
            search.Set(channel, new StayInterval(0, 10));
        short[] samples = new short[400];
        search.Set(37, new StayInterval(5, 10));
        Assert.Equal(37, search.FirstOutside(samples, 0));
        Assert.Equal(77, search.FirstOutside(samples, 38));
        search.Set(37, new StayInterval(0, 10));
        Assert.Equal(400, search.FirstOutside(samples, 0));
    }

    private static void Equal<T>(StayInterval[] stays, T[] samples, int from)
        where T : unmanaged, INumber<T>
    {
        var search = new StaySearch<T>(stays.Length);
        for (int channel = 0; channel < stays.Length; channel++)
            search.Set(channel, stays[channel]);
        int expected = search.FirstOutsideScalar(samples, from);
        Assert.Equal(expected, search.FirstOutside(samples, from));
        Assert.Equal(expected, search.FirstOutside<Lanes512<T>>(samples, from));
        Assert.Equal(expected, search.FirstOutside<Lanes256<T>>(samples, from));
        Assert.Equal(expected, search.FirstOutside<Lanes128<T>>(samples, from));
    }

    private static StayInterval Stay(Random random)
    {
        int low = random.Next(Edges.Length - 1);
        return new StayInterval(Edges[low], Edges[random.Next(low + 1, Edges.Length)]);
    }

    private static float Inside(Random random, StayInterval stay)
    {
        (float low, float high) = stay.Ends<float>();
        double from = float.IsInfinity(low) ? -1e6 : low, to = float.IsInfinity(high) ? 1e6 : high;
        return (float)(from + ((to - from) * random.NextDouble()));
    }
}
