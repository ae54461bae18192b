using System;
using Xunit;

namespace Reactive.Signals.Tests.Values;

/// <summary>What is equal hashes alike.</summary>
public class ValueTests
{
    [Fact]
    public void BothZeros_AreOneValue()
    {
        Assert.Equal(Value.Of(0.0, Unit.Volt), Value.Of(-0.0, Unit.Volt));
        Assert.Equal(Value.Of(0.0, Unit.Volt).GetHashCode(), Value.Of(-0.0, Unit.Volt).GetHashCode());
    }

    [Theory]
    [InlineData(1.221f, "1.221 V")]
    [InlineData(18.025f, "18.025 V")]
    [InlineData(1.2209999, "1.2209999 V")]
    [InlineData(0.1 + 0.2, "0.30000000000000004 V")]
    [InlineData(-5000000000, "-5000000000 V")]
    [InlineData(123456792, "123456792 V")]
    [InlineData(double.PositiveInfinity, "Infinity V")]
    public void FractionsOfSinglePrecision_AreSaidWithoutTheDigitsOfADouble(double number, string expected) =>
        Assert.Equal(expected, Value.Of(number, Unit.Volt).ToString());

    [Fact]
    public void EveryNaN_IsOneValue()
    {
        Value other = Value.Of(BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(double.NaN) ^ 1), Unit.Volt);
        Assert.Equal(Value.Of(double.NaN, Unit.Volt), other);
        Assert.Equal(Value.Of(double.NaN, Unit.Volt).GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void MeasuredAnew_IsTheSameState()
    {
        Value once = Value.Symbol(SymbolType.LoopState, 0, 100f, 1f), again = Value.Symbol(SymbolType.LoopState, 0, 101f, 2f);
        Assert.Equal(once, again);
        Assert.Equal(once.GetHashCode(), again.GetHashCode());
    }
}
