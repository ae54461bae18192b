using System;
using System.Numerics;
using System.Reactive.Linq;
using System.Runtime.InteropServices;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Speakers;

/// <summary>The sound of a clip, made ready for a speaker.</summary>
internal static class Clip
{
    /// <summary>The longest clip.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    // the filter that changes a rate is this late, in periods of the slower rate
    private const int FilterPeriods = 48;

    /// <summary>Reads a clip and brings it to a rate.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rateHertz">The rate.</param>
    /// <exception cref="CommandException">It is not there, is no sound that can be read, is too long or empty, or cannot be brought to the rate.</exception>
    public static float[] Read(string path, int rateHertz)
    {
        using Trace trace = TraceFormats.Open(path, new TraceOptions { CanBeGiven = false });
        float[] sound = SoundFile.Read(path, trace, trace.Channels, Longest, out int rate);
        if (sound.Length == 0)
            throw CommandException.Failure($"{path} holds no sound.");
        return rate == rateHertz ? sound : Resample(path, sound, rate, rateHertz);
    }

    /// <summary>Applies the gain and the fades of a clip. A gain that would go beyond the range is limited: then how much of it was left out, in dB, else 0.</summary>
    /// <param name="sound">The sound, which is changed.</param>
    /// <param name="clip">How it is played.</param>
    /// <param name="rateHertz">Its rate.</param>
    public static double Shape(Span<float> sound, in PlayedClip clip, int rateHertz)
    {
        double loudest = 0;
        foreach (float sample in sound)
            loudest = Math.Max(loudest, Math.Abs(sample));
        double gain = Math.Pow(10, clip.GainDb / 20), limited = loudest * gain > 1 ? 1 / loudest : gain;
        int fade = Math.Min((int)(clip.FadeSeconds * rateHertz), sound.Length / 2);
        for (int i = 0; i < sound.Length; i++)
        {
            int fromEnd = Math.Min(i, sound.Length - 1 - i);
            sound[i] = (float)(sound[i] * limited * (fromEnd < fade ? (fromEnd + 0.5) / fade : 1));
        }

        return 20 * Math.Log10(gain / limited);
    }

    private static float[] Resample(string path, float[] sound, int from, int to)
    {
        // What the filter is late by stands before and behind, so that the sound comes out whole; and so much of it that its first sample lies on one
        // of the new rate.
        int slower = Math.Min(from, to), step = from / (int)BigInteger.GreatestCommonDivisor(from, to), delay = (int)Math.Ceiling(FilterPeriods * (double)from / slower);
        int late = to > from ? FilterPeriods : 0, before = ((delay + late + step - 1) / step * step) - late;
        long first = (((long)before * slower) + ((long)FilterPeriods * from)) * to / ((long)from * slower);
        int wanted = (int)((long)sound.Length * to / from);
        float[] padded = [.. new float[before], .. sound, .. new float[(3 * delay) + step]];
        var flow = new Flow(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(from), SampleFormat.Float32, null), 1);
        var block = new SampleBlock(MemoryMarshal.AsBytes(padded.AsSpan()).ToArray(), SampleFormat.Float32, 0, new SampleClock(new SampleRate(from)), 1);
        float[] resampled = new float[wanted];
        try
        {
            Observable.Return(block).Resample(flow, to).Subscribe(Take);
        }
        catch (ArgumentException refused)
        {
            throw CommandException.Failure($"{path} has {new SampleRate(from)}, which cannot be brought to the {new SampleRate(to)} of the speaker.", refused);
        }

        return resampled;

        void Take(SampleBlock made)
        {
            for (int i = 0; i < made.Count; i++)
            {
                long at = made.FirstIndex + i - first;
                if (at >= 0 && at < resampled.Length)
                    resampled[at] = (float)made.At(i);
            }
        }
    }
}
