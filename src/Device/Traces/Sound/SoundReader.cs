using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Device.Traces.Sound;

/// <summary>Tracks of a sound file, block by block. How frames come out of the file is told by those who derive from it.</summary>
internal abstract class SoundReader : SampleReader
{
    private readonly int _tracks;
    private readonly int[] _chosen;
    private readonly SampleFormat _format;
    private readonly byte[] _frames;
    private readonly byte[]? _picked;
    private long _index;

    /// <summary>Reads <paramref name="channels"/> of a file of <paramref name="tracks"/> tracks.</summary>
    protected SoundReader(int tracks, ImmutableArray<TraceChannel> channels)
    {
        _tracks = tracks;
        _chosen = [.. channels.Select(c => c.Index)];
        TraceSamples samples = channels[0].Samples!;
        Clock = samples.Clock;
        _format = samples.Format;
        int size = SampleBlock.SizeOf(_format);
        _frames = new byte[SoundChannels.BlockFrames * tracks * size];
        // what is in the file is handed out as it is where all of it was asked for
        bool isWhole = _chosen.SequenceEqual(Enumerable.Range(0, tracks));
        _picked = isWhole ? null : new byte[SoundChannels.BlockFrames * _chosen.Length * size];
    }

    /// <inheritdoc/>
    public override SampleClock Clock { get; }

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        int size = SampleBlock.SizeOf(_format);
        int count = ReadFrames(_frames);
        if (_picked is not null)
            SoundChannels.Pick(_frames.AsSpan(0, count * _tracks * size), _tracks, size, _chosen, _picked);
        block = count == 0 ? default : new SampleBlock((_picked ?? _frames).AsMemory(0, count * _chosen.Length * size), _format, _index, Clock, _chosen.Length);
        _index += count;
        return count > 0;
    }

    /// <summary>Fills the buffer with frames of all tracks, in the channels' format. Returns how many there are; 0 at the end.</summary>
    protected abstract int ReadFrames(Span<byte> frames);
}
