using System;
using System.Runtime.InteropServices;
using Reactive.Device.Files;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Writing;
using Reactive.Signals;

namespace Reactive.Device.Speakers;

/// <summary>Sound as a WAV file: one channel of 16-bit PCM.</summary>
internal static class WaveFile
{
    /// <summary>Writes a file, whole or not at all, in place of one that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="samples">The sound, from -1 to 1.</param>
    /// <param name="rateHertz">Samples a second.</param>
    /// <exception cref="Output.CommandException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<float> samples, int rateHertz)
    {
        short[] frames = new short[samples.Length];
        for (int i = 0; i < frames.Length; i++)
            frames[i] = PcmSample.Of(samples[i]);
        var layout = new TraceSamples(new SampleClock(new SampleRate(rateHertz)), SampleFormat.Int16, frames.Length);
        WrittenFile.Write(path, stream =>
        {
            stream.Write(WavTraceWriter.Header(1, layout, frames.Length * sizeof(short)));
            stream.Write(MemoryMarshal.AsBytes(frames.AsSpan()));
        });
    }
}
