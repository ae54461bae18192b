using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// The median of the last 1, 3 or 5 samples by smallest and largest of pairs: no branches, so many samples (and channels,
/// which lie between them) at once. Both propagate NaN, and so does what is built of them.
/// </summary>
internal sealed class MedianNetworkKernel<T>(int length, SampleFormat format, int channels) : FormatKernel<T>(format, channels)
    where T : unmanaged, INumber<T>
{
    /// <summary>The longest window that has a network.</summary>
    public const int MostSamples = 5;

    private readonly int _before = (length - 1) * channels;

    // the samples before the block, then the block
    private T[] _samples = new T[(length - 1) * channels];
    private bool _isStarted;

    public override void Reset() => _isStarted = false;

    public override void Save(StateWriter writer)
    {
        writer.Bool(_isStarted);
        foreach (T sample in _samples.AsSpan(0, _isStarted ? _before : 0))
            writer.Sample(sample);
    }

    public override void Load(StateReader reader)
    {
        _isStarted = reader.Bool();
        foreach (ref T sample in _samples.AsSpan(0, _isStarted ? _before : 0))
            sample = reader.Sample<T>();
    }

    protected override void Step(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        if (_samples.Length < _before + samples.Length)
            Array.Resize(ref _samples, Math.Max(_before + samples.Length, 2 * _samples.Length));
        for (int i = 0; i < _before && !_isStarted; i++)
            _samples[i] = samples[i % Channels];
        _isStarted = true;
        samples.CopyTo(_samples.AsSpan(_before));
        Span<T> medians = Made.Room<T>(samples.Length);
        if (length == 1)
            samples.CopyTo(medians);
        else
            Medians(medians);
        _samples.AsSpan(samples.Length, _before).CopyTo(_samples);
        output.Emit(Made.Block(Format, input.Count, input.FirstIndex, input.Clock, Channels));
    }

    private void Medians(Span<T> medians)
    {
        ref T first = ref MemoryMarshal.GetArrayDataReference(_samples);
        ref T to = ref MemoryMarshal.GetReference(medians);
        int step = Channels, width = Vector512<T>.Count, at = 0;
        for (; at <= medians.Length - width; at += width)
        {
            Vector512<T> a = Vector512.LoadUnsafe(ref first, (nuint)at), b = Vector512.LoadUnsafe(ref first, (nuint)(at + step)), c = Vector512.LoadUnsafe(ref first, (nuint)(at + (2 * step)));
            Vector512<T> median = length == 3
                ? Of(a, b, c)
                : Of(a, b, c, Vector512.LoadUnsafe(ref first, (nuint)(at + (3 * step))), Vector512.LoadUnsafe(ref first, (nuint)(at + (4 * step))));
            median.StoreUnsafe(ref to, (nuint)at);
        }

        for (; at < medians.Length; at++)
        {
            Span<T> window = _samples.AsSpan(at);
            medians[at] = length == 3
                ? Of(window[0], window[step], window[2 * step])
                : Of(window[0], window[step], window[2 * step], window[3 * step], window[4 * step]);
        }
    }

    private static Vector512<T> Of(Vector512<T> a, Vector512<T> b, Vector512<T> c) =>
        Vector512.Max(Vector512.Min(a, b), Vector512.Min(Vector512.Max(a, b), c));

    // the least of the larger and the largest of the smaller of two pairs, with the fifth
    private static Vector512<T> Of(Vector512<T> a, Vector512<T> b, Vector512<T> c, Vector512<T> d, Vector512<T> e) =>
        Of(Vector512.Max(Vector512.Min(a, b), Vector512.Min(c, d)), Vector512.Min(Vector512.Max(a, b), Vector512.Max(c, d)), e);

    private static T Of(T a, T b, T c) => T.Max(T.Min(a, b), T.Min(T.Max(a, b), c));

    private static T Of(T a, T b, T c, T d, T e) => Of(T.Max(T.Min(a, b), T.Min(c, d)), T.Min(T.Max(a, b), T.Max(c, d)), e);
}
