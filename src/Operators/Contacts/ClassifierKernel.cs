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
internal sealed class ClassifierKernel : Kernel<SampleBlock, StateBlock>
{
    private const long Closed = long.MinValue;

    private readonly Bands _bands;
    private readonly long _undefinedAfterNanoseconds;
    private readonly RunWriter _runs = new();
    private SampleClock? _clock;
    private long _gapLimit;
    private object? _search;
    private bool _isSearchStale;

    // By channel. A gap is open from its first frame until it has become undefined, and marked closed otherwise.
    private readonly byte[] _regions;
    private readonly byte[] _states;
    private readonly long[] _gapsFrom;
    private int _openGaps;
    private long _frames;

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
        _gapsFrom = new long[channels];
        Reset();
    }

    public override void Step(in SampleBlock input, IEmit<StateBlock> output)
    {
        if (input.Channels != _states.Length)
            throw new ArgumentException($"The input was declared with {_states.Length} channels, not {input.Channels}.", nameof(input));
        if (!ReferenceEquals(input.Clock, _clock))
        {
            _clock = input.Clock;
            _gapLimit = _clock.Rate.PeriodsIn(_undefinedAfterNanoseconds);
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

        _frames += input.Count;
        output.Emit(new StateBlock(_runs.Runs, input.Count, input.FirstIndex, input.Clock, _bands.Type, _bands, input.Channels));
    }

    public override void Reset()
    {
        Array.Fill(_regions, (byte)_bands.Start);
        Array.Fill(_states, Bands.None);
        Array.Fill(_gapsFrom, Closed);
        _openGaps = 0;
        _frames = 0;
        _isSearchStale = true;
    }

    public override void Save(StateWriter writer)
    {
        for (int channel = 0; channel < _states.Length; channel++)
        {
            writer.Byte(_regions[channel]);
            writer.Byte(_states[channel]);
            writer.Int64(_gapsFrom[channel] == Closed ? 0 : _frames - _gapsFrom[channel]);
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
            if (!open)
                continue;
            _gapsFrom[channel] = -inGap;
            _openGaps++;
        }
    }

    private void Walk<T>(ReadOnlySpan<T> samples)
        where T : unmanaged, INumber<T>
    {
        StaySearch<T> search = !_isSearchStale && _search is StaySearch<T> ready ? ready : Prepare<T>();
        int at = 0;
        while (true)
        {
            (int expiry, int expiring) = _openGaps == 0 ? (samples.Length, -1) : NextExpiry(samples.Length);
            int next = search.FirstOutside(samples[..Math.Min(samples.Length, expiry + 1)], at);
            if (next <= expiry && next < samples.Length)
                at = Leave(samples, next, search) + 1;
            else if (expiring >= 0)
                at = Expire(samples, expiry, expiring) + 1;
            else
                return;
        }
    }

    /// <summary>The sample at <paramref name="at"/> lies outside what its channel stays within: it enters another region, and what follows may too. Returns the last place looked at.</summary>
    private int Leave<T>(ReadOnlySpan<T> samples, int at, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        int channels = _states.Length;
        int channel = channels == 1 ? 0 : at % channels;
        int region = _bands.RegionOf(double.CreateTruncating(samples[at]));
        Region entered = _bands.Regions[region];
        bool wasGap = _bands.Regions[_regions[channel]].Code == Bands.Gap;
        _regions[channel] = (byte)region;
        search.Set(channel, entered.Stay);
        byte state = entered.Code;
        if (state != Bands.Gap)
            CloseGap(channel);
        else if (wasGap)
            return at;
        else
            state = OpenGap(channel, _frames + (channels == 1 ? at : at / channels));
        Write(samples, at, channel, state);
        return at;
    }

    /// <summary>The gap of <paramref name="channel"/> has lasted too long.</summary>
    private int Expire<T>(ReadOnlySpan<T> samples, int at, int channel)
        where T : unmanaged, INumber<T>
    {
        CloseGap(channel);
        Write(samples, at, channel, _bands.Undefined);
        return at;
    }

    /// <summary>The state with which a gap begins: the one before it, while that may hold.</summary>
    private byte OpenGap(int channel, long frame)
    {
        byte state = _states[channel];
        if (state == Bands.None || state == _bands.Undefined || _gapLimit == 0)
            return _bands.Undefined;
        _gapsFrom[channel] = frame;
        _openGaps++;
        return state;
    }

    private void CloseGap(int channel)
    {
        if (_gapsFrom[channel] == Closed)
            return;
        _gapsFrom[channel] = Closed;
        _openGaps--;
    }

    private void Write<T>(ReadOnlySpan<T> samples, int at, int channel, byte state)
        where T : unmanaged, INumber<T>
    {
        if (_states[channel] == state)
            return;
        _states[channel] = state;
        _runs.Add(_states.Length == 1 ? at : at / _states.Length, channel, state, _regions[channel], float.CreateTruncating(samples[at]));
    }

    /// <summary>The place of the first sample with which an open gap has lasted too long, and its channel; the length and -1 where that lies beyond the block.</summary>
    private (int At, int Channel) NextExpiry(int length)
    {
        (long at, int channel) = (length, -1);
        for (int i = 0; i < _gapsFrom.Length; i++)
        {
            if (_gapsFrom[i] == Closed)
                continue;
            // clamped, so that a limit of years does not overflow; what is due already is due with the first frame
            long frame = Math.Clamp(_gapsFrom[i] - _frames + _gapLimit, 0, int.MaxValue);
            long place = (frame * _gapsFrom.Length) + i;
            if (place < at)
                (at, channel) = (place, i);
        }

        return ((int)at, channel);
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
