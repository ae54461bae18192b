using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Explaining;

/// <summary>What a rule did around an instant, and how it stood at it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="At">The instant.</param>
/// <param name="Standing">How it stood once the instant was over.</param>
/// <param name="HasStarted">Whether the run had started by then.</param>
public sealed record RuleStand(RuleDefinition Rule, SignalTime At, RuleFinding Standing, bool HasStarted)
{
    /// <summary>The activation since which it was active at the instant; null where it was not.</summary>
    public RuleFinding? ActiveSince { get; init; }

    /// <summary>The last activation that did what the rule does once, at or before the instant.</summary>
    public RuleFinding? Done { get; init; }

    /// <summary>When it was active no longer, the last time at or before the instant.</summary>
    public RuleFinding? Ended { get; init; }

    /// <summary>The last time at or before the instant that its event occurred, or its conditions came to hold, and what became of it.</summary>
    public RuleFinding? Before { get; init; }

    /// <summary>The first time after it.</summary>
    public RuleFinding? After { get; init; }

    /// <summary>Its last activation at or before the instant, where what it does once was done or had to wait.</summary>
    public RuleFinding? ActivatedBefore { get; init; }

    /// <summary>The first one after it.</summary>
    public RuleFinding? ActivatedAfter { get; init; }

    /// <summary>The last time at or before the instant that its event nearly occurred (<see cref="Blame.IsNear"/>).</summary>
    public RuleFinding? NearlyBefore { get; init; }

    /// <summary>The first time after it.</summary>
    public RuleFinding? NearlyAfter { get; init; }
}

/// <summary>Watches a run for what one rule does around one instant. It keeps nothing else, so that memory does not grow with the run.</summary>
public sealed class RuleWatch : RunObserver
{
    private readonly FindingReader _reader = new();
    private readonly RuleDefinition _rule;
    private readonly SignalTime _at;
    private readonly HashSet<string> _triggering = new(StringComparer.Ordinal);
    private RuleNode? _node;
    private PipelineGraph? _graph;
    private TurnInfo _turn;
    private RuleStand? _stand;
    private RuleFinding? _active;
    private RuleFinding? _done;
    private RuleFinding? _ended;
    private RuleFinding? _before;
    private RuleFinding? _after;
    private RuleFinding? _activatedBefore;
    private RuleFinding? _activatedAfter;
    private RuleFinding? _nearlyBefore;
    private RuleFinding? _nearlyAfter;
    private bool _stirred;

    /// <summary>A watch over <paramref name="rule"/>.</summary>
    /// <param name="rule">One of the rules of the graph that it is attached to.</param>
    /// <param name="at">The instant.</param>
    public RuleWatch(RuleDefinition rule, SignalTime at)
    {
        ArgumentNullException.ThrowIfNull(rule);
        _rule = rule;
        _at = at;
    }

    /// <summary>Starts to watch <paramref name="graph"/>, whose observer it must be (or be among).</summary>
    public void Attach(PipelineGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        _graph = graph;
        _reader.Attach(graph);
        _node = graph.Rules.Rules.Single(r => r.Definition.Name == _rule.Name);
        graph.Rules.Trace += Trace;
        if (_node.Trigger is not null)
            _triggering.UnionWith(_reader.Of(_node, null, default, default).Trigger!.Signals().Select(s => s.Name));
    }

    /// <summary>What was seen, once the run is over.</summary>
    public RuleStand Close()
    {
        AfterTurn();
        _stand ??= Stand();
        return _stand with { After = _after, ActivatedAfter = _activatedAfter, NearlyAfter = _nearlyAfter };
    }

    /// <inheritdoc/>
    public override void OnTurn(in TurnInfo turn)
    {
        AfterTurn();
        // all that belongs to the instant has run, and nothing of what comes later
        if (turn.At > _at)
            _stand ??= Stand();
        _turn = turn;
        _reader.OnTurn(turn);
    }

    /// <inheritdoc/>
    public override void OnSignal(in SignalChange change)
    {
        _reader.OnSignal(change);
        _stirred |= _triggering.Contains(change.Signal);
    }

    /// <inheritdoc/>
    public override void OnCommand(in Command command) => _reader.OnCommand(command);

    private bool IsOver => _turn.At > _at;

    private RuleStand Stand() => new(_rule, _at, _reader.Through(_node!, null, _turn, _at), _graph!.Engine.Started)
    {
        ActiveSince = _node!.Active ? _active : null,
        Done = _done,
        Ended = _ended,
        Before = _before,
        ActivatedBefore = _activatedBefore,
        NearlyBefore = _nearlyBefore,
    };

    private void Trace(RuleNode rule, RuleOutcome outcome, in TurnInfo turn)
    {
        bool activated = outcome is RuleOutcome.Activated or RuleOutcome.Queued;
        if (rule != _node || (IsOver && _after is not null && (_activatedAfter is not null || !activated)))
            return;
        RuleFinding found = outcome == RuleOutcome.HeldBack ? _reader.Through(rule, outcome, turn, turn.At) : _reader.Of(rule, outcome, turn, turn.At);
        if (outcome is RuleOutcome.Released or RuleOutcome.Resumed)
        {
            if (IsOver)
                return;
            if (outcome == RuleOutcome.Released)
                (_ended, _active) = (found, null);
            else
                _done = found;
            return;
        }

        if (IsOver)
        {
            _after ??= found;
            if (activated)
                _activatedAfter ??= found;
            return;
        }

        _before = found;
        if (activated)
            _activatedBefore = found;
        if (found.IsActivation)
            _active ??= found;
        if (outcome == RuleOutcome.Activated)
            _done = found;
    }

    // Whether the event nearly occurred in the turn that is over now.
    private void AfterTurn()
    {
        if (!_stirred)
            return;
        _stirred = false;
        if (IsOver && _nearlyAfter is not null)
            return;
        if (!Blame.IsNear(_reader.Of(_node!, null, _turn, _turn.At).Trigger!, _turn.Number))
            return;
        RuleFinding found = _reader.Through(_node!, null, _turn, _turn.At);
        if (IsOver)
            _nearlyAfter = found;
        else
            _nearlyBefore = found;
    }
}
