using System.Collections.Immutable;
using Reactive.Signals;

namespace Reactive.Rules.Graph;

/// <summary>
/// What one activation of a rule does once: its actions in their order, with the pauses between them. It is busy until the
/// last step is done and no pulse of it stands.
/// </summary>
internal sealed class RuleRun : ISignalTimerTarget
{
    private readonly RuleNode _rule;
    private readonly SignalTimer? _timer;
    private int _next;
    private bool _waits;
    private bool _begins;

    public RuleRun(RuleNode rule, int index, bool pauses)
    {
        _rule = rule;
        Index = index;
        _timer = pauses ? rule.Graph.Engine.Scheduler.CreateTimer(this) : null;
    }

    /// <summary>Its place among the runs of the rule.</summary>
    public int Index { get; }

    /// <summary>The turn of the activation that it stems from.</summary>
    public long ActivatedTurn { get; private set; }

    /// <summary>Its steps.</summary>
    public ImmutableArray<RunStep> Steps { get; set; } = [];

    /// <summary>Whether something of it is still to come to its end.</summary>
    public bool IsBusy
    {
        get
        {
            if (_waits)
                return true;
            foreach (RunStep step in Steps)
            {
                if (step.Action is { IsBusy: true })
                    return true;
            }

            return false;
        }
    }

    /// <summary>Begins with the first step; what is under way of it is begun anew.</summary>
    public void Begin(long activatedTurn, SignalTime now)
    {
        ActivatedTurn = activatedTurn;
        _next = 0;
        _waits = false;
        _timer?.Arm(SignalTime.Never);
        _begins = true;
        GoOn(now);
        _begins = false;
    }

    /// <summary>Ends it: pulses are let go of, and no further step is done.</summary>
    public void Cancel()
    {
        _waits = false;
        _timer?.Arm(SignalTime.Never);
        foreach (RunStep step in Steps)
            step.Action?.Cancel();
    }

    public void Due(SignalTime now)
    {
        _waits = false;
        GoOn(now);
        Ended(now);
    }

    /// <summary>An action of it came to its end: perhaps it was the last.</summary>
    public void Ended(SignalTime now)
    {
        if (!_begins && !IsBusy)
            _rule.RunEnded(this, now);
    }

    public void Save(StateWriter writer)
    {
        writer.Int64(ActivatedTurn);
        writer.Int64(_next);
        writer.Bool(_waits);
    }

    public void Load(StateReader reader)
    {
        ActivatedTurn = reader.Int64();
        _next = reader.Count(Steps.Length);
        _waits = reader.Bool();
    }

    private void GoOn(SignalTime now)
    {
        while (_next < Steps.Length)
        {
            RunStep step = Steps[_next++];
            if (step.Action is not null)
            {
                step.Action.Begin(now);
                continue;
            }

            _waits = true;
            _timer!.Arm(now.AddNanoseconds(step.PauseNanoseconds));
            return;
        }
    }
}

/// <summary>An action, or a pause.</summary>
/// <param name="Action">What is done, or null for a pause.</param>
/// <param name="PauseNanoseconds">How long the pause is.</param>
internal readonly record struct RunStep(RuleAction? Action, long PauseNanoseconds);
