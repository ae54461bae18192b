using Reactive.Signals;

namespace Reactive.Rules.Graph;

/// <summary>One action of a rule. Its effects are collected and become commands at the end of the turn, in the order of rules and actions.</summary>
internal abstract class RuleAction(RuleNode rule, int index)
{
    public RuleNode Rule => rule;

    /// <summary>Its place among the rule's actions.</summary>
    public int Index => index;

    /// <summary>The rule activated.</summary>
    public abstract void Begin(SignalTime now);

    /// <summary>The rule is active no longer.</summary>
    public virtual void End()
    {
    }

    /// <summary>Gives the commands that follow.</summary>
    public abstract void Apply();
}

/// <summary>An action that claims an output. In a turn it pushes the output one way: towards what it claims, or away from it.</summary>
internal abstract class ClaimAction(RuleNode rule, int index, OutputNode output, bool active) : RuleAction(rule, index)
{
    private readonly ClaimSlot _slot = output.AddSlot(rule, active);
    private bool _pushes;

    protected bool Stands => _slot.Standing;

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
        RuleNode? holder = _pushes && !active ? output.Holder : null;
        Rule.Graph.Order(output, (holder ?? Rule).Cause);
    }
}

/// <summary>A claim while the rule is active.</summary>
internal sealed class HoldAction(RuleNode rule, int index, OutputNode output, bool active) : ClaimAction(rule, index, output, active)
{
    public override void Begin(SignalTime now) => Claim(true);

    public override void End() => Claim(false);
}

/// <summary>An active claim for a time from the activation on; activation again moves its end and never shortens it.</summary>
internal sealed class PulseAction : ClaimAction, ISignalTimerTarget
{
    private readonly SignalTimer _timer;
    private readonly long _nanoseconds;

    public PulseAction(RuleNode rule, int index, OutputNode output, long nanoseconds)
        : base(rule, index, output, active: true)
    {
        _nanoseconds = nanoseconds;
        _timer = rule.Graph.Engine.Scheduler.CreateTimer(this);
    }

    public override void Begin(SignalTime now)
    {
        SignalTime end = now.AddNanoseconds(_nanoseconds);
        _timer.Arm(Stands ? SignalTime.Max(end, _timer.DueTime) : end);
        Claim(true);
    }

    /// <summary>Whether it ever ended, for coverage.</summary>
    public bool HasEnded { get; private set; }

    public void Due(SignalTime now)
    {
        HasEnded = true;
        Claim(false);
    }
}

/// <summary>A line in the log.</summary>
internal sealed class MessageAction(RuleNode rule, int index, string sink, string verb, string text) : RuleAction(rule, index)
{
    public override void Begin(SignalTime now) => Rule.Graph.AddEffect(this);

    public override void Apply() => Rule.Graph.Engine.Issue(sink, verb, text, Rule.Cause);
}
