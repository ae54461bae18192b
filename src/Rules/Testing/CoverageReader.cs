using System.Collections.Generic;
using System.Linq;
using Reactive.Rules.Graph;

namespace Reactive.Rules.Testing;

/// <summary>
/// Reads from a graph that has run what its nodes showed. To count a new kind of node: let it set a flag of <see cref="Shown"/> where it
/// shows something, write a method here that names each such thing as an item, and call it in <see cref="Of(Node)"/>; for a kind of thing that
/// fits none of <see cref="CoverageKind"/>, add one there.
/// </summary>
internal static class CoverageReader
{
    /// <summary>Everything that can be exercised in a graph, and whether it was.</summary>
    public static IEnumerable<CoverageItem> Of(RuleGraph graph)
    {
        // "door is not open" is one condition to its author
        HashSet<Node> within = [.. graph.Nodes.OfType<NotNode>().Where(n => IsOneText(n, n.Inner)).Select(n => n.Inner)];
        return graph.Nodes.Where(n => !within.Contains(n)).SelectMany(Of);
    }

    private static IEnumerable<CoverageItem> Of(Node node) => node switch
    {
        RuleNode rule => OfRule(rule),
        ForNode timer => OfFor(timer),
        WasNode or WithinNode => OfMemory((ConditionNode)node),
        NotNode { Inner: var inner } not when IsOneText(not, inner) => OfCondition(not),
        IsNode or CompareNode or AvailabilityNode or CountNode or SinceNode => OfCondition((ConditionNode)node),
        ChangeNode or HappensNode or RiseNode or SequenceNode => OfEvent((EventNode)node),
        MachineLeaf machine => OfMachine(machine),
        _ => [],
    };

    private static IEnumerable<CoverageItem> OfRule(RuleNode rule)
    {
        RuleDefinition definition = rule.Definition;
        bool conditional = rule.When is not null || rule.If is not null || rule.Unless is not null || rule.Enabled is not null;
        CoverageItem Item(RuleOutcome outcome, string missing) => new(CoverageKind.Rule, definition.Position, "rule " + definition.Name, missing, Has(rule, ShownBits.Of(outcome)));

        yield return Item(RuleOutcome.Activated, "was never activated");
        // without an event there is nothing to hold back, and without a condition nothing that does
        if (rule.Trigger is not null && conditional)
            yield return Item(RuleOutcome.HeldBack, "was never held back");
        if (definition.CooldownNanoseconds > 0)
            yield return Item(RuleOutcome.Suppressed, "was never suppressed by its cooldown");
        // to end makes a difference to what lasts
        if (conditional && definition.While.Length > 0)
            yield return Item(RuleOutcome.Released, "was never released");
        if (rule.Runs.Length > 0 && definition.Mode == RuleMode.Queue)
            yield return Item(RuleOutcome.Queued, "was never activated while it was busy");
        if (rule.Runs.Length > 0 && definition.Mode == RuleMode.Ignore)
            yield return Item(RuleOutcome.Ignored, "was never activated while it was busy");
        foreach (PulseAction pulse in rule.Runs.SelectMany(r => r.Steps).Select(s => s.Action).OfType<PulseAction>())
        {
            ActionDefinition action = definition.Do[pulse.Index];
            yield return new CoverageItem(CoverageKind.Timer, action.Position, $"the pulse of {action.Target} in rule {definition.Name}", "never ended", pulse.HasEnded);
        }
    }

    // Only conditions that read a signal are counted both ways: what joins them follows from them.
    private static IEnumerable<CoverageItem> OfCondition(ConditionNode node)
    {
        yield return Item(CoverageKind.Condition, node, Shown.True, "was never true");
        yield return Item(CoverageKind.Condition, node, Shown.False, "was never false");
        yield return Item(CoverageKind.Condition, node, Shown.Unknown, "was never unknown") with { IsDemanded = false };
    }

    private static IEnumerable<CoverageItem> OfFor(ForNode node)
    {
        yield return Item(CoverageKind.Timer, node, Shown.Fulfilled, "was never fulfilled");
        yield return Item(CoverageKind.Timer, node, Shown.Broken, "was never broken before its time");
    }

    private static IEnumerable<CoverageItem> OfMemory(ConditionNode node)
    {
        yield return Item(CoverageKind.Timer, node, Shown.Expired, "never expired");
    }

    private static IEnumerable<CoverageItem> OfEvent(EventNode node)
    {
        yield return Item(CoverageKind.Event, node, Shown.Occurred, "never occurred");
    }

    private static IEnumerable<CoverageItem> OfMachine(MachineLeaf machine)
    {
        for (int state = 0; state < machine.Machine.States.Length; state++)
        {
            foreach (MachineWay way in machine.Events[state].Concat(machine.Timeouts[state]))
            {
                string names = $"from {machine.Machine.States[state].Name} to {machine.Machine.States[way.Definition.Target].Name}";
                yield return new CoverageItem(CoverageKind.Transition, way.Definition.Position, $"{machine.Name} {names}", "was never taken", way.WasTaken);
            }
        }
    }

    private static CoverageItem Item(CoverageKind kind, ConditionNode node, Shown shown, string missing) => Item(kind, node, node.Expression, shown, missing);

    private static CoverageItem Item(CoverageKind kind, EventNode node, Shown shown, string missing) => Item(kind, node, node.Expression, shown, missing);

    private static CoverageItem Item(CoverageKind kind, Node node, Expression expression, Shown shown, string missing) =>
        new(kind, expression.Position, $"'{expression.Text}'", missing, Has(node, shown));

    private static bool Has(Node node, Shown shown) => (node.Shown & shown) != 0;

    private static bool IsOneText(ConditionNode not, ConditionNode inner) => not.Expression.Text == inner.Expression.Text && not.Expression.Position == inner.Expression.Position;
}
