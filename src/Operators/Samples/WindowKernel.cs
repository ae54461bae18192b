using System;
using System.Numerics;
using System.Runtime.InteropServices;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>Gathers the samples of one window in lanes by their place in it, so that no cut into blocks changes a sum.</summary>
internal sealed class WindowKernel<T, TOut, TStatistic> : FormatKernel<T>
    where T : unmanaged, INumber<T>
    where TOut : unmanaged, INumber<TOut>
    where TStatistic : struct, IStatistic
{
    private readonly long _length;
    private readonly SampleFormat _made;
    private readonly DerivedClock _clock;
    private readonly SampleBuffer _channel = new();

    // sixteen for each channel
    private readonly double[] _lanes;
    private bool _isStarted;
    private bool _isPartial;
    private long _window;
    private long _count;

    // windows that are done and not yet given out: consecutive
    private long _firstDone;
    private int _done;

    /// <summary>A kernel of windows of <paramref name="length"/> samples of each channel.</summary>
    public WindowKernel(long length, SampleFormat format, SampleFormat made, int channels)
        : base(format, channels)
    {
        _length = length;
        _made = made;
        _clock = new DerivedClock(1, length, length - 1);
        _lanes = new double[Sixteen.Count * channels];
        Reset();
    }

    public override void Reset()
    {
        _isStarted = _isPartial = false;
        Begin(0);
    }

    public override void Save(StateWriter writer)
    {
        writer.Bool(_isStarted);
        writer.Bool(_isPartial);
        writer.Int64(_window);
        writer.Int64(_count);
        foreach (double lane in _lanes)
            writer.Double(lane);
    }

    public override void Load(StateReader reader)
    {
        (_isStarted, _isPartial, _window, _count) = (reader.Bool(), reader.Bool(), reader.Int64(), reader.Int64());
        foreach (ref double lane in _lanes.AsSpan())
            lane = reader.Double();
        if (_count < 0 || _count >= _length || (!_isStarted && (_isPartial || _window != 0 || _count != 0)))
            throw new StateException($"{_count} samples of window {_window} are impossible.");
    }

    protected override void Step(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        // the one under way, those that fit whole, and one more at most
        Span<TOut> done = Made.Room<TOut>((int)Math.Min((input.Count / _length) + 2, input.Count + 1L) * Channels);
        for (int at = 0; at < input.Count;)
        {
            long index = input.FirstIndex + at, window = DerivedClock.FloorDivide(index, _length), place = index - (window * _length);
            if (!_isStarted)
            {
                (_isStarted, _isPartial) = (true, place != 0);
                Begin(window);
            }
            else if (window != _window)
            {
                End(done, input.Clock, output);
                Begin(window);
            }

            int count = (int)Math.Min(input.Count - at, _length - place);
            Gather(samples.Slice(at * Channels, count * Channels), place);
            _count += count;
            at += count;
            if (place + count < _length)
                continue;
            End(done, input.Clock, output);
            Begin(window + 1);
        }

        GiveOut(input.Clock, output);
    }

    private void Begin(long window)
    {
        _window = window;
        _count = 0;
        Array.Fill(_lanes, TStatistic.Start);
    }

    private void End(Span<TOut> done, SampleClock clock, IEmit<SampleBlock> output)
    {
        bool told = _count > 0 && !_isPartial;
        _isPartial = false;
        if (!told)
            return;
        if (_done > 0 && _window != _firstDone + _done)
            GiveOut(clock, output);
        if (_done == 0)
            _firstDone = _window;
        for (int channel = 0; channel < Channels; channel++)
        {
            Span<double> lanes = _lanes.AsSpan(channel * Sixteen.Count, Sixteen.Count);
            for (int half = Sixteen.Count / 2; half > 0; half /= 2)
            {
                for (int i = 0; i < half; i++)
                    lanes[i] = TStatistic.Fold(lanes[i], lanes[i + half]);
            }

            done[(_done * Channels) + channel] = TOut.CreateTruncating(TStatistic.Of(lanes[0], _count));
        }

        _done++;
    }

    private void GiveOut(SampleClock clock, IEmit<SampleBlock> output)
    {
        int frames = _done;
        _done = 0;
        if (frames > 0)
            output.Emit(Made.Block(_made, frames, _firstDone, _clock.Of(clock), Channels));
    }

    private void Gather(ReadOnlySpan<T> samples, long place)
    {
        if (Channels == 1)
        {
            Gather(samples, place, ref _lanes[0]);
            return;
        }

        Span<T> one = _channel.Room<T>(samples.Length / Channels);
        for (int channel = 0; channel < Channels; channel++)
        {
            Interleaved.Take(samples, channel, Channels, one);
            Gather(one, place, ref _lanes[channel * Sixteen.Count]);
        }
    }

    private static void Gather(ReadOnlySpan<T> samples, long place, ref double lanes)
    {
        Span<double> each = MemoryMarshal.CreateSpan(ref lanes, Sixteen.Count);
        int at = 0, lane = (int)(place % Sixteen.Count);
        for (; at < samples.Length && lane != 0; at++, lane = (lane + 1) % Sixteen.Count)
            each[lane] = TStatistic.Add(each[lane], double.CreateTruncating(samples[at]));
        ref T first = ref MemoryMarshal.GetReference(samples);
        Sixteen all = Sixteen.LoadDoubles(ref lanes, 0);
        for (; at <= samples.Length - Sixteen.Count; at += Sixteen.Count)
            all = TStatistic.Add(all, Sixteen.Load(ref first, (nuint)at));
        all.StoreDoubles(ref lanes, 0);
        for (; at < samples.Length; at++, lane++)
            each[lane] = TStatistic.Add(each[lane], double.CreateTruncating(samples[at]));
    }
}
