using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Operators.Vectors;

/// <summary>
/// Finds the first sample that lies outside what its channel stays within. Calm signals are all search, so this is where
/// a dense classifier spends its time. Samples of a bank lie interleaved; the bounds of its channels are laid out the
/// same way, so a register takes samples of many channels at once, each beside its own bounds.
/// </summary>
internal sealed class StaySearch<T>
    where T : unmanaged, INumber<T>
{
    private const int Stretch = 1024;
    private const int Unrolled = 4;

    private readonly int _channels;
    private int[]? _places;

    // Bounds by channel, and then again from channel 0 on, so that a register of bounds can be loaded at any channel.
    private readonly T[] _lows;
    private readonly T[] _highs;

    /// <summary>A search over frames of <paramref name="channels"/> samples.</summary>
    public StaySearch(int channels)
    {
        _channels = channels;
        int repeated = channels == 1 ? 1 : channels + Vector512<T>.Count;
        _lows = new T[repeated];
        _highs = new T[repeated];
    }

    /// <summary>Sets what <paramref name="channel"/> stays within.</summary>
    public void Set(int channel, in StayInterval stay)
    {
        (T low, T high) = stay.Ends<T>();
        for (int i = channel; i < _lows.Length; i += _channels)
            (_lows[i], _highs[i]) = (low, high);
    }

    /// <summary>Whether <paramref name="sample"/> lies within what <paramref name="channel"/> stays within.</summary>
    public bool StaysWithin(int channel, T sample) => sample >= _lows[channel] && sample <= _highs[channel];

    /// <summary>The place of the first sample from <paramref name="from"/> on that lies outside; the length where there is none.</summary>
    /// <param name="samples">Whole frames.</param>
    /// <param name="from">Where to start, in samples.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FirstOutside(ReadOnlySpan<T> samples, int from)
    {
        if (Vector512.IsHardwareAccelerated)
            return FirstOutside<Lanes512<T>>(samples, from);
        return Vector256.IsHardwareAccelerated ? FirstOutside<Lanes256<T>>(samples, from) : FirstOutside<Lanes128<T>>(samples, from);
    }

    /// <summary>What <see cref="FirstOutside(ReadOnlySpan{T}, int)"/> finds, at a given width.</summary>
    public int FirstOutside<TLanes>(ReadOnlySpan<T> samples, int from)
        where TLanes : struct, ILanes<TLanes, T> =>
        _channels == 1 ? OfOne<TLanes>(samples, from) : OfMany<TLanes>(samples, from);

    /// <summary>The same, one sample at a time: the meaning, against which the others are tested.</summary>
    public int FirstOutsideScalar(ReadOnlySpan<T> samples, int from)
    {
        int channel = from % _channels;
        for (int at = from; at < samples.Length; at++)
        {
            // written so that NaN is outside
            if (!(samples[at] >= _lows[channel] && samples[at] <= _highs[channel]))
                return at;
            if (++channel == _channels)
                channel = 0;
        }

        return samples.Length;
    }

    /// <summary>
    /// Of one channel: the places of all samples outside, from <paramref name="from"/> up to <paramref name="end"/>, which is at most
    /// 1024 samples on. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<int> AllOutside(ReadOnlySpan<T> samples, int from, out int end)
    {
        if (Vector512.IsHardwareAccelerated)
            return AllOutside<Lanes512<T>>(samples, from, out end);
        return Vector256.IsHardwareAccelerated ? AllOutside<Lanes256<T>>(samples, from, out end) : AllOutside<Lanes128<T>>(samples, from, out end);
    }

    /// <summary>What <see cref="AllOutside(ReadOnlySpan{T}, int, out int)"/> finds, at a given width.</summary>
    public ReadOnlySpan<int> AllOutside<TLanes>(ReadOnlySpan<T> samples, int from, out int end)
        where TLanes : struct, ILanes<TLanes, T>
    {
        end = Math.Min(from + Stretch, samples.Length);
        ref T first = ref MemoryMarshal.GetReference(samples);
        TLanes low = TLanes.All(_lows[0]), high = TLanes.All(_highs[0]);
        Span<int> places = _places ??= new int[Stretch + Unrolled];
        int count = 0;
        int at = from;
        for (; at <= end - 64; at += 64)
        {
            ulong outside = 0;
            for (int lane = 0; lane < 64; lane += TLanes.Count)
                outside |= TLanes.Outside(TLanes.Load(ref first, (nuint)(at + lane)), low, high) << lane;

            // How many there are cannot be foreseen: so a few are always written, and those too many are written over.
            int found = BitOperations.PopCount(outside);
            Span<int> room = places.Slice(count, Unrolled);
            for (int i = 0; i < Unrolled; i++, outside &= outside - 1)
                room[i] = at + BitOperations.TrailingZeroCount(outside);
            for (int i = Unrolled; i < found; i++, outside &= outside - 1)
                places[count + i] = at + BitOperations.TrailingZeroCount(outside);
            count += found;
        }

        for (; at < end; at++)
        {
            if (!StaysWithin(0, samples[at]))
                places[count++] = at;
        }

        return places[..count];
    }

    private int OfOne<TLanes>(ReadOnlySpan<T> samples, int from)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref T first = ref MemoryMarshal.GetReference(samples);
        TLanes low = TLanes.All(_lows[0]), high = TLanes.All(_highs[0]);
        int at = from;
        int width = TLanes.Count;
        while (at <= samples.Length - (4 * width))
        {
            TLanes a = TLanes.Load(ref first, (nuint)at), b = TLanes.Load(ref first, (nuint)(at + width));
            TLanes c = TLanes.Load(ref first, (nuint)(at + (2 * width))), d = TLanes.Load(ref first, (nuint)(at + (3 * width)));
            if (!TLanes.AllWithin(a, b, c, d, low, high))
                break;
            at += 4 * width;
        }

        for (; at <= samples.Length - width; at += width)
        {
            ulong outside = TLanes.Outside(TLanes.Load(ref first, (nuint)at), low, high);
            if (outside != 0)
                return at + BitOperations.TrailingZeroCount(outside);
        }

        return at < samples.Length ? FirstOutsideScalar(samples, at) : at;
    }

    private int OfMany<TLanes>(ReadOnlySpan<T> samples, int from)
        where TLanes : struct, ILanes<TLanes, T>
    {
        ref T first = ref MemoryMarshal.GetReference(samples);
        ref T lows = ref MemoryMarshal.GetArrayDataReference(_lows);
        ref T highs = ref MemoryMarshal.GetArrayDataReference(_highs);
        int at = from;
        int width = TLanes.Count;
        int channel = from % _channels;
        int step = width % _channels;
        for (; at <= samples.Length - width; at += width)
        {
            TLanes x = TLanes.Load(ref first, (nuint)at), low = TLanes.Load(ref lows, (nuint)channel), high = TLanes.Load(ref highs, (nuint)channel);
            if (!TLanes.AllWithin(x, low, high))
                return at + BitOperations.TrailingZeroCount(TLanes.Outside(x, low, high));
            channel += step;
            if (channel >= _channels)
                channel -= _channels;
        }

        return at < samples.Length ? FirstOutsideScalar(samples, at) : at;
    }
}
