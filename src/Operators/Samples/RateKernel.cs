using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// Changes the rate of samples by up / down with one filter for each place that an output sample can take between two
/// input samples. Output m lies at the input index m * down / up and is made of that sample, or the one before it, and
/// those before.
/// </summary>
internal sealed class RateKernel : SampleKernel
{
    // blocks are taken in pieces, so that memory does not depend on them
    private const int MostInPiece = 4096;

    private readonly int _up;
    private readonly int _down;
    private readonly int _taps;
    private readonly float[] _filters;
    private readonly DerivedClock _clock;

    // Channel after channel, earliest sample first, _end of them; moved to the front when the room is used up.
    private readonly float[] _samples;
    private readonly int _room;
    private int _end;

    /// <summary>A kernel that makes <paramref name="up"/> samples of <paramref name="down"/>.</summary>
    public RateKernel(int up, int down, LowPass filter, int channels)
        : base(channels)
    {
        (_up, _down) = (up, down);
        _taps = (int)filter.TapsOf(up, down);
        _filters = filter.Design(up, down);
        _clock = new DerivedClock(up, down, 0);
        _room = (2 * _taps) + MostInPiece;
        _samples = new float[_room * channels];
    }

    public override void Reset() => _end = 0;

    public override void Save(StateWriter writer)
    {
        int kept = Math.Min(_end, _taps - 1);
        writer.Int64(kept);
        for (int channel = 0; channel < Channels; channel++)
        {
            foreach (float sample in Row(channel).Slice(_end - kept, kept))
                writer.Single(sample);
        }
    }

    public override void Load(StateReader reader)
    {
        Reset();
        int kept = reader.Count(_taps - 1);
        for (int channel = 0; channel < Channels; channel++)
        {
            foreach (ref float sample in Row(channel)[..kept])
                sample = reader.Single();
        }

        _end = kept;
    }

    protected override void Step<T>(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        // what is made before a filter is full is left out
        long from = FirstAtOrAfter(input.FirstIndex + Math.Max(0, _taps - 1 - _end)), made = Math.Max(0, FirstAtOrAfter(input.EndIndex) - from);
        Span<float> resampled = Made.Room<float>((int)made * Channels);
        for (int done = 0; done < input.Count;)
        {
            int count = Math.Min(input.Count - done, MostInPiece);
            if (_end + count > _room)
                MoveToFront();
            long first = input.FirstIndex + done, begin = Math.Max(FirstAtOrAfter(first), from), end = FirstAtOrAfter(first + count);
            for (int channel = 0; channel < Channels; channel++)
            {
                Take(samples.Slice(done * Channels, count * Channels), channel, Row(channel).Slice(_end, count));
                if (begin < end)
                    Resample(Row(channel), first, begin, end, resampled[(int)(((begin - from) * Channels) + channel)..]);
            }

            _end += count;
            done += count;
        }

        if (made > 0)
            output.Emit(Made.Block(SampleFormat.Float32, (int)made, from, _clock.Of(input.Clock), Channels));
    }

    private Span<float> Row(int channel) => _samples.AsSpan(channel * _room, _room);

    /// <summary>The first output that lies at or after an input index.</summary>
    private long FirstAtOrAfter(long index)
    {
        Int128 scaled = (Int128)index * _up;
        Int128 whole = scaled / _down;
        return (long)(scaled % _down > 0 ? whole + 1 : whole);
    }

    private void MoveToFront()
    {
        int kept = Math.Min(_end, _taps - 1);
        for (int channel = 0; channel < Channels; channel++)
            Row(channel).Slice(_end - kept, kept).CopyTo(Row(channel));
        _end = kept;
    }

    private void Take<T>(ReadOnlySpan<T> samples, int channel, Span<float> row)
        where T : unmanaged, INumber<T>
    {
        if (Channels == 1)
            Singles.Convert(samples, row);
        else
            Interleaved.Take(samples, channel, Channels, row);
    }

    /// <summary>Makes the outputs from <paramref name="begin"/> up to <paramref name="end"/> of a row in which the sample at index <paramref name="first"/> lies at its end.</summary>
    private void Resample(ReadOnlySpan<float> row, long first, long begin, long end, Span<float> to)
    {
        Int128 place = (Int128)begin * _down;
        int phase = (int)(place % _up), at = (int)((long)(place / _up) - first) + _end - (_taps - 1);
        if (phase < 0)
            (phase, at) = (phase + _up, at - 1);
        int whole = _down / _up, part = _down % _up;
        for (int i = 0; i < (int)(end - begin); i++)
        {
            to[i * Channels] = Filter(row.Slice(at, _taps), _filters.AsSpan(phase * _taps, _taps));
            at += whole;
            phase += part;
            if (phase < _up)
                continue;
            phase -= _up;
            at++;
        }
    }

    /// <summary>The sum of products in 32 lanes by the place in the filter, folded in a fixed order.</summary>
    private static float Filter(ReadOnlySpan<float> samples, ReadOnlySpan<float> filter)
    {
        ref float x = ref MemoryMarshal.GetReference(samples);
        ref float c = ref MemoryMarshal.GetReference(filter);
        Vector512<float> low = Vector512<float>.Zero, high = Vector512<float>.Zero;
        for (nuint at = 0; at < (nuint)filter.Length; at += LowPass.Lanes)
        {
            low += Vector512.LoadUnsafe(ref x, at) * Vector512.LoadUnsafe(ref c, at);
            high += Vector512.LoadUnsafe(ref x, at + 16) * Vector512.LoadUnsafe(ref c, at + 16);
        }

        Vector512<float> all = low + high;
        Vector256<float> eight = all.GetLower() + all.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
