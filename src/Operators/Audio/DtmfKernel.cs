using System;
using System.Linq;
using System.Numerics;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>Looks for digits in every channel, hop by hop; where the rate is 16 kHz or more, in what a low-pass leaves of it at a whole part of that rate.</summary>
internal sealed class DtmfKernel : Kernel<SampleBlock, Stamped<Value>>, IEmit<SampleBlock>
{
    private const double LeastInnerHertz = 8000;

    // blocks are taken in pieces, so that memory does not depend on them
    private const int MostInPiece = 1024;

    // by the tones, four times the low one's place and the high one's
    private const string Keypad = "123A456B789C*0#D";

    private readonly DtmfTables _tables;
    private readonly DtmfReceiver[] _receivers;
    private readonly RateKernel? _lower;
    private readonly DtmfOptions _options;
    private readonly int _delay;
    private readonly float _singleScale;

    // Channel after channel, earliest sample first, _end of them, of which those up to _taken were looked at; room to read beyond.
    private readonly short[] _samples;
    private readonly int _room;
    private int _taken;
    private int _end;
    private long _first;

    // only during a step, for what comes of the low-pass
    private IEmit<Stamped<Value>>? _output;

    /// <summary>A kernel for samples as declared.</summary>
    public DtmfKernel(SampleRate rate, SampleFormat format, int channels, DtmfOptions options)
    {
        _options = options;
        // the low-pass gives singles in the range of its input
        int down = PartOf(rate);
        _singleScale = down == 1 || format == SampleFormat.Float32 ? Shorts.FullScale : format == SampleFormat.Int16 ? 1 : 1f / (1 << 16);
        DerivedClock.TryRate(rate, 1, down, out SampleRate inner);
        if (down > 1)
        {
            _lower = new RateKernel(1, down, LowPass.Fast, channels);
            _delay = LowPass.Fast.HalfLength;
        }

        _tables = new DtmfTables(inner);
        var thresholds = new DtmfThresholds(options, _tables);
        _receivers = [.. Enumerable.Range(0, channels).Select(_ => new DtmfReceiver(_tables, thresholds))];
        _room = _tables.WindowSamples + MostInPiece + DtmfTables.PowerStep;
        _samples = new short[_room * channels];
        Empty();
    }

    /// <summary>The part of a rate, by a whole number, at which digits are looked for: the lowest from 8 kHz on.</summary>
    public static int PartOf(SampleRate rate) => (int)Math.Max(1, rate.Hertz / LeastInnerHertz);

    /// <inheritdoc/>
    public override void Step(in SampleBlock input, IEmit<Stamped<Value>> output)
    {
        if (input.Channels != _receivers.Length)
            throw new ArgumentException($"The input was declared with {_receivers.Length} channels, not {input.Channels}.", nameof(input));
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
    public override void Reset()
    {
        _lower?.Reset();
        foreach (DtmfReceiver receiver in _receivers)
            receiver.Reset();
        Empty();
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        _lower?.Save(writer);
        int from = Kept;
        writer.Int64(_end - from);
        writer.Int64(_first);
        for (int channel = 0; channel < _receivers.Length; channel++)
        {
            foreach (short sample in Row(channel)[from.._end])
                writer.Int64(sample);
            _receivers[channel].Save(writer);
        }
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        _lower?.Load(reader);
        _taken = _tables.WindowSamples - _tables.HopSamples;
        _end = reader.Count(_tables.WindowSamples - 1);
        if (_end < _taken)
            throw new StateException($"{_end} samples are less than a window holds.");
        _first = reader.Int64();
        for (int channel = 0; channel < _receivers.Length; channel++)
        {
            foreach (ref short sample in Row(channel)[.._end])
                sample = reader.Int64() is >= short.MinValue and <= short.MaxValue and var read ? (short)read : throw new StateException("A sample does not fit into 16 bits.");
            _receivers[channel].Load(reader);
        }
    }

    // the first sample that a later window needs
    private int Kept => _taken - (_tables.WindowSamples - _tables.HopSamples);

    private Span<short> Row(int channel) => _samples.AsSpan(channel * _room, _room);

    // before the first sample there was silence
    private void Empty()
    {
        _samples.AsSpan().Clear();
        _taken = _end = _tables.WindowSamples - _tables.HopSamples;
        _first = long.MinValue;
    }

    private void Take(in SampleBlock input, IEmit<Stamped<Value>> output)
    {
        if (_first == long.MinValue)
            _first = input.FirstIndex;
        for (int done = 0; done < input.Count;)
        {
            if (_end == _room - DtmfTables.PowerStep)
                MoveToFront();
            int count = Math.Min(input.Count - done, _room - DtmfTables.PowerStep - _end);
            switch (input.Format)
            {
                case SampleFormat.Int16:
                    Convert(input.Int16, done, count);
                    break;
                case SampleFormat.Int32:
                    Convert(input.Int32, done, count);
                    break;
                default:
                    Convert(input.Float32, done, count);
                    break;
            }

            done += count;
            _end += count;
            // the index that the place 0 of the rows stands for
            long origin = input.FirstIndex + done - _end;
            while (_end - _taken >= _tables.HopSamples)
            {
                _taken += _tables.HopSamples;
                for (int channel = 0; channel < _receivers.Length; channel++)
                    _receivers[channel].Take(Row(channel).Slice(_taken - _tables.WindowSamples, _tables.WindowSamples + DtmfTables.PowerStep), origin + _taken, new Output(this, input.Clock, channel, output));
            }
        }
    }

    private void Convert<T>(ReadOnlySpan<T> samples, int from, int count)
        where T : unmanaged, INumber<T>
    {
        samples = samples.Slice(from * _receivers.Length, count * _receivers.Length);
        for (int channel = 0; channel < _receivers.Length; channel++)
            Shorts.Take(samples, channel, _receivers.Length, _singleScale, Row(channel).Slice(_end, count));
    }

    private void MoveToFront()
    {
        int from = Kept;
        for (int channel = 0; channel < _receivers.Length; channel++)
            Row(channel)[from.._end].CopyTo(Row(channel));
        _taken -= from;
        _end -= from;
    }

    /// <summary>Gives what was decided its time and channel.</summary>
    private readonly struct Output(DtmfKernel kernel, SampleClock clock, int channel, IEmit<Stamped<Value>> output) : IDtmfOutput
    {
        public void Begun(int pair, in DtmfMeasure measure, long end, long since) => Emit(Value.Digit(Keypad[pair], measure), end, TimeOf(since, end));

        public void Ended(int pair, long end, long ended, long since)
        {
            if (!kernel._options.Ends)
                return;
            SignalTime over = TimeOf(ended, end);
            Emit(Value.DigitOver(Keypad[pair], over - TimeOf(since, end)), end, over);
        }

        // what the low-pass gives is later than it was, and nothing was before the first sample
        private SignalTime TimeOf(long index, long end) => clock.TimeOf(Math.Min(Math.Max(index - kernel._delay, kernel._first), end - 1));

        private void Emit(in Value value, long end, SignalTime since)
        {
            SignalTime stamp = clock.TimeOf(end - 1);
            output.Emit(new Stamped<Value>(value, stamp, SignalTime.Min(since, stamp), channel));
        }
    }
}
