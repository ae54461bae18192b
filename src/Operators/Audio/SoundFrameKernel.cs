using System;
using System.Numerics;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// A kernel that gathers the sound of each channel frame by frame, so many samples each, one frame after the other from the first
/// sample on. Samples that are missing count as none.
/// </summary>
/// <param name="channels">Channels, as declared.</param>
/// <param name="length">Samples in a frame.</param>
internal abstract class SoundFrameKernel<TOut>(int channels, long length) : Kernel<SampleBlock, TOut>
{
    // blocks are taken in pieces, so that memory does not depend on them
    private const int MostInPiece = 1024;

    private readonly float[] _piece = new float[MostInPiece];
    private long _place;

    // the first sample of the frame
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

        EndBlock(input, output);
    }

    /// <inheritdoc/>
    public sealed override void Reset()
    {
        _place = _firstIndex = 0;
        Clear();
    }

    /// <inheritdoc/>
    public sealed override void Save(StateWriter writer)
    {
        writer.Int64(_place);
        writer.Int64(_firstIndex);
        SaveRest(writer);
    }

    /// <inheritdoc/>
    public sealed override void Load(StateReader reader)
    {
        long place = reader.Int64();
        if (place < 0 || place >= length)
            throw new StateException($"{place} is no place in a frame of {length} samples.");
        (_place, _firstIndex) = (place, reader.Int64());
        LoadRest(reader);
    }

    /// <summary>Takes samples of a channel, as parts of full scale, from a place in the frame on.</summary>
    protected abstract void Gather(int channel, ReadOnlySpan<float> samples, long place);

    /// <summary>A frame is over: all its samples of all channels were gathered.</summary>
    /// <param name="first">The index of its first sample.</param>
    /// <param name="last">The index of its last sample.</param>
    /// <param name="clock">The clock of its last sample.</param>
    /// <param name="output">Takes what is decided.</param>
    protected abstract void EndFrame(long first, long last, SampleClock clock, IEmit<TOut> output);

    /// <summary>A block is over.</summary>
    protected virtual void EndBlock(in SampleBlock input, IEmit<TOut> output)
    {
    }

    /// <summary>Forgets everything.</summary>
    protected abstract void Clear();

    /// <summary>Writes what it knows of the frame and of those before it.</summary>
    protected abstract void SaveRest(StateWriter writer);

    /// <summary>Reads what <see cref="SaveRest"/> wrote.</summary>
    protected abstract void LoadRest(StateReader reader);

    private void Take<T>(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<TOut> output)
        where T : unmanaged, INumber<T>
    {
        float scale = (float)(1 / FullScale.Of(input.Format));
        for (int done = 0; done < input.Count;)
        {
            int count = (int)Math.Min(Math.Min(input.Count - done, MostInPiece), length - _place);
            if (_place == 0)
                _firstIndex = input.FirstIndex + done;
            Span<float> piece = _piece.AsSpan(0, count);
            for (int channel = 0; channel < channels; channel++)
            {
                FullScale.Take(samples.Slice(done * channels, count * channels), channel, channels, scale, piece);
                Gather(channel, piece, _place);
            }

            done += count;
            _place += count;
            if (_place < length)
                continue;
            _place = 0;
            EndFrame(_firstIndex, input.FirstIndex + done - 1, input.Clock, output);
        }
    }
}
