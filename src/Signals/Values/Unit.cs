using System;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Signals;

/// <summary>What a number measures. Two units of one dimension compare after scaling; there is no other conversion.</summary>
public enum Dimension
{
    /// <summary>A count or an identifier: the one kind that is written without a unit.</summary>
    Count,
    /// <summary>Resistance, in ohms.</summary>
    Resistance,
    /// <summary>Electric potential, in volts.</summary>
    Voltage,
    /// <summary>Duration, in seconds.</summary>
    Time,
    /// <summary>Frequency and rate, in hertz.</summary>
    Frequency,
    /// <summary>Level or ratio, in decibels.</summary>
    Level,
    /// <summary>A part of a whole, in percent.</summary>
    Percent,
    /// <summary>Length of a cable, in metres.</summary>
    Length,
}

/// <summary>A unit as it is written in a definition: symbol, dimension and how many base units it makes.</summary>
public sealed class Unit
{
    /// <summary>No unit: counts and identifiers.</summary>
    public static readonly Unit Count = new("", Dimension.Count, 1m);
    /// <summary>Ohm, the base of resistance.</summary>
    public static readonly Unit Ohm = new("Ω", Dimension.Resistance, 1m, "ohm", "Ohm", "\u2126");
    /// <summary>Volt, the base of potential.</summary>
    public static readonly Unit Volt = new("V", Dimension.Voltage, 1m);
    /// <summary>Second, the base of time.</summary>
    public static readonly Unit Second = new("s", Dimension.Time, 1m);
    /// <summary>Hertz, the base of frequency.</summary>
    public static readonly Unit Hertz = new("Hz", Dimension.Frequency, 1m);
    /// <summary>Decibel.</summary>
    public static readonly Unit Decibel = new("dB", Dimension.Level, 1m);
    /// <summary>Percent.</summary>
    public static readonly Unit Percent = new("%", Dimension.Percent, 1m);
    /// <summary>Metre, the base of length.</summary>
    public static readonly Unit Metre = new("m", Dimension.Length, 1m);

    /// <summary>Every unit that can be written, the base units among them.</summary>
    public static readonly ImmutableArray<Unit> All =
    [
        Count, Ohm, Volt, Second, Hertz, Decibel, Percent, Metre,
        new("kΩ", Dimension.Resistance, 1000m, "kohm", "kOhm", "k\u2126"), new("MΩ", Dimension.Resistance, 1_000_000m, "Mohm", "MOhm", "M\u2126"),
        new("mV", Dimension.Voltage, 0.001m),
        new("ns", Dimension.Time, 1e-9m), new("µs", Dimension.Time, 1e-6m, "us", "\u03BCs"), new("ms", Dimension.Time, 0.001m),
        new("min", Dimension.Time, 60m), new("h", Dimension.Time, 3600m), new("d", Dimension.Time, 86400m),
        new("kHz", Dimension.Frequency, 1000m), new("MHz", Dimension.Frequency, 1_000_000m),
    ];

    /// <summary>The base units, one a dimension.</summary>
    public static readonly ImmutableArray<Unit> Bases = [Count, Ohm, Volt, Second, Hertz, Decibel, Percent, Metre];

    /// <summary>Every dimension, written out: asking the runtime for them would be felt at start.</summary>
    public static readonly ImmutableArray<Dimension> Dimensions =
    [
        Dimension.Count, Dimension.Resistance, Dimension.Voltage, Dimension.Time, Dimension.Frequency, Dimension.Level, Dimension.Percent, Dimension.Length,
    ];

    private Unit(string symbol, Dimension dimension, decimal factor, params ImmutableArray<string> aliases)
    {
        Symbol = symbol;
        Dimension = dimension;
        Factor = factor;
        Aliases = aliases;
    }

    /// <summary>As it is written: <c>kΩ</c>.</summary>
    public string Symbol { get; }

    /// <summary>Other ways to write it: <c>kohm</c>.</summary>
    public ImmutableArray<string> Aliases { get; }

    /// <summary>What it measures.</summary>
    public Dimension Dimension { get; }

    /// <summary>How many base units it makes: 1000 for kΩ.</summary>
    public decimal Factor { get; }

    /// <summary>The unit that <paramref name="symbol"/> names, or null. <c>ohm</c> stands for Ω and <c>us</c> for µs where a keyboard lacks them.</summary>
    public static Unit? Find(ReadOnlySpan<char> symbol)
    {
        foreach (Unit unit in All)
        {
            if (symbol.SequenceEqual(unit.Symbol))
                return unit;
            foreach (string alias in unit.Aliases)
            {
                if (symbol.SequenceEqual(alias))
                    return unit;
            }
        }

        return null;
    }

    /// <summary>The unit in which values of <paramref name="dimension"/> are kept.</summary>
    public static Unit BaseOf(Dimension dimension) => All.First(u => u.Dimension == dimension);

    /// <summary>The units of <paramref name="dimension"/> for a message: <c>Ω, kΩ or MΩ</c>.</summary>
    public static string Choices(Dimension dimension)
    {
        string[] symbols = [.. All.Where(u => u.Dimension == dimension).OrderBy(u => u.Factor).Select(u => u.Symbol)];
        return symbols.Length == 1 ? symbols[0] : string.Join(", ", symbols[..^1]) + " or " + symbols[^1];
    }

    /// <inheritdoc/>
    public override string ToString() => Symbol;
}
