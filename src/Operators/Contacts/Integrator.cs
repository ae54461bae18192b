using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// The integrating debounce over a signal that holds its value between ticks; ticks are samples or nanoseconds. It is
/// moved forward by whole stretches, so its cost is that of the changes.
/// </summary>
internal struct Integrator
{
    // Unknown stands for "none" in all three
    private Value _output;
    private Value _candidate;
    private Value _current;
    private long _level;
    private long _ticksOfCandidate;
    private long _ticksOfCurrent;

    /// <summary>What stands now; unknown before the first.</summary>
    public readonly Value Current => _current;

    /// <summary>The last that settled; unknown before the first.</summary>
    public readonly Value Output => _output;

    /// <summary>When the candidate began to rise: for its owner to set after <see cref="Begin"/>.</summary>
    public SignalTime Since { get; set; }

    /// <summary>Ticks until something settles if nothing changes; -1 for never.</summary>
    public readonly long TicksLeft
    {
        get
        {
            if (_current.Kind == ValueKind.Unknown || _current == _output)
                return -1;
            return _current == _candidate ? Math.Max(_ticksOfCandidate - _level, 0) : _level + _ticksOfCurrent;
        }
    }

    /// <summary>How much of <paramref name="ticks"/> to <see cref="Hold"/> at once: to where something settles or the candidate changes, and at least one.</summary>
    public readonly long StepTowards(long ticks)
    {
        long left = TicksLeft;
        if (left < 0)
            return ticks;
        return Math.Min(ticks, Math.Max(_current == _candidate ? left : _level, 1));
    }

    /// <summary>Lets the current value stand for <paramref name="ticks"/>, as many as <see cref="StepTowards"/> allows.</summary>
    public void Hold(long ticks)
    {
        if (_level == 0 && _candidate.Kind == ValueKind.Unknown)
            return;
        _level = _current == _candidate ? _level + ticks : Math.Max(_level - ticks, 0);
        if (_level == 0 && _current != _candidate)
            _candidate = default;
    }

    /// <summary>Something stands from now on, for which <paramref name="ticks"/> are needed.</summary>
    public void Change(in Value to, long ticks)
    {
        _current = to;
        _ticksOfCurrent = ticks;
    }

    /// <summary>Whether nothing can happen until something else stands.</summary>
    public readonly bool IsAtRest => _level == 0 && _candidate.Kind == ValueKind.Unknown && _current == _output;

    /// <summary>Whether the level is used up and what stands now is to become the candidate, or the candidate to be dropped.</summary>
    public readonly bool IsTurning => _level == 0 && _candidate != (_current == _output ? default : _current);

    /// <summary>What stands now becomes the candidate and starts to rise; the output itself is no candidate.</summary>
    public void Begin()
    {
        _candidate = _current == _output ? default : _current;
        _ticksOfCandidate = _ticksOfCurrent;
    }

    /// <summary>Whether the candidate has stood for long enough; it is then the output.</summary>
    public bool TrySettle()
    {
        if (_level < _ticksOfCandidate || _candidate.Kind == ValueKind.Unknown)
            return false;
        _output = _candidate;
        _candidate = default;
        _level = 0;
        return true;
    }

    /// <summary>The needs of a new sample rate.</summary>
    public void Rescale(long ofCandidate, long ofCurrent) => (_ticksOfCandidate, _ticksOfCurrent) = (ofCandidate, ofCurrent);

    /// <summary>What rises; unknown for nothing.</summary>
    public readonly Value Candidate => _candidate;

    /// <summary>How far the candidate has risen.</summary>
    public readonly long Level => _level;

    /// <summary>Writes all of it.</summary>
    public readonly void Save(StateWriter writer)
    {
        writer.Value(_output);
        writer.Value(_candidate);
        writer.Value(_current);
        writer.Int64(_level);
        writer.Time(Since);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, of values of <paramref name="type"/> (null: any).</summary>
    public static Integrator Load(StateReader reader, SymbolType? type)
    {
        var loaded = new Integrator { _output = reader.ValueOf(type), _candidate = reader.ValueOf(type), _current = reader.ValueOf(type), _level = reader.Int64(), Since = reader.Time() };
        bool rising = loaded._candidate.Kind != ValueKind.Unknown;
        if (loaded._level < 0 || (!rising && loaded._level != 0) || (rising && loaded._candidate == loaded._output) || (rising && loaded._current.Kind == ValueKind.Unknown))
            throw new StateException("The state of the debounce is impossible.");
        return loaded;
    }
}
