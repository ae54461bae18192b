using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>What may be a stream of RTP, and what speaks for it.</summary>
/// <param name="key">What it is known by.</param>
/// <param name="first">When it was first seen.</param>
internal sealed class RtpFlow(RtpKey key, SignalTime first)
{
    private const int LeastUnnamed = 10;
    private const int MostTypes = 16;

    // event clocks in use; where nothing tells, what telephones have
    private static readonly int[] EventRates = [8000, 16_000, 32_000, 48_000];

    private readonly List<TypeCount> _types = [];
    private readonly RtpOrder _order = new();
    private (SignalTime At, uint Timestamp, ushort Duration) _event;
    private long _eventTicks;
    private long _eventNanoseconds;

    /// <summary>What it is known by.</summary>
    public RtpKey Key => key;

    /// <summary>When it was first seen.</summary>
    public SignalTime First => first;

    /// <summary>When it was last seen.</summary>
    public SignalTime Last { get; private set; }

    /// <summary>Whether so little was seen of it that it is nothing yet.</summary>
    public bool IsFleeting => _order.IsFleeting;

    /// <summary>Takes a packet.</summary>
    public void Take(in RtpHeader header, ReadOnlySpan<byte> payload, SignalTime at)
    {
        _order.Take(header, payload);
        Last = at;
        int type = header.PayloadType;
        TypeCount? count = _types.Find(t => t.Type == type);
        if (count is null)
        {
            if (_types.Count == MostTypes)
                return;
            _types.Add(count = new TypeCount(type));
        }

        count.Packets++;
        if (!TelephoneEvent.MayBe(payload) || !TelephoneEvent.TryRead(payload, out TelephoneEvent said))
            return;
        count.Events++;
        if (_event.Timestamp == header.Timestamp)
        {
            // late ones say nothing of how fast it grows
            if (said.Duration <= _event.Duration)
                return;
            if (said.Duration - _event.Duration < ushort.MaxValue / 2)
            {
                _eventTicks += said.Duration - _event.Duration;
                _eventNanoseconds += at - _event.At;
            }
        }

        _event = (at, header.Timestamp, said.Duration);
    }

    /// <summary>Whether it is a stream of sound or events.</summary>
    public bool IsStream(SipCalls calls)
    {
        if (_types.Any(t => calls.Format(key.Source, key.Destination, t.Type) is not null))
            return true;
        if (calls.IsOtherMedia(key.Source, key.Destination) || key.Ssrc == 0 || !_order.IsStream)
            return false;
        return _types.All(t => PayloadFormat.Of(t.Type) is not null || t.Type >= PayloadFormat.FirstDynamic)
            && _types.Any(t => PayloadFormat.Of(t.Type) is not null || t.IsEvents || t.Packets >= LeastUnnamed);
    }

    /// <summary>What its payload types stand for, in the order in which they were first seen; null where nobody says.</summary>
    public IEnumerable<(int Type, PayloadFormat? Format, long Packets)> Formats(SipCalls calls)
    {
        int soundRate = _types.Select(t => Named(calls, t.Type)).FirstOrDefault(f => f is { Kind: not (PayloadKind.Events or PayloadKind.ComfortNoise or PayloadKind.Redundant) })?.Rate ?? InferredRate();
        foreach (TypeCount count in _types)
            yield return (count.Type, Named(calls, count.Type) ?? (count.IsEvents ? new PayloadFormat(PayloadKind.Events, "telephone-event", soundRate) : null), count.Packets);
    }

    private PayloadFormat? Named(SipCalls calls, int type) => calls.Format(key.Source, key.Destination, type) ?? PayloadFormat.Of(type);

    // How fast durations grow tells the clock of events that come without sound.
    private int InferredRate()
    {
        if (_eventNanoseconds <= 0)
            return EventRates[0];
        double hertz = _eventTicks * 1e9 / _eventNanoseconds;
        return EventRates.MinBy(r => Math.Abs(r - hertz));
    }

    private sealed class TypeCount(int type)
    {
        public int Type => type;

        public long Packets { get; set; }

        public long Events { get; set; }

        public bool IsEvents => type >= PayloadFormat.FirstDynamic && Events == Packets;
    }
}
