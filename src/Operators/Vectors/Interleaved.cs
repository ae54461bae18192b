using System;
using System.Numerics;

namespace Reactive.Operators.Vectors;

/// <summary>Samples of several channels, frame by frame.</summary>
internal static class Interleaved
{
    /// <summary>Takes one channel out, converted; integers become numbers in single precision, rounded to nearest.</summary>
    /// <param name="samples">Whole frames.</param>
    /// <param name="channel">The channel, from 0.</param>
    /// <param name="channels">Samples in a frame.</param>
    /// <param name="to">Room for a sample of each frame, all of which is filled.</param>
    public static void Take<T, TOut>(ReadOnlySpan<T> samples, int channel, int channels, Span<TOut> to)
        where T : unmanaged, INumber<T>
        where TOut : unmanaged, INumber<TOut>
    {
        for (int i = 0, from = channel; i < to.Length; i++, from += channels)
            to[i] = TOut.CreateTruncating(samples[from]);
    }
}
