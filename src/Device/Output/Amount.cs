using System;
using System.Globalization;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Output;

/// <summary>What a raw sample means at its port: its unit, and through the front end volts and ohms.</summary>
/// <param name="Unit">The unit of the raw sample; empty for ADC counts.</param>
/// <param name="Volts">In volts; NaN where it cannot be said.</param>
/// <param name="Ohms">In ohms to ground; NaN where it cannot be said, infinite for an open circuit.</param>
internal readonly record struct Amount(string Unit, double Volts, double Ohms)
{
    public static Amount Of(PortSpec? port, double raw)
    {
        FrontEnd? front = port?.Flow.Samples?.FrontEnd;
        Dimension dimension = port?.Flow.Unit?.Dimension ?? Dimension.Count;
        string unit = port?.Flow.Unit?.Symbol ?? "";
        double volts = dimension switch
        {
            Dimension.Voltage => raw,
            Dimension.Count when front is not null => front.VoltsOfCount(raw),
            Dimension.Resistance when front is not null => front.VoltsOf(raw),
            _ => double.NaN,
        };
        double ohms = dimension == Dimension.Resistance ? raw : front is null || double.IsNaN(volts) ? double.NaN : front.OhmsOf(volts);
        return new Amount(unit, volts, ohms);
    }

    /// <summary>Ohms for people: three to four digits.</summary>
    public static string OhmsText(double ohms) => ohms switch
    {
        double.NaN => "",
        double.PositiveInfinity => "∞ Ω",
        >= 1e6 => (ohms / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " MΩ",
        >= 1e3 => (ohms / 1e3).ToString("0.00", CultureInfo.InvariantCulture) + " kΩ",
        _ => Math.Round(ohms, 1).ToString("0.#", CultureInfo.InvariantCulture) + " Ω",
    };

    /// <summary>Volts for people, in millivolts' precision.</summary>
    public static string VoltsText(double volts) => double.IsNaN(volts) ? "" : volts.ToString("0.000", CultureInfo.InvariantCulture) + " V";
}
