using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Live.Inputs;

/// <summary>
/// Makes sound and digits of RTP as it comes. It listens to one sender, after two packets whose numbers are near each other, until that one is silent for
/// <see cref="Abandoned"/>. Packets go on in the order of their numbers: where one is missing those behind it wait up to <see cref="LongestWait"/> for it; then it is
/// lost, and concealed as in captures. Nothing waits otherwise. Allocates nothing per packet. It is passive: time is an argument.
/// </summary>
internal sealed class RtpReceiver
{
    /// <summary>How long packets wait for one before them.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(60);

    /// <summary>Silent for so long, a sender may be replaced by another.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromMilliseconds(500);

    /// <summary>The most bytes of a packet that are taken.</summary>
    public const int MostBytes = 4096;

    private const int Slots = 64;

    private readonly PayloadFormat?[] _formats = new PayloadFormat?[128];
    private readonly TelephoneEventReceiver? _events;
    private readonly RtpPlayout? _playout;
    private readonly Slot[] _slots = new Slot[Slots];
    private readonly byte[] _candidate = new byte[MostBytes];
    private int _candidateLength;
    private SignalTime _candidateAt;
    private bool _isLocked;
    private uint _ssrc;
    private SignalTime _heard;
    private SequenceTracker _sequence;
    private long _next = -1;
    private int _waiting;

    /// <summary>A receiver.</summary>
    /// <param name="formats">What payload types stand for.</param>
    /// <param name="playout">Takes the sound; null where nobody wants it.</param>
    /// <param name="events">Takes telephone events; null where nobody wants them.</param>
    public RtpReceiver(ImmutableDictionary<int, PayloadFormat> formats, RtpPlayout? playout, TelephoneEventReceiver? events)
    {
        for (int type = 0; type < _formats.Length; type++)
            _formats[type] = formats.GetValueOrDefault(type) ?? PayloadFormat.Of(type);
        _playout = playout;
        _events = events;
        for (int i = 0; i < Slots; i++)
            _slots[i] = new Slot();
    }

    /// <summary>What was left out, and how often.</summary>
    public IEnumerable<(string What, long Count)> Counts =>
    [
        ("packets lost and concealed", Lost),
        ("packets that came twice or too late", Late),
        ("packets whose numbers fit nothing", Strays),
        ("packets of other senders", Foreign),
        ("packets that are not decoded", Undecoded),
        ("datagrams that are no RTP", NotRtp),
        ("jumps of timestamps", _playout?.Jumps ?? 0),
        ("telephone events that are no digits", _events?.Others ?? 0),
        ("telephone events that are malformed", _events?.Malformed ?? 0),
    ];

    /// <summary>Packets that never came.</summary>
    public long Lost { get; private set; }

    /// <summary>Packets that came when they had been given up, or twice.</summary>
    public long Late { get; private set; }

    /// <summary>Packets far from the others.</summary>
    public long Strays { get; private set; }

    /// <summary>Packets of senders that are not listened to.</summary>
    public long Foreign { get; private set; }

    /// <summary>Packets of payload types that are not known, or of another rate than the port's.</summary>
    public long Undecoded { get; private set; }

    /// <summary>Datagrams that are something else.</summary>
    public long NotRtp { get; private set; }

    /// <summary>When <see cref="Advance"/> has something to do though nothing comes; never for nothing.</summary>
    public SignalTime Due => SignalTime.Min(_waiting > 0 ? OldestWaiting() + LongestWait : SignalTime.Never, _events?.Due ?? SignalTime.Never);

    /// <summary>Takes a datagram that came at <paramref name="now"/>.</summary>
    public void Accept(ReadOnlySpan<byte> datagram, SignalTime now)
    {
        if (!RtpHeader.TryRead(datagram, out RtpHeader header) || datagram.Length > MostBytes)
        {
            // reports beside the sound are no surprise
            NotRtp += RtpHeader.IsControl(datagram) ? 0 : 1;
            return;
        }

        if (!_isLocked || header.Ssrc != _ssrc)
        {
            if (_isLocked && now - _heard < Abandoned.Ticks * 100)
            {
                Foreign++;
                return;
            }

            if (StepFromCandidate(header, now) is not { } step)
            {
                KeepCandidate(datagram, now);
                return;
            }

            Lock(header.Ssrc);
            _heard = now;
            // in the order of their numbers, and time goes on
            if (step > 0)
                TakeCandidate(_candidateAt);
            Take(header, datagram, now);
            if (step < 0)
                TakeCandidate(now);
            return;
        }

        _heard = now;
        Take(header, datagram, now);
    }

    /// <summary>Nothing else has come until <paramref name="now"/>.</summary>
    public void Advance(SignalTime now)
    {
        _events?.Advance(now);
        Drain(now);
    }

    private void KeepCandidate(ReadOnlySpan<byte> datagram, SignalTime now)
    {
        datagram.CopyTo(_candidate);
        (_candidateLength, _candidateAt) = (datagram.Length, now);
    }

    // A sender, and one that numbers anew, is believed with the second packet, if that is near the first.
    private int? StepFromCandidate(in RtpHeader header, SignalTime now)
    {
        if (_candidateLength == 0 || now - _candidateAt > Abandoned.Ticks * 100)
            return null;
        return RtpHeader.TryRead(_candidate.AsSpan(0, _candidateLength), out RtpHeader first) && first.Ssrc == header.Ssrc ? SequenceTracker.StepBetween(first.Sequence, header.Sequence) : null;
    }

    private void Lock(uint ssrc)
    {
        Flush();
        _isLocked = true;
        _ssrc = ssrc;
        _sequence = default;
    }

    private void TakeCandidate(SignalTime at)
    {
        ReadOnlySpan<byte> first = Candidate(out RtpHeader header);
        Take(header, first, at);
    }

    // It is a candidate no more.
    private ReadOnlySpan<byte> Candidate(out RtpHeader header)
    {
        ReadOnlySpan<byte> first = _candidate.AsSpan(0, _candidateLength);
        _candidateLength = 0;
        RtpHeader.TryRead(first, out header);
        return first;
    }

    private void Take(in RtpHeader header, ReadOnlySpan<byte> datagram, SignalTime now)
    {
        if (_formats[header.PayloadType]?.Kind == PayloadKind.Events)
            _events?.Accept(now, header.Ssrc, header.Timestamp, header.IsMarked, datagram.Slice(header.Start, header.Length));
        switch (_sequence.Next(header.Sequence, out long extended))
        {
            case SequenceStep.Stray:
                Strays++;
                KeepCandidate(datagram, now);
                break;
            case SequenceStep.StrayAgain:
                Late++;
                break;
            case SequenceStep.Restart:
                BeginAnew(header, extended, datagram, now);
                break;
            default:
                Place(header, extended, datagram, now);
                break;
        }
    }

    // The stray before was the sender's too, and goes on as the first packet of a sender does; its events have been heard.
    private void BeginAnew(in RtpHeader header, long extended, ReadOnlySpan<byte> datagram, SignalTime now)
    {
        Flush();
        int step = StepFromCandidate(header, now) ?? 0;
        if (step > 0)
            PlaceCandidate(extended - step, _candidateAt);
        Place(header, extended, datagram, now);
        if (step < 0)
            PlaceCandidate(extended - step, now);
    }

    private void PlaceCandidate(long extended, SignalTime at)
    {
        Strays--;
        ReadOnlySpan<byte> stray = Candidate(out RtpHeader header);
        Place(header, extended, stray, at);
    }

    private void Place(in RtpHeader header, long extended, ReadOnlySpan<byte> datagram, SignalTime now)
    {
        if (_next < 0)
            _next = extended;
        if (extended < _next)
        {
            Late++;
            return;
        }

        while (extended - _next >= Slots)
            GoOn();
        Slot slot = _slots[extended % Slots];
        if (slot.Extended == extended)
        {
            Late++;
            return;
        }

        PayloadFormat? format = _formats[header.PayloadType];
        bool isSound = _playout is { } playout && format is not null && playout.Takes(format);
        Undecoded += isSound || format is { Kind: PayloadKind.Events or PayloadKind.ComfortNoise } || (_playout is null && format is not null) ? 0 : 1;
        slot.Fill(extended, header.Timestamp, now, isSound ? format : null, datagram.Slice(header.Start, header.Length));
        _waiting++;
        Drain(now);
    }

    private void Drain(SignalTime now)
    {
        while (_waiting > 0 && (_slots[_next % Slots].Extended == _next || now >= OldestWaiting() + LongestWait))
            GoOn();
    }

    // What waits is played, with what is missing lost; the next packet begins anew.
    private void Flush()
    {
        while (_waiting > 0)
            GoOn();
        _next = -1;
        _playout?.Begin();
    }

    private void GoOn()
    {
        Slot slot = _slots[_next % Slots];
        if (slot.Extended != _next)
        {
            Lost++;
            _playout?.Lose();
        }
        else
        {
            _waiting--;
            slot.Extended = -1;
            if (slot.Sound is { } format)
                _playout!.Play(format, slot.Payload, slot.Timestamp, slot.Arrival);
        }

        _next++;
    }

    private SignalTime OldestWaiting()
    {
        SignalTime oldest = SignalTime.Never;
        foreach (Slot slot in _slots)
        {
            if (slot.Extended >= 0)
                oldest = SignalTime.Min(oldest, slot.Arrival);
        }

        return oldest;
    }

    private sealed class Slot
    {
        private readonly byte[] _bytes = new byte[MostBytes];
        private int _length;

        public long Extended { get; set; } = -1;

        public uint Timestamp { get; private set; }

        public SignalTime Arrival { get; private set; }

        public PayloadFormat? Sound { get; private set; }

        public ReadOnlySpan<byte> Payload => _bytes.AsSpan(0, _length);

        public void Fill(long extended, uint timestamp, SignalTime arrival, PayloadFormat? sound, ReadOnlySpan<byte> payload)
        {
            (Extended, Timestamp, Arrival, Sound, _length) = (extended, timestamp, arrival, sound, payload.Length);
            payload.CopyTo(_bytes);
        }
    }
}
