using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>What some consecutive samples are made of.</summary>
internal enum SoundPartKind
{
    /// <summary>The payload of a packet.</summary>
    Packet,
    /// <summary>Nothing was sent.</summary>
    Silence,
    /// <summary>A packet was lost: what was before it, fading out.</summary>
    Concealment,
}

/// <summary>Some consecutive samples.</summary>
/// <param name="Kind">What they are made of.</param>
/// <param name="Index">The index of the first frame.</param>
/// <param name="Count">How many frames.</param>
/// <param name="Packet">The packet that is decoded, or before which is concealed: its place in the stream.</param>
/// <param name="Skip">Frames of the packet that have been heard already.</param>
internal readonly record struct SoundPart(SoundPartKind Kind, long Index, int Count, int Packet, int Skip);

/// <summary>
/// Lays the packets of a stream out in time, by their timestamps. A pause of up to <see cref="LongestSilence"/> is silence, a longer one a gap in the
/// indexes. What was lost is concealed (<see cref="LossConcealment"/>); where timestamps cannot be, arrivals say how much time has passed (<see cref="PacketStep"/>).
/// </summary>
internal sealed class SoundPlan
{
    /// <summary>The longest pause that is filled.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(2);

    private readonly PayloadFormat _format;
    private readonly List<SoundPart> _parts = [];

    /// <summary>The plan for those packets of a closed stream whose sound has the rate and the channels of <paramref name="format"/>.</summary>
    public SoundPlan(RtpStream stream, PayloadFormat format)
    {
        _format = format;
        Lay(stream.Packets);
    }

    /// <summary>When the first sample was captured.</summary>
    public SignalTime Start { get; private set; }

    /// <summary>The parts, by index.</summary>
    public IReadOnlyList<SoundPart> Parts => _parts;

    /// <summary>One past the last index.</summary>
    public long EndIndex => _parts.Count == 0 ? 0 : _parts[^1].Index + _parts[^1].Count;

    /// <summary>Frames in all parts.</summary>
    public long Frames => _parts.Sum(p => (long)p.Count);

    /// <summary>Packets that are missing.</summary>
    public long Lost { get; private set; }

    /// <summary>How often timestamps jumped.</summary>
    public long Jumps { get; private set; }

    /// <summary>Pauses that are gaps.</summary>
    public long Gaps { get; private set; }

    private void Lay(List<RtpPacket> packets)
    {
        int last = -1;
        long lastStart = 0, next = 0;
        for (int i = 0; i < packets.Count; i++)
        {
            int frames = FramesOf(packets[i]);
            if (frames == 0)
                continue;
            long start = 0;
            if (last < 0)
            {
                Start = packets[i].Arrival;
            }
            else
            {
                // events and comfort noise are numbered together with sound, and are not lost
                long lost = packets[i].Extended - packets[last].Extended - (i - last);
                Lost += lost;
                start = lastStart + Step(packets[last], packets[i]);
                if (start > next)
                    Fill(next, start - next, lost, last);
            }

            // what has been heard already is not heard again
            int skip = (int)Math.Clamp(next - start, 0, frames);
            if (skip < frames)
                _parts.Add(new SoundPart(SoundPartKind.Packet, start + skip, frames - skip, i, skip));
            (last, lastStart) = (i, start);
            next = Math.Max(next, start + frames);
        }

        void Fill(long index, long count, long lost, int before)
        {
            long longest = (long)(LongestSilence.TotalSeconds * _format.Rate);
            long concealed = Math.Min(Math.Min(count, longest), lost * FramesOf(packets[before]));
            if (concealed > 0)
                _parts.Add(new SoundPart(SoundPartKind.Concealment, index, (int)concealed, before, 0));
            if (count - concealed > longest)
                Gaps++;
            else if (count > concealed)
                _parts.Add(new SoundPart(SoundPartKind.Silence, index + concealed, (int)(count - concealed), before, 0));
        }
    }

    // Frames of sound of this rate and these channels; 0 for all else.
    private int FramesOf(in RtpPacket packet) =>
        packet.Sound is { } sound && sound.Rate == _format.Rate && sound.Channels == _format.Channels ? sound.SamplesIn(packet.Payload.Length) / sound.Channels : 0;

    // How many frames after the last packet's first one a packet begins.
    private long Step(in RtpPacket last, in RtpPacket packet)
    {
        PacketStep step = PacketStep.Of(new SampleRate(_format.Rate), FramesOf(last), packet.Timestamp - last.Timestamp, packet.Arrival - last.Arrival);
        Jumps += step.IsJump ? 1 : 0;
        return step.Frames;
    }
}
