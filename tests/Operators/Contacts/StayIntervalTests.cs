using System;
using System.Linq;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class StayIntervalTests
{
    private static readonly double[] Edges = [double.NegativeInfinity, -40_000, -1.5, -0.1, 0, 0.1, 1, 99.5, 100, 3000.25, 40_000, double.PositiveInfinity];

    [Fact]
    public void Vector_EqualsScalar()
    {
        var random = new Random(1);
        foreach (double low in Edges)
        {
            foreach (double high in Edges.Where(h => h > low))
            {
                var stay = new StayInterval(low, high);
                for (int length = 0; length < 70; length++)
                {
                    float[] singles = [.. Enumerable.Range(0, length).Select(_ => Near(random, low, high))];
                    int outsider = random.Next(length + 1);
                    if (outsider < length)
                        singles[outsider] = random.Next(3) == 0 ? float.NaN : random.Next(-70_000, 70_000);
                    short[] shorts = [.. singles.Select(s => (short)Math.Clamp(float.IsNaN(s) ? 0 : s, short.MinValue, short.MaxValue))];
                    int[] ints = [.. singles.Select(s => (int)Math.Clamp(float.IsNaN(s) ? 0 : s, -1e9f, 1e9f))];
                    Assert.Equal(stay.FirstOutsideScalar<float>(singles), stay.FirstOutside<float>(singles));
                    Assert.Equal(stay.FirstOutsideScalar<short>(shorts), stay.FirstOutside<short>(shorts));
                    Assert.Equal(stay.FirstOutsideScalar<int>(ints), stay.FirstOutside<int>(ints));
                }
            }
        }
    }

    [Fact]
    public void Ends_AreHalfOpen()
    {
        var stay = new StayInterval(10, 20);
        Assert.Equal([0, 1, 1, 0], new[] { 9, 10, 19, 20 }.Select(v => stay.FirstOutside<int>([v])));
        Assert.Equal([0, 1, 1, 0], new[] { 9.999999f, 10f, 19.999998f, 20f }.Select(v => stay.FirstOutside<float>([v])));
        Assert.Equal([0, 1, 0], new float[] { float.NegativeInfinity, float.PositiveInfinity, float.NaN }.Select(v => new StayInterval(0, double.PositiveInfinity).FirstOutside<float>([v])));
    }

    [Fact]
    public void EdgeBetweenTwoSingles_IsTheUpperOne()
    {
        double edge = ((double)1f + float.BitIncrement(1f)) / 2;
        Assert.Equal(0, new StayInterval(edge, 2).FirstOutside<float>([1f]));
        Assert.Equal(1, new StayInterval(edge, 2).FirstOutside<float>([float.BitIncrement(1f)]));
        Assert.Equal(1, new StayInterval(0, edge).FirstOutside<float>([1f]));
        Assert.Equal(0, new StayInterval(0, edge).FirstOutside<float>([float.BitIncrement(1f)]));
    }

    [Fact]
    public void RangeBeyondTheFormat_HoldsNothingOrAll()
    {
        Assert.Equal(0, new StayInterval(40_000, 50_000).FirstOutside<short>([short.MaxValue, short.MinValue]));
        Assert.Equal(2, new StayInterval(-40_000, 50_000).FirstOutside<short>([short.MaxValue, short.MinValue]));
        Assert.Equal(0, new StayInterval(10.2, 10.8).FirstOutside<int>([10, 11]));
        Assert.False(new StayInterval(10.2, 10.8).HasIntegers);
    }

    private static float Near(Random random, double low, double high)
    {
        double from = double.IsInfinity(low) ? -1e6 : low, to = double.IsInfinity(high) ? 1e6 : high;
        return (float)(from + ((to - from) * random.NextDouble()));
    }
}
