using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Device.Traces.Csv;

/// <summary>A column of a table, as its header names it.</summary>
/// <param name="Header">The header as written.</param>
/// <param name="Name">The name without the unit.</param>
/// <param name="Unit">The unit, or null where none is named.</param>
internal sealed record CsvColumn(string Header, string Name, Unit? Unit)
{
    // How instruments and people write units in headers, beyond the symbols themselves.
    private static readonly ImmutableArray<(string Word, string Symbol)> Words =
    [
        ("sec", "s"), ("secs", "s"), ("second", "s"), ("seconds", "s"),
        ("msec", "ms"), ("millisecond", "ms"), ("milliseconds", "ms"), ("usec", "us"), ("microsecond", "us"), ("microseconds", "us"),
        ("nsec", "ns"), ("nanosecond", "ns"), ("nanoseconds", "ns"), ("minutes", "min"),
        ("ohms", "ohm"), ("kohms", "kohm"), ("kiloohm", "kohm"), ("kiloohms", "kohm"), ("mohms", "Mohm"), ("megaohms", "Mohm"),
        ("volt", "V"), ("volts", "V"), ("millivolt", "mV"), ("millivolts", "mV"),
        ("count", ""), ("counts", ""), ("adc", ""), ("lsb", ""), ("raw", ""),
    ];

    /// <summary>Reads a header: <c>time (s)</c>, <c>loop [kΩ]</c>, <c>seconds</c>, <c>volts</c>, <c>loop_ohms</c>, <c>door</c>.</summary>
    public static CsvColumn Of(string header)
    {
        string text = header.Trim();
        int open = text.LastIndexOfAny(['(', '[']);
        if (open >= 0 && text[^1] is ')' or ']')
        {
            string inside = text[(open + 1)..^1];
            if (UnitOf(inside) is { } bracketed)
                return new CsvColumn(header, text[..open].Trim(), bracketed);
            // bits and elements, bus[7:0] and ranges[3], are part of the name
            if (open > 0 && inside.Any(c => !char.IsAsciiDigit(c) && c is not (':' or ' ')))
                return new CsvColumn(header, text[..open].Trim(), null) { UnknownUnit = inside.Trim() };
        }

        if (UnitOf(text) is { } whole)
            return new CsvColumn(header, text, whole);
        int last = text.LastIndexOfAny([' ', '_', '/', '-', '.']);
        return last > 0 && UnitOf(text[(last + 1)..]) is { } trailing
            ? new CsvColumn(header, text[..last].Trim(), trailing)
            : new CsvColumn(header, text, null);
    }

    /// <summary>What stands in brackets behind the name but is no unit that is known; null where nothing does. Its numbers are not taken for counts.</summary>
    public string? UnknownUnit { get; private init; }

    /// <summary>What to say of <see cref="UnknownUnit"/>, a clause for people.</summary>
    public string WhatIsUnknown => $"'{UnknownUnit}' in '{Header.Trim()}' is no unit that is known: {string.Join(", ", Unit.All.Where(u => u.Symbol.Length > 0).Select(u => u.Symbol))} are; counts bear no unit";

    /// <summary>Whether it holds times.</summary>
    public bool IsTime => Unit?.Dimension == Dimension.Time;

    /// <summary>Whether it is called a time but does not say its unit.</summary>
    public bool IsTimeWithoutUnit => Unit is null && Name.ToLowerInvariant() is "time" or "t" or "timestamp" or "at";

    /// <summary>Whether <paramref name="name"/> means it.</summary>
    public bool IsCalled(string name) =>
        string.Equals(name, Header.Trim(), StringComparison.OrdinalIgnoreCase) || string.Equals(name, Name, StringComparison.OrdinalIgnoreCase);

    private static Unit? UnitOf(string text)
    {
        string symbol = text.Trim();
        if (symbol.Length == 0)
            return null;
        string word = symbol.ToLowerInvariant();
        (string Word, string Symbol)? known = Words.Where(w => w.Word == word).Select(w => ((string, string)?)w).FirstOrDefault();
        return Unit.Find(known?.Symbol ?? symbol) ?? (word == "v" ? Unit.Volt : null);
    }
}
