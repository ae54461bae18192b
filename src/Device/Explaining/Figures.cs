using System;
using System.Globalization;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Explaining;

/// <summary>Durations and amounts in explanations.</summary>
internal static class Figures
{
    // more digits than a measurement is worth
    private const int Digits = 4;

    /// <summary><c>2.5 s</c>.</summary>
    public static string Seconds(long nanoseconds) => new SignalTime(nanoseconds) + " s";

    /// <summary><c>at 2.5 s in turn 12</c>.</summary>
    public static string When(SignalTime at, long turn) => $"at {at} s in turn {turn.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>An amount in a base unit: <c>3.87 kΩ</c>, <c>1.250 V</c>, <c>12</c>.</summary>
    public static string Amount(double amount, Unit unit) => unit.Dimension switch
    {
        Dimension.Resistance => Output.Amount.OhmsText(amount),
        Dimension.Voltage => Output.Amount.VoltsText(amount),
        Dimension.Time => Seconds((long)Math.Round(amount * SignalTime.NanosecondsPerSecond)),
        _ => Value.Of(Math.Round(amount, Digits), unit).ToString(),
    };

    /// <summary><c>door = open, 22.1 kΩ</c>.</summary>
    public static string Of(Rules.Explaining.SignalFinding signal) =>
        $"{signal.Name} = {(signal.Value.Kind == ValueKind.Number ? Amount(signal.Value.Number, signal.Value.Unit!) : signal.Value)}{(TextLines.Measured(signal.Value) is { Length: > 0 } measured ? ", " + measured : "")}";
}
