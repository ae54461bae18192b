using Reactive.Signals;

namespace Reactive.Rules.Graph;

/// <summary>A condition that also changes because time passes: its one timer marks it dirty.</summary>
internal abstract class TimedNode : ConditionNode, ISignalTimerTarget
{
    protected TimedNode(RuleGraph graph, int rank, Expression expression)
        : base(graph, rank, expression) => Timer = graph.Engine.Scheduler.CreateTimer(this);

    protected SignalTimer Timer { get; }

    /// <summary>When the present stretch of truth will be decided by time alone.</summary>
    public SignalTime DueTime => Timer.DueTime;

    public void Due(SignalTime now)
    {
        TimeCame();
        Graph.MarkDirty(this);
    }

    protected abstract void TimeCame();
}

/// <summary><c>X for D</c>: becomes true D after the turn in which X did; anything but true breaks it.</summary>
internal sealed class ForNode(RuleGraph graph, ForCondition condition, ConditionNode inner, string owner) : TimedNode(graph, Above(inner), condition), IKept
{
    private bool _running;
    private bool _fulfilled;
    private SignalTime _since;

    // since when it has held before the restart, as long as it is not known whether it still does
    private SignalTime? _kept;

    // the last stretch that came to an end, for explanation
    private (SignalTime From, SignalTime Until)? _broken;

    public ConditionNode Inner => inner;

    /// <summary>When the last stretch began in which what it waits on was true; null for none.</summary>
    public SignalTime? HeldFrom => _running ? _since : _broken?.From;

    /// <summary>When that stretch ended; null while it lasts.</summary>
    public SignalTime? HeldUntil => _running ? null : _broken?.Until;

    public long Nanoseconds => condition.Nanoseconds;

    protected override void TimeCame() => _fulfilled = true;

    protected override Truth Judge(SignalTime now)
    {
        if (inner.Value != Truth.True)
        {
            if (inner.Value == Truth.False || _running)
                _kept = null;
            Shown |= _running && !_fulfilled ? Shown.Broken : Shown.None;
            _broken = _running ? (_since, now) : _broken;
            _running = _fulfilled = false;
            Timer.Arm(SignalTime.Never);
            return inner.Value;
        }

        if (!_running)
        {
            _running = true;
            _since = _kept ?? now;
            _kept = null;
            SignalTime due = _since.AddNanoseconds(condition.Nanoseconds);
            if (due <= now)
                _fulfilled = true;
            else
                Timer.Arm(due);
        }

        Shown |= _fulfilled ? Shown.Fulfilled : Shown.None;
        return Of(_fulfilled);
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Bool(_running);
        writer.Bool(_fulfilled);
        writer.Time(_since);
        writer.Bool(_kept is not null);
        writer.Time(_kept ?? SignalTime.Zero);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        _running = reader.Bool();
        _fulfilled = reader.Bool();
        _since = reader.Time();
        bool kept = reader.Bool();
        SignalTime since = reader.Time();
        _kept = kept ? since : null;
    }

    public string KeptName => $"hold {owner} {condition.Text}";

    public string? Keep(in WallTime wall) => _running ? wall.Of(_since) : _kept is { } since ? wall.Of(since) : null;

    public bool Resume(string kept, in WallTime wall)
    {
        if (!wall.TryReadPast(kept, out SignalTime since))
            return false;
        _kept = since;
        return true;
    }
}

/// <summary>
/// <c>X was true within D</c>: stays true until D after X ceased to be. Where X was not true but unknown within D it is
/// unknown, as any of Kleene's disjunctions; what was before X was first known does not count.
/// </summary>
internal sealed class WasNode(RuleGraph graph, WasCondition condition, ConditionNode inner) : TimedNode(graph, Above(inner), condition)
{
    private Truth _last = Truth.Unknown;
    private bool _known;
    private SignalTime _trueUntil = SignalTime.BeforeStart;
    private SignalTime _unknownUntil = SignalTime.BeforeStart;

    public ConditionNode Inner => inner;

    /// <summary>When what it remembers was true last: the instant from which on it was not; null where it is true, or never was.</summary>
    public SignalTime? Ended => _last == Truth.True || _trueUntil == SignalTime.BeforeStart ? null : _trueUntil.AddNanoseconds(-condition.Nanoseconds);

    protected override void TimeCame()
    {
        // judged anew by the clock alone
    }

    protected override Truth Judge(SignalTime now)
    {
        // X was what it was until just before this turn.
        if (_last != inner.Value && _last == Truth.True)
            _trueUntil = now.AddNanoseconds(condition.Nanoseconds);
        if (_last != inner.Value && _last == Truth.Unknown && _known)
            _unknownUntil = now.AddNanoseconds(condition.Nanoseconds);
        _last = inner.Value;
        _known |= inner.Value != Truth.Unknown;
        if (inner.Value == Truth.True)
        {
            Timer.Arm(SignalTime.Never);
            return Truth.True;
        }

        bool recentlyTrue = now < _trueUntil;
        bool recentlyUnknown = inner.Value == Truth.Unknown || now < _unknownUntil;
        Shown |= Value == Truth.True && !recentlyTrue ? Shown.Expired : Shown.None;
        Timer.Arm(recentlyTrue ? _trueUntil : now < _unknownUntil ? _unknownUntil : SignalTime.Never);
        return recentlyTrue ? Truth.True : recentlyUnknown ? Truth.Unknown : Truth.False;
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Byte((byte)_last);
        writer.Bool(_known);
        writer.Time(_trueUntil);
        writer.Time(_unknownUntil);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        _last = ReadTruth(reader);
        _known = reader.Bool();
        _trueUntil = reader.Time();
        _unknownUntil = reader.Time();
    }
}

/// <summary><c>E within D</c>: true for D from the turn of E.</summary>
internal sealed class WithinNode(RuleGraph graph, WithinCondition condition, EventNode inner) : TimedNode(graph, Above(inner), condition)
{
    private bool _recent;

    public EventNode Inner => inner;

    protected override void TimeCame()
    {
        _recent = false;
        Shown |= Shown.Expired;
    }

    protected override Truth Judge(SignalTime now)
    {
        if (inner.OccursIn(Graph.Engine.Turn.Number))
        {
            _recent = true;
            Timer.Arm(now.AddNanoseconds(condition.Nanoseconds));
        }

        return Of(_recent);
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Bool(_recent);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        _recent = reader.Bool();
    }
}
