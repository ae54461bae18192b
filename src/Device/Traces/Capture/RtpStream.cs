using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>
/// The packets of one sender, gathered as they were captured, and then put in order (<see cref="RtpSequence"/>). So a stream that came out of order gives
/// what it gives in order, its sound and its digits.
/// </summary>
internal sealed class RtpStream
{
    private readonly PayloadPool _pool;
    private readonly Dictionary<int, PayloadFormat> _formats = [];
    private readonly RtpSequence _sequence = new();
    private readonly List<Stamped<Value>> _digits = [];
    private readonly TelephoneEventReceiver _events;

    /// <summary>The stream that a survey has found.</summary>
    public RtpStream(RtpFlow flow, SipCalls calls, PayloadPool pool)
    {
        _pool = pool;
        Key = flow.Key;
        foreach ((int type, PayloadFormat? format, long packets) in flow.Formats(calls))
        {
            Types.Add((type, format, packets));
            if (format is not null)
                _formats[type] = format;
        }

        PayloadFormat? events = Types.Select(t => t.Format).FirstOrDefault(f => f?.Kind == PayloadKind.Events);
        HasEvents = events is not null;
        _events = new TelephoneEventReceiver(events?.Rate ?? 8000, _digits.Add);
    }

    /// <summary>What it is known by.</summary>
    public RtpKey Key { get; }

    /// <summary>Its payload types, what they stand for, and how many packets there were of each.</summary>
    public List<(int Type, PayloadFormat? Format, long Packets)> Types { get; } = [];

    /// <summary>Whether it brings telephone events.</summary>
    public bool HasEvents { get; }

    /// <summary>The digits of its telephone events, by stamp, once <see cref="Close"/> was called.</summary>
    public List<Stamped<Value>> Digits => _digits;

    /// <summary>Its packets: once <see cref="Close"/> was called in the order of their numbers, each once.</summary>
    public List<RtpPacket> Packets => _sequence.Packets;

    /// <summary>Packets that came more than once.</summary>
    public long Repeated => _sequence.Repeated;

    /// <summary>Packets that came after one that was sent later.</summary>
    public long Misordered => _sequence.Misordered;

    /// <summary>Packets whose numbers fit nothing before or behind them.</summary>
    public long Strays => _sequence.Strays;

    /// <summary>Packets of which only the start was captured, or that were too many to be kept.</summary>
    public long Unkept { get; private set; }

    /// <summary>Events that are no digits.</summary>
    public long OtherEvents => _events.Others;

    /// <summary>Event packets that are too short.</summary>
    public long MalformedEvents => _events.Malformed;

    /// <summary>Takes a packet.</summary>
    public void Take(in RtpHeader header, in Datagram datagram)
    {
        ReadOnlySpan<byte> payload = datagram.Payload.Span.Slice(header.Start, header.Length);
        PayloadFormat? format = _formats.GetValueOrDefault(header.PayloadType);
        List<RtpEvent>? events = null;
        if (format?.Kind == PayloadKind.Redundant)
            format = Unpack(header, ref payload, datagram.Time, ref events);
        else if (format?.Kind == PayloadKind.Events)
            Add(ref events, header.Timestamp, datagram.Time, header.IsMarked, payload);
        PooledPayload kept = default;
        bool isSound = format is { IsSound: true };
        if (isSound && (!datagram.IsWhole || !_pool.TryAdd(payload, out kept)))
        {
            Unkept++;
            isSound = false;
            // lost, but for its events
            if (events is null)
                return;
        }

        _sequence.Take(header.Sequence, new RtpPacket(0, header.Timestamp, datagram.Time, isSound ? format : null, kept, events));
    }

    /// <summary>Nothing else comes: <paramref name="end"/> is the time of the last packet of the capture.</summary>
    public void Close(SignalTime end)
    {
        _sequence.Close();
        foreach ((SignalTime at, RtpEvent said) in _sequence.Events)
            _events.Accept(at, Key.Ssrc, said.Timestamp, said.IsMarked, said.Said);
        _events.Advance(end);
        // what goes on at the end of the capture is over there, for all that anybody knows
        if (_events.Due != SignalTime.Never)
            _events.Advance(_events.Due);
    }

    // Events may come again within later packets; of sound the packet's own is enough.
    private PayloadFormat? Unpack(in RtpHeader header, ref ReadOnlySpan<byte> payload, SignalTime arrival, ref List<RtpEvent>? events)
    {
        var blocks = new RedundantPayload(payload, header.Timestamp);
        while (blocks.TryNext(out RedundantBlock block))
        {
            PayloadFormat? format = _formats.GetValueOrDefault(block.PayloadType) ?? PayloadFormat.Of(block.PayloadType);
            ReadOnlySpan<byte> within = payload.Slice(block.Start, block.Length);
            if (format?.Kind == PayloadKind.Events)
                Add(ref events, block.Timestamp, arrival, block.IsPrimary && header.IsMarked, within);
            if (!block.IsPrimary)
                continue;
            payload = within;
            return format;
        }

        return null;
    }

    private static void Add(ref List<RtpEvent>? events, uint timestamp, SignalTime arrival, bool isMarked, ReadOnlySpan<byte> payload) =>
        (events ??= new List<RtpEvent>(1)).Add(new RtpEvent(timestamp, arrival, isMarked, TelephoneEvent.TryRead(payload, out TelephoneEvent said) ? said : null));
}
