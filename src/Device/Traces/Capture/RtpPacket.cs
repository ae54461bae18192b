using System.Collections.Generic;
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
/// <param name="Timestamp">When it began, on the clock of the sender.</param>
/// <param name="Arrival">When its packet was captured.</param>
/// <param name="IsMarked">Whether its packet has the marker bit.</param>
/// <param name="Said">What the packet says of it; null where it is too short for that.</param>
internal readonly record struct RtpEvent(uint Timestamp, SignalTime Arrival, bool IsMarked, TelephoneEvent? Said)
{
    /// <summary>Whether it says the same as another, whenever that came.</summary>
    public bool IsCopyOf(in RtpEvent other) => this with { Arrival = other.Arrival } == other;
}
