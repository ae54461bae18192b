using System;
using System.Collections.Immutable;
using Reactive.Signals;

namespace Reactive.Rules.Graph;

/// <summary><c>count(E in D) >= n</c>. Keeps the last n + 1 instants: whether there were more makes no difference to any comparison with n.</summary>
internal sealed class CountNode(RuleGraph graph, CountCondition condition, EventNode inner) : TimedNode(graph, Above(inner), condition)
{
    private readonly SignalTime[] _ends = new SignalTime[condition.Number + 1];
    private int _first;
    private int _count;

    public EventNode Inner => inner;

    /// <summary>How often it occurred in the time that counts, as far as that is kept.</summary>
    public int Count => _count;

    protected override void TimeCame()
    {
        // counted anew by the clock alone
    }

    protected override Truth Judge(SignalTime now)
    {
        while (_count > 0 && _ends[_first] <= now)
        {
            _first = (_first + 1) % _ends.Length;
            _count--;
        }

        if (inner.OccursIn(Graph.Engine.Turn.Number))
        {
            if (_count == _ends.Length)
                _first = (_first + 1) % _ends.Length;
            else
                _count++;
            _ends[(_first + _count - 1) % _ends.Length] = now.AddNanoseconds(condition.Nanoseconds);
        }

        Timer.Arm(_count == 0 ? SignalTime.Never : _ends[_first]);
        return Of(condition.Comparison.Holds(_count.CompareTo(condition.Number)));
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Int64(_count);
        for (int i = 0; i < _count; i++)
            writer.Time(_ends[(_first + i) % _ends.Length]);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        _first = 0;
        _count = reader.Count(_ends.Length);
        for (int i = 0; i < _count; i++)
            _ends[i] = reader.Time();
    }
}

/// <summary><c>time since E > D</c>: unknown until E occurs; then a timer says when the comparison changes.</summary>
internal sealed class SinceNode(RuleGraph graph, SinceCondition condition, EventNode inner) : TimedNode(graph, Above(inner), condition)
{
    private bool _ever;
    private SignalTime _last;

    public EventNode Inner => inner;

    protected override void TimeCame()
    {
        // judged anew by the clock alone
    }

    protected override Truth Judge(SignalTime now)
    {
        if (inner.OccursIn(Graph.Engine.Turn.Number))
        {
            _ever = true;
            _last = now;
        }

        if (!_ever)
            return Truth.Unknown;
        // 'more than D' changes the instant after D, 'at least D' at D itself
        bool withEnd = condition.Comparison is Comparison.AtLeast or Comparison.Less;
        SignalTime change = _last.AddNanoseconds(withEnd ? condition.Nanoseconds : condition.Nanoseconds + 1);
        bool passed = now >= change;
        Timer.Arm(passed ? SignalTime.Never : change);
        return Of(passed == condition.Comparison is Comparison.AtLeast or Comparison.Greater);
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Bool(_ever);
        writer.Time(_last);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        _ever = reader.Bool();
        _last = reader.Time();
    }
}

/// <summary>
/// <c>A then B within D</c>. For each step it keeps the latest start of all series that have come so far: what began later
/// can do everything that what began earlier can. A series that is completed takes all others with it.
/// </summary>
internal sealed class SequenceNode(RuleGraph graph, SequenceOccurrence occurrence, ImmutableArray<EventNode> steps) : EventNode(graph, Above([.. steps]), occurrence)
{
    // the start of the latest series whose last step so far is this one
    private readonly SignalTime[] _starts = Begun(steps.Length);

    public ImmutableArray<EventNode> Steps => steps;

    /// <summary>When the latest series began that came as far as a step, from 0, in time or not; null for none since the last that was completed.</summary>
    public SignalTime? StartOf(int step) => _starts[step] == SignalTime.BeforeStart ? null : _starts[step];

    /// <summary>How many steps the farthest series that is still in time has come.</summary>
    public int Reached(SignalTime now)
    {
        for (int step = _starts.Length; step > 0; step--)
        {
            if (InTime(_starts[step - 1], now))
                return step;
        }

        return 0;
    }

    protected override bool Occurs(long turn)
    {
        SignalTime now = Graph.Engine.Turn.At;
        // from the last to the first: one occurrence is not two steps
        for (int step = steps.Length - 1; step > 0; step--)
        {
            if (!steps[step].OccursIn(turn) || !InTime(_starts[step - 1], now))
                continue;
            if (step == steps.Length - 1)
            {
                Array.Fill(_starts, SignalTime.BeforeStart);
                return true;
            }

            _starts[step] = SignalTime.Max(_starts[step], _starts[step - 1]);
        }

        if (steps[0].OccursIn(turn))
            _starts[0] = now;
        return false;
    }

    private bool InTime(SignalTime start, SignalTime now) => start != SignalTime.BeforeStart && now < start.AddNanoseconds(occurrence.Nanoseconds);

    private static SignalTime[] Begun(int steps)
    {
        var starts = new SignalTime[steps];
        Array.Fill(starts, SignalTime.BeforeStart);
        return starts;
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        foreach (SignalTime start in _starts)
            writer.Time(start);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        for (int i = 0; i < _starts.Length; i++)
            _starts[i] = reader.Time();
    }
}
