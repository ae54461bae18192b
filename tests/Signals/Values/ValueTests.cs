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

    [Fact]
    public void Digits_AreEqualWhateverWasMeasured_AndDifferWhenOver()
    {
        var measure = new DtmfMeasure(-12.34, 3.21, 0.126, -1.5, 250, 61.4, DtmfLimit.Twist);
        Value digit = Value.Digit('#', measure);
        Assert.Equal(Value.Digit('#'), digit);
        Assert.Equal(Value.Digit('#').GetHashCode(), digit.GetHashCode());
        Assert.NotEqual(Value.Digit('*'), digit);
        Assert.NotEqual(Value.DigitOver('#', 52_000_000), digit);
        Assert.Equal(new DtmfMeasure(-12.3, 3.2, 0.13, -1.5, 102.3, 61, DtmfLimit.Twist), digit.DigitMeasure);
        Assert.Equal(("#", "# over after 0.052 s"), (digit.ToString(), Value.DigitOver('#', 52_000_000).ToString()));
        Assert.Throws<ArgumentException>(() => Value.Digit('E'));
    }

    [Fact]
    public void Tones_AreEqualWhateverElseWasMeasured_AndDifferWhenOver()
    {
        Value tone = Value.Tone(new ToneMeasure(440.126, -12.34, 250));
        Assert.Equal(Value.Tone(440.13), tone);
        Assert.Equal(Value.Tone(440.13).GetHashCode(), tone.GetHashCode());
        Assert.NotEqual(Value.Tone(440.12), tone);
        Assert.NotEqual(Value.ToneOver(440.13, 52_000_000), tone);
        Assert.Equal((new ToneMeasure(440.13, -12.3, 102.3), (double?)440.13), (tone.ToneMeasure, tone.ToneHertz));
        Assert.Null(Value.Tone(440.13).ToneMeasure);
        Assert.Equal(("440.13 Hz", "440.13 Hz over after 0.052 s"), (tone.ToString(), Value.ToneOver(440.13, 52_000_000).ToString()));
        Assert.Equal((52_000_000L, 0.0), (Value.ToneOver(double.NaN, 52_000_400).ToneNanoseconds, Value.ToneOver(double.NaN, 0).ToneHertz));
    }

    [Fact]
    public void SavedTone_IsTheSame()
    {
        foreach (Value tone in new[] { Value.Tone(20), Value.Tone(new ToneMeasure(3100, -20, 30)), Value.ToneOver(150_000, 123_456_000) })
        {
            var writer = new StateWriter();
            writer.Value(tone);
            Value read = new StateReader(writer.Written.ToArray()).Value();
            Assert.Equal((tone, tone.ToneMeasure, tone.ToneNanoseconds), (read, read.ToneMeasure, read.ToneNanoseconds));
        }
    }

    [Fact]
    public void SavedDigit_IsTheSame()
    {
        foreach (Value digit in new[] { Value.Digit('A'), Value.Digit('0', new DtmfMeasure(-20, -3, 0.5, -0.5, 30, 70, DtmfLimit.Snr)), Value.DigitOver('9', 123_456_789) })
        {
            var writer = new StateWriter();
            writer.Value(digit);
            Value read = new StateReader(writer.Written.ToArray()).Value();
            Assert.Equal((digit, digit.DigitMeasure, digit.DigitNanoseconds), (read, read.DigitMeasure, read.DigitNanoseconds));
        }
    }
}
