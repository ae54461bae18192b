using System;

namespace Reactive.Device.Telephony;

/// <summary>How a packet stands to those before it.</summary>
internal enum SequenceStep
{
    /// <summary>The first one, or later than all before; packets between may be missing.</summary>
    Ahead,
    /// <summary>Earlier than the latest, or the same again; or a late one of the numbers before the sender began anew.</summary>
    Behind,
    /// <summary>Too far away to be of the same count: a stray, or the first after a restart.</summary>
    Stray,
    /// <summary>The last stray once more.</summary>
    StrayAgain,
    /// <summary>Near the last stray, and nothing but packets behind came between: the sender has started to count anew.</summary>
    Restart,
}

/// <summary>
/// Extends the sequence numbers of RTP, which wrap at 65,536, to numbers that do not (RFC 3550, appendix A.1). A number that is 3,000 and more ahead of the
/// latest, and 100 and more behind it, is a stray. It is believed with another that is near it, unless the old numbers go on between the two; then a new run of
/// extended numbers begins, far above all before.
/// </summary>
internal struct SequenceTracker
{
    /// <summary>How far the second packet of a sender may be from the first, to be believed: where packets never come in order it is seldom the next.</summary>
    public const int MostAfterStray = 16;

    private const int MostDropped = 3000;
    private const int MostMisordered = 100;

    // what still comes of the old numbers is near the last of them, and comes before the new ones have got far
    private const int MostAfterRestart = 8;

    private const int RunBits = 32;
    private const long First = ushort.MaxValue + 1L;

    private bool _hasBegun;
    private ushort _latest;
    private int _stray;
    private ushort _latestBefore;
    private long _highestBefore;

    /// <summary>The highest extended number so far.</summary>
    public long Highest { get; private set; }

    /// <summary>How often the sender had begun anew when it sent the packet of an extended number.</summary>
    public static long RunOf(long extended) => extended >> RunBits;

    /// <summary>Takes the next packet's number.</summary>
    /// <param name="sequence">The number as it was sent.</param>
    /// <param name="extended">
    /// Its extended number; the first packet's is 65,536. A stray's is the one that it has if a later packet proves it to be a restart.
    /// </param>
    public SequenceStep Next(ushort sequence, out long extended)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            _stray = -1;
            Highest = extended = First;
            _latest = sequence;
            return SequenceStep.Ahead;
        }

        int afterBefore = (short)(sequence - _latestBefore);
        if (_highestBefore > 0 && Math.Abs(afterBefore) <= MostAfterStray && Highest <= FirstOf(RunOf(Highest)) + MostAfterRestart)
        {
            extended = _highestBefore + afterBefore;
            return SequenceStep.Behind;
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

        extended = FirstOf(RunOf(Highest) + 1);
        if (_stray < 0 || StepBetween((ushort)_stray, sequence) is not { } afterStray)
        {
            SequenceStep step = _stray == sequence ? SequenceStep.StrayAgain : SequenceStep.Stray;
            _stray = sequence;
            return step;
        }

        (_latestBefore, _highestBefore) = (_latest, Highest);
        _latest = afterStray > 0 ? sequence : (ushort)_stray;
        _stray = -1;
        Highest = extended + Math.Max(0, afterStray);
        extended += afterStray;
        return SequenceStep.Restart;
    }

    /// <summary>From the first packet of a sender, or of new numbers, to the second, where that is near enough for the sender to be believed; else null.</summary>
    public static int? StepBetween(ushort first, ushort second)
    {
        int step = (short)(second - first);
        return step != 0 && Math.Abs(step) <= MostAfterStray ? step : null;
    }

    private static long FirstOf(long run) => (run << RunBits) + First;
}
