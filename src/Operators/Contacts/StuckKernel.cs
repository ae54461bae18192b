using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.InteropServices;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// Compares samples with the one at which their channel came to a stand. While it stands, the first sample that does not is
/// searched for. While it moves, a stretch of n equal samples after it would show in every n-th pair of neighbours, so only
/// those are looked at.
/// </summary>
internal sealed class StuckKernel : Kernel<SampleBlock, StateBlock>
{
    private const byte Inactive = 0;
    private const byte Active = 1;
    private const byte NotANumber = SymbolType.FirstFault;
    private const byte None = 0xFF;

    private readonly long _nanoseconds;
    private readonly double _within;
    private readonly Lane[] _lanes;
    private readonly List<StateRun> _changes = [];
    private readonly SampleBuffer _channel = new();
    private readonly RunWriter _runs = new();
    private SampleClock? _clock;
    private long _periods;
    private object? _search;

    /// <summary>A kernel of <paramref name="channels"/> channels, 1 to 1024, that are stuck after so many nanoseconds within so much of one sample.</summary>
    public StuckKernel(long nanoseconds, double within, int channels)
    {
        _nanoseconds = nanoseconds;
        _within = within;
        _lanes = new Lane[channels];
        Reset();
    }

    public override void Step(in SampleBlock input, IEmit<StateBlock> output)
    {
        if (input.Channels != _lanes.Length)
            throw new ArgumentException($"The input was declared with {_lanes.Length} channels, not {input.Channels}.", nameof(input));
        if (!ReferenceEquals(input.Clock, _clock))
        {
            _clock = input.Clock;
            _periods = _clock.Rate.PeriodsIn(_nanoseconds);
        }

        _changes.Clear();
        switch (input.Format)
        {
            case SampleFormat.Int16:
                WalkChannels(input.Int16);
                break;
            case SampleFormat.Int32:
                WalkChannels(input.Int32);
                break;
            default:
                WalkChannels(input.Float32);
                break;
        }

        Span<StateRun> changes = CollectionsMarshal.AsSpan(_changes);
        if (_lanes.Length > 1)
            changes.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Channel.CompareTo(b.Channel));
        _runs.Clear();
        foreach (ref readonly StateRun run in changes)
            _runs.Add(run.Start, run.Channel, run.Code, run.Zone, run.Sample);
        output.Emit(new StateBlock(_runs.Runs, input.Count, input.FirstIndex, input.Clock, SymbolType.Contact, null, input.Channels));
    }

    public override void Reset() => Array.Fill(_lanes, new Lane { State = None, From = double.NaN });

    public override void Save(StateWriter writer)
    {
        foreach (ref readonly Lane lane in _lanes.AsSpan())
        {
            writer.Byte(lane.State);
            writer.Double(lane.From);
            writer.Int64(lane.Held);
        }
    }

    public override void Load(StateReader reader)
    {
        foreach (ref Lane lane in _lanes.AsSpan())
        {
            var saved = new Lane { State = reader.Byte(), From = reader.Double(), Held = reader.Int64() };
            bool stands = saved.State is Inactive or Active;
            if ((!stands && saved.State is not (NotANumber or None)) || stands == double.IsNaN(saved.From) || saved.Held < 0 || (!stands && saved.Held != 0))
                throw new StateException($"State {saved.State} after {saved.Held} samples at {saved.From} is impossible.");
            lane = saved;
        }
    }

    private void WalkChannels<T>(ReadOnlySpan<T> samples)
        where T : unmanaged, INumber<T>
    {
        var search = _search as StaySearch<T>;
        if (search is null)
            _search = search = new StaySearch<T>(1);
        if (_lanes.Length == 1)
        {
            Walk(samples, 0, search);
            return;
        }

        Span<T> one = _channel.Room<T>(samples.Length / _lanes.Length);
        for (int channel = 0; channel < _lanes.Length; channel++)
        {
            Interleaved.Take(samples, channel, _lanes.Length, one);
            Walk(one, channel, search);
        }
    }

    private void Walk<T>(ReadOnlySpan<T> samples, int channel, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        ref Lane lane = ref _lanes[channel];
        int numbersTo = 0;
        for (int at = 0; at < samples.Length;)
        {
            int end = Stands(lane, samples[at]) ? FirstOff(samples, at + 1, lane, search) : at;
            Hold(ref lane, samples, at, end, channel);
            if (end == samples.Length)
                return;
            Move(ref lane, samples, end, channel);
            at = end + 1;
            if (lane.State != Inactive)
                continue;
            if (_within > 0)
            {
                at = Follow(ref lane, samples, at);
                continue;
            }

            if (numbersTo <= end)
                numbersTo = NumbersFrom(samples, end, search);
            at = Skip(ref lane, samples[..numbersTo], end) + 1;
            if (lane.Held >= _periods)
                Change(ref lane, samples, at - 1, channel, Active);
        }
    }

    /// <summary>The samples from <paramref name="at"/> up to <paramref name="end"/> stand still as well.</summary>
    private void Hold<T>(ref Lane lane, ReadOnlySpan<T> samples, int at, int end, int channel)
        where T : unmanaged, INumber<T>
    {
        long before = lane.Held;
        lane.Held += end - at;
        if (lane.State == Inactive && end > at && lane.Held >= _periods)
            Change(ref lane, samples, (int)Math.Clamp(at + (_periods - before) - 1, at, end - 1), channel, Active);
    }

    /// <summary>The sample at <paramref name="at"/> does not stand still: the next ones are compared with it.</summary>
    private void Move<T>(ref Lane lane, ReadOnlySpan<T> samples, int at, int channel)
        where T : unmanaged, INumber<T>
    {
        lane.From = double.CreateTruncating(samples[at]);
        lane.Held = 0;
        byte state = double.IsNaN(lane.From) ? NotANumber : Inactive;
        if (state != lane.State)
            Change(ref lane, samples, at, channel, state);
    }

    private void Change<T>(ref Lane lane, ReadOnlySpan<T> samples, int at, int channel, byte state)
        where T : unmanaged, INumber<T>
    {
        lane.State = state;
        _changes.Add(new StateRun(at, (ushort)channel, state, 0, float.CreateTruncating(samples[at])));
    }

    /// <summary>Goes on as long as each sample moves, and says where one does not.</summary>
    private int Follow<T>(ref Lane lane, ReadOnlySpan<T> samples, int at)
        where T : unmanaged, INumber<T>
    {
        double from = lane.From;
        for (; at < samples.Length; at++)
        {
            double sample = double.CreateTruncating(samples[at]);
            // NaN is neither: it is looked at like what stands
            if (!(sample < from - _within || sample > from + _within))
                break;
            from = sample;
        }

        lane.From = from;
        return at;
    }

    /// <summary>Goes from the sample at <paramref name="from"/>, which moved, to the last one that need not be looked at again, and says since when that stands. All are numbers.</summary>
    private int Skip<T>(ref Lane lane, ReadOnlySpan<T> samples, int from)
        where T : unmanaged, INumber<T>
    {
        // n periods of standing still that begin before the pair at from + n - 1 and from + n would hold both of it
        while (samples.Length - from > _periods && samples[from + (int)_periods] != samples[from + (int)_periods - 1])
            from += (int)_periods;
        int to = samples.Length - from > _periods ? from + (int)_periods : samples.Length - 1, began = to;
        while (began > from && samples[began - 1] == samples[to])
            began--;
        lane.From = double.CreateTruncating(samples[to]);
        lane.Held = to - began;
        return to;
    }

    private bool Stands<T>(in Lane lane, T sample)
        where T : unmanaged, INumber<T>
    {
        double value = double.CreateTruncating(sample);
        return value >= lane.From - _within && value <= lane.From + _within;
    }

    private int FirstOff<T>(ReadOnlySpan<T> samples, int from, in Lane lane, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        search.Set(0, new StayInterval(lane.From - _within, Math.BitIncrement(lane.From + _within)));
        return search.FirstOutside(samples, from);
    }

    /// <summary>Where the first NaN is; integers have none.</summary>
    private static int NumbersFrom<T>(ReadOnlySpan<T> samples, int from, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) != typeof(float))
            return samples.Length;
        search.Set(0, new StayInterval(double.NegativeInfinity, double.PositiveInfinity));
        return search.FirstOutside(samples, from);
    }

    /// <summary>One channel: the sample with which it came to a stand (NaN for none), and how many samples have stood still since.</summary>
    private struct Lane
    {
        public byte State;
        public double From;
        public long Held;
    }
}
