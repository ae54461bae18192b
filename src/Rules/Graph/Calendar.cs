using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>
/// The schedules of a graph and the one timer that drives them: at a boundary all that change do so in one turn, so that no instant sees
/// half of them. It wakes where the next one may change, and where the wall clock was set.
/// </summary>
internal sealed class Calendar : Node, ISignalTimerTarget
{
    private readonly ScheduleCompiler _compiler;
    private readonly SignalTimer _timer;
    private readonly CalendarTime _time = new();
    private readonly List<ScheduleLeaf> _states = [];
    private readonly List<TimeSet> _times = [];
    private readonly List<long> _changes = [];
    private readonly List<InstantLeaf> _events = [];
    private readonly List<InstantSet> _instants = [];
    private readonly List<SignalTime> _nexts = [];
    private bool _begun;

    /// <summary>The calendar of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="zone">The time zone, or null where no schedule needs one.</param>
    /// <param name="schedules">All schedules of the pipeline, by their names.</param>
    public Calendar(RuleGraph graph, string? zone, IReadOnlyDictionary<string, Schedule> schedules)
        : base(graph, 0)
    {
        _compiler = new ScheduleCompiler(zone is null ? null : Calendars.Zone(zone), schedules);
        _timer = graph.Engine.Scheduler.CreateTimer(this);
    }

    /// <summary>The leaf of a schedule, added to the graph.</summary>
    public Leaf Add(string name, ScheduleDerivation schedule)
    {
        if (schedule.IsEvent)
        {
            _events.Add(Graph.Add(new InstantLeaf(Graph, name)));
            _instants.Add(_compiler.Instants(name));
            _nexts.Add(SignalTime.BeforeStart);
            return _events[^1];
        }

        _states.Add(Graph.Add(new ScheduleLeaf(Graph, name)));
        _times.Add(_compiler.Times(name));
        _changes.Add(long.MinValue);
        return _states[^1];
    }

    /// <summary>The wall clock is set at <paramref name="at"/>. Once the run has started, what that changes comes in a turn of its own.</summary>
    public void Anchored(SignalTime at, long wallNanoseconds)
    {
        _time.Anchor(Graph.Engine.Frontier, at, wallNanoseconds);
        // whatever was expected when is to be looked up anew
        for (int i = 0; i < _changes.Count; i++)
            _changes[i] = long.MinValue;
        for (int i = 0; i < _nexts.Count; i++)
            _nexts[i] = SignalTime.BeforeStart;
        // what came late is seen where it takes its place
        if (_begun)
            _timer.Arm(SignalTime.Max(at, Graph.Engine.Frontier));
    }

    // In the turn of the start every node is evaluated, this one too: from here on the timer does it.
    public override void Evaluate(in TurnInfo turn)
    {
        if (_begun)
            return;
        _begun = true;
        Move(turn);
    }

    public void Due(SignalTime now) => Move(Graph.Engine.Turn);

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Bool(_begun);
        _time.Save(writer);
        foreach (long change in _changes)
            writer.Int64(change);
        foreach (SignalTime next in _nexts)
            writer.Time(next);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        _begun = reader.Bool();
        _time.Load(reader);
        for (int i = 0; i < _changes.Count; i++)
            _changes[i] = reader.Int64();
        for (int i = 0; i < _nexts.Count; i++)
            _nexts[i] = reader.Time();
    }

    // Only those whose time has come are looked at.
    private void Move(in TurnInfo turn)
    {
        RunSpan span = _time.Advance(turn.At);
        SignalTime next = SignalTime.Never;
        for (int i = 0; i < _states.Count && span.Clock is WallClock clock; i++)
        {
            if (span.SeenWall >= _changes[i])
            {
                _states[i].Show(_times[i].At(span.SeenWall).Inside, turn);
                _changes[i] = _times[i].UnchangedUntil(span.SeenWall);
            }

            next = SignalTime.Min(next, clock.When(_changes[i]));
        }

        for (int i = 0; i < _events.Count; i++)
        {
            if (turn.At >= _nexts[i])
            {
                if (_instants[i].HappensIn(span))
                    _events[i].Happen(turn);
                _nexts[i] = _instants[i].NextAfter(span);
            }

            next = SignalTime.Min(next, _nexts[i]);
        }

        _timer.Arm(next);
    }
}

/// <summary>A schedule of times that last.</summary>
internal sealed class ScheduleLeaf(RuleGraph graph, string name) : StateLeaf(graph, name)
{
    public void Show(bool active, in TurnInfo turn) => Derive(Reactive.Signals.Value.Contact(active), turn);
}

/// <summary>A schedule of instants.</summary>
internal sealed class InstantLeaf(RuleGraph graph, string name) : EventLeaf(graph, name)
{
    public void Happen(in TurnInfo turn) => OnNext(new Stamped<Value>(Reactive.Signals.Value.Pulse, turn.At));
}
