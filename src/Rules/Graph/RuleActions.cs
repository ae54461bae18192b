using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>One action of a rule. Its effects are collected and become commands at the end of the turn, in the order of rules and actions.</summary>
/// <param name="rule">The rule.</param>
/// <param name="run">What it is done in, or null where it lasts as long as the rule is active.</param>
/// <param name="index">Its place among the rule's actions.</param>
internal abstract class RuleAction(RuleNode rule, RuleRun? run, int index)
{
    public RuleNode Rule => rule;

    public RuleRun? Run => run;

    /// <summary>Its place among the rule's actions.</summary>
    public int Index => index;

    /// <summary>
    /// The turn of the activation that it was taken up for. Its run may have begun anew for the next activation by the time at which commands are given,
    /// or while a pulse of it still stands.
    /// </summary>
    public long ActivatedTurn { get; private set; }

    /// <summary>The turn in which its run had begun then.</summary>
    public long RunTurn { get; private set; }

    /// <summary>The instant of that turn.</summary>
    public SignalTime RunAt { get; private set; }

    /// <summary>Why its commands are given.</summary>
    public CommandCause Cause => rule.CauseOf(run is null ? rule.ActivatedTurn : ActivatedTurn);

    /// <summary>Whether it is to come to an end of its own.</summary>
    public virtual bool IsBusy => false;

    /// <summary>It is taken up: the rule activated, or its run has come to it.</summary>
    public void Begin(SignalTime now)
    {
        Stem();
        Take(now);
    }

    /// <summary>The rule is active no longer.</summary>
    public virtual void End()
    {
    }

    /// <summary>What it has begun ends now.</summary>
    public virtual void Cancel()
    {
    }

    /// <summary>Gives the commands that follow.</summary>
    public abstract void Apply();

    /// <summary>Notes what it stems from.</summary>
    protected void Stem()
    {
        if (run is not null)
            (ActivatedTurn, RunTurn, RunAt) = (run.ActivatedTurn, run.BeganTurn, run.BeganAt);
    }

    /// <summary>Does what it does.</summary>
    protected abstract void Take(SignalTime now);

    /// <summary>Writes what it stems from.</summary>
    protected void SaveStem(StateWriter writer)
    {
        writer.Int64(ActivatedTurn);
        writer.Int64(RunTurn);
        writer.Time(RunAt);
    }

    /// <summary>Takes what <see cref="SaveStem"/> wrote.</summary>
    protected void LoadStem(StateReader reader)
    {
        ActivatedTurn = reader.Int64();
        RunTurn = reader.Int64();
        RunAt = reader.Time();
    }
}

/// <summary>An action that claims an output. In a turn it pushes the output one way: towards what it claims, or away from it.</summary>
internal abstract class ClaimAction(RuleNode rule, RuleRun? run, int index, OutputNode output, bool active, int rank) : RuleAction(rule, run, index)
{
    private readonly ClaimSlot _slot = output.Claims.Add(rule, active, rank);
    private bool _pushes;

    /// <summary>Whether it claims its output now.</summary>
    public bool Stands => _slot.Standing;

    protected void Claim(bool stand)
    {
        _slot.Standing = stand;
        _pushes = stand == active;
        Rule.Graph.AddEffect(this);
    }

    // A change is the deed of an action that pushed that way, not of whichever comes first. One that only let go of its
    // own inactive claim did not activate anything: the rule did whose claim now shows.
    public sealed override void Apply()
    {
        if (output.Claimed != _pushes)
            return;
        RuleNode? holder = _pushes && !active ? output.Claims.Holder : null;
        Rule.Graph.Order(output, holder is null ? Cause : holder.CauseOf(holder.ActivatedTurn));
    }
}

/// <summary>A claim while the rule is active.</summary>
internal sealed class HoldAction(RuleNode rule, int index, OutputNode output, bool active, int rank) : ClaimAction(rule, null, index, output, active, rank)
{
    protected override void Take(SignalTime now) => Claim(true);

    public override void End() => Claim(false);
}

/// <summary>A claim for a time from the activation on; activation again moves its end and never shortens it.</summary>
internal sealed class PulseAction : ClaimAction, ISignalTimerTarget
{
    private readonly SignalTimer _timer;
    private readonly long _nanoseconds;

    public PulseAction(RuleNode rule, RuleRun run, int index, OutputNode output, bool active, int rank, long nanoseconds)
        : base(rule, run, index, output, active, rank)
    {
        _nanoseconds = nanoseconds;
        _timer = rule.Graph.Engine.Scheduler.CreateTimer(this);
    }

    public override bool IsBusy => Stands;

    /// <summary>How long it lasts.</summary>
    public long Nanoseconds => _nanoseconds;

    /// <summary>When it ends.</summary>
    public SignalTime Ends => _timer.DueTime;

    /// <summary>The turn in which it began, for explanation: the last time, where it was begun anew.</summary>
    public long BegunTurn { get; private set; }

    /// <summary>The instant of that turn.</summary>
    public SignalTime BegunAt { get; private set; }

    /// <summary>When it was to end then.</summary>
    public SignalTime PlannedEnd { get; private set; }

    /// <summary>Whether it stood already then.</summary>
    public bool WasMoved { get; private set; }

    /// <summary>Goes on until <paramref name="end"/>, as it would have without a restart.</summary>
    public void GoOn(SignalTime end)
    {
        Stem();
        (BegunTurn, BegunAt) = (Rule.Graph.Engine.Turn.Number, Rule.Graph.Engine.Turn.At);
        Stand(end);
    }

    protected override void Take(SignalTime now)
    {
        (BegunTurn, BegunAt, WasMoved) = (Rule.Graph.Engine.Turn.Number, now, Stands);
        SignalTime end = now.AddNanoseconds(_nanoseconds);
        Stand(Stands ? SignalTime.Max(end, _timer.DueTime) : end);
    }

    /// <summary>Writes what explanation reads; the claim and the timer are saved where they belong.</summary>
    public void Save(StateWriter writer)
    {
        SaveStem(writer);
        writer.Int64(BegunTurn);
        writer.Time(BegunAt);
        writer.Time(PlannedEnd);
        writer.Bool(WasMoved);
    }

    /// <summary>Takes what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        LoadStem(reader);
        BegunTurn = reader.Int64();
        BegunAt = reader.Time();
        PlannedEnd = reader.Time();
        WasMoved = reader.Bool();
    }

    private void Stand(SignalTime until)
    {
        PlannedEnd = until;
        _timer.Arm(until);
        Claim(true);
    }

    public override void Cancel()
    {
        if (!Stands)
            return;
        _timer.Arm(SignalTime.Never);
        Claim(false);
    }

    /// <summary>Whether its time was ever over, for coverage.</summary>
    public bool HasEnded { get; private set; }

    public void Due(SignalTime now)
    {
        HasEnded = true;
        Claim(false);
        Run!.Ended(now);
    }
}

/// <summary>A line in the log.</summary>
internal sealed class MessageAction(RuleNode rule, RuleRun run, int index, string sink, string verb, string text) : RuleAction(rule, run, index)
{
    protected override void Take(SignalTime now) => Rule.Graph.AddEffect(this);

    public override void Apply() => Rule.Graph.Engine.Issue(sink, verb, text, Cause);
}
