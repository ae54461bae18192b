using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Device.Traces.Sound;

/// <summary>The tracks of sound files as channels.</summary>
internal static class SoundChannels
{
    /// <summary>The most tracks in a file: as many as a block can hold.</summary>
    public const int Most = 1024;

    /// <summary>Frames that are read at once.</summary>
    public const int BlockFrames = 4096;

    /// <summary>A channel a track: <c>left</c> and <c>right</c> where there are two, else numbers from 1.</summary>
    public static ImmutableArray<TraceChannel> Of(int tracks, SampleFormat format, int rate, long? frames)
    {
        var samples = new TraceSamples(new SampleClock(new SampleRate(rate)), format, frames);
        return
        [
            .. Enumerable.Range(0, tracks).Select(i => new TraceChannel
            {
                Index = i,
                Name = tracks == 2 ? (i == 0 ? "left" : "right") : (i + 1).ToString(CultureInfo.InvariantCulture),
                FullScale = SampleBlock.FullScaleOf(format),
                Samples = samples,
            }),
        ];
    }

    /// <summary>Copies some tracks out of frames of all.</summary>
    /// <param name="frames">Whole frames of <paramref name="tracks"/> samples.</param>
    /// <param name="tracks">The tracks in the file.</param>
    /// <param name="size">Bytes of a sample.</param>
    /// <param name="chosen">The tracks to copy.</param>
    /// <param name="to">Frames of the chosen tracks.</param>
    public static void Pick(ReadOnlySpan<byte> frames, int tracks, int size, ReadOnlySpan<int> chosen, Span<byte> to)
    {
        int at = 0;
        for (int frame = 0; frame < frames.Length; frame += tracks * size)
        {
            foreach (int track in chosen)
            {
                frames.Slice(frame + (track * size), size).CopyTo(to[at..]);
                at += size;
            }
        }
    }
}
