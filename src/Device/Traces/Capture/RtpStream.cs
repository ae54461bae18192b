using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>A packet of a stream.</summary>
/// <param name="Extended">Its sequence number, which does not wrap.</param>
/// <param name="Timestamp">Its timestamp, which does.</param>
/// <param name="Arrival">When it was captured.</param>
/// <param name="Sound">How its payload is decoded; null where it holds no sound that is.</param>
/// <param name="Payload">The payload of sound.</param>
/// <param name="Events">The telephone events that it brings; null for none.</param>
internal readonly record struct RtpPacket(long Extended, uint Timestamp, SignalTime Arrival, PayloadFormat? Sound, PooledPayload Payload, List<RtpEvent>? Events);

/// <summary>A telephone event of a packet.</summary>
/// <param name="Timestamp">When it began.</param>
/// <param name="IsMarked">Whether its packet has the marker bit.</param>
/// <param name="Payload">As much of its payload as is read.</param>
internal readonly record struct RtpEvent(uint Timestamp, bool IsMarked, PooledPayload Payload);

/// <summary>
/// The packets of one sender, gathered as they were captured, and then put in order: the first in order has the time at which the first was captured, the
/// second that of the second, and so on. So a stream that came out of order gives what it gives in order, its sound and its digits.
/// </summary>
internal sealed class RtpStream
{
    private readonly PayloadPool _pool;
    private readonly Dictionary<int, PayloadFormat> _formats = [];
    private readonly List<RtpPacket> _packets = [];
    private readonly List<Stamped<Value>> _digits = [];
    private readonly TelephoneEventReceiver _events;
    private SequenceTracker _sequence;
    private readonly List<long> _lastBeforeRestarts = [];
    private RtpPacket? _stray;

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
    public List<RtpPacket> Packets => _packets;

    /// <summary>Packets that came more than once.</summary>
    public long Repeated { get; private set; }

    /// <summary>Packets that came after one that was sent later.</summary>
    public long Misordered { get; private set; }

    /// <summary>Packets whose numbers fit nothing before or behind them.</summary>
    public long Strays { get; private set; }

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
            format = Unpack(header, ref payload, ref events);
        else if (format?.Kind == PayloadKind.Events)
            Keep(header.Timestamp, header.IsMarked, payload, ref events);
        PooledPayload kept = default;
        bool isSound = format is { IsSound: true };
        if (isSound && (!datagram.IsWhole || !_pool.TryAdd(payload, out kept)))
        {
            Unkept++;
            return;
        }

        Number(header.Sequence, new RtpPacket(0, header.Timestamp, datagram.Time, isSound ? format : null, kept, events));
    }

    /// <summary>Nothing else comes: <paramref name="end"/> is the time of the last packet of the capture.</summary>
    public void Close(SignalTime end)
    {
        Order();
        SignalTime[] arrivals = [.. _packets.Select(p => p.Arrival).Order()];
        for (int i = 0; i < arrivals.Length; i++)
        {
            _packets[i] = _packets[i] with { Arrival = arrivals[i] };
            foreach (RtpEvent said in _packets[i].Events ?? [])
                _events.Accept(arrivals[i], Key.Ssrc, said.Timestamp, said.IsMarked, _pool[said.Payload]);
        }

        _events.Advance(end);
        // what goes on at the end of the capture is over there, for all that anybody knows
        if (_events.Due != SignalTime.Never)
            _events.Advance(_events.Due);
    }

    private void Order()
    {
        Strays += _stray is null ? 0 : 1;
        long highest = long.MinValue;
        foreach (RtpPacket packet in _packets)
        {
            Misordered += packet.Extended < highest ? 1 : 0;
            highest = Math.Max(highest, packet.Extended);
        }

        // stable: of those that came twice the first is taken
        RtpPacket[] ordered = [.. _packets.OrderBy(p => p.Extended)];
        _packets.Clear();
        long left = 0;
        int restarts = 0;
        foreach (RtpPacket packet in ordered)
        {
            // nothing is lost between the last number and those that begin anew
            for (; restarts < _lastBeforeRestarts.Count && packet.Extended > _lastBeforeRestarts[restarts]; restarts++)
                left = packet.Extended - _packets[^1].Extended - 1;
            long number = packet.Extended - left;
            if (_packets.Count == 0 || _packets[^1].Extended != number)
            {
                _packets.Add(packet with { Extended = number });
                continue;
            }

            Repeated++;
            // some senders give the packets of an event one number
            if (packet.Events is { } more)
                _packets[^1].Events?.AddRange(more);
        }

        _packets.TrimExcess();
    }

    private void Number(ushort sequence, in RtpPacket packet)
    {
        long highest = _sequence.Highest;
        switch (_sequence.Next(sequence, out long extended))
        {
            case SequenceStep.Stray:
                Strays += _stray is null ? 0 : 1;
                _stray = packet with { Extended = extended };
                return;
            case SequenceStep.Restart when _stray is { } before:
                _lastBeforeRestarts.Add(highest);
                _packets.Add(before);
                break;
            default:
                Strays += _stray is null ? 0 : 1;
                break;
        }

        _stray = null;
        _packets.Add(packet with { Extended = extended });
    }

    // Events may come again within later packets; of sound the packet's own is enough.
    private PayloadFormat? Unpack(in RtpHeader header, ref ReadOnlySpan<byte> payload, ref List<RtpEvent>? events)
    {
        var blocks = new RedundantPayload(payload, header.Timestamp);
        while (blocks.TryNext(out RedundantBlock block))
        {
            PayloadFormat? format = _formats.GetValueOrDefault(block.PayloadType) ?? PayloadFormat.Of(block.PayloadType);
            ReadOnlySpan<byte> within = payload.Slice(block.Start, block.Length);
            if (format?.Kind == PayloadKind.Events)
                Keep(block.Timestamp, block.IsPrimary && header.IsMarked, within, ref events);
            if (!block.IsPrimary)
                continue;
            payload = within;
            return format;
        }

        return null;
    }

    private void Keep(uint timestamp, bool isMarked, ReadOnlySpan<byte> payload, ref List<RtpEvent>? events)
    {
        if (_pool.TryAdd(payload[..Math.Min(payload.Length, TelephoneEvent.Bytes)], out PooledPayload kept))
            (events ??= new List<RtpEvent>(1)).Add(new RtpEvent(timestamp, isMarked, kept));
        else
            Unkept++;
    }
}
