using System.Collections.Immutable;
using System.Globalization;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>What became of a rule in a turn, for explanation.</summary>
public enum RuleOutcome
{
    /// <summary>It activated.</summary>
    Activated,
    /// <summary>It would have activated but for its cooldown.</summary>
    Suppressed,
    /// <summary>Its trigger occurred while its conditions did not hold, or while it was disabled.</summary>
    HeldBack,
    /// <summary>It is active no longer, or what it did was cut off because it is not in force.</summary>
    Released,
    /// <summary>It activated while it was busy, and what it does once waits for its turn.</summary>
    Queued,
    /// <summary>It activated while it was busy, and what it does once is not done.</summary>
    Ignored,
    /// <summary>It activated while it was busy, and there was no room: an activation was dropped.</summary>
    Overflowed,
    /// <summary>What it did before the device restarted goes on.</summary>
    Resumed,
}

/// <summary>The nodes that a rule reads.</summary>
internal sealed record RuleReads(EventNode? Trigger, ConditionNode? When, ConditionNode? If, ConditionNode? Unless, ConditionNode? Enabled);

/// <summary>A rule: decides activation and release from one snapshot, and lets its actions take or drop their claims.</summary>
internal sealed class RuleNode(RuleGraph graph, int rank, int index, RuleDefinition definition, RuleReads reads) : Node(graph, rank), IKept
{
    private readonly long[] _waiting = new long[definition.Mode == RuleMode.Queue ? definition.Most : 0];
    private readonly string _overflowFault = $"rule '{definition.Name}' was activated more often than it can take ({definition.Most}): an activation was dropped";
    private int _waitingCount;
    private bool _held;
    private static readonly SignalTime Never = new(long.MinValue);
    private SignalTime _activatedAt = Never;

    // whether something that was under way before a restart is to go on, and whether the rule was active then: its 'do' is done
    private bool _kept;
    private bool _goesOn;

    public RuleDefinition Definition => definition;

    /// <summary>Its place in the order of names.</summary>
    public int Index => index;

    public EventNode? Trigger => reads.Trigger;

    public ConditionNode? When => reads.When;

    public ConditionNode? If => reads.If;

    public ConditionNode? Unless => reads.Unless;

    public ConditionNode? Enabled => reads.Enabled;

    /// <summary>What is done once: one run, or several where activations are done beside each other.</summary>
    public ImmutableArray<RuleRun> Runs { get; set; } = [];

    public ImmutableArray<RuleAction> While { get; set; } = [];

    public bool Active { get; private set; }

    /// <summary>The instant of the last activation that a cooldown counts from; null for none.</summary>
    public SignalTime? ActivatedAt => _activatedAt == Never ? null : _activatedAt;

    /// <summary>How many activations wait.</summary>
    public int Waiting => _waitingCount;

    /// <summary>The turn of the last activation.</summary>
    public long ActivatedTurn { get; private set; }

    /// <summary>Activations that its cooldown suppressed.</summary>
    public long Suppressed { get; private set; }

    /// <summary>Activations that were dropped for want of room.</summary>
    public long Overflowed { get; private set; }

    public CommandCause CauseOf(long turn) => new(definition.Name, definition.Position.Line, turn);

    // Kleene's conjunction of all that must hold.
    private Truth Standing
    {
        get
        {
            bool unknown = false;
            foreach (Truth truth in (stackalloc Truth[] { TruthOf(When), TruthOf(If), Not(Unless) }))
            {
                if (truth == Truth.False)
                    return Truth.False;
                unknown |= truth == Truth.Unknown;
            }

            return unknown ? Truth.Unknown : Truth.True;
        }
    }

    public override void Evaluate(in TurnInfo turn)
    {
        if (_kept)
            GoOn(turn);
        bool enabled = Enabled is null || Enabled.Value == Truth.True;
        Truth standing = enabled ? Standing : Truth.False;
        bool holds = standing == Truth.True;
        bool occurs = Trigger is not null && Trigger.OccursIn(turn.Number);
        // what was held while nothing was known is no second activation
        bool starts = Trigger is null ? holds && !_held && !Active : occurs && holds;
        _goesOn &= standing != Truth.False;
        bool wasActive = Active;
        if (!enabled)
            LetGo(turn);
        if (Active && (standing == Truth.False || (standing == Truth.Unknown && !definition.HoldUnknown)))
        {
            Active = false;
            foreach (RuleAction action in While)
                action.End();
            Tell(RuleOutcome.Released, turn);
        }

        if (starts && Cools(turn.At))
        {
            Suppressed++;
            Tell(RuleOutcome.Suppressed, turn);
        }
        else if (starts)
        {
            Activate(turn, wasActive);
        }
        else if (occurs)
        {
            Tell(RuleOutcome.HeldBack, turn);
        }

        _held = holds;
    }

    /// <summary>A run came to its end: the next one that waits begins.</summary>
    public void RunEnded(RuleRun run, SignalTime now)
    {
        if (_waitingCount == 0)
            return;
        long activated = _waiting[0];
        Dequeue();
        run.Begin(activated, now);
    }

    public string KeptName => "rule " + definition.Name;

    public string? Keep(in WallTime wall)
    {
        string says = definition.CooldownNanoseconds > 0 && _activatedAt != Never ? "activated " + wall.Of(_activatedAt) : "";
        if (definition.OnRestart != RestartPolicy.Cancel)
        {
            foreach (RuleRun run in Runs)
                says += run.IsBusy ? string.Create(CultureInfo.InvariantCulture, $" run {run.Index} {run.Keep(wall)}") : "";
            says += Active && Trigger is null ? " active" : "";
        }

        return says.Length == 0 ? null : says.TrimStart();
    }

    public bool Resume(string kept, in WallTime wall)
    {
        string[] words = kept.Split(' ');
        SignalTime activated = Never;
        int at = 0;
        if (words is ["activated", { } instant, ..])
        {
            if (!wall.TryReadPast(instant, out activated))
                return false;
            at = 2;
        }

        bool active = at < words.Length && words[^1] == "active";
        int end = words.Length - (active ? 1 : 0);
        for (int i = at; i < end; i += 3)
        {
            if (i + 2 >= end || words[i] != "run" || !int.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= Runs.Length || !Runs[index].Fits(words[i + 2], wall))
                return false;
        }

        // all of it, or none
        _activatedAt = activated;
        if (definition.OnRestart == RestartPolicy.Cancel)
            return end == at && !active;
        for (int i = at; i < end; i += 3)
            Runs[int.Parse(words[i + 1], CultureInfo.InvariantCulture)].Resume(words[i + 2], wall);
        _kept = end > at;
        _goesOn = active;
        return true;
    }

    // In the turn of the start what was under way goes on, or begins anew.
    private void GoOn(in TurnInfo turn)
    {
        _kept = false;
        ActivatedTurn = turn.Number;
        foreach (RuleRun run in Runs)
            run.GoOn(turn, anew: definition.OnRestart == RestartPolicy.Fire);
        Graph.Traced(this, RuleOutcome.Resumed, turn);
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Bool(_held);
        writer.Bool(_goesOn);
        writer.Bool(Active);
        writer.Time(_activatedAt);
        writer.Int64(ActivatedTurn);
        writer.Int64(Suppressed);
        writer.Int64(Overflowed);
        writer.Int64(_waitingCount);
        for (int i = 0; i < _waitingCount; i++)
            writer.Int64(_waiting[i]);
        foreach (RuleRun run in Runs)
            run.Save(writer);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        _held = reader.Bool();
        _goesOn = reader.Bool();
        Active = reader.Bool();
        _activatedAt = reader.Time();
        ActivatedTurn = reader.Int64();
        Suppressed = reader.Int64();
        Overflowed = reader.Int64();
        _waitingCount = reader.Count(_waiting.Length);
        for (int i = 0; i < _waitingCount; i++)
            _waiting[i] = reader.Int64();
        foreach (RuleRun run in Runs)
            run.Load(reader);
    }

    private void Tell(RuleOutcome outcome, in TurnInfo turn)
    {
        Shown |= ShownBits.Of(outcome);
        Graph.Traced(this, outcome, turn);
    }

    private static Truth TruthOf(ConditionNode? node) => node?.Value ?? Truth.True;

    private static Truth Not(ConditionNode? node) => node?.Value switch
    {
        null or Truth.False => Truth.True,
        Truth.True => Truth.False,
        _ => Truth.Unknown,
    };

    private bool Cools(SignalTime now) =>
        _activatedAt != Never && now < _activatedAt.AddNanoseconds(definition.CooldownNanoseconds);

    private void Activate(in TurnInfo turn, bool wasActive)
    {
        Active = true;
        RuleOutcome outcome = _goesOn ? RuleOutcome.Resumed : Do(turn);
        _goesOn = false;
        bool done = outcome is not (RuleOutcome.Ignored or RuleOutcome.Overflowed);
        if (done)
            _activatedAt = turn.At;
        if (done || !wasActive)
            ActivatedTurn = turn.Number;

        Changed(turn);
        Tell(outcome, turn);
        if (wasActive)
            return;
        foreach (RuleAction action in While)
            action.Begin(turn.At);
    }

    private RuleOutcome Do(in TurnInfo turn)
    {
        if (Runs.IsEmpty)
            return RuleOutcome.Activated;
        RuleRun? run = definition.Mode == RuleMode.Restart ? Runs[0] : Idle();
        if (run is null)
            return definition.Mode switch
            {
                RuleMode.Ignore => RuleOutcome.Ignored,
                RuleMode.Queue when _waitingCount < _waiting.Length => Enqueue(turn.Number, RuleOutcome.Queued),
                _ => Overflow(turn),
            };
        run.Begin(turn.Number, turn.At);
        return RuleOutcome.Activated;
    }

    private RuleOutcome Overflow(in TurnInfo turn)
    {
        Overflowed++;
        Graph.Engine.Observer.OnFault(turn.At, _overflowFault);
        if (definition.OnOverflow == OverflowPolicy.DropNewest)
            return RuleOutcome.Overflowed;
        if (definition.Mode == RuleMode.Queue)
        {
            Dequeue();
            return Enqueue(turn.Number, RuleOutcome.Queued);
        }

        RuleRun oldest = Runs[0];
        foreach (RuleRun run in Runs)
            oldest = run.ActivatedTurn < oldest.ActivatedTurn ? run : oldest;
        oldest.Cancel();
        oldest.Begin(turn.Number, turn.At);
        return RuleOutcome.Activated;
    }

    private RuleRun? Idle()
    {
        foreach (RuleRun run in Runs)
        {
            if (!run.IsBusy)
                return run;
        }

        return null;
    }

    private RuleOutcome Enqueue(long turn, RuleOutcome outcome)
    {
        _waiting[_waitingCount++] = turn;
        return outcome;
    }

    private void Dequeue()
    {
        _waitingCount--;
        for (int i = 0; i < _waitingCount; i++)
            _waiting[i] = _waiting[i + 1];
    }

    // A disabled rule claims nothing and has nothing to come.
    private void LetGo(in TurnInfo turn)
    {
        _waitingCount = 0;
        bool busy = false;
        foreach (RuleRun run in Runs)
        {
            busy |= run.IsBusy;
            run.Cancel();
        }

        if (busy && !Active)
            Graph.Traced(this, RuleOutcome.Released, turn);
    }
}
