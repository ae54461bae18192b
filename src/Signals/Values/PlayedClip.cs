using System;
using System.Globalization;
using System.Text;

namespace Reactive.Signals;

/// <summary>A clip and how it is played: what a command to a speaker says, as <c>chime.wav gain=-6dB repeat=2 fade=0.02s</c>. What is usual is left out.</summary>
/// <param name="File">The file beside the pipeline.</param>
/// <param name="GainDb">How much louder it is played, in dB: -60 to 20.</param>
/// <param name="Repeat">How many times it is played: 1 to 100.</param>
/// <param name="FadeSeconds">How long it comes and goes at its ends, in seconds: 0 to 1.</param>
public readonly record struct PlayedClip(string File, double GainDb = 0, int Repeat = 1, double FadeSeconds = 0)
{
    /// <summary>The least gain, in dB.</summary>
    public const double LeastGainDb = -60;

    /// <summary>The greatest gain, in dB.</summary>
    public const double MostGainDb = 20;

    /// <summary>The most times that it is played.</summary>
    public const int MostRepeat = 100;

    /// <summary>The longest fade, in seconds.</summary>
    public const double MostFadeSeconds = 1;

    private const string Gain = " gain=";
    private const string Repeated = " repeat=";
    private const string Fade = " fade=";

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public string Written
    {
        get
        {
            var text = new StringBuilder(File);
            if (GainDb != 0)
                text.Append(CultureInfo.InvariantCulture, $"{Gain}{GainDb:0.######}dB");
            if (Repeat != 1)
                text.Append(CultureInfo.InvariantCulture, $"{Repeated}{Repeat}");
            if (FadeSeconds != 0)
                text.Append(CultureInfo.InvariantCulture, $"{Fade}{FadeSeconds:0.#########}s");
            return text.ToString();
        }
    }

    /// <summary>The file that a command names.</summary>
    public static string? FileOf(string? text) => TryParse(text, out PlayedClip clip) ? clip.File : null;

    /// <summary>Reads what <see cref="Written"/> gives; false where a figure is none, or out of range.</summary>
    public static bool TryParse(string? text, out PlayedClip clip)
    {
        clip = default;
        if (string.IsNullOrEmpty(text))
            return false;
        double fade = 0, gain = 0, repeat = 1;
        bool isGood = Take(ref text, Fade, "s", 0, MostFadeSeconds, ref fade) && Take(ref text, Repeated, "", 1, MostRepeat, ref repeat) && Take(ref text, Gain, "dB", LeastGainDb, MostGainDb, ref gain);
        clip = new PlayedClip(text, gain, (int)repeat, fade);
        return isGood && repeat == Math.Floor(repeat) && text.Length > 0;
    }

    // What was written last is read first: so that a name may hold whatever it likes.
    private static bool Take(ref string text, string key, string unit, double least, double most, ref double value)
    {
        int place = text.LastIndexOf(key, StringComparison.Ordinal);
        if (place < 0 || text.IndexOf(' ', place + 1) >= 0)
            return true;
        string number = text[(place + key.Length)..];
        text = text[..place];
        return number.EndsWith(unit, StringComparison.Ordinal)
            && double.TryParse(number.AsSpan(0, number.Length - unit.Length), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && value >= least && value <= most;
    }
}
