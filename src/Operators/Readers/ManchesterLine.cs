using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// Turns the edges of a Manchester-coded line into its last 64 bits. Every bit has an edge in its middle, and its value is
/// the direction of that edge. Which edges are in the middle is not known at first: both ways to see it are followed, and a
/// stretch without edges of more than half a bit ends the one in which an edge is missing.
/// </summary>
internal sealed class ManchesterLine
{
    private const int Window = 64;
    private const int HalfBits = 2 * Window;

    // from one half of a bit to the next: where each began, as far as the last 64 bits reach
    private readonly long[] _bounds = new long[HalfBits];
    private readonly ulong[] _bits = new ulong[2];
    private readonly int[] _counts = new int[2];
    private int _half;
    private long _last;
    private bool _isFirst;

    private long _least;
    private long _two;
    private long _most;
    private long _nominal;

    /// <summary>The sample with which the 64 bits that <see cref="Edge"/> completed began.</summary>
    public long Start => _bounds[(_half + 1) % HalfBits];

    /// <summary>Sets how many samples half a bit lasts. Half of that to one and a half is one half, up to two and a half are two.</summary>
    public void Rescale(double samplesInHalfBit)
    {
        _least = (long)Math.Ceiling(samplesInHalfBit * 0.5);
        _two = (long)Math.Ceiling(samplesInHalfBit * 1.5);
        _most = (long)Math.Ceiling(samplesInHalfBit * 2.5);
        _nominal = (long)Math.Round(samplesInHalfBit);
    }

    /// <summary>The line has a level from the sample <paramref name="at"/> on; what was before is not known.</summary>
    public void Begin(long at)
    {
        _counts[0] = _counts[1] = 0;
        _last = at;
        _isFirst = true;
    }

    /// <summary>Takes the edge to the sample <paramref name="at"/>. True where it completed 64 bits without a fault.</summary>
    /// <param name="at">The first sample of the new level.</param>
    /// <param name="rising">Whether it is the higher one.</param>
    /// <param name="bits">The bits, the first one highest; a rising edge is 1.</param>
    /// <param name="before">The bit before them, or null where there was none.</param>
    public bool Edge(long at, bool rising, out ulong bits, out bool? before)
    {
        long length = at - _last;
        if (_isFirst || length < _least || length >= _most)
        {
            _counts[0] = _counts[1] = 0;
            _bounds[_half] = Math.Max(_last, at - _nominal);
            _isFirst = false;
        }
        else if (length >= _two)
        {
            _half = (_half + 1) % HalfBits;
            _bounds[_half] = _last + (length / 2);
            _counts[_half & 1] = 0;
        }

        _half = (_half + 1) % HalfBits;
        _bounds[_half] = _last = at;
        int phase = _half & 1;
        before = _counts[phase] == Window ? _bits[phase] >> (Window - 1) == 1 : null;
        _bits[phase] = (_bits[phase] << 1) | (rising ? 1UL : 0);
        _counts[phase] = Math.Min(_counts[phase] + 1, Window);
        bits = _bits[phase];
        return _counts[phase] == Window;
    }

    /// <summary>Forgets all edges; how long half a bit lasts stays.</summary>
    public void Reset()
    {
        Array.Clear(_bounds);
        Array.Clear(_bits);
        Array.Clear(_counts);
        _half = 0;
        _last = 0;
        _isFirst = false;
    }

    /// <summary>Writes the edges and bits, not how long half a bit lasts.</summary>
    public void Save(StateWriter writer)
    {
        writer.Byte((byte)_half);
        writer.Int64(_last);
        writer.Bool(_isFirst);
        for (int phase = 0; phase < 2; phase++)
        {
            writer.Byte((byte)_counts[phase]);
            writer.Int64((long)_bits[phase]);
        }

        foreach (long bound in _bounds)
            writer.Int64(bound);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; <see cref="Rescale"/> comes before the next edge.</summary>
    public void Load(StateReader reader)
    {
        _half = reader.Byte();
        _last = reader.Int64();
        _isFirst = reader.Bool();
        for (int phase = 0; phase < 2; phase++)
        {
            _counts[phase] = reader.Byte();
            _bits[phase] = (ulong)reader.Int64();
        }

        for (int i = 0; i < HalfBits; i++)
        {
            _bounds[i] = reader.Int64();
            if (_bounds[i] > _last)
                throw new StateException("A bit of the line begins after its last edge.");
        }

        if (_half >= HalfBits || _counts[0] > Window || _counts[1] > Window)
            throw new StateException($"A line has no half bit {_half}, nor {Math.Max(_counts[0], _counts[1])} bits.");
    }
}
