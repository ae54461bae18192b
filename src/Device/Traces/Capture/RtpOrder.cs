using System;
using Reactive.Device.Telephony;

namespace Reactive.Device.Traces.Capture;

/// <summary>
/// Whether the packets of one sender follow each other as those of RTP sound do. Each is compared with those whose numbers are next to its own, in
/// whatever order they came. Memory, and the time that a packet takes, are constant.
/// </summary>
/// <remarks>
/// A step is two packets with numbers next to each other, both seen among the last <see cref="Window"/> numbers, whose timestamps fit:
/// <code>
/// two of sound            time passes from one to the next, whatever their types
/// two telephone events    those of one press share their timestamp
/// one of each             an event has the time at which it began, which may lie back
/// all                     no more than MostTicks apart
/// </code>
/// Every number of the window counts once, so that it is not enough to have few numbers and to repeat them.
/// </remarks>
internal sealed class RtpOrder
{
    // 640 ms of packets of 20 ms: nobody who listens waits so long for one that is late
    private const int Window = 32;
    // three packets in a row, however they came
    private const int LeastSteps = 2;
    // 131 s of a telephone's clock; of pairs of random timestamps one in 4,096 is as near and grows
    private const int MostTicks = 1 << 20;

    private readonly Seen[] _seen = new Seen[Window];
    private ushort _highest;
    private long _packets;
    private long _steps;

    /// <summary>Whether so little was seen that it is nothing yet.</summary>
    public bool IsFleeting => _steps < LeastSteps;

    /// <summary>Whether it is a stream: at least two steps, and at least one for every two packets after the first.</summary>
    public bool IsStream => !IsFleeting && _steps * 2 >= _packets - 1;

    /// <summary>Takes the next packet that came.</summary>
    public void Take(in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        bool mayBeEvent = header.PayloadType >= PayloadFormat.FirstDynamic && TelephoneEvent.MayBe(payload);
        var packet = new Seen(header.Sequence, header.Timestamp, (byte)header.PayloadType, mayBeEvent, IsThere: true);
        int ahead = (short)(packet.Number - _highest);
        if (_packets == 0 || Math.Abs(ahead) >= Window)
        {
            // the first one, or the sender numbers anew
            Array.Clear(_seen);
            _highest = packet.Number;
        }
        else if (Find(packet.Number, out Seen same))
        {
            // twice the same is what a capture on all interfaces has
            _packets += same == packet ? 0 : 1;
            return;
        }
        else if (ahead > 0)
        {
            _highest = packet.Number;
        }

        _packets++;
        _steps += Find(packet.Number - 1, out Seen before) && packet.Follows(before) ? 1 : 0;
        _steps += Find(packet.Number + 1, out Seen after) && after.Follows(packet) ? 1 : 0;
        _seen[packet.Number % Window] = packet;
    }

    private bool Find(int number, out Seen found)
    {
        found = _seen[(ushort)number % Window];
        return found.IsThere && found.Number == (ushort)number;
    }

    private readonly record struct Seen(ushort Number, uint Timestamp, byte PayloadType, bool MayBeEvent, bool IsThere)
    {
        public bool Follows(in Seen before)
        {
            int ticks = (int)(Timestamp - before.Timestamp);
            int least = !MayBeEvent && !before.MayBeEvent ? 1 : PayloadType == before.PayloadType ? 0 : -MostTicks;
            return ticks >= least && ticks <= MostTicks;
        }
    }
}
