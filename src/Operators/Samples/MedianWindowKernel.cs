using System;
using System.Numerics;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// The median of the last n samples from a sorted copy of the window: each sample takes the place of the one that leaves,
/// and what lies between them moves by one. Samples are kept as whole numbers in the same order, NaN above all others.
/// </summary>
internal sealed class MedianWindowKernel<T> : FormatKernel<T>
    where T : unmanaged, INumber<T>
{
    private const int NotANumber = int.MaxValue;

    private readonly int _length;

    // channel after channel: the samples in a ring, and sorted
    private readonly int[] _ring;
    private readonly int[] _sorted;
    private int _at;
    private bool _isStarted;

    /// <summary>A median over <paramref name="length"/> samples of each channel.</summary>
    public MedianWindowKernel(int length, SampleFormat format, int channels)
        : base(format, channels)
    {
        _length = length;
        _ring = new int[length * channels];
        _sorted = new int[length * channels];
    }

    public override void Reset()
    {
        _at = 0;
        _isStarted = false;
    }

    public override void Save(StateWriter writer)
    {
        writer.Bool(_isStarted);
        if (!_isStarted)
            return;
        writer.Int64(_at);
        foreach (int key in _ring)
            writer.Sample(SampleOf(key));
    }

    public override void Load(StateReader reader)
    {
        Reset();
        if (!reader.Bool())
            return;
        int at = reader.Count(_length - 1);
        foreach (ref int key in _ring.AsSpan())
            key = KeyOf(reader.Sample<T>());
        for (int channel = 0; channel < Channels; channel++)
            Sort(channel);
        (_at, _isStarted) = (at, true);
    }

    protected override void Step(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        for (int channel = 0; channel < Channels && !_isStarted; channel++)
        {
            _ring.AsSpan(channel * _length, _length).Fill(KeyOf(samples[channel]));
            Sort(channel);
        }

        _isStarted = true;
        Span<T> medians = Made.Room<T>(samples.Length);
        int at = 0;
        for (int channel = 0; channel < Channels; channel++)
        {
            Span<int> ring = _ring.AsSpan(channel * _length, _length), sorted = _sorted.AsSpan(channel * _length, _length);
            at = _at;
            for (int i = channel; i < samples.Length; i += Channels)
            {
                int key = KeyOf(samples[i]);
                Replace(sorted, ring[at], key);
                ring[at] = key;
                at = at + 1 == _length ? 0 : at + 1;
                medians[i] = SampleOf(typeof(T) == typeof(float) && sorted[^1] == NotANumber ? NotANumber : sorted[_length / 2]);
            }
        }

        _at = at;
        output.Emit(Made.Block(Format, input.Count, input.FirstIndex, input.Clock, Channels));
    }

    private static void Replace(Span<int> sorted, int leaving, int coming)
    {
        if (leaving == coming)
            return;
        int from = sorted.BinarySearch(leaving);
        if (coming > leaving)
        {
            Span<int> above = sorted[(from + 1)..];
            int between = CountBelow(above, coming);
            above[..between].CopyTo(sorted[from..]);
            sorted[from + between] = coming;
        }
        else
        {
            int to = CountBelow(sorted[..from], coming);
            sorted[to..from].CopyTo(sorted[(to + 1)..]);
            sorted[to] = coming;
        }
    }

    private static int CountBelow(ReadOnlySpan<int> sorted, int key)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < key)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Sort(int channel)
    {
        Span<int> sorted = _sorted.AsSpan(channel * _length, _length);
        _ring.AsSpan(channel * _length, _length).CopyTo(sorted);
        sorted.Sort();
    }

    // floats in the order of their bits, negative ones turned round: -0 lies below 0
    private static int KeyOf(T sample)
    {
        if (typeof(T) != typeof(float))
            return int.CreateTruncating(sample);
        float single = float.CreateTruncating(sample);
        if (float.IsNaN(single))
            return NotANumber;
        int bits = BitConverter.SingleToInt32Bits(single);
        return bits < 0 ? bits ^ int.MaxValue : bits;
    }

    private static T SampleOf(int key)
    {
        if (typeof(T) != typeof(float))
            return T.CreateTruncating(key);
        return T.CreateTruncating(BitConverter.Int32BitsToSingle(key < 0 ? key ^ int.MaxValue : key));
    }
}
