using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

public sealed class CrossingTests
{
    private static readonly Flow Decibels = new(FlowKind.State, null, Unit.Decibel);

    [Fact]
    public void FirstNumber_MakesNoEvent() => Assert.Empty(Told("crossing: -30 dB", (0, -10)));

    [Fact]
    public void RisingToTheThreshold_IsAbove_FallingBelowItIsBelow() => Assert.Equal(
        ["20: above since 20", "40: below since 40"], Told("crossing: -30 dB", (0, -40), (10, -30.01), (20, -30), (30, -30), (40, -30.01)));

    [Fact]
    public void WithinTheHysteresis_NothingChanges() => Assert.Equal(
        ["10: above since 10", "40: below since 40", "60: above since 60"],
        Told("crossing: { at: -30 dB, hysteresis: 3 dB }", (0, -40), (10, -29), (20, -33), (30, -30), (40, -33.01), (50, -31), (60, -30)));

    [Fact]
    public void BeyondForLessThanTheHold_IsNothing() => Assert.Equal(
        ["50: above since 30"], Told("crossing: { at: -30 dB, hold: 20 ms }", (0, -40), (10, -20), (29, -40), (30, -20), (45, -10), (60, -40), (75, -20)));

    [Fact]
    public void ExactlyTheHold_IsLongEnough() => Assert.Equal(["30: above since 10", "50: below since 30"], Told("crossing: { at: -30 dB, hold: 20 ms }", (0, -40), (10, -20), (30, -40)));

    [Fact]
    public void AfterWhatIsUnknown_ItBeginsAnew()
    {
        Assert.Empty(Told("crossing: -30 dB", (0, -40), (10, double.NaN), (20, -20)));
        Assert.Empty(Told("crossing: { at: -30 dB, hold: 20 ms }", (0, -40), (10, -20), (20, double.NaN), (50, -20)));
    }

    [Theory]
    [InlineData("crossing: 30", "'at' is 30, without a unit, but the input is numbers in dB: expected dB")]
    [InlineData("crossing: { at: -30 dB, hysteresis: 3 V }", "'hysteresis' is given in V, but the input is numbers in dB: expected dB")]
    [InlineData("crossing: { at: -30 dB, hysteresis: -3 dB }", "'hysteresis' must be at least 0, not -3 dB")]
    public void WrongParameters_AreRefused(string yaml, string problem) => Assert.Equal([problem], Script.Problems(CrossingOperator.Spec, yaml, Decibels));

    private static string[] Told(string yaml, params (long At, double Level)[] levels) => Script.Run(
        CrossingOperator.Spec, yaml, Decibels, 100, [.. levels.Select(l => (l.At, double.IsNaN(l.Level) ? Value.Unknown(UnknownReason.Offline) : Value.Of(l.Level, Unit.Decibel)))]);
}
