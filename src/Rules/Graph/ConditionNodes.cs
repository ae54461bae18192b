using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>A node with a truth value.</summary>
internal abstract class ConditionNode(RuleGraph graph, int rank, Expression expression) : Node(graph, rank)
{
    public Expression Expression => expression;

    public Truth Value { get; private set; } = Truth.Unknown;

    /// <summary>The truth before the turn of the last change.</summary>
    public Truth Previous { get; private set; } = Truth.Unknown;

    public sealed override void Evaluate(in TurnInfo turn)
    {
        Truth value = Judge(turn.At);
        Shown |= ShownBits.Of(value);
        if (value == Value)
            return;
        Previous = Value;
        Value = value;
        Changed(turn);
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Byte((byte)Value);
        writer.Byte((byte)Previous);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        Value = ReadTruth(reader);
        Previous = ReadTruth(reader);
    }

    protected abstract Truth Judge(SignalTime now);

    protected static Truth Of(bool value) => value ? Truth.True : Truth.False;

    protected static Truth ReadTruth(StateReader reader)
    {
        byte truth = reader.Byte();
        return truth <= (byte)Truth.Unknown ? (Truth)truth : throw new StateException($"{truth} is no truth value.");
    }
}

/// <summary><c>S is v</c>.</summary>
internal sealed class IsNode(RuleGraph graph, IsCondition condition, Leaf leaf) : ConditionNode(graph, Above(leaf), condition)
{
    public Leaf Leaf => leaf;

    protected override Truth Judge(SignalTime now) => leaf.Value.IsKnown ? Of(condition.Values.Contains(leaf.Value)) : Truth.Unknown;
}

/// <summary><c>S &gt; n</c>.</summary>
internal sealed class CompareNode(RuleGraph graph, CompareCondition condition, Leaf leaf) : ConditionNode(graph, Above(leaf), condition)
{
    public Leaf Leaf => leaf;

    protected override Truth Judge(SignalTime now)
    {
        double number = leaf.Value.Number;
        if (!leaf.Value.IsKnown || double.IsNaN(number))
            return Truth.Unknown;
        return Of(condition.Comparison.Holds(number.CompareTo(condition.Number)));
    }
}

/// <summary><c>S is known</c> and <c>S is offline</c>: never unknown themselves.</summary>
internal sealed class AvailabilityNode(RuleGraph graph, Condition condition, Leaf leaf) : ConditionNode(graph, Above(leaf), condition)
{
    public Leaf Leaf => leaf;

    protected override Truth Judge(SignalTime now) => condition is KnownCondition
        ? Of(leaf.Value.IsKnown)
        : Of(leaf.Value.Kind == ValueKind.Unknown && leaf.Value.Reason == UnknownReason.Offline);
}

/// <summary><c>always</c>, <c>never</c>.</summary>
internal sealed class ConstantNode(RuleGraph graph, ConstantCondition condition) : ConditionNode(graph, 1, condition)
{
    protected override Truth Judge(SignalTime now) => Of(condition.Holds);
}

/// <summary><c>not X</c>.</summary>
internal sealed class NotNode(RuleGraph graph, NotCondition condition, ConditionNode inner) : ConditionNode(graph, Above(inner), condition)
{
    public ConditionNode Inner => inner;

    protected override Truth Judge(SignalTime now) => inner.Value switch
    {
        Truth.True => Truth.False,
        Truth.False => Truth.True,
        _ => Truth.Unknown,
    };
}

/// <summary><c>X and Y</c>, <c>X or Y</c>: one false (or true) decides, else one unknown does.</summary>
internal sealed class JunctionNode(RuleGraph graph, Condition condition, ImmutableArray<ConditionNode> inner, Truth deciding)
    : ConditionNode(graph, Above([.. inner]), condition)
{
    public ImmutableArray<ConditionNode> Inner => inner;

    protected override Truth Judge(SignalTime now)
    {
        bool unknown = false;
        foreach (ConditionNode node in inner)
        {
            if (node.Value == deciding)
                return deciding;
            unknown |= node.Value == Truth.Unknown;
        }

        return unknown ? Truth.Unknown : deciding == Truth.True ? Truth.False : Truth.True;
    }
}
