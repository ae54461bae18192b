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
    /// <summary>The one after a stray: the sender has started to count anew.</summary>
    Restart,
}

/// <summary>
/// Extends the sequence numbers of RTP, which wrap at 65,536, to numbers that do not (RFC 3550, appendix A.1). A jump of 3,000 and
/// more is believed once a second packet follows it; then the count goes on where it was.
/// </summary>
internal struct SequenceTracker
{
    private const int MostDropped = 3000;
    private const int MostMisordered = 100;

    private bool _hasBegun;
    private ushort _latest;
    private int _expectedAfterStray;

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
            _expectedAfterStray = -1;
            Highest = extended = ushort.MaxValue + 1L;
            _latest = sequence;
            return SequenceStep.Ahead;
        }

        int ahead = (ushort)(sequence - _latest);
        if (ahead is > 0 and < MostDropped)
        {
            _latest = sequence;
            _expectedAfterStray = -1;
            extended = Highest += ahead;
            return SequenceStep.Ahead;
        }

        if (ahead == 0 || ahead > ushort.MaxValue + 1 - MostMisordered)
        {
            extended = Highest - (ushort)(_latest - sequence);
            return SequenceStep.Behind;
        }

        extended = Highest + 1;
        if (sequence != _expectedAfterStray)
        {
            _expectedAfterStray = (ushort)(sequence + 1);
            return SequenceStep.Stray;
        }

        _expectedAfterStray = -1;
        _latest = sequence;
        // the stray before it takes the number between
        extended = Highest += 2;
        return SequenceStep.Restart;
    }
}
