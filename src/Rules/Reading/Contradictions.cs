using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Warns where rules of one priority can hold an output active and inactive at once.</summary>
internal static class Contradictions
{
    public static void Warn(ReadContext context, ImmutableArray<RuleDefinition> rules)
    {
        Dictionary<string, Claim> first = new(StringComparer.Ordinal);
        foreach (RuleDefinition rule in rules)
        {
            Warn(context, rule, rule.Do, first);
            Warn(context, rule, rule.While, first);
        }
    }

    private static void Warn(ReadContext context, RuleDefinition rule, ImmutableArray<ActionDefinition> actions, Dictionary<string, Claim> first)
    {
        foreach (ActionDefinition action in actions)
        {
            if (action.Action.Target != ActionTarget.Output)
                continue;
            bool active = action.Action.Name != "deactivate";
            if (!first.TryGetValue(action.Target, out Claim? other))
                first[action.Target] = new Claim(rule.Name, action.Action.Name, active);
            else if (other.Active != active && other.Rule != rule.Name)
                context.Report.WarningAt(DiagnosticCodes.Contradiction, action.Position, $"rules.{rule.Name}", $"'{action.Action.Name}' contradicts '{other.Action}' of '{action.Target}' in the rule '{other.Rule}' while both are active", "let one rule exclude the other with 'unless'");
        }
    }

    private sealed record Claim(string Rule, string Action, bool Active);
}
