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
/// <param name="Payload">The payload.</param>
internal readonly record struct RtpPacket(long Extended, uint Timestamp, SignalTime Arrival, PayloadFormat? Sound, PooledPayload Payload);

/// <summary>The packets of one sender, gathered in the order in which they were captured, and the digits of its telephone events.</summary>
internal sealed class RtpStream
{
    private readonly PayloadPool _pool;
    private readonly Dictionary<int, PayloadFormat> _formats = [];
    private readonly List<RtpPacket> _packets = [];
    private readonly List<Stamped<Value>> _digits = [];
    private readonly TelephoneEventReceiver _events;
    private SequenceTracker _sequence;
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

    /// <summary>The digits of its telephone events, by stamp.</summary>
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
        if (format?.Kind == PayloadKind.Redundant)
            format = Unpack(header, datagram.Time, ref payload);
        else if (format?.Kind == PayloadKind.Events)
            _events.Accept(datagram.Time, header.Ssrc, header.Timestamp, header.IsMarked, payload);
        PooledPayload kept = default;
        bool isSound = format is { IsSound: true };
        if (isSound && (!datagram.IsWhole || !_pool.TryAdd(payload, out kept)))
        {
            Unkept++;
            return;
        }

        Number(header.Sequence, new RtpPacket(0, header.Timestamp, datagram.Time, isSound ? format : null, kept));
    }

    /// <summary>Nothing else comes: <paramref name="end"/> is the time of the last packet of the capture.</summary>
    public void Close(SignalTime end)
    {
        _events.Advance(end);
        // what goes on at the end of the capture is over there, for all that anybody knows
        if (_events.Due != SignalTime.Never)
            _events.Advance(_events.Due);
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
        foreach (RtpPacket packet in ordered)
        {
            if (_packets.Count == 0 || _packets[^1].Extended != packet.Extended)
                _packets.Add(packet);
            else
                Repeated++;
        }

        _packets.TrimExcess();
    }

    private void Number(ushort sequence, in RtpPacket packet)
    {
        switch (_sequence.Next(sequence, out long extended))
        {
            case SequenceStep.Stray:
                Strays += _stray is null ? 0 : 1;
                _stray = packet with { Extended = extended };
                return;
            case SequenceStep.Restart when _stray is { } before:
                _packets.Add(before with { Extended = extended - 1 });
                break;
            default:
                Strays += _stray is null ? 0 : 1;
                break;
        }

        _stray = null;
        _packets.Add(packet with { Extended = extended });
    }

    // Events may come again within later packets; of sound the packet's own is enough.
    private PayloadFormat? Unpack(in RtpHeader header, SignalTime at, ref ReadOnlySpan<byte> payload)
    {
        var blocks = new RedundantPayload(payload, header.Timestamp);
        while (blocks.TryNext(out RedundantBlock block))
        {
            PayloadFormat? format = _formats.GetValueOrDefault(block.PayloadType) ?? PayloadFormat.Of(block.PayloadType);
            ReadOnlySpan<byte> within = payload.Slice(block.Start, block.Length);
            if (format?.Kind == PayloadKind.Events)
                _events.Accept(at, header.Ssrc, block.Timestamp, block.IsPrimary && header.IsMarked, within);
            if (!block.IsPrimary)
                continue;
            payload = within;
            return format;
        }

        return null;
    }
}
