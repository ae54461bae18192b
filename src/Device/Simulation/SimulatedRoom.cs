using System;
using System.Collections.Immutable;

namespace Reactive.Device.Simulation;

/// <summary>What a room makes of the sound of a speaker on its way to the microphone. The same sound in the same room is heard the same each time.</summary>
internal sealed record SimulatedRoom
{
    // what stands there behind the sound, so that its echoes are heard
    private const double TailSeconds = 0.5;

    /// <summary>What it is called in <c>simulated:NAME</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>How long sound takes to the microphone, in milliseconds.</summary>
    public double DelayMilliseconds { get; init; } = 12;

    /// <summary>How much of it arrives, in dB.</summary>
    public double GainDb { get; init; } = -8;

    /// <summary>Below that, in hertz, a first-order filter takes it away; 0 for none.</summary>
    public double LowCutHertz { get; init; } = 150;

    /// <summary>Above that, in hertz, first-order filters take it away; 0 for none.</summary>
    public double HighCutHertz { get; init; }

    /// <summary>How many such filters there are.</summary>
    public int HighCutOrder { get; init; } = 1;

    /// <summary>How loud it is there without the speaker, in dBFS: white noise; negative infinity for silence.</summary>
    public double NoiseDbfs { get; init; } = -70;

    /// <summary>By how much later an echo comes, in milliseconds; 0 for none.</summary>
    public double EchoMilliseconds { get; init; }

    /// <summary>How loud the echo is beside what comes at once, in dB.</summary>
    public double EchoDb { get; init; } = -12;

    /// <summary>What an amplifier does not go beyond, as a part of the loudest sample of what it plays; 1 for one that goes as far as that.</summary>
    public double ClipsAt { get; init; } = 1;

    /// <summary>Whether the speaker is silent.</summary>
    public bool IsSilent { get; init; }

    /// <summary>What the noise begins with.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The rooms that can be asked for by name.</summary>
    public static ImmutableArray<SimulatedRoom> All { get; } =
    [
        new() { Name = "entrance" },
        new() { Name = "muffled", HighCutHertz = 800, HighCutOrder = 2 },
        new() { Name = "missing", IsSilent = true },
        new() { Name = "hall", DelayMilliseconds = 31, GainDb = -9, EchoMilliseconds = 23, EchoDb = -14 },
        new() { Name = "noisy", NoiseDbfs = -18 },
        new() { Name = "clipping", ClipsAt = 0.25, GainDb = 3 },
    ];

    /// <summary>What the microphone hears of <paramref name="played"/>, and for half a second behind it; as 16-bit samples hold it.</summary>
    /// <param name="played">The sound, from -1 to 1.</param>
    /// <param name="rateHertz">Samples a second.</param>
    public float[] Hear(ReadOnlySpan<float> played, int rateHertz)
    {
        int delay = (int)Math.Round(DelayMilliseconds * rateHertz / 1000), echo = (int)Math.Round(EchoMilliseconds * rateHertz / 1000);
        double[] speaker = IsSilent ? new double[played.Length] : Played(played, rateHertz);
        float[] heard = new float[delay + played.Length + (int)(TailSeconds * rateHertz)];
        double gain = Math.Pow(10, GainDb / 20), echoGain = gain * Math.Pow(10, EchoDb / 20), noise = Math.Pow(10, NoiseDbfs / 20) * Math.Sqrt(1.5);
        var random = new Random(Seed);
        for (int i = 0; i < heard.Length; i++)
        {
            double sample = gain * At(speaker, i - delay);
            if (echo > 0)
                sample += echoGain * At(speaker, i - delay - echo);
            sample += noise * ((random.NextDouble() * 2) - 1);
            heard[i] = (float)(Math.Clamp(Math.Round(sample * short.MaxValue), short.MinValue, short.MaxValue) / -short.MinValue);
        }

        return heard;
    }

    private static double At(double[] samples, int index) => index >= 0 && index < samples.Length ? samples[index] : 0;

    private double[] Played(ReadOnlySpan<float> played, int rateHertz)
    {
        float loudest = 0;
        foreach (float sample in played)
            loudest = Math.Max(loudest, Math.Abs(sample));
        double[] samples = new double[played.Length];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = Math.Clamp(played[i], -ClipsAt * loudest, ClipsAt * loudest);
        if (LowCutHertz > 0)
        {
            double[] low = [.. samples];
            LowPass(low, LowCutHertz, rateHertz);
            for (int i = 0; i < samples.Length; i++)
                samples[i] -= low[i];
        }

        for (int order = 0; HighCutHertz > 0 && order < HighCutOrder; order++)
            LowPass(samples, HighCutHertz, rateHertz);
        return samples;
    }

    private static void LowPass(double[] samples, double hertz, int rateHertz)
    {
        double part = 1 - Math.Exp(-2 * Math.PI * hertz / rateHertz), state = 0;
        foreach (ref double sample in samples.AsSpan())
            sample = state += part * (sample - state);
    }
}
