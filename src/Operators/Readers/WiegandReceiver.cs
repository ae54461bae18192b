using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>What the receiver found, before it has a stamp.</summary>
/// <param name="Value">The frame, or the fault with what was read.</param>
/// <param name="Start">When its first pulse began.</param>
internal readonly record struct WiegandFinding(Value Value, long Start);

/// <summary>
/// Makes frames of the levels of the lines D0 and D1. Instants are nanoseconds on any axis that goes forward; whoever feeds it runs
/// <see cref="Expire"/> at <see cref="Due"/> before it takes anything that lies at or after that.
/// </summary>
internal sealed class WiegandReceiver(WiegandOptions options)
{
    /// <summary>No deadline.</summary>
    public const long Never = long.MaxValue;

    // beyond so many times the shortest spacing of its bits a frame has a hole
    private const int Irregular = 4;

    // and so many times the longest one without a bit end it
    private const int EndingSpacings = 10;

    private const int Both = 3;

    private readonly long _shortestPulse = options.ShortestPulse.Ticks * 100;
    private readonly long _longestPulse = options.LongestPulse.Ticks * 100;
    private readonly long _shortestSpacing = options.ShortestSpacing.Ticks * 100;
    private readonly long _longestSpacing = options.LongestSpacing.Ticks * 100;
    private readonly long _longestGap = options.LongestGap.Ticks * 100;

    // which lines are pulled low: bit 0 for D0, bit 1 for D1
    private int _lines;
    private bool _isKnown;

    // the lines rest low: what is read is turned round, and told as a fault
    private bool _isInverted;

    // a line is low for longer than any pulse: nothing is read before both are high
    private bool _isStuck;
    private long _pulseStart;
    private int _pulled;

    private UInt128 _bits;
    private int _count;
    private Spoil _spoil;
    private long _first;
    private long _last;
    private long _closest;
    private long _widest;

    /// <summary>Why a frame is none.</summary>
    private enum Spoil : byte
    {
        None,
        TooShort,
        TooLong,
        BothLow,
        LongPulse,
        Spacing,
        Cut,
        LineLow,
        Polarity,
    }

    /// <summary>When it wants <see cref="Expire"/>.</summary>
    public long Due { get; private set; } = Never;

    /// <summary>By how much a duration may be measured wrong: the time between two samples, 0 where edges have times of their own.</summary>
    public long Resolution { get; set; }

    /// <summary>How many pulses were ignored because they were too short.</summary>
    public long Glitches { get; private set; }

    /// <summary>So long after the start of its last bit a frame ends whose widest spacing is <paramref name="spacing"/>, in nanoseconds.</summary>
    public static long GapAfter(WiegandOptions options, long spacing)
    {
        long shortest = options.ShortestGap.Ticks * 100, longest = options.LongestGap.Ticks * 100;
        return Math.Clamp(EndingSpacings * Math.Min(spacing, longest), shortest, longest);
    }

    /// <summary>From <paramref name="at"/> on the lines in <paramref name="low"/> are pulled low: bit 0 is D0, bit 1 D1.</summary>
    public void Take(long at, int low)
    {
        if (!_isKnown)
        {
            // a pulse that began unseen is none, but both lines may rest low
            _isKnown = true;
            _lines = _pulled = low;
            _isStuck = low is not (0 or Both);
            _pulseStart = at;
            Due = low == Both ? at + _longestGap : Never;
            return;
        }

        if (_isInverted)
            low ^= Both;
        if (low == _lines)
            return;
        if (_isInverted && low == Both)
        {
            // both are high: the reader has its power again
            Clear();
            _isKnown = true;
            return;
        }

        int before = _lines;
        _lines = low;
        if (_isStuck)
            _isStuck = low != 0;
        else if (before == 0)
            Begin(at, low);
        else if (low == 0)
            End(at);
        else if (before != Both && low != Both)
            Cross(at, low);
        else
            _pulled |= low;
    }

    /// <summary>The instant <see cref="Due"/> has come: a frame is at its end, or a line is stuck.</summary>
    public WiegandFinding Expire()
    {
        if (_lines == 0)
            return Finish();
        bool isFirst = _count == 0 && _spoil == Spoil.None;
        var finding = new WiegandFinding(FaultOf(_lines == Both ? Spoil.BothLow : Spoil.LineLow), isFirst ? _pulseStart : _first);
        Forget();
        if (_lines == Both)
        {
            _isInverted = true;
            _lines = 0;
        }
        else
        {
            _isStuck = true;
        }

        return finding;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Clear();
        Glitches = 0;
    }

    /// <summary>Forgets the lines and what was begun on them.</summary>
    public void Clear()
    {
        _lines = _pulled = 0;
        _isKnown = _isInverted = _isStuck = false;
        _pulseStart = 0;
        Forget();
    }

    /// <summary>Writes everything.</summary>
    public void Save(StateWriter writer)
    {
        writer.Byte((byte)_lines);
        writer.Byte((byte)_pulled);
        writer.Bool(_isKnown);
        writer.Bool(_isInverted);
        writer.Bool(_isStuck);
        writer.Int64(_pulseStart);
        writer.Bits(Read());
        writer.Int64(_count);
        writer.Byte((byte)_spoil);
        writer.Int64(_first);
        writer.Int64(_last);
        writer.Int64(_closest);
        writer.Int64(_widest);
        writer.Int64(Due);
        writer.Int64(Glitches);
    }

    /// <summary>Reads what <see cref="Save"/> wrote for the same options.</summary>
    public void Load(StateReader reader)
    {
        _lines = reader.Byte();
        _pulled = reader.Byte();
        _isKnown = reader.Bool();
        _isInverted = reader.Bool();
        _isStuck = reader.Bool();
        _pulseStart = reader.Int64();
        ReaderBits bits = reader.Bits();
        _bits = bits.Bits;
        _count = reader.Count(int.MaxValue);
        byte spoil = reader.Byte();
        _spoil = (Spoil)spoil;
        _first = reader.Int64();
        _last = reader.Int64();
        _closest = reader.Int64();
        _widest = reader.Int64();
        Due = reader.Int64();
        Glitches = reader.Int64();
        foreach (long instant in (ReadOnlySpan<long>)[_pulseStart, _first, _last, _closest, _widest])
        {
            // beyond 146 years differences of instants would overflow
            if (Math.Abs(instant / 2) > long.MaxValue / 4)
                throw new StateException($"{instant} ns is no instant of a line.");
        }

        bool waits = (_count > 0 || _spoil != Spoil.None || (_lines != 0 && !_isStuck)) && _isKnown;
        if (_lines > Both || _pulled > Both || spoil > (byte)Spoil.Polarity || bits.Length != Math.Min(_count, ReaderBits.Most) || Glitches < 0 || waits != (Due != Never))
            throw new StateException("The state of the lines is impossible.");
    }

    private void Begin(long at, int low)
    {
        _pulseStart = at;
        _pulled = low;
        Due = at + _longestGap;
    }

    private void End(long at)
    {
        long width = at - _pulseStart;
        // a sampled pulse may have been longer by nearly a sample, or shorter
        if (width + Math.Max(Resolution - 1, 0) < _shortestPulse)
        {
            Glitches++;
            // the frame goes on waiting; it cannot end before now
            Due = _count == 0 && _spoil == Spoil.None ? Never : Math.Max(_last + Gap(), at + 1);
            return;
        }

        Place();
        if (_pulled == Both)
            Mark(Spoil.BothLow);
        else if (width - Resolution > _longestPulse)
            Mark(Spoil.LongPulse);
        if (_pulled != Both)
            Append(_pulled == 2);
        Due = Math.Max(_last + Gap(), at + 1);
    }

    // one line is let go as the other is pulled: two pulses without rest between
    private void Cross(long at, int low)
    {
        if (_pulled == Both)
            return;
        End(at);
        Begin(at, low);
    }

    /// <summary>Puts a pulse at its distance from the one before.</summary>
    private void Place()
    {
        if (_count == 0 && _spoil == Spoil.None)
        {
            _first = _last = _pulseStart;
            return;
        }

        long spacing = _pulseStart - _last;
        _last = _pulseStart;
        bool isSecond = _widest == 0;
        _closest = isSecond ? spacing : Math.Min(_closest, spacing);
        _widest = Math.Max(_widest, spacing);
        if (spacing + Resolution < _shortestSpacing || spacing - Resolution > _longestSpacing)
            Mark(Spoil.Spacing);
        else if (_widest > (Irregular * _closest) + (2 * Resolution))
            Mark(Spoil.Cut);
    }

    private void Append(bool bit)
    {
        if (_count < ReaderBits.Most)
            _bits = (_bits << 1) | (bit ? UInt128.One : UInt128.Zero);
        if (_count < int.MaxValue)
            _count++;
    }

    private void Mark(Spoil spoil)
    {
        if (_spoil == Spoil.None)
            _spoil = spoil;
    }

    private long Gap() => _widest == 0 ? _longestGap : GapAfter(options, _widest);

    private WiegandFinding Finish()
    {
        if (_isInverted)
            _spoil = Spoil.Polarity;
        else if (_spoil == Spoil.None)
            _spoil = _count < options.FewestBits ? Spoil.TooShort : _count > options.MostBits ? Spoil.TooLong : Spoil.None;
        var finding = new WiegandFinding(_spoil == Spoil.None ? Value.Of(new ReaderBits(_count, _bits)) : FaultOf(_spoil), _first);
        Forget();
        return finding;
    }

    private Value FaultOf(Spoil spoil) => Value.Fault(
        spoil switch
        {
            Spoil.TooShort => "too-short",
            Spoil.TooLong => "too-long",
            Spoil.BothLow => "both-low",
            Spoil.LongPulse => "long-pulse",
            Spoil.Spacing => "spacing",
            Spoil.Cut => "cut",
            Spoil.LineLow => "line-low",
            _ => "polarity",
        },
        Read());

    // the bits that were kept
    private ReaderBits Read() => new(Math.Min(_count, ReaderBits.Most), _bits);

    private void Forget()
    {
        _bits = UInt128.Zero;
        _count = 0;
        _spoil = Spoil.None;
        _first = _last = _closest = _widest = 0;
        Due = Never;
    }
}
