using System;
using System.IO;
using System.Threading;
using Reactive.Device.Live.Inputs;

namespace Reactive.Device.Speakers;

/// <summary>A microphone behind a sound card, through ALSA.</summary>
/// <param name="device">The name by which ALSA knows it.</param>
/// <param name="rateHertz">Samples a second.</param>
internal sealed class AlsaMicrophone(string device, int rateHertz)
{
    private static readonly TimeSpan Buffered = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(100);
    private const int MostNaps = 30;

    /// <summary>Hears <paramref name="count"/> samples, from -1 to 1.</summary>
    /// <param name="count">How many.</param>
    /// <param name="begun">Told once it hears.</param>
    /// <param name="stop">Ends it before its time: then the rest is silence.</param>
    /// <exception cref="IOException">The device does not open, loses samples, or fails.</exception>
    public float[] Hear(int count, Action begun, CancellationToken stop)
    {
        using AlsaPcm pcm = AlsaPcm.Open(device, rateHertz, 1, Buffered, out string problem)
            ?? throw new IOException($"ALSA cannot capture at {rateHertz} Hz from '{device}': {problem}.");
        begun();
        float[] heard = new float[count];
        short[] frames = new short[rateHertz / 50];
        int naps = 0;
        for (int at = 0; at < count && !stop.IsCancellationRequested;)
        {
            int read = pcm.Wait(Nap) ? pcm.Read(frames, Math.Min(frames.Length, count - at)) : 0;
            if (read < 0)
                throw new IOException($"The sound card '{device}' lost samples: the machine was too busy, or the card failed. Try again.");
            naps = read == 0 ? naps + 1 : 0;
            if (naps == MostNaps)
                throw new IOException($"The sound card '{device}' has given no samples for {MostNaps * Nap.TotalSeconds} s.");
            for (int i = 0; i < read; i++)
                heard[at + i] = PcmSample.Of(frames[i]);
            at += read;
        }

        return heard;
    }
}
