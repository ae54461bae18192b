using System;
using System.Runtime.InteropServices;
using Reactive.Device.Simulation;
using Reactive.Signals;

namespace Reactive.Device.Live.Inputs;

/// <summary>
/// Hands sound over to a port in blocks of its format, cut as its buffers are. Where the loop has no buffer to spare, samples are left out and counted;
/// indexes go on all the same. Allocates nothing per block. One thread writes.
/// </summary>
internal sealed class SoundLine
{
    private readonly DriverLine _line;
    private readonly SampleFormat _format;
    private readonly int _blockFrames;
    private long _next;

    /// <summary>The sound of the source of <paramref name="channel"/>.</summary>
    public SoundLine(InputChannel channel)
    {
        _line = channel.Line;
        Clock = channel.Source.Clock!;
        _format = channel.Source.Spec.Flow.Samples!.Format;
        Channels = channel.Source.Spec.Flow.Channels;
        _blockFrames = SimulatedAdc.BlockSamples(channel.Source);
    }

    /// <summary>The clock on which indexes are counted; the loop corrects it.</summary>
    public SampleClock Clock { get; }

    /// <summary>Samples in a frame.</summary>
    public int Channels { get; }

    /// <summary>Frames in a block.</summary>
    public int BlockFrames => _blockFrames;

    /// <summary>The index of the frame that comes next.</summary>
    public long Next => _next;

    /// <summary>Leaves frames out up to <paramref name="index"/>; never goes back.</summary>
    public void Skip(long index) => _next = Math.Max(_next, index);

    /// <summary>Hands over frames, the last of which was taken at <paramref name="taken"/>.</summary>
    /// <param name="samples">Whole frames of 16-bit samples.</param>
    /// <param name="taken">When the last one was taken.</param>
    public void Write(ReadOnlySpan<short> samples, SignalTime taken)
    {
        int frames = samples.Length / Channels;
        for (int at = 0; at < frames; at += _blockFrames)
        {
            int count = Math.Min(_blockFrames, frames - at);
            Post(samples.Slice(at * Channels, count * Channels), count, taken.AddNanoseconds(-Clock.Rate.NanosecondsOf(frames - at - count)));
        }
    }

    private void Post(ReadOnlySpan<short> samples, int frames, SignalTime taken)
    {
        byte[]? buffer = _line.Rent();
        if (buffer is null)
        {
            _line.Miss();
            _next += frames;
            return;
        }

        Span<byte> bytes = buffer.AsSpan(0, samples.Length * SampleBlock.SizeOf(_format));
        switch (_format)
        {
            case SampleFormat.Int16:
                MemoryMarshal.AsBytes(samples).CopyTo(bytes);
                break;
            case SampleFormat.Int32:
                Span<int> wide = MemoryMarshal.Cast<byte, int>(bytes);
                for (int i = 0; i < samples.Length; i++)
                    wide[i] = samples[i] << 16;
                break;
            default:
                Span<float> floats = MemoryMarshal.Cast<byte, float>(bytes);
                for (int i = 0; i < samples.Length; i++)
                    floats[i] = samples[i] / 32768f;
                break;
        }

        _line.Post(buffer, new SampleBlock(buffer.AsMemory(0, bytes.Length), _format, _next, Clock, Channels), taken);
        _next += frames;
    }
}
