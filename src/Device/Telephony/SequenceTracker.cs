using System;

namespace Reactive.Device.Telephony;

/// <summary>How a packet stands to those before it.</summary>
internal enum SequenceStep
{
    /// <summary>The first one, or later than all before; packets between may be missing.</summary>
    Ahead,
    /// <summary>Earlier than the latest, or the same again.</summary>
    Behind,
    /// <summary>Too far away to be of the same count: a stray, or the first after a restart.</summary>
    Stray,
    /// <summary>Next to a stray just before it: the sender has started to count anew.</summary>
    Restart,
}

/// <summary>
/// Extends the sequence numbers of RTP, which wrap at 65,536, to numbers that do not (RFC 3550, appendix A.1). A jump of 3,000 and
/// more is believed with the next packet, if that is near it; then the count goes on a little higher, with room for what comes late of the new numbers.
/// </summary>
internal struct SequenceTracker
{
    /// <summary>How far the second packet of a sender may be from the first, to be believed: where packets never come in order it is seldom the next.</summary>
    public const int MostAfterStray = 16;

    private const int MostDropped = 3000;
    private const int MostMisordered = 100;

    private bool _hasBegun;
    private ushort _latest;
    private int _stray;

    /// <summary>The highest extended number so far.</summary>
    public long Highest { get; private set; }

    /// <summary>Takes the next packet's number.</summary>
    /// <param name="sequence">The number as it was sent.</param>
    /// <param name="extended">
    /// Its extended number; the first packet's is 65,536. A stray's is the one that it has if the next packet proves it to be a restart.
    /// </param>
    public SequenceStep Next(ushort sequence, out long extended)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            _stray = -1;
            Highest = extended = ushort.MaxValue + 1L;
            _latest = sequence;
            return SequenceStep.Ahead;
        }

        int ahead = (ushort)(sequence - _latest);
        if (ahead is > 0 and < MostDropped)
        {
            _latest = sequence;
            _stray = -1;
            extended = Highest += ahead;
            return SequenceStep.Ahead;
        }

        if (ahead == 0 || ahead > ushort.MaxValue + 1 - MostMisordered)
        {
            extended = Highest - (ushort)(_latest - sequence);
            return SequenceStep.Behind;
        }

        extended = Highest + MostMisordered;
        int afterStray = _stray < 0 ? 0 : (short)(sequence - _stray);
        if (afterStray == 0 || Math.Abs(afterStray) > MostAfterStray)
        {
            _stray = sequence;
            return SequenceStep.Stray;
        }

        _latest = afterStray > 0 ? sequence : (ushort)_stray;
        _stray = -1;
        Highest = extended + Math.Max(0, afterStray);
        extended += afterStray;
        return SequenceStep.Restart;
    }
}
