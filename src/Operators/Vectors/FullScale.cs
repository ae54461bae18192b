using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Operators.Vectors;

/// <summary>Sound of any format as parts of full scale, -1 to 1, in single precision.</summary>
internal static class FullScale
{
    /// <summary>
    /// One channel of interleaved frames. What lies outside full scale becomes the nearest that does not, what is not a number
    /// silence.
    /// </summary>
    /// <param name="samples">Whole frames.</param>
    /// <param name="channel">The channel, from 0.</param>
    /// <param name="channels">Samples in a frame.</param>
    /// <param name="scale">What a sample is multiplied by: one through its full scale.</param>
    /// <param name="to">Room for a sample of each frame, all of which is filled.</param>
    public static void Take<T>(ReadOnlySpan<T> samples, int channel, int channels, float scale, Span<float> to)
        where T : unmanaged, INumber<T>
    {
        if (channels == 1)
            Singles.Convert(samples[..to.Length], to);
        else
            Interleaved.Take(samples, channel, channels, to);
        Limit(to, scale);
    }

    private static void Limit(Span<float> samples, float scale)
    {
        ref float first = ref MemoryMarshal.GetReference(samples);
        int at = 0;
        for (; at <= samples.Length - Vector512<float>.Count; at += Vector512<float>.Count)
            Limit(Vector512.LoadUnsafe(ref first, (nuint)at) * scale).StoreUnsafe(ref first, (nuint)at);
        for (; at < samples.Length; at++)
        {
            float sample = samples[at] * scale;
            samples[at] = float.IsNaN(sample) ? 0 : Math.Clamp(sample, -1, 1);
        }
    }

    // a number equals itself
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Limit(Vector512<float> samples) =>
        Vector512.Max(Vector512.Min(Vector512.ConditionalSelect(Vector512.Equals(samples, samples), samples, Vector512<float>.Zero), Vector512<float>.One), -Vector512<float>.One);
}
