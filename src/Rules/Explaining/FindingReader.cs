using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Explaining;

/// <summary>Copies what nodes say at this moment into findings. It is told of the run by who uses it.</summary>
internal sealed partial class FindingReader
{
    private readonly Dictionary<string, TurnInfo> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Command> _commands = new(StringComparer.Ordinal);
    private Dictionary<string, Derivation> _derivations = [];
    private PipelineGraph? _graph;
    private TurnInfo _turn;

    public void Attach(PipelineGraph graph)
    {
        _graph = graph;
        _derivations = new Dictionary<string, Derivation>(StringComparer.Ordinal);
        foreach (SignalDefinition signal in graph.Definition.Signals)
        {
            if (signal.Derivation is { } derivation and not OutcomeDerivation)
                _derivations[signal.Name] = derivation;
        }
    }

    public void OnTurn(in TurnInfo turn) => _turn = turn;

    public void OnSignal(in SignalChange change) => _changes[change.Signal] = _turn;

    public void OnCommand(in Command command) => _commands[command.Sink] = command;

    /// <summary>What a rule reads in a turn, looked at at an instant that is not before it.</summary>
    public RuleFinding Of(RuleNode rule, RuleOutcome? outcome, in TurnInfo turn, SignalTime at) => new(
        rule.Definition, outcome, turn, at, rule.Trigger is null ? null : (EventFinding)Of(rule.Trigger, turn, at), Optional(rule.When, turn, at), Optional(rule.If, turn, at),
        Optional(rule.Unless, turn, at), Optional(rule.Enabled, turn, at))
    {
        ActivatedAt = rule.ActivatedAt,
        ActivatedTurn = rule.ActivatedTurn,
        Busy = Busy(rule),
        Waiting = rule.Waiting,
    };

    /// <summary>The same, with what is behind derived signals and state machines at this moment.</summary>
    public RuleFinding Through(RuleNode rule, RuleOutcome? outcome, in TurnInfo turn, SignalTime at)
    {
        _depth = Deepest;
        RuleFinding found = Of(rule, outcome, turn, at);
        _depth = 0;
        return found;
    }

    /// <summary>How a derived signal came to the value that it takes in this turn; null for a signal that is not derived.</summary>
    public DerivedFinding? Of(Leaf leaf, in TurnInfo turn)
    {
        if (!_derivations.TryGetValue(leaf.Name, out Derivation? derivation))
            return null;
        var found = new DerivedFinding(leaf.Name, derivation, leaf.Value, turn, leaf switch
        {
            ConditionLeaf l => [("is", Of(l.Condition, turn, turn.At))],
            OccurrenceLeaf l => [("when", Of(l.Occurrence, turn, turn.At))],
            LatchLeaf l => Occurring(turn, ("set", l.Setting), ("reset", l.Resetting)),
            CounterLeaf l => Occurring(turn, ("reset", l.Resetting), ("up", l.Up), ("down", l.Down)),
            MachineLeaf { Taken: { } way } => Way(way, turn),
            _ => [],
        });
        return leaf switch
        {
            MachineLeaf { Taken: { } way, From: >= 0 } l => found with { Transition = Transition(l, way) },
            ScheduleLeaf or InstantLeaf when _graph!.Rules.WallNanoseconds(turn.At) is { } wall => found with { LocalTime = Calendars.LocalTime(_graph.Definition.TimeZone, wall) },
            _ => found,
        };
    }

    /// <summary>What an action does that gives a command at this moment.</summary>
    public DeedFinding Of(RuleAction action, in Command command)
    {
        RuleDefinition rule = action.Rule.Definition;
        RunFinding? run = action.Run is null ? null : new RunFinding(action.RunTurn, action.RunAt);
        PulseFinding? pulse = action is PulseAction p ? new PulseFinding(p.Nanoseconds, p.BegunTurn, p.BegunAt, p.PlannedEnd, p.WasMoved) : null;
        bool began = action is not ClaimAction { Stands: false };
        return run is null
            ? new DeedFinding(command, rule, rule.While[action.Index - rule.Do.Length], action.Cause.Turn, began, 0, null, null)
            : new DeedFinding(command, rule, rule.Do[action.Index], action.Cause.Turn, began, action.Index + 1, run, pulse) { Sent = action is SendAction send ? Sent(send.Frames) : null };
    }

    // what it brought last, though it may be offline by now
    private SignalFinding Sent(EventLeaf frames) =>
        Leaf(frames, OperandKind.Signal, _turn, _turn.At) with { Value = frames.IsSensitive ? frames.Brought.Veiled() : frames.Brought };

    private static ImmutableArray<BusyFinding> Busy(RuleNode rule)
    {
        ImmutableArray<BusyFinding>.Builder busy = ImmutableArray.CreateBuilder<BusyFinding>();
        foreach (RuleRun run in rule.Runs)
        {
            if (run.Pause >= 0)
                busy.Add(new BusyFinding(run.ActivatedTurn, run.BeganAt, rule.Definition.Do[run.Pause], run.PauseEnds));
            foreach (RunStep step in run.Steps)
            {
                if (step.Action is PulseAction { Stands: true } pulse)
                    busy.Add(new BusyFinding(run.ActivatedTurn, run.BeganAt, rule.Definition.Do[pulse.Index], pulse.Ends));
            }
        }

        return busy.ToImmutable();
    }

    private ImmutableArray<(string, Finding)> Occurring(in TurnInfo turn, params ReadOnlySpan<(string Keyword, EventNode? Event)> events)
    {
        ImmutableArray<(string, Finding)>.Builder found = ImmutableArray.CreateBuilder<(string, Finding)>(events.Length);
        foreach ((string keyword, EventNode? node) in events)
        {
            if (node is not null && node.OccursIn(turn.Number))
                found.Add((keyword, Of(node, turn, turn.At)));
        }

        return found.ToImmutable();
    }

    private ImmutableArray<(string, Finding)> Way(MachineWay way, in TurnInfo turn)
    {
        ImmutableArray<(string, Finding)>.Builder found = ImmutableArray.CreateBuilder<(string, Finding)>(3);
        foreach ((string keyword, Node? node) in (ReadOnlySpan<(string, Node?)>)[("when", way.When), ("if", way.If), ("unless", way.Unless)])
        {
            if (node is not null)
                found.Add((keyword, Of(node, turn, turn.At)));
        }

        return found.ToImmutable();
    }

    private static TransitionFinding Transition(MachineLeaf leaf, MachineWay way) =>
        new(way.Definition, leaf.Machine.States[leaf.From].Name, leaf.Machine.States[way.Definition.Target].Name, way.Definition.AfterNanoseconds, leaf.FromTurn, leaf.FromEntered);

    private ConditionFinding? Optional(ConditionNode? node, in TurnInfo turn, SignalTime at) => node is null ? null : (ConditionFinding)Of(node, turn, at);

    private Finding Of(Node node, in TurnInfo turn, SignalTime at) => node switch
    {
        IsNode n => Condition(n, null, Leaf(n.Leaf, ((IsCondition)n.Expression).Operand, turn, at)),
        CompareNode n => Condition(n, null, Leaf(n.Leaf, ((CompareCondition)n.Expression).Operand, turn, at)),
        AvailabilityNode n => Condition(n, null, Leaf(n.Leaf, n.Expression is KnownCondition known ? known.Operand : ((OfflineCondition)n.Expression).Operand, turn, at)),
        NotNode n => Condition(n, null, Of(n.Inner, turn, at)),
        JunctionNode n => Condition(n, null, All(n.Inner, turn, at)),
        ForNode n => Condition(n, n is { HeldUntil: null, HeldFrom: { } from } ? new TimerFinding(n.Nanoseconds, n.Inner.ChangedTurn, from, from.AddNanoseconds(n.Nanoseconds)) : null, Of(n.Inner, turn, at)) with { Memory = new StretchFinding(n.HeldFrom, n.HeldUntil) },
        WasNode n => Condition(n, n.Inner.Value == Truth.False && n.Value == Truth.True ? Timer(n.Inner, ((WasCondition)n.Expression).Nanoseconds) : null, Of(n.Inner, turn, at))
            with { Memory = new EndFinding(n.Ended) },
        WithinNode n => Condition(n, n.Value == Truth.True ? Timer(n.Inner, ((WithinCondition)n.Expression).Nanoseconds) : null, Of(n.Inner, turn, at)),
        CountNode n => Condition(n, null, Of(n.Inner, turn, at)) with { Memory = new CountFinding(n.Count, ((CountCondition)n.Expression).Number + 1) },
        SinceNode n => Condition(n, n.Value == Truth.Unknown ? null : Timer(n.Inner, ((SinceCondition)n.Expression).Nanoseconds), Of(n.Inner, turn, at)),
        ConstantNode n => Condition(n, null),
        ChangeNode n => Event(n, turn, at, Leaf(n.Leaf, OperandOf(n.Expression), turn, at)),
        HappensNode n => Event(n, turn, at, Leaf(n.Leaf, ((EventOccurrence)n.Expression).Operand, turn, at)),
        RiseNode n => Event(n, turn, at, Of(n.Inner, turn, at)),
        AnyNode n => Event(n, turn, at, All(n.Inner, turn, at)),
        SequenceNode n => Event(n, turn, at, All(n.Steps, turn, at)) with { Series = Series(n, at) },
        GuardedNode n => Event(n, turn, at, Of(n.Inner, turn, at), Of(n.Guard, turn, at)),
        _ => throw new InvalidOperationException($"There is no finding for a {node.GetType().Name}."),
    };

    private Finding[] All<T>(ImmutableArray<T> nodes, in TurnInfo turn, SignalTime at)
        where T : Node
    {
        var found = new Finding[nodes.Length];
        for (int i = 0; i < found.Length; i++)
            found[i] = Of(nodes[i], turn, at);
        return found;
    }

    private static ConditionFinding Condition(ConditionNode node, TimerFinding? timer, params Finding[] inner) =>
        new((Condition)node.Expression, node.Value, node.ChangedTurn, node.ChangedAt, timer, [.. inner]) { Before = node.Previous };

    // After the instant of the turn it occurs no longer.
    private static EventFinding Event(EventNode node, in TurnInfo turn, SignalTime at, params Finding[] inner) =>
        new((Occurrence)node.Expression, at == turn.At && node.OccursIn(turn.Number), node.ChangedTurn, node.ChangedAt, [.. inner]);

    private static SeriesFinding Series(SequenceNode node, SignalTime at)
    {
        var starts = new SignalTime?[node.Steps.Length];
        for (int step = 0; step < starts.Length; step++)
            starts[step] = node.StartOf(step);
        return new SeriesFinding(node.Reached(at), [.. starts]);
    }

    // What such a condition counts from is the turn in which the one under it last changed.
    private static TimerFinding Timer(Node from, long nanoseconds) =>
        new(nanoseconds, from.ChangedTurn, from.ChangedAt, from.ChangedAt.AddNanoseconds(nanoseconds));

    private SignalFinding Leaf(Leaf leaf, Operand operand, in TurnInfo turn, SignalTime at) => Leaf(leaf, operand.Kind, turn, at);

    private SignalFinding Leaf(Leaf leaf, OperandKind kind, in TurnInfo turn, SignalTime at)
    {
        TurnInfo changed = _changes.TryGetValue(leaf.Name, out TurnInfo last) && last.Number == leaf.ChangedTurn ? last : default;
        Command? command = leaf is OutputNode output && _commands.TryGetValue(output.Name, out Command given) ? given : null;
        Value? previous = (leaf as StateLeaf)?.Previous;
        // findings are for people: what stems from a sensitive port is veiled here, once for all that shows them
        (Value value, previous) = leaf.IsSensitive ? (leaf.Value.Veiled(), previous?.Veiled()) : (leaf.Value, previous);
        return new SignalFinding(leaf.Name, kind, value, previous, leaf.Since, changed, leaf.Arrival, command) { Behind = Behind(leaf, turn, at), Ways = Ways(leaf, turn, at) };
    }

    private static Operand OperandOf(Expression expression) => expression switch
    {
        BecomesOccurrence o => o.Operand,
        LeavesOccurrence o => o.Operand,
        ChangesOccurrence o => o.Operand,
        _ => throw new InvalidOperationException($"'{expression.Text}' reads no one signal."),
    };
}
