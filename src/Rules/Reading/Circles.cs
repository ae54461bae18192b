using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Refuses rules that hold an output (<c>while</c>) as long as a state holds that this output feeds back into, on its own or
/// through other rules: they would undo or chase each other at one instant, without end. A circle needs an explicit delay in
/// it. <c>was ... within</c> and <c>E within</c> are one, and events are none of these states; <c>for</c> is no delay, because
/// it ends at once.
/// </summary>
internal static class Circles
{
    private const string Cure = "what a rule holds may lead back to it only through an explicit delay such as 'was active within 1 s', or through an event such as 'becomes active'";

    /// <summary>Reports all rules that read what they hold, and for each circle of several rules one error.</summary>
    public static void Refuse(ReadContext context, ImmutableArray<RuleDefinition> rules, NameTable names)
    {
        List<Hold> holds = [];
        foreach (RuleDefinition rule in rules)
        {
            if (!rule.While.Any(static a => a.Action.Target == ActionTarget.Output))
                continue;
            Dictionary<string, Expression> read = new(StringComparer.Ordinal);
            Read(rule.When, read, names);
            Read(rule.If, read, names);
            Read(rule.Unless, read, names);
            Read(rule.Enabled, read, names);
            foreach (ActionDefinition action in rule.While.Where(static a => a.Action.Target == ActionTarget.Output))
            {
                if (read.TryGetValue(action.Target, out Expression? own))
                    context.Report.ErrorAt(DiagnosticCodes.UndoesItself, action.Position, $"rules.{rule.Name}.while", $"'{action.Action.Name}' changes '{action.Target}', and the rule lasts only as '{own.Text}' says", Cure);
                foreach (string output in read.Keys.Where(o => o != action.Target))
                    holds.Add(new Hold(rule.Name, action, output));
            }
        }

        HashSet<string> told = [];
        ILookup<string, Hold> byRead = holds.DistinctBy(static h => (h.Reads, h.Action.Target)).ToLookup(static h => h.Reads, StringComparer.Ordinal);
        Dictionary<string, Dictionary<string, Hold>> reached = new(StringComparer.Ordinal);
        foreach (Hold hold in holds)
        {
            if (told.Contains(hold.Rule))
                continue;
            if (!reached.TryGetValue(hold.Action.Target, out Dictionary<string, Hold>? by))
                reached[hold.Action.Target] = by = ReachedFrom(hold.Action.Target, byRead);
            if (!by.ContainsKey(hold.Reads))
                continue;
            List<Hold> circle = Circle(hold, by);
            told.UnionWith(circle.Select(static h => h.Rule));
            string around = string.Join("; ", circle.Select(static h => $"'{h.Rule}' reads '{h.Reads}' and holds '{h.Action.Target}'"));
            context.Report.ErrorAt(DiagnosticCodes.Circle, hold.Action.Position, $"rules.{hold.Rule}.while", $"rules go round in a circle: {around}", Cure);
        }
    }

    // All outputs to which a change of one leads, each with the last hold of a shortest way there.
    private static Dictionary<string, Hold> ReachedFrom(string start, ILookup<string, Hold> byRead)
    {
        Dictionary<string, Hold> by = new(StringComparer.Ordinal);
        Queue<string> next = new([start]);
        while (next.TryDequeue(out string? output))
        {
            foreach (Hold hold in byRead[output])
            {
                if (by.TryAdd(hold.Action.Target, hold))
                    next.Enqueue(hold.Action.Target);
            }
        }

        return by;
    }

    private static List<Hold> Circle(Hold first, Dictionary<string, Hold> by)
    {
        List<Hold> back = [];
        for (string output = first.Reads; output != first.Action.Target; output = back[^1].Reads)
            back.Add(by[output]);
        back.Add(first);
        back.Reverse();
        return back;
    }

    // The outputs whose present state the condition follows, each with where it is read; also through signals that are such conditions
    // by name, each of which is looked into once.
    private static void Read(Condition? condition, Dictionary<string, Expression> read, NameTable names)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        Stack<Condition> next = new();
        if (condition is not null)
            next.Push(condition);
        while (next.TryPop(out Condition? one))
        {
            switch (one)
            {
                case IsCondition { Operand.Kind: not OperandKind.Signal } c:
                    read.TryAdd(c.Operand.Name, c);
                    break;
                case IsCondition c when names.TryMade(c.Operand.Name, out SignalDefinition? signal) && signal?.Derivation is ConditionDerivation derivation && seen.Add(c.Operand.Name):
                    next.Push(derivation.Condition);
                    break;
                case NotCondition c:
                    next.Push(c.Inner);
                    break;
                case ForCondition c:
                    next.Push(c.Inner);
                    break;
                case AndCondition { Inner: var inner }:
                    PushAll(inner, next);
                    break;
                case OrCondition { Inner: var inner }:
                    PushAll(inner, next);
                    break;
            }
        }
    }

    // so that they come in the order in which they are written
    private static void PushAll(ImmutableArray<Condition> conditions, Stack<Condition> next)
    {
        for (int i = conditions.Length - 1; i >= 0; i--)
            next.Push(conditions[i]);
    }

    private sealed record Hold(string Rule, ActionDefinition Action, string Reads);
}
