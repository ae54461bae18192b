using System;
using System.Globalization;

namespace Reactive.Signals.Recording;

/// <summary>How a DTMF digit stands in a recording: <c>5</c>, and behind it what was measured of it, packed, or how long it lasted in nanoseconds.</summary>
internal static class RecordedDigit
{
    /// <summary>The type of a digit or tone that is over; others have none.</summary>
    public const string Over = "over";

    /// <summary>The text of a digit.</summary>
    public static string TextOf(in Value digit)
    {
        long behind = digit.DigitNanoseconds ?? digit.DigitMeasure?.Pack() ?? 0;
        return string.Create(CultureInfo.InvariantCulture, $"{digit.DigitCharacter} {behind}");
    }

    /// <summary>Reads what <see cref="TextOf"/> wrote.</summary>
    public static bool TryParse(string type, string text, out Value digit)
    {
        digit = default;
        if (type is not ("" or Over) || text.Length < 3 || text[1] != ' ' || !Value.Digits.Contains(text[0]) || !long.TryParse(text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out long behind))
            return false;
        digit = type.Length > 0 ? Value.DigitOver(text[0], behind) : Value.Digit(text[0], behind == 0 ? null : DtmfMeasure.Unpack(behind));
        return true;
    }
}
