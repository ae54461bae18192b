using System;
using System.Numerics;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>One frame of sound.</summary>
/// <param name="Number">Its number: it holds the samples from that many times the length on.</param>
/// <param name="First">The index of the first sample that there was.</param>
/// <param name="Last">The index of its last sample, whether or not there was one.</param>
/// <param name="Count">How many samples there were.</param>
internal readonly record struct SoundFrame(long Number, long First, long Last, long Count);

/// <summary>
/// A kernel that gathers the sound of each channel frame by frame. Frames lie one after the other at whole multiples of their length by sample
/// index, however the source began; the first is left out where it is not whole. One with missing samples has those that were there, and ends
/// with the next sample that comes; one without any is none.
/// </summary>
/// <param name="channels">Channels, as declared.</param>
/// <param name="length">Samples in a frame.</param>
internal abstract class SoundFrameKernel<TOut>(int channels, long length) : Kernel<SampleBlock, TOut>
{
    // blocks are taken in pieces, so that memory does not depend on them
    private const int MostInPiece = 1024;

    private readonly float[] _piece = new float[MostInPiece];
    private bool _isStarted;
    private bool _isPartial;
    private long _number;
    private long _count;
    private long _firstIndex;

    /// <summary>Channels.</summary>
    protected int Channels => channels;

    /// <summary>Samples in a frame.</summary>
    protected long Length => length;

    /// <inheritdoc/>
    public sealed override void Step(in SampleBlock input, IEmit<TOut> output)
    {
        if (input.Channels != channels)
            throw new ArgumentException($"The input was declared with {channels} channels, not {input.Channels}.", nameof(input));
        switch (input.Format)
        {
            case SampleFormat.Int16:
                Take(input, input.Int16, output);
                break;
            case SampleFormat.Int32:
                Take(input, input.Int32, output);
                break;
            default:
                Take(input, input.Float32, output);
                break;
        }
    }

    /// <inheritdoc/>
    public sealed override void Reset()
    {
        _isStarted = _isPartial = false;
        _number = _count = _firstIndex = 0;
        Clear();
    }

    /// <inheritdoc/>
    public sealed override void Save(StateWriter writer)
    {
        writer.Bool(_isStarted);
        writer.Bool(_isPartial);
        writer.Int64(_number);
        writer.Int64(_count);
        writer.Int64(_firstIndex);
        SaveRest(writer);
    }

    /// <inheritdoc/>
    public sealed override void Load(StateReader reader)
    {
        (_isStarted, _isPartial, _number, _count, _firstIndex) = (reader.Bool(), reader.Bool(), reader.Int64(), reader.Int64(), reader.Int64());
        if (_count < 0 || _count >= length || _number < long.MinValue / length || _number >= long.MaxValue / length || (!_isStarted && (_isPartial || _count != 0)))
            throw new StateException($"{_count} samples of frame {_number} are impossible.");
        LoadRest(reader);
    }

    /// <summary>Takes samples of a channel, as parts of full scale, from a place in the frame on.</summary>
    protected abstract void Gather(int channel, ReadOnlySpan<float> samples, long place);

    /// <summary>A frame is over: all its samples of all channels were gathered.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="clock">The clock of its samples.</param>
    /// <param name="output">Takes what is decided.</param>
    protected abstract void EndFrame(in SoundFrame frame, SampleClock clock, IEmit<TOut> output);

    /// <summary>A frame is over that is left out: what was gathered of it counts for nothing.</summary>
    protected abstract void DropFrame();

    /// <summary>Forgets everything.</summary>
    protected abstract void Clear();

    /// <summary>Writes what it knows of the frame and of those before it.</summary>
    protected abstract void SaveRest(StateWriter writer);

    /// <summary>Reads what <see cref="SaveRest"/> wrote.</summary>
    protected abstract void LoadRest(StateReader reader);

    private void Take<T>(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<TOut> output)
        where T : unmanaged, INumber<T>
    {
        float scale = (float)(1 / SampleBlock.FullScaleOf(input.Format));
        for (int done = 0; done < input.Count;)
        {
            long index = input.FirstIndex + done, number = DerivedClock.FloorDivide(index, length), place = index - (number * length);
            if (_isStarted && number != _number && _count > 0)
                End(input.Clock, output);
            if (!_isStarted)
                (_isStarted, _isPartial) = (true, place != 0);
            if (_count == 0)
                (_number, _firstIndex) = (number, index);
            int count = (int)Math.Min(Math.Min(input.Count - done, MostInPiece), length - place);
            Span<float> piece = _piece.AsSpan(0, count);
            for (int channel = 0; channel < channels; channel++)
            {
                FullScale.Take(samples.Slice(done * channels, count * channels), channel, channels, scale, piece);
                Gather(channel, piece, place);
            }

            done += count;
            _count += count;
            if (place + count == length)
                End(input.Clock, output);
        }
    }

    private void End(SampleClock clock, IEmit<TOut> output)
    {
        var frame = new SoundFrame(_number, _firstIndex, (_number * length) + length - 1, _count);
        bool isLeftOut = _isPartial;
        _isPartial = false;
        _count = 0;
        if (isLeftOut)
            DropFrame();
        else
            EndFrame(frame, clock, output);
    }
}
