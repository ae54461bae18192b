using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Rules.Graph;

/// <summary>Turns checked expressions into nodes; an expression that is used twice shares its node.</summary>
internal sealed class ExpressionCompiler(RuleGraph graph, IReadOnlyDictionary<string, Leaf> signals, IReadOnlyDictionary<string, OutputNode> outputs)
{
    private readonly Dictionary<Expression, Node> _made = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whose expressions are compiled: the name of a signal or rule.</summary>
    public string Owner { get; set; } = "";

    public ConditionNode? CompileOptional(Condition? condition) => condition is null ? null : Compile(condition);

    public EventNode? CompileOptional(Occurrence? occurrence) => occurrence is null ? null : Compile(occurrence);

    public ConditionNode Compile(Condition condition)
    {
        if (_made.TryGetValue(condition, out Node? made))
            return (ConditionNode)made;
        ConditionNode node = condition switch
        {
            IsCondition c => Reading(new IsNode(graph, c, LeafOf(c.Operand)), LeafOf(c.Operand)),
            CompareCondition c => Reading(new CompareNode(graph, c, LeafOf(c.Operand)), LeafOf(c.Operand)),
            KnownCondition c => Reading(new AvailabilityNode(graph, c, LeafOf(c.Operand)), LeafOf(c.Operand)),
            OfflineCondition c => Reading(new AvailabilityNode(graph, c, LeafOf(c.Operand)), LeafOf(c.Operand)),
            ConstantCondition c => Reading(new ConstantNode(graph, c)),
            NotCondition c when Compile(c.Inner) is var inner => Reading(new NotNode(graph, c, inner), inner),
            AndCondition c when CompileAll(c.Inner) is var inner => Reading(new JunctionNode(graph, c, inner, Truth.False), [.. inner]),
            OrCondition c when CompileAll(c.Inner) is var inner => Reading(new JunctionNode(graph, c, inner, Truth.True), [.. inner]),
            ForCondition c when Compile(c.Inner) is var inner => Reading(new ForNode(graph, c, inner, Owner), inner),
            WasCondition c when Compile(c.Inner) is var inner => Reading(new WasNode(graph, c, inner), inner),
            WithinCondition c when Compile(c.Inner) is var inner => Reading(new WithinNode(graph, c, inner), inner),
            CountCondition c when Compile(c.Inner) is var inner => Reading(new CountNode(graph, c, inner), inner),
            SinceCondition c when Compile(c.Inner) is var inner => Reading(new SinceNode(graph, c, inner), inner),
            _ => throw new InvalidOperationException($"There is no node for '{condition.Text}'."),
        };
        _made[condition] = node;
        return node;
    }

    public EventNode Compile(Occurrence occurrence)
    {
        if (_made.TryGetValue(occurrence, out Node? made))
            return (EventNode)made;
        EventNode node = occurrence switch
        {
            BecomesOccurrence o => Change(o, o.Operand),
            LeavesOccurrence o => Change(o, o.Operand),
            ChangesOccurrence o => Change(o, o.Operand),
            EventOccurrence o => Reading(new HappensNode(graph, o, (EventLeaf)LeafOf(o.Operand)), LeafOf(o.Operand)),
            RiseOccurrence o when Compile(o.Inner) is var inner => Reading(new RiseNode(graph, o, inner), inner),
            AnyOccurrence o when o.Inner.Select(Compile).ToImmutableArray() is var inner => Reading(new AnyNode(graph, o, inner), [.. inner]),
            GuardedOccurrence o when (Compile(o.Inner), Compile(o.Guard)) is var (inner, guard) => Reading(new GuardedNode(graph, o, inner, guard), inner, guard),
            SequenceOccurrence o when o.Steps.Select(Compile).ToImmutableArray() is var steps => Reading(new SequenceNode(graph, o, steps), [.. steps]),
            _ => throw new InvalidOperationException($"There is no node for '{occurrence.Text}'."),
        };
        _made[occurrence] = node;
        return node;
    }

    private ChangeNode Change(Occurrence occurrence, Operand operand)
    {
        var leaf = (StateLeaf)LeafOf(operand);
        return Reading(new ChangeNode(graph, occurrence, leaf), leaf);
    }

    private ImmutableArray<ConditionNode> CompileAll(ImmutableArray<Condition> conditions) => [.. conditions.Select(Compile)];

    private Leaf LeafOf(Operand operand) => operand.Kind switch
    {
        OperandKind.Signal => signals[operand.Name],
        OperandKind.Output => outputs[operand.Name],
        _ => outputs[operand.Name].Readback,
    };

    private T Reading<T>(T node, params ReadOnlySpan<Node> read)
        where T : Node
    {
        graph.Add(node);
        foreach (Node inner in read)
            inner.AddDependent(node);
        return node;
    }
}
