using System.Linq;
using System.Numerics;
using Reactive.Operators.Vectors;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class StayIntervalTests
{
    [Fact]
    public void Ends_AreHalfOpen()
    {
        var stay = new StayInterval(10, 20);
        Assert.Equal([0, 1, 1, 0], new[] { 9, 10, 19, 20 }.Select(v => FirstOutside<int>(stay, v)));
        Assert.Equal([0, 1, 1, 0], new[] { 9.999999f, 10f, 19.999998f, 20f }.Select(v => FirstOutside<float>(stay, v)));
        Assert.Equal([0, 1, 0], new float[] { float.NegativeInfinity, float.PositiveInfinity, float.NaN }.Select(v => FirstOutside<float>(new StayInterval(0, double.PositiveInfinity), v)));
    }

    [Fact]
    public void EdgeBetweenTwoSingles_IsTheUpperOne()
    {
        double edge = ((double)1f + float.BitIncrement(1f)) / 2;
        Assert.Equal(0, FirstOutside<float>(new StayInterval(edge, 2), 1f));
        Assert.Equal(1, FirstOutside<float>(new StayInterval(edge, 2), float.BitIncrement(1f)));
        Assert.Equal(1, FirstOutside<float>(new StayInterval(0, edge), 1f));
        Assert.Equal(0, FirstOutside<float>(new StayInterval(0, edge), float.BitIncrement(1f)));
    }

    [Fact]
    public void RangeBeyondTheFormat_HoldsNothingOrAll()
    {
        Assert.Equal(0, FirstOutside<short>(new StayInterval(40_000, 50_000), short.MaxValue, short.MinValue));
        Assert.Equal(2, FirstOutside<short>(new StayInterval(-40_000, 50_000), short.MaxValue, short.MinValue));
        Assert.Equal(0, FirstOutside<int>(new StayInterval(10.2, 10.8), 10, 11));
        Assert.False(new StayInterval(10.2, 10.8).HasIntegers);
    }

    private static int FirstOutside<T>(StayInterval stay, params T[] samples)
        where T : unmanaged, INumber<T>
    {
        var search = new StaySearch<T>(1);
        search.Set(0, stay);
        return search.FirstOutside(samples, 0);
    }
}
