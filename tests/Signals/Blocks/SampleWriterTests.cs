using System;
using System.Runtime.InteropServices;
using Xunit;

namespace Reactive.Signals.Tests.Blocks;

/// <summary>Every source of computed samples stores them in one way.</summary>
public class SampleWriterTests
{
    [Theory]
    [InlineData(1.4, 1)]
    [InlineData(1.6, 2)]
    [InlineData(-1.6, -2)]
    [InlineData(2.5, 2)]
    [InlineData(3.5, 4)]
    [InlineData(1e9, 32767)]
    [InlineData(-1e9, -32768)]
    [InlineData(double.PositiveInfinity, 32767)]
    [InlineData(double.NaN, 0)]
    public void Int16_IsTheNearestThatFits(double sample, short expected)
    {
        byte[] bytes = new byte[6];
        SampleWriter.Put(bytes, SampleFormat.Int16, 1, sample);
        Assert.Equal([0, expected, 0], MemoryMarshal.Cast<byte, short>(bytes).ToArray());
    }

    [Theory]
    [InlineData(70000.6, 70001)]
    [InlineData(1e12, int.MaxValue)]
    [InlineData(-1e12, int.MinValue)]
    [InlineData(double.NaN, 0)]
    public void Int32_IsTheNearestThatFits(double sample, int expected)
    {
        byte[] bytes = new byte[8];
        SampleWriter.Put(bytes, SampleFormat.Int32, 1, sample);
        Assert.Equal([0, expected], MemoryMarshal.Cast<byte, int>(bytes).ToArray());
    }

    [Theory]
    [InlineData(1.4)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Float32_IsAsItIs(double sample)
    {
        byte[] bytes = new byte[4];
        SampleWriter.Put(bytes, SampleFormat.Float32, 0, sample);
        Assert.Equal((float)sample, BitConverter.ToSingle(bytes));
    }
}
