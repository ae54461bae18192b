using System;
using System.Numerics;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// Tells samples of one or many equal channels apart by <see cref="Bands"/>: within a region nothing is looked at but the
/// first sample outside it. In a gap the last state holds until the gap has lasted too long. Each channel of a bank is
/// decided as if it were alone.
/// </summary>
internal sealed partial class ClassifierKernel : Kernel<SampleBlock, StateBlock>
{
    private readonly Bands _bands;
    private readonly long _undefinedAfterNanoseconds;
    private readonly RunWriter _runs = new();
    private SampleClock? _clock;
    private object? _search;
    private bool _isSearchStale;

    // By channel. A gap is open from its first frame until it has become undefined.
    private readonly byte[] _regions;
    private readonly byte[] _states;
    private readonly GapClock _gaps;

    /// <summary>A classifier of <paramref name="channels"/> channels, 1 to 1024.</summary>
    /// <param name="bands">What tells samples apart.</param>
    /// <param name="undefinedAfterNanoseconds">How long a gap lasts until it is a fault, rounded up to whole samples.</param>
    /// <param name="channels">Samples in a frame.</param>
    public ClassifierKernel(Bands bands, long undefinedAfterNanoseconds, int channels)
    {
        _bands = bands;
        _undefinedAfterNanoseconds = undefinedAfterNanoseconds;
        _regions = new byte[channels];
        _states = new byte[channels];
        _gaps = new GapClock(channels);
        Reset();
    }

    public override void Step(in SampleBlock input, IEmit<StateBlock> output)
    {
        if (input.Channels != _states.Length)
            throw new ArgumentException($"The input was declared with {_states.Length} channels, not {input.Channels}.", nameof(input));
        if (!ReferenceEquals(input.Clock, _clock))
        {
            _clock = input.Clock;
            _gaps.Limit = _clock.Rate.PeriodsIn(_undefinedAfterNanoseconds);
        }

        _runs.Clear();
        switch (input.Format)
        {
            case SampleFormat.Int16:
                Walk(input.Int16);
                break;
            case SampleFormat.Int32:
                Walk(input.Int32);
                break;
            default:
                Walk(input.Float32);
                break;
        }

        _gaps.Pass(input.Count);
        output.Emit(new StateBlock(_runs.Runs, input.Count, input.FirstIndex, input.Clock, _bands.Type, _bands, input.Channels));
    }

    public override void Reset()
    {
        Array.Fill(_regions, (byte)_bands.Start);
        Array.Fill(_states, Bands.None);
        _gaps.Reset();
        _isSearchStale = true;
    }

    public override void Save(StateWriter writer)
    {
        for (int channel = 0; channel < _states.Length; channel++)
        {
            writer.Byte(_regions[channel]);
            writer.Byte(_states[channel]);
            writer.Int64(_gaps.FramesOf(channel));
        }
    }

    public override void Load(StateReader reader)
    {
        Reset();
        for (int channel = 0; channel < _states.Length; channel++)
        {
            byte region = reader.Byte(), state = reader.Byte();
            long inGap = reader.Int64();
            if (region > _bands.Start)
                throw new StateException($"There is no region {region}.");
            byte code = _bands.Regions[region].Code;
            bool open = code == Bands.Gap && inGap > 0;
            bool fits = code == Bands.Gap ? inGap >= 0 && _bands.Type.HasCode(state) && (open || state == _bands.Undefined) : state == code && inGap == 0;
            if (!fits)
                throw new StateException($"State {state} after {inGap} samples does not fit region {region}.");
            (_regions[channel], _states[channel]) = (region, state);
            if (open)
                _gaps.Open(channel, -inGap);
        }
    }

    private void Walk<T>(ReadOnlySpan<T> samples)
        where T : unmanaged, INumber<T>
    {
        StaySearch<T> search = !_isSearchStale && _search is StaySearch<T> ready ? ready : Prepare<T>();
        int at = 0;
        while (at < samples.Length)
        {
            if (_gaps.OpenCount > 0)
                at = WalkGaps(samples, at, search);
            else if (_states.Length == 1)
                at = WalkOne(samples, at, search);
            else
                at = WalkBank(samples, at, search);
        }
    }

    /// <summary>Several channels, no gap open: on to the first sample that leaves, and past it. Returns the place to go on from.</summary>
    private int WalkBank<T>(ReadOnlySpan<T> samples, int at, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        at = search.FirstOutside(samples, at);
        return at < samples.Length ? LeaveFrom(samples, at, search) : at;
    }

    /// <summary>While gaps are open: on to the first sample that leaves, or to the one with which a gap has lasted too long.</summary>
    private int WalkGaps<T>(ReadOnlySpan<T> samples, int at, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        (int expiry, int expiring) = _gaps.NextExpiry(samples.Length);
        ReadOnlySpan<T> before = expiring < 0 ? samples : samples[..(expiry + 1)];
        at = search.FirstOutside(before, at);
        if (at < before.Length)
            at = LeaveFrom(before, at, search);
        // the last sample of these may have gone from one gap to another: that is still the same gap in time
        if (at == before.Length && expiring >= 0 && _gaps.IsOpen(expiring))
            Expire(samples, expiry, expiring);
        return at;
    }

    /// <summary>
    /// The sample at <paramref name="at"/> lies outside what its channel stays within, and enters another region. Spikes are
    /// short, so the samples after it are looked at one by one for as long as they leave too. Returns the place to search on from.
    /// </summary>
    private int LeaveFrom<T>(ReadOnlySpan<T> samples, int at, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        int channels = _states.Length;
        int channel = channels == 1 ? 0 : at % channels;
        int gaps = _gaps.OpenCount;
        do
        {
            Leave(samples, at, channel, search);
            at++;
            if (++channel == channels)
                channel = 0;
        }
        while (at < samples.Length && _gaps.OpenCount == gaps && !search.StaysWithin(channel, samples[at]));
        return at;
    }

    private void Leave<T>(ReadOnlySpan<T> samples, int at, int channel, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        int region = _bands.RegionOf(double.CreateTruncating(samples[at]));
        ref readonly Region entered = ref _bands.Regions[region];
        search.Set(channel, entered.Stay);
        byte state = entered.Code;
        if (state == Bands.Gap)
        {
            bool wasGap = _bands.Regions[_regions[channel]].Code == Bands.Gap;
            _regions[channel] = (byte)region;
            if (wasGap)
                return;
            state = OpenGap(channel, at / _states.Length);
        }
        else
        {
            _regions[channel] = (byte)region;
            if (_gaps.OpenCount > 0)
                _gaps.Close(channel);
        }

        Write(samples, at, channel, state);
    }

    /// <summary>The gap of <paramref name="channel"/> has lasted too long.</summary>
    private void Expire<T>(ReadOnlySpan<T> samples, int at, int channel)
        where T : unmanaged, INumber<T>
    {
        _gaps.Close(channel);
        Write(samples, at, channel, _bands.Undefined);
    }

    /// <summary>The state with which a gap begins: the one before it, while that may hold.</summary>
    private byte OpenGap(int channel, int offset)
    {
        byte state = _states[channel];
        if (state == Bands.None || state == _bands.Undefined || _gaps.Limit == 0)
            return _bands.Undefined;
        _gaps.Open(channel, offset);
        return state;
    }

    private void Write<T>(ReadOnlySpan<T> samples, int at, int channel, byte state)
        where T : unmanaged, INumber<T>
    {
        if (_states[channel] == state)
            return;
        _states[channel] = state;
        _runs.Add(_states.Length == 1 ? at : at / _states.Length, channel, state, _regions[channel], float.CreateTruncating(samples[at]));
    }

    private StaySearch<T> Prepare<T>()
        where T : unmanaged, INumber<T>
    {
        StaySearch<T> search = _search as StaySearch<T> ?? new StaySearch<T>(_states.Length);
        for (int channel = 0; channel < _states.Length; channel++)
            search.Set(channel, _bands.Regions[_regions[channel]].Stay);
        _search = search;
        _isSearchStale = false;
        return search;
    }
}
