using System.Globalization;

namespace Reactive.Signals.Recording;

/// <summary>How a DTMF digit stands in a recording: <c>5 in-band 0</c>, with what brought it, and what was measured of it, packed, or how long it lasted in nanoseconds.</summary>
internal static class RecordedDigit
{
    /// <summary>The type of a digit or tone that is over; others have none.</summary>
    public const string Over = "over";

    /// <summary>The text of a digit.</summary>
    public static string TextOf(in Value digit)
    {
        long behind = digit.DigitNanoseconds ?? digit.DigitMeasure?.Pack() ?? 0;
        return string.Create(CultureInfo.InvariantCulture, $"{digit.DigitCharacter} {RecordType.Carriers[(int)digit.DigitCarrier!]} {behind}");
    }

    /// <summary>Reads what <see cref="TextOf"/> wrote.</summary>
    public static bool TryParse(string type, string text, out Value digit)
    {
        digit = default;
        string[] parts = text.Split(' ');
        if (type is not ("" or Over) || parts is not [[var character], var by, var number] || !Value.Digits.Contains(character))
            return false;
        int carrier = RecordType.Carriers.IndexOf(by);
        if (carrier < 0 || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long behind))
            return false;
        digit = type.Length > 0
            ? Value.DigitOver(character, behind, (DigitCarrier)carrier)
            : Value.Digit(character, behind == 0 ? null : DtmfMeasure.Unpack(behind), (DigitCarrier)carrier);
        return true;
    }
}
