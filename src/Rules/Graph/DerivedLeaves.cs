using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>Makes the leaves of signals that are derived in the turns: each is evaluated after all that it reads, and read like any other signal.</summary>
internal static class DerivedLeaves
{
    /// <summary>The leaf of a derived signal, added to the graph.</summary>
    public static Leaf Of(RuleGraph graph, string name, Derivation derivation, ExpressionCompiler compiler)
    {
        switch (derivation)
        {
            case ConditionDerivation d when compiler.Compile(d.Condition) is var condition:
                return Reading(graph, new ConditionLeaf(graph, name, condition), condition);
            case EventDerivation d when compiler.Compile(d.Event) is var occurrence:
                return Reading(graph, new OccurrenceLeaf(graph, name, occurrence), occurrence);
            case LatchDerivation d when (compiler.Compile(d.Set), compiler.CompileOptional(d.Reset)) is var (set, reset):
                return Reading(graph, new LatchLeaf(graph, name, set, reset, d.PreferSet), set, reset);
            case CounterDerivation d when (compiler.CompileOptional(d.Up), compiler.CompileOptional(d.Down), compiler.CompileOptional(d.Reset)) is var (up, down, reset):
                return Reading(graph, new CounterLeaf(graph, name, d, up, down, reset), up, down, reset);
            case MachineDerivation d:
                return Machine(graph, name, d, compiler);
            default:
                throw new InvalidOperationException($"There is no leaf for a {derivation.GetType().Name}.");
        }
    }

    // It looks at its conditions when an event or its timer calls it; only those do.
    private static MachineLeaf Machine(RuleGraph graph, string name, MachineDerivation machine, ExpressionCompiler compiler)
    {
        ImmutableArray<ImmutableArray<MachineWay>> ways =
            [.. machine.States.Select(s => s.Transitions.Select(t => new MachineWay(t, compiler.CompileOptional(t.When), compiler.CompileOptional(t.If), compiler.CompileOptional(t.Unless))).ToImmutableArray())];
        return Reading(graph, new MachineLeaf(graph, name, machine, ways), [.. ways.SelectMany(static w => w).Select(static w => w.When).OfType<EventNode>().Distinct()]);
    }

    private static T Reading<T>(RuleGraph graph, T leaf, params ReadOnlySpan<Node?> read)
        where T : Leaf
    {
        graph.Add(leaf);
        foreach (Node? node in read)
            node?.AddDependent(leaf);
        return leaf;
    }
}

/// <summary><c>is: CONDITION</c>.</summary>
internal sealed class ConditionLeaf(RuleGraph graph, string name, ConditionNode condition) : StateLeaf(graph, name, Above(condition))
{
    public ConditionNode Condition => condition;

    public override void Evaluate(in TurnInfo turn) => Derive(
        condition.Value == Truth.Unknown
            ? Reactive.Signals.Value.Unknown(ChangedTurn == 0 ? UnknownReason.Starting : UnknownReason.Stale)
            : Reactive.Signals.Value.Contact(condition.Value == Truth.True),
        turn);
}

/// <summary><c>when: EVENT</c>.</summary>
internal sealed class OccurrenceLeaf(RuleGraph graph, string name, EventNode occurrence) : EventLeaf(graph, name, Above(occurrence))
{
    public EventNode Occurrence => occurrence;

    public override void Evaluate(in TurnInfo turn)
    {
        if (occurrence.OccursIn(turn.Number))
            OnNext(new Stamped<Value>(Reactive.Signals.Value.Pulse, turn.At));
    }
}

/// <summary><c>latch</c>: inactive from the start of the run on, until it is set.</summary>
internal sealed class LatchLeaf(RuleGraph graph, string name, EventNode set, EventNode? reset, bool preferSet) : StateLeaf(graph, name, Above(set, reset)), IKept
{
    private bool? _kept;

    public EventNode Setting => set;

    public EventNode? Resetting => reset;

    public override void Evaluate(in TurnInfo turn)
    {
        bool sets = set.OccursIn(turn.Number), resets = reset is not null && reset.OccursIn(turn.Number);
        bool was = Value.IsKnown ? Value == Reactive.Signals.Value.Contact(active: true) : _kept ?? false;
        bool active = sets && (preferSet || !resets) || (was && !resets);
        if (!Value.IsKnown && _kept is not null && active != was)
            GoOnFrom(Reactive.Signals.Value.Contact(was));
        Derive(Reactive.Signals.Value.Contact(active), turn);
    }

    public string KeptName => "latch " + Name;

    public string? Keep(in WallTime wall) => Value.IsKnown ? Value.ToString() : null;

    public bool Resume(string kept, in WallTime wall)
    {
        _kept = kept switch { "active" => true, "inactive" => false, _ => null };
        return _kept is not null;
    }
}

/// <summary><c>counter</c>.</summary>
internal sealed class CounterLeaf(RuleGraph graph, string name, CounterDerivation definition, EventNode? up, EventNode? down, EventNode? reset)
    : StateLeaf(graph, name, Above(up, down, reset)), IKept
{
    private long? _kept;

    public EventNode? Up => up;

    public EventNode? Down => down;

    public EventNode? Resetting => reset;

    public override void Evaluate(in TurnInfo turn)
    {
        long was = Value.IsKnown ? (long)Value.Number : _kept ?? definition.Start;
        long count = Occurs(reset, turn) ? definition.Start : was;
        count = Bounded(count + (Occurs(up, turn) ? 1 : 0) - (Occurs(down, turn) ? 1 : 0));
        if (!Value.IsKnown && _kept is not null && count != was)
            GoOnFrom(Counted(was));
        Derive(Counted(count), turn);
    }

    public string KeptName => "counter " + Name;

    public string? Keep(in WallTime wall) => Value.IsKnown ? ((long)Value.Number).ToString(CultureInfo.InvariantCulture) : null;

    public bool Resume(string kept, in WallTime wall)
    {
        if (!long.TryParse(kept, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long count))
            return false;
        _kept = count;
        return true;
    }

    // the bounds may be others than those of the run before
    private long Bounded(long count) => Math.Clamp(count, definition.Least, definition.Most);

    private static Value Counted(long count) => Reactive.Signals.Value.Of(count, Unit.Count);

    private static bool Occurs(EventNode? node, in TurnInfo turn) => node is not null && node.OccursIn(turn.Number);
}
