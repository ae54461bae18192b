using System;
using System.Collections.Generic;

namespace Reactive.Device.Bench.Dtmf;

/// <summary>A digit as it is sent: hard on and off, white noise through tone and pause.</summary>
/// <param name="Digit">The digit.</param>
/// <param name="ToneMilliseconds">How long its tone lasts.</param>
/// <param name="PauseMilliseconds">How long the pause behind it lasts.</param>
/// <param name="LevelDbfs">The power of both tones relative to a full-scale sine.</param>
/// <param name="TwistDb">The high tone over the low one.</param>
/// <param name="LowPercent">How far the low tone is off.</param>
/// <param name="HighPercent">How far the high tone is off.</param>
/// <param name="SnrDb">Both tones over the noise from 0 to 4 kHz.</param>
internal sealed record SentDigit(char Digit, double ToneMilliseconds = 50, double PauseMilliseconds = 50, double LevelDbfs = -10, double TwistDb = 0, double LowPercent = 0, double HighPercent = 0, double SnrDb = 50);

/// <summary>Digits as 16-bit samples at 8 kHz, labelled and seeded, so that every figure can be had again.</summary>
internal static class DtmfSignal
{
    /// <summary>The digits.</summary>
    public const string Digits = "0123456789ABCD*#";

    /// <summary>Samples a second.</summary>
    public const int Rate = 8000;

    /// <summary>Silence before the first digit, in samples.</summary>
    public const int LeadIn = 800;

    private const int LeadOut = 1600;
    private const string Keypad = "123A456B789C*0#D";

    private static readonly double[] Low = [697, 770, 852, 941];
    private static readonly double[] High = [1209, 1336, 1477, 1633];

    /// <summary>The two frequencies of a digit, in hertz.</summary>
    public static (double Low, double High) FrequenciesOf(char digit)
    {
        int place = Keypad.IndexOf(digit, StringComparison.Ordinal);
        return (Low[place / 4], High[place % 4]);
    }

    /// <summary>The samples of digits, and where the tone of each begins and ends.</summary>
    public static (short[] Samples, List<(int Start, int End)> Tones) Render(IEnumerable<SentDigit> digits, int seed)
    {
        var random = new Random(seed);
        var samples = new List<short>();
        var tones = new List<(int, int)>();
        samples.AddRange(new short[LeadIn]);
        foreach (SentDigit sent in digits)
        {
            (double low, double high) = FrequenciesOf(sent.Digit);
            double power = 0.5 * Math.Pow(10, sent.LevelDbfs / 10), ratio = Math.Pow(10, sent.TwistDb / 10), lowPower = power / (1 + ratio);
            double lowPeak = Math.Sqrt(2 * lowPower), highPeak = Math.Sqrt(2 * (power - lowPower)), noise = Math.Sqrt(power / Math.Pow(10, sent.SnrDb / 10));
            double lowTurn = 2 * Math.PI * low * (1 + (sent.LowPercent / 100)) / Rate, highTurn = 2 * Math.PI * high * (1 + (sent.HighPercent / 100)) / Rate;
            double lowPhase = random.NextDouble() * 2 * Math.PI, highPhase = random.NextDouble() * 2 * Math.PI;
            int tone = (int)Math.Round(sent.ToneMilliseconds * Rate / 1000), pause = (int)Math.Round(sent.PauseMilliseconds * Rate / 1000);
            tones.Add((samples.Count, samples.Count + tone));
            for (int i = 0; i < tone + pause; i++)
            {
                double value = noise * Normal(random);
                if (i < tone)
                    value += (lowPeak * Math.Sin((lowTurn * i) + lowPhase)) + (highPeak * Math.Sin((highTurn * i) + highPhase));
                samples.Add((short)Math.Clamp(Math.Round(value * short.MaxValue), short.MinValue, short.MaxValue));
            }
        }

        samples.AddRange(new short[LeadOut]);
        return ([.. samples], tones);
    }

    // a normally distributed number, by the polar method
    private static double Normal(Random random)
    {
        while (true)
        {
            double x = (2 * random.NextDouble()) - 1, y = (2 * random.NextDouble()) - 1, square = (x * x) + (y * y);
            if (square is > 0 and < 1)
                return x * Math.Sqrt(-2 * Math.Log(square) / square);
        }
    }
}
