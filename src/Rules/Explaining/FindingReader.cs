using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Graph;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Explaining;

/// <summary>Copies what rule nodes say at this moment into findings.</summary>
internal sealed class FindingReader(IReadOnlyDictionary<string, TurnInfo> changes, IReadOnlyDictionary<string, Command> commands)
{
    public RuleFinding Of(RuleNode rule, RuleOutcome outcome, in TurnInfo turn) => new(
        rule.Definition, outcome, turn, Optional(rule.Trigger, turn), Optional(rule.When, turn), Optional(rule.If, turn), Optional(rule.Unless, turn), Optional(rule.Enabled, turn));

    private Finding? Optional(Node? node, in TurnInfo turn) => node is null ? null : Of(node, turn);

    private Finding Of(Node node, in TurnInfo turn) => node switch
    {
        IsNode n => Condition(n, null, Leaf(n.Leaf, ((IsCondition)n.Expression).Operand)),
        CompareNode n => Condition(n, null, Leaf(n.Leaf, ((CompareCondition)n.Expression).Operand)),
        AvailabilityNode n => Condition(n, null, Leaf(n.Leaf, n.Expression is KnownCondition known ? known.Operand : ((OfflineCondition)n.Expression).Operand)),
        NotNode n => Condition(n, null, Of(n.Inner, turn)),
        JunctionNode n => Condition(n, null, All(n.Inner, turn)),
        ForNode n => Condition(n, n.Inner.Value == Truth.True ? Timer(n.Inner, n.Nanoseconds) : null, Of(n.Inner, turn)),
        WasNode n => Condition(n, n.Inner.Value == Truth.False && n.Value == Truth.True ? Timer(n.Inner, ((WasCondition)n.Expression).Nanoseconds) : null, Of(n.Inner, turn)),
        WithinNode n => Condition(n, n.Value == Truth.True ? Timer(n.Inner, ((WithinCondition)n.Expression).Nanoseconds) : null, Of(n.Inner, turn)),
        CountNode n => Condition(n, null, Of(n.Inner, turn)),
        SinceNode n => Condition(n, n.Value == Truth.Unknown ? null : Timer(n.Inner, ((SinceCondition)n.Expression).Nanoseconds), Of(n.Inner, turn)),
        ConstantNode n => Condition(n, null),
        ChangeNode n => Event(n, turn, Leaf(n.Leaf, OperandOf(n.Expression))),
        HappensNode n => Event(n, turn, Leaf(n.Leaf, ((EventOccurrence)n.Expression).Operand)),
        RiseNode n => Event(n, turn, Of(n.Inner, turn)),
        AnyNode n => Event(n, turn, All(n.Inner, turn)),
        SequenceNode n => Event(n, turn, All(n.Steps, turn)),
        GuardedNode n => Event(n, turn, Of(n.Inner, turn), Of(n.Guard, turn)),
        _ => throw new InvalidOperationException($"There is no finding for a {node.GetType().Name}."),
    };

    private Finding[] All<T>(ImmutableArray<T> nodes, in TurnInfo turn)
        where T : Node
    {
        var found = new Finding[nodes.Length];
        for (int i = 0; i < found.Length; i++)
            found[i] = Of(nodes[i], turn);
        return found;
    }

    private static ConditionFinding Condition(ConditionNode node, TimerFinding? timer, params Finding[] inner) =>
        new((Condition)node.Expression, node.Value, node.ChangedTurn, node.ChangedAt, timer, [.. inner]);

    private static EventFinding Event(EventNode node, in TurnInfo turn, params Finding[] inner) =>
        new((Occurrence)node.Expression, node.OccursIn(turn.Number), node.ChangedTurn, node.ChangedAt, [.. inner]);

    // What such a condition counts from is the turn in which the one under it last changed.
    private static TimerFinding Timer(Node from, long nanoseconds) =>
        new(nanoseconds, from.ChangedTurn, from.ChangedAt, from.ChangedAt.AddNanoseconds(nanoseconds));

    private SignalFinding Leaf(Leaf leaf, Operand operand)
    {
        TurnInfo turn = changes.TryGetValue(leaf.Name, out TurnInfo last) && last.Number == leaf.ChangedTurn ? last : default;
        Command? command = leaf is OutputNode output && commands.TryGetValue(output.Name, out Command given) ? given : null;
        return new SignalFinding(leaf.Name, operand.Kind, leaf.Value, (leaf as StateLeaf)?.Previous, leaf.Since, turn, leaf.Arrival, command);
    }

    private static Operand OperandOf(Expression expression) => expression switch
    {
        BecomesOccurrence o => o.Operand,
        LeavesOccurrence o => o.Operand,
        ChangesOccurrence o => o.Operand,
        _ => throw new InvalidOperationException($"'{expression.Text}' reads no one signal."),
    };
}
