using System.Globalization;

namespace Reactive.Signals.Recording;

/// <summary>How a tone stands in a recording: as one number, packed, with its frequency and what was measured of it, or how long it lasted.</summary>
internal static class RecordedTone
{
    /// <summary>The text of a tone.</summary>
    public static string TextOf(in Value tone) => tone.TonePacked.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="TextOf"/> wrote.</summary>
    public static bool TryParse(string type, string text, out Value tone)
    {
        tone = default;
        if (type is not ("" or RecordedDigit.Over) || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long packed))
            return false;
        tone = Value.Tone(packed, type.Length > 0);
        return true;
    }
}
