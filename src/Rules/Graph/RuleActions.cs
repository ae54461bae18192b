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

/// <summary>An action that claims an output while the rule is active.</summary>
internal sealed class HoldAction(RuleNode rule, int index, OutputNode output, bool active) : RuleAction(rule, index)
{
    private readonly ClaimSlot _slot = output.AddSlot(active);

    public override void Begin(SignalTime now)
    {
        _slot.Standing = true;
        Rule.Graph.AddEffect(this);
    }

    public override void End()
    {
        _slot.Standing = false;
        Rule.Graph.AddEffect(this);
    }

    public override void Apply() => Rule.Graph.Order(output, Rule.Cause);
}

/// <summary>An active claim for a time from the activation on; activation again moves its end and never shortens it.</summary>
internal sealed class PulseAction : RuleAction, ISignalTimerTarget
{
    private readonly OutputNode _output;
    private readonly ClaimSlot _slot;
    private readonly SignalTimer _timer;
    private readonly long _nanoseconds;

    public PulseAction(RuleNode rule, int index, OutputNode output, long nanoseconds)
        : base(rule, index)
    {
        _output = output;
        _slot = output.AddSlot(active: true);
        _nanoseconds = nanoseconds;
        _timer = rule.Graph.Engine.Scheduler.CreateTimer(this);
    }

    public override void Begin(SignalTime now)
    {
        SignalTime end = now.AddNanoseconds(_nanoseconds);
        _timer.Arm(_slot.Standing ? SignalTime.Max(end, _timer.DueTime) : end);
        _slot.Standing = true;
        Rule.Graph.AddEffect(this);
    }

    public void Due(SignalTime now)
    {
        _slot.Standing = false;
        Rule.Graph.AddEffect(this);
    }

    public override void Apply() => Rule.Graph.Order(_output, Rule.Cause);
}

/// <summary>A line in the log.</summary>
internal sealed class MessageAction(RuleNode rule, int index, string sink, string verb, string text) : RuleAction(rule, index)
{
    public override void Begin(SignalTime now) => Rule.Graph.AddEffect(this);

    public override void Apply() => Rule.Graph.Engine.Issue(sink, verb, text, Rule.Cause);
}
