using System;
using System.IO;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Writing;

/// <summary>The tracks of a WAV file in the making: blocks go in one by one, a gap between them becomes silence. The file starts with the first sample.</summary>
internal sealed class WavTracks
{
    private const int SilenceFrames = 4096;

    private readonly Stream _output;
    private readonly string _source;
    private readonly int _tracks;
    private readonly TraceSamples _samples;
    private readonly int _frameBytes;
    private readonly byte[] _silence;
    private SampleClock? _last;
    private long _first;

    /// <summary>Begins a file.</summary>
    /// <param name="output">Takes it; must know its place, and stays open.</param>
    /// <param name="source">The file that the samples come from, for messages.</param>
    /// <param name="tracks">How many tracks it has.</param>
    /// <param name="samples">Their format and rate.</param>
    public WavTracks(Stream output, string source, int tracks, TraceSamples samples)
    {
        _output = output;
        _source = source;
        _tracks = tracks;
        _samples = samples;
        _frameBytes = tracks * SampleBlock.SizeOf(samples.Format);
        _silence = new byte[SilenceFrames * _frameBytes];
        output.Write(WavTraceWriter.Header(tracks, samples, 0));
    }

    /// <summary>How many samples each track has by now.</summary>
    public long Frames { get; private set; }

    /// <summary>How often time jumped between blocks, which a WAV file cannot say.</summary>
    public int Jumps { get; private set; }

    /// <summary>By how much it jumped in all, in nanoseconds.</summary>
    public long JumpedNanoseconds { get; private set; }

    /// <summary>Takes the next block; indexes go up.</summary>
    /// <exception cref="CommandException">The file would be longer than a WAV file can be.</exception>
    public void Add(in SampleBlock block)
    {
        if (_last is not { } last)
        {
            _first = block.FirstIndex;
        }
        else if (block.Stamp - last.TimeOf(block.EndIndex - 1) is var jump and not 0)
        {
            Jumps++;
            JumpedNanoseconds += jump;
        }

        _last = block.Clock;
        WavTraceWriter.RefuseLong(_source, (block.EndIndex - _first) * (double)_frameBytes);
        for (long gap = block.FirstIndex - _first - Frames; gap > 0; gap -= SilenceFrames)
            _output.Write(_silence, 0, (int)Math.Min(gap, SilenceFrames) * _frameBytes);
        _output.Write(block.Bytes.Span);
        Frames = block.EndIndex - _first;
    }

    /// <summary>Writes how long the file has become. Samples of 16 bits and more need no padding.</summary>
    public void End()
    {
        _output.Position = 0;
        _output.Write(WavTraceWriter.Header(_tracks, _samples, Frames * _frameBytes));
    }
}
