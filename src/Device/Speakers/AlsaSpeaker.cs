using System;
using System.IO;
using System.Threading;
using Reactive.Device.Live.Inputs;
using Reactive.Sinks;

namespace Reactive.Device.Speakers;

/// <summary>A speaker behind a sound card, through ALSA. The device is opened for each sound, and free in between.</summary>
/// <param name="device">The name by which ALSA knows it.</param>
/// <param name="rateHertz">Samples a second.</param>
internal sealed class AlsaSpeaker(string device, int rateHertz) : ISpeaker
{
    private static readonly TimeSpan Buffered = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(100);

    // some cards play what their buffer held before behind the last sample
    private static readonly TimeSpan SilenceBehind = TimeSpan.FromMilliseconds(50);
    private const int MostNaps = 30;

    /// <inheritdoc/>
    /// <exception cref="IOException">The device does not open, or fails.</exception>
    public void Play(ReadOnlyMemory<float> samples, CancellationToken stop)
    {
        short[] frames = new short[samples.Length + (int)(SilenceBehind.Ticks * rateHertz / TimeSpan.TicksPerSecond)];
        for (int i = 0; i < samples.Length; i++)
            frames[i] = PcmSample.Of(samples.Span[i]);
        using AlsaPcm pcm = AlsaPcm.OpenPlayback(device, rateHertz, Buffered, out string problem)
            ?? throw new IOException($"ALSA cannot play at {rateHertz} Hz on '{device}': {problem}.");
        int naps = 0;
        for (int at = 0; at < frames.Length && !stop.IsCancellationRequested;)
        {
            int written = pcm.Write(frames.AsSpan(at));
            if (written < 0 && !pcm.TryGoOn(written, out problem))
                throw new IOException($"The sound card '{device}' failed: {problem}.");
            at += Math.Max(0, written);
            naps = written == 0 && !pcm.Wait(Nap) ? naps + 1 : 0;
            if (naps == MostNaps)
                throw new IOException($"The sound card '{device}' has taken no samples for {MostNaps * Nap.TotalSeconds} s.");
        }

        if (!stop.IsCancellationRequested && !pcm.Drain(out problem))
            throw new IOException($"The sound card '{device}' failed: {problem}.");
    }
}
