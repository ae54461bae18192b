using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Traces.Feeds;

/// <summary>
/// Values at uneven times as the samples of a dense port: each is sampled at the port's rate and held until the next. Starts
/// with the first sample at which every channel has a value, and ends with the last value of any. What is not known is a gap.
/// </summary>
internal sealed class StepFeed : BlockFeed
{
    private readonly Steps[] _steps;
    private readonly SampleFormat _format;
    private readonly byte[] _bytes;
    private readonly int _blockSamples;
    private readonly long _start;
    private long _index;

    /// <summary>A feed of <paramref name="source"/> with what <paramref name="readers"/> give, a channel each; they stay the caller's.</summary>
    public StepFeed(Source source, Trace trace, ImmutableArray<ValueReader> readers)
        : base(source.Index)
    {
        SampleFlow flow = source.Spec.Flow.Samples!;
        _format = flow.Format;
        Clock = new SampleClock(flow.Rate);
        _steps = [.. readers.Select(r => new Steps(r, source.Spec, trace.Path, Clock))];
        First = _steps.All(s => s.HasNext) ? new SignalTime(_steps.Max(s => s.NextAt.Nanoseconds)) : SignalTime.Zero;
        _start = _index = _steps.All(s => s.HasNext) ? Clock.FirstIndexAtOrAfter(First) : long.MaxValue;
        _blockSamples = (int)Math.Clamp(flow.Rate.PeriodsIn(source.Spec.Block.Ticks * 100), 1, 1 << 16);
        _bytes = new byte[_blockSamples * _steps.Length * SampleBlock.SizeOf(_format)];
    }

    /// <summary>The instant from which on every channel has a value.</summary>
    public SignalTime First { get; }

    /// <inheritdoc/>
    public override SampleClock Clock { get; }

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        long first = _index;
        int count = 0;
        while (count < _blockSamples)
        {
            long until = Hold();
            if (until <= _index)
                break;
            if (_steps.All(s => s.IsKnown))
            {
                int length = (int)Math.Min(until - _index, _blockSamples - count);
                Put(count, length);
                count += length;
                _index += length;
            }
            else if (count > 0)
            {
                break;
            }
            else
            {
                first = _index = until;
            }
        }

        block = count == 0 ? default : new SampleBlock(_bytes.AsMemory(0, count * _steps.Length * SampleBlock.SizeOf(_format)), _format, first, Clock, _steps.Length);
        return count > 0;
    }

    // Brings every channel to the next sample; returns the first index at which one of them changes or all have ended.
    private long Hold()
    {
        if (_index == long.MaxValue)
            return _index;
        long until = long.MaxValue, last = 0;
        foreach (Steps steps in _steps)
        {
            steps.MoveTo(_index);
            if (steps.HasNext)
                until = Math.Min(until, steps.NextIndex);
            last = Math.Max(last, Clock.FirstIndexAtOrAfter(steps.At.AddNanoseconds(1)));
        }

        return until != long.MaxValue ? until : Math.Max(_start + 1, last);
    }

    private void Put(int first, int count)
    {
        for (int frame = first; frame < first + count; frame++)
        {
            for (int channel = 0; channel < _steps.Length; channel++)
                SampleWriter.Put(_bytes, _format, (frame * _steps.Length) + channel, _steps[channel].Sample);
        }
    }

    // One channel: the value that is held, and the one after it.
    private sealed class Steps
    {
        private readonly ValueReader _reader;
        private readonly PortSpec _port;
        private readonly string _path;
        private readonly SampleClock _clock;
        private Stamped<Value> _next;

        public Steps(ValueReader reader, PortSpec port, string path, SampleClock clock)
        {
            _reader = reader;
            _port = port;
            _path = path;
            _clock = clock;
            Advance();
        }

        public bool HasNext { get; private set; }

        public SignalTime NextAt => _next.Stamp;

        public long NextIndex { get; private set; }

        public SignalTime At { get; private set; }

        public double Sample { get; private set; }

        public bool IsKnown { get; private set; }

        public void MoveTo(long index)
        {
            while (HasNext && NextIndex <= index)
            {
                At = _next.Stamp;
                IsKnown = _next.Value.Kind == ValueKind.Number;
                Sample = HeldFeed.SampleOf(_port, _next.Value);
                if (IsKnown && double.IsNaN(Sample) && _port.Flow.Samples!.Format != SampleFormat.Float32)
                    throw CommandException.Failure($"{_path}: the value at {At} s is not a number, which cannot be fed to a port of whole ADC counts.");
                Advance();
            }
        }

        private void Advance()
        {
            HasNext = _reader.TryRead(out _next);
            NextIndex = HasNext ? _clock.FirstIndexAtOrAfter(_next.Stamp) : long.MaxValue;
        }
    }
}
