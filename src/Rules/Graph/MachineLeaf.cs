using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>A transition with the nodes that it reads.</summary>
internal sealed record MachineWay(MachineTransition Definition, EventNode? When, ConditionNode? If, ConditionNode? Unless)
{
    public bool IsOpen => (If is null || If.Value == Truth.True) && (Unless is null || Unless.Value == Truth.False);

    public IEnumerable<Node?> Reads => [When, If, Unless];

    /// <summary>Whether it was ever taken, for coverage.</summary>
    public bool WasTaken { get; set; }
}

/// <summary>
/// A state machine. It takes one transition a turn at most: the first whose event occurs and whose conditions allow it; a timeout
/// only where none does. The timeouts of a state count from its being entered; one that its conditions do not allow is over.
/// </summary>
internal sealed class MachineLeaf : StateLeaf, ISignalTimerTarget, IKept
{
    private readonly SymbolType _type;
    private readonly ImmutableArray<ImmutableArray<MachineWay>> _events;
    private readonly ImmutableArray<ImmutableArray<MachineWay>> _timeouts;
    private readonly SignalTimer _timer;
    private int _state = -1;
    private int _nextTimeout;
    private SignalTime _entered;
    private long _enteredTurn;
    private bool _due;
    private (int State, SignalTime Entered, int Over)? _kept;

    public MachineLeaf(RuleGraph graph, string name, MachineDerivation machine, ImmutableArray<ImmutableArray<MachineWay>> ways)
        : base(graph, name, Above([.. ways.SelectMany(static w => w).SelectMany(static w => w.Reads)]))
    {
        Machine = machine;
        _type = machine.Type;
        _events = [.. ways.Select(static all => all.Where(static w => w.When is not null).ToImmutableArray())];
        _timeouts = [.. ways.Select(static all => all.Where(static w => w.When is null).OrderBy(static w => w.Definition.AfterNanoseconds).ToImmutableArray())];
        _timer = graph.Engine.Scheduler.CreateTimer(this);
    }

    public MachineDerivation Machine { get; }

    /// <summary>What led to the present state; null where it started there.</summary>
    public MachineWay? Taken { get; private set; }

    /// <summary>The state out of which it led, for explanation; -1 where it started in the present one.</summary>
    public int From { get; private set; } = -1;

    /// <summary>The turn in which that state was entered, again perhaps; 0 where that is not known.</summary>
    public long FromTurn { get; private set; }

    /// <summary>The instant of that.</summary>
    public SignalTime FromEntered { get; private set; }

    /// <summary>The index of the state that it is in; -1 before the start.</summary>
    public int State => _state;

    /// <summary>When that was entered, again perhaps.</summary>
    public SignalTime Entered => _entered;

    /// <summary>The ways with an event, by state.</summary>
    public ImmutableArray<ImmutableArray<MachineWay>> Events => _events;

    /// <summary>The ways with a time, by state.</summary>
    public ImmutableArray<ImmutableArray<MachineWay>> Timeouts => _timeouts;

    public void Due(SignalTime now)
    {
        _due = true;
        Graph.MarkDirty(this);
    }

    public override void Evaluate(in TurnInfo turn)
    {
        bool starts = _state < 0, due = _due;
        _due = false;
        if (starts)
            (_state, _entered, _nextTimeout) = _kept ?? (Machine.Start, turn.At, 0);
        // what would have come while the device was down comes with the start, before anybody sees the state that is over
        if ((Occurring(turn) ?? (starts || due ? TimedOut(turn) : null)) is MachineWay way)
        {
            if (starts && _kept is not null && way.Definition.Target != _state)
                GoOnFrom(Symbol(_state));
            Enter(way.Definition.Target, way, turn);
        }
        else if (starts)
        {
            Enter(_state, null, turn, _entered, _nextTimeout);
        }
        else if (due)
        {
            Arm();
        }
    }

    private MachineWay? Occurring(in TurnInfo turn)
    {
        foreach (MachineWay way in _events[_state])
        {
            if (way.When!.OccursIn(turn.Number) && way.IsOpen)
                return way;
        }

        return null;
    }

    // The next timeout that is due and allowed; those before it are over.
    private MachineWay? TimedOut(in TurnInfo turn)
    {
        ImmutableArray<MachineWay> timeouts = _timeouts[_state];
        while (_nextTimeout < timeouts.Length && DueOf(timeouts[_nextTimeout]) <= turn.At)
        {
            MachineWay way = timeouts[_nextTimeout++];
            if (way.IsOpen)
                return way;
        }

        return null;
    }

    private void Enter(int state, MachineWay? way, in TurnInfo turn, SignalTime? since = null, int over = 0)
    {
        (From, FromTurn, FromEntered) = way is null ? (-1, 0, turn.At) : (_state, _enteredTurn, _entered);
        _state = state;
        _entered = since ?? turn.At;
        _enteredTurn = turn.Number;
        _nextTimeout = over;
        Taken = way;
        if (way is not null)
            way.WasTaken = true;
        Arm();
        Derive(Symbol(state), turn);
        if (ChangedTurn != turn.Number)
            Graph.Traced(this, turn);
    }

    private void Arm() => _timer.Arm(_nextTimeout < _timeouts[_state].Length ? DueOf(_timeouts[_state][_nextTimeout]) : SignalTime.Never);

    private Value Symbol(int state) => Reactive.Signals.Value.Symbol(_type, (byte)state);

    private SignalTime DueOf(MachineWay timeout) => _entered.AddNanoseconds(timeout.Definition.AfterNanoseconds);

    public string KeptName => "machine " + Name;

    public string? Keep(in WallTime wall) => _state < 0 || !Machine.Resumes ? null : string.Create(CultureInfo.InvariantCulture, $"{_type.Names[_state]} {wall.Of(_entered)} {_nextTimeout}");

    public bool Resume(string kept, in WallTime wall)
    {
        string[] words = kept.Split(' ');
        int state = _type.IndexOf(words[0]);
        if (state < 0 || words.Length != 3 || !Machine.Resumes || !wall.TryReadPast(words[1], out SignalTime entered) || !int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out int over))
            return false;
        _kept = (state, entered, Math.Min(over, _timeouts[state].Length));
        return true;
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Int64(_state);
        writer.Int64(_nextTimeout);
        writer.Time(_entered);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        long state = reader.Int64();
        if (state < -1 || state >= _events.Length)
            throw new StateException($"A machine of {_events.Length} states has no state {state}.");
        _state = (int)state;
        _nextTimeout = reader.Count(_state < 0 ? 0 : _timeouts[_state].Length);
        _entered = reader.Time();
        (Taken, From, _enteredTurn) = (null, -1, 0);
    }
}
