using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>
/// Puts the packets of one sender in the order of their numbers, each once. The first in order has the time at which the first was captured, the second that
/// of the second, and so on; where the sender begins to number anew, that begins anew too. Telephone events come with their packets.
/// </summary>
internal sealed class RtpSequence
{
    private readonly List<RtpPacket> _came = [];
    private readonly List<Stray> _strays = [];
    private readonly List<RtpPacket> _packets = [];
    private readonly List<(SignalTime At, RtpEvent Event)> _events = [];
    private SequenceTracker _tracker;

    /// <summary>The packets, once <see cref="Close"/> was called.</summary>
    public List<RtpPacket> Packets => _packets;

    /// <summary>The events, those of strays too, by the time at which they come, once <see cref="Close"/> was called.</summary>
    public IEnumerable<(SignalTime At, RtpEvent Event)> Events => _events.OrderBy(e => e.At);

    /// <summary>Packets that came more than once.</summary>
    public long Repeated { get; private set; }

    /// <summary>Packets that came after one that was sent later.</summary>
    public long Misordered { get; private set; }

    /// <summary>Packets whose numbers fit nothing before or behind them.</summary>
    public long Strays { get; private set; }

    /// <summary>Takes the next packet that came, with its number as it was sent.</summary>
    public void Take(ushort number, in RtpPacket packet)
    {
        long highest = _tracker.Highest;
        SequenceStep step = _tracker.Next(number, out long extended);
        if (step is SequenceStep.Stray or SequenceStep.StrayAgain)
        {
            _strays.Add(new Stray(number, highest, step == SequenceStep.StrayAgain, packet));
            return;
        }

        if (step == SequenceStep.Restart)
            Settle(number, extended, highest);
        _came.Add(packet with { Extended = extended });
    }

    /// <summary>Nothing else comes.</summary>
    public void Close()
    {
        foreach (Stray stray in _strays)
            GiveUp(stray);
        _strays.Clear();
        long highest = long.MinValue;
        foreach (RtpPacket packet in _came.OrderBy(p => p.Arrival))
        {
            Misordered += packet.Extended < highest ? 1 : 0;
            highest = Math.Max(highest, packet.Extended);
        }

        // stable: of those that came twice the first is taken
        RtpPacket[] ordered = [.. _came.OrderBy(p => p.Extended)];
        _came.Clear();
        _came.TrimExcess();
        for (int start = 0, end = 0; start < ordered.Length; start = end)
        {
            long run = SequenceTracker.RunOf(ordered[start].Extended);
            while (end < ordered.Length && SequenceTracker.RunOf(ordered[end].Extended) == run)
                end++;
            AddRun(ordered.AsSpan(start, end - start));
        }

        _packets.TrimExcess();
    }

    // The sender numbers anew: the strays of late that are near its number are of the new numbers, even where some of the old came between.
    private void Settle(ushort number, long extended, long highest)
    {
        foreach (Stray stray in _strays)
        {
            int after = (short)(stray.Number - number);
            if (Math.Abs(after) <= SequenceTracker.MostAfterStray && highest - stray.Highest <= SequenceTracker.MostAfterStray)
                _came.Add(stray.Packet with { Extended = extended + after });
            else
                GiveUp(stray);
        }

        _strays.Clear();
    }

    // Its sound has no place, but a digit is one wherever it is.
    private void GiveUp(in Stray stray)
    {
        Strays += stray.IsCopy ? 0 : 1;
        Repeated += stray.IsCopy ? 1 : 0;
        foreach (RtpEvent said in stray.Packet.Events ?? [])
            _events.Add((said.Arrival, said));
    }

    private void AddRun(ReadOnlySpan<RtpPacket> run)
    {
        int first = _packets.Count;
        // nothing is lost between the last number and those that begin anew
        long left = first == 0 ? 0 : run[0].Extended - _packets[^1].Extended - 1;
        foreach (RtpPacket packet in run)
        {
            long number = packet.Extended - left;
            if (_packets.Count > first && _packets[^1].Extended == number)
                Join(packet);
            else
                _packets.Add(packet with { Extended = number });
        }

        SignalTime[] arrivals = [.. _packets.Skip(first).Select(p => p.Arrival).Order()];
        for (int i = 0; i < arrivals.Length; i++)
        {
            RtpPacket packet = _packets[first + i];
            _packets[first + i] = packet with { Arrival = arrivals[i] };
            // those that share the number come as long after the packet as they came
            foreach (RtpEvent said in packet.Events ?? [])
                _events.Add((arrivals[i].AddNanoseconds(said.Arrival - packet.Arrival), said));
        }
    }

    // Some senders give all packets of an event one number; what is only sent or captured once more says nothing new.
    private void Join(in RtpPacket packet)
    {
        Repeated++;
        RtpPacket kept = _packets[^1];
        foreach (RtpEvent said in packet.Events ?? [])
        {
            if (kept.Events is null)
                _packets[^1] = kept = kept with { Events = [] };
            if (!kept.Events!.Exists(e => e.IsCopyOf(said)))
                kept.Events.Add(said);
        }
    }

    // What fits nothing so far, and how far the numbers had come that it does not fit.
    private readonly record struct Stray(ushort Number, long Highest, bool IsCopy, RtpPacket Packet);
}
