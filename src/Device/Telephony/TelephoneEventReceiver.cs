using System;
using Reactive.Signals;

namespace Reactive.Device.Telephony;

/// <summary>
/// Turns the packets of telephone events (RFC 4733) into digits: one that it has begun, with the first packet that is seen of it, and one
/// that it is over. It began as long before that packet as the packet says that it has lasted. An event is over with its end packet,
/// with the next event, or when nothing has come for <see cref="Silence"/>. Allocates nothing.
/// </summary>
/// <remarks>
/// An event is known by sender, timestamp and code; what comes of it once more, or late, is passed over. Those that last longer than
/// 16 bits of ticks come in segments, which are joined; so are those of senders that move the timestamp within an event, or let the
/// duration wrap. The marker bit is needed for nothing.
/// </remarks>
/// <param name="rate">Ticks of the event clock a second.</param>
/// <param name="emit">Takes digits, in the order of their stamps.</param>
internal sealed class TelephoneEventReceiver(int rate, Action<Stamped<Value>> emit)
{
    /// <summary>Nothing for so long, and an event is over: four packets of the interval of 50 ms that senders are asked to keep.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(200);

    private const uint SegmentTicks = 0xffff;
    private const int Remembered = 16;
    private const int LateSeconds = 10;

    private readonly (uint Ssrc, uint Timestamp, byte Code)[] _known = new (uint, uint, byte)[Remembered];
    private int _knownCount;
    private bool _isOn;
    private uint _ssrc;
    private byte _code;
    private uint _timestamp;
    private long _ticksBefore;
    private ushort _duration;
    private SignalTime _since;
    private SignalTime _last;

    /// <summary>Events that are no digits: each counts once.</summary>
    public long Others { get; private set; }

    /// <summary>Payloads that are too short to be an event.</summary>
    public long Malformed { get; private set; }

    /// <summary>Digits so far.</summary>
    public long Digits { get; private set; }

    /// <summary>Takes a packet.</summary>
    /// <param name="arrival">When it came; not before that of the packet before.</param>
    /// <param name="ssrc">Who sent it.</param>
    /// <param name="timestamp">Its RTP timestamp: when the event, or this segment of it, began.</param>
    /// <param name="isMarked">Its marker bit.</param>
    /// <param name="payload">Its payload.</param>
    public void Accept(SignalTime arrival, uint ssrc, uint timestamp, bool isMarked, ReadOnlySpan<byte> payload) =>
        Accept(arrival, ssrc, timestamp, isMarked, TelephoneEvent.TryRead(payload, out TelephoneEvent said) ? said : null);

    /// <summary>Takes a packet that was read before: null is one that is too short.</summary>
    /// <inheritdoc cref="Accept(SignalTime, uint, uint, bool, ReadOnlySpan{byte})"/>
    public void Accept(SignalTime arrival, uint ssrc, uint timestamp, bool isMarked, TelephoneEvent? read)
    {
        Advance(arrival);
        if (read is not { } said)
        {
            Malformed++;
            return;
        }

        if (said.Digit is null)
        {
            Others += IsKnown(ssrc, timestamp, said.Code) ? 0 : 1;
            Remember(ssrc, timestamp, said.Code);
            return;
        }

        if (_isOn && ssrc == _ssrc && said.Code == _code && Continues(timestamp, isMarked, said.Duration))
            _last = arrival;
        else if (IsKnown(ssrc, timestamp, said.Code) || said.Duration == 0)
            return;
        else
            Begin(arrival, ssrc, timestamp, said);
        if (said.IsEnd)
            End(arrival);
    }

    /// <summary>Nothing else has come until <paramref name="now"/>.</summary>
    public void Advance(SignalTime now)
    {
        if (_isOn && now - _last >= Silence.Ticks * 100)
            End(_last + Silence);
    }

    /// <summary>When <see cref="Advance"/> ends the event that goes on; never where there is none.</summary>
    public SignalTime Due => _isOn ? _last + Silence : SignalTime.Never;

    private void Begin(SignalTime arrival, uint ssrc, uint timestamp, in TelephoneEvent said)
    {
        if (_isOn)
            End(arrival);
        (_isOn, _ssrc, _code, _timestamp, _ticksBefore, _duration) = (true, ssrc, said.Code, timestamp, 0, said.Duration);
        _since = SignalTime.Max(SignalTime.Zero, arrival.AddNanoseconds(-Nanoseconds(said.Duration)));
        _last = arrival;
        Remember(ssrc, timestamp, said.Code);
        Digits++;
        emit(new Stamped<Value>(Value.Digit(said.Digit!.Value, carrier: DigitCarrier.RtpEvent), arrival, _since));
    }

    private void End(SignalTime at)
    {
        _isOn = false;
        // since it was over, as of tones: that is known a little later
        long lasted = Nanoseconds(_ticksBefore + _duration);
        emit(new Stamped<Value>(Value.DigitOver(Value.Digits[_code], lasted, DigitCarrier.RtpEvent), at, SignalTime.Min(_since.AddNanoseconds(lasted), at)));
    }

    // Whether a packet is of the event that goes on. Late ones of it change nothing: durations are compared as numbers that wrap.
    private bool Continues(uint timestamp, bool isMarked, ushort duration)
    {
        int longer = (short)(duration - _duration);
        if (timestamp == _timestamp)
        {
            if (longer > 0)
                Lengthen(duration);
            return true;
        }

        uint later = timestamp - _timestamp;
        if (isMarked || later > SegmentTicks + 1)
            return false;
        if (later >= SegmentTicks && _duration > SegmentTicks / 2)
        {
            _ticksBefore += later;
            _timestamp = timestamp;
            _duration = duration;
            Remember(_ssrc, timestamp, _code);
            return true;
        }

        // a new press of the same key begins after this one; what begins within it is the same press under another timestamp
        if (later > _duration || longer <= 0)
            return false;
        Lengthen(duration);
        Remember(_ssrc, timestamp, _code);
        return true;
    }

    private void Lengthen(ushort duration)
    {
        if (duration < _duration)
            _ticksBefore += ushort.MaxValue + 1;
        _duration = duration;
    }

    // Whether it has been seen, or is older than what has been seen last: then its time is over.
    private bool IsKnown(uint ssrc, uint timestamp, byte code)
    {
        foreach ((uint knownSsrc, uint known, byte knownCode) in _known.AsSpan(0, Math.Min(_knownCount, Remembered)))
        {
            if (knownSsrc == ssrc && known == timestamp && knownCode == code)
                return true;
        }

        if (_knownCount == 0)
            return false;
        (uint lastSsrc, uint last, _) = _known[(_knownCount - 1) % Remembered];
        return lastSsrc == ssrc && (int)(last - timestamp) > 0 && last - timestamp < (uint)rate * LateSeconds;
    }

    private void Remember(uint ssrc, uint timestamp, byte code)
    {
        if (_knownCount > 0 && _known[(_knownCount - 1) % Remembered] == (ssrc, timestamp, code))
            return;
        _known[_knownCount % Remembered] = (ssrc, timestamp, code);
        // counts on without end, but stays above what is remembered
        _knownCount = _knownCount == int.MaxValue / Remembered * Remembered ? Remembered : _knownCount + 1;
    }

    private long Nanoseconds(long ticks) => new SampleRate(rate).NanosecondsOf(ticks);
}
