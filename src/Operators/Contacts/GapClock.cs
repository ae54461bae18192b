using System;

namespace Reactive.Operators;

/// <summary>
/// How long the channels of a bank have been in a gap, counted in frames, and which gap will have lasted too long first. The
/// open ones are linked in the order in which they began, so that none has to be looked for.
/// </summary>
internal sealed class GapClock
{
    private const long Closed = long.MinValue;
    private const int None = -1;

    // By channel: the frame a gap began with, and the gaps that began before and after it.
    private readonly long[] _from;
    private readonly int[] _earlier;
    private readonly int[] _later;
    private int _first = None;
    private int _last = None;
    private long _frames;

    /// <summary>A clock with no gap open.</summary>
    /// <param name="channels">Samples in a frame, 1 to 1024.</param>
    public GapClock(int channels)
    {
        _from = new long[channels];
        _earlier = new int[channels];
        _later = new int[channels];
        Reset();
    }

    /// <summary>How many gaps are open.</summary>
    public int OpenCount { get; private set; }

    /// <summary>How many frames a gap may last; 0 where none may.</summary>
    public long Limit { get; set; }

    /// <summary>Closes all gaps and counts from 0; the limit stays.</summary>
    public void Reset()
    {
        Array.Fill(_from, Closed);
        (_first, _last) = (None, None);
        OpenCount = 0;
        _frames = 0;
    }

    /// <summary>A block of <paramref name="frames"/> is over.</summary>
    public void Pass(int frames) => _frames += frames;

    /// <summary>Whether a gap of <paramref name="channel"/> is open.</summary>
    public bool IsOpen(int channel) => _from[channel] != Closed;

    /// <summary>Frames since a gap of <paramref name="channel"/> was opened, up to the present block; 0 where none is open.</summary>
    public long FramesOf(int channel) => IsOpen(channel) ? _frames - _from[channel] : 0;

    /// <summary>Opens a gap of <paramref name="channel"/>, which has none, at an offset in the present block; below 0 lies before it.</summary>
    public void Open(int channel, long offset)
    {
        long from = _frames + offset;
        int before = _last;
        // what is opened now began last; only what is loaded comes in another order
        while (before != None && (_from[before], before).CompareTo((from, channel)) > 0)
            before = _earlier[before];
        int after = before == None ? _first : _later[before];
        _from[channel] = from;
        (_earlier[channel], _later[channel]) = (before, after);
        Link(before, channel);
        Link(channel, after);
        OpenCount++;
    }

    /// <summary>Closes the gap of <paramref name="channel"/> where one is open.</summary>
    public void Close(int channel)
    {
        if (!IsOpen(channel))
            return;
        _from[channel] = Closed;
        Link(_earlier[channel], _later[channel]);
        OpenCount--;
    }

    /// <summary>
    /// The sample with which the first of the open gaps has lasted too long, as a place in the present block of <paramref name="length"/>
    /// samples, and its channel; the length and -1 where that lies beyond the block. At least one gap is open.
    /// </summary>
    public (int At, int Channel) NextExpiry(int length)
    {
        int channel = _first;
        long frame = FrameOfExpiry(channel);
        // with a limit that became shorter, several may have lasted too long before the block began: in its first frame they go by channels
        for (int next = _later[channel]; frame <= 0 && next != None && FrameOfExpiry(next) <= 0; next = _later[next])
            channel = Math.Min(channel, next);
        // a limit may be of years
        long place = (Math.Clamp(frame, 0, int.MaxValue) * _from.Length) + channel;
        return place < length ? ((int)place, channel) : (length, None);
    }

    private long FrameOfExpiry(int channel) => _from[channel] - _frames + Limit;

    private void Link(int earlier, int later)
    {
        if (earlier == None)
            _first = later;
        else
            _later[earlier] = later;
        if (later == None)
            _last = earlier;
        else
            _earlier[later] = earlier;
    }
}
