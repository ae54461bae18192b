using System.Collections.Immutable;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>A node that occurs in single turns: those in which <see cref="Node.ChangedTurn"/> is the present one.</summary>
internal abstract class EventNode(RuleGraph graph, int rank, Expression expression) : Node(graph, rank)
{
    public Expression Expression => expression;

    public bool OccursIn(long turn) => ChangedTurn == turn;

    public sealed override void Evaluate(in TurnInfo turn)
    {
        if (!Occurs(turn.Number))
            return;
        Shown |= Shown.Occurred;
        Changed(turn);
    }

    protected abstract bool Occurs(long turn);
}

/// <summary><c>S becomes v</c>, <c>S leaves v</c>, <c>S changes</c>.</summary>
internal sealed class ChangeNode(RuleGraph graph, Occurrence occurrence, StateLeaf leaf) : EventNode(graph, Above(leaf), occurrence)
{
    public StateLeaf Leaf => leaf;

    protected override bool Occurs(long turn)
    {
        if (leaf.ChangedTurn != turn)
            return false;
        if (occurrence is ChangesOccurrence { OrUnknown: true })
            return leaf.Previous != leaf.Value;
        if (!leaf.Value.IsKnown)
            return false;
        bool before = leaf.Previous.IsKnown;
        // A state that was changed and changed back within one turn did not change.
        return occurrence switch
        {
            BecomesOccurrence becomes => becomes.Values.Contains(leaf.Value) && (before ? !becomes.Values.Contains(leaf.Previous) : becomes.OrStarts),
            LeavesOccurrence leaves => before && leaves.Values.Contains(leaf.Previous) && !leaves.Values.Contains(leaf.Value),
            _ => before && leaf.Previous != leaf.Value,
        };
    }
}

/// <summary>An event signal occurs, with one of the named values; or a fault stands in place of one.</summary>
internal sealed class HappensNode(RuleGraph graph, EventOccurrence occurrence, EventLeaf leaf) : EventNode(graph, Above(leaf), occurrence)
{
    public EventLeaf Leaf => leaf;

    protected override bool Occurs(long turn)
    {
        if (leaf.ChangedTurn != turn || leaf.Value.IsKnown == occurrence.IsFaulty)
            return false;
        if (!(occurrence.Values.IsDefaultOrEmpty || occurrence.Values.Contains(leaf.Value)))
            return false;
        foreach (PartTest part in occurrence.Parts)
        {
            if (!part.Holds(leaf.Value))
                return false;
        }

        return true;
    }
}

/// <summary>A condition comes to hold, from known false.</summary>
internal sealed class RiseNode(RuleGraph graph, RiseOccurrence occurrence, ConditionNode inner) : EventNode(graph, Above(inner), occurrence)
{
    public ConditionNode Inner => inner;

    protected override bool Occurs(long turn) =>
        inner.ChangedTurn == turn && inner.Value == Truth.True && (inner.Previous == Truth.False || occurrence.FromUnknown);
}

/// <summary><c>E or F</c>.</summary>
internal sealed class AnyNode(RuleGraph graph, AnyOccurrence occurrence, ImmutableArray<EventNode> inner) : EventNode(graph, Above([.. inner]), occurrence)
{
    public ImmutableArray<EventNode> Inner => inner;

    protected override bool Occurs(long turn)
    {
        foreach (EventNode node in inner)
        {
            if (node.OccursIn(turn))
                return true;
        }

        return false;
    }
}

/// <summary><c>E and C</c>.</summary>
internal sealed class GuardedNode(RuleGraph graph, GuardedOccurrence occurrence, EventNode inner, ConditionNode guard)
    : EventNode(graph, Above(inner, guard), occurrence)
{
    public EventNode Inner => inner;

    public ConditionNode Guard => guard;

    protected override bool Occurs(long turn) => inner.OccursIn(turn) && guard.Value == Truth.True;
}
