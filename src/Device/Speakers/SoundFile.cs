using System;
using System.Collections.Immutable;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Signals;

namespace Reactive.Device.Speakers;

/// <summary>Sound of any readable file, at its own rate, its channels mixed into one.</summary>
internal static class SoundFile
{
    /// <summary>Reads channels of a file, mixed: each with an equal part.</summary>
    /// <param name="file">What it is called, for messages.</param>
    /// <param name="trace">The file.</param>
    /// <param name="channels">Its channels; at least one.</param>
    /// <param name="longest">What it may last.</param>
    /// <param name="rate">Its rate, whole, in the range of <see cref="SpeakerRates"/>.</param>
    /// <exception cref="CommandException">It is no sound, is too long, or holds what is no number.</exception>
    public static float[] Read(string file, Trace trace, ImmutableArray<TraceChannel> channels, TimeSpan longest, out int rate)
    {
        if (channels[0] is not { Samples: { } samples, FullScale: { } fullScale })
            throw CommandException.Usage($"{file} is no sound: a file such as a WAV file was expected.");
        if (samples.Clock.Rate is not { Denominator: 1, Numerator: >= SpeakerRates.Least and <= SpeakerRates.Most })
            throw CommandException.Usage($"{file} has {samples.Clock.Rate}: a whole rate from 8 kHz to 192 kHz was expected.");
        rate = (int)samples.Clock.Rate.Numerator;
        int most = (int)(rate * longest.TotalSeconds);
        if (samples.Count > most)
            throw TooLong(file, longest);
        float[] sound = new float[(int)(samples.Count ?? 0)];
        int length = 0;
        using SampleReader reader = trace.ReadSamples(channels);
        while (reader.TryRead(out SampleBlock block))
        {
            if (length + block.Count > most)
                throw TooLong(file, longest);
            if (length + block.Count > sound.Length)
                Array.Resize(ref sound, Math.Min(most, Math.Max(2 * sound.Length, length + block.Count)));
            for (int i = 0; i < block.Count; i++)
            {
                double sample = 0;
                for (int channel = 0; channel < block.Channels; channel++)
                    sample += block.At(i, channel);
                sample /= fullScale * block.Channels;
                if (!double.IsFinite(sample))
                    throw CommandException.Failure($"{file}: the sample at {block.Clock.TimeOf(block.FirstIndex + i)} s is not a number.");
                sound[length++] = (float)sample;
            }
        }

        return sound[..length];
    }

    private static CommandException TooLong(string file, TimeSpan longest) => CommandException.Usage($"{file} is longer than {longest.TotalSeconds} s: cut out the part that matters.");
}
