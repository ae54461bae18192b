using System;
using System.Collections.Generic;
using Reactive.Rules.Graph;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Explaining;

/// <summary>
/// Watches a run and keeps what single rules read in single turns: those that were asked for, nothing else, so that memory
/// does not grow with the run. One tracer watches one graph.
/// </summary>
public sealed class RuleTracer : RunObserver
{
    private readonly HashSet<(string Rule, long Turn)> _wanted;
    private readonly Dictionary<string, TurnInfo> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Command> _commands = new(StringComparer.Ordinal);
    private readonly List<RuleFinding> _found = [];
    private readonly FindingReader _reader;
    private TurnInfo _turn;

    /// <summary>A tracer of <paramref name="wanted"/> rules and turns.</summary>
    public RuleTracer(IEnumerable<(string Rule, long Turn)> wanted)
    {
        _wanted = [.. wanted];
        _reader = new FindingReader(_changes, _commands);
    }

    /// <summary>What was found, in the order of turns.</summary>
    public IReadOnlyList<RuleFinding> Found => _found;

    /// <summary>Starts to watch the rules of <paramref name="graph"/>, whose observer it must be (or be among).</summary>
    public void Attach(PipelineGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        graph.Rules.Trace = Trace;
    }

    /// <inheritdoc/>
    public override void OnTurn(in TurnInfo turn) => _turn = turn;

    /// <inheritdoc/>
    public override void OnSignal(in SignalChange change) => _changes[change.Signal] = _turn;

    /// <inheritdoc/>
    public override void OnCommand(in Command command) => _commands[command.Sink] = command;

    private void Trace(RuleNode rule, RuleOutcome outcome, in TurnInfo turn)
    {
        if (_wanted.Contains((rule.Definition.Name, turn.Number)))
            _found.Add(_reader.Of(rule, outcome, turn));
    }
}
