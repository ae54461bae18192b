using System;
using System.Globalization;

namespace Reactive.Signals;

/// <summary>
/// A number with its unit, as written in a definition: <c>4.7 kΩ</c>, <c>50 ms</c>, <c>3</c>. Kept as the exact decimal that
/// was written, in base units.
/// </summary>
/// <param name="Value">The amount in base units (ohms, volts, seconds, hertz...).</param>
/// <param name="Unit">The unit it was written in.</param>
public readonly record struct Quantity(decimal Value, Unit Unit)
{
    /// <summary>What it measures.</summary>
    public Dimension Dimension => Unit.Dimension;

    /// <summary>The amount in base units as a double.</summary>
    public double Number => (double)Value;

    /// <summary>A duration in nanoseconds, rounded down.</summary>
    /// <exception cref="InvalidOperationException">It is no duration.</exception>
    public long Nanoseconds => Dimension == Dimension.Time
        ? (long)(Value * SignalTime.NanosecondsPerSecond)
        : throw new InvalidOperationException($"{this} is no duration.");

    /// <summary>
    /// Reads <c>NUMBER [UNIT]</c>. False, with what was expected in <paramref name="problem"/>, where the text is no number,
    /// the unit is unknown or the amount does not fit (beyond ±10^15 base units).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity, out string problem)
    {
        quantity = default;
        text = text.Trim();
        int end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '-' or '+' or '_'))
            end++;
        // 1e3 is a number, 1 e is not: an exponent needs its digits
        if (end < text.Length && text[end] is 'e' or 'E' && end + 1 < text.Length && (char.IsAsciiDigit(text[end + 1]) || text[end + 1] is '-' or '+'))
        {
            end += 2;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
        }

        ReadOnlySpan<char> symbol = text[end..].Trim();
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (end == 0 || !decimal.TryParse(text[..end], Style, CultureInfo.InvariantCulture, out decimal number))
        {
            problem = $"'{text}' is not a number with a unit";
            return false;
        }

        Unit? unit = Unit.Find(symbol);
        if (unit is null)
        {
            problem = $"'{symbol}' is not a unit";
            return false;
        }

        if (Math.Abs(number) > 1e15m / Math.Max(unit.Factor, 1m))
        {
            problem = $"'{text}' is too large";
            return false;
        }

        quantity = new Quantity(number * unit.Factor, unit);
        problem = "";
        return true;
    }

    /// <summary>Reads what <see cref="TryParse"/> reads.</summary>
    /// <exception cref="FormatException">It is no quantity; the message says why.</exception>
    public static Quantity Parse(string text) =>
        TryParse(text, out Quantity quantity, out string problem) ? quantity : throw new FormatException(problem + ".");

    /// <summary>As written: <c>4.7 kΩ</c>.</summary>
    public override string ToString()
    {
        string number = (Value / Unit.Factor).ToString("0.#############", CultureInfo.InvariantCulture);
        return Unit.Symbol.Length == 0 ? number : number + " " + Unit.Symbol;
    }
}
