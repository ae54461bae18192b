using System;
using System.Collections.Generic;
using Reactive.Rules.Graph;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Explaining;

/// <summary>
/// Watches a run and keeps what single rules and derived signals read in single turns, and what gave single commands: those that
/// were asked for, nothing else, so that memory does not grow with the run. One tracer watches one graph.
/// </summary>
/// <param name="rules">Rules and turns.</param>
/// <param name="signals">Derived signals, and turns in which they changed, occurred, or entered their state anew.</param>
/// <param name="commands">Commands, by number.</param>
public sealed class RuleTracer(IReadOnlySet<(string Rule, long Turn)> rules, IReadOnlySet<(string Signal, long Turn)> signals, IReadOnlySet<long> commands) : RunObserver
{
    private readonly FindingReader _reader = new();
    private readonly List<RuleFinding> _found = [];
    private readonly List<DerivedFinding> _derived = [];
    private readonly List<DeedFinding> _deeds = [];
    private RuleGraph? _graph;

    /// <summary>What rules read, in the order of turns.</summary>
    public IReadOnlyList<RuleFinding> Found => _found;

    /// <summary>What derived signals read, in the order of turns.</summary>
    public IReadOnlyList<DerivedFinding> Derived => _derived;

    /// <summary>What gave commands, in their order. A command that no action gave is not among them.</summary>
    public IReadOnlyList<DeedFinding> Deeds => _deeds;

    /// <summary>Starts to watch the rules of <paramref name="graph"/>, whose observer it must be (or be among).</summary>
    public void Attach(PipelineGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        _graph = graph.Rules;
        _reader.Attach(graph);
        _graph.Trace = Trace;
        _graph.LeafTrace = Trace;
    }

    /// <inheritdoc/>
    public override void OnTurn(in TurnInfo turn) => _reader.OnTurn(turn);

    /// <inheritdoc/>
    public override void OnSignal(in SignalChange change) => _reader.OnSignal(change);

    /// <inheritdoc/>
    public override void OnCommand(in Command command)
    {
        _reader.OnCommand(command);
        if (_graph?.Acting is { } action && commands.Contains(command.Number))
            _deeds.Add(_reader.Of(action, command));
    }

    private void Trace(RuleNode rule, RuleOutcome outcome, in TurnInfo turn)
    {
        if (rules.Contains((rule.Definition.Name, turn.Number)))
            _found.Add(_reader.Of(rule, outcome, turn, turn.At));
    }

    // All of lower rank is final by now.
    private void Trace(Leaf leaf, in TurnInfo turn)
    {
        if (signals.Contains((leaf.Name, turn.Number)) && _reader.Of(leaf, turn) is { } found)
            _derived.Add(found);
    }
}
