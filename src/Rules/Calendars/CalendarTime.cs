using System;
using Reactive.Signals;

namespace Reactive.Rules;

/// <summary>Signal time and wall time, as the last anchor ties them together.</summary>
/// <param name="Signal">The signal time of the anchor.</param>
/// <param name="Wall">The wall time there.</param>
internal readonly record struct WallClock(SignalTime Signal, long Wall)
{
    /// <summary>Wall time at a signal time.</summary>
    public long At(SignalTime time) => Math.Clamp(CivilTime.Plus(Wall, CivilTime.Plus(time.Nanoseconds, -Signal.Nanoseconds)), CivilTime.Least, CivilTime.Most);

    /// <summary>The signal time at which the wall clock shows <paramref name="wall"/>.</summary>
    public SignalTime When(long wall) => wall == CivilTime.Never ? SignalTime.Never : Signal.AddNanoseconds(CivilTime.Plus(wall, -Wall));
}

/// <summary>What a calendar passes when it moves on: what lies after the start of the span and not after its end.</summary>
/// <param name="Origin">When the run started, from which it counts what needs no wall time.</param>
/// <param name="FromSignal">Its start.</param>
/// <param name="ToSignal">Its end.</param>
/// <param name="FromWall">Its start in wall time.</param>
/// <param name="ToWall">Its end in wall time.</param>
/// <param name="SeenWall">The wall time at which states are seen.</param>
/// <param name="Clock">Ties both times together; null where wall time is not known, and then wall times mean nothing.</param>
internal readonly record struct RunSpan(SignalTime Origin, SignalTime FromSignal, SignalTime ToSignal, long FromWall, long ToWall, long SeenWall, WallClock? Clock);

/// <summary>
/// How far the calendar of a run has come, and what a step of the wall clock does to it. Everything up to where it stands is done. A step back by
/// less than a minute takes nothing back: it stands still until the clock has caught up. A longer one starts it anew there. A step forward by
/// up to an hour leaves what was jumped over to happen at the step; a longer one skips it.
/// </summary>
internal sealed class CalendarTime
{
    private const long ShortestBack = CivilTime.Minute;
    private const long LongestForward = CivilTime.Hour;

    private WallClock? _clock;
    private bool _begun;
    private long _wall;
    private SignalTime _signal = SignalTime.BeforeStart;
    private SignalTime _origin = SignalTime.BeforeStart;

    /// <summary>The clock is set.</summary>
    /// <param name="done">The last signal time that is wholly run.</param>
    /// <param name="at">From when on.</param>
    /// <param name="wall">What it shows then.</param>
    public void Anchor(SignalTime done, SignalTime at, long wall)
    {
        WallClock clock = new(at, Math.Clamp(wall, -CivilTime.Most, CivilTime.Most));
        if (_begun && _clock is WallClock before)
        {
            long old = before.At(done), set = clock.At(done);
            _wall = Math.Max(_wall, old);
            if (set - old > LongestForward || _wall - set >= ShortestBack)
                _wall = set;
        }

        _clock = clock;
    }

    /// <summary>Moves on to <paramref name="now"/>. What comes at the very instant at which wall time is first known is not passed then but by the next move: nothing is missed at the start.</summary>
    /// <returns>What was passed.</returns>
    public RunSpan Advance(SignalTime now)
    {
        // the first move is the start of the run
        if (_origin < SignalTime.Zero)
            _origin = _signal = now;
        SignalTime fromSignal = _signal;
        _signal = now;
        if (_clock is not WallClock clock)
            return new RunSpan(_origin, fromSignal, now, 0, 0, 0, null);
        if (!_begun)
        {
            _begun = true;
            _wall = clock.At(now) - 1;
            return new RunSpan(_origin, fromSignal, now, _wall, _wall, _wall + 1, clock);
        }

        long fromWall = _wall;
        _wall = Math.Max(_wall, clock.At(now));
        return new RunSpan(_origin, fromSignal, now, fromWall, _wall, _wall, clock);
    }

    public void Save(StateWriter writer)
    {
        writer.Bool(_clock is not null);
        writer.Time(_clock?.Signal ?? SignalTime.Zero);
        writer.Int64(_clock?.Wall ?? 0);
        writer.Bool(_begun);
        writer.Int64(_wall);
        writer.Time(_signal);
        writer.Time(_origin);
    }

    public void Load(StateReader reader)
    {
        bool known = reader.Bool();
        WallClock clock = new(reader.Time(), reader.Int64());
        _clock = known ? clock : null;
        _begun = reader.Bool();
        _wall = reader.Int64();
        _signal = reader.Time();
        _origin = reader.Time();
    }
}
