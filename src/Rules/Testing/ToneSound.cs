using System;
using System.Collections.Immutable;

namespace Reactive.Rules.Testing;

/// <summary>Sound that is said in words: digits and tones, in parts of full scale.</summary>
internal static class ToneSound
{
    private const string Keypad = "123A456B789C*0#D";
    private static readonly double[] Low = [697, 770, 852, 941];
    private static readonly double[] High = [1209, 1336, 1477, 1633];

    /// <summary>DTMF digits (ITU-T Q.23), each with a pause behind it.</summary>
    /// <param name="digits">The digits.</param>
    /// <param name="toneSeconds">How long each sounds.</param>
    /// <param name="pauseSeconds">How long the pause is.</param>
    /// <param name="levelDb">Both tones together, of a full-scale sine.</param>
    /// <param name="rateHertz">The rate.</param>
    public static ReadOnlyMemory<float> OfDigits(string digits, double toneSeconds, double pauseSeconds, double levelDb, int rateHertz)
    {
        int tone = Frames(toneSeconds, rateHertz), each = tone + Frames(pauseSeconds, rateHertz);
        float[] sound = new float[digits.Length * each];
        for (int i = 0; i < digits.Length; i++)
        {
            int place = Keypad.IndexOf(digits[i], StringComparison.Ordinal);
            Add([Low[place / 4], High[place % 4]], levelDb, rateHertz, sound.AsSpan(i * each, tone));
        }

        return sound;
    }

    /// <summary>Tones, all at once and equally loud.</summary>
    /// <param name="frequencies">Their frequencies, in hertz, each below half of the rate.</param>
    /// <param name="seconds">How long they sound.</param>
    /// <param name="levelDb">All together, of a full-scale sine.</param>
    /// <param name="rateHertz">The rate.</param>
    public static ReadOnlyMemory<float> Of(ImmutableArray<double> frequencies, double seconds, double levelDb, int rateHertz)
    {
        float[] sound = new float[Frames(seconds, rateHertz)];
        Add(frequencies.AsSpan(), levelDb, rateHertz, sound);
        return sound;
    }

    /// <summary>The same sound, louder.</summary>
    public static ReadOnlyMemory<float> Louder(ReadOnlySpan<float> sound, double db)
    {
        float[] louder = new float[sound.Length];
        float gain = (float)Math.Pow(10, db / 20);
        for (int i = 0; i < sound.Length; i++)
            louder[i] = sound[i] * gain;
        return louder;
    }

    private static int Frames(double seconds, int rateHertz) => Math.Max(1, (int)Math.Round(seconds * rateHertz));

    private static void Add(ReadOnlySpan<double> frequencies, double levelDb, int rateHertz, Span<float> sound)
    {
        double peak = Math.Pow(10, levelDb / 20) / Math.Sqrt(frequencies.Length);
        foreach (double frequency in frequencies)
        {
            double turn = 2 * Math.PI * frequency / rateHertz;
            for (int i = 0; i < sound.Length; i++)
                sound[i] += (float)(peak * Math.Sin(turn * i));
        }
    }
}
