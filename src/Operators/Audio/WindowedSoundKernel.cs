using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// A kernel that looks at the last so many samples of each channel, anew every hop. Before the first sample there was silence; samples that are
/// missing count as none. Where the rate is lowered first, a low-pass does it, whose delay is taken off the times that are told.
/// </summary>
/// <typeparam name="TKept">What samples are kept as.</typeparam>
internal abstract class WindowedSoundKernel<TKept> : Kernel<SampleBlock, Stamped<Value>>, IEmit<SampleBlock>
    where TKept : unmanaged
{
    // blocks are taken in pieces, so that memory does not depend on them
    private const int MostInPiece = 1024;

    private readonly int _channels;
    private readonly int _window;
    private readonly int _hop;
    private readonly RateKernel? _lower;
    private readonly int _delay;
    private readonly int _beyond;

    // Channel after channel, earliest sample first, _end of them, of which those up to _taken were looked at; room to read beyond.
    private readonly TKept[] _samples;
    private readonly int _room;
    private int _taken;
    private int _end;
    private long _first;

    // only during a step, for what comes of the low-pass
    private IEmit<Stamped<Value>>? _output;

    /// <summary>A kernel for samples as declared.</summary>
    /// <param name="channels">Their channels.</param>
    /// <param name="window">How many samples are looked at; a multiple of the hop.</param>
    /// <param name="hop">How many samples lie between one look and the next.</param>
    /// <param name="down">How many samples of the input become one before; 1 for none.</param>
    /// <param name="beyond">How many samples beyond a window may be read, that count for nothing.</param>
    protected WindowedSoundKernel(int channels, int window, int hop, int down, int beyond)
    {
        (_channels, _window, _hop, _beyond) = (channels, window, hop, beyond);
        if (down > 1)
        {
            _lower = new RateKernel(1, down, LowPass.Fast, channels);
            _delay = LowPass.Fast.HalfLength;
        }

        _room = window + MostInPiece + beyond;
        _samples = new TKept[_room * channels];
        Empty();
    }

    /// <inheritdoc/>
    public sealed override void Step(in SampleBlock input, IEmit<Stamped<Value>> output)
    {
        if (input.Channels != _channels)
            throw new ArgumentException($"The input was declared with {_channels} channels, not {input.Channels}.", nameof(input));
        if (input.Count == 0)
            return;
        if (_lower is null)
        {
            Take(input, output);
            return;
        }

        _output = output;
        _lower.Step(input, this);
        _output = null;
    }

    /// <summary>Takes what the low-pass gives.</summary>
    void IEmit<SampleBlock>.Emit(in SampleBlock output) => Take(output, _output!);

    /// <inheritdoc/>
    public sealed override void Reset()
    {
        _lower?.Reset();
        Empty();
        Clear();
    }

    /// <inheritdoc/>
    public sealed override void Save(StateWriter writer)
    {
        _lower?.Save(writer);
        int from = Kept;
        writer.Int64(_end - from);
        writer.Int64(_first);
        for (int channel = 0; channel < _channels; channel++)
        {
            foreach (TKept sample in Row(channel)[from.._end])
                SaveSample(writer, sample);
        }

        SaveRest(writer);
    }

    /// <inheritdoc/>
    public sealed override void Load(StateReader reader)
    {
        _lower?.Load(reader);
        _taken = _window - _hop;
        _end = reader.Count(_window - 1);
        if (_end < _taken)
            throw new StateException($"{_end} samples are less than a window holds.");
        _first = reader.Int64();
        for (int channel = 0; channel < _channels; channel++)
        {
            foreach (ref TKept sample in Row(channel)[.._end])
                sample = LoadSample(reader);
        }

        LoadRest(reader);
    }

    /// <summary>Turns one channel of what came into what is kept.</summary>
    /// <param name="input">What came, at the rate at which it is looked at.</param>
    /// <param name="from">The first frame of it.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="kept">Takes the samples, as many as it has room for.</param>
    protected abstract void Convert(in SampleBlock input, int from, int channel, Span<TKept> kept);

    /// <summary>Writes a sample.</summary>
    protected abstract void SaveSample(StateWriter writer, TKept sample);

    /// <summary>Reads what <see cref="SaveSample"/> wrote.</summary>
    /// <exception cref="StateException">It is no such sample.</exception>
    protected abstract TKept LoadSample(StateReader reader);

    /// <summary>Looks at the last samples of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="window">The samples, and behind them those beyond the window.</param>
    /// <param name="end">The index after the last of them.</param>
    /// <param name="clock">Their clock.</param>
    /// <param name="output">Takes what is decided.</param>
    protected abstract void Look(int channel, Span<TKept> window, long end, SampleClock clock, IEmit<Stamped<Value>> output);

    /// <summary>Forgets everything.</summary>
    protected abstract void Clear();

    /// <summary>Writes what it knows beside the samples.</summary>
    protected abstract void SaveRest(StateWriter writer);

    /// <summary>Reads what <see cref="SaveRest"/> wrote.</summary>
    protected abstract void LoadRest(StateReader reader);

    /// <summary>The time of a sample that lies before <paramref name="end"/>: what the low-pass gives is later than it was, and nothing was before the first sample.</summary>
    protected SignalTime TimeOf(SampleClock clock, long index, long end) => clock.TimeOf(Math.Min(Math.Max(index - _delay, _first), end - 1));

    // the first sample that a later window needs
    private int Kept => _taken - (_window - _hop);

    private Span<TKept> Row(int channel) => _samples.AsSpan(channel * _room, _room);

    private void Empty()
    {
        _samples.AsSpan().Clear();
        _taken = _end = _window - _hop;
        _first = long.MinValue;
    }

    private void Take(in SampleBlock input, IEmit<Stamped<Value>> output)
    {
        if (_first == long.MinValue)
            _first = input.FirstIndex;
        for (int done = 0; done < input.Count;)
        {
            if (_end == _room - _beyond)
                MoveToFront();
            int count = Math.Min(input.Count - done, _room - _beyond - _end);
            for (int channel = 0; channel < _channels; channel++)
                Convert(input, done, channel, Row(channel).Slice(_end, count));
            done += count;
            _end += count;
            // the index that the place 0 of the rows stands for
            long origin = input.FirstIndex + done - _end;
            while (_end - _taken >= _hop)
            {
                _taken += _hop;
                for (int channel = 0; channel < _channels; channel++)
                    Look(channel, Row(channel).Slice(_taken - _window, _window + _beyond), origin + _taken, input.Clock, output);
            }
        }
    }

    private void MoveToFront()
    {
        int from = Kept;
        for (int channel = 0; channel < _channels; channel++)
            Row(channel)[from.._end].CopyTo(Row(channel));
        _taken -= from;
        _end -= from;
    }
}
